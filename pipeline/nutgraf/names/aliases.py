"""Forms of one organization's name: acronyms, short forms in brackets, names without their legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nutgraf.gazetteer import Gazetteer
from nutgraf.language import lexicon
from nutgraf.names.spans import POSSESSIVES
from nutgraf.names.structures import Hint
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_SHORT = re.compile(
    r"\(\s?(?:the\s|or\s|hereinafter\s|collectively,?\s){0,2}[\"“‘']?([A-Z][\w&./-]{1,14}(?: [A-Z][\w&.-]{1,14})?)[\"”’']?\s?"
    r"(?:\)|or\b|and\b|,|;)"
)
_TICKER = re.compile(
    r"\(\s?(?:NASDAQ|Nasdaq|NYSE(?: American)?|NYSE-A|OTC\w{0,5}|TSXV?|TSX-V|TSX\.V|CSE|LSE|ASX|AMEX|FSE|AIM)"
    r"[\w -]{0,12}\s?:\s?([A-Z]{1,6})\b"
)
_DASHED = re.compile(r"[-–—](?<=\s.)\s([A-Z]{2,6})\b")
_LINKS = frozenset({"of", "for", "and", "the", "on", "in", "&", "to", "de", "a"}) | POSSESSIVES
_SUFFIXES = lexicon("names_company_suffixes")
_LOWERED_SUFFIXES = frozenset(suffix.casefold() for suffix in _SUFFIXES)
_HEADS = lexicon("names_organization_heads")
_PREFIXES = lexicon("names_prefix_heads")
_NATION = frozenset({"U.S.", "US", "U.", "S.", "United", "States", "Federal"})
"""Words that acronyms of national offices leave out: DOC is the U.S. Department of Commerce."""
_SILENT = _SUFFIXES | _NATION
_TERMS = lexicon("names_terms")
_NO_ALIAS = (
    lexicon("names_peoples")
    | lexicon("names_terms")
    | lexicon("given_names")
    | _HEADS
    | lexicon("names_honorifics")
    | lexicon("names_calendar")
    | lexicon("names_eponyms")
)
_GENERIC = frozenset(
    {"Company", "Corporation", "Department", "Agency", "Committee", "Board", "Fund", "Trust", "Act", "Commission", "Program"}
)
Key = tuple[str, ...]


class Alias(NamedTuple):
    """A short form and the words of the full form it stands for."""

    start: int
    end: int
    short: Key
    acronym: bool


def key(words: Words, start: int, end: int) -> Key:
    """Return the form under which repetitions of a name agree."""
    if end - start > 1 and words.folded[start] == "the":
        start += 1
    return tuple(words.folded[start:end])


def core(name: Key) -> Key:
    """Return a company's name without its legal form."""
    end = len(name)
    while end > 1 and (name[end - 1] in _LOWERED_SUFFIXES or name[end - 1] == ","):
        end -= 1
    return name[:end]


def aliases(words: Words, mentions: list[Mention]) -> list[Alias]:
    """Return every short form the text uses for a longer name."""
    stated = [*_bracketed(words, mentions), *_spelled(words, mentions), *_companies(words, mentions)]
    taken = {alias.short for alias in stated if alias.acronym}
    return [*stated, *(alias for alias in _first_words(words, mentions) if alias.short not in taken)]


def _first_words(words: Words, mentions: list[Mention]) -> Iterator[Alias]:
    """`Larkin` is `Larkin Tea` where one longer name, and no person's, starts with it."""
    longer: dict[str, list[Mention]] = {}
    surnames = {words.texts[m.end - 1] for m in mentions if m.label == PERSON and m.end - m.start > 1}
    places = {words.texts[m.start] for m in mentions if m.label == GPE and m.end - m.start == 1}
    for mention in mentions:
        if mention.end - mention.start > 1 and mention.label != GPE:
            longer.setdefault(words.texts[mention.start], []).append(mention)
    singles = {words.texts[m.start] for m in mentions if m.end - m.start == 1 and m.label != GPE}
    for first in sorted(singles - surnames - places - _NO_ALIAS):
        forms = {key(words, m.start, m.end): m for m in longer.get(first, ())}
        if len(forms) == 1 and len(first) > 3 and not is_place(first):
            mention = next(iter(forms.values()))
            yield Alias(mention.start, mention.end, (first.casefold(),), acronym=False)


def is_place(text: str) -> bool:
    """Whether a word is the usual name of a country, a state or a town of some size."""
    found = Gazetteer.default().lookup(text)
    return bool(found) and found[0].is_usual and (found[0].population >= _TOWN or found[0].kind in {"country", "state"})


_TOWN = 15_000
"""Inhabitants; smaller places share their names with too many firms."""


def expanded_terms(words: Words) -> Iterator[Hint]:
    """Full forms of common nouns: `Artificial Intelligence (AI)`, `Programming Interfaces (APIs)`."""
    for match in _SHORT.finditer(words.text):
        short = match.group(1).rstrip(".")
        bare = short.removesuffix("s")
        if bare.isupper() and (short in _TERMS or (bare != short and len(bare) > 1)):
            bracket = words.at(match.start())
            start = spelled_out(words, bracket, bare)
            if start is not None:
                yield Hint(start, bracket, MISC, 3)


def _bracketed(words: Words, mentions: list[Mention]) -> Iterator[Alias]:
    ends = {mention.end: mention for mention in mentions}
    for pattern in (_SHORT, _TICKER):
        for match in pattern.finditer(words.text):
            bracket = words.at(match.start())
            short = match.group(1).rstrip(".")
            if not 0 < bracket < len(words) or short in _GENERIC or short in _TERMS or is_place(short):
                continue
            form = tuple(short.casefold().split())
            before = ends.get(bracket) or ends.get(bracket - 1)
            start = spelled_out(words, bracket, short)
            if start is not None and not (before and before.label == ORG and before.start <= start):
                yield Alias(start, bracket, form, acronym=True)
            elif before is not None and before.label == ORG:
                yield Alias(before.start, before.end, form, short.isupper())
    for match in _DASHED.finditer(words.text):
        before = ends.get(words.at(match.start()))
        if before is not None and before.label == ORG and words.texts[before.start][0] == match.group(1)[0]:
            yield Alias(before.start, before.end, (match.group(1).casefold(),), acronym=True)


def _spelled(words: Words, mentions: list[Mention]) -> Iterator[Alias]:
    """Acronyms whose full form stands elsewhere in the text."""
    for mention in mentions:
        if mention.label != ORG or mention.end - mention.start < 2:
            continue
        texts = [text for text in words.texts[mention.start : mention.end] if text[0].isalpha() and text not in _SILENT]
        plain = "".join(text[0] for text in texts if text not in _LINKS)
        with_of = "".join(text[0].upper() for text in texts if text not in _LINKS or text == "of")
        for acronym in {plain, with_of}:
            if len(acronym) > 1 and acronym.isupper() and acronym not in _TERMS and _stands_alone(words, acronym):
                yield Alias(mention.start, mention.end, (acronym.casefold(),), acronym=True)


def _companies(words: Words, mentions: list[Mention]) -> Iterator[Alias]:
    """`Veltrix Health, Inc.` is `Veltrix Health` and, where it stands alone, `Veltrix`."""
    places = {words.texts[m.start] for m in mentions if m.label == GPE and m.end - m.start == 1}
    for mention in mentions:
        if mention.label != ORG:
            continue
        name = key(words, mention.start, mention.end)
        short = core(name)
        if short != name:
            yield Alias(mention.start, mention.end, short, acronym=False)
            first = words.texts[mention.start]
            if (
                len(short) > 1
                and len(first) > 3
                and first.casefold() not in words.lowered
                and first not in _NO_ALIAS
                and first not in places
                and _stands_alone(words, first)
                and not is_place(first)
            ):
                yield Alias(mention.start, mention.end, short[:1], acronym=False)
        whole = words.texts[mention.start] in _PREFIXES and short[1:2] == ("of",)
        while not whole and len(short) > 2 and words.texts[mention.start + len(short) - 1] in _HEADS and short[-2] not in _LINKS:
            short = short[:-1]
            yield Alias(mention.start, mention.end, short, acronym=False)


def _stands_alone(words: Words, text: str) -> bool:
    """Whether a word stands somewhere without a capitalised word behind it."""
    texts, lines = words.texts, words.lines
    return any(
        texts[index] == text
        and (index + 1 == len(texts) or lines[index + 1] != lines[index] or not texts[index + 1][0].isupper())
        for index in words.places.get(text.casefold(), ())
    )


def spelled_out(words: Words, end: int, short: str) -> int | None:
    """Return where the words start that an acronym behind them stands for, None when they do not spell it."""
    letters = [letter for letter in short if letter.isupper()]
    if len(letters) < 2 or len(letters) < len(short) - 2:
        return None
    start = _initials(words, end, letters)
    for index in range(end - 1, max(0, end - 5), -1):
        if start is None and words.texts[index] in {"of", "in", ","}:
            start = _initials(words, index, letters)
    return start


def _initials(words: Words, end: int, letters: list[str]) -> int | None:
    index, texts = end, words.texts
    for letter in reversed(letters):
        index -= 1
        while index >= 0 and texts[index] in _LINKS and texts[index][0].upper() != letter:
            index -= 1
        if index < 0 or texts[index][0].upper() != letter or words.lines[index] != words.lines[end - 1]:
            return None
    return index
