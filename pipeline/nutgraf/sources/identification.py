"""The language of a text: function words decide, a classifier only where there are none to count."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from importlib.resources import files

_SAMPLE = 1000
"""Characters read at the start, in the middle and at the end: five hundred words tell a language."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w.-]{1,100}")
_WORD = re.compile(r"[^\W\d_]+")
_EVIDENT = 0.08
"""Share of function words that no text in another language reaches; running text has 0.25 to 0.4, lists of names under 0.05."""
_NAME_PARTICLES = frozenset(
    ("de", "la", "los", "las", "el", "del", "le", "les", "du", "des", "van", "von", "der", "den", "di", "da", "dos", "il", "san")
)
_SURE = 0.95
_FEW_WORDS = 20
"""Below this the classifier guesses: names of people and places look like any language."""


def identify_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, None when it has no words.

    English wins wherever a good part of the text is English (a bilingual release) and where nothing speaks for
    another language (lists of names, headlines in capitals).
    """
    words = _WORD.findall(_ADDRESS.sub(" ", _sample(text)).lower())
    if not words:
        return None
    shares = _function_word_shares(words)
    if shares["en"] >= _EVIDENT:
        return "en"
    best = max(shares, key=lambda language: shares[language])
    if shares[best] >= _EVIDENT and len(_evidence(words, best)) > 1:
        return best
    return _classified(words, shares["en"])


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


def _function_word_shares(words: list[str]) -> dict[str, float]:
    counts = Counter({"en": 0})
    known = _languages()
    for word, count in Counter(words).items():
        for language in known.get(word, ()):
            counts[language] += count
    return {language: count / len(words) for language, count in counts.items()}


def _evidence(words: list[str], language: str) -> set[str]:
    """Return the language's function words in a text, without those that names of people and restaurants have."""
    known = _languages()
    return {word for word in set(words) if language in known.get(word, ()) and word not in _NAME_PARTICLES}


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Return the languages of each function word."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("nutgraf.models").joinpath("lexicons", "function_words.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, word = line.split(" ")
            found[word] = (*found.get(word, ()), language)
    return found


def _classified(words: list[str], english: float) -> str:
    from py3langid import rank  # noqa: PLC0415 - a second to load, for one text in hundreds

    ranked = rank(" ".join(words))
    language, best = ranked[0]
    sure = 1 / sum(math.exp(min(0.0, float(score) - float(best))) for _, score in ranked) > _SURE
    latin = sum(word.isascii() or max(word) < "\u0250" for word in words) * 2 > len(words)
    if latin and (not sure or len(words) < _FEW_WORDS or english > 0 or all(word.isascii() for word in words)):
        return "en"
    return str(language)
