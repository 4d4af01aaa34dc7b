"""The pages on the layers say what is measured now, of every layer, and name columns that are there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nutgraf.records import FACT_TABLES
from nutgraf.schema import SCHEMAS
from quality import pages


@pytest.mark.parametrize("name", pages.OF_PAGE)
def test_the_figures_are_those_measured(name: str) -> None:
    text = (pages.PAGES / f"{name}.md").read_text("utf-8")
    assert pages.written(name, text) == text, "run make docs"


def test_every_layer_has_a_page_and_every_measure_a_place() -> None:
    assert {*FACT_TABLES, "frame"} == set(pages.OF_PAGE)
    floors = json.loads((pages.QUALITY / "floors.json").read_text("utf-8"))["floors"]
    shown = {measure for measures in pages.OF_PAGE.values() for measure in measures}
    assert shown <= set(floors)
    assert set(floors) - shown <= {"people.overlap", "places.overlap"}, "near the exact figure, which is shown"


@pytest.mark.parametrize("name", pages.OF_PAGE)
def test_every_column_explained_is_there(name: str) -> None:
    text = (pages.PAGES / f"{name}.md").read_text("utf-8")
    fields = re.search(r"(?s)## Fields\n(.*?)\n## ", text)
    assert fields
    named = set(re.findall(r"^- `(\w+)`", fields[1], re.MULTILINE))
    assert named
    assert named <= set(SCHEMAS["releases" if name == "frame" else name].names)


def test_a_stale_figure_is_told(tmp_path: Path) -> None:
    script = (pages.QUALITY / "pages.py").read_text("utf-8")
    folder = tmp_path / "tests" / "quality"
    folder.mkdir(parents=True)
    (folder / "pages.py").write_text(script, "utf-8")
    for name in ("floors.json", "real.json"):
        (folder / name).write_bytes((pages.QUALITY / name).read_bytes())
    (tmp_path / "pipeline" / "layers").mkdir(parents=True)
    for path in pages.PAGES.glob("*.md"):
        (tmp_path / "pipeline" / "layers" / path.name).write_text(
            path.read_text("utf-8").replace("| F1 | 0.", "| F1 | 9."), "utf-8"
        )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, folder / "pages.py", *arguments], capture_output=True, text=True, timeout=60, check=False
        )

    told = run("--check")
    assert (told.returncode, "dates.md" in told.stderr) == (1, True)
    assert run().returncode == 0
    assert run("--check").returncode == 0
