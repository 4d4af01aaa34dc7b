"""What one document may cost a worker: processor time and memory."""

from __future__ import annotations

import ctypes
import gc
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

AGAIN_SECONDS = 1.0
"""The timer fires again after this long: a parser may swallow the first exception, as in a callback from C."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Processor seconds one step of a document may take, and megabytes beside what a worker needs anyway."""

    seconds: float = 60.0
    megabytes: int = 2000

    @property
    def patience(self) -> float:
        """Wall-clock seconds without a sign of life after which a worker is killed: it is in C code no signal interrupts."""
        return 3 * self.seconds + 5


DEFAULT_LIMITS = Limits()


class TimeUp(BaseException):
    """The limit is reached; not an Exception, which parsers catch by the dozen."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp in the block once it has used this much processor time; in the main thread only, elsewhere no limit.

    Processor time, so that the outcome does not depend on what else the machine does.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _time_is_up)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _time_is_up(_number: int, _frame: FrameType | None) -> None:
    raise TimeUp


def limit_memory(megabytes: int) -> None:
    """Let this process take so much more than it holds; beyond, allocating raises MemoryError (Linux; elsewhere no limit)."""
    try:
        data = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    except (OSError, IndexError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = data + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def release_memory() -> None:
    """Give back what a document left behind, so that the next one does not pay for it."""
    gc.collect()
    with suppress(AttributeError, OSError):  # not the GNU C library
        ctypes.CDLL(None).malloc_trim(0)


def resident_bytes(process: int) -> int:
    """Return the memory a process holds, 0 when that cannot be told."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0
