from __future__ import annotations

import codecs
import hashlib
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from nutgraf import SourceError
from nutgraf.records import source_id
from nutgraf.sources import RawDocument, decode, read_releases
from nutgraf.sources.names import date_in_name
from sources.archives import PROSE, Found

Read = Callable[..., Found]
NOISE = random.Random(5)  # noqa: S311 - the same noise each time
TYPOGRAPHY = f"“{PROSE}” – café, naïve, €5…"


@pytest.mark.parametrize(
    ("data", "text", "warnings"),
    [
        (TYPOGRAPHY.encode(), TYPOGRAPHY, ()),
        (codecs.BOM_UTF8 + TYPOGRAPHY.encode(), TYPOGRAPHY, ()),
        (TYPOGRAPHY.encode("utf-16"), TYPOGRAPHY, ()),
        (codecs.BOM_UTF16_BE + TYPOGRAPHY.encode("utf-16-be"), TYPOGRAPHY, ()),
        (TYPOGRAPHY.encode("utf-16-le"), TYPOGRAPHY, ()),
        (TYPOGRAPHY.encode("utf-16-be"), TYPOGRAPHY, ()),
        (TYPOGRAPHY.encode("utf-32"), TYPOGRAPHY, ()),
        (TYPOGRAPHY.encode("utf-32-be"), TYPOGRAPHY, ()),
        (TYPOGRAPHY.encode("cp1252"), TYPOGRAPHY, ("windows_1252",)),
        (PROSE.encode() + b" \x81\x8d", PROSE + " \x81\x8d", ("windows_1252",)),
        (TYPOGRAPHY.encode() + b" \xff", TYPOGRAPHY + " \ufffd", ("invalid_utf8",)),
        (TYPOGRAPHY.encode()[:-1], TYPOGRAPHY[:-1] + "\ufffd", ("invalid_utf8",)),
        (f"{PROSE}\r\nTwo\rThree\n".encode(), f"{PROSE}\nTwo\nThree\n", ()),
        (f"\n\n  {PROSE}\x0b\x0c\x1b \u2028end  \n\n".encode(), f"\n\n  {PROSE}\x0b\x0c\x1b \u2028end  \n\n", ()),
        (f"{PROSE}\0 and\0".encode(), f"{PROSE}\0 and\0", ()),
        (PROSE.encode() + b"\0" * 5000, PROSE + "\0" * 5000, ()),
        (f"{PROSE} It’s".encode().decode("cp1252").encode(), f"{PROSE} Itâ€™s", ("mojibake",)),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a"])
def test_a_text_is_its_characters_and_nothing_else(
    read_file: Read, name: str, data: bytes, text: str, warnings: tuple[str, ...]
) -> None:
    release = read_file(name, data).releases[name]
    assert release.text == text
    assert release.warnings == warnings
    assert release.format == ("md" if name == "a.md" else "txt")


def test_valid_utf8_reads_as_python_reads_it(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((PROSE + "\r\n é\r\u2029\x85\x1c x\n").encode())
    assert read(path).releases["a.txt"].text == path.read_text(encoding="utf-8", errors="replace")


def test_a_release_is_complete(read_file: Read) -> None:
    release = read_file("2024-05-03 pier.txt", PROSE).releases["2024-05-03 pier.txt"]
    assert release.release_id == source_id("2024-05-03 pier.txt")
    assert release.word_count == len(PROSE.split())
    assert release.content_sha256 == hashlib.sha256(PROSE.encode()).hexdigest()
    assert release.language == "en"
    assert (release.release_date, release.release_date_source) == (date(2024, 5, 3), "file_name")


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.txt", b"", "empty_text"),
        ("a.txt", b" \n\t\x00 ... \xef\xbb\xbf", "empty_text"),
        ("a.html", b"<html><body><nav>Start</nav></body></html>", None),
        ("a.html", b"", "empty_text"),
        ("a.html", b"<script>var x = 1</script>", "empty_text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "binary"),
        ("a", NOISE.randbytes(5000), "binary"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "binary"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_format"),
        ("a.xlsx", b"whatever", "unsupported_format"),
        ("a.py", b"import os\n", "unsupported_format"),
        ("a.xml", b"<?xml version='1.0'?><news/>", "unsupported_format"),
        ("a.rtf", b"", "empty_text"),
    ],
)
def test_what_is_no_release_fails_with_a_code(read_file: Read, name: str, data: bytes, error: str | None) -> None:
    found = read_file(name, data)
    assert found.errors == ({name: error} if error else {})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.doc", rb"{\rtf1\ansi %s}"),
        ("a.docx", b"<html><body><p>%s</p></body></html>"),
        ("a", b"<!DOCTYPE html><p>%s"),
        ("a.txt", rb"{\rtf1 %s}"),
    ],
)
def test_first_bytes_overrule_a_wrong_name(read_file: Read, name: str, data: bytes) -> None:
    release = read_file(name, data.replace(b"%s", PROSE.encode())).releases[name]
    assert release.text == PROSE
    assert release.format in {"rtf", "html"}


def test_markup_in_a_text_file_stays(read_file: Read) -> None:
    page = f"<!DOCTYPE html>\n<p>{PROSE}</p>\n"
    assert read_file("a.txt", page).releases["a.txt"].text == page


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("2024-09-28-pier.md", date(2024, 9, 28)),
        ("x/pier_20231103.txt", date(2023, 11, 3)),
        ("30Oct2007Smith3.txt", date(2007, 10, 30)),
        ("release 3 May 2019.docx", date(2019, 5, 3)),
        ("May-3-2019 pier.docx", date(2019, 5, 3)),
        ("2024_01_02.txt", date(2024, 1, 2)),
        ("old-2001-01-01.zip#2024.01.02.txt", date(2024, 1, 2)),
        ("fair-opens-may-3-2024.md", None),
        ("2024-01-02_2024-01-05.txt", None),
        ("2024-13-45.txt", None),
        ("120240102.txt", None),
        ("2024-0102.txt", None),
        ("2024-01-02/pier.txt", None),
        ("maybe2024.txt", None),
        ("pier.txt", None),
    ],
)
def test_days_in_names(source: str, day: date | None) -> None:
    assert date_in_name(source) == day


def test_read_releases_reports_what_it_skips(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff")
    errors: list[SourceError] = []
    assert [release.source for release in read_releases(tmp_path, on_error=errors.append)] == ["a.txt"]
    assert [(error.source, error.step, error.error) for error in errors] == [
        ("b.txt", "decode", "empty_text"),
        ("c.jpg", "read", "binary"),
    ]
    assert not caplog.records
    assert len(list(read_releases(str(tmp_path)))) == 1
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert "b.txt: no text in it (empty_text)" in caplog.text


@pytest.mark.parametrize("form", ["txt", "html", "eml", "pdf", "docx", "rtf"])
def test_arbitrary_bytes_never_raise_anything_else(form: str) -> None:
    for head in (
        b"",
        b"%PDF-1.7\n",
        b"{\\rtf1 ",
        b"PK\x03\x04",
        b"<html><body><p>",
        b"<!DOCTYPE html><table><tr>",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n",
    ):
        for size in (0, 1, 40, 3000):
            document = RawDocument.from_bytes("a", "a", form, head + NOISE.randbytes(size))
            with suppress(SourceError):
                assert decode(document, language="any").text


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.html", ""),
        ("a.eml", "From: a@example.org\nSubject: Boats\nContent-Type: text/html\n\n"),
        ("a.csv", "text\n"),
    ],
)
def test_markup_nested_too_deep_says_so(read_file: Read, name: str, head: str) -> None:
    found = read_file(name, f"{head}{'<div>' * 5000}{PROSE.replace(',', '')}</div>\n")
    assert list(found.errors.values()) == ["too_deep"]
