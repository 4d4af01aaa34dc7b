"""Records: what a release is made from, and how facts describe themselves."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import date

import pytest

from nutgraf import Extraction, Release
from nutgraf.records import FACT_TABLES, TABLES, Fact, Figure, source_id


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\ufeffmarked", "marked"),
        ("a\u00a0b\x00\u200bc", "a\u00a0b\x00\u200bc"),
        ("", ""),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_from_text_changes_line_ends_byte_order_mark_and_lone_surrogates_only(raw: str, text: str) -> None:
    assert Release.from_text(raw).text == text


def test_from_text_takes_the_given_day() -> None:
    release = Release.from_text("text", published=date(2019, 5, 14))
    assert (release.release_date, release.release_date_source) == (date(2019, 5, 14), "given")


def test_release_id_depends_on_the_source_not_on_the_text() -> None:
    assert Release.from_text("one", source="a.txt").release_id == Release.from_text("two", source="a.txt").release_id
    assert Release.from_text("one", source="a.txt").release_id != Release.from_text("one", source="b.txt").release_id
    assert source_id("caf\udce9.txt") != source_id("cafe.txt")


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Release.from_text("text").text = "other"  # type: ignore[misc]


def test_every_fact_starts_with_the_shared_columns() -> None:
    shared = [column.name for column in fields(Fact)]
    for record in FACT_TABLES.values():
        assert [column.name for column in fields(record)][: len(shared)] == shared


def test_tables_are_the_fields_of_an_extraction() -> None:
    assert {"releases", *FACT_TABLES, "errors"} == set(TABLES)
    assert [column.name for column in fields(Extraction)] == ["release", *FACT_TABLES]


def test_note_gives_the_values_a_person_wants() -> None:
    figure = Figure(
        release_id="r",
        start=0,
        end=4,
        text="$3bn",
        section=None,
        rule="money",
        value=3e9,
        unit="USD",
        unit_kind="money",
        item="sales",
    )
    assert figure.note() == "value 3,000,000,000, unit USD, unit_kind money, comparator eq, item sales"


def test_with_found_puts_facts_in_text_order() -> None:
    figures = [
        Figure(release_id="r", start=start, end=start + 1, text="1", section=None, rule="count", value=1.0) for start in (9, 2, 5)
    ]
    found = Extraction(release=Release.from_text("x")).with_found("figures", figures)
    assert [figure.start for figure in found.figures] == [2, 5, 9]
    assert [name for name, _ in found.facts()] == ["figures"] * 3
