"""Counts in, the geometry of plots out; templates draw them as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

LONGEST = 60
"""Columns of a timeline: on a phone narrower ones are a blur."""


class Bar(NamedTuple):
    """A bar: what it stands for, how many, its share of the longest, and where it leads."""

    label: str
    value: int
    share: float
    address: str = ""


def bars(named: Sequence[tuple[str, int]], address: Callable[[str], str]) -> list[Bar]:
    """Turn counts into bars."""
    longest = max((count for _, count in named), default=1)
    return [Bar(name, count, count / longest, address(name)) for name, count in named]


def timeline(by_month: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return counts by month without gaps; by year when there are too many months to see."""
    months = Counter({int(month[:4]) * 12 + int(month[5:7]) - 1: count for month, count in by_month})
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
