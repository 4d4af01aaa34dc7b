"""Rows are the same whoever runs the shards, in whatever batches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.runs import children, extract, finish, rows, sample, start, until

RELEASES = 160


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("archive"), RELEASES)


@pytest.fixture(scope="module")
def expected(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    out = tmp_path_factory.mktemp("one") / "out"
    report = extract(archive, out)
    assert report["releases"] > RELEASES // 2
    return rows(out)


@pytest.mark.parametrize(
    "options",
    [("--workers", "2"), ("--workers", "4"), ("--batch-size", "1"), ("--batch-size", "64"), ("--workers", "0")],
    ids=" ".join,
)
def test_rows_are_the_same(options: tuple[str, ...], archive: Path, expected: dict[str, list[str]], tmp_path: Path) -> None:
    extract(archive, tmp_path / "out", *options)
    assert rows(tmp_path / "out") == expected


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Start a scheduler and two workers by hand, as the README does."""
    address = "tcp://127.0.0.1:18786"
    dask = Path(sys.executable).with_name("dask")
    commands = [
        [dask, "scheduler", "--host", "127.0.0.1", "--port", "18786", "--no-dashboard"],
        *[
            [dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", tmp_path / name]
            for name in ("a", "b")
        ],
    ]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    yield address
    for process in reversed(processes):
        process.terminate()
        process.wait(30)


def workers_of(scheduler: str) -> list[int]:
    """Return the processes of the Dask workers, below those that watch them."""
    watchers = [process for process in children(os.getpid()) if scheduler in Path(f"/proc/{process}/cmdline").read_text()]
    return [process for watcher in watchers for process in children(watcher)]


def test_rows_are_the_same_when_a_dask_worker_is_killed(
    archive: Path, expected: dict[str, list[str]], scheduler: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run = start(archive, out, "--engine", "dask", "--scheduler", scheduler)
    assert until(lambda: any(out.glob("_manifest/*.json")), 120)
    os.kill(max(workers_of(scheduler)), signal.SIGKILL)
    finish(run)
    assert rows(out) == expected


def test_rows_are_the_same_on_dask_with_two_workers(
    archive: Path, expected: dict[str, list[str]], scheduler: str, tmp_path: Path
) -> None:
    extract(f"local://{archive}", tmp_path / "out", "--engine", "dask", "--scheduler", scheduler)
    assert rows(tmp_path / "out") == expected
