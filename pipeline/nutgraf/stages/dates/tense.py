"""Whether the words around an expression look back or ahead."""

from __future__ import annotations

import re

from nutgraf.language import alternation

_VERB = (
    r"(?!(?:the|a|an|his|her|their|its|our|this|that|these|those|date|which|whom|some|all|many|more|less|about|almost|nearly)\b)"
    r"[a-z]+"
)
_AHEAD = re.compile(
    rf"\b(?:(?:will|shall|[a-z]+['’]ll|won['’]t)(?: (?:also|now|then|next|soon|not))?(?: be)? {_VERB}"
    rf"|(?:{alternation('commitment_verbs')})[a-z]{{0,4}} to(?: be)? {_VERB}"
    rf"|would be [a-z]+ing|{alternation('future_cues')}"
    r"|(?<!was )(?<!were )(?<!been )(?<!had )(?:scheduled|slated|due|set to)"
    r"|(?:is|are|be) (?:expected|planned|projected|anticipated|supposed)"
    r"|(?i:will))\b"
)
_PURPOSE = re.compile(rf"\bto (?:be )?{_VERB}\b")
_BACK = re.compile(rf"\b(?:{alternation('past_verbs')}|[a-z]{{3,20}}ed|(?:has|have) been)\b")
_LIMIT = re.compile(r"(?i)\b(by|until|till|through|no later than|starting|beginning)(?: [\d:.apm]{1,8}| [a-z]{1,4}){0,3} $")
_WEAK_LIMITS = frozenset(("by", "through", "starting", "beginning"))
"""Limits that also stand with a past verb: `had been filed by Monday`."""
_WAS = re.compile(r"\b(?:had|was|were)\b")
_NOT_AFTER = 0.5
"""Cues behind the expression count at half their closeness: verbs mostly come first in English."""
_REACH = 160
"""Characters around the expression that are read: about a clause or two on each side."""
_LIMIT_REACH = 24


def looks_ahead(sentence: str, at: int) -> bool | None:
    """Return True when the sentence speaks of the future around offset `at`, False of the past, None without a sign."""
    low, high = max(0, at - _REACH), at + _REACH
    limit = _LIMIT.search(sentence, max(0, at - _LIMIT_REACH), at)
    if limit and not (limit.group(1).lower() in _WEAK_LIMITS and _WAS.search(sentence, low, at)):
        return True
    ahead = [match.span() for match in _AHEAD.finditer(sentence, low, high)]
    verbs = [match.span() for match in _BACK.finditer(sentence, low, high)]
    back = [verb for verb in verbs if not any(start <= verb[0] < end for start, end in ahead)]
    ahead += _plans(sentence, low, high, back)
    near, far = _closeness(ahead, at), _closeness(back, at)
    return None if near == far else near > far


def _plans(sentence: str, low: int, high: int, back: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the infinitives that look ahead: not those of purpose behind a past verb (`met to discuss`)."""
    first = min((start for start, _ in back), default=high)
    return [match.span() for match in _PURPOSE.finditer(sentence, low, high) if match.start() < first]


def _closeness(cues: list[tuple[int, int]], at: int) -> float:
    best = 0.0
    for start, end in cues:
        weight = 1.0 if end <= at else _NOT_AFTER
        best = max(best, weight / (2 + max(0, at - end if end <= at else start - at)))
    return best
