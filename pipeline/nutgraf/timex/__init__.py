"""Absolute dates and clock times in a text: the calendar grammar the frame and the dates stage share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from nutgraf.timex.expressions import expressions, in_order
from nutgraf.timex.joins import join
from nutgraf.timex.lexer import tokenize
from nutgraf.timex.model import Timex

_CALENDAR_RULES = frozenset(("iso", "numeric", "day_month", "month_day", "month_year"))


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


def absolute_dates(text: str, *, day_first: bool = False) -> Iterator[AbsoluteDate]:
    """Yield the absolute dates of a text in order; `day_first` reads 3/4/2024 as 3 April.

    A clock time right before or after a date belongs to it. Offsets are of `text`; a month with a year has no day, a day
    and month may have no year, and impossible dates (31 June) are not yielded.
    """
    tokens = tokenize(text)
    said = in_order(expressions(tokens), day_first=day_first)
    written = (timex for timex in said if timex.kind == "clock" or timex.rule in _CALENDAR_RULES)
    for timex in join(tokens, [one for one in written if one.kind != "date" or exists(one)]):
        one = timex.first if timex.kind == "range" and timex.first and timex.first.hour is not None else timex
        parts = (timex.first, timex.last) if timex.kind == "range" and one is timex else (one,)
        for part in parts:
            if part and part.kind == "date":
                span = timex if part is one else part
                yield AbsoluteDate(
                    tokens.starts[span.i], tokens.starts[span.j], part.year, part.month, part.day, part.hour, part.minute
                )


def exists(timex: Timex) -> bool:
    """Whether the calendar has such a day."""
    if timex.month is not None and not 1 <= timex.month <= 12:
        return False
    if timex.day is None or timex.month is None:
        return True
    return 1 <= timex.day <= monthrange(timex.year or 2000, timex.month)[1]
