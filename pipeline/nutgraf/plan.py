"""What a run has to do: the shards an archive falls into, and which of them are done."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from nutgraf.dataset import Entry, Portion, Shard
from nutgraf.errors import SourceError
from nutgraf.records import source_id
from nutgraf.schema import SCHEMA_VERSION
from nutgraf.sources import RawDocument, SourceFile, documents

SHARD_DOCUMENTS = 256
"""Documents a shard holds at most: some ten seconds of work, so that a crash loses little and workers stay busy."""

SHARD_BYTES = 8_000_000
"""Bytes a shard holds at most (of raw documents), unless a single document is larger."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the rows of a run depend on beside the documents."""

    model: str = "fast"
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

    @property
    def sources(self) -> int:
        """How many documents the archive holds."""
        return sum(shard.size for shard in (*self.pending, *self.done))


def plan_run(found: Iterable[SourceFile], committed: Sequence[Shard], options: Options) -> Plan:
    """Divide an archive into shards: what is known stays where it is, what is new goes to new shards."""
    files: dict[str, SourceFile] = {}
    sidecars = 0
    for file in found:
        if file.is_sidecar:
            sidecars += 1
        else:
            files[file.source] = file
    shards = _assign(files.values(), committed, options)
    duplicate_of = _duplicates(shards)
    pending: list[Shard] = []
    done: list[Shard] = []
    for shard in shards:
        fingerprint = _fingerprint(shard, options, duplicate_of)
        (done if shard.fingerprint == fingerprint else pending).append(replace(shard, fingerprint=fingerprint))
    names = {shard.name for shard in shards}
    dropped = tuple(shard.name for shard in committed if shard.name not in names)
    removed = sum(len(portion.entries) for shard in committed for portion in shard.portions if portion.file not in files)
    return Plan(tuple(pending), tuple(done), dropped, removed, sidecars, duplicate_of, files)


def _assign(files: Iterable[SourceFile], committed: Sequence[Shard], options: Options) -> list[Shard]:
    """Give every file its shard: the one it was in, else a new one."""
    known: dict[str, list[tuple[str, Portion]]] = defaultdict(list)
    for shard in committed:
        for portion in shard.portions:
            known[portion.file].append((shard.name, portion))
    kept: dict[str, list[Portion]] = defaultdict(list)
    new: list[Portion] = []
    for file in files:
        before = known.get(file.source, [])
        if before and all(_is_unchanged(file, portion, options) for _, portion in before):
            for name, portion in before:
                kept[name].append(portion)
            continue
        portions = _portions(file, options)
        if len(before) == len(portions) == len(portions[0].entries) == 1:
            kept[before[0][0]] += portions
        else:
            new += portions
    number = 1 + max((int(shard.name) for shard in committed), default=-1)
    stay = [replace(shard, portions=tuple(kept[shard.name])) for shard in committed if kept[shard.name]]
    return stay + _new_shards(new, number)


def _is_unchanged(file: SourceFile, portion: Portion, options: Options) -> bool:
    """Whether a file is as it was read: size and time of change, as in make and rsync."""
    same = (portion.size, portion.mtime_ns, portion.text_column) == (file.size, file.mtime_ns, options.text_column)
    return same and file.mtime_ns is not None


def _portions(file: SourceFile, options: Options) -> list[Portion]:
    """List a file's documents, cut into portions that fit a shard."""
    entries = [_entry(document) for document in documents(file, text_column=options.text_column)]
    portions: list[Portion] = []
    first = 0
    while first < len(entries) or not portions:
        count, size = 0, 0
        while first + count < len(entries) and count < SHARD_DOCUMENTS and (not count or size < SHARD_BYTES):
            size += entries[first + count].size
            count += 1
        chunk = tuple(entries[first : first + count])
        portions.append(Portion(file.source, file.size, file.mtime_ns, options.text_column, first, chunk))
        first += max(count, 1)
    return portions


def _entry(document: RawDocument | SourceError) -> Entry:
    if isinstance(document, SourceError):
        return Entry(document.source, None, 0)
    return Entry(document.source, document.content_sha256, document.size)


def _new_shards(portions: Sequence[Portion], number: int) -> list[Shard]:
    shards: list[Shard] = []
    group: list[Portion] = []
    count = size = 0
    for portion in portions:
        weight = sum(entry.size for entry in portion.entries)
        if group and (count + len(portion.entries) > SHARD_DOCUMENTS or size + weight > SHARD_BYTES):
            shards.append(Shard(f"{number + len(shards):05d}", tuple(group)))
            group, count, size = [], 0, 0
        group.append(portion)
        count += len(portion.entries)
        size += weight
    return [*shards, Shard(f"{number + len(shards):05d}", tuple(group))] if group else shards


def _duplicates(shards: Sequence[Shard]) -> dict[str, str]:
    """Map the sources whose bytes an earlier source (by path) has too to that source's release id."""
    first: dict[str, str] = {}
    duplicate_of = {}
    entries = sorted((entry.source, entry.sha256) for shard in shards for entry in shard.entries if entry.sha256)
    for source, digest in entries:
        original = first.setdefault(digest, source)
        if original != source:
            duplicate_of[source] = source_id(original)
    return duplicate_of


def _fingerprint(shard: Shard, options: Options, duplicate_of: dict[str, str]) -> str:
    content = [
        [code_digest(), SCHEMA_VERSION, asdict(options)],
        [[entry.source, entry.sha256, duplicate_of.get(entry.source)] for entry in shard.entries],
    ]
    return hashlib.sha256(json.dumps(content).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code_digest() -> str:
    """Digest the code and the models, so that a change of either reruns what it touches."""
    digest = hashlib.sha256()
    for package in ("nutgraf", "nutgraf.models"):
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix not in {".pyc", ".md"}:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
