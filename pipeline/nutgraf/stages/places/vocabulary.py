"""Names looked for in a text by their first word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from nutgraf.language import lexicon

_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ](?<![A-Za-zÀ-ÿ@/#’'.-].)[\w’'.-]*", re.DOTALL)
_TAIL = ".’'-"
_SHORTEST_HEADLINE_WORD = 4
"""Shorter words in capitals are acronyms more often than names set in capitals."""


class Vocabulary:
    """Names to find in texts, as written or in capitals."""

    def __init__(self, names: Iterable[str]) -> None:
        index: dict[str, set[str]] = {}
        for name in names:
            index.setdefault(first_word(name), set()).add(name)
            if len(name) >= _SHORTEST_HEADLINE_WORD and not name.isupper():
                index.setdefault(first_word(name.upper()), set()).add(name.upper())
        self._index = {word: tuple(sorted(found, key=lambda name: (-len(name), name))) for word, found in index.items()}

    def __contains__(self, name: str) -> bool:
        return name in self._index.get(first_word(name), ())

    def find(self, text: str, capitalised: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
        """Yield the spans of the names, the longest where several start, left to right, not overlapping."""
        index, position = self._index, 0
        for start, word in capitalised:
            if word in index and start >= position:
                for name in index[word]:
                    end = start + len(name)
                    if text.startswith(name, start) and _closes(text, end):
                        position = end
                        yield start, end
                        break


def first_word(name: str) -> str:
    """Return the word a name is found by: its first one without possessive and final period."""
    word = name.split(" ", 1)[0].split(",", 1)[0]
    if word.isalpha():
        return word
    return word.removesuffix("'s").removesuffix("’s").rstrip(_TAIL)


def words(text: str) -> list[tuple[int, str]]:
    """Return every capitalised word with its offset, without possessive and final period."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        found.append((match.start(), word if word.isalpha() else first_word(word)))
    return found


def _closes(text: str, end: int) -> bool:
    """Whether a name may end here: no letter follows, no hyphened word, no domain."""
    following = text[end : end + 2]
    if not following:
        return True
    if following[0].isalnum() or following[0] in "_@":
        return text.startswith("www.", end)
    return not (following[0] in ".-" and following[1:].isalnum() and text[end - 1] != ".")


@cache
def known_names() -> Vocabulary:
    """Return the names that need no model to be seen."""
    return Vocabulary(lexicon("place_names"))
