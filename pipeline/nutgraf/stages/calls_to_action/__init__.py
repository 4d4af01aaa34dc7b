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
from nutgraf.stages.calls_to_action.imperatives import STARTERS, imperative
from nutgraf.stages.calls_to_action.requests import CUE, request

_SILENT = frozenset({"headline", "subheadline", "dateline", "status", "legal", "chrome"})
_LISTED = re.compile(r"\s*\n\s*(?:[-*•·–—▪■●o]|\(?\w{1,2}[.)])\s+(?P<item>[a-z][^\n]{2,400})")
_CONTINUED = re.compile(r"\s{0,4}\n?\s{0,12}(?P<line>[^\n]{3,160})")
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
    text = reading.text
    cues = list(CUE.finditer(text))
    index = 0
    for start, end in reading.sentences:
        while index < len(cues) and cues[index].start() < start:
            index += 1
        position = start
        if STARTERS.match(text, start, end) and (ask := imperative(text, start, end, channels.any)):
            yield ask
            position = ask.end
        while index < len(cues) and cues[index].start() < end:
            cue = cues[index]
            index += 1
            if cue.start() >= position and (ask := request(text, position, end, cue, channels.any)):
                yield ask
                position = ask.end


def _with_addresses(text: str, ask: Ask, channels: _Channels) -> int:
    """Return the end of a call with the addresses on the lines that follow it (`Connect with us:`)."""
    end = ask.end
    if ask.kind == "advocacy" or text[end - 1] in ".!?”\"" or not (text[end - 1] == ":" or channels.any(ask.start, end) or ask.kind == "contact"):
        return end
    for _ in range(6):
        line = _CONTINUED.match(text, end)
        if not line or not channels.any(line.start("line"), line.end()) or line.end() - line.start("line") > 120:
            return end
        end = line.end()
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
