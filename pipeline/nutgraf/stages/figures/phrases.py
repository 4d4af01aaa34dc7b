"""A light reader of noun phrases: no tagger, only closed word classes and the shape of words."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from nutgraf.language import lexicon
from nutgraf.stages.figures.words import word_class

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_][^\W_]*(?:[.’'&/@–-][^\W_]+)*(?:['’](?=\s))?|[^\w\s]")
_LONGEST = 6
"""Words of a noun phrase worth keeping: what follows is detail."""
_REACH = 20
"""Words read on each side of a figure; a noun phrase further off belongs to something else."""
_OPENERS = word_class("opener")
_ATTRIBUTING = frozenset(("of", "in", "for", "from", "per", "on", "under", "at", "to"))
_LIGHT = word_class("light")
_NO_ADVERBS = word_class("no adverb")


class Token(NamedTuple):
    """A word or mark of the text."""

    start: int
    end: int
    form: str
    lower: str


@cache
def edges() -> frozenset[str]:
    """Return the closed-class words at which a noun phrase ends."""
    return lexicon("figure_phrase_edges")


@cache
def verbs() -> frozenset[str]:
    """Return the verb forms at which a noun phrase ends."""
    return lexicon("figure_verbs")


class Words:
    """The words of a text, read sentence by sentence and only where somebody asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.floor = self.ceiling = -1
        self.read: list[Token] = []
        self.starts: list[int] = []

    def around(self, start: int, end: int, sentence: tuple[int, int]) -> tuple[list[Token], list[Token]]:
        """Return the words in front of a stretch and those behind it, both inside its sentence."""
        floor, ceiling = sentence
        if (self.floor, self.ceiling) != (floor, ceiling):
            self.floor, self.ceiling = floor, ceiling
            self.read = [
                Token(m.start(), m.end(), form, form.lower())
                for m in _TOKEN.finditer(self.text, floor, ceiling)
                if (form := m.group())
            ]
            self.starts = [token.start for token in self.read]
        left, right = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return self.read[max(0, left - _REACH) : left], self.read[right : right + _REACH]


def is_word(token: Token) -> bool:
    """Whether a token is a word with letters."""
    return token.form[0].isalpha() or (token.form[0].isdigit() and any(map(str.isalpha, token.form)))


def is_plural(token: Token) -> bool:
    """Whether a word looks like a plural noun."""
    lower = token.lower
    if lower in lexicon("figure_plurals"):
        return True
    return len(lower) > 3 and lower.endswith(("s", "s’", "s'")) and not lower.endswith(("ss", "us", "is", "ous", "'s", "’s"))


def is_adverb(token: Token) -> bool:
    """Whether a word looks like an adverb."""
    return token.lower.endswith("ly") and len(token.lower) > 4 and token.lower not in _NO_ADVERBS


def phrase_after(words: list[Token], *, counted: bool) -> list[Token]:
    """Return the noun phrase the words begin with; `counted` says that a number in front asks for a plural."""
    phrase: list[Token] = []
    index = 0
    while index < len(words) and (words[index].lower in _OPENERS or words[index].form in "‘“\"'" or is_adverb(words[index])):
        index += 1
    while index < len(words) and len(phrase) < _LONGEST:
        token = words[index]
        if not is_word(token):
            if not _lists_adjectives(phrase, words, index, counted=counted):
                break
        elif token.lower in edges():
            if not (counted and _joins(phrase, token, words, index)):
                break
            phrase.append(token)
        elif is_adverb(token) or _is_verb(token, phrase, words[index + 1 :], counted=counted):
            break
        else:
            phrase.append(token)
        index += 1
        if counted and is_plural(token) and not _goes_on(token, words[index] if index < len(words) else None):
            break
    while phrase and phrase[-1].lower in ("and", "or"):
        phrase.pop()
    return _with_complement(phrase, words[index:])


def _lists_adjectives(phrase: list[Token], words: list[Token], index: int, *, counted: bool) -> bool:
    """Whether a comma stands between the adjectives in front of a counted noun: "durable, high-quality companies"."""
    if words[index].form != "," or not counted or not phrase or not _adjectives(phrase) or index + 1 == len(words):
        return False
    return is_word(words[index + 1]) and words[index + 1].lower not in edges()


def _joins(phrase: list[Token], token: Token, words: list[Token], index: int) -> bool:
    """Whether "and" stands between adjectives of one phrase: "public education and awareness programs"."""
    if token.lower not in ("and", "or") or not phrase or index + 1 == len(words) or any(is_plural(word) for word in phrase):
        return False
    return any(is_plural(word) for word in words[index + 1 : index + 6]) and words[index + 1].lower not in edges()


def _adjectives(phrase: list[Token]) -> bool:
    return len(phrase) < 4 and not any(is_plural(word) for word in phrase)


def _is_verb(token: Token, phrase: list[Token], rest: list[Token], *, counted: bool) -> bool:
    """Whether a word is the verb behind the phrase; before the plural that a count asks for it is a modifier."""
    lower = token.lower
    if counted and not any(is_plural(word) for word in phrase):
        return lower in verbs() and not is_plural(token) and not any(is_plural(word) for word in _same_phrase(rest[:5]))
    if lower in verbs():
        return bool(phrase) or lower.endswith(("s", "ed", "ing")) or lower + "s" not in verbs()
    return lower.endswith("ed") and bool(phrase) and not counted


def _same_phrase(words: list[Token]) -> list[Token]:
    for index, word in enumerate(words):
        if not is_word(word) or word.lower in edges():
            return words[:index]
    return words


def _goes_on(token: Token, following: Token | None) -> bool:
    """Whether a plural is only the first part of a compound: "communications satellites", "Fire Departments Association"."""
    if (
        following is None
        or not is_word(following)
        or following.lower in edges()
        or following.lower in verbs()
        or is_adverb(following)
    ):
        return False
    if token.form[0].isupper() and following.form[0].isupper():
        return True
    return (
        token.lower != "people"
        and (is_plural(following) or following.lower in ("staff", "personnel"))
        and token.lower[-1] not in "’'"
    )


def _with_complement(phrase: list[Token], rest: list[Token]) -> list[Token]:
    """Add "of …" when what follows is bare: "sets of breathing apparatus", "counts of wire fraud"."""
    if not phrase or len(rest) < 2 or rest[0].lower != "of" or not is_word(rest[1]):
        return phrase
    if rest[1].lower in edges() or rest[1].lower in verbs():
        return phrase
    complement: list[Token] = []
    for token in rest[1:5]:
        if not is_word(token) or token.lower in edges() or (complement and token.lower in verbs()) or is_adverb(token):
            break
        complement.append(token)
        if is_plural(token):
            break
    return [*phrase, rest[0], *complement] if complement else phrase


def phrase_before(words: list[Token], stops: frozenset[str]) -> list[Token]:
    """Return the noun phrase the words end with, its attributes with prepositions included ("rate of the population").

    `stops` are verbs beside those of the lexicon. A phrase that grows too long is cut back to its head.
    """
    pieces = [_piece_before(words, stops)]
    index = len(words) - len(pieces[0])
    while pieces[0] and len(pieces) < 4:
        light = index - 1 >= 0 and words[index - 1].lower in _LIGHT
        at = index - 1 - light
        if at < 1 or words[at].lower not in _ATTRIBUTING:
            break
        head = _piece_before(words[:at], stops)
        if not head:
            break
        index = at - len(head)
        pieces.insert(0, head)
    if len(pieces) == 1:
        return pieces[0]
    whole = words[index:]
    return whole if len(whole) <= _LONGEST + 1 else pieces[0]


def _piece_before(words: list[Token], stops: frozenset[str]) -> list[Token]:
    """Return the run of nouns and adjectives the words end with."""
    start = len(words)
    while start and len(words) - start < _LONGEST:
        token = words[start - 1]
        before = words[start - 2].lower if start > 1 else ""
        if not is_word(token) or token.lower in edges() or is_adverb(token):
            break
        verbal = token.lower in verbs() or token.lower in stops or (start == len(words) and token.lower.endswith("ed"))
        if verbal and before not in _LIGHT and before != "of":
            break
        start -= 1
    return words[start:]
