"""Progress of a long run: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from nutgraf.records import Failure

if TYPE_CHECKING:
    from nutgraf.archive import Progress as Position

SECONDS_BETWEEN_LINES = 10
"""Seldom enough for a log, often enough to see a stalled run."""


@contextmanager
def show_progress(*, quiet: bool = False, as_json: bool = False) -> Iterator[Callable[[Position], None] | None]:
    """Give a callback that shows how far a run is on standard error."""
    if quiet:
        yield None
    elif as_json:
        yield _Lines(as_json=True)
    elif sys.stderr.isatty():
        with _bar() as bar:
            task = bar.add_task("extracting", total=None, rate="", errors=0)
            started = time.monotonic()

            def on_progress(position: Position) -> None:
                rate = f"{position.documents / max(time.monotonic() - started, 1e-3):.0f} releases/s"
                bar.update(task, completed=position.documents, total=position.total, rate=rate, errors=position.errors)

            yield on_progress
    else:
        yield _Lines()


@contextmanager
def show_count(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Give a callback that shows how many of how many are done, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with Progress(
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[errors]} errors"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


class _Lines:
    """Writes a line now and then."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.started = self.last = time.monotonic()

    def __call__(self, position: Position) -> None:
        now = time.monotonic()
        if now - self.last < SECONDS_BETWEEN_LINES and position.documents < position.total:
            return
        self.last = now
        rate = position.documents / max(now - self.started, 1e-3)
        left = (position.total - position.documents) / max(rate, 1e-3)
        if self.as_json:
            _log("progress", **asdict(position), rate=round(rate, 1), seconds_left=round(left))
            return
        done = f"{position.documents:,} of {position.total:,} documents, {position.errors:,} errors"
        sys.stderr.write(f"{done}, {rate:,.0f}/s, {left:,.0f} s left\n")
        sys.stderr.flush()


def log_failure(failure: Failure) -> None:
    """Write a document's failure as one line of JSON on standard error."""
    _log("error", **asdict(failure))


def _log(event: str, **fields: Any) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(json.dumps({"time": now, "event": event, **fields}) + "\n")
    sys.stderr.flush()
