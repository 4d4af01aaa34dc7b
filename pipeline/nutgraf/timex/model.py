"""An expression as the grammar read it: calendar fields as written, nothing resolved yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from nutgraf.timex.lexer import meanings

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

DAYS = frozenset(("n1", "n10", "n13", "n25", "z1"))
TWO_DIGITS = frozenset(("z0", "z1", "n10", "n13", "n25", "n32", "n60"))
SMALL = DAYS | TWO_DIGITS | {"n0"}
MONTHS = frozenset(("month", "namemonth", "maymonth", "monthabbr", "maylower"))
WEEKDAYS = frozenset(("weekday", "dayabbr", "weekdays"))


class Match(NamedTuple):
    """A match of a rule: its tokens without the spaces, and where it stands (token indices)."""

    rule: str
    items: list[Item]
    i: int
    j: int

    def said(self, kind: Kind, year: int | None = None, month: int | None = None, day: int | None = None, **fields: Any) -> Timex:
        """Build the expression that stands here."""
        return Timex(self.i, self.j, self.rule, kind, year, month, day, **fields)


def meaning(items: list[Item], names: frozenset[str]) -> int | None:
    """Return the number the first word of these classes stands for."""
    return next((int(meanings()[word]) for kind, word in items if kind in names), None)


def full_year(word: str) -> int:
    """Return the year of four or two digits."""
    number = int(word)
    return number if len(word) == 4 else number + (2000 if number < _PIVOT else 1900)


def year_of(items: list[Item]) -> int | None:
    """Return the year: four digits, or two behind an apostrophe."""
    for index, (kind, word) in enumerate(items):
        if kind == "y4" or (kind in TWO_DIGITS and index and items[index - 1][0] == "'"):
            return full_year(word)
    return None


def days_of(items: list[Item]) -> list[int]:
    """Return the numbers that can be days of a month."""
    return [int(word) for index, (kind, word) in enumerate(items) if kind in DAYS and not (index and items[index - 1][0] == "'")]
