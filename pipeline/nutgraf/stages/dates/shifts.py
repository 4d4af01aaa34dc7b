"""What counts from today or from the date before: `last week`, `two months ago`, `a year earlier`, `the same day`."""

from __future__ import annotations

from datetime import date, timedelta

from nutgraf.stages.dates.memory import Memory
from nutgraf.timex.model import Timex


def shift_value(memory: Memory, timex: Timex) -> str | None:
    """Resolve what counts from today, or from the date before in the text."""
    unit, shift = timex.unit or "", timex.shift
    if timex.rule == "year_earlier" or (timex.rule == "shift_ago" and (unit, shift) == ("1Y", -1) and memory.by_quarter):
        return _year_earlier(memory, timex)
    if timex.anchor == "text" and timex.rule == "same" and timex.year and unit == "3M" and memory.last_part:
        return f"{timex.year}-{memory.last_part[1]}"
    base = memory.today
    if timex.anchor == "text":
        base = (
            None
            if unit == "1Y" and memory.last_year and (not memory.last_day or memory.last_day.year != memory.last_year)
            else memory.last_day
        )
    if shift is None or unit[:1] == "T":
        return None
    if timex.day and not base and unit == "1D":
        return None
    if base is None:
        return _without_day(memory, timex, unit, shift)
    return _moved(memory, base, unit, shift, exact=timex.rule == "shift_ago")


def _year_earlier(memory: Memory, timex: Timex) -> str | None:
    if memory.last_part and (timex.part == "Q" or memory.by_quarter):
        return f"{memory.last_part[0] - 1}-{memory.last_part[1]}"
    return str(memory.today.year - 1) if memory.today else None


def _without_day(memory: Memory, timex: Timex, unit: str, shift: int) -> str | None:
    year = memory.last_year if timex.anchor == "text" else memory.year
    if unit in {"1Y", "10Y"} and year:
        return str(year + shift * int(unit[:-1]))
    if timex.anchor == "text" and unit == "1M" and memory.last_month and memory.last_month[0]:
        return _moved(memory, date(memory.last_month[0], memory.last_month[1], 1), unit, shift, exact=False)
    if timex.anchor == "text" and shift == 0 and unit in {"1D", "1M"}:
        return memory.last_partial
    return None


def _moved(memory: Memory, base: date, unit: str, shift: int, *, exact: bool) -> str | None:
    if unit in {"1D", "2W", "1W", "weekend"}:
        try:
            return _moved_days(memory, base, unit, shift)
        except (OverflowError, ValueError):
            return None
    if unit in {"1M", "3M", "quarter"}:
        return _moved_months(memory, base, unit, shift)
    year = base.year + shift * int(unit[:-1])
    if not 0 < year < 9999:
        return None
    if unit == "10Y" and not exact:
        return f"{year // 10:03d}X"
    return f"{year // 100:02d}XX" if unit == "100Y" and not exact else f"{year:04d}"


def _moved_months(memory: Memory, base: date, unit: str, shift: int) -> str | None:
    year, month = divmod(base.year * 12 + base.month - 1 + shift * (1 if unit == "1M" else 3), 12)
    if not 0 < year < 9999:
        return None
    if unit == "1M":
        return f"{year:04d}-{month + 1:02d}"
    memory.last_part = (year, f"Q{month // 3 + 1}")
    return f"{year:04d}-{memory.last_part[1]}"


def _moved_days(memory: Memory, base: date, unit: str, shift: int) -> str:
    if unit == "1D":
        day = base + timedelta(shift)
        memory.last_day = day
        return day.isoformat()
    if unit == "weekend":
        saturday = base - timedelta(base.weekday()) + timedelta(5 + 7 * shift)
        return f"{saturday}/{saturday + timedelta(1)}"
    year, week, _ = (base + timedelta(weeks=shift * (2 if unit == "2W" else 1))).isocalendar()
    return f"{year:04d}-W{week:02d}"
