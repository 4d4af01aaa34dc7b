"""Highlighted text: nothing lost, nothing unescaped, overlaps nested."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from nutgraf.markup import Highlight, segments, to_html

HIGHLIGHTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Highlight(min(pair), max(pair), "dates", "<note>"))
)


@given(st.text(min_size=40, max_size=40), HIGHLIGHTS)
def test_segments_cover_the_text_once(text: str, highlights: list[Highlight]) -> None:
    assert "".join(piece for piece, _ in segments(text, highlights)) == text


@given(st.text(min_size=40, max_size=40), HIGHLIGHTS)
def test_html_shows_the_text_and_escapes_it(text: str, highlights: list[Highlight]) -> None:
    body = to_html(text, highlights).partition('<div class="nutgraf-text">')[2].removesuffix("</div></div>")
    tags = re.compile(r"</?mark(?: class=\"dates\" title=\"&lt;note&gt;\")?>")
    assert "<" not in tags.sub("", body)
    assert unescape(tags.sub("", body)) == text


def test_a_fact_inside_a_quote_is_nested() -> None:
    html = to_html("“$5 now”", [Highlight(0, 8, "quotes", "q"), Highlight(1, 3, "figures", "f")])
    assert '<mark class="quotes" title="q"><mark class="figures" title="f">$5</mark></mark>' in html


def test_markup_in_a_release_is_shown_not_obeyed() -> None:
    assert "<script>" not in to_html("<script>alert(1)</script>", [Highlight(0, 8, "people", '"><script>')])


def test_the_key_counts_each_layer_and_the_frame_is_escaped() -> None:
    html = to_html("May 3, May 4", [Highlight(0, 5, "dates", ""), Highlight(7, 12, "dates", "")], [("headline", "<b>Up</b>")])
    assert '<mark class="dates">dates 2</mark>' in html
    assert "<dt>headline</dt><dd>&lt;b&gt;Up&lt;/b&gt;</dd>" in html
