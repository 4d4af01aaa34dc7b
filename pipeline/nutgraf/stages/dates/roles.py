"""What a date is for in its release: the words around it in, its role out."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from nutgraf.language import lexicon
from nutgraf.stage import Reading
from nutgraf.stages.dates.values import Bounds
from nutgraf.timex.model import Timex

_BEFORE = 70
"""Characters read in front of a date, about a clause; a cue further off rarely belongs to it."""
_AFTER = 40
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")
_LINKS = frozenset(("on", "in", "the", "end", "of", "close", "is", "for", "later", "than", "at"))
"""Words that may stand between a cue and its date: `due on`, `by the end of`."""
_PERIOD_LINKS = frozenset(("for", "of", "in", "during", "the", "fiscal", "full"))
_WEEKDAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_PERIOD_RULES = frozenset(("the_quarter", "recent_quarter", "year_earlier", "full_year"))
_NEAR = 6
"""Words between which a founding and its year stand: `founded by Jane Alder in`."""
_BYLINE = 6
"""Words a date line may hold in front of the date: `By Regional Representation in Canberra |`."""
_OLD = 2
"""Years before the release from which on a past date is history."""


@cache
def _cues() -> dict[str, str]:
    return dict(entry.split(" = ", 1) for entry in lexicon("date_cues"))


def role(reading: Reading, timex: Timex, start: int, end: int, span: Bounds, *, ahead: bool | None) -> str | None:
    """Return the role of a date, None when the words around it do not tell."""
    if timex.kind in {"part", "fiscal"} or timex.rule in _PERIOD_RULES:
        return "period"
    if span.latest and reading.published:
        ahead = ahead if span.latest >= reading.published else False
    low, high = reading.sentence_at(start)
    before = reading.text[max(0, start - _BEFORE) : start].rpartition("\n")[2].lower()
    after = reading.text[end : min(end + _AFTER, max(high, end))].lower()
    if "embargo" in before or "not for release" in before or "not for publication" in before:
        return "embargo"
    words = _WORD.findall(before[max(0, len(before) - (start - low)) :] if start > low else "")
    if _is_publication(reading, span, before, words, at=start, full=timex.year is not None):
        return "publication"
    if "anniversar" in before[-40:] or "anniversar" in after or "birthday" in before[-40:]:
        return "anniversary"
    near = [_cues().get(word) for word in words]
    if timex.kind == "date" and timex.weekday is None and ahead is not True and _is_founding(words, near):
        return "founding"
    return _within_sentence(reading, timex, span, (words, near, _WORD.findall(after)), ahead=ahead)


def _is_publication(reading: Reading, span: Bounds, before: str, words: list[str], *, at: int, full: bool) -> bool:
    if span.precision not in {"day", "minute"}:
        return False
    section = reading.section_at(at)
    if section in {"dateline", "status"}:
        return span.earliest in {reading.published, None}
    if span.earliest is None or span.earliest != reading.published:
        return False
    lead = [word for word in _WORD.findall(before[-30:]) if word not in _WEEKDAYS and word != "on"]
    if lead and _cues().get(lead[-1]) == "publication":
        return True
    return (not words and section not in {"body", "about"}) or (full and span.precision == "day" and len(words) < _BYLINE)


def _is_founding(words: list[str], near: list[str | None]) -> bool:
    return "founding" in near[-_NEAR:] and (words[-1] in {"in", "on"} or near[-1] == "founding")


def _within_sentence(
    reading: Reading, timex: Timex, span: Bounds, around: tuple[list[str], list[str | None], list[str]], *, ahead: bool | None
) -> str | None:
    words, near, after = around
    coarse = timex.kind == "range" and span.precision in {"month", "quarter", "half", "year"}
    if coarse:
        return "period"
    if span.precision != "year" and (after[:1] == ["deadline"] or (ahead is not False and _last(words, _LINKS) == "deadline")):
        return "deadline"
    dated = timex.kind == "range" and span.precision != "minute"
    if _last(words, _PERIOD_LINKS) == "period" and (dated or words[-1] in {"ended", "ending"} or span.precision == "year"):
        return "period"
    if dated and words[-1:] in (["from"], ["during"]):
        return "period"
    fine = span.precision in {"day", "minute"} and (timex.kind != "shift" or timex.hour is not None)
    if fine and (timex.hour is not None or "event" in near or any(_cues().get(word) == "event" for word in after)):
        return "event"
    return "history" if _is_old(span.latest, reading.published) and ahead is not True else None


def _last(words: list[str], links: frozenset[str]) -> str | None:
    """Return what the nearest word that is no link is a cue of; a link may be a cue itself (`the end of`)."""
    for word in reversed(words[-4:]):
        if word not in links:
            return _cues().get(word)
    return None


def _is_old(latest: date | None, published: date | None) -> bool:
    return latest is not None and published is not None and published.year - latest.year > _OLD
