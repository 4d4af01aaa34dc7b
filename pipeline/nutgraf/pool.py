"""Worker processes on this machine, watched: one that dies, hangs or grows too much is replaced, and its shard run again."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from time import monotonic
from typing import Any

from nutgraf.errors import NutgrafError, WorkerError
from nutgraf.guard import Limits, resident_bytes
from nutgraf.shards import Job, ShardResult

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "nutgraf.worker")
"""What starts a worker; not a multiprocessing process, which would import the caller's main module and need a guard in it."""

DOCUMENTS_A_WORKER = 16_384
"""A worker is replaced after this many documents: the model's vocabulary grows with every new word it meets."""

DEATHS_A_DOCUMENT = 2
"""Deaths, with nothing else in hand, that make a document an error; one may have been the machine's."""

DEATHS_A_SHARD = 4
"""Deaths of a shard's workers with no document in hand after which the run gives up."""

GLANCE_SECONDS = 0.25
"""How often a silent worker's memory is looked at."""

LOADING_SECONDS = 300.0
"""How long a worker may take until its first document: a large model from a cold disk."""


class WorkerDeathError(Exception):
    """A worker ended, or was ended, before its shard was done: why, and with which document in hand."""

    def __init__(self, reason: str, source: str) -> None:
        super().__init__(reason, source)
        self.reason = reason
        self.source = source


class Worker:
    """One worker process, started when first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._documents = 0
        self._baseline = self._before = 0
        self._closed = False

    def run(self, job: Job) -> ShardResult:
        """Run a shard, again after each death and without the documents to blame; raises NutgrafError."""
        deaths: Counter[str] = Counter()
        while True:
            try:
                return self._attempt(job)
            except WorkerDeathError as death:
                self.stop()
                if self._closed:
                    raise WorkerError("the run was stopped") from None
                deaths[death.source] += 1
                if deaths[""] > DEATHS_A_SHARD:
                    raise WorkerError(
                        f"workers end without a document in hand ({death.reason}); is there memory for the model?"
                    ) from None
                job = _after_death(job, death, deaths[death.source])

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.stop()

    def stop(self) -> None:
        """End the process; the next shard starts another."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process:
            process.kill()
            process.wait()
        if connection:
            connection.close()

    def _attempt(self, job: Job) -> ShardResult:
        if self._documents >= DOCUMENTS_A_WORKER or self._is_bloated(job.limits):
            self.stop()
        process, connection = self._started()
        source = ""
        patience = LOADING_SECONDS
        try:
            connection.send(job)
            while True:
                self._await(process, connection, patience, source, job.limits)
                message = connection.recv()
                if isinstance(message, str):
                    source, patience = message, job.limits.patience
                    self._before = resident_bytes(process.pid)
                    self._baseline = self._baseline or self._before
                    continue
                if isinstance(message, NutgrafError):
                    raise message
                self._documents += job.shard.size
                return message  # type: ignore[no-any-return]
        except (EOFError, OSError):
            raise WorkerDeathError("worker_died", source) from None

    def _await(
        self, process: subprocess.Popen[bytes], connection: Connection[Any, Any], patience: float, source: str, limits: Limits
    ) -> None:
        """Wait for a message; raises WorkerDeathError when it takes too long or the worker grows too much."""
        deadline = monotonic() + patience
        while not connection.poll(GLANCE_SECONDS):
            if monotonic() > deadline:
                raise WorkerDeathError("time_limit", source)
            if self._baseline and resident_bytes(process.pid) > self._before + limits.megabytes * 1_000_000:
                raise WorkerDeathError("memory_limit", source)

    def _is_bloated(self, limits: Limits) -> bool:
        """Whether documents have left behind as much as one may take."""
        held = resident_bytes(self._process.pid) if self._process else 0
        return held > self._baseline + limits.megabytes * 1_000_000

    def _started(self) -> tuple[subprocess.Popen[bytes], Connection[Any, Any]]:
        if self._closed:
            raise WorkerDeathError("worker_died", "")
        if self._process and self._connection:
            return self._process, self._connection
        ours, theirs = Pipe()
        threads = {
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }  # workers share the cores; BLAS threads would fight over them
        with theirs:
            command = [*COMMAND, str(theirs.fileno()), str(logger.getEffectiveLevel())]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=2, env=threads | os.environ
            )
        self._connection = ours
        self._documents = self._baseline = self._before = 0
        return self._process, self._connection


def _after_death(job: Job, death: WorkerDeathError, deaths: int) -> Job:
    """Return the job to try after a worker's death: document by document, without the one to blame."""
    logger.warning("%s on shard %s at %s", death.reason, job.shard.name, death.source or "no document")
    killers = dict(job.killers)
    certain = death.reason != "worker_died"  # a limit is the document's own doing
    if job.careful and death.source and (certain or deaths >= DEATHS_A_DOCUMENT):
        file = next(
            (portion.file for portion in job.shard.portions for entry in portion.entries if entry.source == death.source), ""
        )
        # a member that still kills after being left out does so when its container is read
        killers[file if death.source in killers else death.source] = death.reason
    return replace(job, careful=True, killers=killers)


def run_shards(jobs: Sequence[Job], workers: int) -> Iterator[ShardResult]:
    """Run jobs on this many worker processes and yield their results as they come; raises NutgrafError."""
    staff = [Worker() for _ in range(min(workers, len(jobs)))]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in staff:
        idle.put(worker)

    def run(job: Job) -> ShardResult:
        worker = idle.get()
        try:
            return worker.run(job)
        finally:
            idle.put(worker)

    queue = iter(jobs)
    running: set[Future[ShardResult]] = set()
    with ThreadPoolExecutor(max(len(staff), 1)) as threads:
        try:
            while True:
                while len(running) <= len(staff) and (job := next(queue, None)):
                    running.add(threads.submit(run, job))
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
            for worker in staff:
                with suppress(OSError):
                    worker.close()
