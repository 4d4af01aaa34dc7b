"""Titles: a person's name in its text in, title and organization out."""

from __future__ import annotations

from nutgraf.titles.around import read_around
from nutgraf.titles.roles import NO_ROLE, Role, best_role, expand

__all__ = ["NO_ROLE", "Role", "best_role", "expand", "read_around"]
