"""Absolute dates and clock times in a text: the calendar grammar the frame and the dates stage share."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AbsoluteDate:
    """A date written out in a text; what is not written is None."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    hour: int | None = None
    minute: int | None = None


_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_ZONE = r"(?:GMT|UTC|BST|CES?T|IST|SLST|SGT|HKT|JST|A[ECW][SD]?T|NZ[SD]?T|[ECMP][SD]?T|(?:Eastern|Central|Mountain|Pacific)(?:[ ](?:Standard|Daylight))?(?:[ ]Time)?)"


def _clock(name: str) -> str:
    return rf"""
    (?: (?P<h{name}>[01]?\d|2[0-4]) (?: [:.](?P<i{name}>[0-5]\d) (?:[:.][0-5]\d(?:\.\d{{1,6}})?)? )? [ ]{{0,2}}
          (?P<p{name}>[ap]\.?[ ]?m\b\.?|noon\b|midnight\b)
      | (?P<H{name}>[01]?\d|2[0-4]) : (?P<I{name}>[0-5]\d) (?: :[0-5]\d(?:\.\d{{1,6}})? )? (?:[ ]?h(?:ou)?rs?\b)?
      | (?P<w{name}>(?:12[ ])?(?:noon|midnight))\b
    ) (?: [ ]{{0,2}} \(?{_ZONE}\b\)? )?
    """


_DATE = rf"""
    (?: \b(?P<y1>{_YEAR}) (?P<s1>[-/.]) (?P<m1>0?[1-9]|1[0-2]) (?P=s1) (?P<d1>0?[1-9]|[12]\d|3[01]) (?![\d/-])
      | \b(?P<a2>0?[1-9]|[12]\d|3[01]) (?P<s2>[ ]?[-/.][ ]?) (?P<b2>0?[1-9]|[12]\d|3[01]) (?P=s2) (?P<y2>{_YEAR}|\d\d) (?![\d/%-]|\.\d)
      | \b(?P<d3>0?[1-9]|[12]\d|3[01]) (?:[ ]?(?:st|nd|rd|th)\b)? (?:[ ]{{1,2}}day)? (?:[ ]{{1,2}}of|[ ]?-|,)? [ ]{{0,2}}
        (?P<m3>{_MONTH})\b\.? (?: [ ]{{0,2}},?[ ]{{0,2}} (?:-[ ]?|of[ ])? (?P<y3>{_YEAR})\b (?!,\d) )?
      | \b(?P<m4>{_MONTH})\b\.? (?: [ ]{{1,2}} | [ ]?-[ ]? ) (?:the[ ])? (?P<d4>0?[1-9]|[12]\d|3[01]) (?:[ ]?(?:st|nd|rd|th))? \b (?![:.]\d|[ ]?[ap]\.?m\b)
        (?: (?: [ ]{{0,2}},[ ]{{0,2}} | [ ]{{1,2}}(?:of[ ])? | -|/ ) (?P<y4>{_YEAR})\b (?!,\d) )?
      | \b(?P<m5>{_MONTH})\b\.? (?: [ ]{{0,2}},[ ]{{0,2}} | [ ]{{1,2}}(?:of[ ])? | - ) (?P<y5>{_YEAR})\b (?!,\d)
    )
"""
_ABSOLUTE = re.compile(
    rf"""
    (?: (?<![\w:.$]) {_clock("f")} (?: [ ]{{0,2}}(?:,|on|-|–|/)?[ ]{{1,2}} ) (?:(?:on|this)[ ])? )?
    (?: \b{_WEEKDAY} (?: [ ]{{0,2}},[ ]{{0,2}} | [ ]{{1,2}} | [ ]?[-–][ ]? ) (?:the[ ])? )?
    {_DATE}
    (?: (?: [ ]{{0,2}}(?:,|@|[-–—|])?[ ]{{0,2}} (?:at[ ]|from[ ])? | T ) (?<![\d]) (?:approximately[ ]|about[ ])? {_clock("b")} (?!\w) )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def absolute_dates(text: str, *, day_first: bool = False) -> Iterator[AbsoluteDate]:
    """Yield the absolute dates of a text in order; `day_first` reads 3/4/2024 as 3 April.

    A clock time right before or after a date belongs to it. Offsets are of `text`; a month with a year has no day, a day
    and month may have no year, and impossible dates (31 June) are not yielded.
    """
    for match in _ABSOLUTE.finditer(text):
        parts = {name: value for name, value in match.groupdict().items() if value is not None}
        year, month, day = _calendar_day(parts, day_first=day_first)
        if month is not None and _exists(year, month, day):
            hour, minute = _clock_time(parts)
            yield AbsoluteDate(match.start(), match.end(), year, month, day, hour, minute)


def _calendar_day(parts: dict[str, str], *, day_first: bool) -> tuple[int | None, int | None, int | None]:
    if "a2" in parts:
        return _numeric_day(int(parts["a2"]), int(parts["b2"]), parts["y2"], day_first=day_first)
    for form in "1345":
        if name := parts.get("m" + form):
            year, day = parts.get("y" + form), parts.get("d" + form)
            month = int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1
            return int(year) if year else None, month, int(day) if day else None
    return None, None, None


def _numeric_day(first: int, second: int, year: str, *, day_first: bool) -> tuple[int | None, int | None, int | None]:
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    if first > 12 or (day_first and second <= 12):
        first, second = second, first
    return (number, first, second) if first <= 12 else (None, None, None)


def _clock_time(parts: dict[str, str]) -> tuple[int | None, int | None]:
    for side in "bf":
        if word := parts.get("w" + side):
            return (12 if word.lower().endswith("noon") else 0), 0
        if hour := parts.get("h" + side):
            half = parts["p" + side][0].lower()
            return (int(hour) % 12 + (12 if half in "pn" else 0)) if int(hour) <= 12 else int(hour) % 24, int(
                parts.get("i" + side, 0)
            )
        if hour := parts.get("H" + side):
            return int(hour) % 24, int(parts["I" + side])
    return None, None


def _exists(year: int | None, month: int, day: int | None) -> bool:
    return day is None or day <= monthrange(year or 2000, month)[1]
