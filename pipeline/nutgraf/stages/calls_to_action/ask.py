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


REACH = 250
LONGEST = 700
"""A rule looks at most REACH characters to either side, and no call is longer than LONGEST: unpunctuated text stays cheap."""
_CLOSING = re.compile(r"(?<=[.,!?…;])\s?(?:[”\"]|[’'](?=\s|$))")
_FOREIGN = re.compile(
    r"\s+(?:#{2,}|-\s?30\s?-|[A-Z]{3,}(?:\s[A-Z]{3,}){3,}|"
    r"About\s+(?P<name>[A-Z][\w&.’]*(?:\s[A-Z]\w*){0,4})(?::|\s+(?:The\s+)?(?P=name)))"
)
"""What ends a sentence that lost its line ends: end marks, a heading in capitals."""
_SUBJECT_EDGE = re.compile(r"[;:]\s+|,\s+(?:and|but|so)\s+|[“\"]|\s[–—]\s|\b[ap]\.m\.\s+(?=[A-Z])|(?<![ ])[ ]{3,}+(?=[A-Z])")
_MARKS = re.compile(r"[\s\"“‘'(*•·–—-]+")
_INFORMED = re.compile(
    r"\b(?:anyone|anybody|witnesses|victims|persons?|those|members\s+of\s+the\s+public|individuals|people|drivers|residents|everyone)\b",
    re.IGNORECASE,
)
_INQUIRER = re.compile(
    r"\b(?:question|interest|wish|want|would\s+like|need|invit|apply|attend|own\s+one|convert)\w*", re.IGNORECASE
)
_KNOWS = re.compile(
    r"\b(?:information|tips?|witness\w*|victims?|seen|saw|footage|knowledge|experienced|suspect\w*|recogni\w+|believe\w*|received|"
    r"had\s+a\s+problem|paid|harm\w*|affected|contact\s+with)\b",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"(?:In|On|At|For|To|As|After|Before|With|From|During|Through|Beginning|Following|If|When|While|Due|By)\b"
)
_ARTICLE = re.compile(r"(?:the|a|an|our|its|their|his|her|my|all\s+of\s+our)\s+", re.IGNORECASE)


def utterance_end(text: str, start: int, end: int) -> int:
    """Return where what is said from `start` on ends: before `," she said`, at the sentence's end at the latest."""
    if closing := _CLOSING.search(text, start, end):
        end = closing.end()
    foreign = _FOREIGN.search(text, start, end)
    return foreign.start() if foreign else end


def clause_start(text: str, start: int, before: int) -> int:
    """Return where the clause that holds an offset begins, not before `start`."""
    start = max(start, before - REACH)
    for edge in _SUBJECT_EDGE.finditer(text, start, before):
        start = edge.end()
    marks = _MARKS.match(text, start, before)
    return marks.end() if marks else start


def named(text: str) -> str | None:
    """Return a noun phrase as an addressee: without article, white space collapsed; None when nothing is left."""
    words = " ".join(text.split()).strip(" ,;:“”\"'‘’()*")
    if _ADVERBIAL.match(words) and ", " in words:
        words = words.rsplit(", ", 1)[1]
    article = _ARTICLE.match(words)
    return words[article.end() if article else 0 :] or None


def informant(addressee: str) -> bool:
    """Whether an addressee may know something: `anyone with information`, `witnesses`."""
    return bool(_INFORMED.search(addressee) and _KNOWS.search(addressee))


def informed_kind(addressee: str, cue: str, kind: Kind) -> Kind:
    """Turn a request to get in touch into a request for information where the addressee may have some."""
    if kind not in ("contact", "visit", "apply") or _INQUIRER.search(addressee):
        return kind
    if informant(addressee) or (kind == "contact" and cue in ("asked", "urged") and addressee.lower().startswith("any")):
        return "report"
    return kind
