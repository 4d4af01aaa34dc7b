"""The search index follows the dataset: it does what changed and no more, and loses nothing it committed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from handmade import made, said, write_dataset
from nutgraf import DatasetError, dataset
from nutgraf.records import Extraction
from nutgraf.search import FACETS, Index, build, update_index
from nutgraf.search.store import index_path


def release(number: int, word: str = "harbour", **values: object) -> Extraction:
    body = f"The {word} trust spoke of item{number} today."
    return made(
        f"{number}.txt", f"Notice {number}", body, quotes=[said(f"“We like item{number}.”", f"Speaker {number}")], **values
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return write_dataset(tmp_path / "out", {f"{shard:05d}": [release(shard * 10 + n) for n in range(10)] for shard in range(3)})


def everything(out: Path) -> object:
    """Return all that a search can see."""
    index = Index(out)
    found = [
        index.search(limit=1000, documents=documents, facets=FACETS, facet_size=1000) for documents in ("releases", "quotes")
    ]
    words = [index.search(query, limit=1000, documents="releases") for query in ("harbour", "river", "item*")]
    return found, words


def rebuilt(out: Path) -> object:
    index_path(out).unlink()
    update_index(out)
    return everything(out)


def test_a_first_run_indexes_everything_and_a_second_nothing(out: Path) -> None:
    report = update_index(out)
    assert (report.shards, report.releases, report.quotes) == (3, 30, 30)
    assert Index(out).search("harbour").total == 30
    again = update_index(out)
    assert (again.shards, again.releases) == (0, 0)


def test_only_the_changed_release_of_a_changed_shard_is_indexed_again(out: Path) -> None:
    update_index(out)
    write_dataset(out, {"00001": [release(10, "river"), *(release(10 + n) for n in range(1, 10))]})
    report = update_index(out)
    assert (report.shards, report.releases, report.unchanged, report.removed) == (1, 1, 9, 0)
    assert [hit.source for hit in Index(out).search("river").hits] == ["10.txt"]
    assert Index(out).search("harbour").total == 29


@pytest.mark.parametrize(
    "change",
    [
        {"00002": None},
        {"00002": []},
        {"00003": [release(77, "river")]},
        {"00000": [release(n, "river") for n in range(5)]},
        {"00000": [release(n) for n in range(9)], "00004": [release(9)]},  # a release moves to another shard
        {"00004": [release(0)], "00000": [release(n) for n in range(1, 10)]},
        {"00001": [release(n, duplicate_of="x" if n == 12 else None) for n in range(10, 20)]},
    ],
)
def test_an_updated_index_finds_what_a_new_one_would(change: dict[str, list[Extraction] | None], out: Path) -> None:
    update_index(out)
    write_dataset(out, change)
    assert update_index(out).shards == len(change)
    assert everything(out) == rebuilt(out)
    assert Index(out).lag() == 0


def test_lag_counts_changed_new_and_removed_shards(out: Path) -> None:
    update_index(out)
    index = Index(out)
    write_dataset(out, {"00000": [release(1)], "00001": None, "00003": [release(40)]})
    assert index.lag() == 3
    update_index(out)
    assert index.lag() == 0


def test_progress_counts_shards(out: Path) -> None:
    seen: list[tuple[int, int]] = []
    update_index(out, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_failed_shard_leaves_the_index_as_it_was(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update_index(out)
    before = everything(out)
    write_dataset(out, {"00001": [release(n, "river") for n in range(10, 20)]})
    real = build._Writer._add

    def fail(writer: build._Writer, shard: str, document: build.Document, digest: bytes) -> None:
        real(writer, shard, document, digest)
        if document.row[0] == "15.txt":
            raise MemoryError

    monkeypatch.setattr(build._Writer, "_add", fail)
    with pytest.raises(MemoryError):
        update_index(out)
    assert everything(out) == before
    monkeypatch.undo()
    update_index(out)
    assert everything(out) == rebuilt(out)


KILLED = """
import sys, time
from nutgraf.search import build
real = build._Writer._add
def slow(writer, shard, document, digest):
    real(writer, shard, document, digest)
    time.sleep(0.02)
build._Writer._add = slow
build.update_index(sys.argv[1], on_progress=lambda done, total: print(done, flush=True))
"""


def test_killed_while_indexing_nothing_committed_is_lost_and_the_next_run_goes_on(tmp_path: Path) -> None:
    shards = {f"{shard:05d}": [release(shard * 10 + n) for n in range(10)] for shard in range(12)}
    out = write_dataset(tmp_path / "out", shards)
    killed_inside = 0
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            committed = [process.stdout.readline() for _ in range(2)]
            time.sleep(0.07)  # some releases into the next shard
            process.send_signal(signal.SIGKILL)
            committed += process.stdout.readlines()
        with sqlite3.connect(index_path(out)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (done,) = connection.execute("SELECT count(*) FROM shards").fetchone()
            connection.execute("INSERT INTO release_text (release_text) VALUES ('integrity-check')")
        connection.close()
        index = Index(out)
        assert done >= len(committed)
        assert index.search("harbour").total == index.search("item*", documents="quotes").total == done * 10
        killed_inside += done < 12
    assert killed_inside
    report = update_index(out)
    assert 0 < report.shards == 12 - done
    assert Index(out).search("harbour").total == 120
    assert everything(out) == rebuilt(out)


def test_readers_are_not_disturbed_by_a_writer(out: Path) -> None:
    """While a shard is being replaced searches see the state before, at once; afterwards the state behind it."""
    update_index(out)
    index = Index(out)
    write_dataset(out, {"00001": [release(n, "river") for n in range(10, 20)]})
    inside, go_on = threading.Event(), threading.Event()
    real = build._Writer._add

    def pausing(writer: build._Writer, shard: str, document: build.Document, digest: bytes) -> None:
        real(writer, shard, document, digest)
        if document.row[0] == "15.txt":
            inside.set()
            assert go_on.wait(30)

    build._Writer._add = pausing  # type: ignore[method-assign]
    try:
        writer = threading.Thread(target=update_index, args=(out,))
        writer.start()
        assert inside.wait(30)
        started = time.monotonic()
        during = [
            (index.search("harbour").total, index.search("river").total, Index(out).search("river").total) for _ in range(20)
        ]
        seconds = time.monotonic() - started
    finally:
        go_on.set()
        writer.join()
        build._Writer._add = real  # type: ignore[method-assign]
    assert during == [(30, 0, 0)] * 20
    assert seconds < 5  # waiting for the writer would take its 30
    assert (index.search("harbour").total, index.search("river").total) == (20, 10)


def test_a_search_sees_one_state_although_the_index_changes_under_it(out: Path) -> None:
    update_index(out)
    index = Index(out)
    with index._reading() as connection:
        (before,) = connection.execute("SELECT count(*) FROM releases").fetchone()
        write_dataset(out, {"00003": [release(n) for n in range(30, 40)]})
        assert update_index(out).seconds < 10  # a writer does not wait for readers either
        assert connection.execute("SELECT count(*) FROM releases").fetchone() == (before,)
    assert index.search().total == before + 10


def test_an_index_is_shared_between_threads(out: Path) -> None:
    update_index(out)
    index = Index(out)
    totals: list[int] = []
    threads = [threading.Thread(target=lambda: totals.extend(index.search("harbour").total for _ in range(20))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [30] * 120


def test_an_index_of_another_version_is_refused_and_made_anew(out: Path) -> None:
    update_index(out)
    with sqlite3.connect(index_path(out)) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(DatasetError, match="not of this version: run nutgraf index"):
        Index(out)
    assert update_index(out).releases == 30
    assert Index(out).search("harbour").total == 30


def test_no_index_and_no_dataset_are_told(out: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="has no search index: run nutgraf index"):
        Index(out)
    with pytest.raises(DatasetError, match="holds no dataset"):
        update_index(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_a_damaged_index_is_told(out: Path) -> None:
    index_path(out).write_bytes(b"no database at all " * 500)
    with pytest.raises(DatasetError, match=r"cannot write .*delete it and index again"):
        update_index(out)
    with pytest.raises(DatasetError, match="cannot read"):
        Index(out)


def test_a_dataset_that_is_being_written_is_not_indexed(out: Path) -> None:
    with dataset.open_for_writing(out), pytest.raises(DatasetError, match="being written by another run"):
        update_index(out)


def test_the_index_of_a_read_only_dataset_can_be_searched(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update_index(out)
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    assert Index(out).search("harbour").total == 30
    assert not list(out.glob("_search.sqlite-*"))


def test_the_index_is_out_of_the_way_of_parquet_readers(out: Path) -> None:
    update_index(out)
    assert all(path.name.startswith("_") for path in out.iterdir() if path.is_file())
