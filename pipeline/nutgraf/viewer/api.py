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
from nutgraf.viewer.finding import find
from nutgraf.viewer.openapi import describe
from nutgraf.viewer.query import PAGE_SIZE, Query, page_number
from nutgraf.viewer.tables import Tables

ROWS = 100
"""Rows of a table a page of the API holds."""

NAMES = ("speakers", "organizations", "places")


def _tables(request: Request) -> Tables:
    tables: Tables = request.app.state.library.tables()
    return tables


def _json(content: Any) -> Response:
    return Response(json.dumps(content, default=str, ensure_ascii=False), media_type="application/json")


def releases(request: Request) -> Response:
    """Answer a search."""
    query = Query.from_params(request.query_params)
    tables = _tables(request)
    found = find(request.app.state.library, query)
    rows = tables.releases(release_id for release_id, _ in found.hits)
    hits = [{**rows[release_id], "snippet": snippet.striptags()} for release_id, snippet in found.hits]
    return _json({"total": found.total, "page": query.page, "page_size": PAGE_SIZE, "releases": hits, "facets": found.facets})


def release(request: Request) -> Response:
    """Answer with a release and everything found in it."""
    found = _tables(request).extraction(request.path_params["release_id"])
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
    rows = _tables(request).rows(name, **equal)
    start = (page - 1) * ROWS
    return _json({"total": len(rows), "page": page, "page_size": ROWS, "rows": rows[start : start + ROWS]})


def names(request: Request) -> Response:
    """Answer with names and in how many releases they stand, the commonest first."""
    kind = request.path_params["kind"]
    if kind not in NAMES:
        raise HTTPException(404, f"There are no {kind}; there are {', '.join(NAMES)}.")
    wanted = request.query_params.get("name", "").casefold()
    page = page_number(request.query_params.get("page", ""))
    kept = [count for count in getattr(_tables(request), kind) if wanted in count.name.casefold()]
    start = (page - 1) * ROWS
    rows = [count._asdict() for count in kept[start : start + ROWS]]
    return _json({"total": len(kept), "page": page, "page_size": ROWS, "names": rows})


def openapi(request: Request) -> Response:  # noqa: ARG001
    """Answer with the description of this API."""
    return _json(describe(PAGE_SIZE, ROWS, NAMES))


ROUTES = [
    Route("/api/openapi.json", openapi),
    Route("/api/releases", releases),
    Route("/api/releases/{release_id}", release),
    Route("/api/tables/{table}", table),
    Route("/api/names/{kind}", names),
]
