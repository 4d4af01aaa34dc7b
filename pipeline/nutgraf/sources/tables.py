"""Rows of JSON, JSON lines, CSV and Parquet files as documents."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Any, cast

from nutgraf.errors import SourceError
from nutgraf.sources.columns import TEXT_COLUMNS, Columns, are_unique, as_day, choose_columns, first_known
from nutgraf.sources.documents import RawDocument
from nutgraf.sources.encodings import MARK_ENCODINGS, WINDOWS_ERRORS, wide_encoding
from nutgraf.sources.limits import MAX_DOCUMENT_BYTES, MAX_TREE_BYTES
from nutgraf.sources.names import label

Row = dict[str, Any]

_READ = 1 << 16
_ROWS_FOR_NAMES = 100
"""JSON objects leave out what they lack: the names of a table are those of its first rows."""


def rows(stream: IO[bytes], source: str, form: str, size: int, text_column: str | None) -> Iterator[RawDocument | SourceError]:
    """Yield the rows of a table as documents; `source#id` where a column has unique ids, else `source#number` from 1."""
    try:
        if form == "parquet":
            yield from _parquet(stream, source, text_column)
        elif form == "csv":
            yield from _table(lambda: _csv(stream), source, form, text_column)
        elif form == "jsonl":
            yield from _table(lambda: _json_lines(stream), source, form, text_column)
        else:
            yield from _json(stream, source, size, text_column)
    except _BROKEN as error:
        yield SourceError(source, "read", "corrupt", f"damaged {form} file: {_line(error)}")


_BROKEN = (ValueError, OSError, csv.Error, RecursionError, NotImplementedError)


def _table(
    read: Callable[[], Iterable[Row | ValueError]], source: str, form: str, text_column: str | None
) -> Iterator[RawDocument | SourceError]:
    """Read a table twice: whether the ids are unique shows only at its end."""
    names: dict[str, None] = {}
    problem = None
    for row in islice(read(), _ROWS_FOR_NAMES):
        if isinstance(row, dict):
            names.update(dict.fromkeys(row))
        else:
            problem = row
    if not names:
        yield SourceError(source, "read", "corrupt" if problem else "empty_text", str(problem or "no rows"))
        return
    columns = choose_columns(list(names), source, text_column)
    if isinstance(columns, SourceError):
        yield columns
        return
    ids = columns.id if columns.id and are_unique(row.get(columns.id) for row in read() if isinstance(row, dict)) else None
    for number, row in enumerate(read(), start=1):
        if isinstance(row, ValueError):
            code = "too_large" if isinstance(row, _TooLargeError) else "corrupt"
            yield SourceError(f"{source}#{number}", "read", code, _line(row))
        else:
            yield _row(row, columns, f"{source}#{_name(row, ids, number)}", form)


def _row(row: Row, columns: Columns, source: str, form: str) -> RawDocument | SourceError:
    text = row.get(columns.text)
    if not isinstance(text, str):
        if text is None:
            return SourceError(source, "read", "empty_text", f"nothing in column {columns.text!r}")
        return SourceError(source, "read", "no_text_column", f"column {columns.text!r} holds no text")
    if len(text) > MAX_DOCUMENT_BYTES:
        return SourceError(source, "read", "too_large", f"larger than {MAX_DOCUMENT_BYTES:,} bytes")
    headline = row.get(columns.headline) if columns.headline else None
    published = as_day(row.get(columns.published)) if columns.published else None
    return RawDocument.from_row(source, form, text, headline if isinstance(headline, str) else None, published)


def _name(row: Row, ids: str | None, number: int) -> str:
    return label(str(row[ids])) if ids else str(number)


def _text_of(stream: IO[bytes]) -> io.TextIOWrapper:
    """Open a table's bytes as text from the start; invalid bytes are read as Windows-1252."""
    stream.seek(0)
    head = stream.read(4096)
    mark, encoding = next((entry for entry in MARK_ENCODINGS if head.startswith(entry[0])), (b"", wide_encoding(head) or "utf-8"))
    stream.seek(len(mark))
    errors = WINDOWS_ERRORS if encoding == "utf-8" else "replace"
    return io.TextIOWrapper(cast("Any", _Borrowed(stream)), encoding=encoding, errors=errors, newline="")


class _Borrowed(io.BufferedIOBase):
    """A stream somebody else will close."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def read1(self, size: int = -1) -> bytes:
        return self._stream.read(size if size > 0 else _READ)


def _csv(stream: IO[bytes]) -> Iterator[Row]:
    csv.field_size_limit(MAX_DOCUMENT_BYTES + 1)
    text = _text_of(stream)
    head = text.readline(_READ)
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(_with_first(head, text), delimiter=delimiter)
    names = next(reader, [])
    for values in reader:
        if values:
            yield dict(zip(names, values, strict=False))


def _with_first(head: str, rest: Iterable[str]) -> Iterator[str]:
    yield head
    yield from rest


def _json_lines(stream: IO[bytes]) -> Iterator[Row | ValueError]:
    text = _text_of(stream)
    while line := text.readline(MAX_DOCUMENT_BYTES + 1):
        if len(line) > MAX_DOCUMENT_BYTES:
            while line and not line.endswith("\n"):
                line = text.readline(MAX_DOCUMENT_BYTES)
            yield _TooLargeError(f"larger than {MAX_DOCUMENT_BYTES:,} bytes")
            continue
        if not line.strip():
            continue
        try:
            yield _object(json.loads(line))
        except (ValueError, RecursionError) as error:
            yield ValueError(f"not a JSON object: {_line(error)}")


class _TooLargeError(ValueError):
    pass


def _object(value: Any) -> Row:
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict):
        raise ValueError(f"a {type(value).__name__} where an object was expected")  # noqa: TRY004 - a value of the file, not of a call
    return value


def _json(stream: IO[bytes], source: str, size: int, text_column: str | None) -> Iterator[RawDocument | SourceError]:
    """Read an array element by element, an object (a release, or a wrapper around a list of them) as a whole."""
    first = _text_of(stream).read(_READ).lstrip()[:1]
    if first == "[":
        yield from _table(lambda: _array(stream), source, "json", text_column)
        return
    if size > MAX_TREE_BYTES:
        yield SourceError(source, "read", "too_large", f"a JSON object larger than {MAX_TREE_BYTES:,} bytes; write JSON lines")
        return
    value = _object(json.loads(_text_of(stream).read() or "null"))
    inner = _wrapped(value)
    is_release = text_column in value if text_column else first_known(list(value), TEXT_COLUMNS) is not None
    if inner is not None and not is_release:
        yield from _table(lambda: _objects(inner), source, "json", text_column)
        return
    columns = choose_columns(list(value), source, text_column)
    yield columns if isinstance(columns, SourceError) else _row(value, columns, source, "json")


def _wrapped(value: Row) -> list[Any] | None:
    """Return the one list of objects an object wraps, as web services return them."""
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    return lists[0] if len(lists) == 1 else None


def _objects(values: Iterable[Any]) -> Iterator[Row | ValueError]:
    for value in values:
        try:
            yield _object(value)
        except ValueError as error:
            yield error


_SEPARATOR = re.compile(r"[\s,]*")


def _array(stream: IO[bytes]) -> Iterator[Row | ValueError]:
    """Parse a JSON array with no more than one element in memory."""
    text = _text_of(stream)
    decoder = json.JSONDecoder()
    buffer, position = text.read(_READ).lstrip(), 1
    while True:
        position = _SEPARATOR.match(buffer, position).end()  # type: ignore[union-attr]  # it matches nothing at least
        if position < len(buffer) and buffer[position] == "]":
            return
        try:
            value, end = decoder.raw_decode(buffer, position)
            complete = end < len(buffer)  # a number may go on in the next chunk
        except ValueError:
            complete = False
        if complete:
            yield from _objects([value])
            position = end
            continue
        # Twice as much each time: an element is parsed again from its start.
        more = text.read(max(_READ, len(buffer) - position))
        if not more or len(buffer) - position > 2 * MAX_DOCUMENT_BYTES:
            yield ValueError("the array ends in the middle or an element is malformed")
            return
        buffer, position = buffer[position:] + more, 0


def _parquet(stream: IO[bytes], source: str, text_column: str | None) -> Iterator[RawDocument | SourceError]:
    import pyarrow as pa  # noqa: PLC0415 - only Parquet files need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(pa.PythonFile(stream, mode="r"))
        columns = choose_columns(file.schema_arrow.names, source, text_column)
        if isinstance(columns, SourceError):
            yield columns
            return
        yield from _table(lambda: _batches(file, columns.wanted), source, "parquet", columns.text)
    except pa.ArrowException as error:
        yield SourceError(source, "read", "corrupt", f"damaged parquet file: {_line(error)}")


def _batches(file: Any, names: list[str]) -> Iterator[Row]:
    # 64 rows at a time: long texts make large batches.
    for batch in file.iter_batches(batch_size=64, columns=names):
        yield from batch.to_pylist()


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
