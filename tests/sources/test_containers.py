from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from nutgraf.sources import limits, opening
from sources.archives import PROSE, Found, tar_of, zip_of

Read = Callable[..., Found]
MEMBERS: dict[str, bytes | str] = {"one.txt": PROSE + " One.", "in/two.md": PROSE + " Two."}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zip_of(MEMBERS)),
        ("a.tar", tar_of(MEMBERS)),
        ("a.tar.gz", tar_of(MEMBERS, "w:gz")),
        ("a.TGZ", tar_of(MEMBERS, "w:gz")),
        ("a.tar.bz2", tar_of(MEMBERS, "w:bz2")),
        ("a.tar.xz", tar_of(MEMBERS, "w:xz")),
        ("a.tar.zst", zstandard.compress(tar_of(MEMBERS))),
        ("no-extension", zip_of(MEMBERS)),
    ],
)
def test_members_are_documents(read_file: Read, name: str, data: bytes) -> None:
    found = read_file(name, data)
    assert {source: (release.text, release.format) for source, release in found.releases.items()} == {
        f"{name}#one.txt": (PROSE + " One.", "txt"),
        f"{name}#in/two.md": (PROSE + " Two.", "md"),
    }
    assert not found.errors


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.txt.gz", gzip.compress),
        ("a.txt.bz2", bz2.compress),
        ("a.txt.xz", lzma.compress),
        ("a.txt.zst", zstandard.compress),
    ],
)
def test_a_compressed_file_holds_one_document(read_file: Read, name: str, pack: Callable[[bytes], bytes]) -> None:
    found = read_file(name, pack(PROSE.encode()))
    assert {source: release.text for source, release in found.releases.items()} == {f"{name}#a.txt": PROSE}


def test_containers_nest(read_file: Read) -> None:
    inner = zip_of({"c.txt": PROSE, "rows.csv": f'id,text\nx7,"{PROSE}"\n'})
    found = read_file("a.zip", zip_of({"b.tar": tar_of({"in/d.zip": inner}), "e.txt.gz": gzip.compress(PROSE.encode())}))
    assert list(found.releases) == ["a.zip#b.tar#in/d.zip#c.txt", "a.zip#b.tar#in/d.zip#rows.csv#x7", "a.zip#e.txt.gz#e.txt"]


def test_nesting_is_bounded(read_file: Read) -> None:
    data = zip_of({"deepest.txt": PROSE})
    for level in range(limits.MAX_DEPTH):
        data = zip_of({f"{level}.zip": data, f"{level}.txt": PROSE})
    found = read_file("a.zip", data)
    assert list(found.errors.values()) == ["container_bomb"]
    assert not any("deepest" in source for source in found.releases)
    assert len(found.releases) == limits.MAX_DEPTH


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("..\\..\\windows\\a.txt", "windows/a.txt"),
        ("./a//b.txt", "a/b.txt"),
        ("..", "unnamed"),
        ("line\nend.txt", "line\\x0aend.txt"),
    ],
)
def test_member_names_are_only_labels(tmp_path: Path, read_file: Read, name: str, label: str) -> None:
    for archive, pack in (("a.tar", tar_of), ("b.zip", zip_of)):
        found = read_file(archive, pack({name: PROSE}))
        assert list(found.releases) == [f"{archive}#{label}"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.tar", "b.zip"]


def test_members_of_one_name_stay_apart(read_file: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", PROSE + " First.")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", PROSE + " Second.")
    found = read_file("a.zip", buffer.getvalue())
    assert [release.text[-7:] for release in found.releases.values()] == [" First.", "Second."]
    assert list(found.releases) == ["a.zip#a.txt", "a.zip#a.txt~2"]


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_litter_and_sidecars_in_containers_are_no_documents(read_file: Read, pack: Callable[[Any], bytes]) -> None:
    members = {"a.json": "{}", "a.txt": PROSE, "__MACOSX/._a.txt": "x", ".DS_Store": "x", "b/.git/c.txt": "x"}
    found = read_file("a.x", pack(members))
    assert found.order == ["a.x#a.txt"]
    assert found.sidecars == ["a.x#a.json"]


def encrypted(data: bytes) -> bytes:
    """Set the flag that says a member is encrypted, in the directory and at the member."""
    first = data.index(b"PK\x01\x02")
    return data[:6] + b"\x01" + data[7 : first + 8] + b"\x01" + data[first + 9 :]


def test_an_encrypted_member_fails_and_the_rest_is_read(read_file: Read) -> None:
    found = read_file("a.zip", encrypted(zip_of({"secret.txt": PROSE, "open.txt": PROSE})))
    assert found.errors == {"a.zip#secret.txt": "encrypted"}
    assert list(found.releases) == ["a.zip#open.txt"]


def test_a_damaged_member_fails_and_the_rest_is_read(read_file: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bad.txt", PROSE)
        archive.writestr("good.txt", PROSE)
    found = read_file("a.zip", buffer.getvalue().replace(b"Marlow", b"Morlaw", 1))
    assert found.errors == {"a.zip#bad.txt": "corrupt"}
    assert list(found.releases) == ["a.zip#good.txt"]


@pytest.mark.parametrize(
    ("name", "data", "read_before"),
    [
        ("a.zip", zip_of(MEMBERS)[:-30], []),
        ("a.tar", tar_of({"one.txt": PROSE, "two.txt": "x" * 3000})[:3000], ["a.tar#one.txt"]),
        ("a.tar.gz", b"\x1f\x8b\x08 this is no deflate stream", []),
        ("a.txt.gz", gzip.compress(PROSE.encode() * 9)[:-20], []),
        ("a.zst", b"\x28\xb5\x2f\xfd nor is this", []),
        ("a.xz", b"nothing", []),
        ("a.zip", b"", []),
        ("a.tar", b"", []),
        ("a.parquet", b"PAR1 and nothing more PAR1", []),
        ("a.docx", b"PK\x03\x04 and nothing more", []),
        ("a.pdf", b"%PDF-1.4\nand nothing more", []),
    ],
)
def test_damaged_files_fail(read_file: Read, name: str, data: bytes, read_before: list[str]) -> None:
    found = read_file(name, data)
    assert set(found.errors.values()) <= {"corrupt", "empty_text"}
    assert found.errors or (name == "a.tar" and not data)
    assert list(found.releases) == read_before


def test_a_bomb_stops_its_container_only(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATIO_FREE_BYTES", 100_000)
    bomb = zip_of({"zeros.csv": b"0" * 5_000_000, "after.txt": PROSE})
    found = read_file("a.zip", zip_of({"before.txt": PROSE, "bomb.zip": bomb, "after.txt": PROSE}))
    assert found.errors == {"a.zip#bomb.zip": "container_bomb"}
    assert list(found.releases) == ["a.zip#before.txt", "a.zip#after.txt"]


@pytest.mark.parametrize("name", ["a.gz", "a.bz2", "a.xz", "a.tar.gz", "a.zip"])
def test_bombs_of_every_kind_are_stopped(read_file: Read, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(limits, "RATIO_FREE_BYTES", 1_000_000)
    zeros = b"\0" * 8_000_000
    packed = {
        "a.gz": gzip.compress,
        "a.bz2": bz2.compress,
        "a.xz": lzma.compress,
        "a.tar.gz": lambda data: tar_of({"x.csv": data}, "w:gz"),
        "a.zip": lambda data: zip_of({"x.csv": data}),
    }
    found = read_file(name, packed[name](zeros))
    assert list(found.errors.values()) == ["container_bomb"]


@pytest.mark.parametrize(("limit", "value"), [("MAX_MEMBERS", 3), ("MAX_EXPANDED_BYTES", 3 * len(PROSE))])
def test_what_one_file_unpacks_to_is_bounded(read_file: Read, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(limits, limit, value)
    members: dict[str, bytes | str] = {f"{number}.txt": PROSE for number in range(9)}
    for name, pack in (("a.zip", zip_of), ("b.tar", tar_of)):
        found = read_file(name, pack(members))
        assert found.errors == {name: "container_bomb"}
        assert len(found.releases) <= 3


def test_large_documents_are_refused_in_folders_and_containers(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_DOCUMENT_BYTES", 500)
    assert read_file("a.txt", PROSE * 9).errors == {"a.txt": "too_large"}
    found = read_file("a.zip", zip_of({"large.txt": PROSE * 9, "small.txt": PROSE}))
    assert found.errors == {"a.zip#large.txt": "too_large"}
    assert list(found.releases) == ["a.zip#small.txt"]


def test_reading_again_gives_the_same(read_file: Read, read: Read, tmp_path: Path) -> None:
    first = read_file("a.zip", zip_of(MEMBERS))
    again = read(tmp_path / "a.zip")
    assert first.releases == again.releases
    assert first.order == again.order
