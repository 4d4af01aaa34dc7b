"""What of a shard's rows goes into the index, release by release."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from nutgraf.dataset import part_path
from nutgraf.gazetteer import fold

COLUMNS = {
    "releases": (
        "release_id", "source", "text", "headline", "subheadline", "release_date", "status", "issuer", "language", "sections",
        "duplicate_of",
    ),
    "quotes": ("release_id", "text", "speaker", "speaker_title", "speaker_organization", "start", "end"),
    "organizations": ("release_id", "name", "acronym"),
    "places": ("release_id", "name", "kind", "country_code", "admin1_code", "geoname_id", "latitude", "longitude"),
    "figures": ("release_id", "value", "high", "unit", "unit_kind"),
    "calls_to_action": ("release_id", "kind"),
}  # fmt: skip
"""The columns that are read, by table."""

_FIELD_OF = {"headline": None, "subheadline": None, "chrome": None, "status": None, "end": None} | dict.fromkeys(
    ("about", "legal", "contact"), "about"
)
"""Section kind to search field; what is not named is body. Headlines have columns of their own."""

_WIDE = frozenset(("country", "state", "region", "continent"))
"""Kinds of place that are no point on a map."""

_MARKS = re.compile(r"[\x00-\x08\x0b-\x1f]")
"""Control characters, two of which mark what was found in a snippet."""


class Term(NamedTuple):
    """A value a release can be filtered and counted by; `aliases` are folded other names."""

    facet: str
    name: str
    aliases: str = ""
    latitude: float | None = None
    longitude: float | None = None


class QuoteText(NamedTuple):
    """A quote as it is searched."""

    text: str
    speaker: str | None
    title: str | None
    organization: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A release as it is indexed: `row` are the values of its columns in the table `releases`."""

    release_id: str
    row: tuple[str | None, ...]
    fields: tuple[str, str, str, str]
    quotes: tuple[QuoteText, ...]
    terms: tuple[Term, ...]
    figures: tuple[tuple[str | None, str | None, float, float], ...]

    @property
    def is_copy(self) -> bool:
        """Whether another release has the same bytes."""
        return self.row[-1] is not None

    def digest(self) -> bytes:
        """Return a digest of everything that is indexed."""
        content = json.dumps([self.row, self.fields, self.quotes, self.terms, self.figures])
        return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def read_documents(out: Path, shard: str) -> Iterator[Document]:
    """Yield the releases of a shard as they are indexed."""
    found = {name: _by_release(out, name, shard) for name in COLUMNS if name != "releases"}
    for row in _rows(out, "releases", shard):
        yield _document(row, {name: rows.get(row[0], ()) for name, rows in found.items()})


def _rows(out: Path, table: str, shard: str) -> Iterator[tuple[Any, ...]]:
    columns = list(COLUMNS[table])
    content = pq.read_table(part_path(out, table, shard), columns=columns, partitioning=None)
    return zip(*(content.column(name).to_pylist() for name in columns), strict=True)


def _by_release(out: Path, table: str, shard: str) -> dict[str, list[tuple[Any, ...]]]:
    rows = defaultdict(list)
    for row in _rows(out, table, shard):
        rows[row[0]].append(row[1:])
    return rows


def _document(release: tuple[Any, ...], found: Mapping[str, Sequence[tuple[Any, ...]]]) -> Document:
    release_id, source, text, headline, subheadline, day, status, issuer, language, sections, duplicate_of = release
    published = day.isoformat() if day else None
    quotes = tuple(QuoteText(_plain(quote[0]), *quote[1:]) for quote in found["quotes"])
    body, about = _body(text, sections)
    terms = {Term("speaker", quote.speaker) for quote in quotes if quote.speaker}
    terms |= _organization_terms(found["organizations"])
    terms |= {Term("call", kind) for (kind,) in found["calls_to_action"]}
    terms |= {Term("unit", unit) for _, _, unit, _ in found["figures"] if unit}
    for place in found["places"]:
        terms |= _place_terms(*place)
    values = {
        "issuer": issuer,
        "status": status,
        "language": language,
        "year": (published or "")[:4],
        "month": (published or "")[:7],
    }
    terms |= {Term(facet, value) for facet, value in values.items() if value}
    figures = {(unit, kind, value, value if high is None else high) for value, high, unit, kind in found["figures"]}
    return Document(
        release_id,
        (source, published, issuer, status, duplicate_of),
        (_plain(headline or ""), _plain(subheadline or ""), body, about),
        quotes,
        tuple(sorted(terms, key=lambda term: term[:3])),
        tuple(sorted(figures, key=str)),
    )


def _body(text: str, sections: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Return what a release says, and its boilerplate."""
    parts: dict[str | None, list[str]] = {"body": [], "about": [], None: []}
    position = 0
    for section in sections:
        parts["body"].append(text[position : section["start"]])
        parts[_FIELD_OF.get(section["kind"], "body")].append(text[section["start"] : section["end"]])
        position = section["end"]
    parts["body"].append(text[position:])
    return _plain(" ".join(parts["body"])), _plain("\n".join(parts["about"]))


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())


def _organization_terms(mentions: Sequence[tuple[str, str | None]]) -> set[Term]:
    """Return every organization once, with the acronyms the release uses for it."""
    acronyms: dict[str, set[str]] = defaultdict(set)
    for name, acronym in mentions:
        acronyms[name] |= {fold(acronym)} if acronym else set()
    return {Term("organization", name, " | ".join(sorted(found))) for name, found in acronyms.items()}


def _place_terms(
    name: str,
    kind: str | None,
    country: str | None,
    admin1: str | None,
    number: int | None,
    latitude: float | None,
    longitude: float | None,
) -> set[Term]:
    """Return the place itself and its country."""
    outer = admin1 if country == "US" else country
    if kind in _WIDE:  # the middle of a country is not where the release plays
        terms = {Term("place", name, str(number or ""))}
    else:
        terms = {Term("place", f"{name}, {outer}" if outer and "," not in name else name, str(number or ""), latitude, longitude)}
    return terms | {Term("country", country)} if country else terms
