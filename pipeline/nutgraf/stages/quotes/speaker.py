"""A speaker as the text names one."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.stages.quotes.names import Kind
from nutgraf.titles.roles import NO_ROLE, Role


@dataclass(frozen=True, slots=True)
class Speaker:
    """Where a speaker is named, who it is, and how that was found; a pronoun's `name` is the pronoun until it is resolved."""

    start: int
    end: int
    name: str | None
    kind: Kind | None
    role: Role = NO_ROLE
    resolution: str = "named"
