"""Where a text may ask for something: the starts of sentences, breaks inside them, and the words that ask."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter

from nutgraf.channels import ChannelMention
from nutgraf.stage import Reading
from nutgraf.stages.calls_to_action.ask import LONGEST, REACH, Ask
from nutgraf.stages.calls_to_action.imperatives import first_word, imperative
from nutgraf.stages.calls_to_action.requests import CUE, request

_BREAK = re.compile(
    r"[;:][ ]++(?=[A-Za-z])|(?:(?<![ ])[ ]{2,}+|\n[ \t]*+)(?=[A-Z])"
    r"|(?<=[^\s(\[“\"'’‘–—-])(?=For (?:more|further) information)|(?<=[a-z)][.!])(?=(?:To|Visit|Learn|Contact|Follow) [a-z])"
    r"|(?<=\d\.) (?=(?:Visit|Learn|Check|Register|Contact|Follow|Join) [a-z])"
)
"""A clause, or a line or paragraph whose end was lost, starts behind it."""
_COMMA = re.compile(r", (?=(?:visit|call|contact|e-?mail|register|go to|log on)\s)")
_SOON = 80
"""An imperative behind a comma counts where its address stands within this many characters."""
_LISTED = re.compile(r"\s*\n\s*(?:[-*•·–—▪■●o]|\(?\w{1,2}[.)])\s+(?P<item>(?P<act>[A-Za-z][a-z-]+)[^\n]{2,400})")
_ITEMS = 30
"""A list of demands has at most this many items."""


class Addresses:
    """The channels of a release by offset."""

    def __init__(self, channels: tuple[ChannelMention, ...]) -> None:
        self._channels = channels
        self._starts = [channel.start for channel in channels]

    def within(self, start: int, end: int) -> tuple[ChannelMention, ...]:
        """Return the channels that start in a stretch of text."""
        return self._channels[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def any(self, start: int, end: int) -> bool:
        """Whether a channel starts in a stretch of text."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end


def find_asks(reading: Reading, addresses: Addresses) -> Iterator[Ask]:
    """Yield what the sentences of a release ask, in text order, none overlapping the one before."""
    text = reading.text
    marks = _marks(text, reading.release.text, addresses)
    index, done = 0, 0
    for number, (start, end) in enumerate(reading.sentences):
        first = index
        while index < len(marks) and marks[index][0] < end:
            index += 1
        if index == first and first_word(text, start, end) is None:
            continue
        for ask in _in_sentence(reading, number, (max(start, done), end), marks[first:index], addresses):
            for item in _with_items(text, ask):
                yield item
                done = item.end


def _marks(text: str, raw: str, addresses: Addresses) -> list[tuple[int, re.Match[str] | None]]:
    """Return where something may be asked inside sentences: offsets with the word that asks, or None behind a break."""
    marks: list[tuple[int, re.Match[str] | None]] = [(cue.start(), cue) for cue in CUE.finditer(text)]
    marks += [(match.end(), None) for match in _BREAK.finditer(raw) if first_word(text, match.end(), len(text)) is not None]
    marks += [(match.end(), None) for match in _COMMA.finditer(text) if addresses.any(match.end(), match.end() + _SOON)]
    return sorted(marks, key=itemgetter(0))


def _in_sentence(
    reading: Reading, number: int, span: tuple[int, int], marks: list[tuple[int, re.Match[str] | None]], addresses: Addresses
) -> Iterator[Ask]:
    text, (position, end) = reading.text, span
    if position >= end:
        return
    if ask := imperative(text, position, min(end, position + LONGEST), addresses.any):
        yield ask
        position = ask.end
    for offset, cue in marks:
        if offset < position - 1:
            continue
        if cue is None:
            found = imperative(text, offset, min(end, offset + LONGEST), addresses.any, inside=True)
        else:
            found = request(text, position, min(end, offset + LONGEST), cue, addresses.any) or _across(
                reading, number, position, cue, addresses
            )
        if found:
            yield found
            position = found.end


def _across(reading: Reading, number: int, position: int, cue: re.Match[str], addresses: Addresses) -> Ask | None:
    """Try again with the next sentence: a line end that looked like a paragraph's may stand in mid-sentence."""
    end = reading.sentences[number][1]
    if end - cue.end() > REACH or not reading.text[end - 1].isalnum() or number + 1 == len(reading.sentences):
        return None
    following = min(reading.sentences[number + 1][1], end + REACH)
    return request(reading.text, position, following, cue, addresses.any)


def _with_items(text: str, ask: Ask) -> Iterator[Ask]:
    """Yield a call, and one more for each item but the first of a list of demands (`urges the council to:`)."""
    position = ask.end
    if ask.rule != "asks" or text[position - 1] != ":":
        yield ask
        return
    for number in range(_ITEMS):
        item = _LISTED.match(text, position)
        if not item:
            if not number:
                yield ask
            return
        position = item.end()
        start = item.start("item") if number else ask.start
        yield replace(ask, start=start, end=position, action=item["act"].lower(), verb=item.start("act"), rule="asks_list")
