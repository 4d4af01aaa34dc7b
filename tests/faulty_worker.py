"""A worker in which documents do what they say: FAULT kill, kill-once, spin, swallow, hang, allocate, hoard and so on."""

from __future__ import annotations

import mmap
import os
import time
from pathlib import Path
from typing import Any

from nutgraf import Extraction, Release, shards, worker

decode = shards.decode
hoarded: list[bytearray] = []


def faulty_decode(document: Any, *, language: str) -> Any:
    """Do what the document says, then decode it."""
    words = document.data.partition(b"\n")[0].decode("utf-8", "replace").split()
    if words[:1] == ["FAULT"]:
        FAULTS[words[1]](*words[2:])
    return decode(document, language=language)


def kill_once(flag: str) -> None:
    if not Path(flag).exists():
        Path(flag).touch()
        os._exit(9)


def kill_while(flag: str) -> None:
    if Path(flag).exists():
        os._exit(9)


def spin() -> None:
    while True:
        pass


def swallow() -> None:
    while True:
        try:
            spin()
        except BaseException:  # noqa: BLE001 - as a callback from C does
            break
    spin()


def allocate() -> None:
    blocks = []
    while True:
        blocks.append(bytearray(10_000_000))


def hoard() -> None:
    hoarded.append(bytearray(75_000_000))


def balloon() -> None:
    """Hold shared memory, which no resource limit of a process counts."""
    block = mmap.mmap(-1, 600_000_000)
    for offset in range(0, len(block), 4096):
        block[offset] = 1
    time.sleep(1000)


class Quick:
    """Finds nothing, so that no model has to be loaded each time a worker is replaced."""

    def extract_batch(self, releases: list[Release]) -> list[Extraction]:
        """Find nothing."""
        return [self.extract(release) for release in releases]

    def extract(self, release: Release) -> Extraction:
        """Find nothing."""
        return Extraction(release=release)

    def read_frame(self, release: Release) -> Release:
        """Find nothing."""
        return release


FAULTS: dict[str, Any] = {
    "kill": lambda: os._exit(9),
    "kill-once": kill_once,
    "kill-while": kill_while,
    "spin": spin,
    "swallow": swallow,
    "hang": lambda: time.sleep(1000),
    "allocate": allocate,
    "hoard": hoard,
    "balloon": balloon,
}

if __name__ == "__main__":
    shards.decode = faulty_decode  # type: ignore[assignment]
    shards._extractor = lambda _: Quick()  # type: ignore[assignment,return-value]
    worker.main()
