"""What a run has to do: the shards an archive falls into, and which of them are done."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nutgraf.dataset import Entry, Portion, Shard
from nutgraf.errors import SourceError
from nutgraf.guard import DEFAULT_LIMITS, Limits, TimeUp, time_limit
from nutgraf.language import ACCURATE, DEFAULT_MODEL, FAST
from nutgraf.records import source_id
from nutgraf.schema import SCHEMA_VERSION
from nutgraf.sources import SourceFile, documents

SHARD_DOCUMENTS = 256
"""Documents a shard holds at most: some ten seconds of work, so that a crash loses little and workers stay busy."""

LEAST_SHARD_DOCUMENTS, SHARDS_AT_LEAST = 32, 32
"""Small archives fall into this many shards, of a batch each at least, so that workers end at about the same time."""

DIGEST_LENGTH = 16
"""Hexadecimal digits kept of a digest: collisions are out of the question, and the manifest stays readable."""

MENDABLE = frozenset({"time_limit", "memory_limit", "worker_died", "vanished", "unreadable"})
"""Codes of failures that may not come again with the same bytes and code; all others would."""

SHARD_BYTES = 8_000_000
"""Bytes a shard holds at most (of raw documents), unless a single document is larger."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the rows of a run depend on beside the documents."""

    model: str = DEFAULT_MODEL
    language: str = "en"
    text_column: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do."""

    pending: tuple[Shard, ...]
    done: tuple[Shard, ...]
    dropped: tuple[str, ...]
    removed: int
    sidecars: int
    duplicate_of: dict[str, str]
    files: dict[str, SourceFile]
    reasons: dict[str, str]
    """Why each pending shard has to run, by its name."""

    @property
    def sources(self) -> int:
        """How many documents the archive holds."""
        return sum(shard.size for shard in (*self.pending, *self.done))

    @property
    def documents_by_reason(self) -> dict[str, int]:
        """How many documents run for each reason."""
        counts: Counter[str] = Counter()
        for shard in self.pending:
            counts[self.reasons[shard.name]] += shard.size
        return dict(counts)


def plan_run(
    found: Iterable[SourceFile],
    committed: Sequence[Shard],
    options: Options,
    *,
    retry: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Plan:
    """Divide an archive into shards: what is known stays where it is, what is new goes to new shards.

    With `retry`, shards with failures that another try may mend are pending, too.
    """
    files: dict[str, SourceFile] = {}
    sidecars = 0
    for file in found:
        if file.is_sidecar:
            sidecars += 1
        else:
            files[file.source] = file
    shards = _assign(files.values(), committed, options, limits)
    made_with = provenance(options)
    duplicate_of = duplicates(shards)
    before = {shard.name: shard for shard in committed}
    pending: list[Shard] = []
    done: list[Shard] = []
    reasons: dict[str, str] = {}
    for shard in shards:
        fresh = replace(shard, fingerprint=fingerprint(shard, made_with, duplicate_of), made_with=made_with)
        reason = _reason(fresh, before.get(shard.name), retry=retry)
        if reason is None:
            done.append(shard)
            continue
        divided = _divided(fresh, reasons, shards, made_with, duplicate_of)
        reasons |= {one.name: reason for one in divided}
        pending += divided
    names = {shard.name for shard in (*done, *pending)}
    dropped = tuple(shard.name for shard in committed if shard.name not in names)
    removed = sum(len(portion.entries) for shard in committed for portion in shard.portions if portion.file not in files)
    return Plan(tuple(pending), tuple(done), dropped, removed, sidecars, duplicate_of, files, reasons)


def _reason(shard: Shard, before: Shard | None, *, retry: bool) -> str | None:
    """Say why a shard has to run, None when it need not."""
    if before is None:
        return "new"
    if shard.fingerprint == before.fingerprint:
        return "retry" if retry and MENDABLE & before.errors.keys() else None
    part = changed_part(shard.made_with, before.made_with)
    return f"{part or 'files'} changed"


def changed_part(made_with: Mapping[str, Any], before: Mapping[str, Any]) -> str | None:
    """Name the first part of what rows are made with that differs, None when all are the same."""
    return next((part for part, value in made_with.items() if before.get(part) != value), None)


def _divided(
    shard: Shard, taken: Mapping[str, str], shards: Sequence[Shard], made_with: Mapping[str, Any], duplicate_of: dict[str, str]
) -> list[Shard]:
    """Divide a shard that was compacted, and has to run again, into ones of the usual size."""
    if shard.size <= SHARD_DOCUMENTS or len(shard.portions) == 1:
        return [shard]
    number = 1 + max(int(name) for name in (*taken, *(one.name for one in shards)))
    pieces = _new_shards(shard.portions, number, SHARD_DOCUMENTS)
    return [replace(piece, fingerprint=fingerprint(piece, made_with, duplicate_of), made_with=made_with) for piece in pieces]


def _assign(files: Iterable[SourceFile], committed: Sequence[Shard], options: Options, limits: Limits) -> list[Shard]:
    """Give every file its shard: the one it was in, else a new one."""
    known: dict[str, list[tuple[str, Portion]]] = defaultdict(list)
    for shard in committed:
        for portion in shard.portions:
            known[portion.file].append((shard.name, portion))
    kept: dict[str, list[Portion]] = defaultdict(list)
    new: list[tuple[SourceFile, list[Entry]]] = []
    for file in files:
        before = known.get(file.source, [])
        if before and all(_is_unchanged(file, portion, options) for _, portion in before):
            for name, portion in before:
                kept[name].append(portion)
            continue
        entries = list(_entries(file, options, limits))
        if len(before) == len(entries) == 1:
            kept[before[0][0]] += _portions(file, entries, options, SHARD_DOCUMENTS)
        else:
            new.append((file, entries))
    number = 1 + max((int(shard.name) for shard in committed), default=-1)
    stay = [replace(shard, portions=tuple(kept[shard.name])) for shard in committed if kept[shard.name]]
    most = _documents_a_shard(sum(len(entries) for _, entries in new))
    portions = [portion for file, entries in new for portion in _portions(file, entries, options, most)]
    return stay + _new_shards(portions, number, most)


def _documents_a_shard(documents: int) -> int:
    """Return how many of so many new documents a shard may hold; the number of workers plays no part in it."""
    return min(SHARD_DOCUMENTS, max(LEAST_SHARD_DOCUMENTS, documents // SHARDS_AT_LEAST))


def _is_unchanged(file: SourceFile, portion: Portion, options: Options) -> bool:
    """Whether a file is as it was read: size and time of change, as in make and rsync."""
    same = (portion.size, portion.mtime_ns, portion.text_column) == (file.size, file.mtime_ns, options.text_column)
    return same and file.mtime_ns is not None


def _portions(file: SourceFile, entries: Sequence[Entry], options: Options, most: int) -> list[Portion]:
    """Cut a file's documents into portions that fit a shard."""
    portions: list[Portion] = []
    first = 0
    while first < len(entries) or not portions:
        count, size = 0, 0
        while first + count < len(entries) and count < most and (not count or size < SHARD_BYTES):
            size += entries[first + count].size
            count += 1
        chunk = tuple(entries[first : first + count])
        portions.append(Portion(file.source, file.size, file.mtime_ns, options.text_column, first, chunk))
        first += max(count, 1)
    return portions


def _entries(file: SourceFile, options: Options, limits: Limits) -> Iterator[Entry]:
    """Yield a file's documents; one that takes too long to reach is the last, and the worker will say so."""
    found = documents(file, text_column=options.text_column)
    while True:
        try:
            with time_limit(limits.seconds):
                document = next(found, None)
        except (TimeUp, MemoryError):
            yield Entry(f"{file.source}#…", None, 0)
            return
        if document is None:
            return
        if isinstance(document, SourceError):
            yield Entry(document.source, None, 0)
        else:
            yield Entry(document.source, document.content_sha256, document.size)


def _new_shards(portions: Sequence[Portion], number: int, most: int) -> list[Shard]:
    shards: list[Shard] = []
    group: list[Portion] = []
    count = size = 0
    for portion in portions:
        weight = sum(entry.size for entry in portion.entries)
        if group and (count + len(portion.entries) > most or size + weight > SHARD_BYTES):
            shards.append(Shard(f"{number + len(shards):05d}", tuple(group)))
            group, count, size = [], 0, 0
        group.append(portion)
        count += len(portion.entries)
        size += weight
    return [*shards, Shard(f"{number + len(shards):05d}", tuple(group))] if group else shards


def duplicates(shards: Sequence[Shard]) -> dict[str, str]:
    """Map the sources whose bytes an earlier source (by path) has too to that source's release id."""
    first: dict[str, str] = {}
    duplicate_of = {}
    entries = sorted((entry.source, entry.sha256) for shard in shards for entry in shard.entries if entry.sha256)
    for source, digest in entries:
        original = first.setdefault(digest, source)
        if original != source:
            duplicate_of[source] = source_id(original)
    return duplicate_of


def fingerprint(shard: Shard, made_with: Mapping[str, Any], duplicate_of: dict[str, str]) -> str:
    """Digest everything a shard's rows depend on."""
    content = [made_with, [[entry.source, entry.sha256, duplicate_of.get(entry.source)] for entry in shard.entries]]
    return hashlib.sha256(json.dumps(content).encode("utf-8", "surrogatepass")).hexdigest()


def provenance(options: Options) -> dict[str, Any]:
    """Name everything rows depend on beside the documents, so that a change of any of it reruns what it touches."""
    return {
        "code": _digest_of_package("nutgraf") + f", spaCy {version('spacy')}",
        "models": _digest_of_package("nutgraf.models"),
        "model": [options.model, _digest_of_model(options.model)],
        "schema": SCHEMA_VERSION,
        "options": {"language": options.language, "text_column": options.text_column},
    }


_READERS = frozenset({"cli", "evaluation", "export", "frames", "progress", "search", "show", "status", "viewer"})
"""Parts of the package that read datasets: no row depends on them."""


@cache
def _digest_of_package(package: str) -> str:
    digest = hashlib.sha256()
    root = Path(str(files(package)))
    for path in sorted(root.rglob("*")):
        part = path.relative_to(root).parts[0].removesuffix(".py")
        if path.is_file() and part not in _READERS and path.suffix not in {".pyc", ".md"}:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:DIGEST_LENGTH]


def _digest_of_model(model: str) -> str:
    """Digest a user's spaCy package or path: names, sizes and times of its files; ours are among the models."""
    if model in {FAST, ACCURATE}:
        return ""
    root = Path(model)
    if not root.exists():
        with suppress(ImportError, ValueError):
            spec = find_spec(model)
            root = Path(spec.origin).parent if spec and spec.origin else root
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            status = path.stat()
            digest.update(f"{path.relative_to(root).as_posix()} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:DIGEST_LENGTH]
