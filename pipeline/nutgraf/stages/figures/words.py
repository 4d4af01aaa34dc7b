"""Closed word classes of the stage, from one lexicon."""

from __future__ import annotations

from nutgraf.language import lexicon


def word_class(name: str) -> frozenset[str]:
    """Return the words of a class of `figure_word_classes`."""
    rows = (entry.split(" | ") for entry in lexicon("figure_word_classes"))
    return next(frozenset(words.split()) for label, words in rows if label == name)
