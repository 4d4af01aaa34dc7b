"""The same shards on a Dask cluster: each Dask worker thread has a worker process of its own, so limits hold there, too."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from typing import Any

from nutgraf.errors import WorkerError
from nutgraf.pool import Worker
from nutgraf.shards import Job, ShardResult

AHEAD = 3
"""Shards handed to the scheduler for each thread: enough that none waits for us, few enough that newcomers get theirs."""

_of_thread = threading.local()
_staff: list[Worker] = []


def run_job(job: Job) -> ShardResult:
    """Run a shard in this thread's worker process; what Dask calls on its workers."""
    worker = getattr(_of_thread, "worker", None)
    if worker is None:
        worker = _of_thread.worker = Worker()
        _staff.append(worker)
    return worker.run(job)


def run_shards(jobs: Sequence[Job], workers: int, scheduler: str | None) -> Iterator[ShardResult]:
    """Run jobs on the cluster of a scheduler (`tcp://host:8786`), or on one of this process with so many threads.

    Every machine must see the archive and the dataset under the same path or URL, and have the same version installed.
    Raises WorkerError when there is no Dask or no scheduler.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise WorkerError("the engine dask needs more packages: pip install 'nutgraf[dask]'") from None
    if not jobs:
        return
    where: Any = scheduler or distributed.LocalCluster(
        n_workers=max(workers, 1), threads_per_worker=1, processes=False, dashboard_address=None
    )
    try:
        client = distributed.Client(where, set_as_default=False)
    except OSError as error:
        raise WorkerError(f"no Dask scheduler at {scheduler}: {str(error).splitlines()[0]}") from None
    queue = iter(jobs)
    running = distributed.as_completed(_submit(client, islice(queue, _room(client))), loop=client.loop)
    try:
        for future in running:
            yield future.result()
            for fresh in _submit(client, islice(queue, max(0, _room(client) - running.count()))):
                running.add(fresh)
    finally:
        client.close()
        if not scheduler:
            where.close()
            while _staff:
                _staff.pop().close()


def _submit(client: Any, jobs: Iterator[Job]) -> list[Any]:
    # impure: a shard that is run again, after a change, must not be answered from memory
    return [client.submit(run_job, job, pure=False, retries=2) for job in jobs]


def _room(client: Any) -> int:
    threads: int = sum(client.nthreads().values())
    return AHEAD * max(1, threads)
