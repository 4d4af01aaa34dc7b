"""Which place a name means: the text's own word first, then what the release is about, then how large a place is."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from nutgraf.gazetteer import Gazetteer, Place, fold
from nutgraf.stage import Reading
from nutgraf.stages.places.mentions import DIRECTION, Mention, inside

_AREAS = frozenset({"country", "state", "county"})

KIND_PRIOR = {"country": 2.5, "continent": 9.0, "region": 5.0, "water": 5.0, "mountain": 5.0, "county": -0.5}
"""What a kind counts beside population, in powers of ten: a country's name means the country, a county's rarely the county."""
STATE_PRIOR = {"US": 1.0, "CA": 1.0, "AU": 1.0, "GB": 1.0}
"""States that English releases name as often as their cities."""
FAMED = {"washington": 4140963, "new york": 5128581}
"""Cities that share their name with a state and are meant more often (GeoNames ids)."""
FAME = 3.0
UNUSUAL = -2.5
"""A name that English texts hardly use for the place."""
SAME_COUNTRY, SAME_STATE = 2.0, 2.5
"""What it counts when all other places of the release are in the same country or state, in powers of ten of population."""
NEAR, NEAR_KM, MOST_NEAR = 0.9, 160, 3
"""What each of the first places of the release near by counts; 100 miles is how far local news reaches."""
KM_A_DEGREE = 111
MOST_POINTS = 60
"""Places of a release that later ones are measured against; a bound on the work for long lists of towns."""
HINT = 0.5
"""What a state's name in an organization's name weighs beside a place."""
SURE_MARGIN = 2.0
"""A reading a hundred times as likely as the next one is evidence for the rest of the release."""
LEAST_MARGIN = 0.05
"""Readings nearer to one another than this stay undecided."""

_INTRODUCED = re.compile(
    r",\s(?:a|an|the)\s(?:[\w-]+\s){0,3}(?:village|hamlet|town|city|suburb|community|municipality|township|settlement|neighborhood|"
    r"neighbourhood|district|port|parish|borough)\s(?:[\w-]+\s){0,4}?(?:in|of|near|outside|on)\s"
)
_FORM_KINDS = (
    (re.compile(r"\b(?:River|Creek|Lake|Bay|Sea|Ocean|Gulf|Strait|Canal|Falls|Harbou?r|Sound|Cove|Lagoon)\b"), "water"),
    (re.compile(r"\b(?:Mount|Mountains?|Mt|Peak|Hills|Range)\b"), "mountain"),
    (re.compile(r"\b(?:County|Parish|Shire)\b"), "county"),
    (re.compile(r"\b(?:Valley|Region|Peninsula|Islands?|Coast|Basin|Desert|Province|Delta|Area|Plains)\b"), "region"),
)


@dataclass(slots=True)
class Context:
    """What the places settled so far say about the others."""

    countries: dict[str, float] = field(default_factory=dict)
    states: dict[tuple[str, str], float] = field(default_factory=dict)
    total: float = 0.0
    points: list[tuple[float, float, int | None]] = field(default_factory=list)

    def add(self, place: Place, weight: float = 1.0) -> None:
        """Count a place that is sure."""
        if place.country_code:
            self.add_country(place.country_code, weight)
            if place.admin1_code:
                state = place.country_code, place.admin1_code
                self.states[state] = self.states.get(state, 0.0) + weight
        if place.kind in {"city", "county"} and place.latitude is not None and place.longitude is not None and len(self.points) < MOST_POINTS:
            self.points.append((place.latitude, place.longitude, place.geoname_id))

    def add_country(self, code: str, weight: float = 1.0) -> None:
        """Count a country."""
        self.countries[code] = self.countries.get(code, 0.0) + weight
        self.total += weight

    def score(self, key: str, place: Place) -> float:
        """Return how well a place fits a name, in powers of ten of population."""
        score = math.log10(max(place.population, 100)) + KIND_PRIOR.get(place.kind, 0.0)
        if place.kind == "state":
            score += STATE_PRIOR.get(place.country_code or "", 0.0)
        if not place.is_usual:
            score += UNUSUAL
        if FAMED.get(key) == place.geoname_id:
            score += FAME
        if place.country_code in self.countries:
            score += SAME_COUNTRY * self.countries[place.country_code] / self.total
            if place.admin1_code:
                score += SAME_STATE * self.states.get((place.country_code, place.admin1_code), 0.0) / self.total
        if place.kind in {"city", "county"}:
            score += NEAR * min(self._near(place), MOST_NEAR)
        return score

    def _near(self, place: Place) -> int:
        """Return how many other places settled so far are near."""
        if place.latitude is None or place.longitude is None:
            return 0
        height = NEAR_KM / KM_A_DEGREE
        width = height / max(math.cos(math.radians(place.latitude)), 0.2)
        return sum(
            abs(latitude - place.latitude) < height and abs(longitude - place.longitude) < width and number != place.geoname_id
            for latitude, longitude, number in self.points
        )


def resolve(reading: Reading, mentions: list[Mention], gazetteer: Gazetteer, evidence: Iterable[Place]) -> dict[str, Place]:
    """Return the place of every name of the release, by its key; one name has one reading.

    `evidence` are areas the release names otherwise.
    """
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.fixed is None:
            groups[fold(mention.text)].append(mention)
    context = Context()
    if reading.country:
        context.add_country(reading.country)
    for place in evidence:
        context.add(place, HINT)
    for mention in mentions:
        if mention.fixed:
            context.add(mention.fixed, 0.5 if mention.fixed.kind in {"country", "state"} else 1.0)
    places: dict[str, Place] = {}
    open_groups: dict[str, list[Place]] = {}
    for key, group in groups.items():
        found = _stated(reading, group, gazetteer)
        if found:
            places[key] = found
            context.add(found)
        else:
            open_groups[key] = _candidates(group[0], gazetteer)
    _settle(open_groups, places, context, SURE_MARGIN)
    _settle(open_groups, places, context, LEAST_MARGIN)
    for key, candidates in open_groups.items():
        found = _common(groups[key][0], candidates)
        if found:
            places[key] = found
    return places


def _candidates(mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    if mention.rule == "county_list":
        return list(gazetteer.lookup(mention.text + " County"))
    found = gazetteer.lookup(mention.text)
    if not found or (mention.text in gazetteer.abbreviations and "." in mention.text) or not found[0].is_usual and mention.text in gazetteer.abbreviations:
        state = gazetteer.state(mention.text)
        return [state] if state else _base(mention, gazetteer)
    return list(found)


def _base(mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    """Return the part of a place that a direction names, without a point: "Southwest Virginia"."""
    direction = DIRECTION.match(mention.text)
    if not direction:
        return []
    bases = [place for place in gazetteer.lookup(mention.text[direction.end() :]) if place.kind in {"country", "state", "city", "region"}]
    return [unknown(" ".join(mention.text.split()), bases[0], "region")] if bases else []


def _stated(reading: Reading, group: list[Mention], gazetteer: Gazetteer) -> Place | None:
    """Return the place the text itself says: the area behind a comma, or the words that introduce it."""
    votes: Counter[Place] = Counter()
    for mention in group:
        areas = [mention.within] if mention.within else _areas_behind(reading, mention, gazetteer)
        for area in areas:
            inner = [place for place in _candidates(mention, gazetteer) if inside(place, area) and place.geoname_id != area.geoname_id]
            if inner:
                votes[inner[0]] += 1 if area.kind == "country" else 2
                break
        else:
            if mention.within:
                votes[unknown(mention.text, mention.within, "city")] += 1 if mention.within.kind == "country" else 2
    return votes.most_common(1)[0][0] if votes else None


def _areas_behind(reading: Reading, mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    """Return the areas the next mention can mean when the text puts this one inside it: "Truro, Cornwall"."""
    following = mention.following
    if mention.rule == "known_name" or any(place.kind in {"country", "state"} for place in gazetteer.lookup(mention.text)):
        return []  # "Kansas, Oklahoma and Texas" is a list, for all that Oklahoma has a Kansas
    if following is None or following.start - mention.end > 60:
        return []
    between = reading.text[mention.end : following.start]
    if between == ", " or _INTRODUCED.fullmatch(between):
        candidates = [following.fixed] if following.fixed else _candidates(following, gazetteer)
        return [place for place in candidates if place.kind in _AREAS]
    return []


def _settle(open_groups: dict[str, list[Place]], places: dict[str, Place], context: Context, margin: float) -> None:
    """Decide the names whose best reading leads by a margin; each one decided counts for the next."""
    ranked = []
    for key, candidates in open_groups.items():
        if candidates:
            best, lead = _best(key, candidates, context)
            ranked.append((lead, key, best))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    for _, key, _ in ranked:
        best, lead = _best(key, open_groups[key], context)
        if lead >= margin:
            places[key] = best
            context.add(best)
            del open_groups[key]


def _best(key: str, candidates: list[Place], context: Context) -> tuple[Place, float]:
    """Return the best reading and how far it leads the next one that is another place."""
    scored = sorted(((context.score(key, place), -rank, place) for rank, place in enumerate(candidates)), key=lambda item: item[:2], reverse=True)
    score, _, first = scored[0]
    best = first
    if first.kind == "county":
        # A town and the district around it: the bare name is the town's.
        best = next((other for _, _, other in scored if other.kind == "city" and _same_spot(first, other)), first)
    for other_score, _, other in scored[1:]:
        if not _same_spot(first, other):
            return best, score - other_score
    return best, 10.0


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
    return Place(mention.text, kinds.pop() if len(kinds) == 1 else "", countries.pop(), states.pop() if len(states) == 1 else None, None, 0, None, None, None)


def unknown(name: str, area: Place, kind: str | None) -> Place:
    """Return a place the gazetteer lacks, as far as the area it is in tells."""
    return Place(name, form_kind(name) or kind or "", area.country_code, area.admin1_code, None, 0, None, None, None)


def form_kind(name: str) -> str | None:
    """Return the kind a name's own words tell."""
    return next((kind for form, kind in _FORM_KINDS if form.search(name)), None)
