"""Where a text stops being language: numbers or dates by the hundred with hardly a word between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_CROWD = 120
"""More mentions in a row are no sentence and no labelled row of a table: what one of them means, nothing around it tells."""
_APART = 14
"""Characters between two mentions that may hold a sign, a unit and a preposition; among many labels one is longer."""


def outside_crowds(mentions: list[T], edges: Callable[[T], tuple[int, int]]) -> list[T]:
    """Drop the mentions that stand in a crowd; `edges` gives where a mention starts and ends, in text order."""
    if len(mentions) <= _CROWD:
        return mentions
    kept: list[T] = []
    row: list[T] = []
    previous = -1
    for mention in mentions:
        start, end = edges(mention)
        if row and start - previous > _APART:
            kept += row if len(row) <= _CROWD else []
            row = []
        row.append(mention)
        previous = end
    return kept + row if len(row) <= _CROWD else kept
