"""Titles and organizations beside a person's name: `Director X Y`, `X Y, director of Z`, `X Y, of Z`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Span

from nutgraf.language import lexicon
from nutgraf.names import full_name

_HEADS = lexicon("speaker_titles")
_MODIFIERS = lexicon("speaker_title_modifiers")
_HONORIFICS = lexicon("speaker_honorifics")
_DAYS = frozenset({"today", "tonight", "yesterday", "meet", "president-elect"})
_WIDEST = 140
"""Characters of a title with its organization; longer appositions are clauses."""

_BEFORE = re.compile(r"[\w’'&./-]+(?=\s*$)")
_AFTERTHOUGHT = re.compile(
    r"(?:,?\s(?:Jr|Sr|II|III|Ph\.?D|M\.?D|J\.?D|Esq|MBA|MPH|RN|CPA|MP|KC|QC)\b\.?"
    r"|\s\([RDI]-[\w. ]{2,12}\)|,\s[RDI]-[\w.]{2,6}(?=,)|,\s\d{2}(?=,))*"
)
_APPOSITION = re.compile(r"\s?(?:,|\(|[–—]|--?)\s+(?:(?:the|a|an|our|its|who\s(?:is|serves\sas))\s+)?(?=[^\W\d_])")
_OF = re.compile(r"\s?,?\s(?:of|from|with|at)\s+(?:the\s+)?$")
_END = re.compile(
    r"[;:()\"“”\n]|\.(?=\s|$)|\s[–—]{1,2}\s|\s--\s"
    r"|,?\s(?:who|whose|which|that|has|have|is|was|were|are|had|will|said|says|stated|added|and (?=[a-z]+ed\b))\b"
    r"|,\s(?=[a-z]+(?:ed|ing|s)\s)"
)
_JOINT = re.compile(r",?\s(?:of|at|for|with|from|in|to|on)\s+(?:[Tt]he\s+)?$|,?\s+(?:[Tt]he\s+)?$")
_WORD = re.compile(r"[^\W\d_][\w’'.-]*")


class Owners:
    """The organizations a person may belong to, found by where they start."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = {span.start_char: span for span in spans}
        self.starts = sorted(self.spans)

    def between(self, low: int, high: int) -> list[Span]:
        """Return the organizations that start in a half-open stretch of characters, in order."""
        return [self.spans[start] for start in self.starts[bisect_left(self.starts, low) : bisect_left(self.starts, high)]]


class Position(NamedTuple):
    """What a text states a person to be."""

    title: str | None = None
    organization: str | None = None

    def or_else(self, other: Position) -> Position:
        """Fill what is missing from another statement."""
        return Position(self.title or other.title, self.organization or other.organization)


def position(text: str, person: Span, organizations: Owners) -> Position:
    """Read the title and organization a text gives before or behind a person's name."""
    return _before(text, person, organizations).or_else(_behind(text, person, organizations))


def _before(text: str, person: Span, organizations: Owners) -> Position:
    """Walk left over a title's words to the organization in front of it."""
    start = person.start_char
    low = max(0, start - 90)
    ends = {span.end_char: span for span in organizations.between(low, start)}
    position, heads = start, 0
    while position > low:
        gap = len(text[low:position]) - len(text[low:position].rstrip())
        if position - gap in ends or "\n" in text[position - gap : position]:
            break
        match = _BEFORE.search(text[low:position])
        if not match:
            break
        if match.group()[-1] == "." and (
            match.group().casefold().strip(".") not in _HEADS or " " in text[match.end() + low : start].strip()
        ):
            break
        word = match.group().strip(".'’").casefold()
        if word in _DAYS:
            break
        if word in _HEADS and word not in _HONORIFICS:
            heads += 1
        elif not ((heads and word in _MODIFIERS) or (heads and match.group()[0].isupper() and word not in _HONORIFICS)):
            break
        position = low + match.start()
    title = text[position:start].strip()
    if not heads or not title:
        return Position()
    owner = ends.get(position - 1) or ends.get(position - 3)
    return Position(" ".join(title.split()), full_name(owner) if owner else None)


def _behind(text: str, person: Span, organizations: Owners) -> Position:
    end = person.end_char
    match = _AFTERTHOUGHT.match(text, end)
    end = match.end() if match else end
    near = [span.start_char for span in organizations.between(end + 1, end + _WIDEST)]
    if near and _OF.fullmatch(text, end, near[0]):
        return Position(None, full_name(organizations.spans[near[0]]))
    opening = _APPOSITION.match(text, end)
    if not opening:
        return Position()
    first = opening.end()
    stop = _END.search(text, first, first + _WIDEST)
    limit = stop.start() if stop else min(len(text), first + _WIDEST)
    owner = next((offset for offset in near if first <= offset < limit), None)
    phrase = text[first : owner if owner is not None else limit]
    joint = _JOINT.search(phrase)
    phrase = phrase[: joint.start()] if joint and owner is not None else phrase
    phrase = phrase.split(",")[0] if owner is None else phrase
    words = [word.casefold().strip(".") for word in _WORD.findall(phrase)]
    if not words or len(words) > 12 or not _HEADS.intersection(words[:6]):
        return Position(None, full_name(organizations.spans[owner]) if owner == first else None)
    return Position(" ".join(phrase.split()).rstrip(" ,"), full_name(organizations.spans[owner]) if owner is not None else None)
