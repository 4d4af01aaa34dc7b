"""A process that runs shards one after another: `python -m nutgraf.worker FD`, started by `pool`.

Over the connection it receives jobs and sends, for each: the source of every document in hand (a string), and last a
ShardResult, or the NutgrafError that ends the run.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from nutgraf.errors import NutgrafError
from nutgraf.guard import Limits, limit_memory
from nutgraf.logs import configure_logging
from nutgraf.shards import load, run_shard

PR_SET_PDEATHSIG = 1
"""Linux: which signal a process gets when its parent dies."""


def main() -> None:
    """Serve the connection whose file descriptor is the argument; the second one is the log level."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    configure_logging(int(sys.argv[2]))
    serve(Connection(int(sys.argv[1])))


def serve(connection: Any) -> None:
    """Run jobs until the other end closes."""
    loaded: set[str] = set()
    try:
        while True:
            job = connection.recv()
            try:
                load(job.options)
                if job.options.model not in loaded:
                    loaded.add(job.options.model)
                    gc.freeze()  # the model stays: it need not be looked through for garbage again and again
                connection.send(run_shard(job, partial(_watch, connection, job.limits)))
            except NutgrafError as error:
                connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)


def _watch(connection: Any, limits: Limits, source: str) -> None:
    """Tell which document is in hand, and give it the whole of its memory, whatever earlier ones left behind."""
    limit_memory(limits.megabytes)
    connection.send(source)


def _die_with_parent() -> None:
    """Ask to be killed when the parent is: a document may keep us from noticing for minutes."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (AttributeError, OSError):
        return  # not Linux: the closed connection ends us at the next document


if __name__ == "__main__":
    main()
