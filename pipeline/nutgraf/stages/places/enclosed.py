"""Forms that make a place's name a part of something else, as far as the letters around it tell."""

from __future__ import annotations

import re

_WINDOW = 48
"""How far around a name something that holds it is looked for, in characters."""
_BEFORE = re.compile(
    r"(?:\b(?:ship|vessel|captain of the|aboard|aboard the|M[ /]?V|USS|HMS|HMAS|USNS|SS)\s[‘'“\"]?"
    r"|\sv(?:s?\.|s)?\s"
    r"|\b(?:Avenue|Boulevard|Plaza|Street|Court)\sof\s(?:the\s)?"
    r"|istrict\sof\s)$"
)
_BEHIND = re.compile(r"\sv\.\s|\s\d{1,3}\b(?![,.]?\d|\s[a-z])|\s(?:and|&)\s(?:I-?\d|US[- ]\d|(?:Highway|Hwy|Route)\b)")
_PLEA = re.compile(r"\b(?:ABOUT|CALL|CONTACT|EMAIL|FOLLOW|HELP|JOIN|TELL|VISIT|WITH|WRITE)\s$")
_HIGHWAY = re.compile(r"[ -]\d{1,3}\b(?![,.]\d)")
_TIME_ZONE = re.compile(r"\d\s?(?:[AaPp]\.?[Mm]\.?)?\s(?:America|Asia|Australia|Canada|Europe|US)/[A-Z]\w+(?:/[A-Z]\w+)?")
_OPENING = re.compile(r"[“\"‘]([^“”\"\n]*)$")
_CLOSING = re.compile(r"([^“”\"\n]*?)[,.]?[”\"’](?!\w)")
_TITLE_WORD = re.compile(r"[A-Z0-9&]|(?:of|the|a|an|and|in|on|at|to|for|from|with|by)\b")
_LEAST_WORDS = 3


def is_enclosed(text: str, start: int, end: int) -> bool:
    """Whether a name is that of a ship, a case, a road, or a word of a work's title or of "CONTACT US"."""
    before = text[max(0, start - _WINDOW) : start]
    if _BEFORE.search(before) or _BEHIND.match(text, end):
        return True
    if text[start:end] == "US" and (_PLEA.search(before) or _HIGHWAY.match(text, end)):
        return True
    return _in_title(text, before, start, end)


def time_zones(text: str) -> list[tuple[int, int]]:
    """Return where times say their zone by a region and a city: "7:00 AM America/Toronto"."""
    return [match.span() for match in _TIME_ZONE.finditer(text)] if "/" in text else []


def _in_title(text: str, before: str, start: int, end: int) -> bool:
    """Whether a name is a word of a title in quotation marks: "Beyond the Jordan"."""
    opening = _OPENING.search(before)
    closing = _CLOSING.match(text, end, end + _WINDOW) if opening else None
    if not opening or not closing:
        return False
    words = f"{opening[1]}{text[start:end]}{closing[1]}".split()
    return len(words) >= _LEAST_WORDS and all(_TITLE_WORD.match(word) for word in words)
