"""Memory of the main process and the workers over many releases: prints the curve, and fails when it climbs.

RELEASES (default 50,000) says how many: the archive's texts over and over, each a little different so that none is a copy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chaos.runs import ARCHIVE, children, rows
from nutgraf.guard import resident_bytes
from nutgraf.sources import walk

RELEASES = int(os.environ.get("RELEASES", "50000"))

MEGABYTE = 1_000_000


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    texts = [Path(file.path) for file in walk(ARCHIVE) if file.path.endswith((".txt", ".md"))]
    for number in range(RELEASES):
        path = root / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(texts[number % len(texts)].read_bytes() + b"\n\nFile %d.\n" % number)
    return root


def test_memory_is_flat(archive: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nutgraf.cli", "extract", archive, "--out", tmp_path / "out", "--workers", "2", "--log-json"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    curve: list[tuple[int, float, float]] = []
    for line in run.stderr or ():
        event = json.loads(line)
        if event["event"] == "progress":
            workers = [resident_bytes(process) / MEGABYTE for process in children(run.pid)]
            curve.append((event["documents"], resident_bytes(run.pid) / MEGABYTE, max(workers, default=0.0)))
    assert run.wait() in {0, 3}
    assert sum(len(rows(tmp_path / "out")[name]) for name in ("releases", "errors")) == RELEASES
    sys.stdout.write("releases    main MB    largest worker MB\n")
    sys.stdout.writelines(f"{done:>8,}{main:>11,.0f}{worker:>15,.0f}\n" for done, main, worker in curve)
    first, last = curve[len(curve) // 4], max(curve, key=lambda point: point[1])
    # the plan itself holds about half a kilobyte a document before the first is extracted
    assert last[1] < 1.2 * first[1] + 20
    assert max(worker for _, _, worker in curve) < 1.5 * first[2]
