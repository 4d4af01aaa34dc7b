"""The issuer once the names are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nutgraf import Extractor, Release
from nutgraf.publisher import with_publisher

MIND = "\n\nThe study was done in 2021 and cost $2 million. More tests follow in June."
CASES = [
    ("Leader Edith Hale", "Sen. Edith Hale voted no. Hale spoke for an hour.", "Edith Hale"),
    ("Hale", "Edith Hale voted no. Hale spoke for an hour.", "Edith Hale"),
    ("Hale Foods", "Edith Hale joined Hale Foods on Monday.", "Hale Foods"),
    (
        None,
        "New enzyme found\n\nResearchers at the University of Northford have found an enzyme." + MIND,
        "University of Northford",
    ),
    (
        None,
        "Man sentenced\n\nThe Tolland County District Attorney's Office said so." + MIND,
        "Tolland County District Attorney's Office",
    ),
    (None, "Fair opens\n\nVisitors came to Northford for the fair." + MIND, None),
]


@pytest.mark.parametrize(("issuer", "text", "expected"), CASES)
def test_names_settle_the_issuer(extractor: Extractor, issuer: str | None, text: str, expected: str | None) -> None:
    found = extractor.extract(Release.from_text(text))
    found = replace(found, release=replace(found.release, issuer=issuer))
    assert with_publisher(found).release.issuer == expected


def test_the_settled_issuer_is_marked(extractor: Extractor) -> None:
    found = extractor.extract(Release.from_text(CASES[3][1]))
    assert [one.name for one in found.organizations if one.is_issuer] == ["University of Northford"]
