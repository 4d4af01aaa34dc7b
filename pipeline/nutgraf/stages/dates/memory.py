"""What the resolver knows of a release: the day it counts from, and the dates the text has left behind so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from nutgraf.timex.grammar import token_pattern
from nutgraf.timex.lexer import Tokens
from nutgraf.timex.model import Timex

_AFTER_LIMIT = token_pattern(r"<by|until|through|to|since> (?:<the> |<early|late|mid>[- ])?$")
_ATTACKS = (9, 11)
"""Month and day that releases of any year name with 2001."""
_LAWS = frozenset(("act", "law", "amendments", "treaty", "code", "convention", "constitution", "study", "report"))
_AFTER_PREPOSITION = token_pattern(
    r"(?:<in|since|of|from|by|until|to|before|after|during|through|and|approx|between>) (?:<early|late|mid>[- ])?$"
)


@dataclass(slots=True)
class Memory:
    """The days and periods expressions of one release are resolved against, updated in text order.

    `today` is the day relative expressions count from, `year` the year an undated release is about; either may be None.
    """

    today: date | None
    year: int | None
    country: str | None = None
    dated: dict[tuple[int, int], int] = field(default_factory=dict)
    """Month and day to the year the text gives them somewhere."""
    parts: dict[str, int] = field(default_factory=dict)
    """Quarter or half to the year the text gives it somewhere."""
    days: dict[int, str] = field(default_factory=dict)
    """Weekday to the day it last stood with."""
    last_day: date | None = None
    last_year: int | None = None
    last_month: tuple[int | None, int] | None = None
    last_part: tuple[int, str] | None = None
    by_quarter: bool = False
    """Whether a quarter or half was the last period spoken of: "a year ago" is then the same quarter of the year before."""
    last_partial: str | None = None

    def learn(self, tokens: Tokens, said: Sequence[Timex]) -> None:
        """Read the dates that are complete, which tell the year of those that are not.

        An undated release is of the latest year it names twice, in a full date, or like `2025 season` (`in 1974` may be history).
        """
        years: Counter[int] = Counter()
        for timex in said:
            one = timex.first or timex
            if one.kind == "date" and one.year and one.month:
                years[one.year] += 0 if (one.month, one.day) == _ATTACKS else 1 + (one.day is not None)
                self.dated.setdefault((one.month, one.day or 0), one.year)
            elif one.kind == "date" and one.year:
                years[one.year] += _weight(tokens, timex)
            elif one.kind == "part" and one.year and one.part and not one.fiscal:
                self.parts[one.part] = one.year
                years[one.year] += 2
        if self.today is None and self.year is None:
            settled = [year for year, count in years.items() if count > 1]
            self.year = max(settled, default=None)

    def remember(self, day: date) -> str:
        """Keep a day as the last one spoken of and return it in ISO form."""
        self.last_day, self.last_year, self.last_partial = day, day.year, None
        return day.isoformat()


def _weight(tokens: Tokens, timex: Timex) -> int:
    """How much a bare year tells of when the release was written: nothing in the name of a law or behind `since`."""
    words = [word.lower() for word in tokens.words[timex.j : timex.j + 10]]
    if not _LAWS.isdisjoint(words):
        return 0
    if _AFTER_LIMIT.search(tokens.classes, max(0, timex.i - 6), timex.i):
        return 0
    return 1 if _AFTER_PREPOSITION.search(tokens.classes, max(0, timex.i - 8), timex.i) else 2
