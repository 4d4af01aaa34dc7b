"""The corpus is scored at every test run; a figure that falls fails, and the gate itself can fail."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate", Path(__file__).with_name("gate.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_figure_is_below_its_floor(gate: ModuleType) -> None:
    stored = json.loads(gate.FLOORS.read_text())
    assert gate.digest() == stored["digest"], "texts or gold changed: look at the figures, then run gate.py --update"
    assert not gate.regressions(gate.figures(), stored["floors"])


def test_the_corpus_has_thirty_releases_and_every_measure_counts_something(gate: ModuleType) -> None:
    assert len(list(gate.CORPUS.glob("*.json"))) >= 30
    assert len(json.loads(gate.FLOORS.read_text())["floors"]) >= 30


def test_a_fall_is_told(gate: ModuleType) -> None:
    assert gate.regressions({"dates.value": 0.899}, {"dates.value": 0.9}) == ["dates.value: 0.899, floor 0.9"]
    assert gate.regressions({}, {"dates.value": 0.9}) == ["dates.value: not measured, floor 0.9"]
    assert not gate.regressions({"dates.value": 0.9}, {"dates.value": 0.9})


def test_floors_rise_and_fall_by_name_only(gate: ModuleType) -> None:
    assert gate.updated({"a": 0.8, "b": 0.9}, {"a": 0.7}, []) == {"a": 0.8, "b": 0.9}
    with pytest.raises(SystemExit, match="figures fell"):
        gate.updated({"a": 0.6}, {"a": 0.7}, ["b"])
    assert gate.updated({"a": 0.6}, {"a": 0.7}, ["a"]) == {"a": 0.6}


def test_the_digest_sees_every_file(gate: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    before = gate.digest(tmp_path)
    (tmp_path / "a.json").write_text("{}")
    assert gate.digest(tmp_path) != before
