"""An output dataset on disk: one folder of Parquet parts a table, and a manifest entry for every committed shard.

    OUT/<table>/part-00007.parquet    rows of shard 00007
    OUT/_manifest/00007.json          what the shard was made of; written last, so it says the parts are whole
    OUT/_report.json                  counts of the last run

Names that start with `_` or `.` are left out by every Parquet dataset reader.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nutgraf.errors import DatasetError
from nutgraf.records import TABLES
from nutgraf.schema import SCHEMA_VERSION, records_to_table

COMPRESSION_LEVEL = 3
"""zstd level: higher ones gain under 3 % in size on fact tables and cost several times the time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the manifest remembers it; `sha256` is None when it could not be read."""

    source: str
    sha256: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Portion:
    """Consecutive documents of one file (all of it, unless it is a big container) and the file's state when read."""

    file: str
    size: int | None
    mtime_ns: int | None
    text_column: str | None
    first: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """The unit of work: some documents, and the fingerprint of everything its rows depend on."""

    name: str
    portions: tuple[Portion, ...]
    fingerprint: str = ""
    rows: Mapping[str, int] | None = None

    @property
    def entries(self) -> Iterator[Entry]:
        """The documents of the shard, in order."""
        return (entry for portion in self.portions for entry in portion.entries)

    @property
    def size(self) -> int:
        """How many documents it holds."""
        return sum(len(portion.entries) for portion in self.portions)


def write_shard(out: Path, shard: Shard, rows: Mapping[str, Sequence[Any]]) -> Shard:
    """Write a shard's rows and commit them: all parts to temporary files, synced, renamed, then the manifest entry."""
    counts = {name: len(records) for name, records in rows.items()}
    committed = Shard(shard.name, shard.portions, shard.fingerprint, counts)
    pending = []
    for name in TABLES:
        path = part_path(out, name, shard.name)
        temporary = path.with_name(f".{path.name}.tmp")
        _write_part(temporary, records_to_table(name, rows.get(name, ())))
        pending.append((temporary, path))
    _manifest_path(out, shard.name).unlink(missing_ok=True)
    for temporary, path in pending:
        temporary.replace(path)
    write_json(_manifest_path(out, shard.name), asdict(committed))
    return committed


def remove_shard(out: Path, name: str) -> None:
    """Take a shard out of the dataset: its manifest entry first."""
    _manifest_path(out, name).unlink(missing_ok=True)
    for table in TABLES:
        part_path(out, table, name).unlink(missing_ok=True)


def read_manifest(out: Path) -> list[Shard]:
    """Return the committed shards, by name; an entry that cannot be read does not count as committed."""
    shards = []
    for path in sorted((out / "_manifest").glob("*.json")):
        try:
            shards.append(_shard_from_json(json.loads(path.read_text("utf-8"))))
        except (ValueError, KeyError, TypeError):
            continue
    return shards


def remove_strays(out: Path, shards: Sequence[Shard]) -> None:
    """Delete parts and temporary files no manifest entry vouches for: what a killed run left."""
    known = {f"part-{shard.name}.parquet" for shard in shards}
    for table in TABLES:
        for path in (out / table).iterdir():
            if path.name not in known and path.name.endswith((".parquet", ".parquet.tmp")):
                path.unlink()


def write_json(path: Path, content: Any) -> None:
    """Replace a JSON file in one step."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("w", encoding="utf-8", errors="surrogateescape") as file:
        json.dump(content, file, ensure_ascii=True)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def part_path(out: Path, table: str, shard: str) -> Path:
    """Return where a shard's rows of a table stand."""
    return out / table / f"part-{shard}.parquet"


@contextmanager
def open_for_writing(out: Path) -> Iterator[None]:
    """Make the folders of a dataset and hold its lock; one run at a time may write."""
    try:
        for name in (*TABLES, "_manifest"):
            (out / name).mkdir(parents=True, exist_ok=True)
        lock = (out / "_lock").open("w")
    except OSError as error:
        raise DatasetError(f"cannot write to {out}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DatasetError(f"{out} is being written by another run") from None
        yield


def _write_part(path: Path, table: pa.Table) -> None:
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd", compression_level=COMPRESSION_LEVEL)
        file.flush()
        os.fsync(file.fileno())


def _manifest_path(out: Path, name: str) -> Path:
    return out / "_manifest" / f"{name}.json"


def _shard_from_json(content: dict[str, Any]) -> Shard:
    portions = tuple(
        Portion(**{**portion, "entries": tuple(Entry(**entry) for entry in portion["entries"])})
        for portion in content["portions"]
    )
    return Shard(content["name"], portions, content["fingerprint"], content["rows"])


def check_dataset(out: Path) -> None:
    """Raise DatasetError unless `out` is a dataset of this schema version."""
    part = next((out / "releases").glob("part-*.parquet"), None)
    if part is None:
        raise DatasetError(f"{out} holds no dataset: no parts in {out / 'releases'}")
    version = (pq.read_schema(part).metadata or {}).get(b"nutgraf_schema", b"?").decode()
    if version != SCHEMA_VERSION:
        raise DatasetError(f"{out} was written with schema version {version}, this is {SCHEMA_VERSION}: extract it again")
