"""Durations, recurrences, and what counts from today or the date before: matches of the grammar in, their fields out."""

from __future__ import annotations

import re
from collections.abc import Callable

from nutgraf.timex.lexer import meanings
from nutgraf.timex.model import MONTHS, SMALL, WEEKDAYS, Item, Match, Timex, days_of, meaning, year_of
from nutgraf.timex.numbers import read_count
from nutgraf.timex.periods import SEASONS


def _period(items: list[Item]) -> tuple[float | None, str] | None:
    """Return count (None: vague) and unit of `two and a half years`."""
    unit = next(
        (meanings()[word] for kind, word in items if kind in {"unit", "units", "year", "quarter", "weekend", "night"}), None
    )
    return (read_count(items), unit) if unit else None


def _shift_ago(match: Match) -> Timex | None:
    period = _period(match.items)
    if period is None:
        return None
    count, unit = period
    back = any(kind in {"ago", "earlier"} for kind, _ in match.items)
    from_text = any(kind in {"earlier", "later"} for kind, _ in match.items)
    if count is not None and unit[0] == "T":
        count = None
    whole = None if count is None else round(count)
    return match.said(
        "shift",
        unit=unit,
        shift=None if whole is None else (-whole if back else whole),
        anchor="text" if from_text else None,
    )


def _duration(match: Match) -> Timex | None:
    cut = next(
        (
            index
            for index, (kind, word) in enumerate(match.items)
            if kind in {"to", "or"} or (kind == "-" and _joins_numbers(match.items, index))
        ),
        None,
    )
    period = _period(match.items)
    if period is None:
        return None
    if cut is not None:
        first, last = read_count(match.items[:cut]), read_count(match.items[cut + 1 :])
        if first is not None and last is not None:
            return match.said("duration", value=f"{iso_period(first, period[1])}/{iso_period(last, period[1])}")
    return match.said("duration", value=iso_period(*period))


def _joins_numbers(items: list[Item], index: int) -> bool:
    before, after = items[index - 1][0], items[index + 1][0] if index + 1 < len(items) else ""
    digits = SMALL | {"big", "y4", "number"}
    return (
        index > 0
        and before in digits
        and after in digits
        and not (before == "number" and read_count(items[: index + 2]) != read_count(items[:index]))
    )


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
    return f"P{prefix}{count * int(size):.12g}{letter}"


def _same(match: Match) -> Timex | None:
    name, word = next((kind, word) for kind, word in match.items if kind not in {"same", "that", "following"})
    shift = 1 if match.items[0][0] == "following" else 0
    if name == "weekday" or name in MONTHS:
        weekday = int(meanings()[word]) if name == "weekday" else None
        return match.said(
            "date",
            month=None if name == "weekday" else int(meanings()[word]),
            weekday=weekday,
            anchor="text",
            shift=shift,
        )
    if word in SEASONS:
        return match.said("part", year_of(match.items), part=SEASONS[word], anchor="text")
    return match.said("shift", year_of(match.items), unit=meanings()[word], shift=shift, anchor="text")


def _year_earlier(match: Match) -> Timex | None:
    return match.said(
        "shift",
        unit="1Y",
        shift=-1,
        anchor="text",
        part="Q" if match.items[-1][0] in {"quarter", "period"} else None,
    )


def _day_shift(match: Match) -> Timex | None:
    shift = int(meanings()[match.items[0][1]]) if match.items[0][0] in {"today", "last"} else 0
    return match.said("shift", unit="1D", shift=shift, day=next(iter(days_of(match.items)), None))


def _relative(match: Match) -> Timex | None:
    shift = int(meanings()[match.items[0][1]])
    name, word = match.items[1]
    if name == "fiscal":
        return match.said("fiscal", shift=shift, fiscal=True)
    if any(kind == "ordinal" for kind, _ in match.items):
        number = meaning(match.items, frozenset(("ordinal",)))
        year_shift = shift if name == "year" else None
        return match.said("part", part=f"Q{number}", shift=year_shift) if number in {1, 2, 3, 4} else None
    if word in SEASONS:
        return match.said("part", part=SEASONS[word], shift=shift)
    if name in WEEKDAYS and match.items[0][1] in {"previous", "preceding", "prior"}:
        return match.said("date", weekday=int(meanings()[word]), shift=-1, anchor="text")
    if name in WEEKDAYS | MONTHS:
        return match.said("date", **{"weekday" if name in WEEKDAYS else "month": int(meanings()[word])}, shift=shift)
    return match.said("shift", unit=name if name in {"quarter", "weekend"} else meanings()[word], shift=shift)


def _set(match: Match) -> Timex | None:
    if match.rule == "weekdays":
        return match.said("set", value="P1W", weekday=meaning(match.items, WEEKDAYS))
    if match.rule == "frequency":
        return match.said("set", value=meanings()[match.items[0][1]])
    kind, word = next(
        (kind, word)
        for kind, word in reversed(match.items)
        if kind not in {"daypart", "night", ".", "dayparts"} or len(match.items) == 2
    )
    unit = meanings().get(word, "1D") if kind in {"unit", "units", "year", "quarter", "weekend", "night"} else "1D"
    if kind in WEEKDAYS:
        unit = "1W"
    elif kind in MONTHS or word in SEASONS:
        unit = "1Y"
    count = (
        2.0
        if any(name == "other" for name, _ in match.items)
        else read_count([item for item in match.items if item[0] not in {"a", "per", "every"}]) or 1.0
    )
    ordinal = meaning(match.items, frozenset(("ordinal",)))
    return match.said("set", value=iso_period(float(ordinal or count), unit))


def _a_unit(match: Match) -> Timex | None:
    word = match.items[-1][1]
    count = 0.5 if any(name == "half" for name, _ in match.items) else 1.0
    return match.said("duration", value=iso_period(count, meanings()[word]))


def _long(match: Match) -> Timex | None:
    """Read `year-long`, `decades-long`."""
    (kind, word), long = match.items[0], match.items[-1][1]
    return (
        match.said("duration", value=iso_period(None if kind == "units" else 1.0, meanings()[word])) if long == "long" else None
    )


def _next_day(match: Match) -> Timex | None:
    """Read `the next day`, the one after the day spoken of; `the next year` counts from the release."""
    (_, said), (kind, word) = match.items
    if said == "next" and (kind != "unit" or meanings()[word] == "1D"):
        return match.said("shift", unit="1D", shift=1, anchor="text")
    return _relative(match._replace(rule="relative")) if kind == "unit" else None


def _vague(match: Match) -> Timex | None:
    return match.said("duration", value=iso_period(None, meanings()[match.items[-1][1]]))


SPAN_READERS: dict[str, Callable[[Match], Timex | None]] = {
    "shift_ago": _shift_ago,
    "relative_units": _duration,
    "duration": _duration,
    "same": _same,
    "year_earlier": _year_earlier,
    "last_part": _day_shift,
    "this_daypart": _day_shift,
    "relative": _relative,
    "next_day": _next_day,
    "long_unit": _long,
    "today": _day_shift,
    "set": _set,
    "rate": _set,
    "a_unit": _a_unit,
    "matter": _vague,
    "weekdays": _set,
    "frequency": _set,
    "units": _vague,
}
