"""The JSON API: the same answers as the pages, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nutgraf.errors import QueryError
from nutgraf.records import FACT_TABLES
from nutgraf.schema import SCHEMAS
from nutgraf.viewer.finding import Found, find, snippet
from nutgraf.viewer.library import Library
from nutgraf.viewer.openapi import describe
from nutgraf.viewer.query import PAGE_SIZE, Query, page_number

ROWS = 100
"""Rows of a table a page of the API holds."""

NAMES = {
    "speakers": "speaker",
    "people": "person",
    "organizations": "organization",
    "issuers": "issuer",
    "places": "place",
}
"""Names that are listed, to the facet of the search index that holds them."""

_QUOTE = (
    "release_id", "source", "headline", "release_date", "issuer", "quote", "speaker", "speaker_title", "speaker_organization",
    "start", "end",
)  # fmt: skip


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _json(content: Any) -> Response:
    return Response(json.dumps(content, default=str, ensure_ascii=False), media_type="application/json")


def releases(request: Request) -> Response:
    """Answer a search of releases."""
    query = Query.from_params(request.query_params)
    found = find(_library(request), query)
    rows = _library(request).rows().releases(hit.release_id for hit in found.hits)
    hits = [{**rows[hit.release_id], "snippet": hit.snippet} for hit in found.hits if hit.release_id in rows]
    return _found(query, found, releases=hits)


def quotes(request: Request) -> Response:
    """Answer a search of quotes."""
    query = Query.from_params(request.query_params, "quotes")
    found = find(_library(request), query)
    hits = [{**{name: getattr(hit, name) for name in _QUOTE}, "snippet": snippet(hit).striptags()} for hit in found.hits]
    return _found(query, found, quotes=hits)


def _found(query: Query, found: Found, **hits: Any) -> Response:
    return _json({"total": found.total, "page": query.page, "page_size": PAGE_SIZE, **hits, "facets": found.facets})


def release(request: Request) -> Response:
    """Answer with a release and everything found in it."""
    found = _library(request).rows().extraction(request.path_params["release_id"])
    if found is None:
        raise HTTPException(404, "There is no release of this id in the dataset.")
    return _json(asdict(found))


def table(request: Request) -> Response:
    """Answer with rows of a table whose columns equal the parameters."""
    name = request.path_params["table"]
    if name not in (*FACT_TABLES, "errors"):
        raise HTTPException(404, f"There is no table {name}; there are {', '.join((*FACT_TABLES, 'errors'))}.")
    equal = dict(request.query_params)
    page = page_number(equal.pop("page", ""))
    strings = [column.name for column in SCHEMAS[name] if str(column.type) == "string"]
    if unknown := set(equal) - set(strings):
        raise QueryError(f"{name} cannot be asked for {', '.join(sorted(unknown))}; there are {', '.join(strings)}")
    total, rows = _library(request).rows().page(name, equal, (page - 1) * ROWS, ROWS)
    return _json({"total": total, "page": page, "page_size": ROWS, "rows": rows})


def names(request: Request) -> Response:
    """Answer with names and in how many releases they stand, the commonest first."""
    kind = request.path_params["kind"]
    if kind not in NAMES:
        raise HTTPException(404, f"There are no {kind}; there are {', '.join(NAMES)}.")
    page = page_number(request.query_params.get("page", ""))
    wanted = request.query_params.get("name", "")
    total, counts = _library(request).index().names(NAMES[kind], wanted, limit=ROWS, offset=(page - 1) * ROWS)
    rows = [{"name": count.name, "releases": count.releases, "mentions": count.mentions} for count in counts]
    return _json({"total": total, "page": page, "page_size": ROWS, "names": rows})


def openapi(request: Request) -> Response:  # noqa: ARG001
    """Answer with the description of this API."""
    return _json(describe(PAGE_SIZE, ROWS, tuple(NAMES)))


ROUTES = [
    Route("/api/openapi.json", openapi),
    Route("/api/releases", releases),
    Route("/api/quotes", quotes),
    Route("/api/releases/{release_id}", release),
    Route("/api/tables/{table}", table),
    Route("/api/names/{kind}", names),
]
