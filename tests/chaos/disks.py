"""A disk that is full or cannot be written to: a clear error, and nothing half-written that counts as whole."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.runs import check_commits, extract, rows, sample, start

RELEASES = 48


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("archive"), RELEASES)


def mount(options: str, folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mount("size=400k", folder)
    except (subprocess.CalledProcessError, OSError):
        pytest.skip("only root may mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def ended(archive: Path, out: Path) -> str:
    run = start(archive, out)
    _, stderr = run.communicate(timeout=300)
    assert run.returncode == 1
    assert stderr.count("\n") == 1, stderr
    return stderr


def test_a_full_disk_ends_the_run_and_more_room_lets_it_go_on(archive: Path, disk: Path, tmp_path: Path) -> None:
    out = disk / "out"
    assert "No space left on device" in ended(archive, out)
    assert 0 < check_commits(out) < RELEASES // 8
    assert not list(out.rglob("*.tmp"))
    mount("remount,size=20m", disk)
    extract(archive, out)
    extract(archive, tmp_path / "elsewhere")
    assert rows(out) == rows(tmp_path / "elsewhere")


def test_a_read_only_disk_ends_the_run(archive: Path, disk: Path) -> None:
    mount("remount,ro", disk)
    assert "Read-only file system" in ended(archive, disk / "out")
    mount("remount,rw,size=20m", disk)
    extract(archive, disk / "out")
    before = rows(disk / "out")
    (archive / "another.txt").write_text("BOSTON, May 3, 2024 – The ferry company added a boat.\n")
    mount("remount,ro", disk)
    assert "Read-only file system" in ended(archive, disk / "out")
    assert rows(disk / "out") == before
