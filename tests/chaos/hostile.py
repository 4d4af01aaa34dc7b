"""Input made to hang, flood or fool the pipeline ends in an error of its own, within its limits, and harms nothing else."""

from __future__ import annotations

import io
import os
import resource
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

import nutgraf
from chaos import pdfs
from nutgraf.guard import Limits
from nutgraf.records import FACT_TABLES, TABLES

GOOD = "HULL, 4 March 2025 – The ferry company will add nine crossings a week from 1 May, it said on Tuesday.\n"
LIMITS = Limits(seconds=15, megabytes=1500)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return buffer.getvalue()


def bomb() -> bytes:
    return zipped({f"{number}.txt": bytes(15_000_000) for number in range(20)})


def nested(depth: int) -> bytes:
    data = zipped({"release.txt": GOOD.encode()})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


def escaping_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as container:
        for name in ("../../escaped.txt", "/escaped.txt"):
            entry = tarfile.TarInfo(name)
            entry.size = len(GOOD.encode())
            container.addfile(entry, io.BytesIO(GOOD.encode()))
    return buffer.getvalue()


CELLS = 'title,text\nBoats,"=HYPERLINK(""http://example.com"") said Ann Reed of Hull Ferries, which runs nine boats."\n'

REFUSED: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "bomb.zip": (bomb, {"container_bomb", "empty_text"}),
    "nested.zip": (lambda: nested(8), {"container_bomb"}),
    "huge.txt": (lambda: GOOD.encode() * 1_950_000, {"too_large"}),
    "line.txt": (lambda: GOOD.encode().replace(b"\n", b" ") * 97_000, {"too_long"}),
    "nul.txt": (lambda: bytes(100_000), {"empty_text"}),
    "deep.html": (lambda: b"<div>" * 50_000 + GOOD.encode() + b"</div>" * 50_000, {"too_deep"}),
    "deep.eml": (lambda: b"Subject: Boats\nContent-Type: text/html\n\n" + b"<b>" * 50_000 + GOOD.encode(), {"too_deep"}),
    "streams.pdf": (lambda: pdfs.crowded(200_000), {"empty_text"}),
    "pages.pdf": (lambda: pdfs.packed_objects(1_000_000, 1_000_000), {"too_large"}),
    "laughs.pdf": (lambda: pdfs.laughing(9, 10), {"time_limit", "memory_limit", "worker_died"}),
}
"""Name of a file, what makes it, the codes that are a clear answer."""

KEPT: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "quotes.txt": ((GOOD + "“" * 100_000).encode, {"time_limit", "memory_limit"}),
    "straight.txt": ((GOOD + '" ' * 50_000).encode, {"time_limit", "memory_limit"}),
    "controls.txt": ((GOOD + "The\x00 fer\x00ry com\x07pany\n" * 50).encode, set()),
    "surrogates.txt": (
        lambda: GOOD.encode() + "The \ud83d ferry \udc00 company\n".encode("utf-8", "surrogatepass") * 50,
        set(),
    ),
    "rtl.txt": ((GOOD + "The \u202eferry\u202c com\u200bpany \u2067added\u2069 a \ufeffboat\n" * 50).encode, set()),
    "cells.txt": ((GOOD + "=cmd|' /C calc'!A0 said Ann Reed, of =HYPERLINK Corp.\n").encode, set()),
    "objects.pdf": (lambda: pdfs.packed_objects(1_000_000, 250), set()),
    "swollen.pdf": (lambda: pdfs.swollen(1_000_000), {"time_limit", "memory_limit", "worker_died"}),
}
"""Name of a file, what makes it, the codes it may end with instead of as a release."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """Extract everything hostile together, beside releases that are not."""
    root = tmp_path_factory.mktemp("hostile")
    folder = root / "in"
    folder.mkdir()
    for name, (make, _) in (REFUSED | KEPT).items():
        (folder / name).write_bytes(make())
    (folder / "cells.csv").write_text(CELLS)
    (folder / "escape.tar").write_bytes(escaping_tar())
    (folder / "escape.zip").write_bytes(zipped({"../../escaped.txt": GOOD.encode(), "/escaped-too.txt": GOOD.encode()}))
    (folder / "loop").symlink_to(folder)
    (folder / "a").mkdir()
    (folder / "a" / "b").symlink_to(folder / "a")
    (folder / "a" / "self").symlink_to("self")
    for number in range(5):
        (folder / f"good-{number}.txt").write_text(GOOD + f"Boat {number} is new.\n")
    started = time.monotonic()
    report = nutgraf.extract_archive(folder, root / "out", model="fast", limits=LIMITS)
    assert report.reconciles
    return folder, root / "out", time.monotonic() - started


def table(out: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ds.dataset(out / name, format="parquet").to_table().to_pylist()
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name: str, hostile: tuple[Path, Path, float]) -> None:
    failures = [row for row in table(hostile[1], "errors") if row["source"].split("#")[0] == name]
    assert failures
    assert {row["error"] for row in failures} <= REFUSED[name][1]
    assert all(row["message"] and "\n" not in row["message"] for row in failures)


@pytest.mark.parametrize("name", KEPT)
def test_what_is_odd_ends_as_a_row(name: str, hostile: tuple[Path, Path, float]) -> None:
    releases = [row for row in table(hostile[1], "releases") if row["source"] == name]
    failures = [row for row in table(hostile[1], "errors") if row["source"] == name]
    assert len(releases) + len(failures) == 1
    assert {row["error"] for row in failures} <= KEPT[name][1]


def test_the_releases_beside_them_are_there(hostile: tuple[Path, Path, float]) -> None:
    assert {f"good-{number}.txt" for number in range(5)} <= {row["source"] for row in table(hostile[1], "releases")}


def test_offsets_hold_on_odd_text(hostile: tuple[Path, Path, float]) -> None:
    texts = {row["release_id"]: row["text"] for row in table(hostile[1], "releases")}
    for name in FACT_TABLES:
        assert all(texts[row["release_id"]][row["start"] : row["end"]] == row["text"] for row in table(hostile[1], name))


def test_no_name_in_a_container_leads_out_of_the_dataset(hostile: tuple[Path, Path, float]) -> None:
    folder, out, _ = hostile
    assert not list(folder.parent.rglob("escaped*"))
    assert not Path("/escaped-too.txt").exists()
    allowed = {*TABLES, "_manifest", "_lock", "_run.json", "_report.json"}
    assert {path.name for path in out.iterdir()} == allowed


def test_cells_of_a_spreadsheet_stay_text(hostile: tuple[Path, Path, float]) -> None:
    texts = {row["source"]: row["text"] for row in table(hostile[1], "releases")}
    assert "\n=cmd|' /C calc'!A0" in texts["cells.txt"]
    assert texts["cells.csv#1"].endswith('=HYPERLINK("http://example.com") said Ann Reed of Hull Ferries, which runs nine boats.')


def test_a_loop_of_links_is_not_walked(hostile: tuple[Path, Path, float]) -> None:
    sources = [row["source"] for name in ("releases", "errors") for row in table(hostile[1], name)]
    assert not [source for source in sources if source.startswith("loop/")]
    assert len(sources) == len(set(sources))


def test_everything_together_stays_within_the_limits(hostile: tuple[Path, Path, float]) -> None:
    most = sum(len(steps) for steps in (REFUSED, KEPT)) * LIMITS.patience
    assert hostile[2] < most
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < 4_000_000_000
    assert os.path.getsize(hostile[1] / "_report.json") < 10_000  # noqa: PTH202
