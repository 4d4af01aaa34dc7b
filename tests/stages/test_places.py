"""Places as a whole: one name one reading, no overlaps, evidence beats size, hostile text stays cheap."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest

from nutgraf import Extraction, Extractor, Release
from nutgraf.records import PlaceMention


def places(extractor: Extractor, text: str) -> tuple[PlaceMention, ...]:
    return extractor.extract(Release.from_text(text)).places


def test_one_name_has_one_reading_throughout(extractor: Extractor) -> None:
    text = (
        "The mill in Paris, Tennessee, will reopen. Workers in Paris cheered.\n\n"
        "The mayor of Paris said that Henry County and the rest of Tennessee would gain."
    )
    found = [place for place in places(extractor, text) if place.text == "Paris"]
    assert len(found) == 3
    assert {(place.country_code, place.admin1_code) for place in found} == {("US", "TN")}


def test_what_lies_inside_what_decides_between_namesakes(extractor: Extractor) -> None:
    found = places(extractor, "Two bridges in Walker County are closed. Schools in Huntsville opened late.")
    assert [(place.name, place.admin1_code) for place in found] == [("Walker County", "TX"), ("Huntsville", "TX")]


def test_without_evidence_the_large_city_is_meant(extractor: Extractor) -> None:
    found = places(extractor, "The choir sang in Paris and in London before the summer.")
    assert [(place.name, place.country_code) for place in found] == [("Paris", "FR"), ("London", "GB")]


def test_places_never_overlap_one_another_or_people(extractor: Extractor) -> None:
    text = (
        "NEW YORK, N.Y. – Paris Whitcombe of the University of Oregon flew from Portland, Oregon, to Northern Ireland.\n\n"
        "Contact: Austin Reyes, 12 Houston Street, Austin, TX 78701"
    )
    found: Extraction = extractor.extract(Release.from_text(text))
    spans = sorted((place.start, place.end) for place in found.places)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert not any(place.start < person.end and person.start < place.end for place in found.places for person in found.people)


@pytest.mark.parametrize(
    "alphabet",
    [
        "0123456789 ",
        ", ",
        "New York, ",
        "A.",
        "Counties and ",
        "Washington, D.C. ",
        "a hamlet in ",
        "(R-",
        "\ud800, X",
        "\u202bTexas, ",
    ],
)
def test_hostile_text_stays_cheap_and_never_raises(extractor: Extractor, alphabet: str) -> None:
    text = (alphabet * 10_000)[:10_000]
    stage = next(stage for stage in extractor.stages if stage.name == "places")
    release = Release.from_text(text)
    extractor.extract(release)
    spent: list[float] = []
    original = type(stage).__call__

    def timed(self: object, reading: object) -> object:
        start = time.process_time()
        facts = list(original(self, reading))  # type: ignore[arg-type]
        spent.append(time.process_time() - start)
        return iter(facts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(stage), "__call__", timed)
        extractor.extract(release)
    assert spent[0] < 0.5  # under 0.05 s for text that a person wrote; the bound catches what is worse than linear


def test_shuffled_words_keep_offsets(extractor: Extractor) -> None:
    words = [
        "Ohio,",
        "Of",
        "St.",
        "Paul,",
        "MN",
        "55101",
        "U.S.",
        "Senator",
        "Turkey",
        "(D-CA)",
        "in",
        "the",
        "Lake",
        "Erie",
        "County",
        "\n\n",
        "’s",
    ]
    generator = random.Random(4)  # noqa: S311  no secret
    for _ in range(40):
        text = " ".join(generator.choice(words) for _ in range(60))
        found = extractor.extract(Release.from_text(text))
        assert all(found.release.text[place.start : place.end] == place.text for place in found.places)
        assert all(place.text.strip() == place.text and place.name for place in found.places)
