"""Somebody asks somebody: `we urge the Senate to …`, `the museum invites visitors to …`, `renewed its call for …`."""

from __future__ import annotations

import re

from nutgraf.stages.calls_to_action.ask import REACH, Ask, clause_start, informed_kind, named, utterance_end
from nutgraf.stages.calls_to_action.askers import AUTHORITY, PLEADING, PUBLIC, addresses, asks_now
from nutgraf.stages.calls_to_action.verbs import EVENT, SOFT, Kind, kind_at, verb_at

_NOT_A_VERB = (
    r"(?!(?:the|a|an|his|her|their|our|its|all|this|that|these|those|which|who|whom|help\s+us|"
    r"at|of|in|for|from|on|and|or|by|to|with)\b)"
)
_WHO_TO = re.compile(
    r"\s+(?!(?:consent|unanimous|permission|leave|about|for|why|how|what|if|whether|by|in|to|of|with|at|from|on|as|"
    r"himself|themselves|questions?|and|or|that)\s)"
    r"(?P<who>[^;:!?“”\"]{2,150}?),?\s+(?:not\s+)?"
    rf"to(?:\s+(?:immediately\s+|[a-z]{{3,12}}ly\s+|not\s+)?(?P<act>{_NOT_A_VERB}[a-z][a-z-]+)|\s*:\s*$)"
)
_THAT = re.compile(
    r"\s+that\s+(?P<who>you|(?:the\s+|President\s+)?[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,5}|"
    r"(?:the|all|our|every|your)\s+[\w-]+(?:\s+[\w-]+){0,2}?)\s+"
    rf"(?:not\s+|immediately\s+|\w+ly\s+)?(?P<act>{_NOT_A_VERB}[a-z-]+)"
)
_TO_EVENT = re.compile(
    r"\s+(?P<who>[\w\s,’'-]{3,80}?)\s+to\s+(?P<event>(?:a|an|the|our|its|this)\s(?=[^.;:]{0,80}?" + EVENT + "))"
)
_FOR_TO = re.compile(r"(?:for|on|to)\s+(?P<who>[^;:!?“”\"]{2,120}?)\s+to\s+(?P<act>[a-z][a-z-]+)")
_DEMANDED = re.compile(
    r"\s+(?:answers?|accountability|further|immediate|an\s+(?:end|explanation|investigation|apology|immediate)|to\s+know|"
    r"more\s+information|full|information)\b"
    r"(?:[^;:!?]{0,80}?\s(?:from|how|of|why)\s+(?P<who>(?:the\s+)?[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,4}))?"
)
_RENEWED_CALL = re.compile(
    r"\b(?:renew|reiterat|repeat|issu|echo|reaffirm|join)\w*\s+(?:\w+\s+)?(?:its|our|their|his|her|my|the|a)\s+(?:\w+\s+)?$"
)
_ASKS_FOR = re.compile(
    r"(?:\b(?:I|we|We)(?:\s+\w+ly|\s+also|\s+therefore)?|\b(?:is|are|am|’m|’re|'re|'m)(?:\s+\w+ly|\s+also|\s+now)?|\btoday(?:\s+also)?)\s*$"
)
_WANTED = re.compile(r"\s+(?!(?:in|at|on|by|and|is|are|was|would|will|it|them|help)\b)[\w“\"]")
_TAIL = re.compile(
    r",\s+(?:warning|saying|adding|noting|citing|arguing|stating|which|who|where|after|because|while|as\s+part|following|according)\b|"
    r"\s+(?:after|in\s+light\s+of|amid|following|ahead\s+of|in\s+the\s+wake\s+of)\s|"
    r",?\s+and\s+(?=(?:I|we)\s+(?:also\s+)?(?:urge|call|ask|demand|implore|invite|encourage)\b)"
)
_CAUSE = re.compile(
    r"join\s+(?:(?:with\s+)?(?:us|me)\s+(?:to|in)\b|[^.]{0,40}?\b(?:lawsuit|effort|movement|fight|campaign|journey|revolution))"
)
_LEMMAS = ("urge", "implore", "encourage", "invite", "ask", "request", "call", "demand", "appeal", "welcome", "advise", "remind")
_CLAUSE = re.compile(r"\s(?:is|are|was|were|will|has|had)\s")
_RELATIVE = re.compile(r"\b(?:who|that|which|whose|where)\b")
_PURPOSE = re.compile(r"\bin order$|\bso as$")
_AUDIENCE = re.compile(r"\b(?:readers?|listeners?|viewers?|audiences?|followers|fanatics)\b", re.IGNORECASE)
_NEAR = 60
"""A subject of up to this many characters is taken into the span; a longer one is left out."""


def urging(text: str, start: int, end: int, cue: re.Match[str]) -> Ask | None:
    """Read a sentence around a verb of asking; None when nobody is asked."""
    word, at = cue["cue"].split()[0], cue.start("cue")
    before = text[max(start, at - REACH) : at]
    noun_call = bool(word in ("call", "calls") and _RENEWED_CALL.search(before[-60:]))
    wanted = noun_call or bool(_ASKS_FOR.search(before[-40:]))
    if word.startswith("call") and not cue["cue"].endswith("on") and not wanted:
        return None
    asked = _complement(text, end, cue)
    if not asked and not (word.startswith("call") and cue["cue"].endswith("for") and _WANTED.match(text, cue.end(), end)):
        return None
    who = asked["who"] if asked else None
    if who and (_PURPOSE.search(who) or (_CLAUSE.search(who) and not _RELATIVE.search(who))):
        return None
    if asked and who and _is_figure_of_speech(text, word, who, asked, end):
        return None
    known = noun_call or (asked is not None and not _RELATIVE.search(before[-8:]) and _opens_a_door(text, word, asked, end))
    if not known and not asks_now(before, word, who, before + text[at : min(end, cue.end() + REACH)]):
        return None
    verb, action = at, next((lemma for lemma in _LEMMAS if word.startswith(lemma.rstrip("e"))), word)
    if asked and asked.groupdict().get("act"):
        verb = asked.start("act")
        action = verb_at(text, verb, end) or asked["act"]
    begin = _begin(text, start, at)
    stop = utterance_end(text, cue.end(), end)
    tail = _TAIL.search(text, asked.end() if asked else cue.end(), stop)
    kind = "attend" if asked and "event" in asked.groupdict() else _kind(text, word, who, verb, end)
    return Ask(begin, tail.start() if tail else stop, kind, action, named(who) if who else None, verb, "asks")


def _is_figure_of_speech(text: str, word: str, who: str, asked: re.Match[str], end: int) -> bool:
    """Whether a work or its maker asks those who take it in to feel something: "the novel invites readers to dream"."""
    if not word.startswith(("invit", "encourag", "ask")) or not asked.groupdict().get("act"):
        return False
    verb = verb_at(text, asked.start("act"), end)
    return _AUDIENCE.search(who) is not None and (verb is None or verb in SOFT)


def _opens_a_door(text: str, word: str, asked: re.Match[str], end: int) -> bool:
    """Whether somebody is asked to apply, register, donate: a call whoever the subject is."""
    if word not in ("encourages", "invites") or not asked.groupdict().get("act"):
        return False
    verb = verb_at(text, asked.start("act"), end)
    return verb is not None and verb not in SOFT


def _begin(text: str, start: int, at: int) -> int:
    begin = clause_start(text, start, at)
    return begin if at - begin <= _NEAR else at


def _complement(text: str, end: int, cue: re.Match[str]) -> re.Match[str] | None:
    """Match whom the verb asks, and for what."""
    word, after = cue["cue"], cue.end()
    if word.startswith("demand"):
        return _THAT.match(text, after, end) or _DEMANDED.match(text, after, end)
    if word.startswith("request"):
        return _THAT.match(text, after, end)
    if word.startswith("appeal"):
        return _FOR_TO.match(text, after + 1, end)
    if word.startswith("call") and not word.endswith("on"):
        return _FOR_TO.match(text, after - len(word.split()[-1]), end)
    if word.startswith("invit") and (event := _TO_EVENT.match(text, after, end)):
        return event
    return _WHO_TO.match(text, after, end) or (_THAT.match(text, after, end) if word.startswith("urg") else None)


def _kind(text: str, word: str, who: str | None, verb: int, end: int) -> Kind:
    if (who == "you" and word.startswith((*PLEADING, "request"))) or (
        addresses(who, AUTHORITY) and not (who or "").lower().startswith(("any", "you"))
    ):
        return "advocacy"
    if not addresses(who, PUBLIC) and not word.startswith(("invit", "encourag")):
        return "advocacy"
    kind = kind_at(text, verb, end)
    if (kind == "visit" and verb_at(text, verb, end) in SOFT) or (kind == "attend" and _CAUSE.match(text, verb, end)):
        kind = "other"
    kind = informed_kind(who or "", "asked", kind)
    return "advocacy" if word.startswith(PLEADING) and kind in ("other", "contact") else kind
