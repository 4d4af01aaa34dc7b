"""The words right before an expression: how far its span reaches, what they make of it."""

from __future__ import annotations

from typing import NamedTuple

from nutgraf.timex.grammar import token_pattern
from nutgraf.timex.lexer import Tokens, meanings
from nutgraf.timex.model import Timex

_WITHIN = token_pattern(
    r"(?:(?:<early|late|mid|later|earlier>(?:[ -]<in>)?|<edge> <of>|<the> <edge> <of>|<daypart|night|"
    r"year> <of>|<unit> <of>|<year>)[ -](?:<the> )?)$"
)
_LONG = token_pattern(r"(?:<over|during|within|for|in|through>|<and>) <the> $")
_APPROX = token_pattern(r"<approx> (?:<the> |<a> )?$")
_BOUND = token_pattern(r"(?:<before|after|since|until>) (?:<the> )?$")
_MODIFIERS = {"earlier": "before", "later": "after"}
_BOUNDS = {"before": "before", "until": "before", "till": "before", "after": "after", "since": "after"}
_LOOK_BACK = 9
"""Tokens before the expression that are read; `the beginning of the` is the longest, with its spaces."""


class Surroundings(NamedTuple):
    """Character span with the words that belong to it, its modifier, and whether "the last year" is a duration."""

    start: int
    end: int
    modifier: str | None
    long: bool
    week: bool = False
    """Whether "week of" stands before a day."""


def surroundings(tokens: Tokens, timex: Timex) -> Surroundings:
    """Read the words before an expression."""
    i, j = _trimmed(tokens, timex)
    low = max(0, i - _LOOK_BACK)
    modifier = timex.modifier
    within = _WITHIN.search(tokens.classes, low, i) if timex.kind not in {"duration", "set", "clock"} else None
    if within and tokens.words[within.start()].lower() != "day":
        first = within.start()
        while tokens.words[first] in {"the", "The", "THE", " "}:
            first += 1
        modifier = modifier or _modifier(tokens, first, i)
        i = first
    elif _APPROX.search(tokens.classes, low, i):
        modifier = modifier or "approx"
    elif timex.kind not in {"duration", "set"} and (bound := _BOUND.search(tokens.classes, low, i)):
        modifier = modifier or _BOUNDS.get(tokens.words[bound.start()].lower())
    week = within is not None and tokens.words[i].lower() == "week"
    return Surroundings(tokens.starts[i], tokens.starts[j], modifier, _is_long(tokens, timex, low), week)


def _trimmed(tokens: Tokens, timex: Timex) -> tuple[int, int]:
    """Leave out an article in front."""
    i = timex.i
    while i < timex.j - 1 and tokens.words[i].lower() in {"a", "an", "the", " "} and timex.rule != "rate":
        i += 1
    return i, timex.j


def _modifier(tokens: Tokens, first: int, i: int) -> str | None:
    word = next((word.lower() for word in tokens.words[first:i] if word.lower() in meanings()), "")
    meaning = meanings().get(word, "")
    return _MODIFIERS.get(word) or (meaning if meaning in {"early", "mid", "late"} else None)


def _is_long(tokens: Tokens, timex: Timex, low: int) -> bool:
    """Whether `last year` is a stretch: "over the last year", and always "the past year", "the next decade"."""
    if timex.rule != "relative" or timex.kind != "shift" or timex.unit in {"quarter", "weekend"}:
        return False
    word, unit = tokens.words[timex.i].lower(), timex.unit or ""
    if word == "past" or (word in {"last", "next"} and unit == "10Y"):
        return True
    return word in {"last", "next", "coming"} and bool(_LONG.search(tokens.classes, low, timex.i))
