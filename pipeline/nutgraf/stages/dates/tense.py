"""Whether the words around an expression look back or ahead."""

from __future__ import annotations

import re

from nutgraf.language import alternation

_AHEAD = re.compile(
    r"\b(?:(?:will|shall|would|may|can|could|should|must|to|[a-z]+['’]ll)(?: (?:also|now|then|next|soon|not))?(?: be)? [a-z]+(?:ed|n|t)?"
    r"|going to|scheduled|slated|due|upcoming|deadline|RSVP|register|join us|tickets|expect(?:ed|s)?|plan(?:s|ned)?|hopes?"
    r"|takes? place|kicks? off|begins?|starts|opens|runs|airs|expires?|is set|are set|is open|returns|set for|launches)\b"
    r"|\b(?i:won['’]t|will)\b",
)


def _back() -> re.Pattern[str]:
    verbs = alternation("past_verbs")
    return re.compile(rf"\b(?:{verbs}|[a-z]{{3,20}}ed|(?:has|have) been)\b")


_BACK = _back()
_NOT_AFTER = 0.5
"""Cues behind the expression count at half their closeness: verbs mostly come first in English."""
_REACH = 160
"""Characters around the expression that are read: about a clause or two on each side."""


def looks_ahead(sentence: str, at: int) -> bool | None:
    """Return True when the sentence speaks of the future around offset `at`, False of the past, None without a sign."""
    ahead = _closeness(_AHEAD, sentence, at)
    back = _closeness(_BACK, sentence, at)
    if ahead == back:
        return None
    return ahead > back


def _closeness(cue: re.Pattern[str], sentence: str, at: int) -> float:
    best = 0.0
    for match in cue.finditer(sentence, max(0, at - _REACH), at + _REACH):
        distance = at - match.end() if match.end() <= at else match.start() - at
        weight = 1.0 if match.end() <= at else _NOT_AFTER
        best = max(best, weight / (2 + max(0, distance)))
    return best
