"""Calls to action: requests, imperatives and invitations, with whom they address and where to answer."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from nutgraf.channels import ChannelMention
from nutgraf.records import CallToAction, Channel
from nutgraf.stage import Reading
from nutgraf.stages.calls_to_action.ask import Ask
from nutgraf.stages.calls_to_action.imperatives import imperative
from nutgraf.stages.calls_to_action.requests import CUE, request

_SILENT = frozenset({"headline", "subheadline", "dateline", "status", "legal", "chrome"})
_LISTED = re.compile(r"\s*\n\s*(?:[-*•·–—▪■●o]|\(?\w{1,2}[.)])\s+(?P<item>[a-z][^\n]{2,400})")
_LINE_BELOW = re.compile(r"\s{1,12}(?P<line>(?!About\b|#|-30-|ENDS\b|SOURCE\b|Source\b)[^\n]{3,110})(?![^\n])")
_LINES_BELOW = 6
_LABEL = 30
"""An address that carries on a call stands behind a label of up to this many characters."""
_DUE = re.compile(r"\b(?:by|before|until|till|through|no\s+later\s+than|deadline(?:\s+(?:is|of))?|due|closes?|ends?|on\s+or\s+before)\s+(?:[\w:.,]+\s+){0,4}$")
_EMERGENCY = re.compile(r"\b(?:call|dial|text|phone|Call|Dial)\s+(?P<number>[1-9]\d\d)\b(?![-.\d])")
_TARGET = re.compile(r"\]\((?P<target>(?:https?://|mailto:)[^()\s]{1,600})")


class CallsToAction:
    """Reports what readers, officials and others are asked to do."""

    name = "calls_to_action"
    requires: tuple[str, ...] = ("dates",)

    def __call__(self, reading: Reading) -> Iterator[CallToAction]:
        """Yield one record a request, in text order."""
        channels = _Channels(reading.channels)
        done = 0
        for ask in _asks(reading, channels):
            if ask.start < done or reading.section_at(ask.start) in _SILENT:
                continue
            end = _with_addresses(reading.text, ask, channels)
            done = end
            yield _record(reading, ask, end, channels)


class _Channels:
    """The addresses of a release by offset."""

    def __init__(self, channels: tuple[ChannelMention, ...]) -> None:
        self._channels = channels
        self._starts = [channel.start for channel in channels]

    def within(self, start: int, end: int) -> tuple[ChannelMention, ...]:
        return self._channels[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def any(self, start: int, end: int) -> bool:
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end


def _asks(reading: Reading, channels: _Channels) -> Iterator[Ask]:
    """Yield what each sentence asks, in text order."""
    text, sentences = reading.text, reading.sentences
    cues = list(CUE.finditer(text))
    index = 0
    for number, (start, end) in enumerate(sentences):
        position = start
        if ask := imperative(text, start, end, channels.any):
            yield ask
            position = ask.end
        while index < len(cues) and cues[index].end() <= end:
            cue = cues[index]
            index += 1
            if cue.start() < position - 1:
                continue
            ask = request(text, position, end, cue, channels.any)
            if ask is None and text[end - 1].isalnum() and number + 1 < len(sentences):
                # A line end that looked like a paragraph's may stand in mid-sentence.
                ask = request(text, position, sentences[number + 1][1], cue, channels.any)
            if ask:
                yield ask
                position = ask.end


def _with_addresses(text: str, ask: Ask, channels: _Channels) -> int:
    """Return the end of a call with the addresses on the lines that follow it (`Connect with us:`)."""
    end = ask.end
    if ask.kind not in ("visit", "contact", "attend", "report") or text[end - 1] in ".!?”\"":
        return end
    announced = text[end - 1] == ":"
    position = end
    for _ in range(_LINES_BELOW):
        line = _LINE_BELOW.match(text, position)
        if not line or imperative(text, line.start("line"), line.end(), channels.any):
            break
        position = line.end()
        addresses = channels.within(line.start("line"), position)
        if addresses and (announced or addresses[0].start - line.start("line") < _LABEL):
            end = position
        elif not announced:
            break
    return end


def _record(reading: Reading, ask: Ask, end: int, channels: _Channels) -> CallToAction:
    text = reading.text
    found = [Channel(channel.kind, channel.value) for channel in channels.within(ask.start, end)]
    found += [Channel("phone", match["number"]) for match in _EMERGENCY.finditer(text, ask.start, end)]
    return reading.fact(
        CallToAction,
        ask.start,
        end,
        ask.rule,
        kind=ask.kind,
        action=ask.action,
        addressee=ask.addressee,
        object=None,
        deadline=_deadline(reading, ask.start, end),
        channels=tuple(dict.fromkeys(found)),
    )


def _deadline(reading: Reading, start: int, end: int) -> date | None:
    """Return the day by which to act: the last day of the date that `by`, `until` or the like announces."""
    dates = reading.found.dates
    index = bisect_left(dates, start, key=lambda mention: mention.start)
    for mention in dates[index:]:
        if mention.start >= end:
            break
        if mention.type in ("DATE", "TIME") and mention.latest and _DUE.search(reading.text, max(start, mention.start - 50), mention.start):
            return mention.latest
    return None
