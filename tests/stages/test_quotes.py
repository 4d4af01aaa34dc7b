"""quotes on any text: never raises, stays linear, keeps its segments in order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nutgraf import Extractor, Release
from nutgraf.language import split_sentences
from nutgraf.records import Extraction, Quote
from nutgraf.stage import Reading
from nutgraf.stages.quotes import Quotes
from nutgraf.stages.quotes.marks import read_segments
from timing import cpu_seconds

_MARKS = st.sampled_from("“”\"'’‘«»,.:;-–—()\n\ud800\x00中 ")
_WORDS = st.sampled_from(
    [
        "``",
        "''",
        "\n\n",
        " said ",
        "said ",
        "Bob Hale",
        "CEO of ",
        "Acme",
        "the company",
        " that ",
        "According to ",
        "she added",
        'a 5" pipe',
        "“We go on.” ",
    ]
)
_TEXTS = st.one_of(st.lists(_MARKS | _WORDS, max_size=60).map("".join), st.text(max_size=300))


def _quotes(extractor: Extractor, text: str) -> list[Quote]:
    release = Release.from_text(text)
    doc = extractor.labeller.nlp.make_doc("")
    sentences = split_sentences(release.text, ())
    return list(Quotes()(Reading(release, release.text, sentences, doc, (), None, Extraction(release=release))))


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_segments_are_in_order_within_the_text_and_apart(text: str) -> None:
    position = 0
    for segment in read_segments(text):
        assert position <= segment.start < segment.end <= len(text)
        position = segment.end


def test_quotes_on_arbitrary_text_lie_in_it(extractor: Extractor) -> None:
    @given(_TEXTS)
    @settings(max_examples=200, deadline=None)
    def check(text: str) -> None:
        for quote in _quotes(extractor, text):
            position = quote.start
            for segment in quote.segments:
                assert position <= segment.start < segment.end <= quote.end
                position = segment.end
            assert (quote.cue is None) == (quote.cue_start is None)

    check()


@pytest.mark.parametrize(
    "piece",
    ["“", '"', "'", "‘a ", '"a" ', "“\n", '"Yes," said Bob Hale. ', "said ", "He said that ", ", said X", "Jane Doe and "],
)
def test_ten_times_the_text_takes_no_more_than_some_times_as_long(extractor: Extractor, piece: str) -> None:
    small, large = (
        cpu_seconds(lambda size=size: _quotes(extractor, piece * (size // len(piece))), 2) for size in (10_000, 100_000)
    )
    # Forty leaves room for noise; quadratic work would take a hundred times as long.
    assert large < 40 * max(small, 0.02)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One.\n\n“Two.\n\n“Three.” End", [("“One.", False), ("“Two.", True), ("“Three.”", True)]),
        ("“It starts\n\nand ends here.” End", [("“It starts\n\nand ends here.”", False)]),
        ("“One thing. “Another.” End", [("“One thing.", False), ("“Another.”", False)]),
        ('"One" and "two', [('"One"', False), ('"two', False)]),
        ("the workers' and the bosses' hall", []),
        ('a 12" board, 5\'10" tall', []),
    ],
)
def test_marks_survive_being_unclosed_nested_and_reopened(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text[one.start : one.end], one.continued) for one in read_segments(text)] == expected
