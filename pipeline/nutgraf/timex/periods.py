"""Quarters, seasons, fiscal years, decades and centuries: matches of the grammar in, their fields out."""

from __future__ import annotations

from collections.abc import Callable

from nutgraf.timex.lexer import meanings
from nutgraf.timex.model import SMALL, TWO_DIGITS, Match, Timex, days_of, full_year, meaning, year_of

SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}


def _part(match: Match) -> Timex | None:
    """Read a quarter or half: its number, and the year if one stands with it."""
    fiscal = any(kind in {"fiscal", "fy"} for kind, _ in match.items)
    half = any(kind in {"half", "h"} for kind, _ in match.items)
    small = [(index, word) for index, (kind, word) in enumerate(match.items) if kind in SMALL]
    ordinal = meaning(match.items, frozenset(("ordinal",)))
    year = year_of(match.items)
    if ordinal is None and small:
        ordinal = int(small.pop(0)[1])
    if year is None and small and len(small[-1][1]) == 2:
        year = full_year(small[-1][1])
    if ordinal is None or not 1 <= ordinal <= (2 if half else 4):
        return None
    shift = meaning(match.items, frozenset(("last", "this", "next")))
    return match.said("part", year, part=f"{'H' if half else 'Q'}{ordinal}", fiscal=fiscal, shift=shift)


def _quarters(match: Match) -> Timex | None:
    """Read `first and second quarters of 2024`; quarters that do not follow each other have no value in common."""
    first, last = (int(meanings()[word]) for kind, word in match.items if kind == "ordinal")
    if meanings()[next(word for kind, word in match.items if kind == "units")] != "3M" or not last == first + 1 <= 4:
        return None
    year = year_of(match.items)
    return match.said("range", first=match.said("part", year, part=f"Q{first}"), last=match.said("part", year, part=f"Q{last}"))


def _fiscal_year(match: Match) -> Timex | None:
    shift = meaning(match.items, frozenset(("last", "this", "next")))
    years = [full_year(word) for kind, word in match.items if kind == "y4" or kind in TWO_DIGITS]
    if len(years) == 2 and years[1] % 100 == (years[0] + 1) % 100:
        return match.said("fiscal", years[0] + 1, fiscal=True)
    return match.said("fiscal", years[0] if years else None, shift=shift, fiscal=True)


def _season(match: Match) -> Timex | None:
    name = next(word for kind, word in match.items if kind in {"season", "spring", "fall"})
    return match.said("part", year_of(match.items), part=SEASONS[name])


def _decade(match: Match) -> Timex | None:
    kind, word = next((kind, word) for kind, word in match.items if kind in SMALL | {"y4", "decadeword"})
    if kind == "decadeword":
        return match.said("value", value=meanings()[word])
    if word[-1] != "0":
        return None
    return match.said("value", value=(word if kind == "y4" else f"19{word}" if int(word) > 19 else f"20{word}")[:3] + "X")


def _century(match: Match) -> Timex | None:
    if ("centur" not in match.items[-1][1] and match.items[-1][0] != "era") or not any(
        "century" in word for _, word in match.items
    ):
        return None
    number = meaning(match.items, frozenset(("ordinal",))) or 0
    number += (days_of(match.items) or [0])[0] + (meaning(match.items, frozenset(("number",))) or 0)
    if not 10 < number < 31 or match.items[-1][0] == "era":
        return None
    return match.said("value", value=f"{number - 1}XX")


def _era(match: Match) -> Timex | None:
    number = next(word for _, word in match.items if word.isdigit())
    before_christ = any(kind == "era" for kind, _ in match.items)
    return match.said("value", value=f"{'BC' if before_christ else ''}{int(number):04d}") if len(number) < 5 else None


def _quarter(match: Match) -> Timex | None:
    return match.said("part", part="Q", anchor="text" if match.rule == "the_quarter" else None)


def _full_year_expression(match: Match) -> Timex | None:
    year = year_of(match.items)
    if match.items[0][0] == "year":
        return match.said("shift", unit="1Y", shift=0, modifier="late")
    if match.rule == "part_of_this":
        shift = meaning(match.items, frozenset(("last", "this", "next"))) or 0
        unit = "quarter" if match.items[-1][0] == "quarter" else meanings()[match.items[-1][1]]
        return match.said(
            "shift",
            unit=unit,
            shift=shift,
            modifier=meanings()[match.items[0][1]] if match.items[0][0] == "edge" else "early",
        )
    if match.rule == "the_weekend":
        return match.said("shift", unit="weekend")
    return match.said("date", year) if year else match.said("part", part="FULL")


PERIOD_READERS: dict[str, Callable[[Match], Timex | None]] = {
    "fiscal_part": _part,
    "quarter": _part,
    "quarters": _quarters,
    "half": _part,
    "fiscal_year": _fiscal_year,
    "season_year": _season,
    "decade": _decade,
    "century": _century,
    "era_year": _era,
    "recent_quarter": _quarter,
    "the_quarter": _quarter,
    "season": _season,
    "full_year": _full_year_expression,
    "part_of_this": _full_year_expression,
    "the_weekend": _full_year_expression,
}
