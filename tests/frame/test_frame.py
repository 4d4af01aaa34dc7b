"""The frame of whole releases against the case file, and what holds for the frame of any text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutgraf import Release
from nutgraf.frame import Frame, read_frame
from nutgraf.layout import read_layout


def _cases() -> dict[str, tuple[dict[str, str], str]]:
    text = (Path(__file__).parent / "releases.txt").read_text("utf-8")
    cases = {}
    for case in text.split("\n====\n"):
        head, _, body = case.partition("\n----\n")
        fields = dict(line.split(" = ", 1) for line in head.splitlines() if " = " in line and not line.startswith("#"))
        cases[fields.pop("name")] = (fields, body)
    return cases


CASES = _cases()
PIECES = [
    "Contact: ", "Jo Lee ", "202-555-0147 ", "About ", "Acme Inc. ", "TULSA, May 3, 2020 – ", "EMBARGOED UNTIL ", "noon ", "###",
    "\n", "\n\n", "# ", "Skip to content\n", "Home\n", "(", "[a](https://b.org) ", "“", "3/4/20 ", "a | b", "  ",
    "the end of it. ", "\x00", "\ud800", "שלום ",
]  # fmt: skip


def _frame(release: Release) -> Frame:
    return read_frame(release, read_layout(release.text))


def _shown(frame: Frame, field: str) -> str:
    if field == "country":
        return str(frame.country)
    if field == "sections":
        return " ".join(section.kind for section in frame.release.sections)
    if field == "contact":
        return " ; ".join(f"{one.name} | {one.phone_e164 or one.phone} | {one.email}" for one in frame.release.contacts)
    return str(getattr(frame.release, field))


@pytest.mark.parametrize("name", CASES)
def test_frame_says_what_the_release_says(name: str) -> None:
    fields, text = CASES[name]
    frame = _frame(Release.from_text(text))
    assert {field: _shown(frame, field) for field in fields} == fields


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_sections_are_in_order_and_cover_what_is_visible(text: str) -> None:
    release = Release.from_text(text)
    layout = read_layout(release.text)
    frame = read_frame(release, layout)
    covered = set()
    end = 0
    for section in frame.release.sections:
        assert end <= section.start < section.end <= len(release.text)
        covered.update(range(section.start, section.end))
        end = section.end
    for block in layout.blocks:
        assert all(at in covered for at in range(block.start, block.end) if not layout.flat[at].isspace())


def test_a_given_day_beats_the_text_and_a_hint_does_not() -> None:
    text = "TULSA, May 3, 2020 /PRNewswire/ -- Acme Mills opened its third plant by the river on Sunday."
    given_day = _frame(Release.from_text(text, published=date(2021, 1, 1))).release
    assert (given_day.release_date, given_day.release_date_source) == (date(2021, 1, 1), "given")
    assert _frame(Release.from_text(text)).release.release_date == date(2020, 5, 3)


def test_a_known_headline_is_found_below_the_letterhead() -> None:
    text = "Acme Mills\nFlour for all\n\nA New Plant\n\nThe mill has opened its third plant by the river, it said on Sunday."
    release = _frame(Release.from_text(text, headline="Flour for all")).release
    assert release.headline == "Flour for all"
    headline = next(section for section in release.sections if section.kind == "headline")
    assert text[headline.start : headline.end] == "Flour for all"


def test_link_targets_are_channels_where_their_words_stand() -> None:
    text = "A Fair\n\nYou can [buy seats](https://example.org/fair) or [write](mailto:Jo@example.org) before the month ends."
    channels = _frame(Release.from_text(text)).channels
    assert [(text[one.start : one.end], one.kind, one.value) for one in channels] == [
        ("buy seats", "url", "https://example.org/fair"),
        ("write", "email", "jo@example.org"),
    ]
