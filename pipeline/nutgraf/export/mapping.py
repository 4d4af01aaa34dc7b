"""The schema as an index mapping of OpenSearch and Elasticsearch; both understand every part of it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from nutgraf.records import FACT_TABLES
from nutgraf.schema import SCHEMA_VERSION, SCHEMAS

PROSE = frozenset(("text", "headline", "subheadline"))
"""Columns that are searched word by word."""

NAMES = frozenset((
    "addressee", "dateline_place", "issuer", "item", "name", "object", "organization", "role", "speaker",
    "speaker_organization", "speaker_title", "title",
))  # fmt: skip
"""Columns that are counted as a whole and searched word by word too, as COLUMN.text."""

LONGEST_KEYWORD = 8191
"""Characters: Lucene refuses terms over 32,766 bytes, and a character has up to four."""

MOST_NESTED = 100_000
"""Facts of one release; the usual limit of 10,000 refuses annual reports."""

_SCALARS = {pa.int64(): "long", pa.float64(): "double", pa.bool_(): "boolean", pa.date32(): "date"}


def index_body() -> dict[str, Any]:
    """Return the body that creates the index: one document a release, its facts nested, unknown fields refused."""
    properties = _properties(SCHEMAS["releases"])
    for name in FACT_TABLES:
        columns = pa.schema([column for column in SCHEMAS[name] if column.name != "release_id"])
        properties[name] = {"type": "nested", "properties": _properties(columns)}
    properties["places"]["properties"]["location"] = {"type": "geo_point"}
    return {
        "settings": {"index": {"mapping": {"nested_objects": {"limit": MOST_NESTED}}}},
        "mappings": {"dynamic": "strict", "_meta": {"nutgraf_schema": SCHEMA_VERSION}, "properties": properties},
    }


def as_document(release: dict[str, Any]) -> dict[str, Any]:
    """Return a release as it is indexed: without what is null or empty, places with their `location`."""
    found = {name: value for name, value in release.items() if value is not None and value != []}
    for name in FACT_TABLES:
        if name in found:
            found[name] = [
                {column: value for column, value in fact.items() if value is not None and value != []} for fact in found[name]
            ]
    for place in found.get("places", ()):
        if "latitude" in place and "longitude" in place:
            place["location"] = {"lat": place["latitude"], "lon": place["longitude"]}
    return found


def _properties(columns: pa.Schema | pa.StructType) -> dict[str, Any]:
    return {column.name: _field(column.name, column.type) for column in columns}


def _field(name: str, kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(kind):
        inner = kind.value_type
        return {"type": "nested", "properties": _properties(inner)} if pa.types.is_struct(inner) else _field(name, inner)
    if kind in _SCALARS:
        return {"type": _SCALARS[kind]}
    if name in PROSE:
        return {"type": "text"}
    keyword: dict[str, Any] = {"type": "keyword", "ignore_above": LONGEST_KEYWORD}
    return keyword | {"fields": {"text": {"type": "text"}}} if name in NAMES else keyword
