"""places: what the model labels and what the text's own form tells, looked up in the gazetteer and resolved."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.gazetteer import Gazetteer, Place, fold
from nutgraf.records import PlaceMention
from nutgraf.stage import Reading
from nutgraf.stages.places.mentions import Finder
from nutgraf.stages.places.pairs import Mention
from nutgraf.stages.places.readings import form_kind
from nutgraf.stages.places.resolve import resolve


class Places:
    """Reports places with what the gazetteer knows of them."""

    name = "places"
    requires = ("people", "organizations")

    def __call__(self, reading: Reading) -> Iterator[PlaceMention]:
        gazetteer = Gazetteer.default()
        finder = Finder(reading, gazetteer)
        mentions = finder.find()
        places = resolve(reading, mentions, gazetteer, list(finder.evidence()))
        for mention in mentions:
            key = fold(mention.text)
            if mention.fixed or key in places:
                yield _fact(reading, mention, mention.fixed or places[key])


def _fact(reading: Reading, mention: Mention, place: Place | None) -> PlaceMention:
    if place is None:
        name, kind = " ".join(mention.text.split()), form_kind(mention.text)
        return reading.fact(PlaceMention, mention.start, mention.end, mention.rule, name=name, kind=kind)
    return reading.fact(
        PlaceMention,
        mention.start,
        mention.end,
        mention.rule,
        name=place.name,
        kind=place.kind or None,
        country_code=place.country_code,
        admin1_code=place.admin1_code,
        geoname_id=place.geoname_id,
        latitude=place.latitude,
        longitude=place.longitude,
    )
