"""A dataset as files other programs read: JSON lines, SQLite, Delta tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from nutgraf.errors import DatasetError, ModelError
from nutgraf.export.documents import json_rows, read_releases, read_shard
from nutgraf.records import TABLES
from nutgraf.schema import SCHEMAS

_AFFINITIES = {pa.int64(): "INTEGER", pa.float64(): "REAL", pa.bool_(): "INTEGER"}

_FULL_TEXT = {"releases": ("headline", "subheadline", "text"), "quotes": ("text", "speaker")}
"""Tables that can be searched, with the columns; the names TABLE_fts are what Datasette looks for."""


def write_jsonl(out: Path, shards: Sequence[str], into: Path) -> int:
    """Write a line of JSON a release, its facts inside; return the number of releases."""
    temporary = _temporary(into)
    count = 0
    with temporary.open("w", encoding="utf-8") as file:
        for shard in shards:
            for release in read_releases(out, shard):
                file.write(json.dumps(release, ensure_ascii=False, allow_nan=False) + "\n")
                count += 1
    temporary.replace(into)
    return count


def write_sqlite(out: Path, shards: Sequence[str], into: Path) -> int:
    """Write every table into one SQLite file with full-text search; return the number of releases.

    Lists are JSON, dates are ISO strings.
    """
    temporary = _temporary(into)
    temporary.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(temporary, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise DatasetError(f"cannot write {into}: {error}") from None
    try:
        connection.execute("PRAGMA journal_mode = OFF")  # the file counts once it is whole
        connection.execute("BEGIN")
        for name in TABLES:
            _fill(connection, name, out, shards)
        for name, columns in _FULL_TEXT.items():
            listed = ", ".join(columns)
            tokens = 'tokenize = "unicode61 remove_diacritics 2"'
            connection.execute(f"CREATE VIRTUAL TABLE {name}_fts USING fts5 ({listed}, content = {name}, {tokens})")
            connection.execute(f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')")
        connection.execute("COMMIT")
        (count,) = connection.execute("SELECT count(*) FROM releases").fetchone()
    except sqlite3.DatabaseError as error:
        raise DatasetError(f"cannot write {into}: {error}") from None
    finally:
        connection.close()
    temporary.replace(into)
    return int(count)


def _fill(connection: sqlite3.Connection, name: str, out: Path, shards: Sequence[str]) -> None:
    columns = ", ".join(
        f'"{column.name}" {_AFFINITIES.get(column.type, "TEXT")}{_key(name, column.name)}' for column in SCHEMAS[name]
    )
    connection.execute(f"CREATE TABLE {name} ({columns})")
    values = ", ".join("?" * len(SCHEMAS[name]))
    for shard in shards:
        rows = json_rows(read_shard(out, name, shard))
        connection.executemany(
            f"INSERT INTO {name} VALUES ({values})", ([_cell(value) for value in row.values()] for row in rows)
        )
    if name not in ("releases", "errors"):
        connection.execute(f"CREATE INDEX {name}_release_id ON {name} (release_id)")


def _key(table: str, column: str) -> str:
    if column != "release_id":
        return ""
    return " PRIMARY KEY" if table == "releases" else " REFERENCES releases (release_id)"


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def write_delta(out: Path, shards: Sequence[str], into: Path) -> int:
    """Write a Delta table for every table below a folder; return the number of releases.

    What stands there already gets a new version. Raises ModelError when deltalake is not installed.
    """
    try:
        deltalake = import_module("deltalake")
    except ImportError:
        raise ModelError("Delta tables need deltalake: pip install 'nutgraf[delta]'") from None
    count = 0
    for name in TABLES:

        def batches(name: str = name) -> Iterator[pa.RecordBatch]:
            for shard in shards:
                yield from read_shard(out, name, shard).to_batches()

        deltalake.write_deltalake(str(into / name), pa.RecordBatchReader.from_batches(SCHEMAS[name], batches()), mode="overwrite")
        count = deltalake.DeltaTable(str(into / name)).count() if name == "releases" else count
    return count


def _temporary(into: Path) -> Path:
    return into.with_name(f".{into.name}.tmp")
