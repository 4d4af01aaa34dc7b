"""Ages: "62-year-old", "aged 16 or older", "Jane Doe, 49, was", "children under 5"."""

from __future__ import annotations

import re

_AFTER = re.compile(
    r"(?:[ -]{1,3}(?:years?|yrs?)(?:[ -]{1,3}olds?\b|(?= of age\b)|(?= (?:and|or) (?:older|over|up|younger|"
    r"under|above)\b)))|[ -]?(?:yo|y/o|y\.o\.)(?!\w)"
    r"|(?= (?:and|or) (?:older|younger)\b)",
    re.IGNORECASE,
)
_YEARS = re.compile(r"[ -]?(?:years?|yrs?|y)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:aged?|ages)(?: (?:of|from|between|about|over|under|at least|just|only|group|range))* ?\Z|\bage[sd]? "
    r"(?:\d{1,3}|[a-z]+)(?: (?:to|and|through) | ?[-–] ?)\Z",
    re.IGNORECASE,
)
_PEOPLE_BEFORE = re.compile(
    r"\b(?:children|kids|people|adults|women|men|those|youths?|girls|boys|anyone|residents|seniors|patients|minors|persons|"
    r"americans|australians|canadians|child|person|everyone|individuals|drivers|teens|teenagers) (?:who (?:are|were) )?(?:aged )?"
    r"(?:under|over|below|above|younger than|older than) (?:the age of )?\Z",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(r"(?:\b(?!(?:On|In|By|Since|At|For|The|Of)\b)[A-Z][\w’'-]+|\b[JS]r\.|\bI{2,3}|\bIV), \Z")
_PERSON_AFTER = re.compile(r",(?! ?\d)| of [A-Z]|;| [-–—] | ?\n")
_NO_NOUN_AFTER = re.compile(
    r" ?(?:[.,;:)!?]|$|\n|who\b|with\b|in\b|at\b|from\b|and\b|or\b|are\b|is\b|were\b|was\b|have\b|to\b|by\b)"
)

_OLDEST = 120
"""Nobody is older; a larger number beside "old" is no person's age, but things may be."""


def old_end(text: str, end: int) -> int | None:
    """Return where "years old" and its like behind a number end, None when there is none."""
    match = _AFTER.match(text, end)
    return match.end() if match else None


def age_end(text: str, start: int, end: int, value: float) -> int | None:
    """Return where the age whose bare number stands at start..end ends, None when the words around make it none."""
    if not 0 < value <= _OLDEST:
        return None
    before = text[max(0, start - 48) : start]
    if "ge" in before[-30:].lower() and _BEFORE.search(before):
        years = _YEARS.match(text, end)
        return years.end() if years else end
    if value >= 10 and before.endswith(", ") and _PERSON_AFTER.match(text, end) and _PERSON_BEFORE.search(before):
        return end
    if _NO_NOUN_AFTER.match(text, end) and _PEOPLE_BEFORE.search(before):
        return end
    return None
