"""Every stage against its case file: what is marked is found, with its fields; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotated import Case, read_cases
from nutgraf import Extractor

FILES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
CASES = [(path.stem.split("-")[0], case) for path in FILES for case in read_cases(path)]


@pytest.mark.parametrize(("stage", "case"), [pytest.param(*item, id=item[1].name) for item in CASES])
def test_stage_finds_what_is_marked_and_nothing_else(stage: str, case: Case, extractor: Extractor) -> None:
    found = getattr(extractor.extract(case.release), stage)
    assert [(fact.start, fact.end, fact.text) for fact in found] == [
        (fact.start, fact.end, case.release.text[fact.start : fact.end]) for fact in case.expected
    ]
    for fact, expected in zip(found, case.expected, strict=True):
        assert {name: _as_text(getattr(fact, name)) for name in expected.fields} == expected.fields


def _as_text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return " ".join(getattr(item, "value", None) or f"{item.start}-{item.end}" for item in value)
    return str(value)
