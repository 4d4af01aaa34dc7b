"""What holds for every text whatever: no exception, right offsets, facts in order, the same rows in any batch."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nutgraf import Extraction, Extractor, Release
from nutgraf.language import split_sentences
from nutgraf.layout import read_layout
from nutgraf.records import FACT_TABLES, TABLES
from nutgraf.schema import SCHEMAS, records_to_table

PIECES = st.sampled_from(
    [
        "FOR IMMEDIATE RELEASE",
        "EMBARGOED UNTIL 9 a.m. Monday",
        "WASHINGTON, D.C., May 14, 2019 /PRNewswire/ -- ",
        "“",
        "”",
        '"',
        "’s ",
        "Senator Maria O’Dowd (D-CA)",
        "said ",
        "she added",
        "Acme Widgets, Inc. ",
        "the Department of Water",
        "$3.4 million",
        "12 percent",
        "on Monday",
        "between 2010 and 2015",
        "Contact: ",
        "press@acme.example.com",
        "617-555-0142",
        "www.acme.example.org",
        "###",
        "-30-",
        "About Acme",
        "Call your senator and urge her to vote. ",
        "\n",
        "\n\n",
        " ",
        "   ",
        "\t",
        "- ",
        "1. ",
        "(",
        ")",
        ". ",
        ", ",
        ": ",
        "…",
        "[text](https://acme.example.org/a_(b))",
        "# ",
        "**",
        "\u00a0",
        "\u200b",
        "\u202e",
        "\x00",
        "\ud800",
        "é",
        "東京",
        "🙂",
        "ﬁ",
        "½",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=300))
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(found: Extraction) -> None:
    text = found.release.text
    for _, fact in found.facts():
        assert 0 <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end] == fact.text
        assert fact.release_id == found.release.release_id
        assert fact.section != "chrome"
    for name in FACT_TABLES:
        starts = [fact.start for fact in getattr(found, name)]
        assert starts == sorted(starts)
    for quote in found.quotes:
        edges = [edge for segment in quote.segments for edge in (segment.start, segment.end)]
        assert edges == sorted(edges)
        assert (quote.start, quote.end) == (edges[0], edges[-1])
    sections = found.release.sections
    assert all(one.end <= other.start for one, other in pairwise(sections))
    assert all(0 <= section.start < section.end <= len(text) for section in sections)


@given(text=TEXTS)
@SLOW
def test_any_text_is_extracted_with_right_offsets(text: str, extractor: Extractor) -> None:
    check(extractor.extract(Release.from_text(text)))


@given(text=TEXTS)
@SLOW
def test_extractions_go_through_arrow_and_back(text: str, extractor: Extractor) -> None:
    found = extractor.extract(Release.from_text(text.encode("utf-8", "replace").decode()))
    rows = {name: list(getattr(found, name)) for name in FACT_TABLES} | {"releases": [found.release], "errors": []}
    for name in TABLES:
        table = records_to_table(name, rows[name])
        assert table.schema == SCHEMAS[name]
        assert table.num_rows == len(rows[name])
        for row, record in zip(table.to_pylist(), rows[name], strict=True):
            assert row["text"] == record.text


@given(texts=st.lists(TEXTS, min_size=2, max_size=6))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_release_reads_the_same_in_any_company(texts: list[str], extractor: Extractor) -> None:
    releases = [replace(Release.from_text(text), release_id=str(number)) for number, text in enumerate(texts)]
    assert extractor.extract_batch(releases) == [extractor.extract(release) for release in releases]


@given(text=TEXTS)
@SLOW
def test_the_flat_text_differs_in_white_space_and_marks_only(text: str) -> None:
    release = Release.from_text(text)
    layout = read_layout(release.text)
    assert len(layout.flat) == len(release.text)
    assert all(old == new or new in " \n" for old, new in zip(release.text, layout.flat, strict=True))


@given(text=TEXTS)
@SLOW
def test_sentences_are_in_order_and_cover_what_is_visible(text: str) -> None:
    flat = read_layout(Release.from_text(text).text).flat
    sentences = split_sentences(flat, ())
    assert all(one[1] <= other[0] for one, other in pairwise(sentences))
    gaps = zip((0, *(end for _, end in sentences)), (*(start for start, _ in sentences), len(flat)), strict=True)
    assert not "".join(flat[start:end] for start, end in gaps).strip()
