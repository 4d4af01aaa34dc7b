"""Whether the words around an expression look back or ahead."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from nutgraf.language import alternation

_VERB = (
    r"(?!(?:the|a|an|his|her|their|its|our|this|that|these|those|date|which|whom|some|all|many|more|less|about|almost|nearly)\b)"
    r"[a-z]+"
)
_AHEAD = re.compile(
    rf"\b(?:(?:will|shall|would|is to|are to|[a-z]+['’]ll|won['’]t)(?: (?:also|now|then|next|soon|not))?(?: be)? {_VERB}"
    rf"|(?:{alternation('commitment_verbs')})[a-z]{{0,4}} to(?: be)? {_VERB}"
    rf"|{alternation('future_cues')}"
    r"|(?<!ed )(?<!had )(?<!have )(?<!has )(?<!found )(?<!said )to be (?:[a-z]{3,20}ed|held|paid|built|sold|made|sent|shown)"
    r"|(?<!was )(?<!were )(?<!been )(?<!had )(?:scheduled|slated|due|set to)"
    r"|(?:is|are|be) (?:expected|planned|projected|anticipated|supposed)"
    r"|(?i:will))\b"
)
_PURPOSE = re.compile(rf"\bto (?:be )?{_VERB}\b")
_BACK = re.compile(
    rf"\b(?:{alternation('past_verbs')}|(?!un(?:spec|disc|prec|exp|lim|rel|par|pub))[a-z]{{3,20}}ed|(?:has|have|had) been)\b"
)
_LIMIT = re.compile(
    r"(?i)\b(by|until|till|through|no later than|starting|beginning|effective)(?: [\d:.apm]{1,8}| [a-z]{1,4}){0,3} $"
)
_WEAK_LIMITS = frozenset(("by", "through", "starting", "beginning", "effective"))
"""Limits that also stand with a past verb: `had been filed by Monday`."""
_WAS = re.compile(r"\b(?:had|was|were)\b")
_NOT_AFTER = 0.5
"""Cues behind the expression count at half their closeness: verbs mostly come first in English."""
_REACH = 160
"""Characters around the expression that are read: about a clause or two on each side."""
_LIMIT_REACH = 24

Cues = list[tuple[int, int]]


class Tense:
    """The signs of past and future in a text; each sentence is read once, when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentence = (0, -1)
        self._cues: tuple[Cues, Cues, Cues] = ([], [], [])

    def looks_ahead(self, sentence: tuple[int, int], at: int) -> bool | None:
        """Return True when the sentence speaks of the future around offset `at`, False of the past, None without a sign."""
        low, high = max(sentence[0], at - _REACH), min(sentence[1], at + _REACH)
        if sentence != self._sentence:
            self._read(sentence)
        ahead, back, purposes = (_between(cues, low, high) for cues in self._cues)
        limit = _LIMIT.search(self.text, max(low, at - _LIMIT_REACH), at)
        if limit and not (limit.group(1).lower() in _WEAK_LIMITS and self._was(low, at, purposes)):
            return not (limit.start() == sentence[0] and _WAS.search(self.text, at, high))
        # infinitives behind a past verb tell its purpose (`met to discuss`), others a plan
        first = back[0][0] if back else high
        near, far = _closeness([*ahead, *(cue for cue in purposes if cue[0] < first)], at), _closeness(back, at)
        return None if near == far else near > far

    def _was(self, low: int, at: int, purposes: Cues) -> bool:
        """Whether "was" or "had" governs what stands in front of `at`; an infinitive behind it has a time of its own."""
        return any(not any(was.end() < start < at for start, _ in purposes) for was in _WAS.finditer(self.text, low, at))

    def _read(self, sentence: tuple[int, int]) -> None:
        ahead = [match.span() for match in _AHEAD.finditer(self.text, *sentence)]
        taken = [end for _, end in ahead]
        back = []
        for match in _BACK.finditer(self.text, *sentence):
            index = bisect_right(taken, match.start())
            if index == len(ahead) or ahead[index][0] > match.start():
                back.append(match.span())
        purposes = [match.span() for match in _PURPOSE.finditer(self.text, *sentence)]
        self._sentence, self._cues = sentence, (ahead, back, purposes)


def _between(cues: Cues, low: int, high: int) -> Cues:
    return cues[bisect_left(cues, (low, 0)) : bisect_left(cues, (high, 0))]


def _closeness(cues: Cues, at: int) -> float:
    best = 0.0
    for start, end in cues:
        weight = 1.0 if end <= at else _NOT_AFTER
        best = max(best, weight / (2 + max(0, at - end if end <= at else start - at)))
    return best
