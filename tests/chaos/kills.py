"""A run killed at any moment and started again ends with the dataset of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from chaos.runs import check_commits, children, extract, finish, rows, sample, start, until

RELEASES = 96
RUNS = 20
MOMENTS = ("main", "worker", "commit")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("archive"), RELEASES)


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], float]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    started = time.monotonic()
    extract(archive, out, "--workers", "2")
    return rows(out), time.monotonic() - started


@pytest.mark.parametrize("number", range(RUNS))
def test_a_killed_run_goes_on(
    number: int, archive: Path, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path
) -> None:
    expected, seconds = undisturbed
    moment = MOMENTS[number % len(MOMENTS)]
    chance = random.Random(number)  # noqa: S311 - the same moments every time
    out = tmp_path / "out"
    run = start(archive, out, "--workers", "2")
    time.sleep(chance.uniform(0.2, 0.9) * seconds)
    workers = children(run.pid)
    if moment == "worker" and workers:
        os.kill(chance.choice(workers), signal.SIGKILL)
        finish(run)
    else:
        if moment == "commit":
            until(lambda: run.poll() is not None or any(out.glob("*/.part-*.tmp")), seconds)
        run.kill()
        run.communicate()
        assert until(lambda: not any(Path(f"/proc/{worker}/cmdline").exists() for worker in workers), 20), (
            "workers outlive their run"
        )
    check_commits(out)
    extract(archive, out, "--workers", "2")
    assert rows(out) == expected
    check_commits(out)
    assert not list(out.rglob(".*"))
