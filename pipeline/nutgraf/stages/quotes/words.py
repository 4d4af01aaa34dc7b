"""The vocabulary of quotations that several readers share."""

from __future__ import annotations

import re

from nutgraf.language import lexicon
from nutgraf.titles.words import plain

SOURCES = lexicon("written_sources")
OPENERS = lexicon("sentence_openers")

DETERMINERS = re.compile(
    r"the|a|an|one|our|his|her|its|their|another|some|many|several|each|every|both|most|these|those|this|that|"
    r"two|three|other"
)
PASSIVE = re.compile(r"\b(?:is|am|was|were|are|been|be|being)\s+(?:\w+ly\s+)?$")


def last_word(name: str) -> str:
    """Return the surname of a personal name, in lower case."""
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].rstrip(".") in {"Jr", "Sr", "II", "III", "IV"}:
        words.pop()
    return plain(words[-1]) if words else ""


def is_written(phrase: str) -> bool:
    """Whether a description means a document or a finding: "complaint", "study of twins"."""
    head = re.split(r"\s(?:of|for|by|from|in|at|with)\s", phrase)[0].split()
    return bool(head) and head[-1].lower() in SOURCES
