"""What a match of the grammar says: calendar fields as written, nothing resolved yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from nutgraf.timex.grammar import GRAMMAR
from nutgraf.timex.lexer import Tokens, class_characters, meanings
from nutgraf.timex.numbers import read_count

Kind = Literal["date", "clock", "range", "part", "value", "fiscal", "shift", "duration", "set"]


@dataclass(frozen=True, slots=True)
class Timex:
    """An expression as written; `i` and `j` are token indices, what is not written is None.

    `date` has calendar fields; with `shift` -1, 0 or 1 it is the last, this or next such weekday or month. `part` is a quarter,
    half or season of a year. `shift` moves `shift` units from the release date (`anchor` "text": from the date before).
    """

    i: int
    j: int
    rule: str
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    hour: int | None = None
    minute: int | None = None
    part: str | None = None
    fiscal: bool = False
    unit: str | None = None
    shift: int | None = None
    anchor: str | None = None
    value: str | None = None
    modifier: str | None = None
    first: Timex | None = None
    last: Timex | None = None


_PIVOT = 45
"""Two digits below are of this century: releases date births and history back, but plan twenty years ahead at most."""

Item = tuple[str, str]
"""Class and lower-case word of a token."""

_DAYS = frozenset(("n1", "n10", "n13", "n25", "z1"))
_TWO_DIGITS = frozenset(("z0", "z1", "n10", "n13", "n25", "n32", "n60"))
_SMALL = _DAYS | _TWO_DIGITS | {"n0"}
_MONTHS = frozenset(("month", "namemonth", "maymonth", "monthabbr", "maylower"))
_WEEKDAYS = frozenset(("weekday", "dayabbr", "weekdays"))
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}


def expressions(tokens: Tokens) -> Iterator[Timex]:
    """Yield what each match of the grammar says, in text order; 3/4/2024 as month 3, day 4, until `in_order`."""
    names = _names()
    for match in GRAMMAR.finditer(tokens.classes):
        i, j, rule = match.start(), match.end(), match.lastgroup or ""
        items = [
            (names.get(mark, mark), word.lower())
            for mark, word in zip(tokens.classes[i:j], tokens.words[i:j], strict=True)
            if mark != " "
        ]
        said = _READERS[rule](rule, items, i, j)
        if said:
            yield said


def in_order(said: Iterable[Timex], *, day_first: bool) -> Iterator[Timex]:
    """Turn the numeric dates among expressions the right way; `day_first` reads 3/4/2024 as 3 April."""
    for timex in said:
        first, second = timex.month or 0, timex.day or 0
        if timex.rule != "numeric" or first == second:
            yield timex
        elif first > 12 or (day_first and second <= 12):
            if second <= 12:
                yield replace(timex, month=second, day=first)
        else:
            yield timex


@cache
def _names() -> dict[str, str]:
    return {mark: name for name, mark in class_characters().items()}


def _number(items: list[Item], name: str) -> int | None:
    return next((int(word) for kind, word in items if kind == name), None)


def _meaning(items: list[Item], names: frozenset[str]) -> int | None:
    return next((int(meanings()[word]) for kind, word in items if kind in names), None)


def _full_year(word: str) -> int:
    number = int(word)
    return number if len(word) == 4 else number + (2000 if number < _PIVOT else 1900)


def _year(items: list[Item]) -> int | None:
    """Return the year: four digits, or two behind an apostrophe."""
    for index, (kind, word) in enumerate(items):
        if kind == "y4" or (kind in _TWO_DIGITS and index and items[index - 1][0] == "'"):
            return _full_year(word)
    return None


def _days(items: list[Item]) -> list[int]:
    return [int(word) for index, (kind, word) in enumerate(items) if kind in _DAYS and not (index and items[index - 1][0] == "'")]


def _iso(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    year, month, *day = (int(word) for _, word in items if word.isdigit())
    return Timex(i, j, rule, "date", year, month, day[0] if day else None)


def _numeric(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    """Read 3/4/2024 as month, day; `in_order` may turn them."""
    first, second, year = (word for _, word in items if word.isdigit())
    return Timex(i, j, rule, "date", _full_year(year), int(first), int(second))


def _date(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    days, year = _days(items), _year(items)
    if rule == "day_month" and year is None and items[-2][0] == "-" and len(days) == 2:
        year = _full_year(items[-1][1])
    weekday = _meaning(items, _WEEKDAYS)
    return Timex(i, j, rule, "date", year, _meaning(items, _MONTHS), days[0] if days else None, weekday, unit=_relative_year(items))


def _date_range(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    first, last, *_ = _days(items)
    year, month = _year(items), _meaning(items, _MONTHS)
    if last <= first:
        return None
    return Timex(i, j, rule, "range", first=Timex(i, j, rule, "date", year, month, first), last=Timex(i, j, rule, "date", year, month, last))


def _month(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return Timex(i, j, rule, "date", _year(items), _meaning(items, _MONTHS), unit=_relative_year(items))


def _relative_year(items: list[Item]) -> str | None:
    """Return the word for the year in `July last year`: `-1`, `0` or `1`."""
    return meanings()[items[-2][1]] if items[-1][0] == "year" and len(items) > 2 else None


def _clock(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    numbers = [int(word) for kind, word in items if kind in _SMALL]
    kinds = {kind for kind, _ in items}
    if "noon" in kinds or "midnight" in kinds:
        return Timex(i, j, rule, "clock", hour=12 if "noon" in kinds else 0, minute=0)
    half = next((word[0] for kind, word in items if kind in {"meridiem", "a", "p"}), None)
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if hour > 24 or minute > 59 or (half and hour == 0):
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return Timex(i, j, rule, "clock", hour=hour % 24, minute=minute, part=None if half else "bare")


def _clock_range(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    at = next(index for index, (kind, _) in enumerate(items) if index and kind in {"-", "to", "until", "and"})
    first, last = _clock(rule, items[:at], i, j), _clock(rule, items[at + 1 :], i, j)
    if first is None or last is None or first.hour is None or last.hour is None:
        return None
    hour = first.hour
    if last.part is None and hour <= 12 and last.hour >= 12 and (hour % 12, first.minute or 0) < (last.hour - 12 or 12, last.minute or 0):
        hour = hour % 12 + 12 if last.hour > 12 or hour == 12 else hour
    start = Timex(i, j, rule, "clock", hour=hour, minute=first.minute)
    return Timex(i, j, rule, "range", first=start, last=last, part=last.part)


def _part(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    """Read a quarter or half: its number, and the year if one stands with it."""
    fiscal = any(kind in {"fiscal", "fy"} for kind, _ in items)
    half = any(kind in {"half", "h"} for kind, _ in items)
    small = [(index, word) for index, (kind, word) in enumerate(items) if kind in _SMALL]
    ordinal = _meaning(items, frozenset(("ordinal",)))
    year = _year(items)
    if ordinal is None and small:
        ordinal = int(small.pop(0)[1])
    if year is None and small and len(small[-1][1]) == 2:
        year = _full_year(small[-1][1])
    if ordinal is None or not 1 <= ordinal <= (2 if half else 4):
        return None
    shift = _meaning(items, frozenset(("last", "this", "next")))
    return Timex(i, j, rule, "part", year, part=f"{'H' if half else 'Q'}{ordinal}", fiscal=fiscal, shift=shift)


def _fiscal_year(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    shift = _meaning(items, frozenset(("last", "this", "next")))
    years = [_full_year(word) for kind, word in items if kind == "y4" or kind in _TWO_DIGITS]
    if len(years) == 2 and years[1] % 100 == (years[0] + 1) % 100:
        return Timex(i, j, rule, "fiscal", years[0] + 1, fiscal=True)
    return Timex(i, j, rule, "fiscal", years[0] if years else None, shift=shift, fiscal=True)


def _season(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    name = next(word for kind, word in items if kind in {"season", "spring", "fall"})
    return Timex(i, j, rule, "part", _year(items), part=_SEASONS[name])


def _year_pair(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    first, second = (word for _, word in items if word.isdigit())
    start = int(first)
    end = int(second) if len(second) == 4 else start - start % 100 + int(second) + (100 if int(second) < start % 100 else 0)
    if not start < end <= start + 99:
        return None
    return Timex(i, j, rule, "range", first=Timex(i, j, rule, "date", start), last=Timex(i, j, rule, "date", end))


def _decade(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    kind, word = next((kind, word) for kind, word in items if kind in _SMALL | {"y4", "decadeword"})
    if kind == "decadeword":
        return Timex(i, j, rule, "value", value=meanings()[word])
    if word[-1] != "0":
        return None
    return Timex(i, j, rule, "value", value=(word if kind == "y4" else f"19{word}" if int(word) > 19 else f"20{word}")[:3] + "X")


def _century(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    if "centur" not in items[-1][1] and items[-1][0] != "era" or not any("century" in word for _, word in items):
        return None
    number = _meaning(items, frozenset(("ordinal",))) or 0
    number += (_days(items) or [0])[0] + (_meaning(items, frozenset(("number",))) or 0)
    if not 10 < number < 31 or items[-1][0] == "era":
        return None
    return Timex(i, j, rule, "value", value=f"{number - 1}XX")


def _era(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    number = next(word for _, word in items if word.isdigit())
    before_christ = any(kind == "era" for kind, _ in items)
    return Timex(i, j, rule, "value", value=f"{'BC' if before_christ else ''}{int(number):04d}") if len(number) < 5 else None


def _age(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return None


def _period(items: list[Item]) -> tuple[float | None, str] | None:
    """Return count (None: vague) and unit of `two and a half years`."""
    unit = next((meanings()[word] for kind, word in items if kind in {"unit", "units", "year", "quarter", "weekend", "night"}), None)
    return (read_count(items), unit) if unit else None


def _shift_ago(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    period = _period(items)
    if period is None:
        return None
    count, unit = period
    back = any(kind in {"ago", "earlier"} for kind, _ in items)
    from_text = any(kind in {"earlier", "later"} for kind, _ in items)
    if count is not None and unit[0] == "T":
        count = None
    whole = None if count is None else round(count)
    return Timex(i, j, rule, "shift", unit=unit, shift=None if whole is None else (-whole if back else whole), anchor="text" if from_text else None)


def _duration(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    cut = next((index for index, (kind, word) in enumerate(items) if kind in {"to", "or"} or (kind == "-" and _joins_numbers(items, index))), None)
    period = _period(items)
    if period is None:
        return None
    if cut is not None:
        first, last = read_count(items[:cut]), read_count(items[cut + 1 :])
        if first is not None and last is not None:
            return Timex(i, j, rule, "duration", value=f"{iso_period(first, period[1])}/{iso_period(last, period[1])}")
    return Timex(i, j, rule, "duration", value=iso_period(*period))


def _joins_numbers(items: list[Item], index: int) -> bool:
    before, after = items[index - 1][0], items[index + 1][0] if index + 1 < len(items) else ""
    digits = _SMALL | {"big", "y4", "number"}
    return index > 0 and before in digits and after in digits and not (before == "number" and read_count(items[: index + 2]) != read_count(items[:index]))


def iso_period(count: float | None, unit: str) -> str:
    """Write a period: 3 and `1M` as P3M, None and `T1H` as PTXH, 2.5 and `1Y` as P2Y6M."""
    prefix, size, letter = re.fullmatch(r"(T?)(\d+)([A-Z])", unit).groups()  # type: ignore[union-attr]  # units are written so
    if count is None:
        return f"P{prefix}X{letter}"
    whole, rest = divmod(count * int(size), 1)
    if rest and letter == "Y":
        return f"P{int(whole)}Y{round(rest * 12)}M" if whole else f"P{round(rest * 12)}M"
    if rest and prefix and letter == "H":
        return f"PT{int(whole)}H{round(rest * 60)}M" if whole else f"PT{round(rest * 60)}M"
    return f"P{prefix}{count * int(size):g}{letter}"


def _same(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    name, word = next((kind, word) for kind, word in items if kind not in {"same", "that", "following"})
    shift = 1 if items[0][0] == "following" else 0
    if name == "weekday" or name in _MONTHS:
        weekday = int(meanings()[word]) if name == "weekday" else None
        return Timex(i, j, rule, "date", month=None if name == "weekday" else int(meanings()[word]), weekday=weekday, anchor="text", shift=shift)
    if word in _SEASONS:
        return Timex(i, j, rule, "part", _year(items), part=_SEASONS[word], anchor="text")
    return Timex(i, j, rule, "shift", _year(items), unit=meanings()[word], shift=shift, anchor="text")


def _year_earlier(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return Timex(i, j, rule, "shift", unit="1Y", shift=-1, anchor="text", part="Q" if items[-1][0] in {"quarter", "period"} else None)


def _day_shift(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    shift = int(meanings()[items[0][1]]) if items[0][0] in {"today", "last"} else 0
    return Timex(i, j, rule, "shift", unit="1D", shift=shift, day=(_days(items) or [None])[0])


def _relative(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    shift = int(meanings()[items[0][1]])
    name, word = items[1]
    if name == "fiscal":
        return Timex(i, j, rule, "fiscal", shift=shift, fiscal=True)
    if any(kind == "ordinal" for kind, _ in items):
        number = _meaning(items, frozenset(("ordinal",)))
        year_shift = shift if name == "year" else None
        return Timex(i, j, rule, "part", part=f"Q{number}", shift=year_shift) if number in {1, 2, 3, 4} else None
    if word in _SEASONS:
        return Timex(i, j, rule, "part", part=_SEASONS[word], shift=shift)
    if name in _WEEKDAYS:
        return Timex(i, j, rule, "date", weekday=int(meanings()[word]), shift=shift)
    if name in _MONTHS:
        return Timex(i, j, rule, "date", month=int(meanings()[word]), shift=shift)
    if name in {"quarter", "weekend"}:
        return Timex(i, j, rule, "shift", unit=name, shift=shift)
    return Timex(i, j, rule, "shift", unit=meanings()[word], shift=shift)


def _set(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    if rule == "weekdays":
        return Timex(i, j, rule, "set", value="P1W", weekday=_meaning(items, _WEEKDAYS))
    if rule == "frequency":
        return Timex(i, j, rule, "set", value=meanings()[items[0][1]])
    kind, word = next((kind, word) for kind, word in reversed(items) if kind not in {"daypart", "night", ".", "dayparts"} or len(items) == 2)
    unit = meanings().get(word, "1D") if kind in {"unit", "units", "year", "quarter", "weekend", "night"} else "1D"
    if kind in _WEEKDAYS:
        unit = "1W"
    elif kind in _MONTHS or word in _SEASONS:
        unit = "1Y"
    count = 2.0 if any(name == "other" for name, _ in items) else read_count([item for item in items if item[0] not in {"a", "per", "every"}]) or 1.0
    ordinal = _meaning(items, frozenset(("ordinal",)))
    return Timex(i, j, rule, "set", value=iso_period(float(ordinal or count), unit))


def _a_unit(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    kind, word = items[-1]
    count = 0.5 if any(name == "half" for name, _ in items) else 1.0
    return Timex(i, j, rule, "duration", value=iso_period(count, meanings()[word]))


def _vague(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return Timex(i, j, rule, "duration", value=iso_period(None, meanings()[items[-1][1]]))


def _weekday(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return Timex(i, j, rule, "date", weekday=_meaning(items, _WEEKDAYS))


def _quarter(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return Timex(i, j, rule, "part", part="Q", anchor="text" if rule == "the_quarter" else None)


def _full_year_expression(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    year = _year(items)
    if items[0][0] == "year":
        return Timex(i, j, rule, "shift", unit="1Y", shift=0, modifier="late")
    if rule == "part_of_this":
        shift = _meaning(items, frozenset(("last", "this", "next"))) or 0
        unit = "quarter" if items[-1][0] == "quarter" else meanings()[items[-1][1]]
        return Timex(i, j, rule, "shift", unit=unit, shift=shift, modifier=meanings()[items[0][1]] if items[0][0] == "edge" else "early")
    if rule == "the_weekend":
        return Timex(i, j, rule, "shift", unit="weekend")
    return Timex(i, j, rule, "date", year) if year else Timex(i, j, rule, "part", part="FULL")


def _year_alone(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    return Timex(i, j, rule, "date", _year(items))


def _ordinal_day(rule: str, items: list[Item], i: int, j: int) -> Timex | None:
    days = _days(items)
    if len(days) == 2 and days[0] < days[1]:
        return Timex(i, j, rule, "range", first=Timex(i, j, rule, "date", day=days[0]), last=Timex(i, j, rule, "date", day=days[1]))
    return Timex(i, j, rule, "date", day=days[0])


_READERS: dict[str, Callable[[str, list[Item], int, int], Timex | None]] = {
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
    "fiscal_part": _part,
    "quarter": _part,
    "half": _part,
    "fiscal_year": _fiscal_year,
    "season_year": _season,
    "year_pair": _year_pair,
    "decade": _decade,
    "century": _century,
    "era_year": _era,
    "age": _age,
    "shift_ago": _shift_ago,
    "relative_units": _duration,
    "duration": _duration,
    "same": _same,
    "year_earlier": _year_earlier,
    "last_part": _day_shift,
    "this_daypart": _day_shift,
    "relative": _relative,
    "today": _day_shift,
    "set": _set,
    "rate": _set,
    "a_unit": _a_unit,
    "matter": _vague,
    "weekdays": _set,
    "frequency": _set,
    "weekday": _weekday,
    "recent_quarter": _quarter,
    "the_quarter": _quarter,
    "season": _season,
    "full_year": _full_year_expression,
    "part_of_this": _full_year_expression,
    "the_weekend": _full_year_expression,
    "month": _month,
    "units": _vague,
    "year": _year_alone,
    "ordinal_day": _ordinal_day,
}
