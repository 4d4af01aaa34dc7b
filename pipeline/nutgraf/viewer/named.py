"""The pages of a speaker, an organization and a place: everything they said or published, and where they are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nutgraf.errors import QueryError
from nutgraf.gazetteer import fold
from nutgraf.search import Filters, NameCount, place_label
from nutgraf.viewer.library import Library, Row, by_release
from nutgraf.viewer.pages import Pager, library_of, show
from nutgraf.viewer.query import PAGE_SIZE, page_number
from nutgraf.viewer.text import context, utterance

_SHOWN = 8
"""Titles, organizations or other names of one thing a page shows."""


@dataclass(frozen=True, slots=True)
class View:
    """One of the lists of releases a page can show: by which filter, and which of their facts."""

    name: str
    filter: str
    table: str = ""
    columns: tuple[str, ...] = ("name",)


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a view: how many releases every view has, and releases with the facts that belong to the name."""

    view: View
    totals: list[tuple[View, int]]
    names: list[NameCount]
    releases: list[tuple[Row, list[Row]]]
    pager: Pager

    @property
    def facts(self) -> list[Row]:
        """The facts of all releases of the page."""
        return [row for _, rows in self.releases for row in rows]


SPEAKER = (View("quoted", "speaker", "quotes", ("speaker",)), View("named", "person", "people"))
ORGANIZATION = (
    View("published", "issuer"),
    View("quoted", "speaker_organization", "quotes", ("speaker_organization", "speaker")),
    View("named", "organization", "organizations"),
)
PLACE = (View("named", "place", "places"),)


def speaker(request: Request) -> Response:
    """Show everything a person or an organization said."""
    shown = _shown(request, "speaker", SPEAKER, lambda row, column: row[column])
    roles = library_of(request).index().roles(shown.names[0].name)
    titles, voices = Counter[str](), Counter[str]()
    for title, organization_, count in roles:
        titles[title or ""] += count
        voices[organization_ or ""] += count
    if not roles:
        titles, voices = (Counter(row[column] or "" for row in shown.facts) for column in ("title", "organization"))
    return show(
        "speaker.html",
        kind="speaker",
        shown=shown,
        titles=_first(titles),
        organizations=_first(voices),
        quotes=sum(titles.values()),
    )


def organization(request: Request) -> Response:
    """Show what an organization published, what its people said, and where it is named."""
    shown = _shown(request, "organization", ORGANIZATION, lambda row, column: row[column])
    about = shown.facts if shown.view.table == "organizations" else []
    kinds, acronyms = (_first(Counter(row[column] or "" for row in about)) for column in ("kind", "acronym"))
    return show("organization.html", kind="organization", shown=shown, kinds=kinds, acronyms=acronyms)


def place(request: Request) -> Response:
    """Show where a place is named."""
    shown = _shown(request, "place", PLACE, lambda row, _: _label(row))
    keys = ("kind", "admin1_code", "country_code", "geoname_id", "latitude", "longitude")
    readings = Counter(tuple(row[key] for key in keys) for row in shown.facts)
    return show("place.html", kind="place", shown=shown, readings=readings.most_common(_SHOWN))


def _label(row: Row) -> str:
    return place_label(row["name"], row["kind"], row["country_code"], row["admin1_code"])


def _first(counts: Counter[str]) -> list[str]:
    """Return the commonest values; of those that differ in case or marks only the commonest."""
    distinct: dict[str, str] = {}
    for value, _ in counts.most_common():
        if value:
            distinct.setdefault(fold(value), value)
    return list(distinct.values())[:_SHOWN]


def _shown(request: Request, kind: str, views: Sequence[View], value: Callable[[Row, str], Any]) -> Shown:
    """Return the page of a view that a request asks for; without a wish the first view that holds anything."""
    name = request.query_params.get("name", "")
    if not name:
        raise QueryError("the address wants a name, as in ?name=…")
    library = library_of(request)
    index = library.index()
    variants = {view.name: index.variants(view.filter, name) for view in views}
    names = _merged([one for found in variants.values() for one in found])
    if not names:
        raise HTTPException(404, f"There is no {kind} named {name} in the dataset.")
    there = [view for view in views if variants[view.name]]
    wish = request.query_params.get("show", "")
    view = next((one for one in there if one.name == wish), there[0])
    page = page_number(request.query_params.get("page", ""))
    totals = [(one, index.search(filters=_filters(one, name), limit=0).total) for one in there]
    found = index.search(filters=_filters(view, name), sort="newest", limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    forms = {one.name for one in variants[view.name]}
    releases = _releases(
        library,
        [hit.release_id for hit in found.hits],
        view,
        lambda row: any(value(row, column) in forms for column in view.columns),
    )
    given = {"name": names[0].name, "show": view.name}
    pager = Pager(page, -(-found.total // PAGE_SIZE), f"/{kind}", given)
    return Shown(view, totals, names, releases, pager)


def _filters(view: View, name: str) -> Filters:
    wanted: dict[str, Any] = {view.filter: f"={name}"}
    return Filters(**wanted)


def _merged(names: Sequence[NameCount]) -> list[NameCount]:
    """Return each name once, the commonest first; it stands in at least as many releases as in its commonest view."""
    best: dict[str, NameCount] = {}
    for one in names:
        if one.name not in best or one.releases > best[one.name].releases:
            best[one.name] = one
    return sorted(best.values(), key=lambda one: (-one.releases, one.name))


def _releases(library: Library, ids: Sequence[str], view: View, belongs: Callable[[Row], bool]) -> list[tuple[Row, list[Row]]]:
    """Return releases with the facts that belong to the name; each fact gains its `context`, a quote what is `said`."""
    rows = library.rows()
    releases = rows.releases(ids, with_text=bool(view.table))
    facts = rows.read(view.table, ids) if view.table else []
    keys = {row["key"] for row in facts if "key" in row and belongs(row)}  # a release may use several forms of a name
    facts = [row for row in facts if belongs(row) or row.get("key") in keys]
    for row in facts:
        if row["release_id"] not in releases:
            continue
        text = releases[row["release_id"]]["text"]
        row["context"] = context(text, row["start"], row["end"])
        if "segments" in row:
            parts = [(part["start"], part["end"]) for part in row["segments"]]
            row["said"] = utterance(text, row["start"], row["end"], parts)
    grouped = by_release(facts)
    return [(releases[one], grouped.get(one, [])) for one in ids if one in releases]
