"""Filters as SQL conditions on releases `r` and, where quotes are searched, quotes `q`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, get_args, get_type_hints

from nutgraf.errors import QueryError
from nutgraf.gazetteer import Gazetteer, Place, fold
from nutgraf.records import CallToAction, Release
from nutgraf.search.results import Documents, Filters

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_POINT = re.compile(r"\s*([-+]?\d{1,2}(?:\.\d+)?)\s*,\s*([-+]?\d{1,3}(?:\.\d+)?)\s*")

CALLS: tuple[str, ...] = get_args(get_type_hints(CallToAction)["kind"])
STATUSES: tuple[str, ...] = get_args(get_args(get_type_hints(Release)["status"])[0])

NAMED = ("speaker", "speaker_organization", "person", "organization", "place", "issuer")
"""Filters that are names."""

ORGANIZATIONS = ("issuer", "organization", "speaker_organization")
"""Those of them whose keys agree with each other."""

_OF_QUOTES = {"speaker": "q.speaker_term", "speaker_organization": "q.organization_term"}

KM_A_DEGREE = 111.2
"""Of latitude, and of the great circle."""


class Condition(NamedTuple):
    """A piece of a WHERE clause with its values."""

    sql: str
    values: tuple[Any, ...]


def conditions(filters: Filters, documents: Documents) -> list[Condition]:
    """Return the conditions a hit must meet; raises QueryError when a filter cannot be understood."""
    return [*_names(filters, documents), *_values(filters), *_near(filters), *_days(filters), *_figures(filters)]


def whole_name(facet: str, folded: str) -> Condition:
    """Return the condition that a term of a facet is the thing of this name, under any of its names.

    An organization that has the name only where it publishes, say, is found by it where it is named, too.
    """
    there = "SELECT key FROM terms WHERE facet = ? AND folded = ?"
    if facet not in ORGANIZATIONS:
        return Condition(f"key IN ({there})", (facet, folded))
    elsewhere = f"SELECT key FROM terms WHERE facet IN ({_marks(ORGANIZATIONS)}) AND folded = ? AND NOT EXISTS ({there})"
    return Condition(f"key IN ({there} UNION {elsewhere})", (facet, folded, *ORGANIZATIONS, folded, facet, folded))


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the distance of two points on the great circle."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    middle = math.radians(longitude - other_longitude)
    chord = math.sin((one - other) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(middle / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(chord)))) * KM_A_DEGREE


def _listed(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _having(terms: str, values: Iterable[Any]) -> Condition:
    return Condition(f"r.id IN (SELECT release FROM postings WHERE term IN (SELECT id FROM terms WHERE {terms}))", tuple(values))


def _names(filters: Filters, documents: Documents) -> Iterator[Condition]:
    for facet in NAMED:
        wanted = _listed(getattr(filters, facet))
        if not wanted:
            continue
        tests: list[str] = []
        values: list[str] = []
        for name in wanted:
            words = fold(name.removeprefix("="))
            if not any(char.isalnum() for char in words):
                raise QueryError(f"{facet}: {name!r} is no name")
            test = whole_name(facet, words) if name.startswith("=") else Condition("instr(words, ?)", (f" {words} ",))
            tests.append(test.sql)
            values += test.values
        terms = f"facet = '{facet}' AND ({' OR '.join(tests)})"
        if facet in _OF_QUOTES and documents == "quotes":
            yield Condition(f"{_OF_QUOTES[facet]} IN (SELECT id FROM terms WHERE {terms})", tuple(values))
        else:
            yield _having(terms, values)


def _values(filters: Filters) -> Iterator[Condition]:
    known = {"call": CALLS, "status": STATUSES}
    for facet in ("country", "call", "status", "language"):
        wanted = [value.strip() for value in _listed(getattr(filters, facet))]
        if facet == "country":
            wanted = [_country(value) for value in wanted]
        for value in wanted:
            if facet in known and value not in known[facet]:
                raise QueryError(f"{facet}: {value!r} is not one of {', '.join(known[facet])}")
        if wanted:
            yield _having(f"facet = '{facet}' AND name IN ({_marks(wanted)})", wanted)


def _country(name: str) -> str:
    if len(name) == 2 and name.isalpha() and name.upper() != "UK":
        return name.upper()
    found = next((place for place in Gazetteer.default().lookup(name) if place.kind == "country"), None)
    if not found or not found.country_code:
        raise QueryError(f"country: {name!r} is neither an ISO 3166-1 code nor a country's name")
    return found.country_code


def _near(filters: Filters) -> Iterator[Condition]:
    if filters.near is None:
        return
    radius = filters.within_km
    if not 0 < radius < math.inf:
        raise QueryError("within: the radius is a number of kilometres above 0")
    latitude, longitude = _point(filters.near)
    reach = radius / KM_A_DEGREE
    yield _having(
        "facet = 'place' AND latitude BETWEEN ? AND ? AND kilometres(latitude, longitude, ?, ?) <= ?",
        (latitude - reach, latitude + reach, latitude, longitude, radius),
    )


def _point(near: str) -> tuple[float, float]:
    if match := _POINT.fullmatch(near):
        latitude, longitude = float(match[1]), float(match[2])
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
        raise QueryError(f"near: {near!r} is no point on Earth (latitude, longitude)")
    place = _place(near)
    if place is None or place.latitude is None or place.longitude is None:
        raise QueryError(f"near: no place {near!r} is known; give LATITUDE,LONGITUDE instead")
    return place.latitude, place.longitude


def _place(near: str) -> Place | None:
    """Return the likeliest place of a name, in the state or country behind its comma."""
    gazetteer = Gazetteer.default()
    name, _, outer = (part.strip() for part in near.partition(","))
    found = gazetteer.lookup(name)
    if not outer:
        return next(iter(found), None)
    state = gazetteer.state(outer)
    country = next((place for place in gazetteer.lookup(outer) if place.kind == "country"), None) or gazetteer.country(
        outer.upper()
    )
    for place in found:
        if state and (place.country_code, place.admin1_code) == (state.country_code, state.admin1_code):
            return place
        if country and place.country_code == country.country_code:
            return place
    return None


def _days(filters: Filters) -> Iterator[Condition]:
    for name, day, sql in (
        ("since", filters.since, "r.release_date >= ?"),
        ("until", filters.until, "r.release_date <= ? || '~'"),
    ):
        if day is None:
            continue
        if not _DAY.fullmatch(day):
            raise QueryError(f"{name}: {day!r} is no day; write 2024, 2024-03 or 2024-03-15")
        yield Condition(sql, (day,))


def _figures(filters: Filters) -> Iterator[Condition]:
    units = [form for unit in _listed(filters.figure) for form in (unit, unit.upper(), unit.lower())]
    tests: list[str] = []
    values: list[Any] = []
    if units:
        tests.append(f"(unit IN ({_marks(units)}) OR unit_kind IN ({_marks(units)}))")
        values += [*units, *units]
    for name, bound, test in (("at least", filters.at_least, "high >= ?"), ("at most", filters.at_most, "low <= ?")):
        if bound is None:
            continue
        if math.isnan(bound):
            raise QueryError(f"{name}: not a number")
        tests.append(test)
        values.append(bound)
    if tests:
        yield Condition(f"r.id IN (SELECT release FROM figures WHERE {' AND '.join(tests)})", tuple(values))


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
