"""Samples of a real archive, runs of the command on them, and what a dataset holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from nutgraf.dataset import part_path, read_manifest
from nutgraf.records import TABLES
from nutgraf.sources import RawDocument, documents, walk

ARCHIVE = Path(os.environ.get("ARCHIVE", "../shared/archive"))
DRIVER = Path(__file__).with_name("driver.py")


def sample(folder: Path, count: int) -> Path:
    """Copy documents taken evenly from the archive, packed or not, so that every kind of source is there."""
    files = [file for file in walk(ARCHIVE) if not file.is_sidecar and not file.problem]
    found = [(one.source, one.data) for file in files for one in documents(file) if isinstance(one, RawDocument) and one.data]
    for source, data in found[:: max(1, len(found) // count)][:count]:
        target = folder / source.replace("#", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def start(archive: Path | str, out: Path, *options: str) -> subprocess.Popen[str]:
    """Start `nutgraf extract` with shards of eight documents."""
    command = [sys.executable, DRIVER, "extract", str(archive), "--out", out, "--json", "--model", "fast", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a run and return its report."""
    stdout, stderr = process.communicate(timeout=600)
    assert process.returncode in {0, 3}, stderr
    report: dict[str, Any] = json.loads(stdout)
    assert report["reconciles"]
    return report


def extract(archive: Path | str, out: Path, *options: str) -> dict[str, Any]:
    """Run `nutgraf extract` to its end."""
    return finish(start(archive, out, *options))


def rows(out: Path) -> dict[str, list[str]]:
    """Return the rows of every table as a reader of the folder sees them, in an order of their own."""
    found: dict[str, list[str]] = {}
    for table in TABLES:
        parts = [pq.read_table(path, partitioning=None) for path in (out / table).glob("part-*.parquet")]
        found[table] = sorted(json.dumps(row, default=str, sort_keys=True) for part in parts for row in part.to_pylist())
    return found


def check_commits(out: Path) -> int:
    """Check that what the manifest vouches for is whole; return how many shards that is."""
    shards = read_manifest(out)
    for shard in shards:
        counts = {table: pq.read_metadata(part_path(out, table, shard.name)).num_rows for table in TABLES}
        assert counts == shard.rows
    return len(shards)


def children(process: int) -> list[int]:
    """Return the processes a process has started."""
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        found += map(int, path.read_text().split())
    return found


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition; return whether it came."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True
