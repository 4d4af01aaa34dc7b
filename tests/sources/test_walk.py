from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path

import fsspec
import pytest

from nutgraf import SourceError
from nutgraf.sources import documents, walk


def sources(root: Path | str) -> list[str]:
    return [file.source for file in walk(root)]


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def test_files_come_in_code_point_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.txt", "a.txt", "a-b/c.txt", "B.txt", "é.txt", "a/b/c.txt")
    assert (
        sources(tmp_path)
        == sorted(sources(tmp_path))
        == ["B.txt", "a-b/c.txt", "a.txt", "a/b/c.txt", "a/z.txt", "b.txt", "é.txt"]
    )


def test_hidden_files_and_litter_are_no_sources(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".DS_Store", ".git/config", "Thumbs.db", "__MACOSX/a.txt", "~$a.docx", "~$lock", "desktop.ini")
    assert sources(tmp_path) == ["a.txt"]


def test_a_single_file_is_an_archive(tmp_path: Path) -> None:
    write(tmp_path, "deep/a.txt")
    (file,) = walk(tmp_path / "deep/a.txt")
    assert (file.source, file.size) == ("a.txt", 1)
    assert file.mtime_ns == (tmp_path / "deep/a.txt").stat().st_mtime_ns
    assert sources(f"file://{tmp_path}") == ["deep/a.txt"]


@pytest.mark.parametrize("root", ["no/such/folder", "memory://no-such-folder", "nosuchprotocol://x"])
def test_a_missing_root_is_an_error(root: str) -> None:
    with pytest.raises(SourceError) as caught:
        list(walk(root))
    assert caught.value.error in {"not_found", "no_file_system"}


@pytest.mark.parametrize(
    ("names", "sidecars"),
    [
        (["a.txt", "a.json"], ["a.json"]),
        (["a.txt", "a.txt.json"], ["a.txt.json"]),
        (["a.HTML", "a.json"], ["a.json"]),
        (["a.json", "b.txt"], []),
        (["a.json", "a.jsonl"], []),
        (["a.json", "a.jpg"], []),
        (["x/a.json", "a.txt"], []),
    ],
)
def test_metadata_beside_a_document_is_a_sidecar(tmp_path: Path, names: list[str], sidecars: list[str]) -> None:
    write(tmp_path, *names)
    files = list(walk(tmp_path))
    assert [file.source for file in files if file.is_sidecar] == sidecars
    assert sorted(names) == [file.source for file in files]
    assert not [found for file in files if file.is_sidecar for found in documents(file)]


def test_links_lead_neither_out_nor_in_circles(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a/one.txt", "b/two.txt")
    write(tmp_path, "outside/secret.txt")
    (root / "a/up").symlink_to(root, target_is_directory=True)
    (root / "a/b").symlink_to(root / "b", target_is_directory=True)
    (root / "b/a").symlink_to(root / "a", target_is_directory=True)
    (root / "again.txt").symlink_to(root / "a/one.txt")
    (root / "folder-out").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "file-out.txt").symlink_to(tmp_path / "outside/secret.txt")
    (root / "nowhere.txt").symlink_to("gone.txt")
    (root / "itself").symlink_to("itself")
    problems = {file.source: file.problem for file in walk(root)}
    assert problems == {
        "a/one.txt": None,
        "b/two.txt": None,
        "file-out.txt": "link_outside",
        "folder-out": "link_outside",
        "itself": "broken_link",
        "nowhere.txt": "broken_link",
    }
    for file in walk(root):
        found = list(documents(file))
        assert [getattr(entry, "error", None) for entry in found] == [file.problem]


def test_links_into_a_hidden_store_are_followed(tmp_path: Path) -> None:
    write(tmp_path, ".store/1f/object", ".store/set/b.txt")
    (tmp_path / "a.txt").symlink_to(".store/1f/object")
    (tmp_path / "set").symlink_to(".store/set", target_is_directory=True)
    (tmp_path / ".store/set/loop").symlink_to("../../.store", target_is_directory=True)
    assert [source for source in sources(tmp_path) if "loop" not in source] == ["a.txt", "set/b.txt"]


def test_deep_trees_are_walked(tmp_path: Path) -> None:
    write(tmp_path, "d/" * 200 + "a.txt")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        assert sources(tmp_path) == ["d/" * 200 + "a.txt"]
    finally:
        sys.setrecursionlimit(limit)


def test_odd_names_stay_one_line_of_valid_text(tmp_path: Path) -> None:
    (tmp_path / "line\nend.txt").write_text("x", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x", encoding="utf-8")
    files = list(walk(tmp_path))
    assert [file.source for file in files] == ["caf\\xe9.txt", "line\\x0aend.txt"]
    for file in files:
        assert file.source.encode()
        assert [found.source for found in documents(file)] == [file.source]


def test_a_url_is_an_archive() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/walk/b.txt": b"x", "/walk/a/c.txt": b"xx", "/walk/.hidden/d.txt": b"x", "/walk/b.json": b"{}"})
    files = list(walk("memory://walk"))
    assert [(file.source, file.size, file.is_sidecar) for file in files] == [
        ("a/c.txt", 2, False),
        ("b.json", 2, True),
        ("b.txt", 1, False),
    ]
    assert all(file.mtime_ns for file in files)
    (found,) = documents(files[0])
    assert found.source == "a/c.txt"
    assert sources("memory://walk/b.txt") == ["b.txt"]


def test_unreadable_files_fail_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    files = list(walk(tmp_path))
    (tmp_path / "a.txt").unlink()
    os.mkfifo(tmp_path / "pipe.txt")
    assert [getattr(found, "error", None) for file in files for found in documents(file)] == ["unreadable", None]
    (pipe,) = [file for file in walk(tmp_path) if file.source == "pipe.txt"]
    assert pipe.problem == "unreadable"
