"""Units of measure: their names and symbols from the lexicon, their spelling, and what they make by the second or hour."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nutgraf.language import lexicon

_PER = re.compile(r"(?: per |/| an? (?=second|minute|hour))([a-z]{1,12})\b")
TIMES = {
    **dict.fromkeys(("second", "sec", "s"), "second"),
    **dict.fromkeys(("minute", "min"), "minute"),
    **dict.fromkeys(("hour", "hr", "h"), "hour"),
    **dict.fromkeys(("millisecond", "ms"), "millisecond"),
}
"""What speeds and flows are measured by; per day and longer is a recurrence, which belongs to the dates."""
_FLOWING = frozenset(("length", "volume", "mass", "angle", "data size"))


class Unit(NamedTuple):
    """A unit beside a number: ISO 4217, `%`, `pp` or a unit's name; what it measures; what the number is multiplied with."""

    name: str | None
    kind: str | None
    scale: float
    end: int


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a lexicon of columns, sorted."""
    return tuple(tuple(cell.strip() for cell in entry.split(" | ")) for entry in sorted(lexicon(name)))


def cells(cell: str) -> list[str]:
    """Return the forms in a column."""
    return [] if cell == "-" else [form.strip() for form in cell.split(",")]


@cache
def units() -> dict[str, tuple[str, str]]:
    """Return name and kind of a unit by its words in lower case, and by its symbol as written behind an equals sign."""
    forms: dict[str, tuple[str, str]] = {}
    for name, kind, words, symbols in rows("figure_units"):
        forms.update(dict.fromkeys([*cells(words), *("=" + symbol for symbol in cells(symbols))], (name, kind)))
    return forms


def by_time(text: str, unit: Unit) -> Unit:
    """Take in "per second" and its like: what flows or moves is measured by the time it takes."""
    per = _PER.match(text, unit.end) if unit.kind in _FLOWING else None
    time = TIMES.get(per[1]) if per else None
    if per is None or time is None:
        return unit
    return per_time(unit._replace(end=per.end()), time)


def per_time(unit: Unit, time: str) -> Unit:
    """Return the unit by the second, minute or hour."""
    return unit._replace(name=f"{unit.name} per {time}", kind="speed" if unit.kind == "length" else "rate")


def spelled(name: str, form: str, country: str | None) -> str:
    """Spell metric units as the text does, symbols as the country of the release does."""
    british = bool(re.search(r"(?:met|lit)re|tonne", form)) if len(form) > 4 else country != "US"
    return re.sub(r"(met|lit)er\b", r"\1re", name) if british else name
