"""A query in; the releases that fulfil it and what they have in common out, from the search index or else from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from nutgraf.search import Filters, Index, Sort, marked
from nutgraf.viewer.query import PAGE_SIZE, Query
from nutgraf.viewer.tables import Library, Tables, counts
from nutgraf.viewer.text import snippet, whole_words

FACET_SIZE = 8
"""Values listed a facet: as many as fit beside a page of results."""

FACETS = {
    "speaker": ("quotes", "speaker"),
    "organization": ("organizations", "name"),
    "place": ("places", "name"),
    "country": ("places", "country_code"),
    "issuer": ("releases", "issuer"),
    "status": ("releases", "status"),
    "call": ("calls_to_action", "kind"),
    "figure": ("figures", "unit"),
}
"""Name of a filter to the table and column it looks at."""


_INDEXED = {"unit" if name == "figure" else name: name for name in (*FACETS, "year")}
"""What the search index calls a facet to what the pages call it."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found: ids with snippets, how many there are in all, and counts of releases by facet."""

    hits: list[tuple[str, Markup]]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    note: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))


def find(library: Library, query: Query, *, size: int = PAGE_SIZE) -> Results:
    """Find releases; every condition of the query holds for each. Asks the dataset's search index when there is one."""
    tables = library.tables()
    index, lag = library.index()
    return scan(tables, query, size=size) if index is None else _ask(index, lag, tables, query, size)


def _ask(index: Index, lag: int, tables: Tables, query: Query, size: int) -> Results:
    bounds: dict[str, Any] = {"at_least": query.at_least, "at_most": query.at_most}
    named: dict[str, Any] = {name: value for name, value in query.filters().items() if name not in bounds}
    filters = Filters(**named, **bounds)
    offset = (query.page - 1) * size
    found = index.search(
        query.q,
        filters=filters,
        limit=size,
        offset=offset,
        facets=tuple(_INDEXED),
        facet_size=FACET_SIZE,
        sort=cast("Sort", query.sort or "relevance"),
    )
    marks = {"before": '<mark class="hit">', "after": "</mark>"}
    hits = [
        (hit.release_id, Markup(marked(hit.snippet, hit.snippet_spans, **marks)))  # noqa: S704  # marked escapes
        for hit in found.hits
        if hit.release_id in tables  # the index may be ahead of the tables for a moment
    ]
    note = f"The search index is {lag} shard{'' if lag == 1 else 's'} behind the dataset: run nutgraf index." if lag else ""
    return Results(hits, found.total, {_INDEXED[name]: list(values) for name, values in found.facets.items()}, note)


def scan(tables: Tables, query: Query, *, size: int = PAGE_SIZE) -> Results:
    """Find releases by looking through the tables: every word of the query occurs; no order but by date."""
    ordered = tables["releases"].select(["release_id", "headline", "issuer", "status", "release_date", "text", "sections"])
    ordered = ordered.take(tables.oldest_first if query.sort == "oldest" else tables.newest_first)
    for keep in _conditions(tables, query):
        ordered = ordered.filter(keep(ordered))
    page = ordered.slice((query.page - 1) * size, size).to_pylist()
    hits = [(row["release_id"], snippet(row["text"][0 if query.terms else _body(row) :], query.terms)) for row in page]
    return Results(hits, len(ordered), _facets(tables, ordered))


def _body(release: dict[str, Any]) -> int:
    """Return where the body of a release begins."""
    return next((section["start"] for section in release["sections"] if section["kind"] == "body"), 0)


def _matches(column: Any, value: str) -> Any:
    """Return a mask: whole name for `=NAME`, else names that contain the value, whatever the case."""
    if value.startswith("="):
        return pc.equal(column, value[1:])
    return pc.match_substring(column, value, ignore_case=True)


def _conditions(tables: Tables, query: Query) -> Iterator[Any]:
    """Yield functions from a table of releases to a mask, the cheap ones first."""
    for name in ("issuer", "status"):
        if value := getattr(query, name):
            yield lambda releases, name=name, value=value: _matches(releases[name], value)
    if query.since:
        yield lambda releases: pc.greater_equal(releases["release_date"], pa.scalar(query.since, pa.date32()))
    if query.until:
        yield lambda releases: pc.less_equal(releases["release_date"], pa.scalar(query.until, pa.date32()))
    for facts in _fact_conditions(tables, query):
        yield lambda releases, facts=facts: pc.is_in(releases["release_id"], facts["release_id"])
    for term in query.terms:
        yield lambda releases, term=term: pc.match_substring_regex(releases["text"], whole_words(term), ignore_case=True)


def _fact_conditions(tables: Tables, query: Query) -> Iterator[pa.Table]:
    """Yield, for each condition on facts, the facts that fulfil it."""
    for name, (table, column) in FACETS.items():
        if table not in ("releases", "figures") and (value := getattr(query, name)):
            yield tables[table].filter(_matches(tables[table][column], value))
    if query.figure or query.at_least is not None or query.at_most is not None:
        yield _figures(tables["figures"], query)


def _figures(figures: pa.Table, query: Query) -> pa.Table:
    if query.figure:
        wanted = query.figure.removeprefix("=")
        figures = figures.filter(pc.or_kleene(pc.equal(figures["unit"], wanted), pc.equal(figures["unit_kind"], wanted)))
    if query.at_least is not None:
        figures = figures.filter(pc.greater_equal(pc.coalesce(figures["high"], figures["value"]), query.at_least))
    if query.at_most is not None:
        figures = figures.filter(pc.less_equal(figures["value"], query.at_most))
    return figures


def _facets(tables: Tables, found: pa.Table) -> dict[str, list[tuple[str, int]]]:
    facets: dict[str, list[tuple[str, int]]] = {}
    for name, (table, column) in FACETS.items():
        rows = found if table == "releases" else tables[table].filter(pc.is_in(tables[table]["release_id"], found["release_id"]))
        facets[name] = [(count.name, count.releases) for count in counts(rows, column)[:FACET_SIZE]]
    years = pa.table({"year": pc.strftime(found["release_date"], "%Y"), "release_id": found["release_id"]})
    facets["year"] = sorted(((count.name, count.releases) for count in counts(years, "year")), reverse=True)[:FACET_SIZE]
    return facets
