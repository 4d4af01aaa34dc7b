"""Calls reported as asked: `we urge the Senate to …`, `residents are encouraged to …`, `anyone may apply at …`."""

from __future__ import annotations

import re

from nutgraf.language import lexicon
from nutgraf.stages.calls_to_action.ask import REACH, Ask, clause_start, named, utterance_end
from nutgraf.stages.calls_to_action.imperatives import HasChannel, imperative
from nutgraf.stages.calls_to_action.verbs import SOFT, VERB_PHRASE, Kind, kind_at, verb_at

CUE = re.compile(
    r" (?P<cue>urg(?:es?|ed|ing)|implor(?:es?|ed|ing)|encourag(?:es?|ed|ing)|invit(?:es?|ed|ing)|ask(?:s|ed|ing)?|request(?:s|ed|ing)?|For\s+(?:[Mm]ore|[Ff]urther)|FOR\s+(?:MORE|FURTHER)|"
    r"call(?:s|ed|ing)?\s+(?:up)?on|call(?:s|ed|ing)?\s+(?:for|to)|demand(?:s|ed|ing)?|appeal(?:s|ed|ing)?|advised|reminded|welcomed?|requested|"
    r"should|can|may|must|available|on\s+sale|imperative|please|welcome)(?![\w’'-])"
)
_BE = re.compile(r"\b(?:is|are)\s+(?:(?:also|always|cordially|kindly|\w{3,12}ly)\s+)?$|(?P<with>,\s+with\s+)(?P<subject>[\w\s]{3,40}\s)$")
_PASSIVE = re.compile(r"\s+(?:\w+\s+)?to\s+(?:(?P<event>(?:a|an|the|our|this)\s)|(?:(?:also|please|immediately|directly)\s+)?(?P<act>[a-z][a-z-]+))")
_PASSIVE_WORDS = frozenset({"encouraged", "invited", "asked", "urged", "requested", "advised", "reminded", "welcome", "welcomed"})
_NOT_SUBJECT = re.compile(r"(?:^|\s)(?:who|that|which|if|when|whether|they|we|he|she|it|I|often|usually|then|being)\s*$|^\s*(?:if|when|while|because|as|although|since)\b", re.IGNORECASE)

_WHO_TO = re.compile(
    r"\s+(?!(?:consent|unanimous|permission|leave|about|for|why|how|what|if|whether|by|in|to|of|with|at|from|on|as|me|him|her|himself|themselves|questions?|and|or|that)\s)"
    r"(?P<who>[^;:!?“”\"]{2,150}?),?\s+(?:not\s+)?to(?:\s+(?:immediately\s+|[a-z]{3,12}ly\s+|not\s+)?(?P<act>(?!(?:the|a|an|his|her|their|our|its|all|this|that|these|those|which|whom|help\s+us|at|of|in|for|from|on|and|or|by|with)\b)[a-z][a-z-]+)|\s*(?P<list>:)\s*$)"
)
_THAT = re.compile(
    r"\s+that\s+(?P<who>you|(?:the\s+|President\s+)?[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,5}|(?:the|all|our|every|your)\s+[\w-]+(?:\s+[\w-]+){0,2}?)\s+(?:not\s+|immediately\s+|\w+ly\s+)?(?P<act>(?!(?:at|of|in|for|from|on|and|or|with|who|which|that|to|by)\b)[a-z-]+)"
)
_FOR_TO = re.compile(r"(?:for|on|to)\s+(?P<who>[^;:!?“”\"]{2,120}?)\s+to\s+(?P<act>[a-z][a-z-]+)")
_DEMANDED = re.compile(r"\s+(?:answers?|accountability|further|immediate|an\s+(?:end|explanation|investigation|apology|immediate)|to\s+know|more\s+information|full|information)\b(?:[^;:!?]{0,80}?\s(?:from|how|of|why)\s+(?P<who>(?:the\s+)?[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){0,4}))?")
_RENEWED_CALL = re.compile(r"\b(?:renew|reiterat|repeat|issu|echo|reaffirm|join)\w*\s+(?:\w+\s+)?(?:its|our|their|his|her|my|the|a)\s+(?:\w+\s+)?$")
_ASKS_FOR = re.compile(r"(?:\b(?:I|we|We)(?:\s+\w+ly|\s+also|\s+therefore)?|\b(?:is|are|am|’m|’re|'re|'m)(?:\s+\w+ly|\s+also|\s+now)?|\btoday(?:\s+also)?)\s*$")

_ADVERBS = re.compile(
    r"(?:[\s,]+(?:today|also|again|strongly|respectfully|once|now|further|therefore|formally|publicly|is|are|am|was|were|be|has|have|had|been|would|will|must|do|like|to|jointly|still|always|"
    r"continues?|continued|continuing|and|both|all|\w{3,10}ly|[’'](?:m|re|ve|d|ll|s)|yesterday|repeatedly|\([^()]{0,20}\)|Monday|Tuesday|Wednesday|Thursday|Friday))+\s*$"
)
_LAST_WORD = re.compile(r"([\w’'-]+)[^\w]{0,3}$")
_HISTORY = re.compile(
    r"\b(?:last\s+(?:year|month|week|summer|fall|spring|winter|session|Congress)|earlier\s+(?:this|in)|previously|[Ii]n\s+(?:\w+\s+)?(?:19|20)\d\d|\d{1,2},\s+(?:19|20)\d\d|ago|at\s+the\s+time|in\s+the\s+past|since\s+(?:19|20)\d\d|"
    r"had|when|after\s+I|were|was\s+asked)\b"
)
_LAW = re.compile(r"[\s\"“]*(?:The|This|That|A|An|His|Her|Their|Its)\s+(?:[\w.’-]+\s+){0,2}(?:resolution|bill|legislation|amendment|act|measure|provision|law|plan|report|program|project|language|letter\s+also)\b", re.IGNORECASE)
_DELIGHTED = re.compile(r"\b(?:excited|pleased|happy|proud|delighted|thrilled|honou?red|like)\s+to\s*$")
_COORDINATED = re.compile(r"(?:^|[\"“])\s*(?:We|I)\b[^\"“”]{1,200}\b(?:but|and|so)\s*$")
_NEXT_REQUEST = re.compile(r",?\s+and\s+(?=(?:I|we)\s+(?:also\s+)?(?:urge|call|ask|demand|implore|invite|encourage)\b)")
_PLEADING = ("urg", "impl", "call", "dema", "appe")
_AUTHORITY = lexicon("calls_authorities")
_PUBLIC = lexicon("calls_public")
_NOT_ASKERS = lexicon("calls_not_askers")
_ASKERS = lexicon("calls_askers")
_TAIL = re.compile(
    r",\s+(?:warning|saying|adding|noting|citing|arguing|stating|which|who|where|after|because|while|as\s+part|following|according)\b|\s+(?:after|in\s+light\s+of|amid|following|ahead\s+of|in\s+the\s+wake\s+of)\s"
)
_ADDRESS_VERB = re.compile(
    r"\s+(?:also\s+|simply\s+|either\s+|please\s+|directly\s+)?(?:(?P<made>be\s+(?:made|purchased|bought|ordered|submitted|sent|e-?mailed|directed|nominated))\b|"
    rf"(?P<verb>{VERB_PHRASE}))"
)
_INFORMED = re.compile(r"\b(?:anyone|anybody|witnesses|victims|persons?|those|members\s+of\s+the\s+public|individuals|people|drivers|residents|everyone)\b", re.IGNORECASE)
_INQUIRER = re.compile(r"\b(?:question|interest|wish|want|would\s+like|need|invit|apply|attend|own\s+one|convert)\w*", re.IGNORECASE)
_KNOWS = re.compile(r"\b(?:information|tips?|witness\w*|victims?|seen|saw|footage|knowledge|experienced|suspect\w*|recogni\w+|believe\w*|received|had\s+a\s+problem|paid|harm\w*|affected|contact\s+with)\b", re.IGNORECASE)
_TICKETS = re.compile(r"\b(?:[Tt]ickets|TICKETS)\b")
_MADE: dict[str, Kind] = {"made": "donate", "purchased": "buy", "bought": "buy", "ordered": "buy", "submitted": "apply", "nominated": "apply"}
_LEMMAS = ("urge", "implore", "encourage", "invite", "ask", "request", "call", "demand", "appeal", "welcome", "advise", "remind")
_CAUSE = re.compile(r"join\s+(?:(?:with\s+)?(?:us|me)\s+(?:to|in)\b|[^.]{0,40}?\b(?:lawsuit|effort|movement|fight|campaign|journey|revolution))")
_WANTED = re.compile(r"\s+(?!(?:in|at|on|by|and|is|are|was|would|will|it|them|help)\b)[\w“\"]")
_COURT = re.compile(r"(?:the\s+|an?\s+)?(?:[\w.]+\s+){0,3}(?:court|judge|jury|panel|tribunal)\b", re.IGNORECASE)
_NEAR = 60
"""A subject of up to this many characters is taken into the span; a longer one is left out."""


def request(text: str, start: int, end: int, cue: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read a sentence around a word that may ask; None when nobody is asked."""
    word = cue["cue"].split()[0]
    if word in ("For", "FOR"):
        return imperative(text, cue.start("cue"), end, has_channel)
    if word in _PASSIVE_WORDS and (be := _BE.search(text, max(start, cue.start("cue") - 60), cue.start("cue"))):
        return _passive(text, start, end, cue, be)
    if word in ("should", "can", "may", "must"):
        return _modal(text, start, end, cue, has_channel)
    if word in ("available", "on"):
        return _available(text, start, end, cue, has_channel)
    if word == "please":
        return _please(text, start, end, cue)
    if word == "imperative":
        return _imperative_that(text, start, end, cue)
    return _active(text, start, end, cue)


def _passive(text: str, start: int, end: int, cue: re.Match[str], be: re.Match[str]) -> Ask | None:
    asked = _PASSIVE.match(text, cue.end(), end)
    begin = be.start("subject") if be["with"] else clause_start(text, start, be.start())
    subject = text[begin : be.end("subject") if be["with"] else be.start()]
    if not asked or (asked["event"] and cue["cue"] != "invited") or _NOT_SUBJECT.search(subject) or not subject.strip():
        return None
    begin += len(subject) - len(subject.lstrip(" \"“‘'(*•·-–—"))
    verb = asked.start("act") if asked["act"] else asked.start("event")
    kind: Kind = "attend" if asked["event"] else kind_at(text, verb, end)
    kind = _report_kind(subject, cue["cue"], kind)
    action = None if asked["event"] else verb_at(text, verb, end) or asked["act"]
    return Ask(begin, utterance_end(text, begin, end), kind, action, named(subject), verb, "asked_to")


def _report_kind(addressee: str, cue: str, kind: Kind) -> Kind:
    """Turn a request to get in touch into a request for information where the addressee may have some."""
    if kind not in ("contact", "visit", "apply") or _INQUIRER.search(addressee) or not _INFORMED.search(addressee):
        return kind
    if _KNOWS.search(addressee) or (kind == "contact" and cue in ("asked", "urged") and addressee.lower().startswith("any")):
        return "report"
    return kind


def _modal(text: str, start: int, end: int, cue: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read `Journalists may register at …`: a modal verb asks only where an address says how."""
    asked = _ADDRESS_VERB.match(text, cue.end(), end)
    if not asked:
        return None
    begin = clause_start(text, start, cue.start("cue"))
    subject = text[begin : cue.start("cue")]
    begin += len(subject) - len(subject.lstrip(" \"“‘'(*•·-–—"))
    known = bool(_KNOWS.search(subject) and _INFORMED.search(subject)) and cue["cue"] == "should"
    if not (has_channel(cue.end(), end) or known) or _NOT_SUBJECT.search(subject) or not subject.strip():
        return None
    if asked["made"]:
        kind = _MADE.get(asked["made"].split()[-1], "contact")
        if kind == "donate" and not re.search(r"donation|gift|contribution", subject, re.IGNORECASE):
            kind = "contact"
        return Ask(begin, utterance_end(text, begin, end), kind, asked["made"].split()[-1], "reader", asked.start("made"), "modal")
    verb = asked.start("verb")
    kind = _report_kind(subject, "asked", kind_at(text, verb, end))
    return Ask(begin, utterance_end(text, begin, end), kind, verb_at(text, verb, end), named(subject), verb, "modal")


def _available(text: str, start: int, end: int, cue: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read `Tickets are available at …`."""
    tickets = _TICKETS.search(text, max(start, cue.start("cue") - REACH), cue.start("cue"))
    if not tickets or not has_channel(cue.end(), end):
        return None
    begin = clause_start(text, start, tickets.start())
    return Ask(begin, utterance_end(text, begin, end), "buy", "buy", "reader", cue.start("cue"), "available")


def _please(text: str, start: int, end: int, cue: re.Match[str]) -> Ask | None:
    verb = cue.end() + 1
    action = verb_at(text, verb, end)
    if not action or text[cue.start("cue") - 1] == "(":
        return None
    begin = clause_start(text, start, cue.start("cue"))
    return Ask(begin, utterance_end(text, begin, end), kind_at(text, verb, end), action, "reader", verb, "please")


def _imperative_that(text: str, start: int, end: int, cue: re.Match[str]) -> Ask | None:
    asked = re.compile(r"\s+that\s+(?P<who>you|your\s+\w+)\s+(?P<act>[a-z]+)").match(text, cue.end(), end)
    if not asked:
        return None
    begin = clause_start(text, start, cue.start("cue"))
    return Ask(begin, utterance_end(text, begin, end), "advocacy", asked["act"], asked["who"], asked.start("act"), "imperative_that")


def _active(text: str, start: int, end: int, cue: re.Match[str]) -> Ask | None:
    word = cue["cue"].split()[0]
    before = text[max(start, cue.start("cue") - REACH) : cue.start("cue")]
    noun_call = word in ("call", "calls") and _RENEWED_CALL.search(before[-60:])
    if word.startswith("call") and not cue["cue"].endswith("on") and not noun_call and not _ASKS_FOR.search(before[-40:]):
        return None
    asked = _complement(text, end, cue)
    calls_for = word.startswith("call") and cue["cue"].endswith("for")
    if not asked and not (calls_for and _WANTED.match(text, cue.end(), end) and (noun_call or _ASKS_FOR.search(before[-40:]))):
        return None
    who = asked["who"] if asked else None
    if not noun_call and not _asks(before, word, who, before + text[cue.start("cue") : min(end, cue.end() + REACH)]):
        return None
    begin = clause_start(text, start, cue.start("cue"))
    begin += len(text[begin:end]) - len(text[begin:end].lstrip(" \"“‘'(*•·-–—"))
    if cue.start("cue") - begin > _NEAR:
        begin = cue.start("cue")
    verb, action = cue.start("cue"), next(lemma for lemma in _LEMMAS if word.startswith(lemma.rstrip("e")))
    if asked and asked.groupdict().get("act"):
        verb = asked.start("act")
        action = verb_at(text, verb, end) or asked["act"]
    stop = utterance_end(text, cue.end(), end)
    tail = _TAIL.search(text, asked.end() if asked else cue.end(), stop)
    stop = tail.start() if tail else stop
    following = _NEXT_REQUEST.search(text, asked.end() if asked else cue.end(), stop)
    stop = following.start() if following else stop
    return Ask(begin, stop, _active_kind(text, word, who, verb, end), action, named(who) if who else None, verb, "asks")


def _complement(text: str, end: int, cue: re.Match[str]) -> re.Match[str] | None:
    word = cue["cue"]
    if word.startswith("demand"):
        return _THAT.match(text, cue.end(), end) or _DEMANDED.match(text, cue.end(), end)
    if word.startswith("request"):
        return _THAT.match(text, cue.end(), end)
    if word.startswith("appeal"):
        return _FOR_TO.match(text, cue.end() + 1, end)
    if word.startswith("call") and not word.endswith("on"):
        return _FOR_TO.match(text, cue.end() - 3 if word.endswith("for") else cue.end() - 2, end)
    return _WHO_TO.match(text, cue.end(), end) or (_THAT.match(text, cue.end(), end) if word.startswith("urg") else None)


def _active_kind(text: str, word: str, who: str | None, verb: int, end: int) -> Kind:
    kind = kind_at(text, verb, end)
    if who == "you" and word.startswith((*_PLEADING, "request")):
        return "advocacy"
    if (kind == "visit" and verb_at(text, verb, end) in SOFT) or (kind == "attend" and _CAUSE.match(text, verb, end)):
        kind = "other"
    if _addresses(who, _AUTHORITY) and not (who or "").lower().startswith(("any", "you")):
        return "advocacy"
    public = _addresses(who, _PUBLIC)
    if public or word.startswith(("invit", "encourag")):
        kind = _report_kind(who or "", "asked", kind)
        if word.startswith(_PLEADING) and kind in ("other", "contact"):
            return "report" if kind == "report" else "advocacy"
        return kind
    return "advocacy"


def _addresses(who: str | None, words: frozenset[str]) -> bool:
    return bool(who) and any(word.strip(",.()’'").lower() in words for word in (who or "").split())


def _asks(before: str, word: str, who: str | None, sentence: str) -> bool:
    """Whether somebody does the asking here and now, not a law, a story or a past release."""
    aux = _ADVERBS.search(before)
    tail = aux.group() if aux else ""
    subject = before[: aux.start()] if aux else before
    last = _LAST_WORD.search(subject)
    head = last.group(1) if last else ""
    first_person = head in ("I", "we", "We")
    strong = word.startswith(_PLEADING)
    if word.startswith(("welcome", "advised", "reminded")) or (word == "invite" and _DELIGHTED.search(before)):
        return word in ("welcome", "invite") and bool(_DELIGHTED.search(before))
    if (head.lower() in _NOT_ASKERS and not first_person) or _COURT.match(who or ""):
        return False
    if re.search(r"\b(?:can|could|may|might|should|not|help|helps|who)\s*$|\bto\s*$", before) and not (strong and before.endswith("to ") and not before.endswith("going to ")):
        return first_person or bool(re.search(r"\b(?:like|want|wish|continue|write|writing)\s+to\s*$", before))
    if _COORDINATED.search(before):
        return True
    if word.endswith("ed"):
        return _asked_now(word, who, tail, sentence)
    if word.endswith("ing"):
        being = re.search(r"\b(?:is|are|am)\b|[’'](?:m|re|s)\b", tail)
        return bool(being) or (strong and _addresses(who, _AUTHORITY) and not _HISTORY.search(sentence))
    if word in ("ask", "request", "encourage", "invite"):
        return first_person or (head[:1].isupper() and len(head) > 1) or (head.lower() in _ASKERS and " and" not in tail)
    if word in ("demand", "appeal", "demands", "appeals"):
        return first_person or head[:1].isupper()
    if word in ("encourages", "invites", "asks"):
        return head.lower() in _ASKERS or head[:1].isupper()
    return not _LAW.match(subject) and (bool(head) or strong)


def _asked_now(word: str, who: str | None, tail: str, sentence: str) -> bool:
    if "today" not in sentence and _HISTORY.search(sentence):
        return False
    if re.search(r"\b(?:was|were|had|been|be|am|is|are)\b|[’'](?:m|re)\b", tail):
        return False
    if word == "demanded":
        return True
    return _addresses(who, _AUTHORITY) or ("today" in tail and bool(who)) or (word.startswith(("urg", "call", "impl")) and bool(re.match(r"(?:the\s+)?[A-Z]", who or "")))
