"""Quarters, halves, seasons and fiscal years: the year they mean."""

from __future__ import annotations

from datetime import date

from nutgraf.stages.dates.memory import Memory
from nutgraf.stages.dates.values import bounds
from nutgraf.timex.model import Timex

_WRONG_TENSE = 30
"""Days by which a quarter on the wrong side of today must be nearer to be meant."""
_FINANCIAL_YEAR_START = {"AU": 7, "NZ": 4, "GB": 4, "IN": 4, "LK": 4, "JP": 4, "CA": 4, "US": 10}
"""Month in which the year of government accounts begins; the year is named for the one it ends in."""


def fiscal_value(memory: Memory, timex: Timex) -> str | None:
    """Resolve a fiscal year; "this" one by the country's government accounts."""
    if timex.year:
        return f"FY{timex.year}"
    if memory.today is None or timex.shift is None:
        return None
    start = _FINANCIAL_YEAR_START.get(memory.country or "", 1)
    year = memory.today.year + (1 if start > 1 and memory.today.month >= start else 0)
    return f"FY{year + timex.shift}"


def part_value(memory: Memory, timex: Timex, *, ahead: bool | None) -> str | None:
    """Resolve a quarter, half or season; the latest one finished where no year and no future is meant."""
    part = timex.part or ""
    if part == "FULL":
        year = memory.parts.get("Q4") or (memory.today.year - (memory.today.month <= 6) if memory.today else memory.year)
        return str(year) if year else None
    if part == "Q":
        if timex.anchor is None or memory.last_part is None:
            year, part = _quarter_before(memory)
        else:
            year, part = memory.last_part
    else:
        year = timex.year or _part_year(memory, timex, part, ahead=ahead)
    if not year:
        return None
    if part[0] in "QH":
        memory.last_part = (year, part)
        memory.by_quarter = True
    return f"{'FY' if timex.fiscal else ''}{year}-{part}"


def _quarter_before(memory: Memory) -> tuple[int | None, str]:
    if memory.today is None:
        return None, "Q1"
    quarter = (memory.today.month - 1) // 3
    return (memory.today.year, f"Q{quarter}") if quarter else (memory.today.year - 1, "Q4")


def _part_year(memory: Memory, timex: Timex, part: str, *, ahead: bool | None) -> int | None:
    if timex.anchor == "text":
        return memory.last_year
    if timex.fiscal:
        return None
    if memory.today is None:
        return memory.parts.get(part) or (None if timex.shift else memory.year)
    if part in {"SP", "SU", "FA", "WI"}:
        return _season_year(memory, part, timex.shift, ahead=ahead)
    if timex.shift is not None:
        return memory.today.year + timex.shift
    return _quarter_year(memory, part, ahead=ahead)


def _quarter_year(memory: Memory, part: str, *, ahead: bool | None) -> int:
    """Return the year of the quarter or half nearest to today; results are told of after it, plans before."""
    today = memory.today or date.min

    def cost(year: int) -> int:
        span = bounds(f"{year}-{part}")
        earliest, latest = span.earliest or today, span.latest or today
        away = max((earliest - today).days, (today - latest).days, 0)
        return away + (_WRONG_TENSE if ahead is not None and (earliest > today) != ahead else 0)

    return min((today.year - 1, today.year, today.year + 1), key=cost)


def _season_year(memory: Memory, part: str, shift: int | None, *, ahead: bool | None) -> int:
    today = memory.today or date.min
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[part]
    year = today.year - 1 if part == "WI" and today.month < 3 else today.year
    begun = (part == "WI" and today.month < 3) or today.month >= first
    over = begun and today.month >= first + 3 and part != "WI"
    if shift == -1:
        return year if over else year - 1
    if shift == 1:
        return year + 1 if begun else year
    if shift is None and ahead is False and not begun:
        return year - 1
    return year + 1 if shift is None and ahead and over else year
