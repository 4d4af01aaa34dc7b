"""Processor time in tests: the best of several runs, against limits that grow on a slower or busier machine."""

from __future__ import annotations

import time
from collections.abc import Callable

_QUIET = 0.05
"""Seconds `_count` takes on the quiet machine the limits were set on."""


def cpu_seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the least processor time a piece of work takes."""
    return min(_seconds(work) for _ in range(rounds))


_SHARED = 2
"""Scans of text lose more to a neighbour on the same caches than counting does; the benchmarks measure quiet machines."""


def slowness() -> float:
    """Return how often a limit may be taken here and now: twice on a quiet machine, more on a slower or busier one."""
    return _SHARED * max(1.0, *(_seconds(_count) / _QUIET for _ in range(2)))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _count() -> int:
    total = 0
    for number in range(1_000_000):
        total += number
    return total
