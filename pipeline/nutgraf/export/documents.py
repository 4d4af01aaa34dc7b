"""A dataset read back shard by shard: tables as they are, or releases with their facts inside."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nutgraf.dataset import check_dataset, open_for_writing, part_path, read_manifest
from nutgraf.records import FACT_TABLES
from nutgraf.schema import SCHEMAS


@contextmanager
def held_shards(out: Path) -> Iterator[list[str]]:
    """Give the names of a dataset's shards and keep other runs from writing to it meanwhile.

    Raises DatasetError when there is no dataset or another run is writing to it. A folder that cannot be written needs no lock.
    """
    check_dataset(out)
    if os.access(out, os.W_OK):
        with open_for_writing(out):
            yield [shard.name for shard in read_manifest(out)]
    else:
        yield [shard.name for shard in read_manifest(out)]


def read_shard(out: Path, table: str, shard: str) -> pa.Table:
    """Read a shard's rows of a table."""
    return pq.read_table(part_path(out, table, shard), schema=SCHEMAS[table], partitioning=None)


def read_releases(out: Path, shard: str) -> Iterator[dict[str, Any]]:
    """Yield a shard's releases, each with its facts as lists under the names of their tables; dates are ISO strings."""
    facts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in FACT_TABLES:
        by_release: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in json_rows(read_shard(out, name, shard)):
            by_release[row.pop("release_id")].append(row)
        facts[name] = by_release
    for release in json_rows(read_shard(out, "releases", shard)):
        yield release | {name: rows.get(release["release_id"], []) for name, rows in facts.items()}


def json_rows(table: pa.Table) -> list[dict[str, Any]]:
    """Return rows of plain values: dates as ISO strings, numbers JSON cannot write (no release holds any) as null."""
    for number, column in enumerate(table.schema):
        if pa.types.is_date(column.type):
            table = table.set_column(number, column.name, table.column(number).cast(pa.string()))
    rows: list[dict[str, Any]] = table.to_pylist()
    floats = [column.name for column in table.schema if pa.types.is_floating(column.type)]
    for row in rows:
        for name in floats:
            if row[name] is not None and not math.isfinite(row[name]):
                row[name] = None
    return rows
