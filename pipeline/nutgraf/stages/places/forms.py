"""Places that the text's own form tells without the model: counties, the dateline's town, introductions, lists."""

from __future__ import annotations

from nutgraf.language import lexicon
from nutgraf.stages.places.enclosed import is_enclosed
from nutgraf.stages.places.pairs import Mention, PairFinder
from nutgraf.stages.places.patterns import (
    ARTICLE_BEHIND,
    COUNTIES,
    COUNTIES_OF,
    COUNTIES_WORD,
    COUNTY,
    COUNTY_PART,
    COUNTY_WORD,
    HYPHEN_LEFT,
    HYPHENED,
    INTRODUCTION,
    LIST_END,
    LISTED,
    LONGEST_CITY,
    LONGEST_COUNTY,
    LONGEST_LIST,
    NAME,
    NEXT_CAPITAL,
    NOUN_BEHIND,
    TITLED,
)
from nutgraf.stages.places.vocabulary import known_names

_NEIGHBOURS = 6
"""Readings of a name, the likeliest first, that are held against its neighbour's in a list."""
_LEAST_LISTED = 2000
"""Inhabitants of a town that a list alone makes a place; smaller ones are often words."""


class FormFinder(PairFinder):
    """Collects what its form shows to be a place."""

    def _counties(self) -> None:
        """Find the members of "Scott, Carver and Ramsey Counties" and of "the counties of Scott and Carver"."""
        for word in COUNTIES_WORD.finditer(self.text):
            first = max(0, word.start() - LONGEST_LIST)
            for pattern, last in ((COUNTIES, word.end()), (COUNTIES_OF, word.end() + LONGEST_LIST)):
                match = pattern.search(self.text, first, last)
                for part in COUNTY_PART.finditer(self.text, *match.span()) if match else ():
                    if self._free(*part.span()) and self.gazetteer.lookup(part.group() + " County"):
                        self._add(*part.span(), "county_list", located=True)

    def _named_counties(self) -> None:
        """Take "Walker County" and "Rapides Parish" where the model missed them."""
        for word in COUNTY_WORD.finditer(self.text):
            window = max(0, word.start() - LONGEST_COUNTY)
            match = COUNTY.search(self.text[window : word.end()])
            if not match:
                continue
            for skipped in (0, match.group().find(" ") + 1):
                start, end = window + match.start() + skipped, word.end()
                known = any(place.kind == "county" for place in self.gazetteer.lookup(self.text[start:end]))
                if known and self._free(start, end) and not self._in_name(start, end):
                    self._add(start, end, "county_name", located=True)
                    break

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

    def _introduced(self) -> None:
        """Take what the text introduces as a town: "Lower Marl, a hamlet in Cornwall"."""
        for comma in ARTICLE_BEHIND.finditer(self.text):
            window = max(0, comma.start() - LONGEST_CITY)
            match = INTRODUCTION.search(self.text, window)
            if match and match.end() == comma.start() and self._free(*match.span()):
                self._add(*match.span(), "introduced", located=True)

    def _hyphened(self) -> None:
        """Take two known names that a hyphen joins: "the Mississippi-Louisiana border"."""
        for hyphen in HYPHENED.finditer(self.text):
            right = NAME.match(self.text, hyphen.end())
            if not right or right.group() not in known_names():
                continue
            left = HYPHEN_LEFT.search(self.text, max(0, hyphen.start() - LONGEST_CITY), hyphen.start())
            if left and left.group() in known_names():
                for start, end in (left.span(), right.span()):
                    if self._free(start, end) and not self._in_name(start, end):
                        self._add(start, end, "hyphened", located=True)

    def _listed(self) -> None:
        """Take what the model missed in lists of places and behind hyphens: "Rockland, Quincy and Scituate"."""
        queue = list(self.mentions)
        for mention in queue:
            hyphen = HYPHENED.match(self.text, mention.end)
            glue = hyphen or LISTED.match(self.text, mention.end)
            name = NAME.match(self.text, glue.end()) if glue else None
            if not name or not self._free(*name.span()) or name.group() in self._surnames:
                continue
            start, end = name.span()
            if not hyphen and not LIST_END.match(self.text, end):
                continue
            if self._goes_with(mention, name.group()) and not self._in_name(start, end):
                queue.append(self._add(start, end, "listed", located=True))

    def _goes_with(self, mention: Mention, name: str) -> bool:
        """Whether a name can lie in the same state as its neighbour in a list, or is a country or state beside another."""
        mine = [mention.fixed] if mention.fixed else self.gazetteer.lookup(mention.text)[:_NEIGHBOURS]
        states = {(place.country_code, place.admin1_code) for place in mine if place.admin1_code}
        areas = any(place.kind in {"country", "state"} for place in mine)
        for place in self.gazetteer.lookup(name)[:_NEIGHBOURS]:
            if place.kind in {"country", "state"}:
                return areas and place.is_usual
            if (place.country_code, place.admin1_code) in states and place.is_usual and place.population >= _LEAST_LISTED:
                return True
        return False

    def _in_name(self, start: int, end: int) -> bool:
        """Whether a place stands inside the name of something else, as far as capitals and words around it tell."""
        text = self.text
        if is_enclosed(text, start, end):
            return True
        if text[max(0, start - 4) : start] in {"the ", "The "} and not NOUN_BEHIND.match(text, end):
            return all(place.kind in {"city", "county"} for place in self.gazetteer.lookup(text[start:end]))
        following = NEXT_CAPITAL.match(text, end)
        if text[end - 1] == "." and text[max(0, start - 4) : start] == "the ":
            return False  # "in the U.S. Sales rose": the period ends the sentence as well
        if not following or following.group().strip() in lexicon("place_time_names"):
            return False
        return self._same_sentence(end) and self.reading.section_at(start) not in {
            "headline",
            "subheadline",
            "dateline",
            "contact",
        }

    def _titled(self, end: int, name: str) -> bool:
        """Whether a country's name opens a title or the name of an office."""
        return name in {"U.S.", "US", "United States", "U.K.", "UK"} and bool(TITLED.match(self.text, end))

    def _same_sentence(self, end: int) -> bool:
        first, last = self.reading.sentence_at(end - 1)
        return first < end and end + 1 < last
