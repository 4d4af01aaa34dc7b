"""Where a text names places: what the model labels, and evidence of the text's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nutgraf.gazetteer import Place
from nutgraf.language import lexicon
from nutgraf.stages.places.forms import FormFinder
from nutgraf.stages.places.pairs import Mention
from nutgraf.stages.places.patterns import (
    ANNOUNCED,
    ANNOUNCERS,
    COUNTY,
    COUNTY_WORD,
    COURT_DISTRICT,
    DEMONYM,
    DIRECTION,
    DIRECTION_BEFORE,
    DOTTED,
    EDGES,
    GENERIC,
    IN,
    LARGE,
    LEFT_CAPITAL,
    LEFT_WORD,
    LONGEST_COUNTY,
    NAME,
    NEXT_CAPITAL,
    PARTY,
    PARTY_TAG,
)
from nutgraf.stages.places.vocabulary import Vocabulary, known_names


class Finder(FormFinder):
    """Collects the mentions of one release; no two overlap, none stands in a person's or an organization's name."""

    def find(self) -> list[Mention]:
        """Return the mentions in text order."""
        self._counties()
        self._pairs()
        self._dateline()
        self._model()
        self._named_counties()
        self._known()
        self._introduced()
        self._located_names()
        self._hyphened()
        self._listed()
        self._repeated()
        self.mentions.sort(key=lambda mention: mention.start)
        for mention, following in zip(self.mentions, self.mentions[1:], strict=False):
            mention.following = following
        return self.mentions

    def evidence(self) -> Iterator[tuple[Place, ...]]:
        """Yield what areas can be meant where no place is reported: in organizations' names and party tags."""
        for start, end in self.known:
            if self._taken.find(1, start, end) < 0 and self.text[start:end] not in lexicon("place_namesakes"):
                places = self.gazetteer.lookup(self.text[start:end])
                yield places[:1] if places[0].kind in {"country", "state"} else places
        for match in PARTY_TAG.finditer(self.text):
            state = self.gazetteer.state(match[1])
            if state and self.text[match.start() - 1 : match.start()] in {"R", "D", "I"}:
                yield (state,)
        for match in COUNTY_WORD.finditer(self.text):
            county = COUNTY.search(self.text[max(0, match.start() - LONGEST_COUNTY) : match.end()])
            if county and not self._taken[match.start()]:
                yield self.gazetteer.lookup(county.group())

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
        while start < end and text[start] in EDGES:
            start += 1
        name = text[start:end]
        for possessive in ("'s", "’s"):
            name = name.removesuffix(possessive)
        if name.startswith(("the ", "The ", "THE ")) and self.gazetteer.lookup(name[4:]):
            start, name = start + 4, name[4:]
        direction = DIRECTION.match(name)
        if direction and self._is_outside(name, direction):
            start, name = start + direction.end(), name[direction.end() :]
        elif (
            not direction
            and name.partition(" ")[2]
            and DEMONYM.search(name.partition(" ")[0])
            and self.gazetteer.lookup(name.partition(" ")[2])
            and not self.gazetteer.lookup(name)
        ):
            start, name = start + name.index(" ") + 1, name.partition(" ")[2]
        elif not direction and (before := self._first_words(start, name)):
            start, name = start - len(before), before + name
        tail = name.partition(" ")[2]
        if tail in known_names() and not self.gazetteer.lookup(name) and not DIRECTION.match(name):
            start, name = start + len(name) - len(tail), tail  # "Supercharge Ireland" in a headline
        bare = name.rstrip(EDGES)
        dotted = DOTTED.search(bare) or bare + "." in self.gazetteer.abbreviations
        if dotted and text.startswith(".", start + len(bare)):
            bare += "."
        return start, start + len(bare)

    def _is_outside(self, name: str, direction: re.Match[str]) -> bool:
        """Whether a direction is no part of the name it stands before: "southern New Jersey", "West Harris County"."""
        base = self.gazetteer.lookup(name[direction.end() :])
        if not base or any(place.is_usual for place in self.gazetteer.lookup(name)):
            return False
        return direction.group()[0].islower() or base[0].kind == "county"

    def _first_words(self, start: int, name: str) -> str:
        """Return what the model left out at the start of a name: a region's direction, the "Great" of "Great Yarmouth"."""
        before = self.text[max(0, start - 16) : start]
        if (direction := DIRECTION_BEFORE.search(before)) and self._is_region(name):
            return direction.group()
        word = LEFT_WORD.search(before)
        places = self.gazetteer.lookup(word.group() + name) if word else ()
        return word.group() if word and places and places[0].is_usual and places[0].kind == "city" else ""

    def _is_region(self, name: str) -> bool:
        return any(place.kind in {"country", "state", "region"} for place in self.gazetteer.lookup(name)[:1])

    def _is_place(self, start: int, end: int) -> bool:
        """Whether what the model labelled is a place indeed."""
        name = self.text[start:end]
        if (
            len(name) < 2
            or not name[0].isupper()
            or COURT_DISTRICT.search(name)
            or PARTY.search(self.text[max(0, start - 6) : start])
        ):
            return False
        if name.rsplit(" ", 1)[-1] in lexicon("place_stops") or self._titled(end, name) or self._in_name(start, end):
            return False
        if self.gazetteer.lookup(name) or self.gazetteer.state(name):
            return name not in self._surnames or self._located(start, end)
        return self._is_new_place(start, end)

    def _is_new_place(self, start: int, end: int) -> bool:
        """Whether what the model labelled and the gazetteer lacks is a place."""
        name = self.text[start:end]
        if DEMONYM.search(name) or (name.isupper() and " " not in name):
            return False
        is_headline = self.reading.section_at(start) in {"headline", "subheadline"}
        if GENERIC.search(name):
            return not (is_headline and name.endswith(" Falls"))  # "Spending Falls"
        return not is_headline and self.text[max(0, start - 4) : start] != "the " and self._located(start, end)

    def _located(self, start: int, end: int) -> bool:
        return bool(IN.search(self.text[max(0, start - 24) : start])) or (
            self.text[end : end + 2] == ", " and end + 2 in self.known_span
        )

    def _known(self) -> None:
        for start, end in self.known:
            before = DIRECTION_BEFORE.search(self.text[max(0, start - 14) : start])
            if before and self._is_region(self.text[start:end]):
                start -= len(before.group())  # noqa: PLW2901  "Southwest Virginia" is one name
            if self._free(start, end) and self._stands_alone(start, end):
                self._add(start, end, "known_name", located=True)

    def _located_names(self) -> None:
        """Take cities that the model missed where a preposition announces a place."""
        for start, _ in self.capitalised:
            if self.text[start - 3 : start] not in ANNOUNCERS or not ANNOUNCED.search(self.text[max(0, start - 20) : start]):
                continue
            match = NAME.match(self.text, start)
            end = match.end() if match else start
            name = self.text[start:end].removesuffix("'s").removesuffix("’s")
            end = start + len(name)
            if (
                not name
                or not self._free(start, end)
                or name in lexicon("place_stops")
                or name in lexicon("place_time_names")
                or name in self._surnames
            ):
                continue
            places = self.gazetteer.lookup(name)
            if places and places[0].is_usual and places[0].population >= LARGE and not self._in_name(start, end):
                self._add(start, end, "located", located=True)

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether a known name is no part of a longer name, no party tag, no namesake."""
        text = self.text
        name = text[start:end]
        if PARTY.search(text[max(0, start - 6) : start]) or self._titled(end, name) or self._in_name(start, end):
            return False
        before = text[max(0, start - 24) : start]
        located = IN.search(before)
        if located:
            return not (NEXT_CAPITAL.match(text, end) and self._same_sentence(end))
        if name in lexicon("place_namesakes") or (name.isupper() and len(name) > 4):
            return False
        if NEXT_CAPITAL.match(text, end) and self._same_sentence(end):
            return False
        return not LEFT_CAPITAL.search(before) or self.reading.sentence_at(start)[0] == start

    def _repeated(self) -> None:
        """Take the other mentions of names found so far."""
        names = {mention.text for mention in self.mentions if mention.fixed is None or mention.rule != "city_state"}
        names = {name for name in names if len(name) > 3 and (name not in self._surnames or name in known_names())}
        for start, end in Vocabulary(names).find(self.text, self.capitalised):
            if self._free(start, end) and not PARTY.search(self.text[max(0, start - 6) : start]) and self._alone(start, end):
                self._add(start, end, "repeated")

    def _alone(self, start: int, end: int) -> bool:
        if self._in_name(start, end):
            return False
        if NEXT_CAPITAL.match(self.text, end) and self._same_sentence(end):
            return False
        return not LEFT_CAPITAL.search(self.text[max(0, start - 20) : start]) or bool(
            IN.search(self.text[max(0, start - 24) : start])
        )
