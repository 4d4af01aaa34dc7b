"""Both sides of a name: "Acme chief executive Jane Doe", "Jane Doe, chief executive of Acme"."""

from __future__ import annotations

from nutgraf.titles.appositions import read_after
from nutgraf.titles.in_front import read_before
from nutgraf.titles.roles import Role, best_role

_REACH = 500
"""Characters on either side in which the paragraph's edge is looked for."""


def read_around(text: str, start: int, end: int) -> tuple[int, int, Role]:
    """Read the noun phrase around a personal name in a flat text: its start, its end and the role it states."""
    left, before = read_before(text, start, text.rfind("\n", max(0, start - _REACH), start) + 1)
    edge = text.find("\n", end, end + _REACH)
    right, after = read_after(text, end, min(len(text), end + _REACH) if edge < 0 else edge)
    return left, right, best_role([after, before])
