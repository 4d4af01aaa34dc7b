"""Reading the index: queries and filters in, hits and facets out."""

from __future__ import annotations

import os
from collections.abc import Sequence

from nutgraf.search.results import Documents, Filters, Results, Sort


class Index:
    """The search index of a dataset, opened for reading; raises DatasetError when there is none.

    It may be shared between threads. It sees what `update_index` commits, and never waits for it.
    """

    def __init__(self, out: str | os.PathLike[str]) -> None:
        self.out = out

    def search(
        self,
        query: str = "",
        *,
        filters: Filters | None = None,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        documents: Documents = "releases",
        facets: Sequence[str] = (),
        facet_size: int = 10,
    ) -> Results:
        """Find releases or quotes; raises QueryError when the query or a filter cannot be understood."""
        raise NotImplementedError

    def lag(self) -> int:
        """Return how many shards the index is behind the dataset."""
        raise NotImplementedError
