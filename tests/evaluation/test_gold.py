"""Gold files: every kind of pointer, and clear errors for pointers at nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nutgraf.evaluation.gold import GoldError, gold_files, locate, read_gold

TEXT = "Truro and Truro’s mayor.\nWe will not\nleave Truronian land, not for\nour children."


@pytest.mark.parametrize(
    ("pointer", "pieces"),
    [
        ({"t": "Truro"}, ["0 Truro"]),
        ({"t": "Truro", "n": 2}, ["10 Truro"]),
        ({"t": "Truro", "n": "*"}, ["0 Truro", "10 Truro"]),
        ({"t": "not leave"}, ["33 not leave"]),
        ({"from": "We will", "to": "our children."}, ["25 We will not leave Truronian land, not for our children."]),
        ({"from": "not", "to": "not", "n": 2}, ["59 not"]),
    ],
)
def test_locate(pointer: dict[str, Any], pieces: list[str]) -> None:
    found = locate(pointer, TEXT)
    assert [f"{start} {' '.join(TEXT[start:end].split())}" for start, end in found] == pieces


@pytest.mark.parametrize(
    "pointer", [{"t": "Bodmin"}, {"t": "Truro", "n": 9}, {"from": "We", "to": "Bodmin"}, {"t": "Bod", "n": "*"}]
)
def test_a_pointer_at_nothing_is_an_error(pointer: dict[str, Any]) -> None:
    with pytest.raises(GoldError):
        locate(pointer, TEXT)


def test_read_gold_names_the_file_of_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.json").write_text(json.dumps({"places": [{"t": "Bodmin"}]}))
    with pytest.raises(GoldError, match=r"a\.json: no occurrence 1 of 'Bodmin'"):
        read_gold(tmp_path / "a.json")


def test_facts_in_chrome_are_optional(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.json").write_text(json.dumps({"places": [{"t": "Truro", "n": "*"}], "chrome": [[8, 20]]}))
    items = read_gold(tmp_path / "a.json").layers["places"]
    assert [item.get("optional") for item in items] == [None, True]


def test_gold_files_are_found_however_the_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hidden folders are left out below the folder asked for; `..` and hidden folders above it do not count."""
    folder = tmp_path / ".cache" / "gold"
    (folder / ".old").mkdir(parents=True)
    for name in ("a.txt", "a.json", ".old/b.txt", ".old/b.json"):
        (folder / name).write_text("{}")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert [path.name for path in gold_files(Path("../.cache/gold"))] == ["a.json"]


def test_gold_files_stand_beside_documents(tmp_path: Path) -> None:
    for name in ("a.txt", "a.json", "b.json", "c.html", "c.json"):
        (tmp_path / name).write_text("{}")
    assert [path.name for path in gold_files(tmp_path)] == ["a.json", "c.json"]
