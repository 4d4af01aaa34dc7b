"""The description of the JSON API in OpenAPI 3.1; what rows hold is derived from the tables' schemas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from nutgraf import __version__
from nutgraf.records import FACT_TABLES, TABLES
from nutgraf.schema import SCHEMAS
from nutgraf.viewer.query import SORTS

_PARAMETERS = {
    "q": "Words to find; phrases stand in quotation marks.",
    "speaker": "Somebody is quoted. `=` before the value wants the whole name, here and below.",
    "speaker_organization": "Somebody is quoted who speaks for an organization, or the organization itself.",
    "person": "Somebody is named.",
    "organization": "An organization is named.",
    "place": "A place is named.",
    "country": "A place of this country is named; ISO 3166-1 alpha-2.",
    "near": "A place around this one is named: LATITUDE,LONGITUDE or a name such as `Reno, NV`.",
    "within": "Kilometres around `near`; 50 unless given.",
    "issuer": "Who publishes the release.",
    "status": "immediate or embargoed.",
    "call": "A call to action of this kind.",
    "figure": "A figure of this unit (`USD`) or kind of unit (`money`).",
    "at_least": "A figure, of the unit if one is given, is at least this.",
    "at_most": "A figure, of the unit if one is given, is at most this.",
    "since": "Released in or after a year, month or day.",
    "until": "Released in or before a year, month or day.",
}


NUMBERS = ("at_least", "at_most", "within")


def describe(page_size: int, rows: int, names: Sequence[str]) -> dict[str, Any]:
    """Return the description as plain values."""
    asked = [_parameter(name, text, _number() if name in NUMBERS else _string()) for name, text in _PARAMETERS.items()]
    asked.append(_parameter("sort", "In which order.", _string(list(SORTS))))
    page = _parameter("page", "Which page, from 1 on.", {"type": "integer", "minimum": 1, "default": 1})
    fact_tables = [*FACT_TABLES, "errors"]
    any_row = {"anyOf": [_ref(name) for name in fact_tables]}
    snippet = {"allOf": [_ref("releases"), {"properties": {"snippet": _string()}}]}
    count = _object({"name": _string(), "releases": _integer(), "mentions": _integer()})
    found = {"release": _ref("releases"), **{name: _array(_ref(name)) for name in FACT_TABLES}}
    facets = {"type": "object", "additionalProperties": _array({"type": "array", "prefixItems": [_string(), _integer()]})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Nutgraf", "version": __version__, "description": "Read-only access to a dataset of press releases."},
        "paths": {
            "/api/releases": _get(
                f"Search, {page_size} releases a page.", [*asked, page], _paged("releases", snippet, facets=facets)
            ),
            "/api/quotes": _get(
                f"Search quotes, {page_size} a page; speaker and speaker_organization are those of the quote.",
                [*asked, page],
                _paged("quotes", _hit(), facets=facets),
            ),
            "/api/releases/{release_id}": _get(
                "A release and everything found in it.",
                [_parameter("release_id", "Its id.", _string(), "path")],
                _object(found),
                404,
            ),
            "/api/tables/{table}": _get(
                f"Rows of a table, {rows} a page. Every column of text is a parameter: its value is the whole value.",
                [_parameter("table", "Which table.", _string(fact_tables), "path"), page],
                _paged("rows", any_row),
                404,
            ),
            "/api/names/{kind}": _get(
                "Names and in how many releases they stand, the commonest first.",
                [
                    _parameter("kind", "Names of what.", _string(list(names)), "path"),
                    _parameter("name", "What a name contains.", _string()),
                    page,
                ],
                _paged("names", count),
                404,
            ),
        },
        "components": {"schemas": {name: _row(name) for name in TABLES}},
    }


def _hit() -> dict[str, Any]:
    texts = ("release_id", "source", "headline", "issuer", "quote", "speaker", "speaker_title", "speaker_organization", "snippet")
    day = {"type": ["string", "null"], "format": "date"}
    return _object({name: _string() for name in texts} | {"release_date": day, "start": _integer(), "end": _integer()})


def _get(summary: str, parameters: list[Any], answer: Any, *errors: int) -> dict[str, Any]:
    def response(text: str, schema: Any) -> dict[str, Any]:
        return {"description": text, "content": {"application/json": {"schema": schema}}}

    error = _object({"error": _string()})
    responses = {"200": response("Found.", answer), "400": response("A parameter means nothing.", error)}
    responses |= {str(code): response("There is no such thing.", error) for code in errors}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _parameter(name: str, text: str, schema: Any, where: str = "query") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "description": text, "schema": schema}


def _paged(name: str, item: Any, **more: Any) -> dict[str, Any]:
    return _object({"total": _integer(), "page": _integer(), "page_size": _integer(), name: _array(item), **more})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _string(values: list[str] | None = None) -> dict[str, Any]:
    return {"type": "string", "enum": values} if values else {"type": "string"}


def _integer() -> dict[str, Any]:
    return {"type": "integer"}


def _number() -> dict[str, Any]:
    return {"type": "number"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _row(name: str) -> dict[str, Any]:
    return {"description": (TABLES[name].__doc__ or "").splitlines()[0], **_struct(SCHEMAS[name])}


def _struct(columns: Any) -> dict[str, Any]:
    properties = {}
    for column in columns:
        schema = _json_type(column.type)
        if column.nullable and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        if text := (column.metadata or {}).get(b"doc"):
            schema["description"] = text.decode()
        properties[column.name] = schema
    return _object(properties)


def _json_type(arrow_type: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(arrow_type):
        return _array(_json_type(arrow_type.value_type))
    if pa.types.is_struct(arrow_type):
        return _struct(arrow_type)
    if pa.types.is_date(arrow_type):
        return {"type": "string", "format": "date"}
    return {"type": {"string": "string", "int64": "integer", "double": "number", "bool": "boolean"}[str(arrow_type)]}
