"""Properties of the figures stage: what is formatted reads back as itself; no text breaks it or slows it down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nutgraf import Release
from nutgraf.language import split_sentences
from nutgraf.layout import read_layout
from nutgraf.records import Extraction, Figure
from nutgraf.stage import Reading
from nutgraf.stages.figures import Figures
from nutgraf.stages.figures.numerals import find_numerals
from timing import cpu_seconds, slowness

DOC = Doc(Vocab())
TEN_KILOBYTES = 10_000
SLOWEST = 0.15
"""Seconds of CPU that ten kilobytes of any text may take on a machine that counts to a million in 50 ms."""
A_FIGURE = 0.0001
"""Seconds more that each figure found may take: text in which every tenth character is one has a thousand to report."""

ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def figures(text: str, country: str | None = "US") -> list[Figure]:
    release = Release.from_text(text)
    flat = read_layout(release.text).flat
    reading = Reading(release, flat, split_sentences(flat, ()), DOC, (), country, Extraction(release=release))
    return list(Figures()(reading))


def spelled(number: int) -> str:
    """Spell a number below a billion as English does."""
    for size, name in ((10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = f" {spelled(number % size)}" if number % size else ""
            return f"{spelled(number // size)} {name}{rest}"
    if number >= 100:
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100 - 1]} hundred{rest}"
    if number < 20:
        return ONES[number - 1]
    return TENS[number // 10 - 2] + (f"-{ONES[number % 10 - 1]}" if number % 10 else "")


@given(st.integers(2, 10**12))
def test_a_count_with_separators_reads_back(number: int) -> None:
    (found,) = figures(f"The survey counted more than {number:,} herons along the coast.")
    assert (found.value, found.unit, found.comparator, found.item) == (number, None, "gt", "herons")
    assert found.text == f"{number:,}"


@given(st.integers(2, 10**9 - 1))
def test_a_count_in_words_reads_back(number: int) -> None:
    written = spelled(number)
    (numeral,) = find_numerals(written, written)
    assert (numeral.start, numeral.end, numeral.value) == (0, len(written), number)


@given(
    st.decimals("0.01", 10**9, places=2),
    st.sampled_from([("$", "USD"), ("US$", "USD"), ("A$", "AUD"), ("€", "EUR"), ("£", "GBP"), ("CHF ", "CHF")]),
)
def test_an_amount_reads_back(number: object, currency: tuple[str, str]) -> None:
    sign, code = currency
    (found,) = figures(f"The grant was {sign}{number:,} in all.")
    assert (found.value, found.unit, found.text) == (float(str(number)), code, f"{sign}{number:,}")


@pytest.mark.parametrize(
    ("scale", "size"), [("million", 1e6), ("billion", 1e9), ("bn", 1e9), ("M", 1e6), ("trillion", 1e12), ("K", 1e3)]
)
@given(st.integers(1, 9999))
def test_a_scale_multiplies(scale: str, size: float, tenths: int) -> None:
    gap = " " if scale[-1] == "n" and len(scale) > 2 else ""
    (found,) = figures(f"Sales came to ${tenths / 10}{gap}{scale}.")
    assert found.value == pytest.approx(tenths / 10 * size)


@given(st.decimals("0.1", 999, places=1), st.sampled_from(["%", " %", " percent", " per cent", "-percent"]))
def test_a_percentage_reads_back(number: object, sign: str) -> None:
    (found,) = figures(f"The levy takes {number}{sign} of imports.")
    assert (found.value, found.unit, found.item) == (float(str(number)), "%", "imports")


@pytest.mark.parametrize(
    ("country", "code"), [("US", "USD"), ("AU", "AUD"), ("CA", "CAD"), ("NZ", "NZD"), ("SG", "SGD"), ("NR", "AUD"), (None, "USD")]
)
def test_a_dollar_is_the_dollar_of_the_release(country: str | None, code: str) -> None:
    assert [found.unit for found in figures("It costs $5 million, or 20 million dollars.", country)] == [code, code]


@given(st.text(st.characters()))
def test_no_text_breaks_the_stage(text: str) -> None:
    for found in figures(text):
        assert found.text == Release.from_text(text).text[found.start : found.end]


PIECES = [
    "1", "1 ", "1,", "1,000,", "1/2 ", "1-", "1.", "1:", "$", "$1 ", "$1 million ", "May 1, ", "one ", "hundred ", "half a ",
    "tens of ", "1 in ", "one in ", "(", "[", "½", "percent ", "1% to ", "between ", "more than ", "of 5 ", "aged 5 ", "nurses ",
    "nurse ", "A 1 ", "#", "@", "a.b@", "://", "1 - ", "+1 ", "in the amount of ", " ", " 000", "- ", "1 x ", "1.5.", "\n1 ",
    "\n", "İ", "\ud800", "\u202e", "and ", "“",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_no_text_slows_the_stage_down(pieces: list[str]) -> None:
    text = "".join(pieces)
    text = (text * (TEN_KILOBYTES // len(text) + 1))[:TEN_KILOBYTES]
    found = figures(text)
    assert _seconds(text) < (SLOWEST + A_FIGURE * len(found)) * slowness()


def _seconds(text: str) -> float:
    release = Release.from_text(text)
    reading = Reading(release, text, ((0, len(text)),), DOC, (), "US", Extraction(release=release))
    return cpu_seconds(lambda: list(Figures()(reading)), 5)


@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["${}-{} million", "${} to ${} million", "between ${} and ${} million"]),
)
def test_a_range_of_amounts_reads_back(low: int, more: int, form: str) -> None:
    (found,) = figures(f"The bridge will cost {form.format(low, low + more)}.")
    assert (found.value, found.high) == pytest.approx((low * 1e6, (low + more) * 1e6))
    assert (found.unit, found.unit_kind) == ("USD", "money")


@given(st.integers(2, 90), st.sampled_from(["{}-year-old", "aged {}", "{} years old"]))
def test_an_age_reads_back(years: int, form: str) -> None:
    (found,) = figures(f"The driver, {form.format(years)}, was not hurt.")
    assert (found.value, found.unit, found.unit_kind) == (years, "year", "age")


@given(st.integers(2, 20), st.sampled_from(["one in {}", "1 in {}", "one out of {}"]))
def test_a_share_of_so_many_reads_back(of: int, form: str) -> None:
    (found,) = figures(f"About {form.format(of)} households has no car.")
    assert found.value == pytest.approx(1 / of, abs=5e-4)


@given(
    st.decimals("0.1", 9999, places=1),
    st.sampled_from([("miles", "mile"), ("km", "kilometer"), ("acres", "acre"), ("kg", "kilogram"), ("megawatts", "megawatt")]),
)
def test_a_measure_reads_back(number: object, unit: tuple[str, str]) -> None:
    (found,) = figures(f"The farm has {number} {unit[0]} of it.")
    assert (found.value, found.unit) == (pytest.approx(float(str(number))), unit[1])


@given(
    st.decimals("0.1", 99, places=1), st.sampled_from([("rose", "up"), ("fell", "down"), ("climbed", "up"), ("dropped", "down")])
)
def test_a_change_has_a_direction(number: object, verb: tuple[str, str]) -> None:
    (found,) = figures(f"Sales {verb[0]} by {number} percent.")
    assert (found.value, found.unit, found.change) == (pytest.approx(float(str(number))), "%", verb[1])
