"""What of a shard's rows goes into the index, release by release."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
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
    "quotes": ("release_id", "text", "speaker", "speaker_title", "speaker_organization", "start", "end", "speaker_kind"),
    "people": ("release_id", "name"),
    "organizations": ("release_id", "name", "acronym", "key", "is_issuer"),
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
    """A value a release can be filtered and counted by.

    Values of one `key` are one thing under several names; `aliases` are folded other names.
    """

    facet: str
    name: str
    key: str
    aliases: str = ""
    latitude: float | None = None
    longitude: float | None = None


class QuoteText(NamedTuple):
    """A quote as it is searched; the terms are who speaks and for whom."""

    text: str
    speaker: str | None
    title: str | None
    organization: str | None
    start: int
    end: int
    speaker_term: Term | None
    organization_term: Term | None


@dataclass(frozen=True, slots=True)
class Document:
    """A release as it is indexed: `row` are the values of its columns in the table `releases`, `terms` come with mentions."""

    release_id: str
    row: tuple[str | None, ...]
    fields: tuple[str, str, str, str]
    quotes: tuple[QuoteText, ...]
    terms: tuple[tuple[Term, int], ...]
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
    keys = {fold(name): key for name, _, key, _ in found["organizations"]}
    if issuer and (key := next((key for _, _, key, is_issuer in found["organizations"] if is_issuer), None)):
        keys.setdefault(fold(issuer), key)  # the frame may name it otherwise than the text does
    quotes = tuple(_quote(keys, *quote) for quote in found["quotes"])
    body, about = _body(text, sections)
    terms = Counter(term for quote in quotes for term in (quote.speaker_term, quote.organization_term) if term)
    terms += _organization_terms(found["organizations"])
    terms += Counter(_named("person", name) for (name,) in found["people"])
    terms += Counter(_named("call", kind) for (kind,) in found["calls_to_action"])
    terms += Counter(_named("unit", unit) for _, _, unit, _ in found["figures"] if unit)
    for place in found["places"]:
        terms.update(_place_terms(*place))
    if issuer:
        terms[_named("issuer", issuer, keys)] += 1
    values = {
        "status": status,
        "language": language,
        "year": (published or "")[:4],
        "month": (published or "")[:7],
    }
    terms.update(_named(facet, value) for facet, value in values.items() if value)
    figures = {(unit, kind, value, value if high is None else high) for value, high, unit, kind in found["figures"]}
    return Document(
        release_id,
        (source, published, issuer, status, duplicate_of),
        (_plain(headline or ""), _plain(subheadline or ""), body, about),
        quotes,
        tuple(sorted(terms.items(), key=lambda pair: pair[0][:4])),
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


def _named(facet: str, name: str, keys: Mapping[str, str] | None = None) -> Term:
    """Return the term of a name; `keys` maps folded names of organizations to their keys."""
    folded = fold(name)
    return Term(facet, name, (keys or {}).get(folded, folded))


def _quote(
    keys: Mapping[str, str], text: str, speaker: str | None, title: str | None, organization: str | None, *rest: Any
) -> QuoteText:
    start, end, kind = rest
    of_organization = kind == "organization"
    voice = speaker if of_organization else organization
    return QuoteText(
        _plain(text),
        speaker,
        title,
        organization,
        start,
        end,
        _named("speaker", speaker, keys if of_organization else None) if speaker else None,
        _named("speaker_organization", voice, keys) if voice else None,
    )


def _organization_terms(mentions: Sequence[tuple[str, str | None, str, bool]]) -> Counter[Term]:
    """Return every organization once, under the name it has most often, with its other names and its acronyms."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    others: dict[str, set[str]] = defaultdict(set)
    for name, acronym, key, _ in mentions:
        names[key][name] += 1
        others[key] |= {fold(name)} | ({fold(acronym)} if acronym else set())
    terms: Counter[Term] = Counter()
    for key, counted in names.items():
        name = min(counted, key=lambda name: (-counted[name], -len(name), name))
        terms[Term("organization", name, key, " | ".join(sorted(others[key] - {fold(name)})))] = counted.total()
    return terms


def place_label(name: str, kind: str | None, country: str | None, admin1: str | None) -> str:
    """Return a place's name as results list it: `Reno, NV`, `Leith, GB`, `Nevada`."""
    outer = admin1 if country == "US" else country
    return name if kind in _WIDE or not outer or "," in name else f"{name}, {outer}"


def _place_terms(
    name: str,
    kind: str | None,
    country: str | None,
    admin1: str | None,
    number: int | None,
    latitude: float | None,
    longitude: float | None,
) -> Iterator[Term]:
    """Yield the place itself and its country."""
    label = place_label(name, kind, country, admin1)
    # the middle of a country is not where the release plays
    where = (None, None) if kind in _WIDE else (latitude, longitude)
    yield Term("place", label, fold(label), str(number or ""), *where)
    if country:
        yield _named("country", country)
