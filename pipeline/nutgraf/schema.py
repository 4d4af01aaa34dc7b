"""The records as Arrow schemas and as a data dictionary."""

from __future__ import annotations

import types
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from nutgraf.records import TABLES, Column

SCHEMA_VERSION = "2"
"""Raised when a column's meaning or type changes; stored in every part file."""

_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
}


def _split(hint: Any) -> tuple[Any, str, bool]:
    """Return a hint's bare type, its column text and whether it may be null."""
    doc = ""
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        doc = next((extra.doc for extra in extras if isinstance(extra, Column)), "")
    if get_origin(hint) in (Union, types.UnionType):
        bare = [arg for arg in get_args(hint) if arg is not type(None)]
        return bare[0], doc, len(bare) < len(get_args(hint))
    return hint, doc, False


def _arrow_type(hint: Any) -> pa.DataType:
    hint, _, _ = _split(hint)
    if get_origin(hint) is Literal:
        return pa.string()
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0]))
    if is_dataclass(hint):
        return pa.struct(_arrow_fields(hint))
    return _SCALARS[hint]


def _arrow_fields(record: Any) -> list[pa.Field]:
    columns = []
    for name, hint in get_type_hints(record, include_extras=True).items():
        _, doc, nullable = _split(hint)
        columns.append(pa.field(name, _arrow_type(hint), nullable, {"doc": doc}))
    return columns


def arrow_schema(record: type) -> pa.Schema:
    """Derive the Arrow schema of a record's table."""
    return pa.schema(_arrow_fields(record), {"nutgraf_schema": SCHEMA_VERSION, "offsets": "unicode code points"})


SCHEMAS: dict[str, pa.Schema] = {name: arrow_schema(record) for name, record in TABLES.items()}
"""Table name to Arrow schema."""


def records_to_table(name: str, records: Iterable[Any]) -> pa.Table:
    """Turn records of one table into an Arrow table with the table's schema."""
    schema = SCHEMAS[name]
    row = attrgetter(*schema.names)
    columns = zip(*map(row, records), strict=True)
    arrays = [pa.array(map(_plain, column), field.type) for column, field in zip(columns, schema, strict=False)]
    return pa.Table.from_arrays(arrays, schema=schema) if arrays else schema.empty_table()


def _plain(value: Any) -> Any:
    """Turn nested records into what Arrow reads; scalars stay as they are."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {column.name: _plain(getattr(value, column.name)) for column in fields(value)}
    return value


def schema_to_json(schema: pa.Schema) -> list[dict[str, str | bool]]:
    """Describe a table's columns as plain values."""
    return [
        {"name": column.name, "type": _type_name(column.type), "nullable": column.nullable, "doc": _doc(column)}
        for column in schema
    ]


def _doc(column: pa.Field) -> str:
    doc: bytes = (column.metadata or {}).get(b"doc", b"")
    return doc.decode()


def data_dictionary() -> str:
    """Describe every table and column in Markdown."""
    lines = ["# Data dictionary", "", f"Schema version {SCHEMA_VERSION}. Made by `nutgraf schema`; do not edit.", ""]
    for name, record in TABLES.items():
        lines += [f"## {name}", "", _summary(record), "", "| column | type | null | meaning |", "|---|---|---|---|"]
        for column in SCHEMAS[name]:
            null = "yes" if column.nullable else "no"
            lines.append(f"| `{column.name}` | {_type_name(column.type)} | {null} | {_doc(column)} |")
        lines.append("")
    return "\n".join(lines)


def _summary(record: type) -> str:
    return (record.__doc__ or "").strip().splitlines()[0]


def _type_name(arrow_type: pa.DataType) -> str:
    if pa.types.is_list(arrow_type):
        return f"list<{_type_name(arrow_type.value_type)}>"
    if pa.types.is_struct(arrow_type):
        return "struct<" + ", ".join(f"{column.name}: {_type_name(column.type)}" for column in arrow_type) + ">"
    return str(arrow_type)
