"""The vocabulary the readers of names and titles share."""

from __future__ import annotations

import re

from nutgraf.language import lexicon

TITLES = lexicon("speaker_titles")
MODIFIERS = lexicon("speaker_title_modifiers")
HONORIFICS = lexicon("speaker_honorifics")
GROUPS = lexicon("speaker_groups")
SOURCES = lexicon("written_sources")
REPORTING = lexicon("reporting_verbs")
OPENERS = lexicon("sentence_openers")
ORGANIZATION_WORDS = lexicon("organization_words")

UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
WORD = re.compile(r"[^\W\d_](?:[\w’'‑&-]|\.(?=\w))*\.?|&|[,;:()\[\]\"“”–—]|\d[\w,.-]*|\S")
CONNECTORS = frozenset(("of", "and", "for", "the", "&", "de"))
DETERMINERS = re.compile(
    r"the|a|an|one|our|his|her|its|their|another|some|many|several|each|every|both|most|these|those|this|that|"
    r"two|three|other"
)
PASSIVE = re.compile(r"\b(?:is|am|was|were|are|been|be|being)\s+(?:\w+ly\s+)?$")

_INITIALS = frozenset(("DA", "ADA", "AG", "SA", "AUSA", "SAC"))


def plain(word: str) -> str:
    """Return a word in lower case without the period of an abbreviation."""
    return word.lower().rstrip(".")


def is_title(word: str) -> bool:
    """Whether a word heads a title; plurals and compounds ("co-chair") count."""
    if word in _INITIALS:
        return True
    low = plain(word)
    return low in TITLES or (low.endswith("s") and low[:-1] in TITLES) or ("-" in low and low.rpartition("-")[2] in TITLES)


def is_honorific(word: str) -> bool:
    """Whether a word is a form of address and no title."""
    return plain(word) in HONORIFICS


def holds_title(phrase: str) -> bool:
    """Whether a phrase has a title in it."""
    return any(is_title(word) for word in WORD.findall(phrase))


def without_possessive(phrase: str) -> str:
    """Return a phrase without a final 's."""
    return phrase.removesuffix("'s").removesuffix("’s")


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
