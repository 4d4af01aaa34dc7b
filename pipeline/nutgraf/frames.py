"""A dataset as pandas frames."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow.dataset as ds

from nutgraf.dataset import check_dataset
from nutgraf.records import TABLES
from nutgraf.schema import SCHEMAS


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


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Open what `nutgraf extract` wrote; raises DatasetError when there is nothing readable."""
    return Dataset(path)
