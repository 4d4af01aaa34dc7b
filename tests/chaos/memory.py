"""Memory of the main process and each worker over many releases: prints the curve, and fails when it climbs.

RELEASES (default 50,000) says how many: the archive's texts over and over, each a little different so that none is a copy.
WORDS cuts each off after so many, for a machine with little time; MODEL (default fast) is the names model.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from chaos.runs import ARCHIVE, check_commits, children
from nutgraf.dataset import read_manifest
from nutgraf.guard import resident_bytes
from nutgraf.sources import RawDocument, documents, walk

RELEASES = int(os.environ.get("RELEASES", "50000"))
WORDS = int(os.environ.get("WORDS", "0")) or None
MODEL = os.environ.get("MODEL", "fast")
POINTS = 25
MEGABYTE = 1_000_000


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    found = (one for file in walk(ARCHIVE) for one in documents(file) if isinstance(one, RawDocument))
    texts = [b" ".join(islice(one.data.split(b" "), WORDS)) for one in found if one.name.endswith((".txt", ".md"))]
    for number in range(RELEASES):
        path = root / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(texts[number % len(texts)] + b"\n\nFile %d.\n" % number)
    return root


def megabytes(process: int) -> float:
    return resident_bytes(process) / MEGABYTE


def test_memory_is_flat(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    options = ["--model", MODEL, "--workers", "2", "--log-json"]
    command = [sys.executable, "-m", "nutgraf.cli", "extract", str(archive), "--out", str(out), *options]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    curve: list[tuple[int, float, list[float]]] = []
    for line in run.stderr or ():
        event = json.loads(line)
        if event["event"] == "progress":
            curve.append((event["documents"], megabytes(run.pid), [megabytes(worker) for worker in children(run.pid)]))
    assert run.wait() in {0, 3}
    assert check_commits(out)
    assert sum((shard.rows or {})[name] for shard in read_manifest(out) for name in ("releases", "errors")) == RELEASES
    with capsys.disabled():
        sys.stdout.write("\nreleases    main MB    worker MB\n")
        for done, main, workers in curve[:: max(1, len(curve) // POINTS)]:
            sys.stdout.write(f"{done:>8,}{main:>11,.0f}    {'  '.join(f'{worker:,.0f}' for worker in workers)}\n")
    _, first_main, first_workers = curve[len(curve) // 4]
    # the plan itself holds about half a kilobyte a document before the first is extracted
    assert max(main for _, main, _ in curve) < 1.2 * first_main + 20
    assert max(worker for _, _, workers in curve for worker in workers) < 1.5 * max(first_workers)
