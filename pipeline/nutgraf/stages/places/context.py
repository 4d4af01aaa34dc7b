"""What the places of a release say about one another, and how well a reading fits them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nutgraf.gazetteer import Place, fold

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
_FEWEST = 100
"""Places that nobody counts, and hamlets, are as good as one another."""
LEAST_EXPECTED = 0.5
"""What open names must add up to before they speak for a small town."""
SEAT = 0.7
"""What it counts to be the capital of a state: five times as many people live in a town named as often."""
EXPECTED, MOST_EXPECTED = 1.2, 2.0
"""What each open name counts that can be read in the same state, by how likely that reading is on its own."""
LINKED = 2.5
"""What it counts for a town and a county that the release names one inside the other: Huntsville and Walker County."""
HOME_SHARE, LEAST_HOME = 0.8, 2.0
"""A release is at home where four fifths of its places are, and at least two of them."""


@dataclass(slots=True)
class Context:
    """What the places settled so far say about the others."""

    countries: dict[str, float] = field(default_factory=dict)
    states: dict[tuple[str, str], float] = field(default_factory=dict)
    total: float = 0.0
    points: list[tuple[float, float, int | None]] = field(default_factory=list)
    shares: dict[str, dict[tuple[str, str], float]] = field(default_factory=dict)
    expected: dict[tuple[str, str], float] = field(default_factory=dict)
    hints: dict[tuple[str, str], float] = field(default_factory=dict)
    linked: frozenset[int | None] = frozenset()

    def add(self, place: Place, weight: float = 1.0) -> None:
        """Count a place that is sure."""
        if place.country_code:
            self.add_country(place.country_code, weight)
            if place.admin1_code:
                state = place.country_code, place.admin1_code
                self.states[state] = self.states.get(state, 0.0) + weight
        if (
            place.kind in {"city", "county"}
            and place.latitude is not None
            and place.longitude is not None
            and len(self.points) < MOST_POINTS
        ):
            self.points.append((place.latitude, place.longitude, place.geoname_id))

    def remove(self, place: Place) -> None:
        """Take back what a place counted."""
        self.add(place, -1.0)
        self.points = [point for point in self.points if point[2] != place.geoname_id]

    def expect(self, key: str, candidates: Sequence[Place], weight: float = 1.0) -> None:
        """Note in which states an open name can lie, the larger places the likelier."""
        sizes: dict[tuple[str, str], float] = {}
        for place in candidates:
            state = place.country_code or "", place.admin1_code or ""
            sizes[state] = max(sizes.get(state, 0.0), math.sqrt(max(place.population, _FEWEST)))
        total = sum(sizes.values())
        self.shares[key] = {state: weight * size / total for state, size in sizes.items() if state[1]}
        for state, share in self.shares[key].items():
            self.expected[state] = self.expected.get(state, 0.0) + share

    def settle(self, key: str) -> None:
        """Forget where a name could lie that is open no more."""
        for state, share in self.shares.pop(key, {}).items():
            self.expected[state] -= share

    def add_country(self, code: str, weight: float = 1.0) -> None:
        """Count a country."""
        self.countries[code] = self.countries.get(code, 0.0) + weight
        self.total += weight

    def score(self, key: str, place: Place) -> float:
        """Return how well a place fits a name, in powers of ten of population."""
        kind, code = place.kind, place.country_code or ""
        score = _prior(key, place) + self.hints.get((key, kind), 0.0)
        weight = self.countries.get(code, 0.0)
        if weight > 0:
            score += SAME_COUNTRY * weight / self.total
        if place.admin1_code:
            state = code, place.admin1_code
            if weight > 0:
                score += SAME_STATE * self.states.get(state, 0.0) / self.total
            if others := self.expected.get(state):
                mine = self.shares.get(key)
                score += EXPECTED * min(others - mine.get(state, 0.0) if mine else others, MOST_EXPECTED)
        if kind in {"city", "county"}:
            score += NEAR * min(self._near(place), MOST_NEAR) if self.points else 0.0
            score += LINKED if place.geoname_id in self.linked else 0.0
        return score

    def supports(self, key: str, place: Place) -> bool:
        """Whether anything settled so far is in the same state or near by, or several open names can be."""
        state = place.country_code or "", place.admin1_code or ""
        if self.states.get(state, 0.0) > 0 or self._near(place) > 0:
            return True
        # Where the release is at home, names that are open as well prove nothing.
        others = self.expected.get(state, 0.0) - self.shares.get(key, {}).get(state, 0.0)
        return others > LEAST_EXPECTED and self.home()[0] is None

    def share(self, code: str | None) -> float:
        """Return the share of a country in what is settled so far."""
        return self.countries.get(code or "", 0.0) / self.total if self.total else 0.0

    def link(self, candidates: Iterable[Sequence[Place]]) -> None:
        """Note the towns and counties that open names can mean and that lie one inside the other."""
        places = [place for group in candidates for place in group]
        counties = {place.geoname_id for place in places if place.kind == "county"}
        towns = [place for place in places if place.kind == "city" and place.county_id in counties and place.county_id]
        names = {place.geoname_id: fold(place.name) for place in places if place.kind == "county"}
        towns = [town for town in towns if names[town.county_id] != fold(town.name)]
        self.linked = frozenset(town.geoname_id for town in towns) | frozenset(town.county_id for town in towns)

    def home(self) -> tuple[str | None, str | None]:
        """Return the country, and the state, that all but a few places settled so far are in."""
        country = max(self.countries, key=lambda code: self.countries[code], default=None)
        if country is None or self.total < LEAST_HOME or self.share(country) < HOME_SHARE:
            return None, None
        states = {state: weight for (code, state), weight in self.states.items() if code == country}
        state = max(states, key=lambda code: states[code], default=None)
        total = sum(states.values())
        return country, state if state and total >= LEAST_HOME and states[state] >= HOME_SHARE * total else None

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


def _prior(key: str, place: Place) -> float:
    """Return how likely a name means a place in releases at large."""
    prior = math.log10(max(place.population, _FEWEST)) + KIND_PRIOR.get(place.kind, 0.0)
    if place.kind == "state":
        prior += STATE_PRIOR.get(place.country_code or "", 0.0)
    if not place.is_usual:
        prior += UNUSUAL
    elif place.is_seat:
        prior += SEAT
    return prior + FAME if place.geoname_id and FAMED.get(key) == place.geoname_id else prior
