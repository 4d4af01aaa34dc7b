"""Who asks: a person or body here and now, or a law, a product, a story, a past release."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nutgraf.language import lexicon

_ADVERBS = re.compile(
    r"(?:[\s,]{1,4}(?:today|also|again|strongly|respectfully|once|now|further|therefore|formally|publicly|is|are|am|was|were|be|has|"
    r"have|had|been|would|will|must|do|like|to|jointly|still|always|continues?|continued|continuing|and|both|all|\w{3,10}ly|"
    r"[’'](?:m|re|ve|d|ll|s)|yesterday|repeatedly|\([^()]{0,20}\)|Monday|Tuesday|Wednesday|Thursday|Friday))+\s*$"
)
_LAST_WORD = re.compile(r"([\w-]+)(?P<contracted>[’'](?:m|re|ve|d|ll))?[^\w]{0,3}$")
_HISTORY = re.compile(
    r"\b(?:[Ll]ast\s+(?:year|month|week|summer|fall|spring|winter|session|Congress)|[Ee]arlier\s+(?:this|in)|[Pp]reviously|ago|had|when|were|"
    r"[Ii]n\s+(?:\w+\s+)?(?:19|20)\d\d|\d{1,2},\s+(?:19|20)\d\d|at\s+the\s+time|in\s+the\s+past|since\s+(?:19|20)\d\d|"
    r"after\s+I|was\s+asked)\b"
)
_LAW = re.compile(
    r"[\s\"“]*(?:The|This|That|A|An|His|Her|Their|Its)\s+(?:[\w.’-]+\s+){0,2}"
    r"(?:resolution|bill|legislation|amendment|act|measure|provision|law|plan|report|program|project|language)\b",
    re.IGNORECASE,
)
_DELIGHTED = re.compile(r"\b(?:excited|pleased|happy|proud|delighted|thrilled|honou?red|like)\s+to\s*$")
_COORDINATED = re.compile(r"(?:^|[\"“])\s*(?:We|I)\b[^\"“”]{1,200}\b(?:but|and|so)\s*$")
_COURT = re.compile(r"(?:the\s+|an?\s+)?(?:[\w.]+\s+){0,3}(?:court|judge|jury|panel|tribunal)\b", re.IGNORECASE)
_ABLE = re.compile(r"\b(?:can|could|may|might|should|not|help|helps|who|going\s+to)\s*$")
_INFINITIVE = re.compile(r"\bto\s*$")
_WILLING = re.compile(r"\b(?:like|want|wish|continue|write|writing)\s+to\s*$")
_BEING = re.compile(r"\b(?:is|are|am)\b|[’'](?:m|re|s)\b")
_PASSED = re.compile(r"\b(?:was|were|had|been|be|am|is|are)\b|[’'](?:m|re)\b")
_PRONOUNS = frozenset({"him", "her", "them", "me", "us"})
_WRITTEN = re.compile(r"\b(?:today|letters?|wrote|writing|I|we|We)\b")
_PROPER = re.compile(r"(?:the\s+)?[A-Z]")

PLEADING = ("urg", "impl", "call", "dema", "appe")
"""Stems of verbs that always ask; the others also mean to hearten, to question, to receive."""
AUTHORITY = lexicon("calls_authorities")
PUBLIC = lexicon("calls_public")
_NOT_ASKERS = lexicon("calls_not_askers")
_ASKERS = lexicon("calls_askers")


def addresses(who: str | None, words: frozenset[str]) -> bool:
    """Whether an addressee has one of some words in it."""
    return who is not None and any(word.strip(",.()’'").lower() in words for word in who.split())


@dataclass(frozen=True, slots=True)
class _Subject:
    """What stands before a verb that asks: the auxiliaries, and the last word of the subject."""

    text: str
    auxiliaries: str
    head: str

    @property
    def first_person(self) -> bool:
        return self.head in ("I", "we", "We")

    @property
    def asker(self) -> bool:
        """Whether the subject is a name or a noun for people and bodies."""
        return self.first_person or self.head.lower() in _ASKERS or (self.head[:1].isupper() and len(self.head) > 1)


def _read_subject(before: str) -> _Subject:
    adverbs = _ADVERBS.search(before)
    text = before[: adverbs.start()] if adverbs else before
    last = _LAST_WORD.search(text)
    auxiliaries = ((last["contracted"] or "") if last else "") + (adverbs.group() if adverbs else "")
    return _Subject(text, auxiliaries, last.group(1) if last else "")


def asks_now(before: str, word: str, who: str | None, sentence: str) -> bool:
    """Whether somebody does the asking here and now; `before` is the clause up to the verb `word`, `who` is asked."""
    if word.startswith("welcome") or (word == "invite" and _DELIGHTED.search(before)):
        return word in ("welcome", "invite") and bool(_DELIGHTED.search(before))
    subject = _read_subject(before)
    if word in ("advised", "reminded") or _COURT.match(who or ""):
        return False
    strong = word.startswith(PLEADING)
    coordinated = strong and " and" in subject.auxiliaries
    if subject.head.lower() in _NOT_ASKERS and not coordinated:
        return False
    if who in _PRONOUNS and not (strong and _WRITTEN.search(sentence)):
        return False
    if _ABLE.search(before) or (_INFINITIVE.search(before) and not strong):
        return subject.first_person or bool(_WILLING.search(before))
    return bool(_COORDINATED.search(before)) or _in_form(subject, word, who, sentence, strong=strong)


def _in_form(subject: _Subject, word: str, who: str | None, sentence: str, *, strong: bool) -> bool:
    """Decide by the form of the verb: past, progressive, base, third person."""
    if word == "invited":
        return False
    if word.endswith("ed"):
        return _asked_today(subject, word, who, sentence)
    if word.endswith("ing"):
        today = (addresses(who, AUTHORITY) or who in _PRONOUNS) and not _HISTORY.search(sentence)
        return bool(_BEING.search(subject.auxiliaries)) or (strong and today)
    if word in ("demand", "appeal", "demands", "appeals"):
        return subject.first_person or subject.head[:1].isupper()
    if not strong:
        return subject.asker and (word.endswith("s") or " and" not in subject.auxiliaries or subject.first_person)
    return not _LAW.match(subject.text) and (bool(subject.head) or strong)


def _asked_today(subject: _Subject, word: str, who: str | None, sentence: str) -> bool:
    if ("today" not in sentence and _HISTORY.search(sentence)) or _PASSED.search(subject.auxiliaries):
        return False
    if word == "demanded" or addresses(who, AUTHORITY):
        return True
    if who is None:
        return False
    return "today" in subject.auxiliaries or (word.startswith(("urg", "call", "impl")) and bool(_PROPER.match(who)))
