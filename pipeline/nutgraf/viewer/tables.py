"""A dataset's tables in memory, read again when a run has changed them."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from nutgraf.dataset import check_dataset
from nutgraf.errors import DatasetError
from nutgraf.records import FACT_TABLES, TABLES, Channel, CharSpan, Contact, Extraction, Release, Section
from nutgraf.schema import SCHEMAS
from nutgraf.search import Index

CHECK_SECONDS = 3.0
"""How often the dataset is looked at for changes: a running extraction commits a shard every few seconds."""

_NESTED: dict[str, type] = {"segments": CharSpan, "channels": Channel, "contacts": Contact, "sections": Section}

Row = dict[str, Any]


class Count(NamedTuple):
    """How often something is named: its name, in how many releases, how many times."""

    name: str
    releases: int
    mentions: int


class Tables:
    """The tables of a dataset as they stood at one moment."""

    def __init__(self, out: Path) -> None:
        check_dataset(out)
        self._tables = {
            name: ds.dataset(out / name, schema=SCHEMAS[name], format="parquet").to_table().combine_chunks() for name in TABLES
        }

    def __contains__(self, release_id: str) -> bool:
        return release_id in self._numbers

    def __getitem__(self, name: str) -> pa.Table:
        return self._tables[name]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {release_id: number for number, release_id in enumerate(self["releases"]["release_id"].to_pylist())}

    @cached_property
    def newest_first(self) -> pa.Array:
        """Row numbers of the releases, newest first, undated ones last, then by source."""
        return self._by_date("descending")

    @cached_property
    def oldest_first(self) -> pa.Array:
        """Row numbers of the releases, oldest first, undated ones last, then by source."""
        return self._by_date("ascending")

    def _by_date(self, order: str) -> pa.Array:
        return pc.sort_indices(self["releases"], sort_keys=[("release_date", order), ("source", "ascending")])  # nulls go last

    def release(self, release_id: str) -> Row | None:
        """Return the row of a release, or None."""
        number = self._numbers.get(release_id)
        return None if number is None else self["releases"].slice(number, 1).to_pylist()[0]

    def releases(self, release_ids: Iterable[str]) -> dict[str, Row]:
        """Return rows of releases by id, without their texts."""
        numbers = [self._numbers[release_id] for release_id in dict.fromkeys(release_ids)]
        rows = self["releases"].drop_columns(["text", "sections"]).take(pa.array(numbers, pa.int64())).to_pylist()
        return {row["release_id"]: row for row in rows}

    def text(self, release_id: str) -> str:
        """Return the text of a release."""
        text: str = self["releases"]["text"][self._numbers[release_id]].as_py()
        return text

    def rows(self, table_name: str, /, **equal: str) -> list[Row]:
        """Return the rows of a table whose columns equal the values given."""
        table = self[table_name]
        for column, value in equal.items():
            table = table.filter(pc.equal(table[column], value))
        rows: list[Row] = table.to_pylist()
        return rows

    def extraction(self, release_id: str) -> Extraction | None:
        """Return a release and everything found in it as records, or None."""
        row = self.release(release_id)
        if row is None:
            return None
        facts = {
            name: tuple(_record(fact_type, fact) for fact in self.rows(name, release_id=release_id))
            for name, fact_type in FACT_TABLES.items()
        }
        return Extraction(release=_record(Release, row), **facts)

    @cached_property
    def speakers(self) -> list[Count]:
        """People and organizations quoted, those quoted in most releases first."""
        return counts(self["quotes"], "speaker")

    @cached_property
    def organizations(self) -> list[Count]:
        """Organizations named."""
        return counts(self["organizations"], "name")

    @cached_property
    def places(self) -> list[Count]:
        """Places named; places of one name are counted together."""
        return counts(self["places"], "name")


def counts(table: pa.Table, column: str) -> list[Count]:
    """Count a column's values by release and by mention, the commonest first."""
    table = table.select([column, "release_id"]).filter(pc.is_valid(table[column]))
    grouped = table.group_by(column).aggregate([("release_id", "count_distinct"), ("release_id", "count")])
    rows = zip(*(grouped[name].to_pylist() for name in (column, "release_id_count_distinct", "release_id_count")), strict=True)
    return sorted((Count(*row) for row in rows), key=lambda count: (-count.releases, -count.mentions, count.name))


def by_release(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Group fact rows by their release, in the order they come."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["release_id"]].append(row)
    return grouped


def _record(record_type: type, row: Row) -> Any:
    nested = {name: tuple(item(**value) for value in row[name] or ()) for name, item in _NESTED.items() if name in row}
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list) and name not in nested}
    return record_type(**{**row, **lists, **nested})


class Library:
    """Gives the tables of a dataset, read again after a run has committed something, and its search index."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._lock = threading.Lock()
        self._state = _state(out)
        self._tables = Tables(out)
        self._index: Index | None = None
        self._lag = 0
        self._open_index()
        self._checked = time.monotonic()

    def tables(self) -> Tables:
        """Return the tables; those of before while a run is replacing files."""
        with self._lock:
            self._look()
            return self._tables

    def index(self) -> tuple[Index | None, int]:
        """Return the search index, if there is one, and how many shards it is behind the dataset."""
        with self._lock:
            self._look()
            return self._index, self._lag

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._checked < CHECK_SECONDS:
            return
        self._checked = now
        state = _state(self.out)
        changed = state != self._state
        if changed:
            try:
                self._tables = Tables(self.out)
            except OSError:  # a part was replaced while it was read: the next look finds it whole
                return
            self._state = state
        if changed or self._lag or self._index is None:
            self._open_index()

    def _open_index(self) -> None:
        try:
            self._index = self._index or Index(self.out)
            self._lag = self._index.lag()
        except DatasetError:
            self._index = None


def _state(out: Path) -> int:
    manifest = out / "_manifest"
    return manifest.stat().st_mtime_ns if manifest.is_dir() else 0
