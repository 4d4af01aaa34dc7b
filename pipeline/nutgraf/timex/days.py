"""Days, months, years and clock times: matches of the grammar in, their fields out."""

from __future__ import annotations

from collections.abc import Callable

from nutgraf.timex.lexer import meanings
from nutgraf.timex.model import MONTHS, SMALL, WEEKDAYS, Item, Match, Timex, days_of, full_year, meaning, year_of


def _iso(match: Match) -> Timex | None:
    year, month, *day = (int(word) for _, word in match.items if word.isdigit())
    return match.said("date", year, month, day[0] if day else None)


def _numeric(match: Match) -> Timex | None:
    """Read 3/4/2024 as month, day; `in_order` may turn them."""
    first, second, year = (word for _, word in match.items if word.isdigit())
    return match.said("date", full_year(year), int(first), int(second))


def _date(match: Match) -> Timex | None:
    days, year = days_of(match.items), year_of(match.items)
    if match.rule == "day_month" and year is None and match.items[-2][0] == "-" and len(days) == 2:
        year = full_year(match.items[-1][1])
    weekday = meaning(match.items, WEEKDAYS)
    return match.said(
        "date",
        year,
        meaning(match.items, MONTHS),
        days[0] if days else None,
        weekday=weekday,
        unit=_relative_year(match.items),
    )


def _date_range(match: Match) -> Timex | None:
    first, last, *_ = days_of(match.items)
    year, month = year_of(match.items), meaning(match.items, MONTHS)
    if last <= first:
        return None
    return match.said(
        "range",
        first=match.said("date", year, month, first),
        last=match.said("date", year, month, last),
    )


def _month(match: Match) -> Timex | None:
    return match.said("date", year_of(match.items), meaning(match.items, MONTHS), unit=_relative_year(match.items))


def _relative_year(items: list[Item]) -> str | None:
    """Return the word for the year in `July last year`: `-1`, `0` or `1`."""
    return meanings()[items[-2][1]] if items[-1][0] == "year" and len(items) > 2 else None


def _clock(match: Match) -> Timex | None:
    numbers = [int(word) for kind, word in match.items if kind in SMALL]
    kinds = {kind for kind, _ in match.items}
    if "noon" in kinds or "midnight" in kinds:
        return match.said("clock", hour=12 if "noon" in kinds else 0, minute=0)
    half = next((word[0] for kind, word in match.items if kind in {"meridiem", "a", "p"}), None)
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if hour > 24 or minute > 59 or (half and hour == 0):
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return match.said("clock", hour=hour % 24, minute=minute, part=None if half else "bare")


def _clock_range(match: Match) -> Timex | None:
    at = next(index for index, (kind, _) in enumerate(match.items) if index and kind in {"-", "to", "until", "and"})
    first, last = _clock(match._replace(items=match.items[:at])), _clock(match._replace(items=match.items[at + 1 :]))
    if first is None or last is None or first.hour is None or last.hour is None:
        return None
    hour = first.hour
    if (
        last.part is None
        and hour <= 12
        and last.hour >= 12
        and (hour % 12, first.minute or 0) < (last.hour - 12 or 12, last.minute or 0)
    ):
        hour = hour % 12 + 12 if last.hour > 12 or hour == 12 else hour
    start = match.said("clock", hour=hour, minute=first.minute)
    return match.said("range", first=start, last=last, part=last.part)


def _year_pair(match: Match) -> Timex | None:
    first, second = (word for _, word in match.items if word.isdigit())
    start = int(first)
    end = int(second) if len(second) == 4 else start - start % 100 + int(second) + (100 if int(second) < start % 100 else 0)
    if not start < end <= start + 99:
        return None
    return match.said("range", first=match.said("date", start), last=match.said("date", end))


def _spoken_year(match: Match) -> Timex | None:
    """Read `nineteen ninety-six`; `two thousand` only behind `year`, which the stage checks."""
    numbers = [int(meanings()[word]) for kind, word in match.items if kind in {"number", "scale"}]
    if numbers == [2, 1000]:
        return match.said("date", 2000)
    rest = numbers[1:]
    if (
        numbers[0] not in {18, 19}
        or not rest
        or not rest[0] >= 10
        or (len(rest) == 2 and (rest[0] % 10 or rest[1] > 9))
        or 1000 in rest
    ):
        return None
    return match.said("date", numbers[0] * 100 + sum(rest))


def _ordinal_day(match: Match) -> Timex | None:
    days = days_of(match.items)
    if len(days) == 2 and days[0] < days[1]:
        return match.said("range", first=match.said("date", day=days[0]), last=match.said("date", day=days[1]))
    return match.said("date", day=days[0])


def _weekday(match: Match) -> Timex | None:
    return match.said("date", weekday=meaning(match.items, WEEKDAYS))


def _year_alone(match: Match) -> Timex | None:
    return match.said("date", year_of(match.items))


DAY_READERS: dict[str, Callable[[Match], Timex | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "isomonth": _iso,
    "day_month_range": _date_range,
    "day_month_pair": _date_range,
    "month_day_range": _date_range,
    "month_day_pair": _date_range,
    "day_month": _date,
    "month_day": _date,
    "month_year": _month,
    "clock_range": _clock_range,
    "clock": _clock,
    "year_pair": _year_pair,
    "spoken_year": _spoken_year,
    "weekday": _weekday,
    "month": _month,
    "year": _year_alone,
    "ordinal_day": _ordinal_day,
}
