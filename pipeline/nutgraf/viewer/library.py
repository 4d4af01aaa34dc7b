"""A dataset behind the pages: rows read from its parts when they are asked for, names and searches answered by an index."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from nutgraf.dataset import check_dataset, part_path, parts, read_manifest
from nutgraf.errors import DatasetError
from nutgraf.records import FACT_TABLES, Channel, CharSpan, Contact, Extraction, Release, Section
from nutgraf.schema import SCHEMAS
from nutgraf.search import Index, Results, update_index

CHECK_SECONDS = 3.0
"""How often the dataset is looked at for changes: a running extraction commits a shard every few seconds."""

REMEMBERED = 64
"""Answers kept: counting a whole dataset takes a second for every hundred thousand releases."""

SUMMARY = ("issuer", "speaker", "organization", "place", "unit", "call", "month")
"""What the overview counts."""

_NESTED: dict[str, type] = {"segments": CharSpan, "channels": Channel, "contacts": Contact, "sections": Section}

Row = dict[str, Any]


class Rows:
    """The rows of a dataset as it stood at one moment: in memory is only which part holds a release."""

    def __init__(self, out: Path, before: Rows | None = None) -> None:
        check_dataset(out)
        self.out = out
        self.counts: Counter[str] = Counter()
        self.ids: dict[tuple[str, str], list[str]] = {}
        known = before.ids if before else {}
        for shard in read_manifest(out):
            self.counts.update(shard.rows or {})
            state = (shard.name, shard.fingerprint)
            self.ids[state] = known[state] if state in known else _release_ids(out, shard.name)
        self._shard_of = {release_id: name for (name, _), ids in self.ids.items() for release_id in ids}

    def __contains__(self, release_id: str) -> bool:
        return release_id in self._shard_of

    def read(self, table: str, release_ids: Iterable[str], *, without: Collection[str] = ()) -> list[Row]:
        """Return a table's rows of some releases, without some columns; raises DatasetError while a run replaces them."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for release_id in release_ids:
            if release_id in self._shard_of:
                wanted[self._shard_of[release_id]].append(release_id)
        columns = [column for column in SCHEMAS[table].names if column not in without]
        rows: list[Row] = []
        for shard, ids in wanted.items():
            path = part_path(self.out, table, shard)
            try:
                # threads would hold several parts at once, and gain nothing on one
                found = pq.read_table(
                    path, columns=columns, filters=pc.field("release_id").isin(ids), partitioning=None, use_threads=False
                )
            except FileNotFoundError:
                raise DatasetError("a run is replacing what was asked for: ask again in a moment") from None
            rows += found.to_pylist()
        return rows

    def releases(self, release_ids: Iterable[str], *, with_text: bool = False) -> dict[str, Row]:
        """Return rows of releases by id."""
        rows = self.read("releases", release_ids, without=() if with_text else ("text", "sections"))
        return {row["release_id"]: row for row in rows}

    def extraction(self, release_id: str) -> Extraction | None:
        """Return a release and everything found in it as records, or None."""
        found = self.read("releases", [release_id])
        if not found:
            return None
        facts = {
            name: tuple(_record(fact_type, row) for row in self.read(name, [release_id]))
            for name, fact_type in FACT_TABLES.items()
        }
        return Extraction(release=_record(Release, found[0]), **facts)

    def page(self, table: str, equal: dict[str, str], start: int, size: int) -> tuple[int, list[Row]]:
        """Return how many rows of a table have the values given in their columns, and a page of them."""
        dataset = ds.dataset([str(path) for path in parts(self.out, table)], schema=SCHEMAS[table], format="parquet")
        wanted = None
        for name, value in equal.items():
            test = pc.field(name) == value
            wanted = test if wanted is None else wanted & test
        rows: list[Row] = []
        for batch in _batches(dataset, wanted) if start < (total := dataset.count_rows(filter=wanted)) else ():
            if start < len(batch):
                rows += batch.slice(start, size - len(rows)).to_pylist()
            start = max(0, start - len(batch))
            if len(rows) == size:
                break
        return total, rows

    def failures(self) -> list[Row]:
        """Return what could not be read, by source."""
        _, rows = self.page("errors", {}, 0, self.counts["errors"] or 1)
        return sorted(rows, key=lambda row: str(row["source"]))


def _batches(dataset: Any, wanted: Any) -> Iterator[pa.RecordBatch]:
    """Yield rows in order, reading no further ahead than needed."""
    yield from dataset.to_batches(filter=wanted, fragment_readahead=1, batch_readahead=1, use_threads=False)


def _release_ids(out: Path, shard: str) -> list[str]:
    try:
        table = pq.read_table(part_path(out, "releases", shard), columns=["release_id"], partitioning=None)
    except FileNotFoundError:  # replaced since the manifest was read; the next look finds it
        return []
    ids: list[str] = table.column("release_id").to_pylist()
    return ids


def _record(record_type: type, row: Row) -> Any:
    nested = {name: tuple(item(**value) for value in row[name] or ()) for name, item in _NESTED.items() if name in row}
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list) and name not in nested}
    return record_type(**{**row, **lists, **nested})


def by_release(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Group fact rows by their release, in the order they come."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["release_id"]].append(row)
    return grouped


class Library:
    """Gives the rows of a dataset and an index of it, and follows what runs commit.

    The index is the dataset's own; where there is none, a private one is made in the system's folder for temporary files, kept
    up to date in the background and deleted at the end.
    """

    def __init__(self, out: Path, *, on_progress: Callable[[int, int], None] | None = None) -> None:
        self.out = out
        self._lock = threading.Lock()
        self._state = _state(out)
        self._rows = Rows(out)
        self._folder: TemporaryDirectory[str] | None = None
        self._updating: threading.Thread | None = None
        self._memory: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        try:
            self._index = Index(out)
        except DatasetError:  # there is none, or it is of another version
            self._folder = TemporaryDirectory(prefix="nutgraf-", ignore_cleanup_errors=True)
            update_index(out, into=self._private, on_progress=on_progress)
            self._index = Index(out, file=self._private)
        self._lag = self._index.lag()
        self._checked = time.monotonic()

    @property
    def _private(self) -> Path:
        assert self._folder
        return Path(self._folder.name) / "search.sqlite"

    def rows(self) -> Rows:
        """Return the rows as a run last committed them."""
        self._look()
        return self._rows

    def index(self) -> Index:
        """Return the search index."""
        self._look()
        return self._index

    def note(self) -> str:
        """Say how the index lags behind the dataset; empty when it does not."""
        self._look()
        if not self._lag:
            return ""
        behind = f"The search index is {self._lag} shard{'' if self._lag == 1 else 's'} behind the dataset: "
        return behind + ("it is being brought up to date." if self._folder else "run nutgraf index.")

    def summary(self) -> Results:
        """Return everything counted by SUMMARY."""
        found: Results | None = self.remembered(SUMMARY)
        if found is None:
            # a facet's values are few but for names, of which the overview shows the first; months are at most thousands
            found = self.index().search(limit=0, facets=SUMMARY, facet_size=5000)
            self.remember(SUMMARY, found)
        return found

    def remember(self, question: Hashable, answer: Any) -> None:
        """Keep an answer until the dataset or its index changes, or REMEMBERED later ones came."""
        with self._lock:
            self._memory[self._state, self._lag, question] = answer
            if len(self._memory) > REMEMBERED:
                self._memory.popitem(last=False)

    def remembered(self, question: Hashable) -> Any:
        """Return the answer kept, or None."""
        self._look()
        return self._memory.get((self._state, self._lag, question))

    def _look(self) -> None:
        with self._lock:
            now = time.monotonic()
            if now - self._checked < CHECK_SECONDS:
                return
            self._checked = now
            state = _state(self.out)
            if state != self._state:
                self._rows = Rows(self.out, self._rows)
                self._state = state
                self._lag = self._index.lag()
            elif self._lag:
                self._lag = self._index.lag()
            if self._lag and self._folder and not (self._updating and self._updating.is_alive()):
                self._updating = threading.Thread(target=self._update, daemon=True)
                self._updating.start()

    def _update(self) -> None:
        update_index(self.out, into=self._private)


def _state(out: Path) -> int:
    manifest = out / "_manifest"
    return manifest.stat().st_mtime_ns if manifest.is_dir() else 0
