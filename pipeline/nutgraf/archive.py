"""An archive folder in, a dataset out: plan the shards, run those that are not done, commit each."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from nutgraf.dataset import Shard, open_for_writing, read_manifest, remove_strays, write_report
from nutgraf.errors import WorkerError
from nutgraf.guard import DEFAULT_LIMITS, Limits
from nutgraf.language import BATCH_SIZE, DEFAULT_MODEL
from nutgraf.plan import Options, Plan, plan_run
from nutgraf.records import TABLES, Failure
from nutgraf.shards import Job, ShardResult, run_shard
from nutgraf.sources import SourceFile, walk

logger = logging.getLogger(__name__)

ENGINES = ("local", "dask")


@dataclass(slots=True)
class Report:
    """What a run did; `sources == releases + errors + unchanged`."""

    sources: int = 0
    releases: int = 0
    duplicates: int = 0
    errors: int = 0
    unchanged: int = 0
    unchanged_errors: int = 0
    removed: int = 0
    sidecars: int = 0
    words: int = 0
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    error_counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False

    @property
    def reconciles(self) -> bool:
        """Whether every source is accounted for."""
        return self.dry_run or self.sources == self.releases + self.errors + self.unchanged


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; handed to the caller's `on_progress`."""

    documents: int
    total: int
    errors: int


def extract_archive(  # noqa: PLR0913 - keyword options, each of its own
    archive: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    workers: int = 1,
    model: str = DEFAULT_MODEL,
    language: str = "en",
    text_column: str | None = None,
    engine: str = "local",
    scheduler: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    retry_errors: bool = False,
    dry_run: bool = False,
    batch_size: int = BATCH_SIZE,
    on_progress: Callable[[Progress], None] | None = None,
    on_failure: Callable[[Failure], None] | None = None,
) -> Report:
    """Extract every release of an archive into a Parquet dataset and return what was done.

    `archive` is a folder, a file or an fsspec URL; `out` a local folder. Running again on the same archive redoes only
    the shards whose documents, code, model or options changed; `retry_errors` also those with failures that may not come
    again, `dry_run` only counts what would be done. `language` is `en` or `any`; `text_column` names the column that holds
    the text in tables. `workers` are processes; with 0 everything happens in this one, and a document that kills or
    blocks it does so to the run. The engine `dask` runs the shards on the Dask cluster of `scheduler`, or a local one.

    Raises SourceError when the archive cannot be opened, DatasetError when `out` cannot be written and WorkerError when
    workers cannot run; a document that fails becomes a row of `errors`.
    """
    if engine not in ENGINES:
        raise WorkerError(f"no engine {engine!r}; there are {', '.join(ENGINES)}")
    started = time.monotonic()
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    archive, out = os.fspath(archive), Path(out).absolute()
    options = Options(model, language, text_column)
    found = list(files_of(archive, out))
    if dry_run:
        return _foreseen(plan_run(found, read_manifest(out), options, retry=retry_errors, limits=limits))
    with open_for_writing(out) as run:
        committed = read_manifest(out)
        plan = plan_run(found, committed, options, retry=retry_errors, limits=limits)
        # what is out of date stays readable until its shard is committed anew
        remove_strays(out, [shard for shard in committed if shard.name not in plan.dropped])
        report = _begun(plan)
        jobs = [replace(_job(out, shard, options, plan), run=run, limits=limits, batch=batch_size) for shard in plan.pending]
        total = sum(shard.size for shard in plan.pending)
        for result in _run(jobs, workers, engine, scheduler):
            _count(report, result)
            for failure in result.failures if on_failure else ():
                on_failure(failure)  # type: ignore[misc]  # not None here
            if on_progress:
                on_progress(Progress(report.releases + report.errors, total, report.errors))
        report.seconds = round(time.monotonic() - started, 3)
        settings = {"archive": archive, "options": asdict(options), "engine": engine, "workers": workers, "begun": begun}
        write_report(out, {**settings, **asdict(report), "reconciles": report.reconciles})
    return report


def files_of(archive: str, out: Path) -> Iterator[SourceFile]:
    """Walk the archive, leaving out the dataset when it stands inside."""
    inside = f"{out.resolve()}{os.sep}"
    root = os.path.realpath(archive)
    here = root if inside.startswith(root) else None
    for file in walk(archive):
        if here is None or not os.path.join(here, file.source).startswith(inside):  # noqa: PTH118 - a tenth of pathlib's time
            yield file


def _job(out: Path, shard: Shard, options: Options, plan: Plan) -> Job:
    files = {portion.file: plan.files[portion.file] for portion in shard.portions}
    duplicate_of = {entry.source: plan.duplicate_of[entry.source] for entry in shard.entries if entry.source in plan.duplicate_of}
    return Job(out, shard, files, options, duplicate_of, run="")


def _run(jobs: Sequence[Job], workers: int, engine: str, scheduler: str | None) -> Iterable[ShardResult]:
    if engine == "dask":
        from nutgraf import cluster  # noqa: PLC0415  # an extra

        return cluster.run_shards(jobs, workers, scheduler)
    if workers == 0:
        return map(run_shard, jobs)
    from nutgraf import pool  # noqa: PLC0415  # only here

    return pool.run_shards(jobs, workers)


def _begun(plan: Plan) -> Report:
    report = Report(sources=plan.sources, removed=plan.removed, sidecars=plan.sidecars, reasons=plan.documents_by_reason)
    for shard in plan.done:
        rows = shard.rows or {}
        report.unchanged += rows["releases"] + rows["errors"]
        report.unchanged_errors += rows["errors"]
    return report


def _foreseen(plan: Plan) -> Report:
    report = _begun(plan)
    report.dry_run = True
    return report


def _count(report: Report, result: ShardResult) -> None:
    report.releases += result.rows["releases"]
    report.errors += result.rows["errors"]
    report.duplicates += result.duplicates
    report.words += result.words
    for name, count in result.rows.items():
        report.rows[name] += count
    for failure in result.failures:
        report.error_counts[failure.error] = report.error_counts.get(failure.error, 0) + 1
