from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nutgraf.sources import tables
from nutgraf.sources.columns import as_day
from sources.archives import PROSE, Found, zip_of

Read = Callable[..., Found]
ROWS = [
    {"id": "r-1", "Title": "Pier repaired", "Body": PROSE, "published": "2024-05-03"},
    {"id": "r-2", "Title": "Pier opened", "Body": PROSE + " Again.", "published": "2024-05-04T23:30:00-07:00"},
]


def csv_of(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(f'"{value}"' for value in line) for line in [list(rows[0]), *(row.values() for row in rows)])


def parquet_of(rows: list[dict[str, Any]]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


FORMS: dict[str, bytes | str] = {
    "a.json": json.dumps(ROWS, indent=1),
    "a.jsonl": "\n\n".join(map(json.dumps, ROWS)),
    "a.ndjson": "\ufeff" + "\r\n".join(map(json.dumps, ROWS)),
    "a.csv": csv_of(ROWS),
    "semicolons.csv": csv_of(ROWS, ";"),
    "a.tsv": csv_of(ROWS, "\t"),
    "wide.csv": csv_of(ROWS).encode("utf-16"),
    "a.parquet": parquet_of(ROWS),
    "service.json": json.dumps({"count": 2, "results": ROWS}),
}


@pytest.mark.parametrize("name", FORMS)
def test_rows_are_documents(read_file: Read, name: str) -> None:
    found = read_file(name, FORMS[name])
    assert not found.errors
    assert list(found.releases) == [f"{name}#r-1", f"{name}#r-2"]
    first, second = found.releases.values()
    assert first.text == f"Pier repaired\n\n{PROSE}"
    assert first.headline == "Pier repaired"
    assert (first.release_date, first.release_date_source) == (date(2024, 5, 3), "given")
    assert second.release_date == date(2024, 5, 4)
    assert first.content_sha256 != second.content_sha256


def test_tables_in_containers_are_read(read_file: Read) -> None:
    found = read_file("x.zip", zip_of(FORMS))
    assert len(found.releases) == 2 * len(FORMS)


def test_a_json_object_is_one_document(read_file: Read) -> None:
    found = read_file("a.json", json.dumps(ROWS[0]))
    assert list(found.releases) == ["a.json"]


@pytest.mark.parametrize(
    ("ids", "sources"),
    [
        (["x", "y", "z"], ["x", "y", "z"]),
        ([7, 8, 9], ["7", "8", "9"]),
        (["x", "x", "z"], ["1", "2", "3"]),
        (["x", None, "z"], ["1", "2", "3"]),
        (["", "y", "z"], ["1", "2", "3"]),
        (["x" * 300, "y", "z"], ["1", "2", "3"]),
        (["../x", "y", "z"], ["x", "y", "z"]),
    ],
)
def test_rows_are_named_by_a_unique_id_or_their_number(read_file: Read, ids: list[Any], sources: list[str]) -> None:
    rows = [{"release_id": identifier, "text": PROSE} for identifier in ids]
    found = read_file("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert list(found.releases) == [f"a.jsonl#{source}" for source in sources]


def test_the_text_column_is_found_by_name_or_given(read_file: Read) -> None:
    row = {"note": PROSE, "CONTENT": PROSE + " Content.", "body": PROSE + " Body."}
    assert read_file("a.json", json.dumps(row)).releases["a.json"].text.endswith("Body.")
    assert read_file("a.json", json.dumps(row), text_column="note").releases["a.json"].text == PROSE
    missing = read_file("a.json", json.dumps({"note": PROSE}))
    assert missing.errors == {"a.json": "no_text_column"}
    assert "'note'" in missing.messages["a.json"]
    assert read_file("b.csv", "a,b\n1,2\n", text_column="c").errors == {"b.csv": "no_text_column"}
    assert read_file("c.parquet", parquet_of([{"a": 1}])).errors == {"c.parquet": "no_text_column"}


def test_bad_rows_fail_one_by_one(read_file: Read) -> None:
    lines = [
        json.dumps({"text": PROSE}),
        "{broken",
        json.dumps({"text": None}),
        json.dumps({"text": 5}),
        "[1]",
        json.dumps({"text": PROSE}),
    ]
    found = read_file("a.jsonl", "\n".join(lines))
    assert found.errors == {
        "a.jsonl#2": "corrupt",
        "a.jsonl#3": "empty_text",
        "a.jsonl#4": "no_text_column",
        "a.jsonl#5": "corrupt",
    }
    assert list(found.releases) == ["a.jsonl#1", "a.jsonl#6"]


def test_a_broken_array_gives_the_rows_before_the_break(read_file: Read) -> None:
    found = read_file("a.json", json.dumps([{"text": PROSE}] * 3)[:-20])
    assert list(found.releases) == ["a.json#1", "a.json#2"]
    assert found.errors == {"a.json#3": "corrupt"}


def test_an_array_is_read_in_pieces_whatever_their_size(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_READ", 7)
    rows = [{"text": f"{PROSE} Number {number}, “quoted”, 12.5."} for number in range(20)]
    found = read_file("a.json", json.dumps(rows))
    assert [release.text for release in found.releases.values()] == [row["text"] for row in rows]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", ""),
        ("a.json", "[]"),
        ("a.jsonl", ""),
        ("a.csv", ""),
        ("a.csv", "text\n"),
        ("a.json", "{"),
        ("a.json", "[1"),
        ("a.json", "5"),
    ],
)
def test_empty_and_broken_tables_fail(read_file: Read, name: str, data: str) -> None:
    found = read_file(name, data)
    assert set(found.errors.values()) <= {"corrupt", "empty_text"}
    assert found.errors
    assert not found.releases


def test_bytes_that_are_not_utf8_do_not_stop_a_table(read_file: Read) -> None:
    data = f'text\n"{PROSE} Caf\u00e9 \u2013 \u201copen\u201d"\n'.encode("cp1252")
    (release,) = read_file("a.csv", data).releases.values()
    assert release.text == f"{PROSE} Café – “open”"


def test_large_rows_are_refused(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_DOCUMENT_BYTES", 5000)
    for name in ("a.jsonl", "a.parquet"):
        rows = [{"text": PROSE}, {"text": PROSE * 60}, {"text": PROSE}]
        found = read_file(name, parquet_of(rows) if name == "a.parquet" else "\n".join(map(json.dumps, rows)))
        assert found.errors == {f"{name}#2": "too_large"}
        assert list(found.releases) == [f"{name}#1", f"{name}#3"]


def test_a_column_of_markup_is_read_as_markup(read_file: Read) -> None:
    (release,) = read_file(
        "a.json", json.dumps({"body": f"<p>{PROSE}</p><ul><li>One</li><li>Two &amp; three</li></ul>"})
    ).releases.values()
    assert release.text == f"{PROSE}\n\n• One\n• Two & three"


def test_lone_surrogates_become_storable(read_file: Read) -> None:
    (release,) = read_file("a.jsonl", '{"text": "' + PROSE + ' \\ud83d \\ud83d\\ude00"}').releases.values()
    assert release.text == PROSE + " \ufffd \U0001f600"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2019-05-14", date(2019, 5, 14)),
        ("2019-05-14T01:00:00Z", date(2019, 5, 14)),
        ("May 14, 2019", date(2019, 5, 14)),
        ("14 May 2019", date(2019, 5, 14)),
        ("Tue, 14 May 2019 08:00:00 -0400", date(2019, 5, 14)),
        ("20190514", date(2019, 5, 14)),
        (1557835200, date(2019, 5, 14)),
        (1557835200000, date(2019, 5, 14)),
        (date(2019, 5, 14), date(2019, 5, 14)),
        ("5/6/2019", None),
        ("2019-13-45", None),
        ("soon", None),
        ("", None),
        (None, None),
        (True, None),
        (17, None),
        (float("nan"), None),
        (["2019-05-14"], None),
    ],
)
def test_days_stated_beyond_doubt(value: object, day: date | None) -> None:
    assert as_day(value) == day
