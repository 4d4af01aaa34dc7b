"""The vocabulary of titles, and how a phrase falls into words."""

from __future__ import annotations

import re

from nutgraf.language import lexicon

TITLES = lexicon("speaker_titles")
MODIFIERS = lexicon("speaker_title_modifiers")
HONORIFICS = lexicon("speaker_honorifics")
GROUPS = lexicon("speaker_groups")
ORGANIZATION_WORDS = lexicon("organization_words")
REPORTING = lexicon("reporting_verbs")

UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
WORD = re.compile(r"[^\W\d_](?:[\w’'‑&-]|\.(?=\w))*\.?|&|[,;:()\[\]\"“”–—]|\d[\w,.-]*|\S")
CONNECTORS = frozenset(("of", "and", "for", "the", "&", "de"))
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
