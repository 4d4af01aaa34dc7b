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
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nutgraf.errors import DatasetError
from nutgraf.records import TABLES
from nutgraf.schema import SCHEMA_VERSION, SCHEMAS, records_to_table

COMPRESSION_LEVEL = 3
"""zstd level: higher ones gain under 3 % in size on fact tables and cost several times the time."""

ROW_GROUP_ROWS = 120_000
"""Rows of a row group in a compacted part: large enough to scan fast, small enough to hold."""


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
    """The unit of work: some documents, and the fingerprint of everything its rows depend on.

    `made_with` names the parts of that beside the documents (code, models, options), `errors` counts its failures by code,
    `replaces` names the shards it was compacted from.
    """

    name: str
    portions: tuple[Portion, ...]
    fingerprint: str = ""
    rows: Mapping[str, int] | None = None
    made_with: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()

    @property
    def entries(self) -> Iterator[Entry]:
        """The documents of the shard, in order."""
        return (entry for portion in self.portions for entry in portion.entries)

    @property
    def size(self) -> int:
        """How many documents it holds."""
        return sum(len(portion.entries) for portion in self.portions)


def write_shard(out: Path, shard: Shard, rows: Mapping[str, Sequence[Any]], run: str) -> Shard:
    """Write a shard's rows and commit them; raises DatasetError when they cannot be written.

    All parts go to temporary files, which are synced and renamed, and then the manifest entry. `run` is what
    `open_for_writing` gave: a worker whose run was killed and followed by another commits nothing.
    """
    tables = {name: records_to_table(name, rows.get(name, ())) for name in TABLES}
    committed = replace(shard, rows={name: len(records) for name, records in rows.items()})
    commit_parts(out, committed, {name: partial(_write_part, table=table) for name, table in tables.items()}, run)
    return committed


def commit_parts(out: Path, shard: Shard, writers: Mapping[str, Callable[[Path], None]], run: str) -> None:
    """Write a part of every table with its writer and commit them as one shard."""
    pending = [
        (out / name / f".part-{shard.name}.{run}.parquet.tmp", part_path(out, name, shard.name), write)
        for name, write in writers.items()
    ]
    try:
        for temporary, _, write in pending:
            write(temporary)
        if current_run(out) != run:
            raise DatasetError(f"{out} is being written by another run")
        _manifest_path(out, shard.name).unlink(missing_ok=True)
        for temporary, path, _ in pending:
            temporary.replace(path)
        write_json(_manifest_path(out, shard.name), asdict(shard))
    except OSError as error:
        raise DatasetError(f"cannot write to {out}: {error.strerror or error}") from None
    finally:
        for temporary, _, _ in pending:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def read_manifest(out: Path) -> list[Shard]:
    """Return the committed shards, by name; an entry that cannot be read does not count as committed."""
    shards = []
    for path in sorted((out / "_manifest").glob("*.json")):
        try:
            shards.append(_shard_from_json(json.loads(path.read_text("utf-8"))))
        except (ValueError, KeyError, TypeError):
            continue
    replaced = {name for shard in shards for name in shard.replaces}
    return [shard for shard in shards if shard.name not in replaced]


def remove_strays(out: Path, shards: Sequence[Shard]) -> None:
    """Delete what none of the shards vouches for: what a killed run left, and shards that were compacted."""
    names = {shard.name for shard in shards}
    try:
        for path in (out / "_manifest").iterdir():
            if path.name.startswith(".") or (path.suffix == ".json" and path.stem not in names):
                path.unlink(missing_ok=True)
        parts = {f"part-{name}.parquet" for name in names}
        for table in TABLES:
            for path in (out / table).iterdir():
                if path.name not in parts and path.name.endswith((".parquet", ".parquet.tmp")):
                    path.unlink(missing_ok=True)
    except OSError as error:
        raise DatasetError(f"cannot write to {out}: {error.strerror}") from None


def write_json(path: Path, content: Any) -> None:
    """Replace a JSON file in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="ascii") as file:
            json.dump(content, file, ensure_ascii=True)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def part_path(out: Path, table: str, shard: str) -> Path:
    """Return where a shard's rows of a table stand."""
    return out / table / f"part-{shard}.parquet"


def parts(out: Path, table: str) -> list[Path]:
    """Return the parts of a table that the manifest vouches for."""
    return [part_path(out, table, shard.name) for shard in read_manifest(out)]


@contextmanager
def open_for_writing(out: Path) -> Iterator[str]:
    """Make the folders of a dataset, hold its lock and give the token of the run; one run at a time may write."""
    try:
        for name in (*TABLES, "_manifest"):
            (out / name).mkdir(parents=True, exist_ok=True)
        lock = (out / "_lock").open("a+")
    except OSError as error:
        raise DatasetError(f"cannot write to {out}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DatasetError(f"{out} is being written by another run") from None
        run = secrets.token_hex(4)
        try:
            write_json(out / "_run.json", run)
        except OSError as error:
            raise DatasetError(f"cannot write to {out}: {error.strerror}") from None
        yield run


def is_locked(out: Path) -> bool:
    """Whether a run is writing to the dataset."""
    try:
        with (out / "_lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def current_run(out: Path) -> str | None:
    """Return the token of the run that last opened the dataset for writing."""
    try:
        return str(json.loads((out / "_run.json").read_text("ascii")))
    except (OSError, ValueError):
        return None


def merge_parts(out: Path, table: str, shards: Sequence[str], path: Path) -> None:
    """Write the rows of some shards' parts to one, in large row groups."""
    with path.open("wb") as file:
        with pq.ParquetWriter(file, SCHEMAS[table], compression="zstd", compression_level=COMPRESSION_LEVEL) as writer:
            gathered: list[pa.Table] = []
            for shard in shards:
                gathered.append(pq.read_table(part_path(out, table, shard), partitioning=None))
                if sum(map(len, gathered)) >= ROW_GROUP_ROWS:
                    writer.write_table(pa.concat_tables(gathered), ROW_GROUP_ROWS)
                    gathered = []
            if gathered:
                writer.write_table(pa.concat_tables(gathered), ROW_GROUP_ROWS)
        file.flush()
        os.fsync(file.fileno())


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
    return Shard(**{**content, "portions": portions, "replaces": tuple(content.get("replaces", ()))})


def check_dataset(out: Path) -> None:
    """Raise DatasetError unless `out` is a dataset of this schema version."""
    part = next((out / "releases").glob("part-*.parquet"), None)
    if part is None:
        raise DatasetError(f"{out} holds no dataset: no parts in {out / 'releases'}")
    version = (pq.read_schema(part).metadata or {}).get(b"nutgraf_schema", b"?").decode()
    if version != SCHEMA_VERSION:
        raise DatasetError(f"{out} was written with schema version {version}, this is {SCHEMA_VERSION}: extract it again")


def write_report(out: Path, report: Mapping[str, Any]) -> None:
    """Store the report of a run; raises DatasetError when it cannot be written."""
    try:
        write_json(out / "_report.json", report)
    except OSError as error:
        raise DatasetError(f"cannot write to {out}: {error.strerror}") from None
