"""Matching: what counts as the same span, name and pair."""

from __future__ import annotations

import pytest

from nutgraf.evaluation.matching import Page, Scoreboard, match, normalized, overlap, same_name, trimmed


@pytest.mark.parametrize(
    ("text", "piece"),
    [("the Senate", "Senate"), ("Acme’s", "Acme"), ("“Acme,”", "Acme"), ("Acme Inc.", "Acme Inc"), ("Thermo", "Thermo")],
)
def test_trimmed(text: str, piece: str) -> None:
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == piece


@pytest.mark.parametrize(("one", "other"), [("The  Acme’s", "acme"), (None, ""), ("“A” Inc.", 'a" inc'), ("An Órg", "órg")])
def test_normalized(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Ana Ruiz", "ana ruiz", True),
        ("Ana Ruiz", "Ruiz", True),
        ("Ana Ruiz", "Bo Ruiz", False),
        ("Department of Health", "Department of Health and Care", True),
        ("Ana Ruiz", None, False),
        (None, None, True),
    ],
)
def test_same_name(gold: str | None, found: str | None, same: bool) -> None:
    assert same_name(gold, found) is same


def test_match_is_one_to_one_and_best_first() -> None:
    gold = [{"start": 0, "end": 4}, {"start": 5, "end": 9}]
    found = [{"start": 0, "end": 9}, {"start": 5, "end": 8}]
    result = match(gold, found, lambda one, other: overlap((one["start"], one["end"]), (other["start"], other["end"])))
    assert result.pairs == [(gold[0], found[0]), (gold[1], found[1])] or result.pairs == [(gold[1], found[0])]
    assert len(result.pairs) + len(result.missed) == 2


def test_optional_and_chrome_neither_help_nor_hurt() -> None:
    board = Scoreboard()
    page = Page("one", "x" * 50, ((40, 50),), board)
    optional = {"start": 0, "end": 5, "optional": True}
    gold = [optional, {"start": 10, "end": 15}]
    found = [{"start": 1, "end": 3}, {"start": 10, "end": 15}, {"start": 41, "end": 45}, {"start": 20, "end": 25}]
    page.count("m", match(gold, found, lambda one, other: float(one["start"] == other["start"])), [optional])
    assert board.tallies["m"].as_dict() == {"p": 0.5, "r": 1.0, "f1": 0.667, "gold": 1, "pred": 2}
    assert [error[1] for error in board.errors["m"]] == ["SPURIOUS"]


def test_a_pair_with_the_wrong_value_is_a_miss_and_a_false_alarm() -> None:
    board = Scoreboard()
    item = {"start": 0, "end": 5}
    Page("one", "x" * 9, (), board).count("m", match([item], [dict(item)], lambda *_: 1.0), [], lambda *_: False)
    assert board.results()["m"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 1, "pred": 1}
