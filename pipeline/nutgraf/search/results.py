"""What a search takes and gives back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Literal

Documents = Literal["releases", "quotes"]
"""What is searched for: a hit is a release, or a single quote."""

Sort = Literal["relevance", "newest", "oldest"]
"""Order of the hits; without a query `relevance` means newest first."""

FACETS = (
    "speaker", "speaker_organization", "person", "organization", "place", "country", "call", "unit", "issuer", "status",
    "language", "year", "month",
)  # fmt: skip
"""What hits can be counted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a hit must have beside matching the query; fields are joined by AND, several values of one field by OR.

    Names (`speaker`, `speaker_organization`, `person`, `organization`, `place`, `issuer`) match when they contain the words
    given, whatever the case and the accents; acronyms count. A value that starts with `=` matches the whole name only, and the
    other names of the same organization: `=` + a facet's value is exact. `speaker_organization` is whom somebody quoted speaks
    for, or the organization quoted; `person` is anybody named.

    `country` is an ISO 3166-1 code. `near` is `LATITUDE,LONGITUDE` or a place's name (`Reno, NV`), `within_km` the radius.
    `since` and `until` are `2024`, `2024-03` or `2024-03-15`, both inclusive, and compare the release date. `figure` is a unit
    (`USD`, `%`, `mile`) or a kind of unit (`money`, `percent`, `count`); `at_least` and `at_most` bound its value and, without
    `figure`, that of any figure. `call` is a kind of call to action. For quotes, `speaker` and
    `speaker_organization` are those of the quote; all others are of the release it stands in.
    """

    speaker: str | Sequence[str] = ()
    speaker_organization: str | Sequence[str] = ()
    person: str | Sequence[str] = ()
    organization: str | Sequence[str] = ()
    place: str | Sequence[str] = ()
    country: str | Sequence[str] = ()
    near: str | None = None
    within_km: float = 50.0
    since: str | None = None
    until: str | None = None
    figure: str | Sequence[str] = ()
    at_least: float | None = None
    at_most: float | None = None
    call: str | Sequence[str] = ()
    status: str | Sequence[str] = ()
    issuer: str | Sequence[str] = ()
    language: str | Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A release or a quote that was found.

    `snippet` is a stretch of the body (for quotes: of the quote) around the words found; `snippet_spans` and `headline_spans` are
    half-open offsets of those words into `snippet` and `headline` (see `marked`). `score` is higher for better hits, 0 without
    a query. `copies` are the sources of byte-identical releases, which are not hits of their own. The last seven fields are
    set for quotes only: `quote_spans` are offsets into `quote`, `start` and `end` into the release's text.
    """

    release_id: str
    source: str
    headline: str | None
    headline_spans: tuple[tuple[int, int], ...] = ()
    release_date: str | None = None
    issuer: str | None = None
    status: str | None = None
    snippet: str = ""
    snippet_spans: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    copies: tuple[str, ...] = ()
    quote: str | None = None
    quote_spans: tuple[tuple[int, int], ...] = ()
    speaker: str | None = None
    speaker_title: str | None = None
    speaker_organization: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name, in how many releases it stands, and how often in all."""

    name: str
    releases: int
    mentions: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`total` documents match; `hits` is the page asked for; `facets` maps a facet to its commonest values with counts."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


def marked(text: str, spans: Sequence[tuple[int, int]], before: str = "<mark>", after: str = "</mark>") -> str:
    """Return a text as HTML, escaped, with its spans marked."""
    pieces, position = [], 0
    for start, end in spans:
        pieces += [escape(text[position:start]), before, escape(text[start:end]), after]
        position = end
    return "".join([*pieces, escape(text[position:])])


def results_to_json(results: Results) -> str:
    """Return results as one JSON object; what is not set is null."""
    return json.dumps(asdict(results), ensure_ascii=False)
