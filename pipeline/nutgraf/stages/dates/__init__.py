"""dates."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import FACT_TABLES, Fact
from nutgraf.stage import Reading


class Dates:
    name = "dates"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[Fact]:
        yield from ()
