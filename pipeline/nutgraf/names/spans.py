"""Edges of names: what a model's span should lose or gain, read from the words beside it."""

from __future__ import annotations

from nutgraf.language import lexicon
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_SUFFIXES = lexicon("names_company_suffixes")
_HONORIFICS = lexicon("names_honorifics")
_POSSESSIVES = frozenset({"'s", "’s", "'S", "’S", "'", "’"})
_ARTICLES = frozenset({"the", "The", "THE", "a", "A", "an", "An", "our", "Our"})
_GENERATIONS = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "JR.", "SR."})
_PARTICLES = frozenset({"y", "de", "del", "da", "di", "van", "von", "der", "den", "la", "le", "bin", "al", "el", "dos", "ter"})
_CLOSERS = frozenset({")", "!", "."})


def trim(words: Words, mention: Mention) -> bool:
    """Move a mention's edges to where the name starts and ends; False when nothing of it is left."""
    texts = words.texts
    _strip_marks(texts, mention)
    if mention.label == PERSON:
        _strip_honorifics(texts, mention)
    elif mention.label == ORG:
        _strip_article(texts, mention)
        _strip_place(texts, mention)
    return mention.start < mention.end and any(text[0].isalnum() for text in texts[mention.start : mention.end])


def _strip_marks(texts: list[str], mention: Mention) -> None:
    while mention.start < mention.end and not texts[mention.start][0].isalnum():
        mention.start += 1
    while mention.start < mention.end and _hangs(texts, mention):
        mention.end -= 1


def _hangs(texts: list[str], mention: Mention) -> bool:
    last = texts[mention.end - 1]
    if last in _POSSESSIVES:
        return True
    if last == ")":
        return "(" not in texts[mention.start : mention.end]
    return not last[-1].isalnum() and not (last[0].isalnum() and last[-1] == ".") and last != "!"


def _strip_honorifics(texts: list[str], mention: Mention) -> None:
    while mention.end - mention.start > 1 and texts[mention.start].rstrip(",") in _HONORIFICS:
        mention.start += 1
        while mention.end - mention.start > 1 and not texts[mention.start][0].isalnum():
            mention.start += 1


def _strip_article(texts: list[str], mention: Mention) -> None:
    if mention.end - mention.start > 1 and texts[mention.start] in _ARTICLES:
        mention.start += 1


def _strip_place(texts: list[str], mention: Mention) -> None:
    """Cut `of Oshkosh` behind a company's legal form."""
    for index in range(mention.start + 1, mention.end - 1):
        if texts[index] in _SUFFIXES and texts[index + 1] in {"of", "in", ","} and texts[index + 2 : index + 3] != ["America"]:
            mention.end = index + 1
            return


def extend(words: Words, mention: Mention) -> None:
    """Take in what belongs to the name behind it: a legal form, a generation, a surname after a particle."""
    texts, end = words.texts, mention.end
    line = words.lines[end - 1]
    rest = [text for text, at in zip(texts[end : end + 4], words.lines[end : end + 4], strict=True) if at == line]
    comma = rest[:1] == [","]
    follow = rest[1:] if comma else rest
    if mention.label == PERSON:
        if follow and follow[0] in _GENERATIONS:
            mention.end += 1 + comma
        elif len(rest) > 1 and rest[0] in _PARTICLES and rest[1][0].isupper():
            mention.end += 2
    elif mention.label in {ORG, MISC} and follow and follow[0] in _SUFFIXES and follow[0] not in {"AG", "SE", "SA", "PC", "Co.", "AB"}:
        mention.end += 1 + comma
        mention.label = ORG
    if mention.end < len(texts) and texts[mention.end] in _SUFFIXES and mention.label == ORG and texts[mention.end - 1] in _SUFFIXES:
        mention.end += 1  # Sdn Bhd, Pty Ltd, Co. Ltd.


def split_joined(words: Words, mention: Mention) -> list[Mention]:
    """Split `City, State` that a model took as one place."""
    texts = words.texts[mention.start : mention.end]
    if mention.label != GPE or "," not in texts:
        return [mention]
    parts, start = [], mention.start
    for index in range(mention.start, mention.end + 1):
        if index == mention.end or words.texts[index] == ",":
            if start < index:
                parts.append(Mention(start, index, mention.label))
            start = index + 1
    return parts
