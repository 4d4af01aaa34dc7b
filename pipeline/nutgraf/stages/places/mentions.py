"""Where a text names places: what the model labels, and evidence of the text's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from nutgraf.gazetteer import Gazetteer, Place
from nutgraf.language import lexicon
from nutgraf.stage import Reading
from nutgraf.stages.places.vocabulary import Vocabulary, known_names, words

_AREAS = frozenset({"country", "state", "county"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "PLACE"})

_COMMA = re.compile(r",\s{1,3}(?=[A-Z])")
_POSTAL = re.compile(
    r"(?P<code>[A-Z]{2,3}|Qld|Vic|Tas)(?=,?\s{1,3}(?:\d{4,5}\b|[A-Z]\d[A-Z]\b)|[- ]based\b)|(?P<state>NSW|QLD|Qld|VIC|TAS|ACT)\b(?![-\w])"
)
_LONGEST_POSTAL = 3
_CITY = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*\s(?:(?:de|la|del|of|the|du|sur|upon|le|y|and)\s){0,2}){0,4}[A-ZÀ-ÖØ-Þ][\w’'.-]*$")
_WORD_START = re.compile(r"(?<![^\s])[A-ZÀ-ÖØ-Þ]|(?<=[a-z]{2})[A-Z]")
_LONGEST_CITY = 48

_PARTY = re.compile(r"(?:^|[\s(,/–—-])(?:R|D|I|DFL|ID|L)\.?\s?[-–—‑]\s?$")
_PARTY_TAG = re.compile(r"[-–—‑]([A-Z][A-Za-z]{1,13}\.?)(?=[),\s])")
_COUNTY_WORD = re.compile(r" (?:County|Parish)\b")
_COUNTY = re.compile(r"(?<!\w)[A-Z][\w.]*(?:\s[A-Z][\w.]*)?\s(?:County|Parish)$")
_LONGEST_COUNTY = 40
_COUNTIES = re.compile(
    r"((?:[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?,\s){0,8})([A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?),?\sand\s"
    r"([A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?)\s[Cc]ounties\b"
)
_COUNTIES_OF = re.compile(r"\b[Cc]ounties\sof\s((?:[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?(?:,\sand\s|,\s|\sand\s|\b)){2,12})")
_COUNTIES_WORD = re.compile(r"[Cc]ounties\b")
_COUNTY_PART = re.compile(r"[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?(?=,|\sand\s|\s[Cc]ounties|\W|$)")
_LONGEST_LIST = 200
_IN = re.compile(
    r"(?:\b(?:in|at|from|to|near|of|serving|across|throughout|around|outside|inside|between|into|toward|towards|within|through|beyond|leaving|"
    r"entered|visit|visited|visiting|north|south|east|west|northern|southern|eastern|western|central|downtown|upstate|rural|"
    r"In|At|From|To|Near|Across|Throughout|Around|Outside|Within)\s(?:the\s|[a-z]{4,8}ern\s|central\s|downtown\s|nearby\s|rural\s)?)$"
)
_SHIP = re.compile(r"\b(?:ship|vessel|MV|M/V|USS|HMS|HMAS|USNS|SS)\s[‘'“\"]?$")
_NOUN_BEHIND = re.compile(r"[ -](?!(?:to|in|on|has|had|have|was|is|were|are|and|or|of|for|by|with|at|from|will|would|that|which|as|said|says)\b)[a-z]")
_NEXT_CAPITAL = re.compile(r"\s[A-Z][a-z]+")
_LEFT_CAPITAL = re.compile(r"[A-Z][a-z’'-]+\s$")
_ANNOUNCED = re.compile(
    r"(?:\b(?:in|In|near|Near|throughout)|(?:city|town|village|people|residents|Mayor|neighborhoods|neighbourhoods|suburbs|outskirts|streets)\sof)\s$"
)
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]{2,}(?:\s(?:de\s|del\s|la\s)?[A-ZÀ-ÖØ-Þ][\w’'-]+){0,3}")
_ANNOUNCERS = frozenset({"in ", "In ", "ar ", "of ", "ut "})
_LARGE = 50_000
"""Population from which on a city is taken on a preposition's word; smaller ones are often words ("in Reading", "in Hope")."""
_GENERIC = re.compile(
    r"\b(?:County|Counties|Parish|Borough|Township|River|Creek|Lake|Bay|Sea|Ocean|Gulf|Strait|Canal|Falls|Island|Islands|Isle|"
    r"Peninsula|Valley|Mountain|Mountains|Mount|Hills|Basin|Desert|Coast|Beach|Province|District|Region|Village|Heights|Shire|"
    r"Delta|Cove|Harbor|Harbour|Springs|City|Metropolitan Area|Park)$"
)
_DIRECTION_BEFORE = re.compile(r"\b(?:North|South|East|West|Central|Northern|Southern|Eastern|Western|(?:North|South)(?:east|west)(?:ern)?) $")
DIRECTION = re.compile(
    r"(?:(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est)(?:ern)?|(?:[Nn]orth|[Ss]outh)(?:east|west)(?:ern)?|[Cc]entral|[Dd]owntown|[Gg]reater|[Uu]pstate|"
    r"[Mm]etropolitan|[Mm]etro|[Rr]ural|mid)[ -](?=[A-Z])"
)
_DOTTED = re.compile(r"\b[A-Z](?:\.[A-Z])+$")
INTRODUCED = re.compile(
    r",\s(?:a|an|the)\s(?:[\w-]+\s){0,3}(?:village|hamlet|town|city|suburb|community|municipality|township|settlement|neighborhood|"
    r"neighbourhood|district|port|parish|borough)\s(?:[\w-]+\s){0,4}?(?:in|of|near|outside|on)\s"
)
_INTRODUCTION = re.compile(r"(?P<name>[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s[A-ZÀ-ÖØ-Þ][\w’'-]+){0,3})(?=" + INTRODUCED.pattern + "[A-Z])")
_ARTICLE_BEHIND = re.compile(r",\s(?:a|an|the)\s(?=(?:[\w-]+\s){0,3}(?:village|hamlet|town|city|suburb|community|municipality|township|settlement|neighbou?rhood|district|port|parish|borough)\s)")
_EDGES = " \t\n.,;:()[]\"“”'’‘-–—/|*•"
_DEMONYM = re.compile(r"(?:ian|ese|ean|can|ish|ern|ans|ians)$")
_TITLED = re.compile(r"\s(?:Senators?|Sens?\.|Rep(?:s\.?|resentatives?|\.)?|Congress\w*|Attorneys?|Marshals?|Ambassador|President|House|Senate)\b")


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


class Finder:
    """Collects the mentions of one release; no two overlap, none stands in a person's or an organization's name."""

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
        for fact in (*reading.found.people, *reading.found.organizations, *reading.channels):
            self._named[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
            self._names[fact.start] = fact.end
        self._surnames = {fact.name.rsplit(" ", 1)[-1] for fact in reading.found.people}
        self._labelled = {entity.end_char: entity.start_char for entity in reading.doc.ents if entity.label_ in _PLACE_LABELS}

    def find(self) -> list[Mention]:
        """Return the mentions in text order."""
        self._pairs()
        self._counties()
        self._dateline()
        self._model()
        self._known()
        self._introduced()
        self._located_names()
        self._repeated()
        self.mentions.sort(key=lambda mention: mention.start)
        for mention, following in zip(self.mentions, self.mentions[1:], strict=False):
            mention.following = following
        return self.mentions

    def evidence(self) -> Iterator[tuple[Place, ...]]:
        """Yield what areas can be meant where no place is reported: in organizations' names and party tags."""
        for start, end in self.known:
            if self._taken.find(1, start, end) < 0 and self.text[start:end] not in lexicon("place_namesakes"):
                yield self.gazetteer.lookup(self.text[start:end])[:1]
        for match in _PARTY_TAG.finditer(self.text):
            state = self.gazetteer.state(match[1])
            if state and self.text[match.start() - 1 : match.start()] in {"R", "D", "I"}:
                yield (state,)
        for match in _COUNTY_WORD.finditer(self.text):
            name = _COUNTY.search(self.text[max(0, match.start() - _LONGEST_COUNTY) : match.end()])
            if name and not self._taken[match.start()]:
                yield self.gazetteer.lookup(name.group())

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
        for match in _COMMA.finditer(self.text):
            start = match.end()
            area = self._area(start)
            if area:
                areas.append((match.start(), start, *area))
        for start, word in self.capitalised:
            if len(word) <= _LONGEST_POSTAL and (match := _POSTAL.match(self.text, start)):
                edge = start - len(self.text[max(0, start - 4) : start]) + len(self.text[max(0, start - 4) : start].rstrip())
                name = match.lastgroup or "code"
                state = self.gazetteer.state(match[name])
                if state and edge and (self.text[edge - 1].isalpha() or self.text[edge - 1] == ",") and "\n" not in self.text[edge:start]:
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
        places = [place for place in self.gazetteer.lookup(self.text[start:end]) if place.kind in {"country", "state"}]
        return (end, places[0], True) if places else None

    def _pair(self, edge: int, start: int, end: int, place: Place, is_name: bool) -> None:
        if self._taken.find(1, start, end) >= 0:
            return
        found = self._city(edge, place, trust=is_name or self._has_zip(end) or "." in self.text[start:end])
        if not found:
            return
        city_start, city = found
        if is_name and self.known_span.get(city_start) == edge and self._is_listed(city_start, edge, end):
            return
        city_place = city and self._choose(city, place)
        if not self._may(city_start, edge, city_start, end) or not self._may(start, end, city_start, end):
            return
        if place.name == "District of Columbia" and self.text[city_start:edge].casefold() == "washington":
            self._add(city_start, end, "city_state", fixed=city_place, located=True)
            return
        self._add(city_start, edge, "city_state", within=place, located=True)
        self._add(start, end, "city_state", fixed=place, located=True)

    def _is_listed(self, start: int, edge: int, end: int) -> bool:
        """Whether two names around a comma are neighbours in a list: "China, Vietnam", "Kansas, Oklahoma and Texas"."""
        areas = [place for place in self.gazetteer.lookup(self.text[start:edge]) if place.kind in {"country", "state", "continent", "region"}]
        return bool(areas) and self.reading.section_at(start) != "dateline"

    def _may(self, start: int, end: int, pair_start: int, pair_end: int) -> bool:
        """Whether no name reaches from outside into a pair, so that a town labelled as an organization is still a town."""
        if self._taken.find(1, start, end) >= 0:
            return False
        position = self._named.find(1, start, end)
        if position < 0:
            return True
        left = pair_start == 0 or not self._named[pair_start - 1] or pair_start in self._names
        right = pair_end >= len(self._named) or not self._named[pair_end - 1] or not self._named[pair_end]
        return left and right

    @staticmethod
    def _choose(cities: list[Place], area: Place) -> Place | None:
        return next((city for city in cities if inside(city, area)), None)

    def _city(self, edge: int, area: Place, *, trust: bool) -> tuple[int, list[Place]] | None:
        """Return where the city left of a comma starts, with what the gazetteer has inside the area."""
        window = self.text[max(0, edge - _LONGEST_CITY) : edge]
        match = _CITY.search(window)
        if not match or (edge > _LONGEST_CITY and match.start() == 0 and window[0] != " " and self.text[edge - _LONGEST_CITY - 1].isalnum()):
            return None
        offset = edge - len(window)
        # "NewsWireLos Angeles": converters glue a line to the next one.
        starts = [match.start() + found.start() for found in _WORD_START.finditer(match.group())]
        for start in starts:
            cities = [p for p in self.gazetteer.lookup(window[start:]) if p.kind not in {"country", "state"} and inside(p, area)]
            if cities:
                return offset + start, cities
        start = offset + match.start()
        labelled = self._labelled.get(edge)
        if labelled is not None and (trust or start == labelled) and self._is_new(labelled, edge, area):
            return labelled, []
        if trust and area.country_code == "US" and _IN.search(self.text[max(0, start - 24) : start]) and self._is_new(start, edge, area):
            return start, []
        if self.reading.section_at(start) == "dateline" and self.reading.section_at(start - 1) != "dateline":
            return start, []
        return None

    def _is_new(self, start: int, end: int, area: Place) -> bool:
        """Whether a name may be that of a town too small for the gazetteer, rather than of a known place elsewhere."""
        return area.kind == "state" or not self.gazetteer.lookup(self.text[start:end])

    def _has_zip(self, end: int) -> bool:
        return bool(re.match(r",?\s{1,3}\d{4,5}\b", self.text[end : end + 10]))

    def _counties(self) -> None:
        """Find the members of "Scott, Carver and Ramsey Counties" and of "the counties of Scott and Carver"."""
        for word in _COUNTIES_WORD.finditer(self.text):
            first = max(0, word.start() - _LONGEST_LIST)
            for pattern, last in ((_COUNTIES, word.end()), (_COUNTIES_OF, word.end() + _LONGEST_LIST)):
                match = pattern.search(self.text, first, last)
                for part in _COUNTY_PART.finditer(self.text, *match.span()) if match else ():
                    if self._free(*part.span()) and self.gazetteer.lookup(part.group() + " County"):
                        self._add(*part.span(), "county_list", located=True)

    def _dateline(self) -> None:
        """Take the place of the dateline where it stands."""
        place = self.reading.release.dateline_place
        if not place:
            return
        for section in self.reading.release.sections:
            if section.kind == "dateline":
                name = place.split(",")[0].strip()
                start = self.text.find(name, section.start, section.end)
                if start >= 0 and self.gazetteer.lookup(name) and self._taken.find(1, start, start + len(name)) < 0:
                    self._add(start, start + len(name), "dateline", located=True)
                return

    def _model(self) -> None:
        for last, first in self._labelled.items():
            for start, end in self._parts(first, last):
                if self._free(start, end) and self._is_place(start, end):
                    self._add(start, end, "model", located=self._located(start, end))

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Split and trim what the model labelled: lists, articles, directions, possessives."""
        for match in re.finditer(r"[^,;\n]+", self.text[start:end]):
            first, last = start + match.start(), start + match.end()
            yield self._trimmed(first, last)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        text = self.text
        while start < end and text[start] in _EDGES:
            start += 1
        name = text[start:end]
        for possessive in ("'s", "’s"):
            name = name.removesuffix(possessive)
        if name.startswith(("the ", "The ", "THE ")) and not self.gazetteer.lookup(name[4:]) == ():
            start, name = start + 4, name[4:]
        direction = DIRECTION.match(name)
        if direction and self._is_outside(name, direction):
            start, name = start + direction.end(), name[direction.end() :]
        elif name.partition(" ")[2] and _DEMONYM.search(name.partition(" ")[0]) and self.gazetteer.lookup(name.partition(" ")[2]) and not self.gazetteer.lookup(name):
            start, name = start + name.index(" ") + 1, name.partition(" ")[2]
        elif not direction and (before := _DIRECTION_BEFORE.search(text[max(0, start - 14) : start])) and self._is_region(name):
            start, name = start - len(before.group()), before.group() + name
        bare = name.rstrip(_EDGES)
        if text.startswith(".", start + len(bare)) and _DOTTED.search(bare):
            bare += "."
        elif bare + "." in self.gazetteer.abbreviations and text.startswith(".", start + len(bare)):
            bare += "."
        return start, start + len(bare)

    def _is_outside(self, name: str, direction: re.Match[str]) -> bool:
        """Whether a direction is no part of the name it stands before: "southern New Jersey", "West Harris County"."""
        base = self.gazetteer.lookup(name[direction.end() :])
        if not base or any(place.is_usual for place in self.gazetteer.lookup(name)):
            return False
        return direction.group()[0].islower() or base[0].kind == "county"

    def _is_region(self, name: str) -> bool:
        return any(place.kind in {"country", "state", "region"} for place in self.gazetteer.lookup(name)[:1])

    def _is_place(self, start: int, end: int) -> bool:
        """Whether what the model labelled is a place indeed."""
        name = self.text[start:end]
        if len(name) < 2 or not name[0].isupper() or _PARTY.search(self.text[max(0, start - 6) : start]):
            return False
        if name.rsplit(" ", 1)[-1] in lexicon("place_stops") or self._titled(end, name) or self._in_name(start, end):
            return False
        known = self.gazetteer.lookup(name) or self.gazetteer.state(name)
        if known:
            return name not in self._surnames or self._located(start, end)
        if _DEMONYM.search(name) or (name.isupper() and " " not in name):
            return False
        return bool(_GENERIC.search(name)) or self._located(start, end)

    def _in_name(self, start: int, end: int) -> bool:
        """Whether a place stands inside the name of something else, as far as capitals and words around it tell."""
        text = self.text
        if _SHIP.search(text[max(0, start - 12) : start]) or text.startswith(" v. ", end):
            return True
        if text.endswith("istrict of ", 0, start):
            return True
        if text[max(0, start - 4) : start] in {"the ", "The "} and not _NOUN_BEHIND.match(text, end):
            return all(place.kind in {"city", "county"} for place in self.gazetteer.lookup(text[start:end]))
        following = _NEXT_CAPITAL.match(text, end)
        if not following or following.group().strip() in lexicon("place_time_names"):
            return False
        return self._same_sentence(end) and self.reading.section_at(start) not in {"headline", "subheadline", "dateline", "contact"}

    def _titled(self, end: int, name: str) -> bool:
        """Whether a country's name opens a title or the name of an office."""
        return name in {"U.S.", "US", "United States", "U.K.", "UK"} and bool(_TITLED.match(self.text, end))

    def _located(self, start: int, end: int) -> bool:
        return bool(_IN.search(self.text[max(0, start - 24) : start])) or self.text[end : end + 2] == ", " and end + 2 in self.known_span

    def _known(self) -> None:
        for start, end in self.known:
            before = _DIRECTION_BEFORE.search(self.text[max(0, start - 14) : start])
            if before and self._is_region(self.text[start:end]):
                start -= len(before.group())  # noqa: PLW2901  "Southwest Virginia" is one name
            if self._free(start, end) and self._stands_alone(start, end):
                self._add(start, end, "known_name", located=True)

    def _introduced(self) -> None:
        """Take what the text introduces as a town: "Lower Marl, a hamlet in Cornwall"."""
        for comma in _ARTICLE_BEHIND.finditer(self.text):
            window = max(0, comma.start() - _LONGEST_CITY)
            match = _INTRODUCTION.search(self.text, window)
            if match and match.end() == comma.start() and self._free(*match.span()):
                self._add(*match.span(), "introduced", located=True)

    def _located_names(self) -> None:
        """Take cities that the model missed where a preposition announces a place."""
        for start, _ in self.capitalised:
            if self.text[start - 3 : start] not in _ANNOUNCERS or not _ANNOUNCED.search(self.text[max(0, start - 20) : start]):
                continue
            match = _NAME.match(self.text, start)
            end = match.end() if match else start
            name = self.text[start:end].removesuffix("'s").removesuffix("’s")
            end = start + len(name)
            if not name or not self._free(start, end) or name in lexicon("place_stops") or name in lexicon("place_time_names") or name in self._surnames:
                continue
            places = self.gazetteer.lookup(name)
            if places and places[0].is_usual and places[0].population >= _LARGE and not self._in_name(start, end):
                self._add(start, end, "located", located=True)

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether a known name is no part of a longer name, no party tag, no namesake."""
        text = self.text
        name = text[start:end]
        if _PARTY.search(text[max(0, start - 6) : start]) or self._titled(end, name) or self._in_name(start, end):
            return False
        before = text[max(0, start - 24) : start]
        located = _IN.search(before)
        if located:
            return not (_NEXT_CAPITAL.match(text, end) and self._same_sentence(end))
        if name in lexicon("place_namesakes") or (name.isupper() and len(name) > 4):
            return False
        if _NEXT_CAPITAL.match(text, end) and self._same_sentence(end):
            return False
        return not _LEFT_CAPITAL.search(before) or self.reading.sentence_at(start)[0] == start

    def _same_sentence(self, end: int) -> bool:
        first, last = self.reading.sentence_at(end - 1)
        return first < end and end + 1 < last

    def _repeated(self) -> None:
        """Take the other mentions of names found so far."""
        names = {mention.text for mention in self.mentions if mention.fixed is None or mention.rule != "city_state"}
        names = {name for name in names if len(name) > 3 and (name not in self._surnames or name in known_names())}
        for start, end in Vocabulary(names).find(self.text, self.capitalised):
            if self._free(start, end) and not _PARTY.search(self.text[max(0, start - 6) : start]) and self._alone(start, end):
                self._add(start, end, "repeated")

    def _alone(self, start: int, end: int) -> bool:
        if _NEXT_CAPITAL.match(self.text, end) and self._same_sentence(end):
            return False
        return not _LEFT_CAPITAL.search(self.text[max(0, start - 20) : start]) or bool(_IN.search(self.text[max(0, start - 24) : start]))


def inside(place: Place, area: Place) -> bool:
    """Whether the gazetteer puts a place into an area."""
    if place.country_code != area.country_code:
        return False
    if area.kind == "country":
        return True
    if area.kind == "state":
        return place.admin1_code == area.admin1_code
    return place.county_id == area.geoname_id or (area.county_id is None and place.admin1_code == area.admin1_code)


@cache
def _abbreviations(gazetteer: Gazetteer) -> re.Pattern[str]:
    ordered: Iterable[str] = sorted(gazetteer.abbreviations, key=lambda name: (-len(name), name))
    return re.compile("(?:" + "|".join(re.escape(name) for name in ordered) + r")(?:(?![\w’'])(?!\.\w)|(?=www\.|https?:))")
