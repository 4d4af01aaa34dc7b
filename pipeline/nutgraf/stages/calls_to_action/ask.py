"""What a rule hands to the stage, and the stretch of text a rule looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nutgraf.stages.calls_to_action.verbs import Kind


@dataclass(frozen=True, slots=True)
class Ask:
    """A call before its dates and channels are looked up; `verb` is the offset of the action asked for."""

    start: int
    end: int
    kind: Kind
    action: str | None
    addressee: str | None
    verb: int
    rule: str


REACH = 500
"""A rule looks at most this many characters to either side, so that a text without sentence ends stays linear."""
_CLOSING = re.compile(r"(?<=[.,!?…;])\s?(?:[”\"]|[’'](?=\s|$))")
_FOREIGN = re.compile(
    r"\s+(?:#{2,}|-\s?30\s?-|[A-Z]{3,}(?:\s[A-Z]{3,}){3,}|About\s+[A-Z][\w&.’]+(?:\s[A-Z]\w+){0,4}:)"
)
"""What ends a sentence that lost its line ends: end marks, a heading in capitals."""
_SUBJECT_EDGE = re.compile(
    r"[;:]\s+|,\s+(?:and|but|so)\s+|[“\"]|\s[–—]\s|\b[ap]\.m\.\s+(?=[A-Z])|(?<![ ])[ ]{3,}+(?=[A-Z])"
)
_ADVERBIAL = re.compile(
    r"(?:In|On|At|For|To|As|After|Before|With|From|During|Through|Beginning|Following|If|When|While|Due|By)\b"
)
_ARTICLE = re.compile(r"(?:the|a|an|our|its|their|his|her|my|all\s+of\s+our)\s+", re.IGNORECASE)


def utterance_end(text: str, start: int, end: int) -> int:
    """Return where the utterance that starts inside a sentence ends: before `," she said`, at the sentence's end at the latest."""
    if closing := _CLOSING.search(text, start, end):
        end = closing.end()
    foreign = _FOREIGN.search(text, start, end)
    return foreign.start() if foreign else end


def clause_start(text: str, start: int, before: int) -> int:
    """Return where the clause that holds an offset begins, not before `start`."""
    start = max(start, before - REACH)
    for edge in _SUBJECT_EDGE.finditer(text, start, before):
        start = edge.end()
    return start


def named(text: str) -> str | None:
    """Return a noun phrase as an addressee: without article, white space collapsed; None when nothing is left."""
    words = " ".join(text.split()).strip(" ,;:“”\"'‘’()*")
    if _ADVERBIAL.match(words) and ", " in words:
        words = words.rsplit(", ", 1)[1]
    article = _ARTICLE.match(words)
    return words[article.end() if article else 0 :] or None
