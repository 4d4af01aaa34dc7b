"""An archive becomes a dataset: counts reconcile, reruns redo what changed and nothing else, killed runs leave nothing half."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pytest

from nutgraf import DatasetError, archive, dataset, extract_archive, open_dataset, plan
from nutgraf.archive import Job, Report, run_shard
from nutgraf.records import FACT_TABLES, TABLES, source_id

TEXT = """FOR IMMEDIATE RELEASE

Harbour Trust opens {number} new moorings

BOSTON, May {number}, 2024 – The Harbour Trust opened {number} moorings on Monday, a rise of 12 percent.

“We are proud of what the crews have done here,” said Maria Lindqvist, director of the Harbour Trust.

Anyone who wants a mooring should call 617-555-0142 or visit www.harbourtrust.example.org.
"""


def release(number: int) -> str:
    return TEXT.format(number=number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    (root / "2024").mkdir(parents=True)
    for number in range(1, 6):
        (root / "2024" / f"{number}.txt").write_text(release(number))
    (root / "copy-of-3.txt").write_text(release(3))
    (root / "empty.txt").write_text("  \n")
    with zipfile.ZipFile(root / "more.zip", "w") as container:
        container.writestr("a.txt", release(10))
        container.writestr("b.txt", release(11))
    return root


def rows(out: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: sorted(ds.dataset(out / name, format="parquet").to_table().to_pylist(), key=lambda row: json.dumps(row, default=str))
        for name in TABLES
    }


def test_counts_reconcile_and_are_stored(folder: Path, tmp_path: Path) -> None:
    report = extract_archive(folder, tmp_path / "out")
    assert (report.sources, report.releases, report.errors, report.unchanged) == (9, 8, 1, 0)
    assert report.reconciles
    assert report.error_counts == {"empty_text": 1}
    stored = json.loads((tmp_path / "out" / "_report.json").read_text())
    assert stored["sources"] == 9
    assert stored["reconciles"] is True
    counted = {name: len(table) for name, table in rows(tmp_path / "out").items()}
    assert counted == report.rows


def test_a_count_that_does_not_add_up_is_told() -> None:
    assert not Report(sources=3, releases=1, errors=1).reconciles


def test_every_offset_is_right_and_every_fact_has_its_release(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    tables = rows(tmp_path / "out")
    texts = {row["release_id"]: row["text"] for row in tables["releases"]}
    for name in FACT_TABLES:
        assert all(texts[row["release_id"]][row["start"] : row["end"]] == row["text"] for row in tables[name])
    assert tables["quotes"]
    assert tables["dates"]


def test_a_copy_has_a_row_and_no_facts(folder: Path, tmp_path: Path) -> None:
    report = extract_archive(folder, tmp_path / "out")
    tables = rows(tmp_path / "out")
    copies = [row for row in tables["releases"] if row["duplicate_of"]]
    assert [(row["source"], row["duplicate_of"]) for row in copies] == [("copy-of-3.txt", source_id("2024/3.txt"))]
    assert report.duplicates == 1
    assert not [row for name in FACT_TABLES for row in tables[name] if row["release_id"] == copies[0]["release_id"]]


def test_members_of_a_container_are_releases(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    assert {"more.zip#a.txt", "more.zip#b.txt"} <= {row["source"] for row in rows(tmp_path / "out")["releases"]}


def test_a_rerun_does_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract_archive(folder, tmp_path / "out")
    before = rows(tmp_path / "out")
    monkeypatch.setattr(archive, "run_shard", lambda job: pytest.fail(f"ran {job.shard.name}"))
    report = extract_archive(folder, tmp_path / "out")
    assert (report.sources, report.unchanged, report.unchanged_errors, report.releases) == (9, 9, 1, 0)
    assert rows(tmp_path / "out") == before


@pytest.mark.parametrize("change", ["edit", "add", "delete", "delete_original", "grow_container"])
def test_a_changed_archive_ends_as_if_extracted_anew(change: str, folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    match change:
        case "edit":
            (folder / "2024" / "2.txt").write_text(release(22))
        case "add":
            (folder / "2024" / "6.txt").write_text(release(6))
        case "delete":
            (folder / "2024" / "1.txt").unlink()
        case "delete_original":
            (folder / "2024" / "3.txt").unlink()
        case "grow_container":
            with zipfile.ZipFile(folder / "more.zip", "a") as container:
                container.writestr("c.txt", release(12))
    report = extract_archive(folder, tmp_path / "out")
    extract_archive(folder, tmp_path / "fresh")
    assert report.reconciles
    assert rows(tmp_path / "out") == rows(tmp_path / "fresh")


def test_new_files_leave_committed_shards_alone(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*.parquet")}
    (folder / "z.txt").write_text(release(26))
    report = extract_archive(folder, tmp_path / "out")
    assert (report.releases, report.unchanged) == (1, 9)
    assert all(path.stat().st_mtime_ns == changed for path, changed in before.items())


def test_rows_do_not_depend_on_shards_or_workers(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract_archive(folder, tmp_path / "one")
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 2)
    report = extract_archive(folder, tmp_path / "two", workers=2)
    assert report.reconciles
    assert len(list((tmp_path / "two" / "releases").glob("part-*"))) > 3
    assert rows(tmp_path / "two") == rows(tmp_path / "one")


def test_another_option_reruns(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    assert extract_archive(folder, tmp_path / "out", language="any").unchanged == 0


def test_a_run_killed_before_its_manifest_entry_is_done_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 3)

    def die(path: Path, content: Any) -> None:
        if path.name == "00001.json":
            raise KeyboardInterrupt
        write_json(path, content)

    write_json = dataset.write_json
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(dataset, "write_json", die)
        extract_archive(folder, out)
    assert [shard.name for shard in dataset.read_manifest(out)] == ["00000"]
    report = extract_archive(folder, out)
    extract_archive(folder, tmp_path / "fresh")
    assert report.unchanged == 3
    assert rows(out) == rows(tmp_path / "fresh")


def test_strays_of_a_killed_run_are_removed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract_archive(folder, out)
    (out / "quotes" / "part-00099.parquet").write_bytes(b"half")
    (out / "quotes" / ".part-00099.parquet.tmp").write_bytes(b"half")
    extract_archive(folder, out)
    assert not list((out / "quotes").glob("*00099*")) + list((out / "quotes").glob(".*00099*"))


def test_a_damaged_manifest_entry_only_costs_a_rerun(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract_archive(folder, out)
    before = rows(out)
    (out / "_manifest" / "00000.json").write_text("{")
    assert extract_archive(folder, out).releases == 8
    assert rows(out) == before


def test_a_stage_that_raises_costs_one_document(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        name = "dates"
        requires = ()

        def __call__(self, reading: Any) -> Any:
            if "opens 4 new" in reading.text:
                raise ZeroDivisionError("by intent")
            return ()

    from nutgraf import Extractor

    extractor = Extractor(stages=(Broken(),))
    monkeypatch.setattr(archive, "_extractor", lambda model: extractor)
    report = extract_archive(folder, tmp_path / "out")
    assert report.error_counts == {"empty_text": 1, "ZeroDivisionError": 1}
    assert report.reconciles
    (failure,) = [row for row in rows(tmp_path / "out")["errors"] if row["error"] == "ZeroDivisionError"]
    assert (failure["source"], failure["step"]) == ("2024/4.txt", "extract")
    assert "stage dates" in failure["message"]


def _kill_on_five(job: Job) -> Any:
    if any(entry.source == "2024/5.txt" for entry in job.shard.entries) and "2024/5.txt" not in job.killers:
        if job.careful:
            archive._journal(job).write_text("2024/5.txt")
        os._exit(9)
    return run_shard(job)


def test_a_document_that_kills_its_worker_becomes_an_error(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "run_shard", _kill_on_five)
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 3)
    report = extract_archive(folder, tmp_path / "out", workers=2)
    assert report.reconciles
    assert report.error_counts == {"empty_text": 1, "worker_died": 1}
    assert report.releases == 7


def test_the_dataset_inside_the_archive_is_not_read(folder: Path) -> None:
    extract_archive(folder, folder / "out")
    assert extract_archive(folder, folder / "out").sources == 9


def test_two_runs_do_not_write_at_once(folder: Path, tmp_path: Path) -> None:
    with dataset.open_for_writing(tmp_path / "out"), pytest.raises(DatasetError, match="another run"):
        extract_archive(folder, tmp_path / "out")


def test_progress_counts_up_to_the_total(folder: Path, tmp_path: Path) -> None:
    seen: list[archive.Progress] = []
    extract_archive(folder, tmp_path / "out", on_progress=seen.append)
    assert seen[-1] == archive.Progress(documents=9, total=9, errors=1)


def test_open_dataset_gives_frames_that_join(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    joined = data.quotes.merge(data.releases[["release_id", "headline"]], on="release_id")
    assert len(joined) == len(data.quotes) > 0
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in data.figures.dtypes)
    assert list(data.table("errors", columns=["error"])["error"]) == ["empty_text"]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_readable_without_us(name: str, folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    assert len(pd.read_parquet(tmp_path / "out" / name)) == len(getattr(open_dataset(tmp_path / "out"), name))


def test_open_dataset_on_nothing_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no dataset"):
        open_dataset(tmp_path)


def test_a_table_that_is_not_there_is_a_clear_error(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    with pytest.raises(ValueError, match="no table 'quote'"):
        open_dataset(tmp_path / "out").table("quote")
