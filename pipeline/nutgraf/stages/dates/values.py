"""A value as written in the table: what days it covers, and how precisely."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_VALUE = re.compile(
    r"(?P<fiscal>FY)?(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)"
    r"|(?P<month>\d\d)(?:-(?P<day>\d\d)(?P<time>T\d\d:\d\d)?)?))?|(?P<decade>\d{3})X|(?P<century>\d\d)XX"
)
_SOUTHERN = frozenset(("AU", "NZ", "ZA", "AR", "CL", "UY", "PY", "BO", "PE", "NA", "BW", "ZW", "LS", "SZ", "MZ", "FJ"))
_FIRST_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


class Bounds(NamedTuple):
    """First and last day a value can mean, and the grain it is given in."""

    earliest: date | None = None
    latest: date | None = None
    precision: str | None = None


@lru_cache(maxsize=4096)
def bounds(value: str | None, country: str | None = None) -> Bounds:
    """Return the days a value covers; `country` tells in which half of the year its summer lies.

    Fiscal periods have no known days, nor have values without a year; durations and sets have none.
    """
    if not value or value.startswith("P"):
        return Bounds()
    first, _, last = value.partition("/")
    if last:
        start, end = bounds(first, country), bounds(last, country)
        return Bounds(start.earliest, end.latest, start.precision)
    match = _VALUE.fullmatch(value)
    if match is None:
        return Bounds(precision=_open_precision(value))
    parts = match.groupdict()
    if parts["decade"] or parts["century"]:
        return _long_period(parts["decade"], parts["century"])
    if parts["fiscal"]:
        return Bounds(precision="quarter" if parts["quarter"] else "half" if parts["half"] else "year")
    return _within_year(int(parts["year"]), parts, country)


def _open_precision(value: str) -> str | None:
    """Return the grain of a value whose year is unknown: `XXXX-12-09`, `T10:00`."""
    if "T" in value:
        return "minute"
    return {10: "day", 7: "month"}.get(len(value)) if value.startswith("XXXX") else None


def _long_period(decade: str | None, century: str | None) -> Bounds:
    start, years, grain = (int(decade) * 10, 10, "decade") if decade else (int(century or 0) * 100, 100, "century")
    return Bounds(date(start, 1, 1), date(start + years - 1, 12, 31), grain) if start else Bounds(precision=grain)


def _within_year(year: int, parts: dict[str, str | None], country: str | None) -> Bounds:
    if not 1 <= year < 9999:
        return Bounds()
    if season := parts["season"]:
        return _season(year, season, country)
    if week := parts["week"]:
        monday = date.fromisocalendar(year, max(1, min(int(week), 52)), 1) + timedelta(
            weeks=int(week) - max(1, min(int(week), 52))
        )
        return Bounds(monday, monday + timedelta(6), "week")
    if day := parts["day"]:
        only = date(year, int(parts["month"] or 1), int(day))
        return Bounds(only, only, "minute" if parts["time"] else "day")
    first, months, grain = 1, 12, "year"
    if month := parts["month"]:
        first, months, grain = int(month), 1, "month"
    elif quarter := parts["quarter"]:
        first, months, grain = int(quarter) * 3 - 2, 3, "quarter"
    elif half := parts["half"]:
        first, months, grain = int(half) * 6 - 5, 6, "half"
    return Bounds(date(year, first, 1), _month_end(year, first + months - 1), grain)


def _season(year: int, season: str, country: str | None) -> Bounds:
    """Return three whole months; a season that begins in December ends in the year after."""
    first = _FIRST_MONTH[season]
    if country in _SOUTHERN:
        first = (first + 5) % 12 + 1
    last_year, last = (year, first + 2) if first <= 10 else (year + 1, first - 10)
    return Bounds(date(year, first, 1), _month_end(last_year, last), "season")


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
