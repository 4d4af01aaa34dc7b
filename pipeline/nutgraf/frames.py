"""A dataset as pandas frames."""

from __future__ import annotations

import os
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from nutgraf.dataset import check_dataset
from nutgraf.records import TABLES
from nutgraf.schema import SCHEMAS
from nutgraf.search import Documents, Filters, Hit, Index, Sort


class Dataset:
    """An output dataset; every table is an attribute holding a DataFrame with Arrow dtypes.

    Frames join on `release_id`. A table is read when it is first asked for.

    >>> data = open_dataset("out/")  # doctest: +SKIP
    >>> data.quotes.merge(data.releases[["release_id", "headline"]])  # doctest: +SKIP
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        check_dataset(self.path)

    def table(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """Read a table, or some of its columns."""
        if name not in TABLES:
            raise ValueError(f"no table {name!r}; there are {', '.join(TABLES)}")
        table = ds.dataset(self.path / name, schema=SCHEMAS[name], format="parquet").to_table(columns=columns)
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    @cached_property
    def releases(self) -> pd.DataFrame:
        """One row a release."""
        return self.table("releases")

    @cached_property
    def dates(self) -> pd.DataFrame:
        """Time expressions."""
        return self.table("dates")

    @cached_property
    def places(self) -> pd.DataFrame:
        """Named places."""
        return self.table("places")

    @cached_property
    def organizations(self) -> pd.DataFrame:
        """Named organizations."""
        return self.table("organizations")

    @cached_property
    def people(self) -> pd.DataFrame:
        """Personal names."""
        return self.table("people")

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """Quotes with their speakers."""
        return self.table("quotes")

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Quantities."""
        return self.table("figures")

    @cached_property
    def calls_to_action(self) -> pd.DataFrame:
        """What somebody is asked to do."""
        return self.table("calls_to_action")

    @cached_property
    def errors(self) -> pd.DataFrame:
        """Sources that did not become a release, and why."""
        return self.table("errors")

    def search(
        self, query: str = "", *, limit: int = 100, sort: Sort = "relevance", documents: Documents = "releases", **filters: Any
    ) -> pd.DataFrame:
        """Search the dataset's index and return a row a hit, best first; joins the other frames on `release_id`.

        `documents` is `releases` or `quotes`; the filters are the fields of `nutgraf.search.Filters`. Raises QueryError when
        the query cannot be understood and DatasetError when there is no index (`nutgraf index` or `nutgraf.search.update_index`).

        >>> data.search('"water rights"', speaker="Lindqvist", since="2024-01")  # doctest: +SKIP
        """
        index = Index(self.path)
        try:
            hits = index.search(query, filters=Filters(**filters), limit=limit, sort=sort, documents=documents).hits
        finally:
            index.close()
        names = [field.name for field in fields(Hit) if documents == "quotes" or field.name not in _OF_QUOTES]
        columns = {name: pa.array([getattr(hit, name) for hit in hits], _TYPES.get(name, pa.string())) for name in names}
        columns["release_date"] = columns["release_date"].cast(pa.date32())
        frame: pd.DataFrame = pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype)
        return frame


_SPANS = pa.list_(pa.list_(pa.int64()))
_TYPES = {
    "score": pa.float64(),
    "start": pa.int64(),
    "end": pa.int64(),
    "copies": pa.list_(pa.string()),
    "headline_spans": _SPANS,
    "snippet_spans": _SPANS,
    "quote_spans": _SPANS,
}
_OF_QUOTES = frozenset(("quote", "quote_spans", "speaker", "speaker_title", "speaker_organization", "start", "end"))


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Open what `nutgraf extract` wrote; raises DatasetError when there is nothing readable."""
    return Dataset(path)
