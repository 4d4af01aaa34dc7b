"""How long the search index of a dataset takes to follow a change: python tests/benchmarks/search_update.py OUT.

Changes the text of 100 releases in a copy of OUT, spread over the shards and then in one shard, and brings the index up to date;
a thread searches all the while.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq

from nutgraf.dataset import part_path, read_manifest, write_json
from nutgraf.search import Index, update_index

SEED = 7
CHANGED = 100


def change(out: Path, shards: list[str]) -> None:
    """Add a sentence to 100 releases of some shards, as another version of the archive would have it."""
    draw = random.Random(SEED)  # noqa: S311
    places = [(shard, row) for shard in shards for row in range(releases(out, shard))]
    chosen = draw.sample(places, CHANGED)
    for shard in {shard for shard, _ in chosen}:
        path = part_path(out, "releases", shard)
        table = pq.read_table(path, partitioning=None)
        texts = table.column("text").to_pylist()
        for row in (row for name, row in chosen if name == shard):
            texts[row] += f"\n\nCorrected {draw.random()}."
        pq.write_table(table.set_column(table.schema.get_field_index("text"), table.schema.field("text"), pa.array(texts)), path)
        entry = out / "_manifest" / f"{shard}.json"
        write_json(entry, json.loads(entry.read_text("utf-8")) | {"fingerprint": f"changed {draw.random()}"})


def releases(out: Path, shard: str) -> int:
    """Return how many releases a shard holds."""
    return pq.read_metadata(part_path(out, "releases", shard)).num_rows


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "out"
        shutil.copytree(out, copy)
        update_index(copy)
        shards = [shard.name for shard in read_manifest(copy)]
        largest = max(shards, key=lambda shard: releases(copy, shard))
        for where, names in (("all shards", shards), ("one shard", [largest])):
            change(copy, names)
            times: list[float] = []
            done = threading.Event()
            reader = threading.Thread(target=search, args=(copy, done, times))
            quiet: list[float] = []
            stop = threading.Timer(2, done.set)
            stop.start()
            search(copy, done, quiet)
            done.clear()
            reader.start()
            cpu = time.process_time()
            report = update_index(copy)
            cpu = time.process_time() - cpu
            done.set()
            reader.join()
            print(f"{CHANGED} releases changed in {where}: {report}; {cpu:.1f} CPU-s with the searches")
            for when, taken in (("before", quiet), ("meanwhile", times)):
                print(f"  {len(taken)} searches {when}: p50 {median(taken):.1f}, longest {max(taken):.1f} ms")


def search(out: Path, done: threading.Event, times: list[float]) -> None:
    """Search until told to stop, noting the milliseconds of each search."""
    index = Index(out)
    while not done.is_set():
        started = time.perf_counter()
        index.search("water river -court")
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
