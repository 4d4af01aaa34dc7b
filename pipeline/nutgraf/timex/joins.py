"""Expressions that stand together: ranges, and a day with its clock time, become one."""

from __future__ import annotations

from dataclasses import replace

from nutgraf.timex.grammar import token_pattern
from nutgraf.timex.lexer import Tokens
from nutgraf.timex.model import Timex

_RANGE = token_pattern(r" ?- ?| (?:<to|through|until>) (?:<the> |<at> (?:x )?)?(?:<approx> |<early|late|mid>[ -])?")
_AND = token_pattern(r" <and> ")
_LISTED = token_pattern(r",? <and> (?:<on> )?")
_WIDEST = 8
"""Tokens that stand between the parts of one expression."""
_BETWEEN = token_pattern(r"<between> (?:<the> )?$")
_AT = token_pattern(r"(?:,? ?|,? ?[-@|(/] ?|,? <at> |,? <from> |,? <at> <from> |[.:] ?|,? <between> |, <the> )(?:<approx> )?|X")
_ON = token_pattern(r"(?:,? (?:<on> |<this> )?(?:<the> )?|,| ?[-(/|] ?|,? <of> (?:<the> )?)")


def join(tokens: Tokens, said: list[Timex]) -> list[Timex]:
    """Merge neighbours whose gap says they are one expression; linear."""
    joined: list[Timex] = []
    for timex in said:
        merged: Timex | None = timex
        while joined and merged and (one := _joined(tokens, joined[-1], merged, listed=_is_listed(tokens, joined))):
            joined.pop()
            merged = one
        if merged:
            joined.append(merged)
    return joined


def _is_listed(tokens: Tokens, joined: list[Timex]) -> bool:
    """Whether the last day is one of several that share what follows: "Dec. 11 and Dec. 18 from 7 to 9 p.m."."""
    if len(joined) < 2 or not (_is_day(joined[-1]) and _is_day(joined[-2])):
        return False
    gap = tokens.classes[joined[-2].j : joined[-1].i]
    return len(gap) < _WIDEST and _LISTED.fullmatch(gap) is not None


def _joined(tokens: Tokens, left: Timex, right: Timex, *, listed: bool) -> Timex | None:
    gap = tokens.classes[left.j : right.i]
    if len(gap) > _WIDEST or left.j > right.i:
        return None
    between = _BETWEEN.search(tokens.classes, max(0, left.i - 5), left.i) if _AND.fullmatch(gap) else None
    if between or _RANGE.fullmatch(gap):
        one = _range(left, right)
        if one:
            return replace(one, i=between.start()) if between else one
    if _is_day(left) and _is_clock(right) and _AT.fullmatch(gap) and (gap != "X" or tokens.words[left.j] == "T"):
        if listed:
            return None
        return _day_with_clock(left, right, left.i, right.j)
    if _is_clock(left) and _is_day(right) and _ON.fullmatch(gap):
        return _day_with_clock(right, left, left.i, right.j)
    return None


def _is_clock(timex: Timex) -> bool:
    return timex.kind == "clock" or (
        timex.kind == "range" and timex.first is not None and timex.first.kind == "clock" and not has_day(timex.first)
    )


def _is_day(timex: Timex) -> bool:
    return timex.hour is None and has_day(timex)


def has_day(timex: Timex) -> bool:
    """Whether it names one day: a date with a day, a weekday, today."""
    return (timex.kind == "date" and (timex.day is not None or timex.weekday is not None)) or (
        timex.kind == "shift" and timex.unit == "1D"
    )


def _day_with_clock(day: Timex, clock: Timex, i: int, j: int) -> Timex:
    if clock.kind == "range" and clock.first and clock.last:
        first = replace(day, i=i, j=j, hour=clock.first.hour, minute=clock.first.minute)
        last = replace(day, i=i, j=j, hour=clock.last.hour, minute=clock.last.minute)
        return Timex(i, j, "day_clock_range", "range", first=first, last=last)
    return replace(day, i=i, j=j, hour=clock.hour, minute=clock.minute)


def _range(left: Timex, right: Timex) -> Timex | None:
    if "range" in (left.kind, right.kind) or left.kind != right.kind or not _same_grain(left, right):
        if left.kind == "date" and left.hour is not None and right.kind == "clock":
            last = replace(left, hour=right.hour, minute=right.minute)
            return Timex(left.i, right.j, "day_clock_range", "range", first=left, last=last)
        return None
    if left.kind == "clock" and left.part == "bare" and right.part is None and (left.hour or 0) < 12 <= (right.hour or 0):
        afternoon = (left.hour or 0) + 12
        left = replace(left, hour=afternoon) if afternoon <= (right.hour or 0) else left
    if left.kind in {"date", "part"} and left.year is None:
        left = replace(left, year=right.year)
    if _reversed(left, right):
        return None
    return Timex(left.i, right.j, "range", "range", first=left, last=right)


def _same_grain(left: Timex, right: Timex) -> bool:
    if left.kind == "date":
        grains = [
            (one.month is not None, one.day is not None, one.weekday is not None and one.day is None) for one in (left, right)
        ]
        return grains[0] == grains[1] or (left.year is not None and right.year is not None)
    return left.kind in {"clock", "part", "fiscal"} or (left.kind == "value" and left.value is not None)


def _reversed(left: Timex, right: Timex) -> bool:
    """Whether two dates with years stand in the wrong order for a range."""
    if left.kind != "date" or left.year is None or right.year is None:
        return False
    return (left.year, left.month or 1, left.day or 1) > (right.year, right.month or 12, right.day or 31)
