"""Frames have Arrow dtypes and join on the keys the README names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nutgraf import extract_archive, open_dataset
from nutgraf.frames import Dataset
from nutgraf.records import FACT_TABLES, TABLES
from nutgraf.schema import SCHEMAS

CORPUS = Path(__file__).parents[1] / "corpus" / "releases"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return a dataset of some releases of the corpus, one of them twice."""
    folder = tmp_path_factory.mktemp("frames")
    archive = folder / "archive"
    archive.mkdir()
    texts = sorted(CORPUS.glob("*.txt"))[:8]
    for path in texts:
        (archive / path.name).write_bytes(path.read_bytes())
    (archive / "zz-copy.txt").write_bytes(texts[0].read_bytes())
    extract_archive(archive, folder / "out")
    return open_dataset(folder / "out")


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_the_arrow_type_of_the_schema(name: str, data: Dataset) -> None:
    frame = getattr(data, name)
    assert {column: dtype.pyarrow_dtype for column, dtype in frame.dtypes.items()} == {
        column.name: column.type for column in SCHEMAS[name]
    }


@pytest.mark.parametrize("name", FACT_TABLES)
def test_every_fact_has_one_release_whose_text_holds_it(name: str, data: Dataset) -> None:
    facts = getattr(data, name)
    joined = facts.merge(data.releases[["release_id", "text"]], on="release_id", suffixes=("", "_of_release"), validate="m:1")
    assert len(joined) == len(facts) > 0
    for row in joined.itertuples():
        assert row.text_of_release[row.start : row.end] == row.text


def test_a_copy_joins_its_original_and_has_no_facts(data: Dataset) -> None:
    releases = data.releases
    copies = releases.merge(releases, left_on="duplicate_of", right_on="release_id", suffixes=("", "_of_original"))
    assert copies["content_sha256"].tolist() == copies["content_sha256_of_original"].tolist() != []
    for name in FACT_TABLES:
        assert not getattr(data, name)["release_id"].isin(copies["release_id"]).any()


def test_speakers_join_people_on_release_and_name(data: Dataset) -> None:
    said = data.quotes.query("speaker_kind == 'person'")
    people = data.people[["release_id", "name"]].drop_duplicates()
    joined = said.merge(people, left_on=["release_id", "speaker"], right_on=["release_id", "name"], validate="m:1")
    assert len(joined) > len(said) / 2 > 0  # most; a speaker need not stand among the people the release names


def test_some_columns_only(data: Dataset) -> None:
    assert list(data.table("figures", columns=["value", "unit"])) == ["value", "unit"]
    with pytest.raises(ValueError, match="no table 'moods'; there are releases"):
        data.table("moods")


def test_days_compare_with_days(data: Dataset) -> None:
    days = data.releases["release_date"].dropna()
    assert (days >= pd.Timestamp("1900-01-01").date()).all()
    assert not days.empty
