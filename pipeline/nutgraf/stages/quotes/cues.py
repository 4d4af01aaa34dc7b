"""Cues: the words that say somebody speaks."""

from __future__ import annotations

import re

from nutgraf.language import alternation, lexicon
from nutgraf.stages.quotes.words import PASSIVE

CUE = re.compile(rf"\b(?:[Aa]ccording to|in the words of|quoted as saying|(?:{alternation('reporting_verbs')}))\b(?!['’-])")
CLAUSE_VERBS = lexicon("reporting_verbs_clause")
CHARACTERIZING = re.compile(rf"\b(?:{alternation('characterizing_verbs')})\b")
PLAIN = re.compile(r"said|says|say|added|adds|wrote|writes|continued|continues|explained|explains|noted|notes|stated|states")
"""Cues that attribute even where the speaker is not named beside them."""
_NOUNS = lexicon("reporting_nouns")
_BEFORE_NOUN = re.compile(
    r"the|a|an|his|her|their|our|its|my|your|these|those|this|that|of|in|to|and|such|with|some|many|recent|more|"
    r"most|any|all|for|by|at|or|public|following"
)
_VERB_EDGE = re.compile(r"\s*(?:[,:]|that\b|[\"“‘]|$)")


def is_verb(text: str, cue: re.Match[str], floor: int) -> bool:
    """Whether a cue is a finite verb or participle here, not a noun, an infinitive or a passive."""
    word = cue.group()
    before = text[max(floor, cue.start() - 16) : cue.start()].split()
    if not word.endswith(("ed", "s", "ing")) and before and before[-1] == "to":
        return False
    if word.endswith("ed") and PASSIVE.search(text, max(floor, cue.start() - 16), cue.start()):
        return False
    if word not in _NOUNS:
        return True
    if not before or _BEFORE_NOUN.fullmatch(before[-1].lower()):
        return False
    return not before[-1].endswith(",") or bool(_VERB_EDGE.match(text, cue.end()))


def is_according(cue: re.Match[str]) -> bool:
    """Whether a cue is `according to`, which its speaker follows."""
    return cue.group().lower().startswith("according")
