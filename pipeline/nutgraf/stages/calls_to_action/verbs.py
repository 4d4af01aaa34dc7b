"""The verbs of calls, and the kind of call each one makes."""

from __future__ import annotations

import re
from typing import Literal

from nutgraf.language import lexicon

Kind = Literal["advocacy", "attend", "visit", "contact", "donate", "apply", "report", "buy", "other"]

_KINDS: tuple[Kind, ...] = ("visit", "contact", "attend", "donate", "apply", "buy", "report", "advocacy")
KIND_OF: dict[str, Kind] = {verb: kind for kind in _KINDS for verb in sorted(lexicon(f"calls_{kind}"))}
"""Verb phrase in lower case to kind; a phrase of two lists takes the later kind."""

SOFT = lexicon("calls_soft")


def phrases(entries: dict[str, Kind]) -> str:
    """Return an alternation of verb phrases, longest first, with any white space between words."""
    return "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in sorted(entries, key=lambda entry: (-len(entry), entry)))


VERB_PHRASE = rf"(?i:{phrases(KIND_OF)})(?![\w’'@-]|\.\w)"
_AT_VERB = re.compile(VERB_PHRASE)

_OFFICES = re.compile(
    r"\s+(?:on\s+)?(?:your|the|our|both|their|to\s+your)\s+(?:local\s+|state\s+|U\.S\.\s+|own\s+)?"
    r"(?:members?\s+of\s+(?:Congress|Parliament)|representatives?|senators?|council|congress|legislators?|lawmakers|MPs?\b|mayor|governor|elected)",
    re.IGNORECASE,
)
EVENT = (
    r"\b(?i:webinars?|webcast|events?|conference|summit|festival|workshop|rally|meeting|call|session|gala|celebration|ceremony|hearing|"
    r"forum|tour|class|concert|exhibit|party|fundraiser|symposium|seminar|open\s+house|town\s+hall|briefing|march|vigil|screening|"
    r"tickets?|performance|parade|fair|expo|reception|breakfast|luncheon|dinner|competition|hackathon|contest)\b"
)
_EVENT = re.compile(EVENT)
_PURPOSES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "report",
        re.compile(
            r"(?:report|(?:give|provide|share|submit|offer|leave)\s+(?:[\w-]+\s+){0,2}(?:information|tips?)|file\s+a\s+complaint)\b"
        ),
    ),
    (
        "donate",
        re.compile(
            r"(?:donate|contribute|sponsor|support|give(?!\s+(?:\w+\s+)?information)|make\s+a\s+(?:[\w-]+\s+)?(?:donation|gift|contribution|pledge))\b"
        ),
    ),
    (
        "attend",
        re.compile(
            r"(?:register|pre-?register|rsvp|attend|participate|sign\s+up|take\s+part|listen|enrol+|dial|tune|enter|watch\s+(?:\w+\s+)?live|"
            r"(?:join|access)\s+(?:\w+\s+){0,3}(?:call|webcast|event|conference|session|meeting|webinar)|speak\b(?!\s+(?:to|with)))\b"
        ),
    ),
    ("apply", re.compile(r"(?:apply|nominate|submit|enter\s+the\s+contest)\b")),
    ("buy", re.compile(r"(?:buy|order|pre-?order|purchase|shop|claim|redeem)\b")),
)


def verb_at(text: str, start: int, end: int) -> str | None:
    """Return the known verb phrase at an offset, lower case with single spaces."""
    match = _AT_VERB.match(text, start, end)
    return " ".join(match.group().lower().split()) if match else None


def kind_at(text: str, start: int, end: int) -> Kind:
    """Return the kind of call the verb phrase at an offset makes, `other` when it is not known."""
    verb = verb_at(text, start, end)
    if verb is None:
        return "other"
    after = start + len(verb)
    if verb in ("call", "contact", "write", "write to", "email", "e-mail", "ask") and _OFFICES.match(text, after, end):
        return "advocacy"
    if verb in ("join", "celebrate", "experience", "enjoy", "meet", "bring", "support", "help us", "volunteer"):
        return KIND_OF[verb]
    if verb in ("reserve", "book") and not _EVENT.search(text, after, end):
        return "buy"
    return KIND_OF[verb]


def purpose_kind(text: str, start: int, end: int) -> Kind | None:
    """Return the kind the purpose of a call gives it (`To donate, visit …`), None when the main verb decides."""
    for kind, pattern in _PURPOSES:
        if pattern.match(text, start, end):
            return kind
    return None
