"""Calendar fields as written, and what the release says around them, in; values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from nutgraf.stages.dates.holidays import holiday
from nutgraf.stages.dates.values import bounds
from nutgraf.timex import exists
from nutgraf.timex.grammar import token_pattern
from nutgraf.timex.lexer import Tokens
from nutgraf.timex.model import Timex
from nutgraf.timex.spans import iso_period

Type = Literal["DATE", "TIME", "DURATION", "SET"]

_WRONG_TENSE = 30
"""Days by which a quarter on the wrong side of today must be nearer to be meant."""
_AFTER_LIMIT = token_pattern(r"<by|until|through|to|since> (?:<the> |<early|late|mid>[- ])?$")
_LAWS = frozenset(("act", "law", "amendments", "treaty", "code", "convention", "constitution", "study", "report"))
_AFTER_PREPOSITION = token_pattern(
    r"(?:<in|since|of|from|by|until|to|before|after|during|through|and|approx|between>) (?:<early|late|mid>[- ])?$"
)
_FINANCIAL_YEAR_START = {"AU": 7, "NZ": 4, "GB": 4, "IN": 4, "LK": 4, "JP": 4, "CA": 4, "US": 10}
"""Month in which the year of government accounts begins; the year is named for the one it ends in."""


@dataclass(slots=True)
class Resolver:
    """Turns the expressions of one release, in text order, into values; remembers the dates they leave behind.

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
                years[one.year] += 2
                self.dated.setdefault((one.month, one.day or 0), one.year)
            elif one.kind == "date" and one.year:
                years[one.year] += _weight(tokens, timex)
            elif one.kind == "part" and one.year and one.part and not one.fiscal:
                self.parts[one.part] = one.year
                years[one.year] += 2
        if self.today is None and self.year is None:
            settled = [year for year, count in years.items() if count > 1]
            self.year = max(settled, default=None)

    def value(self, timex: Timex, *, ahead: bool | None, long: bool) -> tuple[Type, str | None]:
        """Return type and value of an expression; `ahead` is the tense around it, `long` whether "last year" is a duration."""
        if timex.kind in {"duration", "set"}:
            if timex.rule == "weekdays":
                self.last_day = None
            self.by_quarter = self.by_quarter and (timex.value or "")[-1:] != "M"
            return ("DURATION" if timex.kind == "duration" else "SET"), timex.value
        if timex.kind == "range" and timex.first and timex.last:
            return self._range(timex, timex.first, timex.last, ahead=ahead)
        if timex.kind == "clock":
            return "TIME", self._clock(timex)
        if long and timex.kind == "shift" and timex.unit and timex.unit[-1] in "YMWDQ":
            return "DURATION", iso_period(1.0, timex.unit)
        value = self._point(timex, ahead=ahead)
        if timex.hour is not None:
            return "TIME", f"{value or ''}T{timex.hour:02d}:{timex.minute or 0:02d}"
        return "DATE", value

    def _range(self, timex: Timex, first: Timex, last: Timex, *, ahead: bool | None) -> tuple[Type, str | None]:
        if (first.weekday, last.weekday) == (0, 4) and first.day is None:
            return "SET", "P1W"
        kind, start = self.value(first, ahead=ahead, long=False)
        if last.kind == "clock":
            day = start.partition("T")[0] if start else ""
            end: str | None = f"{day}T{last.hour or 0:02d}:{last.minute or 0:02d}"
        elif last.kind == "date" and first.kind == "date" and last.month is None and last.weekday is None and last.year is None:
            end = f"{start[:-2]}{last.day:02d}" if start and last.day else None
        else:
            end = self.value(last, ahead=ahead, long=False)[1]
        if first.kind == "date" and last.kind == "date" and not (first.hour or last.hour):
            self.last_day = None
        if start is None or end is None:
            return kind, None
        if start > end and not timex.year and len(start) == 10 and start[:4].isdigit() and first.year is None:
            start = f"{int(start[:4]) - 1}{start[4:]}"
        return kind, f"{start}/{end}"

    def _is_programme(self, known: str) -> bool:
        """Whether a weekday's date lies more than a week ahead: the release is about an event of several days."""
        return known[0] != "X" and self.today is not None and (date.fromisoformat(known) - self.today).days > 6

    def _clock(self, timex: Timex) -> str:
        day = self.last_day.isoformat() if self.last_day else ""
        return f"{day}T{timex.hour or 0:02d}:{timex.minute or 0:02d}"

    def _point(self, timex: Timex, *, ahead: bool | None) -> str | None:
        if timex.kind == "value":
            return timex.value
        if timex.kind == "fiscal":
            return self._fiscal_year(timex)
        if timex.kind == "part":
            return self._part(timex, ahead=ahead)
        if timex.kind == "shift":
            if timex.unit == "weekend" and timex.shift is None:
                timex = replace(timex, shift=-1 if ahead is False else 0)
            return self._shift(timex)
        if timex.rule == "holiday" and timex.part:
            return self._holiday(timex, ahead=ahead)
        return self._date(timex, ahead=ahead)

    def _fiscal_year(self, timex: Timex) -> str | None:
        if timex.year:
            return f"FY{timex.year}"
        if self.today is None or timex.shift is None:
            return None
        start = _FINANCIAL_YEAR_START.get(self.country or "", 1)
        year = self.today.year + (1 if start > 1 and self.today.month >= start else 0)
        return f"FY{year + timex.shift}"

    def _holiday(self, timex: Timex, *, ahead: bool | None) -> str | None:
        year = timex.year
        if year is None and self.today:
            days = [day for shift in (-1, 0, 1) if (day := holiday(timex.part or "", self.today.year + shift))]
            return self._remember(_nearest(days, self.today, ahead=ahead, far=45))
        year = year or self.year
        day = holiday(timex.part or "", year) if year else None
        return self._remember(day) if day else None

    def _part(self, timex: Timex, *, ahead: bool | None) -> str | None:
        """Resolve a quarter, half or season; the latest one finished where no year and no future is meant."""
        part = timex.part or ""
        if part == "FULL":
            year = self.parts.get("Q4") or (self.today.year - (self.today.month <= 6) if self.today else self.year)
            return str(year) if year else None
        if part == "Q":
            if timex.anchor is None or self.last_part is None:
                year, part = self._quarter_before()
            else:
                year, part = self.last_part
        else:
            year = timex.year or self._part_year(timex, part, ahead=ahead)
        if not year:
            return None
        if part[0] in "QH":
            self.last_part = (year, part)
            self.by_quarter = True
        return f"{'FY' if timex.fiscal else ''}{year}-{part}"

    def _quarter_before(self) -> tuple[int | None, str]:
        if self.today is None:
            return None, "Q1"
        quarter = (self.today.month - 1) // 3
        return (self.today.year, f"Q{quarter}") if quarter else (self.today.year - 1, "Q4")

    def _part_year(self, timex: Timex, part: str, *, ahead: bool | None) -> int | None:
        if timex.anchor == "text":
            return self.last_year
        if timex.fiscal:
            return None
        if self.today is None:
            return self.parts.get(part) or (None if timex.shift else self.year)
        if part in {"SP", "SU", "FA", "WI"}:
            return self._season_year(part, timex.shift, ahead=ahead)
        if timex.shift is not None:
            return self.today.year + timex.shift
        return self._quarter_year(part, ahead=ahead)

    def _quarter_year(self, part: str, *, ahead: bool | None) -> int:
        """Return the year of the quarter or half nearest to today; results are told of after it, plans before."""
        today = self.today or date.min

        def cost(year: int) -> int:
            span = bounds(f"{year}-{part}")
            earliest, latest = span.earliest or today, span.latest or today
            away = max((earliest - today).days, (today - latest).days, 0)
            return away + (_WRONG_TENSE if ahead is not None and (earliest > today) != ahead else 0)

        return min((today.year - 1, today.year, today.year + 1), key=cost)

    def _season_year(self, part: str, shift: int | None, *, ahead: bool | None) -> int:
        today = self.today or date.min
        first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[part]
        year = today.year - 1 if part == "WI" and today.month < 3 else today.year
        begun = (part == "WI" and today.month < 3) or today.month >= first
        over = begun and today.month >= first + 3 and part != "WI"
        if shift == -1:
            return year if over else year - 1
        if shift == 1:
            return year + 1 if begun else year
        if shift is None and ahead is False and not begun:
            return year - 1
        return year + 1 if shift is None and ahead and over else year

    def _shift(self, timex: Timex) -> str | None:
        """Resolve what counts from today, or from the date before in the text."""
        unit, shift = timex.unit or "", timex.shift
        if timex.rule == "year_earlier" or (timex.rule == "shift_ago" and (unit, shift) == ("1Y", -1) and self.by_quarter):
            return self._year_earlier(timex)
        if timex.anchor == "text" and timex.rule == "same" and timex.year and unit == "3M" and self.last_part:
            return f"{timex.year}-{self.last_part[1]}"
        base = self.today
        if timex.anchor == "text":
            base = (
                None
                if unit == "1Y" and self.last_year and (not self.last_day or self.last_day.year != self.last_year)
                else self.last_day
            )
        if shift is None or unit[:1] == "T":
            return None
        if timex.day and not base and unit == "1D":
            return None
        if base is None:
            return self._without_day(timex, unit, shift)
        return self._moved(base, unit, shift, exact=timex.rule == "shift_ago")

    def _year_earlier(self, timex: Timex) -> str | None:
        if self.last_part and (timex.part == "Q" or self.by_quarter):
            return f"{self.last_part[0] - 1}-{self.last_part[1]}"
        return str(self.today.year - 1) if self.today else None

    def _without_day(self, timex: Timex, unit: str, shift: int) -> str | None:
        year = self.last_year if timex.anchor == "text" else self.year
        if unit in {"1Y", "10Y"} and year:
            return str(year + shift * int(unit[:-1]))
        if timex.anchor == "text" and shift == 0 and unit in {"1D", "1M"}:
            return self.last_partial
        return None

    def _moved(self, base: date, unit: str, shift: int, *, exact: bool) -> str | None:
        try:
            if unit in {"1D", "2W", "1W", "weekend"}:
                return self._moved_days(base, unit, shift, exact=exact)
            if unit in {"1M", "3M", "quarter"}:
                months = base.year * 12 + base.month - 1 + shift * (1 if unit == "1M" else 3)
                year, month = divmod(months, 12)
                if unit == "1M":
                    return f"{year:04d}-{month + 1:02d}"
                self.last_part = (year, f"Q{month // 3 + 1}")
                return f"{year:04d}-{self.last_part[1]}"
            year = base.year + shift * int(unit[:-1])
        except (OverflowError, ValueError):
            return None
        if not 0 < year < 9999:
            return None
        if unit == "10Y" and not exact:
            return f"{year // 10}X"
        return f"{year // 100}XX" if unit == "100Y" and not exact else f"{year:04d}"

    def _moved_days(self, base: date, unit: str, shift: int, *, exact: bool) -> str:
        if unit == "1D":
            day = base + timedelta(shift)
            self.last_day = day
            return day.isoformat()
        if unit == "weekend":
            saturday = base - timedelta(base.weekday()) + timedelta(5 + 7 * shift)
            return f"{saturday}/{saturday + timedelta(1)}"
        year, week, _ = (base + timedelta(weeks=shift * (2 if unit == "2W" else 1))).isocalendar()
        return f"{year:04d}-W{week:02d}"

    def _date(self, timex: Timex, *, ahead: bool | None) -> str | None:
        if not exists(timex):
            return None
        if timex.month is None and timex.day is None and timex.weekday is None:
            self.last_year = timex.year
            self.by_quarter = False
            return f"{timex.year:04d}" if timex.year else None
        if timex.month is None and timex.day is None:
            return self._weekday(timex, ahead=ahead)
        if timex.month is None:
            return self._day_of_month(timex)
        year = timex.year or self._year_of(timex, ahead=ahead)
        if timex.day is None:
            self.last_month = (year, timex.month)
            self.last_partial = None
            self.last_year = year or self.last_year
            return f"{year:04d}-{timex.month:02d}" if year else f"XXXX-{timex.month:02d}"
        self.last_month = (year, timex.month)
        if year is None:
            self.last_day, self.last_partial = None, f"XXXX-{timex.month:02d}-{timex.day:02d}"
            if timex.weekday is not None:
                self.days[timex.weekday] = self.last_partial
            return self.last_partial
        try:
            day = date(year, timex.month, timex.day)
        except ValueError:
            return None
        if timex.weekday is not None:
            self.days[timex.weekday] = day.isoformat()
        return self._remember(day)

    def _remember(self, day: date) -> str:
        self.last_day, self.last_year, self.last_partial = day, day.year, None
        return day.isoformat()

    def _day_of_month(self, timex: Timex) -> str | None:
        if self.last_month is None:
            return None
        year, month = self.last_month
        value = f"{year:04d}-{month:02d}-{timex.day:02d}" if year else f"XXXX-{month:02d}-{timex.day:02d}"
        return value if exists(Timex(0, 0, "", "date", year, month, timex.day)) else None

    def _year_of(self, timex: Timex, *, ahead: bool | None) -> int | None:
        """Find the year of a month or a day of a month."""
        month, day = timex.month or 1, timex.day
        if timex.unit:
            year = self.today.year if self.today else self.year
            return year + int(timex.unit) if year else None
        if timex.shift in {-1, 1} and self.today:
            late = (month, 0) >= (self.today.month, 0)
            return self.today.year + (
                -1 if timex.shift < 0 and late else 1 if timex.shift > 0 and month <= self.today.month else 0
            )
        if self.today is None:
            return self.dated.get((month, day or 0)) or self._fits_weekday(timex) or self.year
        if day is None:
            return self._month_year(month, ahead=ahead)
        days = [one for shift in (-1, 0, 1) if (one := _day(self.today.year + shift, month, day))]
        if timex.weekday is not None and (matching := [one for one in days if one.weekday() == timex.weekday]):
            days = matching
        return _nearest(days, self.today, ahead=ahead, far=75).year if days else None

    def _fits_weekday(self, timex: Timex) -> int | None:
        """Prefer, in an undated release, the year around its own in which the weekday fits."""
        if self.year is None or timex.weekday is None or timex.day is None:
            return None
        years = (self.year, self.year + 1, self.year - 1)
        return next(
            (year for year in years if (one := _day(year, timex.month or 1, timex.day)) and one.weekday() == timex.weekday), None
        )

    def _month_year(self, month: int, *, ahead: bool | None) -> int:
        """A bare month is the last one in a past sentence, the next one in a future one, else the nearest."""
        today = self.today or date.min
        if ahead is None:
            gap = (month - today.month + 5) % 12 - 5
            return today.year + (today.month - 1 + gap) // 12
        if ahead:
            return today.year if month >= today.month else today.year + 1
        return today.year if month <= today.month else today.year - 1

    def _weekday(self, timex: Timex, *, ahead: bool | None) -> str | None:
        weekday = timex.weekday or 0
        if timex.anchor == "text":
            if self.last_day is None:
                return None
            return self._remember(self.last_day + timedelta((weekday - self.last_day.weekday()) % 7 or 7))
        known = self.days.get(weekday)
        if known is None and self.last_day and self.last_day.weekday() == weekday:
            known = self.last_day.isoformat()
        if known and timex.shift is None and (self.today is None or (ahead is not False and self._is_programme(known))):
            return self._remember(date.fromisoformat(known)) if known[0] != "X" else known
        if self.today is None:
            return None
        away = (weekday - self.today.weekday()) % 7
        if timex.shift == 1:
            away = away or 7
        elif timex.shift == -1 or ahead is False or (ahead is None and timex.shift is None and away > 3):
            away = away - 7 if away or timex.shift == -1 else 0
        return self._remember(self.today + timedelta(away))


def _weight(tokens: Tokens, timex: Timex) -> int:
    """How much a bare year tells of when the release was written: nothing in the name of a law or behind `since`."""
    words = [word.lower() for word in tokens.words[timex.j : timex.j + 10]]
    if not _LAWS.isdisjoint(words):
        return 0
    if _AFTER_LIMIT.search(tokens.classes, max(0, timex.i - 6), timex.i):
        return 0
    return 1 if _AFTER_PREPOSITION.search(tokens.classes, max(0, timex.i - 8), timex.i) else 2


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: Sequence[date], today: date, *, ahead: bool | None, far: int) -> date:
    """Return the day nearest to today; tense decides where the nearest is more than `far` days on its wrong side."""

    def cost(day: date) -> int:
        away = (day - today).days
        wrong = ahead is not None and (away < 0) == ahead and abs(away) > far
        return abs(away) + (366 if wrong else 0)

    return min(days, key=cost)
