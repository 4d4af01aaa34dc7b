"""Quotations whose marks a converter lost: a text without any mark in, the stretches that its attributions frame out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from nutgraf.stage import Reading
from nutgraf.stages.quotes.marks import Segment

_MARK = re.compile(r"[\"“”„«»'‘’`´″]")
_LOST = re.compile(
    r"\b(?:[Tt]odays|[Yy]esterdays|Attorneys Office|[Dd]ont|[Dd]idnt|[Dd]oesnt|[Ii]snt|[Ww]asnt|[Ww]ont|[Cc]ant|[Ww]eve|"
    r"[Tt]heyre|Ive|Im)\b"
)
"""What a text that lost its apostrophes writes."""
_LONG_TEXT = 1000
"""A text of this many characters that reports speech and has neither marks nor apostrophes has lost them."""
_STRAY = 1
"""A mark that survived has lost its partner."""
_SAY = r"(?:said|says|added|adds|stated|states|noted|notes|continued|explained|concluded|commented)"
_ATTRIBUTION = re.compile(
    rf"[,!?][\"”]?(?=\s{{1,3}}{_SAY}\s(?:the\s|[A-Z]))"
    rf"|,(?=\s(?:[A-Z][\w.-]*\s){{1,5}}{_SAY}(?:\s(?:today|yesterday))?\s?\.)|,(?=\s(?:he|she)\s{_SAY}\s?\.)"
)
_ANNOUNCED = re.compile(
    rf"(?:\b{_SAY}(?:\s(?:today|the\sfollowing))?|\bfollowing\s(?:joint\s)?(?:statement|remarks|comments?)\b[^.:\n]{{0,200}}):\s+(?=[A-Z])"
)
_REPORTS = re.compile(rf"\b(?:{_SAY}|announced|according to)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me)\b")
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_DATELINE = re.compile(r"[^.!?\n]{2,40}\s{2,}(?=[A-Z])")
_FEWEST_WORDS = 6
"""A clause in front of ", Doe said" that is shorter says when or where."""
_LUMPED = 1500
"""A paragraph of more characters has lost its line ends: narration follows the quotation without a break."""
_LONGEST = 1500
"""Characters of a quotation before or behind its attribution."""
_SPEAKER = 200
"""Characters behind ", said" in which the speaker is named."""
_SUBJECT = 30
"""Characters of a sentence in which its subject stands."""


def unmarked_segments(reading: Reading) -> list[Segment]:
    """Return what is quoted in a text that lost its quotation marks and apostrophes; elsewhere nothing."""
    raw = reading.release.text
    if len(_MARK.findall(raw)) > _STRAY or not (len(raw) >= _LONG_TEXT or _LOST.search(raw)):
        return []
    found: list[Segment] = []
    ends = [end for _, end in reading.sentences]
    for start, end in sorted([*_attributed(reading, ends), *_announced(reading, ends)]):
        if start >= (found[-1].end if found else 0) and start < end and reading.section_at(start) not in {"legal", "chrome"}:
            found.append(Segment(start, end))
    return found


def _attributed(reading: Reading, ends: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the sentence in front of ", said Doe" and what she goes on to say behind it."""
    text = reading.text
    for comma in _ATTRIBUTION.finditer(text):
        start, end = reading.sentence_at(comma.start())
        dateline = _DATELINE.match(text, start, comma.start())
        start = dateline.end() if dateline else start
        if comma.start() - start > _LONGEST:
            continue
        if start >= comma.start() or len(text[start : comma.start()].split()) < _FEWEST_WORDS:
            continue
        yield start, comma.end()
        opens = not text[text.rfind("\n", max(0, start - _LUMPED), start) + 1 : start].strip()
        names = set(_NAME.findall(text, comma.end(), min(end, comma.end() + _SPEAKER)))
        going_on = _goes_on(reading.text, ends, end, names, opens=opens or dateline is not None)
        if going_on:
            yield going_on


def _announced(reading: Reading, ends: list[int]) -> Iterator[tuple[int, int]]:
    """Yield what follows "Doe added:" and "issued the following statement:", to the end of the paragraph."""
    for colon in _ANNOUNCED.finditer(reading.text):
        going_on = _goes_on(reading.text, ends, colon.end(), set(), opens=True)
        if going_on:
            yield going_on


def _goes_on(text: str, ends: list[int], position: int, names: set[str], *, opens: bool) -> tuple[int, int] | None:
    """Return the sentences from a position on that one speaker says: those of a paragraph, in a lumped one those with `I`."""
    while position < len(text) and text[position] == " ":
        position += 1
    edge = text.find("\n", position, position + _LUMPED)
    plain = opens and edge >= 0
    limit = min(len(text), position + _LONGEST) if edge < 0 else edge
    start = stop = position
    while stop < limit:
        index = bisect_right(ends, stop)
        high = min(ends[index], limit) if index < len(ends) else limit
        sentence = text[stop:high]
        if _REPORTS.search(sentence) or not names.isdisjoint(_NAME.findall(sentence[:_SUBJECT])):
            break
        if not plain and stop > start - (not opens) and not _FIRST_PERSON.search(sentence):
            break
        stop = high + (high < limit)
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return (start, stop) if stop > start else None
