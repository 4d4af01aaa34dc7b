"""Absolute dates and clock times in a text: the calendar grammar the frame and the dates stage share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


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
    """Yield the absolute dates of a text in order; `day_first` reads 3/4/2024 as 3 April."""
    yield from ()
