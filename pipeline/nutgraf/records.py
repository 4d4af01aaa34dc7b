"""Every type that reaches Parquet; the Arrow schema and the data dictionary are derived from here.

Offsets are half-open and count Unicode code points of `Release.text`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Self

from nutgraf.markup import Highlight, to_html


class Column(NamedTuple):
    """What a field means; the text becomes the column's entry in the data dictionary."""

    doc: str


@dataclass(frozen=True, slots=True)
class CharSpan:
    """Half-open offsets into the release's text."""

    start: Annotated[int, Column("First character.")]
    end: Annotated[int, Column("One past the last character.")]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the release with one function."""

    kind: Annotated[str, Column("headline, subheadline, dateline, status, contact, body, about, legal, notes, end, chrome.")]
    start: Annotated[int, Column("First character.")]
    end: Annotated[int, Column("One past the last character.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A media contact as the release names it."""

    name: Annotated[str | None, Column("Person, without honorific.")] = None
    role: Annotated[str | None, Column("Job title or desk, as printed.")] = None
    organization: Annotated[str | None, Column("Organization the person answers for.")] = None
    phone: Annotated[str | None, Column("Phone number as printed, without extension.")] = None
    phone_e164: Annotated[str | None, Column("The number in E.164, when the release's country has such numbers.")] = None
    email: Annotated[str | None, Column("Lower-cased address.")] = None
    url: Annotated[str | None, Column("Web address, as printed.")] = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to answer a call to action."""

    kind: Annotated[str, Column("url, email, phone, social.")]
    value: Annotated[str, Column("Address or number as printed.")]
    e164: Annotated[str | None, Column("A phone number in E.164, when the release's country has such numbers.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A press release: its text, where it came from and its frame."""

    release_id: Annotated[str, Column("Stable id: derives from the source's path in the archive, not from its content.")]
    source: Annotated[str, Column("Path below the archive root; `#member` behind it for a member of a container.")]
    format: Annotated[str, Column("How the source was read: txt, md, html, eml, pdf, docx, rtf, json, csv, parquet, ….")] = "txt"
    content_sha256: Annotated[str, Column("Digest of the source's bytes (of the row's text for tables).")]
    text: Annotated[str, Column("The text all offsets point into.")]
    headline: Annotated[str | None, Column("The title as printed, white space collapsed.")] = None
    subheadline: Annotated[str | None, Column("The line under the headline.")] = None
    release_date: Annotated[date | None, Column("Day of publication.")] = None
    release_date_source: Annotated[
        str | None, Column("Where the day was found: given, dateline, date_line, status_line, mail_header, html_meta, file_name.")
    ] = None
    status: Annotated[Literal["immediate", "embargoed"] | None, Column("What the release says about its own release.")] = None
    embargo_until: Annotated[str | None, Column("Local moment the embargo lifts, ISO 8601.")] = None
    dateline_place: Annotated[str | None, Column("Place of the dateline, as printed.")] = None
    issuer: Annotated[str | None, Column("Organization (or politician) that publishes the release.")] = None
    language: Annotated[str | None, Column("ISO 639-1 code of the text's language.")] = None
    contacts: Annotated[tuple[Contact, ...], Column("Media contacts.")] = ()
    sections: Annotated[tuple[Section, ...], Column("Stretches of the text with their function, in order, not overlapping.")] = ()
    word_count: Annotated[int, Column("White-space separated words of `text`.")] = 0
    duplicate_of: Annotated[
        str | None, Column("release_id of an earlier source with the same bytes; such a row has no facts.")
    ] = None
    warnings: Annotated[tuple[str, ...], Column("What was odd about the source, e.g. mojibake.")] = ()

    @classmethod
    def from_text(cls, text: str, *, published: date | None = None, source: str = "", headline: str | None = None) -> Self:
        """Build a release from text at hand.

        `published` is the day relative dates count from; it beats what the text says. `source` names the release
        (and so its id); without it the id comes from the text.
        """
        text = clean_text(text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls(
            release_id=source_id(source) if source else digest[:16],
            source=source or f"text:{digest[:16]}",
            content_sha256=digest,
            text=text,
            headline=headline,
            release_date=published,
            release_date_source="given" if published else None,
            word_count=len(text.split()),
        )

    def frame(self) -> list[tuple[str, str]]:
        """Return what is known about the release as names and values, for people; what is not known is left out."""
        rows = [("source", self.source)]
        for name in _FRAME:
            value = getattr(self, name)
            if value:
                rows.append((name.replace("_", " "), "; ".join(value) if isinstance(value, tuple) else str(value)))
        contacts = (
            ", ".join(value for name, value in asdict(contact).items() if value and name != "phone_e164")
            for contact in self.contacts
        )
        return rows + [("contact", contact) for contact in contacts]


_FRAME = ("headline", "subheadline", "issuer", "release_date", "dateline_place", "status", "embargo_until", "warnings")


_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return a text as releases hold it: no byte order mark, line ends as newlines, lone surrogates (not UTF-8) as U+FFFD."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", text)


def source_id(source: str) -> str:
    """Return the release id of a source: the first 64 bits of the path's SHA-256, in hex."""
    return hashlib.sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of everything found in a text; `release.text[start:end] == text`."""

    release_id: Annotated[str, Column("The release it stands in.")]
    start: Annotated[int, Column("First character, counted in code points of `releases.text`.")]
    end: Annotated[int, Column("One past the last character.")]
    text: Annotated[str, Column("The characters from start to end.")]
    section: Annotated[str | None, Column("Kind of the section it stands in.")]
    rule: Annotated[str, Column("The rule or model that found it.")]

    def note(self) -> str:
        """Return the values of the fact's own columns on one line, for people."""
        values = ((column.name, getattr(self, column.name)) for column in fields(self) if column.name not in _SHARED)
        return ", ".join(f"{name} {_short(value)}" for name, value in values if value not in (None, (), False))


_SHARED = frozenset({"release_id", "start", "end", "text", "section", "rule", "segments", "cue_start", "cue_end"})


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(item.value for item in value)
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Fact):
    """An expression for calendar time, a duration or a recurrence."""

    type: Annotated[Literal["DATE", "TIME", "DURATION", "SET"], Column("TimeML type.")]
    value: Annotated[
        str | None,
        Column(
            "`2024-04-05`, `2024-04`, `2023-Q3`, `199X`, `FY2024-Q3`, `2024-SU`, `START/END`, `2024-04-05T10:00`, `P40Y`, `PXY`, "
            "`P1W`; null when the text does not determine it."
        ),
    ] = None
    earliest: Annotated[date | None, Column("First day it can mean.")] = None
    latest: Annotated[date | None, Column("Last day it can mean.")] = None
    precision: Annotated[str | None, Column("minute, day, week, month, quarter, half, season, year, decade, century.")] = None
    modifier: Annotated[str | None, Column("early, mid, late, approx, before, after.")] = None
    role: Annotated[
        str | None, Column("publication, embargo, event, deadline, period, founding, anniversary, history; null when unclear.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention(Fact):
    """A named geographic place."""

    name: Annotated[str, Column("Full usual name.")]
    kind: Annotated[str | None, Column("country, state, city, county, region, continent, water, mountain, neighbourhood.")] = None
    country_code: Annotated[str | None, Column("ISO 3166-1 alpha-2; null for regions of several countries and seas.")] = None
    admin1_code: Annotated[str | None, Column("First-level division; the two-letter state in the United States.")] = None
    geoname_id: Annotated[int | None, Column("GeoNames id.")] = None
    latitude: Annotated[float | None, Column("Degrees north, WGS 84.")] = None
    longitude: Annotated[float | None, Column("Degrees east, WGS 84.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationMention(Fact):
    """A named organization."""

    name: Annotated[str, Column("Fullest form used in the release.")]
    key: Annotated[
        str,
        Column("Name to group by across releases: without case, accents, marks, legal form, The, and the U.S. of public bodies."),
    ]
    kind: Annotated[
        str | None,
        Column(
            "company, government, legislature, court, party, ngo, university, health, media, military, international, team, "
            "exchange, other."
        ),
    ] = None
    acronym: Annotated[str | None, Column("Short form in capitals, when the release uses one.")] = None
    is_issuer: Annotated[bool, Column("Whether it publishes the release.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention(Fact):
    """A personal name, without honorifics."""

    name: Annotated[str, Column("Full name; a surname alone carries the full one.")]
    title: Annotated[str | None, Column("Job title or office, as the text states it.")] = None
    organization: Annotated[str | None, Column("Organization the person speaks for, as the text states it.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Fact):
    """One continuous utterance and its speaker."""

    segments: Annotated[tuple[CharSpan, ...], Column("The utterance's parts, marks included.")]
    kind: Annotated[
        Literal["direct", "mixed", "indirect"],
        Column("Whole sentences in marks, a fragment in marks, or reported speech without."),
    ]
    speaker: Annotated[str | None, Column("Full name of the person, or the organization.")] = None
    speaker_kind: Annotated[Literal["person", "organization", "unnamed"] | None, Column("What the speaker is.")] = None
    speaker_title: Annotated[str | None, Column("The speaker's title, as stated anywhere in the text.")] = None
    speaker_organization: Annotated[str | None, Column("The speaker's organization, as stated anywhere in the text.")] = None
    speaker_resolution: Annotated[
        str | None, Column("How the speaker was found: named, pronoun, title, continued, signature, introduced, issuer.")
    ] = None
    cue: Annotated[str | None, Column("Reporting verb or `according to`.")] = None
    cue_start: Annotated[int | None, Column("First character of the cue.")] = None
    cue_end: Annotated[int | None, Column("One past the cue's last character.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Fact):
    """A quantity."""

    value: Annotated[float, Column("The number, scale words applied; the low end of a range.")]
    high: Annotated[float | None, Column("The high end of a range.")] = None
    unit: Annotated[str | None, Column("ISO 4217 for money, `%`, `pp`, else a lower-case singular unit; null for counts.")] = None
    unit_kind: Annotated[str | None, Column("money, percent, count, length, area, volume, mass, age, energy, power, ….")] = None
    comparator: Annotated[Literal["eq", "gt", "ge", "lt", "le", "approx"], Column("How the value bounds the quantity.")] = "eq"
    item: Annotated[str | None, Column("What is counted or measured.")] = None
    change: Annotated[str | None, Column("up or down, when the text states a change.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToAction(Fact):
    """Somebody is asked to do something."""

    kind: Annotated[
        Literal["advocacy", "attend", "visit", "contact", "donate", "apply", "report", "buy", "other"], Column("What is asked.")
    ]
    action: Annotated[str | None, Column("Lemma of the verb that says what to do.")] = None
    addressee: Annotated[str | None, Column("Who is asked; `reader` for plain imperatives.")] = None
    object: Annotated[str | None, Column("What the action is about.")] = None
    deadline: Annotated[date | None, Column("Day by which to act.")] = None
    channels: Annotated[tuple[Channel, ...], Column("Where to act.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A source that did not become a release, and why."""

    source: Annotated[str, Column("Path below the archive root, with `#member`.")]
    step: Annotated[str, Column("read, decode, parse, language, extract, ….")]
    error: Annotated[str, Column("Short code of the reason, e.g. empty_text.")]
    message: Annotated[str, Column("One line for a person.")]
    content_sha256: Annotated[str | None, Column("Digest of the bytes, when they could be read.")] = None
    size: Annotated[int | None, Column("Size in bytes.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """A release and everything found in it."""

    release: Release
    dates: tuple[DateMention, ...] = ()
    figures: tuple[Figure, ...] = ()
    people: tuple[PersonMention, ...] = ()
    organizations: tuple[OrganizationMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    calls_to_action: tuple[CallToAction, ...] = ()

    def with_found(self, name: str, facts: Iterable[Fact]) -> Extraction:
        """Return a copy whose field `name` holds the facts, in text order."""
        found: dict[str, Any] = {name: tuple(sorted(facts, key=lambda fact: (fact.start, fact.end)))}
        return replace(self, **found)

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """Yield every fact with the name of its table."""
        for name in FACT_TABLES:
            for fact in getattr(self, name):
                yield name, fact

    def highlights(self) -> list[Highlight]:
        """Return every fact as a stretch of text to mark, with its main values as the note."""
        return [Highlight(fact.start, fact.end, name, fact.note()) for name, fact in self.facts()]

    def _repr_html_(self) -> str:
        """Show the release's frame and its text with the facts highlighted in a notebook."""
        return to_html(self.release.text, self.highlights(), self.release.frame())


FACT_TABLES: dict[str, type[Fact]] = {
    "dates": DateMention,
    "figures": Figure,
    "people": PersonMention,
    "organizations": OrganizationMention,
    "places": PlaceMention,
    "quotes": Quote,
    "calls_to_action": CallToAction,
}
"""Table name to record type; the name is also the stage, its module and the field of Extraction."""

TABLES: dict[str, type] = {"releases": Release, **FACT_TABLES, "errors": Failure}
