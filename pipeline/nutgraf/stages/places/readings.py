"""What a name can mean by itself, and how two readings of it lie to one another."""

from __future__ import annotations

import re
from dataclasses import replace

from nutgraf.gazetteer import Gazetteer, Place
from nutgraf.stages.places.pairs import Mention
from nutgraf.stages.places.patterns import DIRECTION, DIVISION_TAIL

STATES_FIRST = frozenset({"US", "CA", "AU"})
"""Countries whose states are named as often as the cities of the same name."""

_FORM_KINDS = (
    (
        re.compile(
            r"\b(?:River|Creek|Lake|Bay|Sea|Ocean|Gulf|Strait|Canal|Falls|Harbou?r|Sound|Cove|Lagoon)$|^Lake\s|^[A-Z]\w+ of\b"
        ),
        "water",
    ),
    (re.compile(r"\b(?:Mount|Mountains?|Mt|Peak|Hills|Range)\b"), "mountain"),
    (re.compile(r"\b(?:County|Parish|Shire)\b"), "county"),
    (re.compile(r"\b(?:Valley|Region|Peninsula|Islands?|Coast|Basin|Desert|Province|Delta|Area|Plains)\b"), "region"),
)


def possible(mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    """Return what a mention can mean, the likeliest first, whatever the release says."""
    if mention.rule == "county_list":
        return list(gazetteer.lookup(mention.text + " County"))
    found = gazetteer.lookup(mention.text)
    is_abbreviation = mention.text in gazetteer.abbreviations and (mention.text != found[0].name if found else True)
    if not found or (is_abbreviation and found[0].name != "Los Angeles"):
        state = gazetteer.state(mention.text)
        if state:
            return [state]
        return _base(mention, gazetteer) or _division(mention.text, gazetteer)
    return list(found)


def _base(mention: Mention, gazetteer: Gazetteer) -> list[Place]:
    """Return the part of a place that a direction names, without a point: "Southwest Virginia"."""
    direction = DIRECTION.match(mention.text)
    if not direction:
        return []
    bases = [
        place
        for place in gazetteer.lookup(mention.text[direction.end() :])
        if place.kind in {"country", "state", "city", "region"} and place.is_usual
    ]
    # Areas have parts with names of their own; the town called Yorkshire is not meant by "West Yorkshire".
    bases = [base for base in bases if base.kind != "city"] or bases
    name = " ".join(mention.text.split())
    return [replace(unknown(name, base, "region"), population=base.population) for base in bases]


def _division(name: str, gazetteer: Gazetteer) -> list[Place]:
    """Return the states that a name with its kind means: "Oaxaca State"."""
    bare = DIVISION_TAIL.sub("", name)
    return [place for place in gazetteer.lookup(bare) if place.kind in {"state", "county"}] if bare != name else []


def same_spot(one: Place, other: Place) -> bool:
    """Whether two readings hardly differ, such as a city and the county around it."""
    if one.country_code != other.country_code or one.admin1_code != other.admin1_code or None in {one.latitude, other.latitude}:
        return False
    return abs((one.latitude or 0) - (other.latitude or 0)) < 1 and abs((one.longitude or 0) - (other.longitude or 0)) < 1


def contains(one: Place, other: Place) -> bool:
    """Whether the second reading lies in the first, a state or county outside the countries that name those first."""
    if one.kind not in {"state", "county"} or one.country_code in STATES_FIRST or one.country_code != other.country_code:
        return False
    return other.county_id == one.geoname_id if one.kind == "county" and other.county_id else one.admin1_code == other.admin1_code


def common(mention: Mention, candidates: list[Place]) -> Place | None:
    """Return what all readings share when none can be chosen; a town, where the others are the areas named after it."""
    usual = [place for place in candidates if place.is_usual] or candidates
    town = next((place for place in usual if place.kind == "city"), None)
    if town and len(usual) > 1 and all(place is town or contains(place, town) for place in usual):
        return town
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
