"""Which lines read as one, and that the flat text keeps every offset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutgraf.layout import read_layout

WRAPPED = """The harbour board voted on Tuesday to widen the northern channel so
that larger grain ships can berth through the winter, its first such
decision since the flood walls were raised two decades ago, and it
asked the county to pay half of the cost.
"""

CASES = [
    ("hard wrap", WRAPPED, 1),
    ("one paragraph a line", "The first long line ends here.\nThe second one starts here.\nAnd a third.", 3),
    ("inline element", "On his 16\nth\nbirthday he won.", 1),
    ("linked name", "The\nClean Rivers Act\n(CRA) passed.\nIt was late.", 2),
    ("dateline on its own lines", "WASHINGTON\n–\nThe senator spoke.", 1),
    ("dash at the line's end", "TULSA -\nThe senator spoke.", 1),
    ("title before a linked name", "County Attorney\nJo Marsh\nwelcomed them.", 1),
    ("quote and its attribution", "“We won,”\nMarsh said.", 1),
    ("address block", "Acme Works\n12 Mill Road\nTulsa, OK 74103\njo@example.org", 4),
    ("list", "We sell:\n- apples\n- pears", 3),
    ("heading over a paragraph", "Big Day for Tulsa\nThe town held a fair.", 2),
    ("empty line in mid-sentence", "The board has agreed to widen the northern\n\nchannel next year.", 1),
    ("empty line between paragraphs", "The board agreed.\n\nIt will meet again.", 2),
    ("number split over lines", "Call 02 5550\n123 now.", 2),
    ("columns on one line", "Ipswich Office            Canberra Office", 2),
    ("image alone", "Before.\n\n![a chart](https://example.org/a.png)\n\nAfter.", 2),
]


@pytest.mark.parametrize(("text", "blocks"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_lines_that_read_as_one_make_one_block(text: str, blocks: int) -> None:
    layout = read_layout(text)
    assert [layout.flat[block.start : block.end] for block in layout.blocks][blocks:] == []
    assert len(layout.blocks) == blocks
    assert all("\n" not in layout.flat[block.start : block.end] for block in layout.blocks)


def test_markdown_marks_are_blank_and_link_targets_kept() -> None:
    text = "# Big *Day* at **Acme**\n\nSee [our plan](https://example.org/plan) now."
    layout = read_layout(text)
    assert len(layout.flat) == len(text)
    assert " ".join(layout.flat.split()) == "Big Day at Acme See our plan now."
    assert [(text[link.start : link.end], link.target) for link in layout.links] == [("our plan", "https://example.org/plan")]
    assert layout.headings == {2}


@pytest.mark.parametrize("text", ["* one\n* two", "2 * 3 * 4", "# # #", "###", "a_b__c", "[note] here", "5 > 3"])
def test_marks_that_are_no_markdown_stay(text: str) -> None:
    assert read_layout(text).flat == text


@given(st.text(st.sampled_from("ab .,\n#*[]()!_-–—“”\t\u00a0\u2028A1"), max_size=200))
def test_flat_text_keeps_its_length_and_blocks_their_order(text: str) -> None:
    layout = read_layout(text)
    assert len(layout.flat) == len(text)
    assert [b.start for b in layout.blocks] == sorted(b.start for b in layout.blocks)
    assert all(block.start < block.end for block in layout.blocks)
    for before, after in zip(layout.blocks, layout.blocks[1:], strict=False):
        assert "\n" in layout.flat[before.end : after.start]
