"""The labeller: what the tokenizer is spared, and models that cannot be loaded."""

from __future__ import annotations

import pytest

from nutgraf import ModelError
from nutgraf.labeller import Labeller
from timing import cpu_seconds, slowness


@pytest.fixture(scope="module")
def labeller() -> Labeller:
    return Labeller()


@pytest.mark.parametrize(
    "piece", ["(", "”", "#", "$", "🙂", "](", "a@", "https://x.example.org/" + "a/" * 300, "word " * 9 + "(" * 500]
)
def test_tokens_spell_the_text_whatever_runs_it_has(labeller: Labeller, piece: str) -> None:
    text = (piece * 2_000)[:2_000]
    (doc,) = labeller.docs([(text, ((0, len(text)),), None)])
    assert doc.text == text


def test_a_run_without_space_costs_no_more_than_its_length(labeller: Labeller) -> None:
    text = "(" * 20_000
    # Two seconds measured; the tokenizer alone takes minutes.
    assert cpu_seconds(lambda: labeller.docs([(text, ((0, len(text)),), None)]), rounds=1) < 15 * slowness()


def test_a_model_that_is_not_there_is_a_clear_error() -> None:
    with pytest.raises(ModelError, match="cannot load the spaCy model 'no_such_model'"):
        Labeller("no_such_model")
