"""What a figure counts or measures, from the words around it."""

from __future__ import annotations

import re
from functools import cache

from nutgraf.language import lexicon
from nutgraf.stages.figures.phrases import Token, edges, is_adverb, is_plural, is_word, phrase_after, phrase_before, verbs
from nutgraf.stages.figures.quantities import Quantity
from nutgraf.stages.figures.words import word_class

_LINKS = word_class("link")
_COMPARED = word_class("compared")
_CHANGE_NOUNS = word_class("change noun")
_RESUMING = frozenset((",", "which", "whom", "and", "other", "-", "–", "—"))
"""Behind these a number without a noun counts what the number before it counted."""
_VAGUE_HEADS = frozenset(("number", "that number", "figure", "total", "amount", "level", "rate", "count"))
_TIME_WORDS = word_class("time")
_LIGHT_OR_NUMBER = word_class("light or number")
_AMOUNT_WORDS = frozenset(("percent", "%", "percentage", "points", "point", "million", "billion"))
_MOST_SKIPPED = 10
"""Links and amounts between a figure and its subject; behind more of them stands no subject of its own."""
_DIMENSIONS = frozenset(("long", "wide", "high", "tall", "deep", "thick", "across"))
_TOTALLING = word_class("totalling")
_LINKING = frozenset(("is", "was", "were", "are", "of", "been"))
_DISTANCE = re.compile(
    r"(?:-| )?(?:away|from|north|south|east|west|off|outside|to the (?:north|south|east|west)|northwest|"
    r"northeast|southwest|southeast)\b"
)
_IN_TIME = re.compile(
    r" ?in (?:the |fiscal |early |late |mid-|Q|\d{4}|20|19|an?\b|(?:this|that|one|two|three|each|every|all|"
    r"which|order|addition)\b)"
)


@cache
def _changes() -> frozenset[str]:
    return frozenset(entry.split(" | ")[0] for entry in lexicon("figure_changes"))


@cache
def _payments() -> dict[str, str]:
    return dict(entry.split(" | ") for entry in lexicon("figure_payment_verbs"))


@cache
def _payment_words() -> frozenset[str]:
    return frozenset(_payments())


@cache
def _turning() -> frozenset[str]:
    """Return the words behind which a comma still leads back to the subject: "sales, totaling"."""
    return _changes() | _TOTALLING


@cache
def _skipped() -> frozenset[str]:
    """Return the words between a figure and the subject it belongs to."""
    return _LINKS | _changes()


def _paid_to(left: list[Token], found: str) -> str | None:
    """Read "pay the United States $83 million": who is paid is not what is paid."""
    words = [token for token in left if token.lower not in ("the", "a", "an", "its", "their")]
    start = len(words) - len(found.split())
    if start < 1 or " ".join(token.form for token in words[start:]) != found:
        return None
    return _payments().get(words[start - 1].lower)


def _outside_parentheses(words: list[Token]) -> list[Token]:
    """Leave out what stands in closed parentheses: "officers (CLOs) from 135"."""
    if ")" not in [word.form for word in words]:
        return list(words)
    kept: list[Token] = []
    opened: list[int] = []
    for word in words:
        if word.form == "(":
            opened.append(len(kept))
        kept.append(word)
        if word.form == ")" and opened:
            del kept[opened.pop() :]
    return kept


def _is_amount(word: Token) -> bool:
    """Whether a word is part of another figure: "sales rose 8 percent to"."""
    return word.lower in _AMOUNT_WORDS or word.form[0].isdigit()


class ItemReader:
    """Reads the items of one text's figures in order; a figure compared with the one before shares its item."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last: tuple[int, str | None, str | None] = (-1000, None, None)

    def item(self, quantity: Quantity, left: list[Token], right: list[Token]) -> str | None:
        """Return what a quantity counts or measures; `left` are the words in front of its comparator."""
        found = self._read(quantity, left, right)
        if found:
            self.last = (quantity.end, found, quantity.unit)
        return found

    def _read(self, quantity: Quantity, left: list[Token], right: list[Token]) -> str | None:
        shared = self._shared(quantity, left)
        if right and right[0].form in "+)" and right[0].start == quantity.end:
            right = right[1:]
        if quantity.kind == "money":
            return self._money(quantity, left, right, shared)
        if quantity.kind == "percent":
            return self._percent(quantity, left, right, shared)
        if quantity.unit is None:
            return self._count(quantity, left, right, shared)
        return self._measure(quantity, left, right, shared)

    def _count(self, quantity: Quantity, left: list[Token], right: list[Token], shared: str | None) -> str | None:
        if right and right[0].lower in ("or", "and") and len(right) > 1 and right[1].lower in ("more", "so", "fewer", "less"):
            right = right[2:]
        if (
            right
            and right[0].lower == "more"
            and shared
            and (len(right) < 2 or not is_word(right[1]) or right[1].lower in edges())
        ):
            return shared
        found = self._of(right) or self._text(phrase_after(right, counted=True)) or self._predicate(right)
        found = found or self._out_of(left) or shared
        if found:
            return found
        if left and left[-1].lower in _RESUMING:
            return self._recent(quantity, 300) or self._before(left)
        found = self._before(left)
        return self._recent(quantity, 300) or found if not found or found.lower() in _VAGUE_HEADS else found

    def _percent(self, quantity: Quantity, left: list[Token], right: list[Token], shared: str | None) -> str | None:
        found = self._of(right)
        if not found and right and right[0].lower == "on":
            found = self._text(phrase_after(right[1:], counted=False))
        if found:
            return found
        phrase = phrase_after(right, counted=False)
        if phrase and not (right[0].lower in ("more", "less", "higher", "lower", "longer", "other") or right[0].lower in edges()):
            changed = next((i for i, token in enumerate(phrase) if token.lower in _CHANGE_NOUNS), None)
            if changed is None:
                return self._text(phrase)
            rest = [token for token in right if token.start >= phrase[changed].end]
            if rest and rest[0].lower in ("in", "of", "to") and (inner := phrase_after(rest[1:], counted=False)):
                return self._text(inner)
            return shared or self._before(left) or self._text(phrase)
        return self._out_of(left) or shared or self._before(left) or self._recent(quantity, 200)

    def _money(self, quantity: Quantity, left: list[Token], right: list[Token], shared: str | None) -> str | None:
        found = self._attribute(right)
        if found:
            return found
        if shared:
            return shared
        nearest = next((token.lower for token in reversed(left[-6:]) if token.lower not in _LINKS), "")
        if nearest in _payments() and not any(token.lower in _LINKING for token in left[-3:]):
            return _payments()[nearest]
        found = self._before(left)
        if found:
            return _paid_to(left, found) or found
        if left and left[-1].lower in ("and", "or"):
            found = self._recent(quantity, 120)
        if not found and right and right[0].lower in ("to", "for", "from", "through"):
            found = self._text(phrase_after(right[1:], counted=False))
        return found or self._recent(quantity, 120)

    def _attribute(self, right: list[Token]) -> str | None:
        """Read "$5 million grant", "$60,000 in gifts", "$2 billion of debt", "$300 worth of goods"."""
        if not right:
            return None
        first = right[0].lower
        if first == "worth" and len(right) > 1 and right[1].lower == "of":
            return self._text(phrase_after(right[2:], counted=False))
        if first == "of" or (first == "in" and not _IN_TIME.match(self.text, right[0].start)):
            return self._text(phrase_after(right[1:], counted=False))
        if first in edges() or not is_word(right[0]):
            return None
        return self._text(phrase_after(right, counted=False))

    def _measure(self, quantity: Quantity, left: list[Token], right: list[Token], shared: str | None) -> str | None:
        found = self._of(right)
        if found:
            return found
        if right and right[0].form == "-" and right[0].start == quantity.end:
            right = right[1:]
        if right and right[0].lower in _DIMENSIONS:
            right = right[1:]
        if quantity.kind == "length" and _DISTANCE.match(self.text, quantity.end):
            return "distance"
        if right and is_word(right[0]) and right[0].lower not in edges():
            found = self._text(phrase_after(right, counted=False))
        return found or shared or self._before(left) or ("distance" if quantity.kind == "length" else None)

    def _of(self, right: list[Token]) -> str | None:
        if not right or right[0].lower != "of":
            return None
        words = right[1:]
        while words and (
            words[0].lower in _LIGHT_OR_NUMBER or (not any(map(str.isalpha, words[0].form)) and words[0].form[0].isdigit())
        ):
            words = words[1:]
        return self._text(phrase_after(words, counted=False))

    def _out_of(self, left: list[Token]) -> str | None:
        """Read "Of the 640 applicants, 50 were": the opening names what is counted."""
        if len(left) > 2 and left[-1].form == "," and left[0].form == "Of":
            return self._of(left)
        return None

    def _predicate(self, right: list[Token]) -> str | None:
        """Read "274 are Iraqis": the noun behind the verb names what is counted."""
        if len(right) > 1 and right[0].lower in ("are", "were", "is"):
            phrase = phrase_after(right[1:], counted=True)
            if phrase and is_plural(phrase[-1]):
                return self._text(phrase)
        return None

    def _before(self, left: list[Token]) -> str | None:
        """Read the subject or the head in front: "revenue rose to", "a fine of", "population:"."""
        words = _outside_parentheses(left)
        skipped = _skipped()
        if (
            len(words) > 4
            and words[-1].lower == "of"
            and words[-2].lower in ("amount", "sum")
            and "in" in (words[-4].lower, words[-5].lower)
        ):
            words = words[:-4] if words[-4].lower == "in" else words[:-5]
            words = words[:-1] if words and words[-1].form == "," else words
        end = len(words)
        floor = end - _MOST_SKIPPED
        while end and ((word := words[end - 1]).lower in skipped or _is_amount(word) or is_adverb(word)):
            end -= 1
            if end < floor:
                return None
            if end and words[end - 1].form == "," and word.lower in _turning():
                end -= 1
        return self._text(phrase_before(words[max(0, end - 14) : end], _payment_words()))

    def _shared(self, quantity: Quantity, left: list[Token]) -> str | None:
        """Return the item of the figure before when this one is compared with it or goes on from it."""
        end, item, unit = self.last
        if item is None or unit != quantity.unit or not 0 <= quantity.start - end < 160:
            return None
        between = [token.lower for token in left if token.start >= end]
        apart = not left or left[0].start > end or any(token in (".", ";", "*", "•") for token in between)
        if apart or (between and between[-1] == "of" and between[-2:-1] != ["which"]):
            return None
        if any(token in _COMPARED for token in between[:8]):
            return item
        if (
            len(between) <= 6
            and any(token in ("to", "from") for token in between[-4:])
            and not any(token in verbs() for token in between)
        ):
            return item
        return item if len(between) <= 3 and all(token in edges() or not token[0].isalpha() for token in between) else None

    def _recent(self, quantity: Quantity, reach: int) -> str | None:
        """Return the item of the figure before, when it stands near and in the same paragraph."""
        end, item, unit = self.last
        near = unit == quantity.unit and 0 <= quantity.start - end < reach and "\n" not in self.text[end : quantity.start]
        return item if near else None

    def _text(self, phrase: list[Token]) -> str | None:
        if not phrase or phrase[-1].lower in _TIME_WORDS or not any(map(str.isalpha, phrase[-1].form)):
            return None
        return re.sub(r"\s+", " ", self.text[phrase[0].start : phrase[-1].end]) or None
