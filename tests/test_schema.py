"""The Arrow schema follows from the records, and the contract's columns are there in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from nutgraf.records import TABLES, Channel, CharSpan, Contact, Quote, Release, Section
from nutgraf.schema import SCHEMAS, data_dictionary, records_to_table, schema_to_json

FACT = ["release_id", "start", "end", "text", "section", "rule"]
CONTRACT = {
    "releases": (
        "release_id source format content_sha256 text headline subheadline release_date release_date_source status embargo_until "
        "dateline_place issuer language contacts sections word_count duplicate_of warnings"
    ),
    "dates": "type value earliest latest precision modifier role",
    "places": "name kind country_code admin1_code geoname_id latitude longitude",
    "organizations": "name kind acronym is_issuer",
    "people": "name title organization",
    "quotes": ("segments kind speaker speaker_kind speaker_title speaker_organization speaker_resolution cue cue_start cue_end"),
    "figures": "value high unit unit_kind comparator item change",
    "calls_to_action": "kind action addressee object deadline channels",
    "errors": "source step error message content_sha256 size",
}


@pytest.mark.parametrize("table", CONTRACT)
def test_columns_of_the_contract_are_there_in_order(table: str) -> None:
    wanted = CONTRACT[table].split()
    names = SCHEMAS[table].names
    if table not in ("releases", "errors"):
        wanted = FACT + wanted
    assert [name for name in names if name in wanted] == wanted


def test_every_column_says_what_it_means() -> None:
    for table in TABLES:
        for column in schema_to_json(SCHEMAS[table]):
            assert str(column["doc"]).endswith("."), (table, column["name"])


@pytest.mark.parametrize(
    ("table", "column", "arrow"),
    [
        ("releases", "release_date", pa.date32()),
        ("dates", "earliest", pa.date32()),
        ("places", "latitude", pa.float64()),
        ("organizations", "is_issuer", pa.bool_()),
        ("releases", "status", pa.string()),
        ("releases", "warnings", pa.list_(pa.string())),
    ],
)
def test_types(table: str, column: str, arrow: pa.DataType) -> None:
    assert SCHEMAS[table].field(column).type == arrow


def test_nested_records_come_back_as_they_went_in() -> None:
    release = Release(
        release_id="r",
        source="a.txt",
        content_sha256="0",
        text="Hello",
        release_date=date(2024, 2, 29),
        contacts=(Contact(name="Ana Ruiz", email="ana@example.org"),),
        sections=(Section("headline", 0, 5),),
        warnings=("mojibake",),
    )
    (row,) = records_to_table("releases", [release]).to_pylist()
    assert row["release_date"] == date(2024, 2, 29)
    assert row["contacts"][0]["email"] == "ana@example.org"
    assert row["sections"] == [{"kind": "headline", "start": 0, "end": 5}]
    assert row["warnings"] == ["mojibake"]


def test_list_of_structs_of_facts() -> None:
    quote = Quote(
        release_id="r",
        start=0,
        end=2,
        text="“”",
        section=None,
        rule="marks",
        segments=(CharSpan(0, 1), CharSpan(1, 2)),
        kind="direct",
    )
    (row,) = records_to_table("quotes", [quote]).to_pylist()
    assert row["segments"] == [{"start": 0, "end": 1}, {"start": 1, "end": 2}]
    assert row["speaker"] is None


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_has_the_schema(table: str) -> None:
    assert records_to_table(table, []).schema == SCHEMAS[table]


def test_the_data_dictionary_is_current() -> None:
    stored = (Path(__file__).parents[1] / "SCHEMA.md").read_text("utf-8")
    assert stored == data_dictionary() + "\n", "run `make docs`"


def test_channels_are_structs() -> None:
    assert SCHEMAS["calls_to_action"].field("channels").type.value_type.get_field_index("kind") == 0
    assert Channel("url", "example.org").value == "example.org"
