"""Dates, times, durations and recurrences: the text in, values resolved against the release date out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from nutgraf.records import DateMention
from nutgraf.stage import Reading
from nutgraf.stages.dates.holidays import find_holidays
from nutgraf.stages.dates.memory import Memory
from nutgraf.stages.dates.plausible import is_plausible, stands_alone
from nutgraf.stages.dates.resolve import resolve
from nutgraf.stages.dates.roles import role
from nutgraf.stages.dates.surroundings import surroundings
from nutgraf.stages.dates.tense import Tense
from nutgraf.stages.dates.values import bounds
from nutgraf.timex import exists
from nutgraf.timex.crowds import outside_crowds
from nutgraf.timex.expressions import expressions, in_order
from nutgraf.timex.joins import join
from nutgraf.timex.lexer import Tokens, tokenize
from nutgraf.timex.model import Timex

_DAY_FIRST = frozenset(
    (
        "GB",
        "IE",
        "AU",
        "NZ",
        "IN",
        "LK",
        "ZA",
        "SG",
        "HK",
        "MY",
        "KE",
        "NG",
        "GH",
        "NR",
        "PG",
        "FJ",
        "FR",
        "DE",
        "IT",
        "ES",
        "NL",
        "BE",
        "CH",
        "AT",
    )
)
"""Countries whose English-language releases write the day first."""

_POSSESSIVE = frozenset(("'s", "’s"))


class Dates:
    """Finds every expression for calendar time."""

    name = "dates"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[DateMention]:
        tokens = tokenize(reading.text)
        said = _said(tokens, reading)
        memory = Memory(_today(reading), None, reading.country)
        memory.learn(tokens, said)
        tense = Tense(reading.text)
        previous = -1
        for timex in said:
            around = surroundings(tokens, timex)
            start, end = around.start, around.end
            if start < previous:
                continue
            previous = end
            ahead = _ahead(tense, reading, timex, start, end)
            kind, value = resolve(memory, timex, ahead=ahead, long=around.long)
            if around.week and value and len(value) == 10 and value[0] != "X":
                value = _week_of(value)
            span = bounds(value, reading.country)
            yield reading.fact(
                DateMention,
                start,
                end,
                timex.rule,
                type=kind,
                value=value,
                earliest=span.earliest,
                latest=span.latest,
                precision=span.precision,
                modifier=around.modifier,
                role=role(reading, timex, start, end, span, ahead=ahead) if kind in {"DATE", "TIME"} else None,
            )


def _week_of(day: str) -> str:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year:04d}-W{week:02d}"


def _said(tokens: Tokens, reading: Reading) -> list[Timex]:
    """Return the expressions of the text, joined, without what only looks like one."""
    holidays = outside_crowds(list(find_holidays(tokens)), lambda one: (tokens.starts[one.i], tokens.starts[one.j]))
    taken = [(one.i, one.j) for one in holidays]
    taken += [
        (bisect_right(tokens.starts, channel.start) - 1, bisect_right(tokens.starts, channel.end - 1))
        for channel in reading.channels
    ]
    written = [timex for timex in _outside(expressions(tokens), sorted(taken)) if is_plausible(tokens, timex)]
    kept = in_order(written, day_first=_day_first(written, reading.country))
    said = join(tokens, sorted([*kept, *holidays], key=lambda timex: timex.i))
    return [timex for timex in said if stands_alone(tokens, timex) and (timex.kind != "date" or exists(timex))]


def _outside(written: Iterable[Timex], taken: list[tuple[int, int]]) -> Iterator[Timex]:
    """Drop what stands inside an address or a holiday's name."""
    index = 0
    for timex in written:
        while index < len(taken) and taken[index][1] <= timex.i:
            index += 1
        if index == len(taken) or taken[index][0] >= timex.j:
            yield timex


def _day_first(written: list[Timex], country: str | None) -> bool:
    """Whether 3/4/2024 is 3 April: what the release's own clear dates say, else what its country does."""
    votes = 0
    for timex in written:
        if timex.rule == "numeric":
            votes += 2 * (((timex.month or 0) > 12) - ((timex.day or 0) > 12))
        elif timex.rule in {"day_month", "month_day"}:
            votes += 1 if timex.rule == "day_month" else -1
    return votes > 0 or (votes == 0 and country in _DAY_FIRST)


def _today(reading: Reading) -> date | None:
    """Return the day "today" is: the day an embargo lifts, else the day of publication."""
    until = reading.release.embargo_until
    if until:
        try:
            return date.fromisoformat(until[:10])
        except ValueError:
            pass
    return reading.published


def _ahead(tense: Tense, reading: Reading, timex: Timex, start: int, end: int) -> bool | None:
    """Tell past from future where the value or role hangs on it; `Friday's` result is past."""
    if timex.kind in {"duration", "set", "value", "clock"} or (timex.kind == "shift" and timex.unit != "weekend"):
        return None
    if reading.text[end : end + 2] in _POSSESSIVE:
        return False
    if timex.year and reading.published:
        return timex.year > reading.published.year if timex.year != reading.published.year else None
    return tense.looks_ahead(reading.sentence_at(start), start)
