"""A query in; one page of the releases or quotes that fulfil it, and what all of them have in common, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from markupsafe import Markup

from nutgraf.search import Documents, Filters, Hit, Sort, marked
from nutgraf.viewer.library import Library
from nutgraf.viewer.query import PAGE_SIZE, Query

FACET_SIZE = 8
"""Values listed a facet: as many as fit beside a page of results."""

FACETS = {
    "speaker": "speaker",
    "speaker_organization": "speaker_organization",
    "issuer": "issuer",
    "organization": "organization",
    "place": "place",
    "country": "country",
    "year": "year",
    "figure": "unit",
    "call": "call",
    "status": "status",
}
"""What the pages call a facet, in their order, to what the search index calls it."""

_MARKS = {"before": '<mark class="hit">', "after": "</mark>"}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, how many there are in all, counts by facet, and a note on the state of the index."""

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    note: str

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def find(library: Library, query: Query) -> Found:
    """Find what fulfils every condition of a query; raises QueryError when it cannot be understood."""
    given: dict[str, Any] = query.filters()
    given |= {name: getattr(query, name) for name in ("at_least", "at_most")}
    if (within := given.pop("within", None)) is not None:
        given["within_km"] = float(within)
    same = replace(query, page=1, sort="")  # turning pages does not change what is counted
    facets = library.remembered(same)
    results = library.index().search(
        query.q,
        filters=Filters(**given),
        limit=PAGE_SIZE,
        offset=(query.page - 1) * PAGE_SIZE,
        facets=tuple(FACETS.values()) if facets is None else (),
        facet_size=FACET_SIZE,
        sort=cast("Sort", query.sort or "relevance"),
        documents=cast("Documents", query.documents),
    )
    rows = library.rows()
    hits = [hit for hit in results.hits if hit.release_id in rows]  # the index may be ahead of the rows for a moment
    if facets is None:
        facets = {name: list(results.facets[facet]) for name, facet in FACETS.items()}
        library.remember(same, facets)
    return Found(hits, results.total, facets, library.note())


def snippet(hit: Hit) -> Markup:
    """Return a hit's words with what was found in them marked; of quotes all words."""
    text, spans = (hit.quote, hit.quote_spans) if hit.quote else (hit.snippet, hit.snippet_spans)
    return Markup(marked(text, spans, **_MARKS))  # noqa: S704  # marked escapes
