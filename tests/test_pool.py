"""Worker processes: a document that hangs, grows or kills costs itself and nothing else."""

from __future__ import annotations

import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

import nutgraf
from nutgraf import ModelError, plan, pool
from nutgraf.guard import Limits, TimeUp, time_limit
from nutgraf.records import TABLES

TEXT = """Ferry company adds {number} crossings

HULL, 4 March 2025 – The ferry company will add {number} crossings a week from 1 May.
"""

LIMITS = Limits(seconds=1.0, megabytes=400)

extract = partial(nutgraf.extract_archive, limits=LIMITS)


def rows(out: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: sorted(ds.dataset(out / name, format="parquet").to_table().to_pylist(), key=str) for name in TABLES}


def write(root: Path, faults: dict[str, str]) -> Path:
    root.mkdir()
    for number in range(10, 16):
        (root / f"{number}.txt").write_text(TEXT.format(number=number))
    for name, fault in faults.items():
        (root / name).write_text(f"FAULT {fault}\n{TEXT.format(number=99)}")
    return root


FAULTY = (sys.executable, str(Path(__file__).with_name("faulty_worker.py")))


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "COMMAND", FAULTY)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    root = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(pool, "COMMAND", FAULTY)
        extract(write(root / "in", {}), root / "out")
    return rows(root / "out")


@pytest.mark.usefixtures("faulty")
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("kill", "worker_died"),
        ("spin", "time_limit"),
        ("swallow", "time_limit"),
        ("hang", "time_limit"),
        ("allocate", "memory_limit"),
        ("balloon", "memory_limit"),
    ],
)
def test_a_document_beyond_its_limits_is_an_error_and_the_others_are_rows(
    fault: str, error: str, undisturbed: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", {"12-bad.txt": fault})
    report = extract(folder, tmp_path / "out")
    assert report.error_counts == {error: 1}
    assert report.reconciles
    there = rows(tmp_path / "out")
    (failure,) = there["errors"]
    assert (failure["source"], failure["error"]) == ("12-bad.txt", error)
    assert there | {"errors": []} == undisturbed
    assert undisturbed["releases"]


@pytest.mark.usefixtures("faulty")
def test_two_killers_in_a_shard_one_in_a_container(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"14-bad.txt": "kill"})
    with zipfile.ZipFile(folder / "more.zip", "w") as container:
        container.writestr("good.txt", TEXT.format(number=31))
        container.writestr("worse.txt", f"FAULT kill\n{TEXT.format(number=32)}")
    report = extract(folder, tmp_path / "out", workers=2)
    assert {row["source"] for row in rows(tmp_path / "out")["errors"]} == {"14-bad.txt", "more.zip#worse.txt"}
    assert report.releases == 7


@pytest.mark.usefixtures("faulty")
def test_a_death_that_does_not_come_again_leaves_no_trace(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"12-bad.txt": f"kill-once {tmp_path / 'flag'}"})
    report = extract(folder, tmp_path / "out")
    assert (tmp_path / "flag").exists()
    assert (report.errors, report.releases) == (0, 7)


@pytest.mark.usefixtures("faulty")
def test_what_a_document_leaves_behind_does_not_count_against_the_next(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"11-bad.txt": "hoard", "12-bad.txt": "hoard", "13-bad.txt": "hoard"})
    report = nutgraf.extract_archive(folder, tmp_path / "out", limits=Limits(seconds=20, megabytes=100))
    assert rows(tmp_path / "out")["errors"] == []
    assert (report.errors, report.releases) == (0, 9)


@pytest.mark.usefixtures("faulty")
def test_retry_runs_again_what_may_be_mended_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 3)
    flag = tmp_path / "flag"
    flag.touch()
    folder = write(tmp_path / "in", {"12-bad.txt": f"kill-while {flag}", "empty.txt": ""})
    (folder / "empty.txt").write_text("")
    assert extract(folder, tmp_path / "out").errors == 2
    assert extract(folder, tmp_path / "out").unchanged_errors == 2
    flag.unlink()
    report = extract(folder, tmp_path / "out", retry_errors=True)
    assert report.reasons == {"retry": 3}
    assert (report.releases, report.errors, report.unchanged_errors) == (3, 0, 1)


def test_rows_are_those_of_this_process_whatever_the_number_of_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 2)
    folder = write(tmp_path / "in", {})
    nutgraf.extract_archive(folder, tmp_path / "0", model="fast", workers=0, batch_size=1)
    nutgraf.extract_archive(folder, tmp_path / "2", model="fast", workers=2)
    assert rows(tmp_path / "0") == rows(tmp_path / "2")


def test_a_model_that_is_not_there_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no_such_model"):
        nutgraf.extract_archive(write(tmp_path / "in", {}), tmp_path / "out", model="no_such_model")


def test_workers_that_cannot_start_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(nutgraf.NutgrafError, match="without a document in hand"):
        nutgraf.extract_archive(write(tmp_path / "in", {}), tmp_path / "out")


def _spin_within(seconds: float) -> None:
    with time_limit(seconds):
        while True:
            pass


def test_the_time_limit_ends_a_block_and_leaves_no_timer() -> None:
    with pytest.raises(TimeUp):
        _spin_within(0.05)
    with time_limit(0.05):
        pass
    sum(range(5_000_000))  # would be ended if the timer still ran
