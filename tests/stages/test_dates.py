"""The dates stage alone, without a model: round trips, order, bounds, hostile input."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nutgraf import Release
from nutgraf.language import split_sentences
from nutgraf.records import DateMention, Extraction
from nutgraf.stage import Reading
from nutgraf.stages.dates import Dates
from nutgraf.stages.dates.holidays import holiday
from nutgraf.stages.dates.values import bounds

EMPTY = Doc(Vocab())
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
WORDS = """on May 3 the 12 2024 last Friday next week two years ago Q3 FY24 10 a.m. - to , . Sept. 1990s every of and
5/6/07 noon fiscal""".split()  # noqa: SIM905  # a line of words is what is meant


def dates_in(text: str, published: date | None = None, country: str | None = "US") -> list[DateMention]:
    release = Release.from_text(text, published=published)
    flat = release.text.replace("\t", " ")
    reading = Reading(release, flat, split_sentences(flat, ()), EMPTY, (), country, Extraction(release=release))
    return list(Dates()(reading))


def values(text: str, published: date | None = None, country: str | None = "US") -> list[str | None]:
    return [found.value for found in dates_in(text, published, country)]


@given(published=DAYS, away=st.integers(-150, 150))
def test_a_day_without_its_year_is_the_one_nearest_the_release(published: date, away: int) -> None:
    day = published + timedelta(away)
    assert values(f"The hall, {day:%B} {day.day}.", published) == [day.isoformat()]


@given(published=DAYS, away=st.integers(1, 6))
def test_a_weekday_is_before_the_release_in_the_past_and_after_it_in_the_future(published: date, away: int) -> None:
    before, after = published - timedelta(away), published + timedelta(away)
    assert values(f"The board voted on {before:%A}.", published) == [before.isoformat()]
    assert values(f"The board will vote on {after:%A}.", published) == [after.isoformat()]


@given(published=DAYS, count=st.integers(1, 40))
def test_units_ago_count_back_from_the_release(published: date, count: int) -> None:
    text = f"It closed {count} days ago, {count} months ago and {count} years ago."
    months = published.year * 12 + published.month - 1 - count
    assert values(text, published) == [
        (published - timedelta(count)).isoformat(),
        f"{months // 12}-{months % 12 + 1:02d}",
        str(published.year - count),
    ]


@given(first=DAYS, length=st.integers(1, 300))
def test_a_range_reaches_from_its_first_to_its_last_day(first: date, length: int) -> None:
    last = first + timedelta(length)
    (found,) = dates_in(f"Open from {first:%B} {first.day}, {first.year} to {last:%B} {last.day}, {last.year}.")
    assert found.value == f"{first}/{last}"
    assert (found.earliest, found.latest) == (first, last)


@given(year=st.integers(1950, 2090), month=st.integers(1, 12))
def test_a_month_covers_its_days(year: int, month: int) -> None:
    (found,) = dates_in(f"It opened in {date(year, month, 1):%B} {year}.")
    assert found.earliest == date(year, month, 1)
    assert found.latest is not None
    assert (found.latest + timedelta(1)).day == 1


@pytest.mark.parametrize(
    ("country", "expected"), [("AU", "2024-04-03"), ("GB", "2024-04-03"), ("US", "2024-03-04"), (None, "2024-03-04")]
)
def test_the_country_decides_figures_nothing_else_decides(country: str | None, expected: str) -> None:
    assert values("Issued 3/4/2024 in the hall.", country=country) == [expected]


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [
        ("2024-SU", "US", (date(2024, 6, 1), date(2024, 8, 31))),
        ("2024-SU", "AU", (date(2024, 12, 1), date(2025, 2, 28))),
        ("2024-W01", "US", (date(2024, 1, 1), date(2024, 1, 7))),
        ("2020-W53", "US", (date(2020, 12, 28), date(2021, 1, 3))),
        ("199X", "US", (date(1990, 1, 1), date(1999, 12, 31))),
        ("20XX", "US", (date(2000, 1, 1), date(2099, 12, 31))),
        ("FY2024-Q3", "US", (None, None)),
        ("P3Y", "US", (None, None)),
        ("0000", "US", (None, None)),
    ],
)
def test_a_value_covers_its_days(value: str, country: str, expected: tuple[date | None, date | None]) -> None:
    assert bounds(value, country)[:2] == expected


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        ("easter 0", 2024, date(2024, 3, 31)),
        ("easter -2", 2019, date(2019, 4, 19)),
        ("11-thu-4", 2023, date(2023, 11, 23)),
        ("5-mon--1", 2022, date(2022, 5, 30)),
        ("11-tue-election", 2022, date(2022, 11, 8)),
        ("11-thu-4 +1", 2024, date(2024, 11, 29)),
    ],
)
def test_holidays_fall_on_their_days(rule: str, year: int, expected: date) -> None:
    assert holiday(rule, year) == expected


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.none() | DAYS)
def test_no_text_raises_and_spans_are_in_order_and_apart(text: str, published: date | None) -> None:
    found = dates_in(text, published)
    release = Release.from_text(text)
    assert all(release.text[one.start : one.end] == one.text for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(
    quarter=st.integers(1, 4),
    year=st.integers(1950, 2090),
    form=st.sampled_from(["Q{q} {y}", "the {o} quarter of {y}", "{y} Q{q}"]),
)
def test_a_quarter_reads_back(quarter: int, year: int, form: str) -> None:
    ordinal = ("first", "second", "third", "fourth")[quarter - 1]
    (found,) = dates_in(f"Orders grew in {form.format(q=quarter, o=ordinal, y=year)}.")
    assert found.value == f"{year}-Q{quarter}"
    assert (found.earliest, found.precision) == (date(year, 3 * quarter - 2, 1), "quarter")


@given(half=st.integers(1, 2), year=st.integers(1950, 2090))
def test_a_half_reads_back(half: int, year: int) -> None:
    assert values(f"Orders grew in the {('first', 'second')[half - 1]} half of {year}.") == [f"{year}-H{half}"]


@given(decade=st.integers(180, 203), mark=st.sampled_from(["s", "'s"]))
def test_a_decade_reads_back(decade: int, mark: str) -> None:
    (found,) = dates_in(f"The mill was built in the {decade}0{mark}.")
    assert (found.value, found.earliest, found.latest) == (f"{decade}X", date(decade * 10, 1, 1), date(decade * 10 + 9, 12, 31))


@given(
    first=st.integers(1900, 2059),
    length=st.integers(1, 40),
    form=st.sampled_from(["from {} to {}", "between {} and {}", "{}–{}", "{}-{}"]),
)
def test_a_range_of_years_reads_back(first: int, length: int, form: str) -> None:
    (found,) = dates_in(f"The grants were paid {form.format(first, first + length)}.")
    assert (found.value, found.earliest, found.latest) == (
        f"{first}/{first + length}",
        date(first, 1, 1),
        date(first + length, 12, 31),
    )


@given(
    count=st.integers(2, 90),
    unit=st.sampled_from([("day", "D"), ("week", "W"), ("month", "M"), ("year", "Y"), ("hour", "H"), ("minute", "M")]),
    form=st.sampled_from(["The trial lasted {n} {u}s.", "It was a {n}-{u} trial."]),
)
def test_a_duration_reads_back(count: int, unit: tuple[str, str], form: str) -> None:
    name, letter = unit
    time = "T" if name in {"hour", "minute"} else ""
    assert values(form.format(n=count, u=name)) == [f"P{time}{count}{letter}"]
