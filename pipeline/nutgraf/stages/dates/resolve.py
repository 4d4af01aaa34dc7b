"""Calendar fields as written, and what the release says around them, in; values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from nutgraf.stages.dates.holidays import holiday
from nutgraf.stages.dates.memory import Memory
from nutgraf.stages.dates.periods import fiscal_value, part_value
from nutgraf.stages.dates.shifts import shift_value
from nutgraf.timex import exists
from nutgraf.timex.model import Timex
from nutgraf.timex.spans import iso_period

Type = Literal["DATE", "TIME", "DURATION", "SET"]


def resolve(memory: Memory, timex: Timex, *, ahead: bool | None, long: bool) -> tuple[Type, str | None]:
    """Return type and value of an expression; `ahead` is the tense around it, `long` whether "last year" is a duration."""
    if timex.kind in {"duration", "set"}:
        if timex.rule == "weekdays":
            memory.last_day = None
        memory.by_quarter = memory.by_quarter and (timex.value or "")[-1:] != "M"
        return ("DURATION" if timex.kind == "duration" else "SET"), timex.value
    if timex.kind == "range" and timex.first and timex.last:
        return _range(memory, timex, timex.first, timex.last, ahead=ahead)
    if timex.kind == "clock":
        return "TIME", _clock(memory, timex)
    if long and timex.kind == "shift" and timex.unit and timex.unit[-1] in "YMWDQ":
        return "DURATION", iso_period(1.0, timex.unit)
    value = _point(memory, timex, ahead=ahead)
    if timex.hour is not None:
        return "TIME", f"{value or ''}T{timex.hour:02d}:{timex.minute or 0:02d}"
    return "DATE", value


def _range(memory: Memory, timex: Timex, first: Timex, last: Timex, *, ahead: bool | None) -> tuple[Type, str | None]:
    if (first.weekday, last.weekday) == (0, 4) and first.day is None:
        return "SET", "P1W"
    if (
        first.kind == last.kind == "part"
        and not (first.year or last.year)
        and (later := resolve(memory, last, ahead=ahead, long=False)[1])
    ):
        first = replace(first, year=int(later[:4]))
    kind, start = resolve(memory, first, ahead=ahead, long=False)
    if last.kind == "clock":
        day = start.partition("T")[0] if start else ""
        end: str | None = f"{day}T{last.hour or 0:02d}:{last.minute or 0:02d}"
    elif last.kind == "date" and first.kind == "date" and last.month is None and last.weekday is None and last.year is None:
        end = f"{start[:-2]}{last.day:02d}" if start and last.day else None
    else:
        end = resolve(memory, last, ahead=ahead, long=False)[1]
    if first.kind == "date" and last.kind == "date" and not (first.hour or last.hour):
        memory.last_day = None
    if start is None or end is None:
        return kind, None
    if start > end and not timex.year and len(start) == 10 and start[:4].isdigit() and first.year is None:
        start = f"{int(start[:4]) - 1}{start[4:]}"
    return kind, f"{start}/{end}"


def _clock(memory: Memory, timex: Timex) -> str:
    day = memory.last_day.isoformat() if memory.last_day else ""
    return f"{day}T{timex.hour or 0:02d}:{timex.minute or 0:02d}"


def _point(memory: Memory, timex: Timex, *, ahead: bool | None) -> str | None:
    if timex.kind == "value":
        return timex.value
    if timex.kind == "fiscal":
        return fiscal_value(memory, timex)
    if timex.kind == "part":
        return part_value(memory, timex, ahead=ahead)
    if timex.kind == "shift":
        if timex.unit == "weekend" and timex.shift is None:
            timex = replace(timex, shift=-1 if ahead is False else 0)
        return shift_value(memory, timex)
    if timex.rule == "holiday" and timex.part:
        return _holiday(memory, timex, ahead=ahead)
    return _date(memory, timex, ahead=ahead)


def _holiday(memory: Memory, timex: Timex, *, ahead: bool | None) -> str | None:
    year = timex.year
    if year is None and memory.today:
        days = [day for shift in (-1, 0, 1) if (day := holiday(timex.part or "", memory.today.year + shift))]
        return memory.remember(_nearest(days, memory.today, ahead=ahead, far=45))
    year = year or memory.year
    day = holiday(timex.part or "", year) if year else None
    return memory.remember(day) if day else None


def _date(memory: Memory, timex: Timex, *, ahead: bool | None) -> str | None:
    if not exists(timex):
        return None
    if timex.month is None and timex.day is None and timex.weekday is None:
        memory.last_year = timex.year
        memory.by_quarter = False
        return f"{timex.year:04d}" if timex.year else None
    if timex.month is None and timex.day is None:
        return _weekday(memory, timex, ahead=ahead)
    if timex.month is None:
        return _day_of_month(memory, timex)
    return _month_or_day(memory, timex, timex.month, timex.year or _year_of(memory, timex, ahead=ahead))


def _month_or_day(memory: Memory, timex: Timex, month: int, year: int | None) -> str | None:
    if timex.day is None:
        memory.last_month = (year, month)
        memory.last_partial = None
        memory.last_year = year or memory.last_year
        return f"{year:04d}-{month:02d}" if year else f"XXXX-{month:02d}"
    memory.last_month = (year, month)
    if year is None:
        memory.last_day, memory.last_partial = None, f"XXXX-{month:02d}-{timex.day:02d}"
        if timex.weekday is not None:
            memory.days[timex.weekday] = memory.last_partial
        return memory.last_partial
    day = _day(year, month, timex.day)
    if day is None:
        return None
    if timex.weekday is not None:
        memory.days[timex.weekday] = day.isoformat()
    return memory.remember(day)


def _day_of_month(memory: Memory, timex: Timex) -> str | None:
    if memory.last_month is None:
        return None
    year, month = memory.last_month
    value = f"{year:04d}-{month:02d}-{timex.day:02d}" if year else f"XXXX-{month:02d}-{timex.day:02d}"
    return value if exists(Timex(0, 0, "", "date", year, month, timex.day)) else None


def _year_of(memory: Memory, timex: Timex, *, ahead: bool | None) -> int | None:
    """Find the year of a month or a day of a month."""
    month, day = timex.month or 1, timex.day
    if timex.unit:
        year = memory.today.year if memory.today else memory.year
        return year + int(timex.unit) if year else None
    if timex.shift in {-1, 1} and memory.today:
        late = (month, 0) >= (memory.today.month, 0)
        return memory.today.year + (
            -1 if timex.shift < 0 and late else 1 if timex.shift > 0 and month <= memory.today.month else 0
        )
    if memory.today is None:
        return memory.dated.get((month, day or 0)) or _fits_weekday(memory, timex) or memory.year
    if day is None:
        return _month_year(memory, month, ahead=ahead)
    days = [one for shift in (-1, 0, 1) if (one := _day(memory.today.year + shift, month, day))]
    if timex.weekday is not None and (matching := [one for one in days if one.weekday() == timex.weekday]):
        days = matching
    return _nearest(days, memory.today, ahead=ahead, far=75).year if days else None


def _fits_weekday(memory: Memory, timex: Timex) -> int | None:
    """Prefer, in an undated release, the year around its own in which the weekday fits."""
    if memory.year is None or timex.weekday is None or timex.day is None:
        return None
    years = (memory.year, memory.year + 1, memory.year - 1)
    return next(
        (year for year in years if (one := _day(year, timex.month or 1, timex.day)) and one.weekday() == timex.weekday), None
    )


def _month_year(memory: Memory, month: int, *, ahead: bool | None) -> int:
    """Return the year of the last such month in a past sentence, of the next in a future one, else of the nearest."""
    today = memory.today or date.min
    if ahead is None:
        gap = (month - today.month + 5) % 12 - 5
        return today.year + (today.month - 1 + gap) // 12
    if ahead:
        return today.year if month >= today.month else today.year + 1
    return today.year if month <= today.month else today.year - 1


def _weekday(memory: Memory, timex: Timex, *, ahead: bool | None) -> str | None:
    weekday = timex.weekday or 0
    if timex.anchor == "text":
        if memory.last_day is None:
            return None
        away = (weekday - memory.last_day.weekday()) % 7
        return memory.remember(memory.last_day + timedelta((away or 7) if timex.shift != -1 else away - 7))
    known = memory.days.get(weekday)
    if known is None and memory.last_day and memory.last_day.weekday() == weekday:
        known = memory.last_day.isoformat()
    if known and timex.shift is None and (memory.today is None or (ahead is not False and _is_programme(memory, known))):
        return memory.remember(date.fromisoformat(known)) if known[0] != "X" else known
    if memory.today is None:
        return None
    away = (weekday - memory.today.weekday()) % 7
    if timex.shift == 1:
        away = away or 7
    elif timex.shift == -1 or ahead is False or (ahead is None and timex.shift is None and away > 3):
        away = away - 7 if away or timex.shift == -1 else 0
    return memory.remember(memory.today + timedelta(away))


def _is_programme(memory: Memory, known: str) -> bool:
    """Whether a weekday's date lies more than a week ahead: the release is about an event of several days."""
    return known[0] != "X" and memory.today is not None and (date.fromisoformat(known) - memory.today).days > 6


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: Sequence[date], today: date, *, ahead: bool | None, far: int) -> date:
    """Return the day nearest to today; tense decides where the nearest is more than `far` days on its wrong side."""

    def cost(day: date) -> int:
        away = (day - today).days
        wrong = ahead is not None and (away < 0) == ahead and abs(away) > far
        return abs(away) + (366 if wrong else 0)

    return min(days, key=cost)
