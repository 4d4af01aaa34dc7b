"""Which place a name means: the text's own word first, then what the release is about, then how large a place is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from nutgraf.gazetteer import Gazetteer, Place, fold
from nutgraf.stage import Reading
from nutgraf.stages.places.context import HINT, Context
from nutgraf.stages.places.pairs import Mention, inside
from nutgraf.stages.places.patterns import DIRECTION, INTRODUCED

_AREAS = frozenset({"country", "state", "county"})
_STATES_FIRST = frozenset({"US", "CA", "AU"})
"""Countries whose states are named as often as the cities of the same name."""
_NAMED_DIVISIONS = frozenset({"US", "CA", "AU", "GB", "IE"})
"""Countries whose divisions English texts name without saying where they are."""
_FULL_FORMS = ("island", "islands", "county", "city", "province", "valley", "river", "township")
_LONGEST_INTRODUCTION = 60
_ALONE = 10.0
"""Lead of a reading without rivals."""

SURE_MARGIN = 2.0
"""A reading a hundred times as likely as the next one is evidence for the rest of the release."""
LEAST_MARGIN = 0.05
"""Readings nearer to one another than this stay undecided."""
LARGE, SMALL = 100_000, 15_000
"""Cities known without an introduction, and towns so small that a model's word is not enough for them."""

_FORM_KINDS = (
    (re.compile(r"\b(?:River|Creek|Lake|Bay|Sea|Ocean|Gulf|Strait|Canal|Falls|Harbou?r|Sound|Cove|Lagoon)\b"), "water"),
    (re.compile(r"\b(?:Mount|Mountains?|Mt|Peak|Hills|Range)\b"), "mountain"),
    (re.compile(r"\b(?:County|Parish|Shire)\b"), "county"),
    (re.compile(r"\b(?:Valley|Region|Peninsula|Islands?|Coast|Basin|Desert|Province|Delta|Area|Plains)\b"), "region"),
)


def resolve(
    reading: Reading, mentions: list[Mention], gazetteer: Gazetteer, evidence: Sequence[tuple[Place, ...]]
) -> dict[str, Place | None]:
    """Return the place of every name of the release by its key, None where it stays open; one name has one reading.

    `evidence` are the readings of areas the release names otherwise. Names that only the model takes for places, and that
    fit nothing else in the release, are left out.
    """
    return _Resolver(reading, mentions, gazetteer, evidence).resolve()


class _Resolver:
    """Settles the names of one release, the surest first; each one settled counts for the next."""

    def __init__(
        self, reading: Reading, mentions: list[Mention], gazetteer: Gazetteer, evidence: Sequence[tuple[Place, ...]]
    ) -> None:
        self.reading = reading
        self.gazetteer = gazetteer
        self.groups: dict[str, list[Mention]] = defaultdict(list)
        self.context = Context()
        self.places: dict[str, Place | None] = {}
        if reading.country:
            self.context.add_country(reading.country)
        self.evidence = evidence
        for places in evidence:
            if len(places) == 1:
                self.context.add(places[0], HINT)
        for mention in mentions:
            if mention.fixed:
                self.context.add(mention.fixed, HINT if mention.fixed.kind in {"country", "state"} else 1.0)
            else:
                self.groups[fold(mention.text)].append(mention)

    def resolve(self) -> dict[str, Place | None]:
        candidates: dict[str, list[Place]] = {}
        for key, group in self.groups.items():
            found = self._stated(group)
            if found:
                self._set(key, found)
            else:
                candidates[key] = _candidates(group[0], self.gazetteer)
        self.context.link([*candidates.values(), *self.evidence])
        self._settle(candidates, SURE_MARGIN)
        self._settle(candidates, LEAST_MARGIN)
        for key, open_ones in candidates.items():
            self._leave(key, open_ones)
        return self.places

    def _set(self, key: str, place: Place) -> None:
        self.places[key] = place
        self.context.add(place)

    def _stated(self, group: list[Mention]) -> Place | None:
        """Return the place the text itself says: inside the area behind a comma, or behind the words that introduce it."""
        votes: Counter[Place] = Counter()
        for mention in group:
            areas = [mention.within] if mention.within else self._areas_behind(mention)
            for area in areas:
                inner = [p for p in _candidates(mention, self.gazetteer) if inside(p, area) and p.geoname_id != area.geoname_id]
                if inner:
                    votes[inner[0]] += 1 if area.kind == "country" else 2
                    break
            else:
                if mention.within:
                    votes[unknown(mention.text, mention.within, "city")] += 1 if mention.within.kind == "country" else 2
        return votes.most_common(1)[0][0] if votes else None

    def _areas_behind(self, mention: Mention) -> list[Place]:
        """Return the areas the next mention can mean when the text puts this one inside it: "Truro, Cornwall"."""
        following = mention.following
        if following is None or following.start - mention.end > _LONGEST_INTRODUCTION:
            return []
        if any(place.kind in {"country", "state"} for place in self.gazetteer.lookup(mention.text)):
            return []  # "Kansas, Oklahoma and Texas" is a list, for all that Oklahoma has a Kansas
        between = self.reading.text[mention.end : following.start]
        if between == ", " or INTRODUCED.fullmatch(between):
            candidates = [following.fixed] if following.fixed else _candidates(following, self.gazetteer)
            return [place for place in candidates if place.kind in _AREAS]
        return []

    def _settle(self, candidates: dict[str, list[Place]], margin: float) -> None:
        """Decide the names whose best reading leads by a margin and has something to be said for it."""
        ranked = [(-self._best(key, found)[1], key) for key, found in candidates.items() if found]
        for _, key in sorted(ranked):
            best, lead = self._best(key, candidates[key])
            if lead >= margin and self._is_supported(best):
                if not self._is_doubtful(key, best):
                    self._set(key, best)
                del candidates[key]

    def _best(self, key: str, candidates: list[Place]) -> tuple[Place, float]:
        """Return the best reading and how far it leads the next one that is another place."""
        scored = [(self.context.score(key, place), -rank, place) for rank, place in enumerate(candidates)]
        scored.sort(key=lambda item: item[:2], reverse=True)
        score, _, first = scored[0]
        best = first
        if first.kind in {"county", "state"} and first.country_code not in _STATES_FIRST:
            # A town and the district around it: the bare name is the town's.
            best = next((other for _, _, other in scored if other.kind == "city" and _same_spot(first, other)), first)
        for other_score, _, other in scored[1:]:
            if not _same_spot(first, other):
                return best, score - other_score
        return best, _ALONE

    def _is_supported(self, place: Place) -> bool:
        """Whether a town is large enough to be meant without a word, or the release has to do with where it is."""
        if place.kind != "city" or place.population >= LARGE or self.context.supports(place):
            return True
        country, state = self.context.home()
        if country is None:
            return True
        return place.country_code == country and (state is None or place.admin1_code == state)

    def _is_doubtful(self, key: str, place: Place) -> bool:
        """Whether only the model says that this is a place at all, and a small one that fits nothing else."""
        if any(mention.located for mention in self.groups[key]) or self.context.supports(place):
            return False
        if place.kind == "city":
            return place.population < SMALL
        is_division = place.kind in {"state", "county"} and place.country_code not in _NAMED_DIVISIONS
        return is_division and not self.context.share(place.country_code)

    def _leave(self, key: str, candidates: list[Place]) -> None:
        """Say of an open name what can be said: the area that introduces it, what its readings share, the release's home."""
        group = self.groups[key]
        place = self._introduced(group) or self._short_form(key) or _common(group[0], candidates)
        located = any(mention.located for mention in group) or form_kind(group[0].text)
        if place is None and (located or candidates):
            country, state = self.context.home()
            if country and (not candidates or any(candidate.country_code == country for candidate in candidates)):
                place = Place(
                    " ".join(group[0].text.split()), form_kind(group[0].text) or "", country, state, None, 0, None, None, None
                )
        if place or located or any(candidate.population >= SMALL for candidate in candidates):
            self.places[key] = place

    def _short_form(self, key: str) -> Place | None:
        """Return the place whose full name the release uses as well: "Manus" beside "Manus Island"."""
        return next((place for word in _FULL_FORMS if (place := self.places.get(f"{key} {word}"))), None)

    def _introduced(self, group: list[Mention]) -> Place | None:
        """Return a place inside the one whose mention follows the words "a hamlet in"."""
        for mention in group:
            following = mention.following
            if following and INTRODUCED.fullmatch(self.reading.text[mention.end : following.start]):
                area = following.fixed or self.places.get(fold(following.text))
                if area:
                    return unknown(mention.text, area, "city")
        return None


def _candidates(mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    if mention.rule == "county_list":
        return list(gazetteer.lookup(mention.text + " County"))
    found = gazetteer.lookup(mention.text)
    is_abbreviation = mention.text in gazetteer.abbreviations and (mention.text != found[0].name if found else True)
    if not found or (is_abbreviation and found[0].name != "Los Angeles"):
        state = gazetteer.state(mention.text)
        return [state] if state else _base(mention, gazetteer)
    return list(found)


def _base(mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    """Return the part of a place that a direction names, without a point: "Southwest Virginia"."""
    direction = DIRECTION.match(mention.text)
    if not direction:
        return []
    bases = [
        place
        for place in gazetteer.lookup(mention.text[direction.end() :])
        if place.kind in {"country", "state", "city", "region"}
    ]
    return [unknown(" ".join(mention.text.split()), bases[0], "region")] if bases else []


def _same_spot(one: Place, other: Place) -> bool:
    """Whether two readings hardly differ, such as a city and the county around it."""
    if one.country_code != other.country_code or one.admin1_code != other.admin1_code or None in {one.latitude, other.latitude}:
        return False
    return abs((one.latitude or 0) - (other.latitude or 0)) < 1 and abs((one.longitude or 0) - (other.longitude or 0)) < 1


def _common(mention: Mention, candidates: list[Place]) -> Place | None:
    """Return what all readings share when none can be chosen."""
    usual = [place for place in candidates if place.is_usual] or candidates
    countries = {place.country_code for place in usual}
    if len(countries) != 1:
        return None
    states = {place.admin1_code for place in usual}
    kinds = {place.kind for place in usual}
    return Place(
        mention.text,
        kinds.pop() if len(kinds) == 1 else "",
        countries.pop(),
        states.pop() if len(states) == 1 else None,
        None,
        0,
        None,
        None,
        None,
    )


def unknown(name: str, area: Place, kind: str | None) -> Place:
    """Return a place the gazetteer lacks, as far as the area it is in tells."""
    return Place(name, form_kind(name) or kind or "", area.country_code, area.admin1_code, None, 0, None, None, None)


def form_kind(name: str) -> str | None:
    """Return the kind a name's own words tell."""
    return next((kind for form, kind in _FORM_KINDS if form.search(name)), None)
