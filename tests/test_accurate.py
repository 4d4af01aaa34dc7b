"""The accurate names model, as it ships."""

from __future__ import annotations

from importlib.resources import files

import pytest

from nutgraf import Extractor, Release
from nutgraf.language import ACCURATE

TEXT = """Tavira Foods Opens Cannery in Harwich

HARWICH, Mass., May 6, 2024 -- Tavira Foods, Inc. said today that Lena Okafor, formerly of the Department of Agriculture, will run
its new cannery.

"We owe this to the Cape Cod Fishermen's Alliance," said Okafor.
"""


@pytest.fixture(scope="module")
def accurate() -> Extractor:
    return Extractor(ACCURATE)


def test_it_finds_names(accurate: Extractor) -> None:
    found = accurate.extract(Release.from_text(TEXT))
    assert {person.name for person in found.people} == {"Lena Okafor"}
    assert {"Tavira Foods, Inc.", "Department of Agriculture", "Cape Cod Fishermen's Alliance"} <= {
        o.name for o in found.organizations
    }
    assert "Harwich" in {place.name for place in found.places}


def test_names_do_not_depend_on_what_is_read_beside(accurate: Extractor) -> None:
    texts = [TEXT, "", "A pier.", TEXT.upper(), "x " * 900, TEXT * 6]
    releases = [Release.from_text(text, source=str(number)) for number, text in enumerate(texts)]
    together = [list(found.facts()) for found in accurate.pipe(releases)]
    assert together == [list(accurate.extract(release).facts()) for release in releases]


def test_its_weights_are_small() -> None:
    folder = files("nutgraf.models").joinpath("names", "accurate")
    assert sum(len(path.read_bytes()) for path in folder.iterdir()) < 26_000_000
