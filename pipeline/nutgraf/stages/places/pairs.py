"""Cities with the area they are in: "City, State", "City, Country", a city before a postal code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from nutgraf.gazetteer import Gazetteer, Place
from nutgraf.names import named
from nutgraf.stage import Reading
from nutgraf.stages.places.enclosed import time_zones
from nutgraf.stages.places.patterns import CITY, COMMA, IN, LARGE, LONGEST_CITY, LONGEST_POSTAL, POSTAL, TITLED, WORD_START
from nutgraf.stages.places.vocabulary import known_names, words


@dataclass(slots=True)
class Mention:
    """A stretch that names a place.

    `fixed` is the place when its form decides, `within` the area the text puts it in; `located` when its form shows
    that it is a place at all ("in Truro", "Truro, Cornwall"), not the model alone.
    """

    start: int
    end: int
    text: str
    rule: str
    fixed: Place | None = None
    within: Place | None = None
    located: bool = False
    following: Mention | None = field(default=None, repr=False)


class PairFinder:
    """Holds what is taken of a release's text, and collects "City, State" and its kin."""

    def __init__(self, reading: Reading, gazetteer: Gazetteer) -> None:
        self.reading = reading
        self.text = reading.text
        self.gazetteer = gazetteer
        self.mentions: list[Mention] = []
        self.capitalised = words(self.text)
        self.known = list(known_names().find(self.text, self.capitalised))
        self.known_span = dict(self.known)
        self._taken = bytearray(len(self.text))
        self._names: dict[int, int] = {}
        self._named = bytearray(len(self.text))
        names = [(fact.start, fact.end) for fact in (*reading.found.people, *reading.found.organizations)]
        zones = time_zones(self.text)
        for start, end in (*names, *zones, *((channel.start, channel.end) for channel in reading.channels)):
            self._named[start:end] = b"\1" * (end - start)
            self._names[start] = end
        self._surnames = {fact.name.rsplit(" ", 1)[-1] for fact in reading.found.people}
        self._labelled = {entity.end_char: entity.start_char for entity in named(reading.doc, "GPE")}

    def _free(self, start: int, end: int) -> bool:
        return self._taken.find(1, start, end) < 0 and self._named.find(1, start, end) < 0

    def _add(self, start: int, end: int, rule: str, **fields: object) -> Mention:
        mention = Mention(start, end, self.text[start:end], rule, **fields)  # type: ignore[arg-type]
        self._taken[start:end] = b"\1" * (end - start)
        self.mentions.append(mention)
        return mention

    def _pairs(self) -> None:
        """Find "City, State" and "City, Country", and a city before a postal code."""
        areas: list[tuple[int, int, int, Place, bool]] = []
        for comma in COMMA.finditer(self.text):
            area = self._area(comma.end())
            if area:
                areas.append((comma.start(), comma.end(), *area))
        for start, word in self.capitalised:
            if len(word) <= LONGEST_POSTAL and (match := POSTAL.match(self.text, start)):
                edge = start - len(self.text[max(0, start - 4) : start]) + len(self.text[max(0, start - 4) : start].rstrip())
                name = match.lastgroup or "code"
                state = self.gazetteer.state(match[name])
                if (
                    state
                    and edge
                    and (self.text[edge - 1].isalpha() or self.text[edge - 1] == ",")
                    and "\n" not in self.text[edge:start]
                ):
                    areas.append((edge - (self.text[edge - 1] == ","), start, match.end(name), state, False))
        for edge, start, end, place, is_name in sorted(areas, key=lambda area: area[1]):
            self._pair(edge, start, end, place, is_name)

    def _area(self, start: int) -> tuple[int, Place, bool] | None:
        """Return end, place and whether it is written in full, of the state or country that starts here."""
        match = _abbreviations(self.gazetteer).match(self.text, start)
        if match:
            place = self.gazetteer.state(match.group())
            return (match.end(), place, False) if place else None
        end = self.known_span.get(start)
        if not end:
            return None
        if TITLED.match(self.text, end):
            return None  # "the Criminal Division, U.S. Attorney Ada Poole"
        places = [place for place in self.gazetteer.lookup(self.text[start:end]) if place.kind in {"country", "state"}]
        return (end, places[0], True) if places else None

    def _pair(self, edge: int, start: int, end: int, place: Place, is_name: bool) -> None:
        if self._taken.find(1, start, end) >= 0:
            return
        found = self._city(edge, place, trust=is_name or self._has_zip(end) or "." in self.text[start:end])
        if not found:
            return
        city_start, city = found
        if not city and self.text.startswith(("'s", "’s"), end):
            return  # "Huggies, Florida's Space Coast" is a list
        if is_name and self.known_span.get(city_start) == edge and self._is_listed(city_start, edge):
            return
        city_place = city and self._choose(city, place)
        if not self._may(city_start, edge, city_start, end) or not self._may(start, end, city_start, end):
            return
        if place.name == "District of Columbia" and self.text[city_start:edge].casefold() == "washington":
            self._add(city_start, end, "city_state", fixed=city_place, located=True)
            return
        self._add(city_start, edge, "city_state", within=place, located=True)
        self._add(start, end, "city_state", fixed=place, located=True)

    def _is_listed(self, start: int, edge: int) -> bool:
        """Whether two names around a comma are neighbours in a list: "China, Vietnam", "Kansas, Oklahoma and Texas"."""
        areas = [
            place
            for place in self.gazetteer.lookup(self.text[start:edge])
            if place.kind in {"country", "state", "continent", "region"}
        ]
        return bool(areas) and self.reading.section_at(start) != "dateline"

    def _may(self, start: int, end: int, pair_start: int, pair_end: int) -> bool:
        """Whether no name reaches from outside into a pair, so that a town labelled as an organization is still a town."""
        if self._taken.find(1, start, end) >= 0:
            return False
        position = self._named.find(1, start, end)
        if position < 0:
            return True
        # "NewsWireAustin, Texas": a town glued to a name is in no name.
        glued = pair_start > 0 and self.text[pair_start - 1].isalpha()
        left = pair_start == 0 or glued or not self._named[pair_start - 1] or pair_start in self._names
        right = pair_end >= len(self._named) or not self._named[pair_end - 1] or not self._named[pair_end]
        return left and right

    @staticmethod
    def _choose(cities: list[Place], area: Place) -> Place | None:
        return next((city for city in cities if inside(city, area)), None)

    def _city(self, edge: int, area: Place, *, trust: bool) -> tuple[int, list[Place]] | None:
        """Return where the city left of a comma starts, with what the gazetteer has inside the area."""
        window = self.text[max(0, edge - LONGEST_CITY) : edge]
        match = CITY.search(window)
        if not match or (
            edge > LONGEST_CITY and match.start() == 0 and window[0] != " " and self.text[edge - LONGEST_CITY - 1].isalnum()
        ):
            return None
        offset = edge - len(window)
        # "NewsWireLos Angeles": converters glue a line to the next one.
        starts = [match.start() + found.start() for found in WORD_START.finditer(match.group())]
        for start in starts:
            cities = [p for p in self.gazetteer.lookup(window[start:]) if p.kind not in {"country", "state"} and inside(p, area)]
            if cities:
                return offset + start, cities
        start = offset + match.start()
        labelled = self._labelled.get(edge)
        if labelled is not None and (trust or start == labelled) and self._is_new(labelled, edge, area):
            return labelled, []
        if (
            trust
            and area.country_code == "US"
            and IN.search(self.text[max(0, start - 24) : start])
            and self._is_new(start, edge, area)
        ):
            return start, []
        if self.reading.section_at(start) == "dateline" and self.reading.section_at(start - 1) != "dateline":
            return start, []
        return None

    def _is_new(self, start: int, end: int, area: Place) -> bool:
        """Whether a name may be that of a town too small for the gazetteer, rather than of a known place elsewhere."""
        known = self.gazetteer.lookup(self.text[start:end])
        if not known or area.kind != "state":
            return not known
        # "Miami, New York and Boston" is a list: New York is a city as well.
        return not any(
            place.kind == "city" and place.population >= LARGE for place in self.gazetteer.lookup(area.name)
        ) or not any(place.population >= LARGE for place in known)

    def _has_zip(self, end: int) -> bool:
        return bool(re.match(r",?\s{1,3}\d{4,5}\b", self.text[end : end + 10]))


def inside(place: Place, area: Place) -> bool:
    """Whether the gazetteer puts a place into an area."""
    if place.country_code != area.country_code:
        return False
    if area.kind == "country":
        return True
    if area.kind in {"state", "city"}:
        return place.admin1_code == area.admin1_code
    return place.county_id == area.geoname_id or (area.county_id is None and place.admin1_code == area.admin1_code)


@cache
def _abbreviations(gazetteer: Gazetteer) -> re.Pattern[str]:
    ordered: Iterable[str] = sorted(gazetteer.abbreviations, key=lambda name: (-len(name), name))
    return re.compile("(?:" + "|".join(re.escape(name) for name in ordered) + r")(?:(?![\w’'])(?!\.\w)|(?=www\.|https?:))")
