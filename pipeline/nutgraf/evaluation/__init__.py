"""Extraction scored against gold annotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from nutgraf.dataset import check_dataset
from nutgraf.evaluation.gold import GoldError, gold_files, read_gold
from nutgraf.evaluation.matching import Item, Scoreboard
from nutgraf.evaluation.measures import score_release
from nutgraf.extractor import Extractor
from nutgraf.language import DEFAULT_MODEL
from nutgraf.records import FACT_TABLES, Extraction
from nutgraf.sources import read_releases

__all__ = ["Evaluation", "GoldError", "dataset_rows", "evaluate", "evaluate_folder", "format_scores"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures by measure, the errors behind them, and gold files no release was found for."""

    scores: dict[str, dict[str, float | None]]
    errors: dict[str, list[tuple[Any, ...]]]
    releases: int
    missing: tuple[str, ...]


def evaluate_folder(gold: Path, out: Path | None = None, *, model: str = DEFAULT_MODEL) -> Evaluation:
    """Score a dataset (or, without one, an extraction made now) against the gold files of a folder.

    Gold files point into the .txt beside them, else into the text of the release of their name. Raises GoldError when
    the folder holds no gold or a pointer means nothing, DatasetError when `out` is no dataset.
    """
    paths = gold_files(gold)
    if not paths:
        raise GoldError(f"{gold} holds no gold: no .json beside a release")
    rows = dataset_rows(out) if out else _extracted_rows(gold, model)
    return evaluate(paths, rows)


def evaluate(paths: Iterable[Path], rows: dict[str, dict[str, Any]]) -> Evaluation:
    """Score rows (by release name, then by table; `release` holds the release's own) against gold files."""
    board = Scoreboard()
    missing = []
    count = 0
    for path in paths:
        found = rows.get(path.stem, {})
        release: Item = found.get("release") or {}
        if not release:
            missing.append(path.stem)
            if not path.with_suffix(".txt").exists():
                continue
        score_release(read_gold(path, release.get("text")), found, release, board)
        count += 1
    return Evaluation(board.results(), board.errors, count, tuple(missing))


def format_scores(evaluation: Evaluation) -> str:
    """Lay figures out one measure a line."""
    lines = [f"{evaluation.releases} gold releases, {len(evaluation.missing)} not in the dataset"]
    for measure, figures in evaluation.scores.items():
        lines.append(f"{measure:28}" + "".join(f"  {name} {value}" for name, value in figures.items()))
    return "\n".join(lines)


def dataset_rows(out: Path) -> dict[str, dict[str, Any]]:
    """Return a dataset's rows as `evaluate` takes them; raises DatasetError when `out` is no dataset."""
    check_dataset(out)
    rows: dict[str, dict[str, Any]] = defaultdict(dict)
    names = {}
    for release in _table(out, "releases"):
        names[release["release_id"]] = _name(release["source"])
        rows[_name(release["source"])]["release"] = release
    for table in FACT_TABLES:
        for row in _table(out, table):
            rows[names[row["release_id"]]].setdefault(table, []).append(row)
    return rows


def _table(out: Path, name: str) -> list[Item]:
    rows: list[Item] = ds.dataset(out / name, format="parquet").to_table().to_pylist()
    return rows


def _extracted_rows(gold: Path, model: str) -> dict[str, dict[str, Any]]:
    releases = read_releases(str(gold), language="any")
    return {_name(found.release.source): _plain(found) for found in Extractor(model).pipe(releases)}


def _plain(found: Extraction) -> dict[str, Any]:
    rows = asdict(found)
    return {"release": rows.pop("release"), **{name: list(facts) for name, facts in rows.items()}}


def _name(source: str) -> str:
    return Path(source.rpartition("#")[2]).stem
