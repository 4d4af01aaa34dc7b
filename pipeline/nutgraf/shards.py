"""A shard's documents in, its committed parts out; what it writes depends on the job alone, whoever runs it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.dataset import Entry, Portion, Shard, write_shard
from nutgraf.errors import SourceError
from nutgraf.guard import DEFAULT_LIMITS, Limits, TimeUp, release_memory, time_limit
from nutgraf.language import BATCH_SIZE
from nutgraf.plan import Options
from nutgraf.records import TABLES, Extraction, Failure, Release
from nutgraf.sources import RawDocument, SourceFile, decode, documents

if TYPE_CHECKING:
    from nutgraf.extractor import Extractor

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 1_000_000
"""A text above this is no release; spaCy refuses it too."""

REASONS = {
    "time_limit": "took more than the time limit for a document",
    "memory_limit": "took more than the memory limit for a document",
    "worker_died": "the process died on it twice",
    "too_long": f"its text is longer than {MAX_CHARACTERS:,} characters",
    "vanished": "was there when the run was planned",
}


@dataclass(frozen=True, slots=True)
class Job:
    """A shard with what a worker needs to run it; crosses process boundaries.

    `run` is the token of the run, without which nothing is committed. A careful job takes its documents one by one;
    `killers` maps the sources (or whole files) that ended a worker to the reason.
    """

    out: Path
    shard: Shard
    files: dict[str, SourceFile]
    options: Options
    duplicate_of: dict[str, str]
    run: str
    limits: Limits = DEFAULT_LIMITS
    batch: int = BATCH_SIZE
    careful: bool = False
    killers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What a shard came to."""

    rows: Mapping[str, int]
    duplicates: int
    words: int
    failures: tuple[Failure, ...]


Watch = Callable[[str], None]
"""Told the source of the document in hand before each step; an empty one means a batch, or the writing."""


def run_shard(job: Job, watch: Watch = lambda _: None) -> ShardResult:
    """Extract a shard's documents, write its parts and commit them; raises DatasetError when they cannot be written."""
    rows: dict[str, list[object]] = {name: [] for name in TABLES}
    failures: list[Failure] = []
    duplicates = words = 0
    stream = _releases(job, watch)
    while batch := list(islice(stream, 1 if job.careful else job.batch)):
        if not job.careful:
            watch("")
        for item in _extract(batch, job, watch):
            if isinstance(item, Failure):
                failures.append(item)
                continue
            rows["releases"].append(item.release)
            duplicates += item.release.duplicate_of is not None
            words += item.release.word_count
            for name, fact in item.facts():
                rows[name].append(fact)
    watch("")
    rows["errors"] = list(failures)
    errors = dict(sorted(Counter(failure.error for failure in failures).items()))
    committed = write_shard(job.out, replace(job.shard, errors=errors), rows, job.run)
    return ShardResult(committed.rows or {}, duplicates, words, tuple(failures))


def _releases(job: Job, watch: Watch) -> Iterator[Release | Failure]:
    """Yield the releases of a shard, and a failure for every document that does not become one."""
    for portion in job.shard.portions:
        if portion.file in job.killers:
            for entry in portion.entries:
                yield _failure(_refused(entry.source, "read", job.killers[portion.file]), entry)
            continue
        read = 0
        for document in _documents(portion, job, watch):
            yield _release(document, job)
            read += 1
        for entry in portion.entries[read:]:
            yield _failure(_refused(entry.source, "read", "vanished"))


def _documents(portion: Portion, job: Job, watch: Watch) -> Iterator[RawDocument | SourceError]:
    """Read the documents of a portion, each within the limit; what is too much ends the portion."""
    last = portion.first + len(portion.entries)
    found = islice(documents(job.files[portion.file], text_column=job.options.text_column), portion.first, last)
    for entry in portion.entries:
        watch(entry.source)
        try:
            with time_limit(job.limits.seconds):
                document = next(found, None)
        except (TimeUp, MemoryError) as error:
            yield _refused(entry.source, "read", _limit(error))
            return
        if document is None:
            return
        yield document


def _release(document: RawDocument | SourceError, job: Job) -> Release | Failure:  # noqa: PLR0911 - one for each way to fail
    if isinstance(document, SourceError):
        return _failure(document)
    entry = Entry(document.source, document.content_sha256, document.size)
    if document.source in job.killers:
        return _failure(_refused(document.source, "extract", job.killers[document.source]), entry)
    try:
        with time_limit(job.limits.seconds):
            release = decode(document, language=job.options.language)
    except SourceError as error:
        return _failure(error, entry)
    except (TimeUp, MemoryError) as error:
        code = _limit(error)
    except Exception as error:  # a parser's bug on one document must not stop the run
        logger.warning("cannot decode %s", document.source, exc_info=True)
        return _failure(SourceError(document.source, "decode", type(error).__name__, _one_line(error)), entry)
    else:
        if len(release.text) > MAX_CHARACTERS:
            return _failure(_refused(document.source, "decode", "too_long"), entry)
        return replace(release, duplicate_of=job.duplicate_of.get(document.source))
    release_memory()
    return _failure(_refused(document.source, "decode", code), entry)


def _refused(source: str, step: str, code: str) -> SourceError:
    return SourceError(source, step, code, REASONS[code])


def _limit(error: BaseException) -> str:
    return "time_limit" if isinstance(error, TimeUp) else "memory_limit"


def _failure(error: SourceError, entry: Entry | None = None) -> Failure:
    return Failure(
        source=error.source,
        step=error.step,
        error=error.error,
        message=error.message,
        content_sha256=entry.sha256 if entry else None,
        size=entry.size if entry else None,
    )


@cache
def _extractor(model: str) -> Extractor:
    from nutgraf.extractor import Extractor  # noqa: PLC0415  # spaCy takes seconds to import; the process that plans needs none

    return Extractor(model)


def load(options: Options) -> None:
    """Load the model of coming jobs; raises ModelError."""
    _extractor(options.model)


def _extract(batch: Sequence[Release | Failure], job: Job, watch: Watch) -> Iterator[Extraction | Failure]:
    """Extract a batch at once; if that fails or takes too long, one by one, so that only what fails is lost."""
    extractor = _extractor(job.options.model)
    releases = [item for item in batch if isinstance(item, Release)]
    originals = [release for release in releases if release.duplicate_of is None]
    found: Sequence[Extraction | Failure] | None = None
    try:
        with time_limit(job.limits.seconds):
            done = iter(extractor.extract_batch(originals))
            found = [next(done) if release.duplicate_of is None else _copy(extractor, release) for release in releases]
    except (Exception, TimeUp):  # one document of the batch; found below
        logger.debug("batch failed; extracting one by one", exc_info=True)
    if found is None:  # not in the handler, where all that the batch had made is still held
        release_memory()
        found = [_extract_one(extractor, release, job, watch) for release in releases]
    position = iter(found)
    for item in batch:
        yield next(position) if isinstance(item, Release) else item


def _copy(extractor: Extractor, release: Release) -> Extraction:
    """Read the frame alone: the facts of a copy are those of the original."""
    return Extraction(release=extractor.read_frame(release))


def _extract_one(extractor: Extractor, release: Release, job: Job, watch: Watch) -> Extraction | Failure:
    entry = Entry(release.source, release.content_sha256, len(release.text.encode("utf-8", "surrogatepass")))
    watch(release.source)
    try:
        with time_limit(job.limits.seconds):
            return extractor.extract(release) if release.duplicate_of is None else _copy(extractor, release)
    except (TimeUp, MemoryError) as error:
        code = _limit(error)
    except Exception as error:  # a bug in a stage loses one document, and says which
        logger.warning("cannot extract %s", release.source, exc_info=True)
        message = f"{_one_line(error)} ({'; '.join(getattr(error, '__notes__', ()))})"
        return _failure(SourceError(release.source, "extract", type(error).__name__, message), entry)
    release_memory()
    return _failure(_refused(release.source, "extract", code), entry)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
