"""The pages: a request in, HTML out."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from nutgraf import __version__
from nutgraf.errors import NutgrafError, QueryError
from nutgraf.markup import COLORS
from nutgraf.search import place_label
from nutgraf.viewer import plots
from nutgraf.viewer.finding import find, snippet
from nutgraf.viewer.library import Library
from nutgraf.viewer.query import Query, page_number
from nutgraf.viewer.text import highlighted, linked, page_of, utterance

LISTED = 100
"""Names and failures a page lists."""

_TOP = 12

_templates = Environment(
    loader=PackageLoader("nutgraf.viewer"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_templates.globals.update(
    version=__version__, layers=tuple(COLORS), page_of=page_of, linked=linked, snippet=snippet, place_label=place_label
)
_templates.filters["words"] = lambda name: name.replace("_", " ")
_templates.filters["number"] = lambda value: f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"


def library_of(request: Request) -> Library:
    """Return the dataset behind a request."""
    library: Library = request.app.state.library
    return library


def show(template: str, *, status: int = 200, query: Query | None = None, **values: Any) -> Response:
    """Return a page made from a template."""
    return HTMLResponse(_templates.get_template(template).render(query=query or Query(), **values), status)


def search(request: Request) -> Response:
    """Show the releases that fulfil a query, with counts to narrow it by."""
    query = Query.from_params(request.query_params)
    found = find(library_of(request), query)
    releases = library_of(request).rows().releases(hit.release_id for hit in found.hits)
    hits = [(hit, releases[hit.release_id]) for hit in found.hits if hit.release_id in releases]
    return show("search.html", query=query, found=found, hits=hits)


def quotes(request: Request) -> Response:
    """Show the quotes that fulfil a query, with counts to narrow it by."""
    query = Query.from_params(request.query_params, "quotes")
    found = find(library_of(request), query)
    return show("search.html", query=query, found=found, hits=[(hit, None) for hit in found.hits])


def release(request: Request) -> Response:
    """Show a release with everything found in it."""
    found = library_of(request).rows().extraction(request.path_params["release_id"])
    if found is None:
        raise HTTPException(404, "There is no release of this id in the dataset.")
    places = Counter((place.name, place.kind, place.country_code, place.admin1_code) for place in found.places)
    numbers = Counter(name for name, _ in found.facts())
    body = found.release.text
    said = [
        (quote, utterance(body, quote.start, quote.end, ((part.start, part.end) for part in quote.segments)))
        for quote in found.quotes
    ]
    return show("release.html", found=found, text=highlighted(found), quotes=said, places=places.most_common(), numbers=numbers)


def speakers(request: Request) -> Response:
    """List who is quoted."""
    return _names(request, "speaker", "Speakers")


def organizations(request: Request) -> Response:
    """List organizations."""
    return _names(request, "organization", "Organizations")


def places(request: Request) -> Response:
    """List places."""
    return _names(request, "place", "Places")


def _names(request: Request, kind: str, title: str) -> Response:
    wanted = " ".join(request.query_params.get("name", "").split())
    page = page_number(request.query_params.get("page", ""))
    total, names = library_of(request).index().names(kind, wanted, limit=LISTED, offset=(page - 1) * LISTED)
    given = {"name": wanted} if wanted else {}
    pager = Pager(page, -(-total // LISTED), f"/{kind}s", given)
    return show("names.html", kind=kind, title=title, wanted=wanted, names=names, total=total, pager=pager)


class Pager:
    """Where the pages before and behind this one are."""

    def __init__(self, page: int, pages: int, path: str, given: dict[str, str]) -> None:
        self.page = page
        self.pages = max(1, pages)
        self.previous = f"{path}?{urlencode({**given, 'page': page - 1})}" if page > 1 else None
        self.next = f"{path}?{urlencode({**given, 'page': page + 1})}" if page < pages else None


def overview(request: Request) -> Response:
    """Show the dataset at a glance."""
    library = library_of(request)
    facets = library.summary().facets
    charts = [
        ("Issuers", "issuer", lambda name: page_of("organization", name)),
        ("Speakers", "speaker", lambda name: page_of("speaker", name)),
        ("Organizations", "organization", lambda name: page_of("organization", name)),
        ("Places", "place", lambda name: page_of("place", name)),
        ("Figures by unit", "unit", lambda name: Query(figure=name).url()),
        ("Calls to action", "call", lambda name: Query(call=name).url()),
    ]
    dated = sum(count for _, count in facets["month"])
    return show(
        "overview.html",
        rows={name: library.rows().counts[name] for name in ("releases", *COLORS, "errors")},
        timeline=plots.timeline(facets["month"]),
        undated=library.summary().total - dated,
        charts=[(title, plots.bars(facets[facet][:_TOP], address)) for title, facet, address in charts],
    )


def errors(request: Request) -> Response:
    """Show which sources did not become releases, and why."""
    failures = library_of(request).rows().failures()
    kinds = Counter(row["error"] for row in failures).most_common()
    wanted = request.query_params.get("error", "")
    page = page_number(request.query_params.get("page", ""))
    kept = [row for row in failures if not wanted or row["error"] == wanted]
    pager = Pager(page, -(-len(kept) // LISTED), "/errors", {"error": wanted} if wanted else {})
    shown = kept[(page - 1) * LISTED : page * LISTED]
    return show("errors.html", failures=shown, total=len(kept), kinds=kinds, wanted=wanted, pager=pager)


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _problem(request: Request, status: int, title: str, message: str) -> Response:
    if _wants_json(request):
        return JSONResponse({"error": message}, status)
    return show("problem.html", status=status, title=title, message=message)


async def _bad_query(request: Request, error: Exception) -> Response:
    return _problem(request, 400, "This query cannot be answered", str(error))


async def _our_error(request: Request, error: Exception) -> Response:
    return _problem(request, 500, "The dataset cannot be read", str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = error.detail if isinstance(error, HTTPException) else "Something went wrong."
    return _problem(request, status, "Not found" if status == 404 else "This does not work", message)


EXCEPTION_HANDLERS: Any = {QueryError: _bad_query, NutgrafError: _our_error, HTTPException: _http_error}
