"""What holds for calls to action in any text: nothing raises, calls do not overlap, time is linear."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from nutgraf import Extraction, Release
from nutgraf.channels import find_channels
from nutgraf.stage import Reading
from nutgraf.stages.calls_to_action import CallsToAction

DOC = spacy.blank("en").make_doc("")
"""The stage reads no tokens."""

FRAGMENTS = (
    "We urge ",
    "and urge the Senate to ",
    "Visit ",
    "For more information ",
    "; please ",
    ": visit ",
    "   ",
    "\n",
    "is asked to ",
    "“",
    "call on ",
    "calls for ",
    ". ",
    "To register, ",
    "urges the council to:\n* adopt ",
    "A ",
    "tickets ",
    "available ",
    " can register ",
    "Join: ",
    "demands answers ",
    "www.a.example.org ",
    "503-555-0100 ",
    "\ud800",
    "\x00",
    "](http://x",
    "don’t ",
    "If you, ",
    "ر",
)


def reading(text: str) -> Reading:
    """Return a reading of a text as one long sentence, the worst that a splitter can do."""
    release = Release.from_text(text)
    sentences = ((0, len(release.text)),) if release.text.strip() else ()
    return Reading(release, release.text, sentences, DOC, find_channels(release.text, "US"), "US", Extraction(release=release))


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=40).map("".join))
def test_any_text_gives_calls_inside_it_that_do_not_overlap(text: str) -> None:
    read = reading(text)
    calls = list(CallsToAction()(read))
    assert all(read.text[call.start : call.end].strip() for call in calls)
    assert all(before.end <= after.start for before, after in pairwise(calls))


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_time_grows_no_faster_than_the_text(fragment: str) -> None:
    def seconds(size: int) -> float:
        read = reading(fragment * (size // len(fragment)))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            list(CallsToAction()(read))
            best = min(best, time.process_time() - start)
        return best

    # Eight times the text; quadratic work would take 64 times as long.
    assert seconds(32_000) < 24 * seconds(4_000) + 0.02
