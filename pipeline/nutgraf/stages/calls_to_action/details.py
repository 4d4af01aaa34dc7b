"""The fields of a call: its addresses, its deadline and what it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from nutgraf.records import Channel, DateMention
from nutgraf.stages.calls_to_action.ask import REACH, Ask, named
from nutgraf.stages.calls_to_action.imperatives import imperative
from nutgraf.stages.calls_to_action.scan import Addresses
from nutgraf.stages.calls_to_action.verbs import Kind

_LINE_BELOW = re.compile(r"\s{1,12}(?P<line>(?!About\b|#|-30-|ENDS\b|SOURCE\b|Source\b)[^\n]{3,110})(?![^\n])")
_LINES_BELOW = 6
_LABEL = 30
"""An address that carries on a call stands behind a label of up to this many characters."""
_LABELLED = re.compile(r"\s{1,8}(?:E-?mail|Tel|Telephone|Phone|Web\s?site|Web|Mobile|Cell|Fax)\s?\.?:\s*\S+", re.IGNORECASE)
_SHORT_NUMBER = re.compile(r"\b(?:call|dial|text|phone|Call|Dial|Text)\s+(?P<number>[1-9]\d\d)\b(?!-|\.?\d)")
_TARGET = re.compile(r"\]\((?P<target>(?:https?://|mailto:)[^()\s]{1,600})")

_DUE = re.compile(
    r"\b(?:by|before|until|till|through|deadline(?:\s+(?:is|of))?|due|closes?|ends?|no\s+later\s+than)\s+(?:[\w:.,]+\s+){0,4}$"
)
_TOPIC = re.compile(
    r"\b(?:about|regarding|concerning|(?:information|more|details|info|updates?)\s+on)\s+(?P<topic>[^,;:.!?()\n“”\"]{3,80}?)(?=,|\s+(?:please|visit|contact|call|go|see|or\s+to|and\s+to|should|can|may|must|is|are|who)\b|\.|$)"
)
_THING = re.compile(
    r"\s+(?P<thing>(?!\w+ly\b|(?:further|deeper|ahead|at|by|on|in|for|to|with|from|here|now|today|that|or|and|via|before|more|up|out)\b)[^,;:.!?()\n“”\"]{2,80}?)"
    r"(?=[,;:.!?()\n“”\"]|\s+(?:at|by|on|before|until|to|for|via|from|in|with|through|when|after|so|and|or|here|today|that|who|which|without|as|into|of\s+how)\b|$)"
)


def with_addresses(text: str, ask: Ask, addresses: Addresses) -> int:
    """Return the end of a call with the addresses on the lines that follow it (`Connect with us:`)."""
    end = ask.end
    if ask.kind not in ("visit", "contact", "attend", "report"):
        return end
    if (labelled := _LABELLED.match(text, end)) and addresses.any(end, labelled.end()):
        return labelled.end()
    if text[end - 1] in '.!?”"':
        return end
    announced = text[end - 1] == ":"
    position = end
    for _ in range(_LINES_BELOW):
        line = _LINE_BELOW.match(text, position)
        if not line or imperative(text, line.start("line"), line.end(), addresses.any):
            break
        position = line.end()
        found = addresses.within(line.start("line"), position)
        if found and (found[0].start - line.start("line") < _LABEL or (announced and end == ask.end)):
            end = position
        elif found or not announced or end > ask.end:
            break
    return end


def channels_of(text: str, raw: str, start: int, end: int, addresses: Addresses) -> tuple[Channel, ...]:
    """Return the channels in a stretch of text, with emergency numbers and the targets of Markdown links."""
    found = [Channel(one.kind, one.printed or one.value, one.e164) for one in addresses.within(start, end)]
    found += [Channel("phone", match["number"]) for match in _SHORT_NUMBER.finditer(text, start, end)]
    if "](" in raw[start : end + 2]:
        known = {channel.value for channel in found}
        targets = (match["target"] for match in _TARGET.finditer(raw, start, end + 600 if raw.startswith("](", end) else end))
        found += [Channel("url", target) for target in targets if target not in known]
    return tuple(dict.fromkeys(found))


def kind_of(ask: Ask, channels: Sequence[Channel]) -> Kind:
    """Return the kind of a call once its channels are known: a visit by telephone is a contact."""
    if ask.kind == "visit" and channels:
        kinds = {channel.kind for channel in channels}
        if not kinds & {"url", "social"} or (ask.action == "connect with" and "email" in kinds):
            return "contact"
    return ask.kind


def deadline(text: str, dates: Sequence[DateMention], start: int, end: int) -> date | None:
    """Return the day by which to act: the last day of the date that `by`, `until` or the like announces."""
    for mention in dates[bisect_left(dates, start, key=lambda mention: mention.start) :]:
        if mention.start >= end:
            break
        if (
            mention.type in ("DATE", "TIME")
            and mention.latest
            and _DUE.search(text, max(start, mention.start - 50), mention.start)
        ):
            return mention.latest
    return None


def object_of(text: str, ask: Ask, addresses: Addresses) -> str | None:
    """Return what a call is about: the topic it names, else the object of its verb."""
    if ask.kind in ("visit", "contact", "report"):
        topic = _TOPIC.search(text, ask.start, min(ask.end, ask.start + REACH))
        if topic and not addresses.any(topic.start("topic"), topic.end("topic")):
            return named(topic["topic"])
    after = ask.verb + len(ask.action or "")
    thing = _THING.match(text, after, ask.end)
    if not thing or addresses.any(thing.start("thing"), thing.end("thing")):
        return None
    return named(thing["thing"])
