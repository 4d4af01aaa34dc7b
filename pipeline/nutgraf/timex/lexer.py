"""A text as calendar tokens: each token has a class, and the classes of a text make a string the grammar is matched on.

Matching word classes instead of characters keeps the grammar small and its running time linear: a release of 2,500
characters is about 900 classes, most of them `x`, which no rule begins with.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate, chain
from typing import NamedTuple

from nutgraf.language import lexicon

_TOKEN = re.compile(r"[A-Za-z]+|[^\S\n]+|\d+(?:,\d{3}(?!\d))*|[^\W\d_]+|.", re.DOTALL)
_PUNCTUATION = {
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "-": "-",
    "’": "'",
    "‘": "'",
    "'": "'",
    "`": "'",
    "£": "$",
    "€": "$",
    "¥": "$",
}
_PLAIN = ".,:;/()@%#+~$½|\n"
_POOL = [chr(code) for code in chain(range(0x41, 0x5B), range(0x61, 0x78), range(0xC0, 0x180)) if chr(code) not in "Xx"]
_DIGIT_CLASSES = ("n0", "n1", "n10", "n13", "n25", "n32", "n60", "z0", "z1", "y4", "big")
_YEARS = range(1000, 2200)
_MOST_REMEMBERED = 50_000
"""Words whose class is kept: the vocabulary of some thousand releases, about 5 MB."""


class Tokens(NamedTuple):
    """A text cut into tokens: `words[i]` runs from `starts[i]` to `starts[i + 1]`, its class is `classes[i]`."""

    text: str
    words: list[str]
    starts: list[int]
    classes: str


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens, spaces included; linear."""
    words = _TOKEN.findall(text)
    starts = list(accumulate(map(len, words), initial=0))
    return Tokens(text, words, starts, "".join(map(_table().__getitem__, words)))


class _Classes(dict[str, str]):
    """The class of a token: known words are keys, the rest is classed by its look."""

    def __missing__(self, token: str) -> str:
        first = token[0]
        if first.isalpha():
            kind = "X" if first.isupper() else "x"
        elif first.isdecimal():
            kind = self[_digit_class(token)]
        else:
            kind = " " if first.isspace() else "x"
        if len(self) < _MOST_REMEMBERED:
            self[token] = kind
        return kind


def _digit_class(token: str) -> str:
    """Class digits by what they can mean: an hour, a day, a month, a minute, a year."""
    size = len(token)
    if not token.isascii() or not token.isdigit():
        return "#big"
    number = int(token) if size <= 4 else 0
    if size == 4 and number in _YEARS:
        return "#y4"
    if size > 2:
        return "#big"
    if size == 2 and token[0] == "0":
        return "#z1" if number else "#z0"
    for low, name in ((60, "#n60"), (32, "#n32"), (25, "#n25"), (13, "#n13"), (10, "#n10"), (1, "#n1")):
        if number >= low:
            return name
    return "#n0"


@cache
def _entries() -> dict[str, tuple[str, str]]:
    """Return the lexicon: word as written there to class and meaning."""
    entries = {}
    for line in lexicon("time_words"):
        word, _, rest = line.partition(" = ")
        name, _, meaning = rest.partition(" ")
        entries[word] = (name, meaning)
    return entries


@cache
def class_characters() -> dict[str, str]:
    """Return the character that stands for each class of words and digits."""
    names = sorted({name for name, _ in _entries().values()}) + list(_DIGIT_CLASSES)
    return {"x": "x", "X": "X", **dict(zip(names, _POOL, strict=False))}


@cache
def _table() -> _Classes:
    characters = class_characters()
    table = _Classes({**_PUNCTUATION, **{mark: mark for mark in _PLAIN}})
    table.update({"#" + name: characters[name] for name in _DIGIT_CLASSES})
    for word, (name, _) in sorted(_entries().items(), key=lambda item: not item[0].islower()):
        for form in _forms(word):
            table[form] = characters[name]
    return table


def _forms(word: str) -> tuple[str, ...]:
    """Return the writings an entry covers: all for `april`, `May` and `MAY` for `May`, itself for `=FY`."""
    if word.startswith("="):
        return (word[1:],)
    forms = (word.upper(), word.capitalize())
    return forms if word[0].isupper() else (word, *forms)


@cache
def meanings() -> dict[str, str]:
    """Return what a lower-case word means in numbers: a month's or weekday's number, a unit, a shift, a period."""
    return {word.lstrip("=").lower(): meaning for word, (_, meaning) in _entries().items() if meaning}
