"""Calls in other moods: `residents are encouraged to …`, `anyone may apply at …`, `tickets are available at …`."""

from __future__ import annotations

import re

from nutgraf.stages.calls_to_action.ask import REACH, Ask, clause_start, informant, informed_kind, named, utterance_end
from nutgraf.stages.calls_to_action.imperatives import HasChannel, imperative
from nutgraf.stages.calls_to_action.urging import urging
from nutgraf.stages.calls_to_action.verbs import VERB_PHRASE, Kind, kind_at, verb_at

CUE = re.compile(
    r" (?P<cue>urg(?:es?|ed|ing)|implor(?:es?|ed|ing)|encourag(?:es?|ed|ing)|invit(?:es?|ed|ing)|ask(?:s|ed|ing)?|"
    r"request(?:s|ed|ing)?|call(?:s|ed|ing)?\s+(?:up)?on|call(?:s|ed|ing)?\s+(?:for|to)|demand(?:s|ed|ing)?|appeal(?:s|ed|ing)?|"
    r"advised|reminded|welcomed?|For\s+(?:[Mm]ore|[Ff]urther)|FOR\s+(?:MORE|FURTHER)|"
    r"should|can|may|must|available|on\s+sale|imperative|please)(?![\w’'-])"
)
"""A word that may ask. The space in front lets the scan skip to the next word."""
_BE = re.compile(
    r"\b(?:is|are)\s+(?:(?:also|always|cordially|kindly|\w{3,12}ly)\s+)?$|(?P<with>,\s+with\s+)(?P<subject>[\w\s]{3,40}\s)$"
)
_PASSIVE = re.compile(
    r"\s+(?:\w+\s+)?to\s+(?:(?P<event>(?:a|an|the|our|this)\s|(?=[“\"A-Z]))|(?:(?:also|please|immediately|directly)\s+)?(?P<act>[a-z][a-z-]+))"
)
_PASSIVE_WORDS = frozenset({"encouraged", "invited", "asked", "urged", "requested", "advised", "reminded", "welcome", "welcomed"})
_NOT_SUBJECT = re.compile(
    r"(?:^|\s)(?:who|that|which|if|when|whether|they|we|he|she|it|I|often|usually|then|being)\s*$|"
    r"^\s*(?:if|when|while|because|as|although|since)\b|^\s*$",
    re.IGNORECASE,
)
_ADDRESS_VERB = re.compile(
    r"\s+(?:also\s+|simply\s+|either\s+|please\s+|directly\s+)?"
    r"(?:(?P<made>be\s+(?P<done>made|purchased|bought|ordered|submitted|sent|e-?mailed|directed|nominated))\b|"
    rf"(?P<verb>{VERB_PHRASE}))"
)
_HERE = re.compile(
    r"\bhere(?=[\s.!)]|$)(?!\s+(?:in|at|on|to|is|are|and)\b)|\b(?:our|official)\s(?:\w+\s)?(?:website|site|page|portal)\b"
)
"""A link that says how, its target lost."""
_GIFT = re.compile(r"donation|gift|contribution", re.IGNORECASE)
_TICKETS = re.compile(r"\b(?:[Tt]ickets|TICKETS)\b")
_IMPERATIVE_THAT = re.compile(r"\s+that\s+(?P<who>you|your\s+\w+)\s+(?P<act>[a-z]+)")
_DONE: dict[str, Kind] = {"purchased": "buy", "bought": "buy", "ordered": "buy", "submitted": "apply", "nominated": "apply"}


def request(text: str, start: int, end: int, cue: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read a sentence around a word that may ask; None when nobody is asked."""
    word, at = cue["cue"].split()[0], cue.start("cue")
    if word in ("For", "FOR"):
        return imperative(text, at, end, has_channel)
    if word in _PASSIVE_WORDS and (be := _BE.search(text, max(start, at - 60), at)):
        return _passive(text, start, end, cue, be)
    if word in ("should", "can", "may", "must"):
        return _modal(text, start, end, cue, has_channel)
    if word in ("available", "on"):
        return _available(text, start, end, cue, has_channel)
    if word in ("please", "imperative"):
        return _please(text, start, end, cue) if word == "please" else _imperative_that(text, start, end, cue)
    return urging(text, start, end, cue)


def _passive(text: str, start: int, end: int, cue: re.Match[str], be: re.Match[str]) -> Ask | None:
    asked = _PASSIVE.match(text, cue.end(), end)
    begin = be.start("subject") if be["with"] else clause_start(text, start, be.start())
    subject = text[begin : be.end("subject") if be["with"] else be.start()]
    event = asked is not None and asked["event"] is not None
    if not asked or (event and cue["cue"] != "invited") or _NOT_SUBJECT.search(subject):
        return None
    stop, addressee = utterance_end(text, begin, end), named(subject)
    if event:
        return Ask(begin, stop, "attend", None, addressee, asked.start("event"), "asked_to")
    verb = asked.start("act")
    kind = informed_kind(subject, cue["cue"], kind_at(text, verb, end))
    return Ask(begin, stop, kind, verb_at(text, verb, end) or asked["act"], addressee, verb, "asked_to")


def _modal(text: str, start: int, end: int, cue: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read `Journalists may register at …`: a modal verb asks only where an address says how, or of a witness."""
    asked = _ADDRESS_VERB.match(text, cue.end(), end)
    if not asked:
        return None
    begin = clause_start(text, start, cue.start("cue"))
    subject = text[begin : cue.start("cue")]
    told = has_channel(cue.end(), end) or bool(_HERE.search(text, asked.end(), min(end, asked.end() + REACH)))
    if _NOT_SUBJECT.search(subject) or not (told or (cue["cue"] == "should" and informant(subject))):
        return None
    stop = utterance_end(text, begin, end)
    if asked["made"]:
        kind = "donate" if asked["done"] == "made" and _GIFT.search(subject) else _DONE.get(asked["done"], "contact")
        return Ask(begin, stop, kind, asked["done"], "reader", asked.start("made"), "modal")
    verb = asked.start("verb")
    kind = informed_kind(subject, "asked", kind_at(text, verb, end))
    return Ask(begin, stop, kind, verb_at(text, verb, end), named(subject), verb, "modal")


def _available(text: str, start: int, end: int, cue: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read `Tickets are available at …`."""
    at = cue.start("cue")
    tickets = _TICKETS.search(text, max(start, at - REACH), at)
    if not tickets or not has_channel(cue.end(), end):
        return None
    begin = clause_start(text, start, tickets.start())
    return Ask(begin, utterance_end(text, begin, end), "buy", "buy", "reader", at, "available")


def _please(text: str, start: int, end: int, cue: re.Match[str]) -> Ask | None:
    verb = cue.end() + 1
    action = verb_at(text, verb, end)
    if not action or action == "find" or text[cue.start("cue") - 1] == "(":
        return None
    begin = clause_start(text, start, cue.start("cue"))
    return Ask(begin, utterance_end(text, begin, end), kind_at(text, verb, end), action, "reader", verb, "please")


def _imperative_that(text: str, start: int, end: int, cue: re.Match[str]) -> Ask | None:
    """Read `It is imperative that you …`."""
    asked = _IMPERATIVE_THAT.match(text, cue.end(), end)
    if not asked:
        return None
    begin = clause_start(text, start, cue.start("cue"))
    stop = utterance_end(text, begin, end)
    return Ask(begin, stop, "advocacy", asked["act"], asked["who"], asked.start("act"), "imperative_that")
