"""Building the index and keeping it up to date."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an update of the index did."""

    shards: int = 0
    releases: int = 0
    quotes: int = 0
    unchanged: int = 0
    removed: int = 0
    seconds: float = 0.0


def update_index(out: str | os.PathLike[str], *, on_progress: Callable[[int, int], None] | None = None) -> IndexReport:
    """Bring the index of a dataset up to date and return what was done."""
    raise NotImplementedError
