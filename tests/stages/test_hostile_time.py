"""Dates and figures read any ten kilobytes in fifty milliseconds of a quiet machine, and a megabyte at the price of its bytes."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nutgraf import Release
from nutgraf.language import split_sentences
from nutgraf.records import Extraction
from nutgraf.stage import Reading
from nutgraf.stages.dates import Dates
from nutgraf.stages.figures import Figures
from timing import cpu_seconds, slowness

DOC = Doc(Vocab())
TEN_KILOBYTES = 10_000
LIMIT = 0.050
SENTENCE = "Sales rose 8 percent to $3.4 million in the third quarter, and 120 nurses will start on Monday, May 6, 2024. "

DATES = [
    "Q3 ", "May 5, 2020, ", "May 5 ", "May 5\n", "5 May 2020 ", "May 1-3 ", "May 1, 2 and 3, ", "May ", "Jan Feb ", "in 2020 ",
    "2020 ", "2020, ", "2020-", "2020-05-06 ", "2020-05-06T10:00 ", "5/6/2020 ", "1/2/3/4/", "Monday ", "Monday, ", "Mon. ",
    "will rose on Monday ", "it closed on Monday, ", "Monday through Friday ", "10:30 ", "10 a.m. ", "2 p.m. EST Monday ",
    "noon ", "last week ", "this week ", "today ", "the next day ", "two years ", "5 years ago ", "ago ", "a year ",
    "a year and a half ", "year-earlier ", "year-long ", "every day ", "fiscal 2020 ", "FY20 ", "1990s ", "'90s ", "first ",
    "first quarter ",
    "third quarter of 2020 ", "first and second quarters ", "the 5th ", "5th ", "summer ", "Christmas ", "Labor Day ", "may ",
]  # fmt: skip
FIGURES = [
    "$5 ", "$", "$ ", "$5 million ", "$5 to $6 ", "€5 ", "USD 5 ", "EUR5m ", "5 USD ", "5% ", "5 percent ", "5pp ",
    "up 5 percent ", "5 to 6 ", "5-6 ", "from 5 to 6 percent ", "between 5 and 6 ", "more than 5 nurses ", "5 nurses ",
    "five nurses ", "one two three ", "one ", "hundred ", "hundred and ", "million ", "dozens ", "tens of thousands ",
    "a few thousand ", "half ", "a half ", "half a million ", "three quarters of a million ", "½ ", "5½ ", "1/2 ", "one in five ",
    "5 of 6 ", "5 out of 6 ", "5x ", "aged 5 ", "5-year-old ", "5 miles ", "5 km/h, ", "6-foot-2 ", '5" x ', "1,000 ", "1,000,",
    "10,000+ ", "5, 6 and 7 ", "Revenue of $5 million rose 5% to ", "5 registered nurses of the city ",
]  # fmt: skip
LOOKALIKES = [
    "9 ", "9,", "9/", "9-", "9.", "9:", "(9) ", "9) ", "5.5.5 ", "5\n", '"5" ', "a 5 b ", "H.R. 5 ", "Section 5 ", "page 5, ",
    "no. 5 ", "Table 5: ", "#5 ", "@5 ", "a@b.c5 ", "http://a.b/5 ", "555-1234 ", "+1 555 555 5555 ",
    "A. ", ". ", "“", "(", " ", "\n", "İ",
    "of ", "a ", "the year ",
]  # fmt: skip


def seconds(text: str, rounds: int = 3, sentences: tuple[tuple[int, int], ...] | None = None) -> float:
    release = Release.from_text(text, published=date(2024, 5, 15))
    found = Extraction(release=release)
    cut = split_sentences(text, ()) if sentences is None else sentences

    def both() -> None:
        dated = found.with_found("dates", Dates()(Reading(release, text, cut, DOC, (), "US", found)))
        dated.with_found("figures", Figures()(Reading(release, text, cut, DOC, (), "US", dated)))

    return cpu_seconds(both, rounds)


@pytest.mark.parametrize("piece", DATES + FIGURES + LOOKALIKES)
def test_ten_kilobytes_of_anything_take_fifty_milliseconds(piece: str) -> None:
    text = (piece * (TEN_KILOBYTES // len(piece) + 1))[:TEN_KILOBYTES]
    assert seconds(text) < LIMIT * slowness()
    assert seconds(text, sentences=((0, len(text)),)) < LIMIT * slowness()


@pytest.mark.parametrize("piece", [SENTENCE, SENTENCE.replace(". ", " and "), "Q3 ", "from 5 to 6 percent of "])
def test_a_megabyte_costs_what_its_bytes_cost(piece: str) -> None:
    small, large = piece * (100_000 // len(piece)), piece * (1_000_000 // len(piece))
    assert seconds(large, 2) / len(large) < 3 * seconds(small) / len(small)
