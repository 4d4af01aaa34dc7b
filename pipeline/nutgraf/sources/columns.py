"""Which columns of a table hold the text, the headline, the day and the id, and what their values mean."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from nutgraf.errors import SourceError

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
_MAX_ID = 200
"""Longer values are not ids: they would make sources unreadable."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what."""

    text: str
    headline: str | None
    published: str | None
    id: str | None

    @property
    def wanted(self) -> list[str]:
        """Names of the columns to read, without repeats."""
        return list(dict.fromkeys(name for name in (self.text, self.headline, self.published, self.id) if name))


def choose_columns(names: Sequence[str], source: str, text_column: str | None) -> Columns | SourceError:
    """Return what the columns hold, or the failure when none holds the text."""
    if text_column is not None and text_column not in names:
        return SourceError(source, "read", "no_text_column", f"no column {text_column!r}; it has {_listing(names)}")
    text = text_column or first_known(names, TEXT_COLUMNS)
    if text is None:
        return SourceError(source, "read", "no_text_column", f"no column named like a text; it has {_listing(names)}")
    rest = [name for name in names if name != text]
    return Columns(text, first_known(rest, _HEADLINE_COLUMNS), first_known(rest, _DATE_COLUMNS), first_known(rest, _ID_COLUMNS))


def first_known(names: Sequence[str], known: Iterable[str]) -> str | None:
    """Return the first of the known column names that is there, as it is written there."""
    folded = {name.casefold().strip(): name for name in reversed(names)}
    return next((folded[name] for name in known if name in folded), None)


def _listing(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:12])
    return shown + (", …" if len(names) > 12 else "") if names else "no columns"


def are_unique(values: Iterable[Any]) -> bool:
    """Whether all values are there, short and different; keeps eight bytes a value."""
    seen = array("q")
    for value in values:
        if not isinstance(value, str | int) or isinstance(value, bool) or not 0 < len(str(value)) <= _MAX_ID:
            return False
        seen.append(hash(str(value)))
    import numpy as np  # noqa: PLC0415 - only tables with ids need it

    return len(np.unique(np.frombuffer(seen, dtype="int64"))) == len(seen) if seen else False


_ISO_DAY = re.compile(r"\s*((?:19|20)\d\d)(?P<joint>[-/.]?)(\d\d)(?P=joint)(\d\d)(?!\d)")
_NAMES_A_DAY = re.compile(r"[A-Za-z]{3}.*\b(?:19|20)\d\d\b|\b(?:19|20)\d\d.*[A-Za-z]{3}", re.DOTALL)
"""A word and a year: figures alone may be in either order, and `yesterday` is nobody's day."""

_MAX_DAY = 60
"""Longer values are sentences, not days."""

_STRICT = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "YMD"}


def as_day(value: Any) -> date | None:
    """Return the day a column's value states beyond doubt: a date, ISO 8601, RFC 2822, `May 3, 2019`, Unix seconds as text."""
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
        return date(*map(int, match.group(1, 3, 4))) if match else _written_day(value.strip())
    except ValueError:
        return None


def _unix_day(value: float) -> date | None:
    seconds = value / 1000 if value > 1e11 else value  # milliseconds count from 1973 on
    return datetime.fromtimestamp(seconds, UTC).date() if 1e8 < seconds < 4e9 else None


def _written_day(value: str) -> date | None:
    if value.isdigit() and len(value) in {10, 13}:
        return _unix_day(float(value))
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError):
        return _read_day(value) if _NAMES_A_DAY.search(value) else None


def _read_day(value: str) -> date | None:
    """Read a day written in any form that names its month (or starts with the year): metadata know no one format."""
    import dateparser  # noqa: PLC0415 - takes a third of a second, and few archives need it

    found = dateparser.parse(value[:_MAX_DAY], languages=["en"], settings=_STRICT)
    return found.date() if found else None
