"""Counts in, the geometry of plots out; templates draw them as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from nutgraf.viewer.tables import Count

LONGEST = 60
"""Columns of a timeline: on a phone narrower ones are a blur."""


class Bar(NamedTuple):
    """A bar: what it stands for, how many, and its share of the longest."""

    label: str
    value: int
    share: float


def bars(named: Sequence[Count]) -> list[Bar]:
    """Turn counts of releases into bars."""
    longest = max((count.releases for count in named), default=1)
    return [Bar(count.name, count.releases, count.releases / longest) for count in named]


def timeline(days: Sequence[date | None]) -> list[Bar]:
    """Count days by month, without gaps; by year when there are too many months to see."""
    months = Counter(day.year * 12 + day.month - 1 for day in days if day)
    if not months:
        return []
    if max(months) - min(months) < LONGEST:
        return _columns(months, lambda month: f"{month // 12:04}-{month % 12 + 1:02}")
    years: Counter[int] = Counter()
    for month, count in months.items():
        years[month // 12] += count
    if max(years) - min(years) >= LONGEST:  # a misread year must not squeeze the rest to nothing
        years = Counter({year: count for year, count in years.items() if year > max(years) - LONGEST})
    return _columns(years, lambda year: f"{year:04}")


def _columns(counted: Counter[int], name: Callable[[int], str]) -> list[Bar]:
    longest = max(counted.values())
    names = {number: name(number) for number in range(min(counted), max(counted) + 1)}
    return [Bar(label, counted[number], counted[number] / longest) for number, label in names.items()]
