"""What a date is for in its release: the words around it in, its role out."""

from __future__ import annotations

import re
from datetime import date

from nutgraf.stage import Reading
from nutgraf.stages.dates.values import Bounds
from nutgraf.timex.model import Timex

_BEFORE = 70
"""Characters read in front of a date, about a clause; a cue further off rarely belongs to it."""
_AFTER = 40
_EMBARGO = re.compile(r"embargo|not for (?:release|publication|broadcast)|under wraps", re.IGNORECASE)
_PUBLICATION = re.compile(
    r"(?:\b(?:date|released?|posted|published|issued|updated|for immediate release|immediate release|press release|news release)"
    r"(?: on| date)?)\W{0,6}(?:[a-z]{3,9},? )?$",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:no later than|not later than|by|until|before|deadline(?: is| of| for [\w ]{1,30} is)?|due(?: on| by)?|expir\w+(?: on)?|closes?(?: on)?|"
    r"close of business(?: on)?|through|ends?(?: on)?|cut-?off(?: date)?(?: is)?)\W{0,3}(?:the (?:end|close) of )?(?:[\d:.]{1,5} ?[ap]\.?m\.? )?(?:on )?$",
    re.IGNORECASE,
)
_DEADLINE_AFTER = re.compile(r"^['’s]{0,2} (?:deadline|cut-?off|due date)", re.IGNORECASE)
_FOUNDING = re.compile(
    r"\b(?:founded|established|incorporated|formed|started|created|launched|begun|born|began|opened|inception|since (?:its|our|their) (?:founding|inception)|[Ss]erving [\w ]{1,40} since)"
    r"(?: [\w’'.-]{1,15}){0,4} (?:in |on )?$",
    re.IGNORECASE,
)
_ANNIVERSARY = re.compile(r"anniversar|\bbirthday\b|years? since\b|commemorat", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:(?:quarter|months?|year|period|weeks|half)(?: ended| ending)|(?:results|revenue|sales|earnings|income|outlook|guidance|figures) (?:for|of|in|during)|"
    r"for the (?:first |full )?|between|from|during)(?: the| fiscal)? $",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:held|hold|host\w*|tak(?:e|es|ing|en) place|took place|join|attend\w*|event|conference|webcast|webinar|call|hearing|meeting|summit|forum|festival|concert|"
    r"ceremony|rally|workshop|exhibit\w*|performance|screening|show|gala|fundraiser|tour|election|vote|scheduled|slated|sentenc\w+|trial|arraign\w+|open house|"
    r"kick\w* off|return\w*|premier\w*|launch\w*|begin\w*|start\w*|open\w*|speak\w*|present\w*|visit\w*|airs?|debut\w*)\b",
    re.IGNORECASE,
)
_BYLINE = 6
"""Words a date line may hold in front of the date: `By Regional Representation in Canberra |`."""
_OLD = 2
"""Years before the release from which on a past date is history."""


def role(reading: Reading, timex: Timex, start: int, end: int, span: Bounds, *, ahead: bool | None) -> str | None:
    """Return the role of a date, None when the words around it do not tell."""
    if span.latest and reading.published and span.latest < reading.published:
        ahead = False
    low, high = reading.sentence_at(start)
    before = reading.text[max(0, start - _BEFORE) : start].rpartition("\n")[2]
    after = reading.text[end : min(end + _AFTER, max(high, end))]
    section = reading.section_at(start)
    if _EMBARGO.search(before):
        return "embargo"
    inside = before[max(0, len(before) - (start - low)) :] if start > low else ""
    if _is_publication(reading, section, (before, inside), span, full=timex.year is not None):
        return "publication"
    if _ANNIVERSARY.search(inside[-40:] + " | " + after):
        return "anniversary"
    if timex.kind == "date" and timex.weekday is None and ahead is not True and _FOUNDING.search(inside):
        return "founding"
    return _within_sentence(reading, timex, span, inside, after, ahead=ahead)


def _is_publication(reading: Reading, section: str | None, lead: tuple[str, str], span: Bounds, *, full: bool) -> bool:
    before, inside = lead
    if section in {"dateline", "status"} and span.precision in {"day", "minute"}:
        return span.earliest in {reading.published, None}
    if span.precision not in {"day", "minute"} or span.earliest != reading.published or span.earliest is None:
        return False
    return (
        bool(_PUBLICATION.search(before))
        or (not inside and section not in {"body", "about"})
        or (full and span.precision == "day" and len(inside.split()) < _BYLINE)
    )


def _within_sentence(reading: Reading, timex: Timex, span: Bounds, before: str, after: str, *, ahead: bool | None) -> str | None:
    coarse = timex.kind == "range" and span.precision in {"month", "quarter", "half", "year"}
    if coarse or timex.kind in {"part", "fiscal"} or timex.rule in {"the_quarter", "recent_quarter", "year_earlier", "full_year"}:
        return "period"
    if (span.precision != "year" and _DEADLINE_AFTER.search(after)) or (
        span.precision != "year" and ahead is not False and _DEADLINE.search(before)
    ):
        return "deadline"
    if _PERIOD.search(before) and (
        (timex.kind == "range" and span.precision != "minute")
        or (timex.day is not None and "end" in before[-12:])
        or span.precision == "year"
    ):
        return "period"
    fine = span.precision in {"day", "minute"} and (timex.kind != "shift" or timex.hour is not None)
    if fine and (_EVENT.search(before) or _EVENT.search(after) or timex.hour is not None):
        return "event"
    return "history" if _is_old(span.latest, reading.published) and ahead is not True else None


def _is_old(latest: date | None, published: date | None) -> bool:
    return latest is not None and published is not None and published.year - latest.year > _OLD
