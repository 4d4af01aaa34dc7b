"""The parameters of an address in, a checked query out."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from nutgraf.errors import QueryError

PAGE_SIZE = 20

PATHS = {"releases": "/", "quotes": "/quotes"}
"""Where is searched for what."""

SORTS = ("relevance", "newest", "oldest")
"""Orders of the releases found; without one the best come first, and the newest where none is better."""

_DAY = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Words to find and conditions every release or quote found fulfils.

    A name is found wherever it contains the value; a value that starts with `=` is the whole name.
    """

    documents: str = "releases"
    q: str = ""
    speaker: str = ""
    speaker_organization: str = ""
    person: str = ""
    organization: str = ""
    place: str = ""
    country: str = ""
    near: str = ""
    within: float | None = None
    issuer: str = ""
    status: str = ""
    call: str = ""
    figure: str = ""
    at_least: float | None = None
    at_most: float | None = None
    since: date | None = None
    until: date | None = None
    sort: str = ""
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, str], documents: str = "releases") -> Query:
        """Read the parameters of an address; raises QueryError."""
        texts = {name: " ".join(params.get(name, "").split()) for name in _TEXTS}
        query = cls(
            documents=documents,
            **texts,
            within=_number("within", params.get("within", "")),
            at_least=_number("at_least", params.get("at_least", "")),
            at_most=_number("at_most", params.get("at_most", "")),
            since=_day("since", params.get("since", "")),
            until=_day("until", params.get("until", ""), last=True),
            sort=_sort(params.get("sort", "")),
            page=page_number(params.get("page", "")),
        )
        if query.since and query.until and query.since > query.until:
            raise QueryError(f"since {query.since} is after until {query.until}: no release can be both")
        return query

    def filters(self) -> dict[str, str]:
        """Return the conditions that are set, by name."""
        return {
            name: _text(value)
            for name, value in asdict(self).items()
            if value not in ("", None) and name not in _NO_FILTERS and (name != "within" or self.near)
        }

    def url(self, **changes: Any) -> str:
        """Return the address of this query with some parameters changed; a change starts at the first page again."""
        changed = replace(self, **({"page": 1} | changes))
        set_ = {name: _text(value) for name, value in asdict(changed).items() if value not in ("", None)}
        del set_["documents"]
        if changed.page == 1:
            del set_["page"]
        path = PATHS[changed.documents]
        return f"{path}?{urlencode(set_)}" if set_ else path

    def without(self, name: str) -> str:
        """Return the address of this query without a condition."""
        return self.url(**{name: "" if name in _TEXTS else None}, **({"within": None} if name == "near" else {}))

    def narrowed(self, facet: str, value: str) -> str:
        """Return the address of this query narrowed to a value of a facet."""
        if facet in ("year", "month"):
            return self.url(since=value, until=value)
        return self.url(**{facet: value if facet in _CODES else f"={value}"})


_CODES = ("country", "figure", "call", "status")
_TEXTS = (
    "q", "speaker", "speaker_organization", "person", "organization", "place", "country", "near", "issuer", "status", "call",
    "figure",
)  # fmt: skip
_NO_FILTERS = ("documents", "q", "sort", "page")


def _text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _number(name: str, text: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise QueryError(f"{name} wants a number, not {text!r}")
    return value


def _day(name: str, text: str, *, last: bool = False) -> date | None:
    if not text.strip():
        return None
    message = f"{name} wants a year, a month or a day, such as 2024, 2024-05 or 2024-05-31, not {text!r}"
    if not (match := _DAY.match(text.strip())):
        raise QueryError(message)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        month = month or (12 if last else 1)
        return date(year or 0, month, day or (calendar.monthrange(year or 0, month)[1] if last else 1))
    except ValueError:
        raise QueryError(message) from None


def _sort(text: str) -> str:
    if text not in ("", *SORTS):
        raise QueryError(f"sort wants {', '.join(SORTS)}, not {text!r}")
    return text


def page_number(text: str) -> int:
    """Read the number of a page; raises QueryError."""
    if not text:
        return 1
    # SQL and Arrow count in 64 bits; nobody turns that many pages
    if not text.isascii() or not text.isdigit() or not 0 < len(text) <= 6 or int(text) < 1:
        raise QueryError(f"page wants a number from 1 on, not {text!r}")
    return int(text)
