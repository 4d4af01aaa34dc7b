"""The language of a text."""

from __future__ import annotations

import re

_SAMPLE = 6000
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "with",
        "that",
        "is",
        "on",
        "by",
        "was",
        "at",
        "from",
        "this",
        "has",
        "have",
        "be",
        "will",
        "are",
        "said",
        "their",
        "an",
        "who",
        "which",
        "its",
        "not",
    ]
)


def identify_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language most of a text is in, None when there are no words to tell by."""
    words = _WORD.findall(text[:_SAMPLE].lower())
    if not words:
        return None
    if sum(word in _ENGLISH for word in words) * 10 > len(words):
        return "en"
    from py3langid import rank  # noqa: PLC0415 - a second to load

    return str(rank(" ".join(words))[0][0])
