"""Datelines against the case file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nutgraf.frame.dateline import read_dateline
from nutgraf.frame.publication import as_date

CASES = [
    line
    for line in (Path(__file__).parent / "datelines.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


@pytest.mark.parametrize("case", CASES)
def test_dateline_names_its_place_and_day(case: str) -> None:
    text, _, expected = case.partition(" => ")
    found = read_dateline(text, 0, len(text))
    if not expected:
        assert found is None
        return
    place, day = expected.split(" | ")
    assert found is not None
    assert str(found.place).lower() == place.lower()
    assert (as_date(found.date) if found.date else None) == (None if day == "none" else date.fromisoformat(day))
