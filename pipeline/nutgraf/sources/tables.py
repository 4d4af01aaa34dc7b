"""Rows of JSON, JSON lines, CSV and Parquet files as documents."""

from __future__ import annotations

import csv
import io
import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any

from nutgraf.errors import SourceError
from nutgraf.sources.documents import RawDocument
from nutgraf.sources.encodings import MARK_ENCODINGS, WINDOWS_ERRORS, wide_encoding
from nutgraf.sources.limits import MAX_DOCUMENT_BYTES, MAX_TREE_BYTES
from nutgraf.sources.names import label

TEXT_COLUMNS = (
    "text",
    "body",
    "content",
    "article",
    "full_text",
    "raw_text",
    "release",
    "fulltext",
    "body_text",
    "article_text",
    "release_text",
    "press_release",
    "message",
    "html",
)
"""Columns taken for the text, in this order, letter case aside."""

_ID_COLUMNS = ("release_id", "document_id", "doc_id", "article_id", "id", "_id", "uid", "uuid", "guid")
_HEADLINE_COLUMNS = ("headline", "title", "subject")
_DATE_COLUMNS = (
    "published",
    "release_date",
    "publication_date",
    "published_at",
    "date_published",
    "datepublished",
    "published_date",
    "pub_date",
    "pubdate",
    "date",
)
_READ = 1 << 16
_MAX_ID = 200
"""Longer values are not ids: they would make sources unreadable."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table hold what."""

    text: str
    headline: str | None
    published: str | None
    id: str | None

    @property
    def wanted(self) -> list[str]:
        """Names of the columns to read, without repeats."""
        return list(dict.fromkeys(name for name in (self.text, self.headline, self.published, self.id) if name))


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
    first = next((row for row in read() if isinstance(row, dict)), None)
    if first is None:
        problem = next((row for row in read() if isinstance(row, ValueError)), None)
        yield SourceError(source, "read", "corrupt" if problem else "empty_text", str(problem or "no rows"))
        return
    columns = _columns(list(first), source, text_column)
    if isinstance(columns, SourceError):
        yield columns
        return
    ids = columns.id if columns.id and _unique(row.get(columns.id) for row in read() if isinstance(row, dict)) else None
    for number, row in enumerate(read(), start=1):
        if isinstance(row, ValueError):
            yield SourceError(f"{source}#{number}", "read", "corrupt", _line(row))
        else:
            yield _row(row, columns, f"{source}#{_name(row, ids, number)}", form)


def _columns(names: Sequence[str], source: str, text_column: str | None) -> _Columns | SourceError:
    if text_column is not None and text_column not in names:
        return SourceError(source, "read", "no_text_column", f"no column {text_column!r}; it has {_listing(names)}")
    text = text_column or _first(names, TEXT_COLUMNS)
    if text is None:
        return SourceError(source, "read", "no_text_column", f"no column named like a text; it has {_listing(names)}")
    rest = [name for name in names if name != text]
    return _Columns(text, _first(rest, _HEADLINE_COLUMNS), _first(rest, _DATE_COLUMNS), _first(rest, _ID_COLUMNS))


def _first(names: Sequence[str], known: Iterable[str]) -> str | None:
    folded = {name.casefold().strip(): name for name in reversed(names)}
    return next((folded[name] for name in known if name in folded), None)


def _listing(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:12])
    return shown + (", …" if len(names) > 12 else "") if names else "no columns"


def _row(row: Row, columns: _Columns, source: str, form: str) -> RawDocument | SourceError:
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


def _unique(values: Iterable[Any]) -> bool:
    """Whether all values are there, short and different; keeps eight bytes a value."""
    seen = array("q")
    for value in values:
        if not isinstance(value, str | int) or isinstance(value, bool) or not 0 < len(str(value)) <= _MAX_ID:
            return False
        seen.append(hash(str(value)))
    import numpy as np  # noqa: PLC0415 - only tables with ids need it

    return len(np.unique(np.frombuffer(seen, dtype="int64"))) == len(seen) if seen else False


_ISO_DAY = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)")
_WRITTEN_FORMS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d")


def as_day(value: Any) -> date | None:
    """Return the day a column's value states beyond doubt: dates, ISO 8601, RFC 2822, `May 3, 2019`, Unix seconds as text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _unix_day(float(value))
    if not isinstance(value, str):
        return None
    match = _ISO_DAY.match(value)
    try:
        return date(*map(int, match.groups())) if match else _written_day(value.strip())
    except ValueError:
        return None


def _unix_day(value: float) -> date | None:
    seconds = value / 1000 if value > 1e11 else value  # milliseconds count from 1973 on
    return datetime.fromtimestamp(seconds, UTC).date() if 1e8 < seconds < 4e9 else None


def _written_day(value: str) -> date | None:
    if value.isdigit() and len(value) in {10, 13}:
        return _unix_day(float(value))
    for form in _WRITTEN_FORMS:
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError):
        return None


def _text_of(stream: IO[bytes]) -> io.TextIOWrapper:
    """Open a table's bytes as text from the start; invalid bytes are read as Windows-1252."""
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    encoding = next((name for mark, name in MARK_ENCODINGS if head.startswith(mark)), None) or wide_encoding(head) or "utf-8"
    errors = WINDOWS_ERRORS if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(_Borrowed(stream), encoding=encoding, errors=errors, newline="")
    if head and text.read(1) != "\ufeff":
        stream.seek(0)
        text = io.TextIOWrapper(_Borrowed(stream), encoding=encoding, errors=errors, newline="")
    return text


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
    while line := text.readline(MAX_DOCUMENT_BYTES):
        if not line.strip():
            continue
        try:
            yield _object(json.loads(line))
        except (ValueError, RecursionError) as error:
            yield ValueError(f"not a JSON object: {_line(error)}")


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
    value = json.loads(_text_of(stream).read() or "null")
    inner = _wrapped(value) if isinstance(value, dict) else None
    if inner is not None and (
        not isinstance(value, dict) or _first(list(value), TEXT_COLUMNS) is None or text_column not in {None, *value}
    ):
        yield from _table(lambda: _objects(inner), source, "json", text_column)
        return
    row = _object(value)
    columns = _columns(list(row), source, text_column)
    yield columns if isinstance(columns, SourceError) else _row(row, columns, source, "json")


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
        columns = _columns(file.schema_arrow.names, source, text_column)
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
