"""The pages: a request in, HTML out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from nutgraf import __version__
from nutgraf.errors import NutgrafError, QueryError
from nutgraf.markup import COLORS
from nutgraf.viewer import plots
from nutgraf.viewer.finding import find
from nutgraf.viewer.query import PAGE_SIZE, Query
from nutgraf.viewer.tables import Count, Row, Tables, by_release, counts
from nutgraf.viewer.text import context, highlighted, linked, page_of, utterance

LISTED = 200
"""Names a page of names shows: more than anybody reads; the box above narrows them."""

_TOP = 12

_templates = Environment(
    loader=PackageLoader("nutgraf.viewer"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_templates.globals.update(version=__version__, layers=tuple(COLORS), page_of=page_of, linked=linked)
_templates.filters["words"] = lambda name: name.replace("_", " ")
_templates.filters["number"] = lambda value: f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"


def tables_of(request: Request) -> Tables:
    """Return the tables behind a request."""
    tables: Tables = request.app.state.library.tables()
    return tables


def _page(template: str, *, status: int = 200, query: Query | None = None, **values: Any) -> Response:
    return HTMLResponse(_templates.get_template(template).render(query=query or Query(), **values), status)


def search(request: Request) -> Response:
    """Show the releases that fulfil a query, with counts to narrow it by."""
    query = Query.from_params(request.query_params)
    tables = tables_of(request)
    found = find(request.app.state.library, query)
    releases = tables.releases(release_id for release_id, _ in found.hits)
    hits = [(releases[release_id], snippet) for release_id, snippet in found.hits]
    return _page("search.html", query=query, found=found, hits=hits, pages=max(1, -(-found.total // PAGE_SIZE)))


def release(request: Request) -> Response:
    """Show a release with everything found in it."""
    found = tables_of(request).extraction(request.path_params["release_id"])
    if found is None:
        raise HTTPException(404, "There is no release of this id in the dataset.")
    places = Counter((place.name, place.admin1_code, place.country_code) for place in found.places)
    numbers = Counter(name for name, _ in found.facts())
    body = found.release.text
    quotes = [
        (quote, utterance(body, quote.start, quote.end, ((part.start, part.end) for part in quote.segments)))
        for quote in found.quotes
    ]
    return _page(
        "release.html", found=found, text=highlighted(found), quotes=quotes, places=places.most_common(), numbers=numbers
    )


def speaker(request: Request) -> Response:
    """Show everything a person or an organization said."""
    tables, name = tables_of(request), _name(request)
    quotes = tables.rows("quotes", speaker=name)
    mentions = tables.rows("people", name=name)
    if not quotes and not mentions:
        raise HTTPException(404, f"Nobody named {name} is quoted or named in the dataset.")
    return _page(
        "speaker.html",
        name=name,
        titles=_distinct(quotes, "speaker_title") or _distinct(mentions, "title"),
        organizations=_distinct(quotes, "speaker_organization") or _distinct(mentions, "organization"),
        said=_grouped(tables, quotes),
        named=_grouped(tables, mentions, without={row["release_id"] for row in quotes}),
        quotes=quotes,
    )


def organization(request: Request) -> Response:
    """Show what an organization published, what its people said, and where it is named."""
    tables, name = tables_of(request), _name(request)
    mentions = tables.rows("organizations", name=name)
    quotes = [*tables.rows("quotes", speaker_organization=name), *tables.rows("quotes", speaker=name)]
    issued = tables.rows("releases", issuer=name)
    if not (mentions or quotes or issued):
        raise HTTPException(404, f"No organization named {name} is in the dataset.")
    return _page(
        "organization.html",
        name=name,
        kinds=_distinct(mentions, "kind"),
        acronyms=_distinct(mentions, "acronym"),
        issued=_newest(issued)[:LISTED],
        issues=len(issued),
        said=_grouped(tables, quotes),
        named=_grouped(tables, mentions, without={row["release_id"] for row in issued}),
    )


def place(request: Request) -> Response:
    """Show where a place is named."""
    tables, name = tables_of(request), _name(request)
    mentions = tables.rows("places", name=name)
    if not mentions:
        raise HTTPException(404, f"No place named {name} is in the dataset.")
    keys = ("kind", "admin1_code", "country_code", "geoname_id", "latitude", "longitude")
    readings = Counter(tuple(row[key] for key in keys) for row in mentions)
    return _page("place.html", name=name, readings=readings.most_common(), named=_grouped(tables, mentions))


def speakers(request: Request) -> Response:
    """List who is quoted."""
    return _names(request, "speaker", "Speakers", tables_of(request).speakers)


def organizations(request: Request) -> Response:
    """List organizations."""
    return _names(request, "organization", "Organizations", tables_of(request).organizations)


def places(request: Request) -> Response:
    """List places."""
    return _names(request, "place", "Places", tables_of(request).places)


def _names(request: Request, kind: str, title: str, names: Sequence[Count]) -> Response:
    wanted = request.query_params.get("name", "").strip()
    kept = [count for count in names if wanted.casefold() in count.name.casefold()]
    return _page("names.html", kind=kind, title=title, wanted=wanted, names=kept[:LISTED], total=len(kept))


def overview(request: Request) -> Response:
    """Show the dataset at a glance."""
    tables = tables_of(request)
    return _page(
        "overview.html",
        rows={name: len(tables[name]) for name in ("releases", *COLORS, "errors")},
        timeline=plots.timeline(tables["releases"]["release_date"].to_pylist()),
        charts=[
            ("Issuers", "organization", plots.bars(counts(tables["releases"], "issuer")[:_TOP])),
            ("Speakers", "speaker", plots.bars(tables.speakers[:_TOP])),
            ("Organizations", "organization", plots.bars(tables.organizations[:_TOP])),
            ("Places", "place", plots.bars(tables.places[:_TOP])),
            ("Figures by unit", None, plots.bars(counts(tables["figures"], "unit")[:_TOP])),
            ("Calls to action", None, plots.bars(counts(tables["calls_to_action"], "kind")[:_TOP])),
        ],
    )


def errors(request: Request) -> Response:
    """Show which sources did not become releases, and why."""
    failures = tables_of(request).rows("errors")
    kinds = Counter(row["error"] for row in failures).most_common()
    wanted = request.query_params.get("error", "")
    kept = sorted((row for row in failures if not wanted or row["error"] == wanted), key=lambda row: str(row["source"]))
    return _page("errors.html", failures=kept[:LISTED], total=len(kept), kinds=kinds, wanted=wanted)


def _name(request: Request) -> str:
    name = request.query_params.get("name", "")
    if not name:
        raise QueryError("the address wants a name, as in ?name=…")
    return name


def _distinct(rows: Sequence[Row], column: str) -> list[str]:
    return [value for value, _ in Counter(row[column] for row in rows if row[column]).most_common(_TOP)]


def _newest(releases: Sequence[Row]) -> list[Row]:
    dated = sorted(releases, key=lambda row: row["source"])
    return sorted(dated, key=lambda row: str(row["release_date"] or ""), reverse=True)


class Grouped(NamedTuple):
    """Releases with facts of theirs, and how many releases there are in all."""

    shown: list[tuple[Row, list[Row]]]
    total: int


def _grouped(tables: Tables, rows: Sequence[Row], *, without: set[str] | None = None) -> Grouped:
    """Group facts by release, newest first, up to LISTED releases; each fact gains its `context`, a quote what is `said`."""
    groups = by_release([row for row in rows if row["release_id"] not in (without or ())])
    ordered = _newest(list(tables.releases(groups).values()))[:LISTED]
    for one in ordered:
        text = tables.text(one["release_id"])
        for row in groups[one["release_id"]]:
            row["context"] = context(text, row["start"], row["end"])
            if "segments" in row:
                parts = [(part["start"], part["end"]) for part in row["segments"]]
                row["said"] = utterance(text, row["start"], row["end"], parts)
    return Grouped([(one, groups[one["release_id"]]) for one in ordered], len(groups))


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _bad_query(request: Request, error: Exception) -> Response:
    if _wants_json(request):
        return JSONResponse({"error": str(error)}, 400)
    return _page("problem.html", status=400, title="This query cannot be answered", message=str(error))


async def _our_error(request: Request, error: Exception) -> Response:
    if _wants_json(request):
        return JSONResponse({"error": str(error)}, 500)
    return _page("problem.html", status=500, title="The dataset cannot be read", message=str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = error.detail if isinstance(error, HTTPException) else "Something went wrong."
    if _wants_json(request):
        return JSONResponse({"error": message}, status)
    title = "Not found" if status == 404 else "This does not work"
    return _page("problem.html", status=status, title=title, message=message)


EXCEPTION_HANDLERS: Any = {QueryError: _bad_query, NutgrafError: _our_error, HTTPException: _http_error}
