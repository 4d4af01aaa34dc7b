"""An archive folder in, a dataset out: plan the shards, run those that are not done, commit each."""

from __future__ import annotations

import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from nutgraf.dataset import Shard, open_for_writing, read_manifest, remove_shard, remove_strays, write_json, write_shard
from nutgraf.errors import SourceError
from nutgraf.extractor import Extractor
from nutgraf.language import BATCH_SIZE
from nutgraf.plan import Options, Plan, plan_run
from nutgraf.records import TABLES, Extraction, Failure, Release
from nutgraf.sources import RawDocument, SourceFile, decode, documents, walk

logger = logging.getLogger(__name__)

SHARDS_A_WORKER = 64
"""A worker is replaced after this many shards: the model's vocabulary grows with every new word it meets."""


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

    @property
    def reconciles(self) -> bool:
        """Whether every source is accounted for."""
        return self.sources == self.releases + self.errors + self.unchanged


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What a shard came to."""

    shard: Shard
    duplicates: int
    words: int
    error_counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; handed to the caller's `on_progress`."""

    documents: int
    total: int
    errors: int


@dataclass(frozen=True, slots=True)
class Job:
    """A shard with what a worker needs to run it; crosses process boundaries."""

    out: Path
    shard: Shard
    files: dict[str, SourceFile]
    options: Options
    duplicate_of: dict[str, str]
    careful: bool = False
    killers: frozenset[str] = frozenset()


def extract_archive(
    archive: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    workers: int = 1,
    model: str = "fast",
    language: str = "en",
    text_column: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Extract every release of an archive into a Parquet dataset and return what was done.

    `archive` is a folder, a file or an fsspec URL; `out` a local folder. Running again on the same archive redoes only
    the shards whose documents, code, model or options changed. `language` is `en` or `any`; `text_column` names the
    column that holds the text in tables. Raises SourceError when the archive cannot be opened and DatasetError when
    `out` cannot be written; a document that fails becomes a row of `errors`.
    """
    started = time.monotonic()
    archive, out = os.fspath(archive), Path(out)
    options = Options(model, language, text_column)
    files_seen = list(_files(archive, out))
    with open_for_writing(out):
        plan = plan_run(files_seen, read_manifest(out), options)
        for name in plan.dropped:
            remove_shard(out, name)
        remove_strays(out, plan.done)
        report = Report(sources=plan.sources, removed=plan.removed, sidecars=plan.sidecars)
        _count_unchanged(report, plan.done)
        jobs = [_job(out, shard, options, plan) for shard in plan.pending]
        total = sum(shard.size for shard in plan.pending)
        for result in _run(jobs, workers):
            _count(report, result)
            if on_progress:
                on_progress(Progress(report.releases + report.errors, total, report.errors))
        report.seconds = round(time.monotonic() - started, 3)
        write_json(out / "_report.json", {**asdict(report), "reconciles": report.reconciles})
    return report


def _files(archive: str, out: Path) -> Iterator[SourceFile]:
    """Walk the archive, leaving out the dataset when it stands inside."""
    inside = out.resolve()
    for file in walk(archive):
        if "://" in file.path or inside not in Path(file.path).absolute().parents:
            yield file


def _job(out: Path, shard: Shard, options: Options, plan: Plan) -> Job:
    files = {portion.file: plan.files[portion.file] for portion in shard.portions}
    duplicate_of = {entry.source: plan.duplicate_of[entry.source] for entry in shard.entries if entry.source in plan.duplicate_of}
    return Job(out, shard, files, options, duplicate_of)


def _run(jobs: Sequence[Job], workers: int) -> Iterator[ShardResult]:
    if workers == 1 or len(jobs) < 2:
        yield from map(run_shard, jobs)
    else:
        yield from _run_in_pool(jobs, workers)


def _run_in_pool(jobs: Sequence[Job], workers: int) -> Iterator[ShardResult]:
    """Run jobs on spawned processes; when one dies the pool is rebuilt and the jobs it held run again, carefully."""
    queue = list(reversed(jobs))
    deaths: dict[str, int] = defaultdict(int)
    while queue:
        with _pool(workers) as pool:
            running: dict[Future[ShardResult], Job] = {}
            broken = False
            while (queue and not broken) or running:
                while queue and not broken and len(running) < workers + 1:
                    job = queue.pop()
                    running[pool.submit(run_shard, job)] = job
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    job = running.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        broken = True
                        deaths[job.shard.name] += 1
                        queue.append(_after_death(job, deaths[job.shard.name]))


def _pool(workers: int) -> ProcessPoolExecutor:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # workers share the cores; BLAS threads would fight over them
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), max_tasks_per_child=SHARDS_A_WORKER)


def _after_death(job: Job, deaths: int) -> Job:
    """Return the job to try after a worker died on it: document by document, without the one it died on twice."""
    journal = _journal(job)
    suspect = journal.read_text("utf-8", "surrogateescape") if journal.exists() else ""
    journal.unlink(missing_ok=True)
    killers = job.killers | {suspect} if job.careful and suspect else job.killers
    logger.warning("worker died on shard %s (%d times); running it document by document", job.shard.name, deaths)
    return replace(job, careful=True, killers=killers)


def _journal(job: Job) -> Path:
    return job.out / "_manifest" / f".{job.shard.name}.running"


@cache
def _extractor(model: str) -> Extractor:
    return Extractor(model)


def run_shard(job: Job) -> ShardResult:
    """Extract a shard's documents, write its parts and commit them; what it writes depends on the job alone."""
    rows: dict[str, list[object]] = {name: [] for name in TABLES}
    duplicates = words = 0
    stream = _releases(job)
    while batch := list(islice(stream, 1 if job.careful else BATCH_SIZE)):
        for item in _extract(batch, job):
            if isinstance(item, Failure):
                rows["errors"].append(item)
                continue
            rows["releases"].append(item.release)
            duplicates += item.release.duplicate_of is not None
            words += item.release.word_count
            for name, fact in item.facts():
                rows[name].append(fact)
    shard = write_shard(job.out, job.shard, rows)
    if job.careful:
        _journal(job).unlink(missing_ok=True)
    error_counts: dict[str, int] = defaultdict(int)
    for failure in rows["errors"]:
        error_counts[failure.error] += 1  # type: ignore[attr-defined]
    return ShardResult(shard, duplicates, words, dict(error_counts))


def _releases(job: Job) -> Iterator[Release | Failure]:
    """Yield the releases of a shard, and a failure for every document that does not become one."""
    for portion in job.shard.portions:
        file = job.files[portion.file]
        last = portion.first + len(portion.entries)
        count = 0
        for document in islice(documents(file, text_column=job.options.text_column), portion.first, last):
            count += 1
            yield _release(document, job)
        for entry in portion.entries[count:]:
            yield _failure(SourceError(entry.source, "read", "vanished", "was there when the run was planned"))


def _release(document: RawDocument | SourceError, job: Job) -> Release | Failure:
    if isinstance(document, SourceError):
        return _failure(document)
    if document.source in job.killers:
        return _failure(SourceError(document.source, "extract", "worker_died", "the process died on it twice"), document)
    if job.careful:
        _journal(job).write_text(document.source, "utf-8", "surrogateescape")
    try:
        release = decode(document, language=job.options.language)
    except SourceError as error:
        return _failure(error, document)
    except Exception as error:  # a parser's bug on one document must not stop the run
        logger.exception("cannot decode %s", document.source)
        return _failure(SourceError(document.source, "decode", type(error).__name__, _one_line(error)), document)
    return replace(release, duplicate_of=job.duplicate_of.get(document.source))


def _failure(error: SourceError, document: RawDocument | None = None) -> Failure:
    return Failure(
        source=error.source,
        step=error.step,
        error=error.error,
        message=error.message,
        content_sha256=document.content_sha256 if document else None,
        size=document.size if document else None,
    )


def _extract(batch: Sequence[Release | Failure], job: Job) -> Iterator[Extraction | Failure]:
    """Extract a batch at once; if that fails, one by one, so that only what fails is lost."""
    extractor = _extractor(job.options.model)
    releases = [item for item in batch if isinstance(item, Release) and item.duplicate_of is None]
    try:
        found: Iterator[Extraction | Failure] = iter(extractor.extract_batch(releases))
    except Exception:  # one document of the batch; found below
        logger.debug("batch failed; extracting one by one", exc_info=True)
        found = iter([_extract_one(extractor, release) for release in releases])
    for item in batch:
        if isinstance(item, Failure):
            yield item
        elif item.duplicate_of is not None:
            yield Extraction(release=extractor.read_frame(item))
        else:
            yield next(found)


def _extract_one(extractor: Extractor, release: Release) -> Extraction | Failure:
    try:
        return extractor.extract(release)
    except Exception as error:  # a bug in a stage loses one document, and says which
        logger.exception("cannot extract %s", release.source)
        notes = "; ".join(getattr(error, "__notes__", ()))
        return Failure(
            source=release.source,
            step="extract",
            error=type(error).__name__,
            message=f"{_one_line(error)} ({notes})",
            content_sha256=release.content_sha256,
            size=len(release.text.encode("utf-8", "surrogatepass")),
        )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _count(report: Report, result: ShardResult) -> None:
    rows = result.shard.rows or {}
    report.releases += rows["releases"]
    report.errors += rows["errors"]
    report.duplicates += result.duplicates
    report.words += result.words
    for name, count in rows.items():
        report.rows[name] += count
    for code, count in result.error_counts.items():
        report.error_counts[code] = report.error_counts.get(code, 0) + count


def _count_unchanged(report: Report, done: Sequence[Shard]) -> None:
    for shard in done:
        rows = shard.rows or {}
        report.unchanged += rows["releases"] + rows["errors"]
        report.unchanged_errors += rows["errors"]
