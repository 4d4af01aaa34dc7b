"""The command line, as a user runs it: in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

NUTGRAF = Path(sys.executable).with_name("nutgraf")

TEXT = """Mill Lane Library to reopen

LEEDS, 3 March 2025 – The Mill Lane Library will reopen on 10 March after repairs that cost £1.2 million.

“The reading room is finally dry,” said Priya Nair, head librarian.

Register for the opening at www.milllane.example.org.
"""


def nutgraf(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([NUTGRAF, *arguments], input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    root.mkdir()
    (root / "library.txt").write_text(TEXT)
    return root


def test_extract_ends_with_a_summary_and_code_0(folder: Path, tmp_path: Path) -> None:
    done = nutgraf("extract", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 sources = 1 releases + 0 errors + 0 unchanged")
    assert "1 of 1 documents, 0 errors" in done.stderr


def test_extract_with_errors_has_code_3_also_when_nothing_changed(folder: Path, tmp_path: Path) -> None:
    (folder / "nothing.txt").write_text("")
    for _ in range(2):
        done = nutgraf("extract", folder, "--out", tmp_path / "out")
        assert done.returncode == 3
    assert "2 unchanged" in done.stdout


def test_extract_json_is_the_report(folder: Path, tmp_path: Path) -> None:
    done = nutgraf("extract", folder, "--out", tmp_path / "out", "--json")
    report = json.loads(done.stdout)
    assert (report["releases"], report["reconciles"]) == (1, True)
    assert not done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("extract", "no-such-folder", "--out", "{tmp}/out"), "no-such-folder"),
        (("extract", "{tmp}/in", "--out", "{tmp}/in/library.txt"), "cannot write"),
        (("extract", "{tmp}/in", "--out", "{tmp}/out", "--model", "no_such_model"), "no_such_model"),
        (("extract", "{tmp}/in", "--out", "{tmp}/out", "--engine", "spark"), "no engine 'spark'"),
        (("status", "{tmp}/nowhere"), "holds no dataset"),
        (("compact", "{tmp}/nowhere"), "holds no dataset"),
        (("show", "no-such-file.txt"), "no-such-file.txt"),
        (("evaluate", "{tmp}/in"), "holds no gold"),
    ],
)
def test_errors_are_one_line_without_a_traceback(arguments: tuple[str, ...], message: str, folder: Path) -> None:
    done = nutgraf(*(argument.format(tmp=folder.parent) for argument in arguments))
    assert done.returncode == 1
    assert done.stderr.startswith("nutgraf: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_a_dry_run_says_what_would_be_done(folder: Path, tmp_path: Path) -> None:
    done = nutgraf("extract", folder, "--out", tmp_path / "out", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 sources: would extract 1, 0 unchanged; nothing was written")
    assert not (tmp_path / "out").exists()


def test_status_retry_and_compact_on_a_dataset(folder: Path, tmp_path: Path) -> None:
    (folder / "nothing.txt").write_text("")
    done = nutgraf("extract", folder, "--out", tmp_path / "out", "--log-json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line.get("source")) for line in lines] == [("error", "nothing.txt"), ("progress", None)]
    assert lines[0]["error"] == "empty_text"
    told = nutgraf("status", tmp_path / "out")
    assert told.returncode == 0, told.stderr
    assert "1 releases + 1 errors in 1 shards" in told.stdout
    assert json.loads(nutgraf("status", tmp_path / "out", "--json").stdout)["error_counts"] == {"empty_text": 1}
    assert "2 unchanged" in nutgraf("extract", folder, "--out", tmp_path / "out", "--retry-errors").stdout
    assert nutgraf("compact", tmp_path / "out").stdout == "1 shards are now 1\n"


def test_show_prints_frame_text_and_quotes(folder: Path) -> None:
    done = nutgraf("show", folder / "library.txt")
    assert done.returncode == 0, done.stderr
    assert "Mill Lane Library to reopen" in done.stdout
    assert "Priya Nair" in done.stdout
    assert "2025-03-03" in done.stdout


def test_show_reads_standard_input_and_never_sends_control_characters() -> None:
    done = nutgraf("show", "-", stdin=TEXT + "\x1b[2Jgone")
    assert done.returncode == 0, done.stderr
    assert "\x1b[2J" not in done.stdout


def test_show_html_is_a_whole_page_with_the_text_escaped(folder: Path, tmp_path: Path) -> None:
    (folder / "library.txt").write_text(TEXT + "\n<script>alert(1)</script>\n")
    nutgraf("show", folder / "library.txt", "--html", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_show_json_is_the_extraction(folder: Path) -> None:
    found = json.loads(nutgraf("show", folder / "library.txt", "--json").stdout)
    assert found["release"]["headline"] == "Mill Lane Library to reopen"
    assert [quote["speaker"] for quote in found["quotes"]] == ["Priya Nair"]


def test_evaluate_scores_a_folder_with_gold(folder: Path) -> None:
    gold = {"release": {"headline": "Mill Lane Library to reopen"}, "people": [{"t": "Priya Nair", "name": "Priya Nair"}]}
    (folder / "library.json").write_text(json.dumps(gold))
    scores = json.loads(nutgraf("evaluate", folder, "--json").stdout)
    assert scores["people.span"]["f1"] == 1.0
    assert scores["release.headline"]["acc"] == 1.0


def test_schema_prints_the_data_dictionary() -> None:
    assert "| `speaker_title` | string | yes |" in nutgraf("schema").stdout
    assert json.loads(nutgraf("schema", "--json").stdout)["quotes"][0]["name"] == "release_id"


def test_help_names_every_command() -> None:
    text = nutgraf("--help").stdout
    assert all(name in text for name in ("extract", "status", "compact", "show", "evaluate", "serve", "schema"))
