"""Names made whole by what else the text has: their web address, the word always before them, the state they belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from nutgraf.gazetteer import Gazetteer
from nutgraf.language import lexicon
from nutgraf.names.aliases import is_place
from nutgraf.names.structures import Hint
from nutgraf.names.words import GPE, ORG, PERSON, Mention, Words

_DOMAIN = re.compile(r"(?:https?://(?:www\.)?|www\.|@)([A-Za-z0-9-]{4,40})\.[A-Za-z]{2,}")
_NO_LETTER = re.compile(r"[\W_]+")
_MOST_WORDS = 5
_PUBLIC_HEADS = lexicon("names_prefix_heads")
_NO_PART = (
    lexicon("names_honorifics")
    | lexicon("names_calendar")
    | {
        "The",
        "A",
        "An",
        "Our",
        "Its",
        "This",
        "That",
        "And",
        "But",
        "For",
        "At",
        "In",
        "On",
        "By",
        "With",
        "From",
        "As",
        "While",
        "When",
    }
)
_TITLES = lexicon("speaker_titles") | lexicon("speaker_title_modifiers")
_REPEATED = 3
"""Times that a word stands before a name, and each time, before it is part of the name."""


def whole_names(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Return the organizations, and the last places of lists, that the rest of the text completes or gives away."""
    yield from _of_domains(words, mentions)
    yield from _of_states(words, mentions)
    yield from _always_led(words, mentions)
    yield from _listed_places(words, mentions)


def _of_domains(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`Hill Road Press`, where the text has www.hillroadpress.com."""
    domains = {_NO_LETTER.sub("", match.group(1).lower()) for match in _DOMAIN.finditer(words.text)}
    people = {index for mention in mentions if mention.label == PERSON for index in range(mention.start, mention.end)}
    initials = {domain[:1] for domain in domains}
    for first, places in words.places.items() if domains else ():
        if first[0] not in initials and first[0].isalnum():
            continue
        start = _NO_LETTER.sub("", first)
        fitting = [domain for domain in domains if start and domain.startswith(start)]
        for index in places if fitting else ():
            end = next((end for domain in fitting if (end := _spelled(words, index, domain))), None)
            if end and people.isdisjoint(range(index, end)) and not is_place(words.joined(index, end)):
                yield Hint(index, end, ORG, 1)


def _spelled(words: Words, index: int, domain: str) -> int | None:
    """Return where the words end that together are a domain's name."""
    spelled = ""
    for end in range(index, min(len(words), index + _MOST_WORDS)):
        spelled += _NO_LETTER.sub("", words.folded[end])
        if words.lines[end] != words.lines[index] or not domain.startswith(spelled):
            return None
        if spelled == domain:
            return end + 1
    return None


def _of_states(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`Rhode Island` and `Department of Health`: one office."""
    for place, office in pairwise(mentions):
        if (place.label, office.label) == (GPE, ORG) and place.end == office.start and office.end - office.start > 1:
            head, link = words.texts[office.start : office.start + 2]
            glued = words.lines[place.start] == words.lines[office.start] and words.texts[place.end - 1][-1].isalpha()
            if glued and head in _PUBLIC_HEADS and link in {"of", "for", "on"}:
                yield Hint(place.start, office.end, ORG, 3)


def _always_led(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`Mainly Brahms`, of which a model sees Brahms: the name never stands without the word before it."""
    forms: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.label == ORG:
            forms[tuple(words.texts[mention.start : mention.end])].append(mention)
    covered = {index for mention in mentions for index in range(mention.start, mention.end)}
    for places in forms.values():
        leaders = {words.texts[mention.start - 1] if mention.start else "" for mention in places}
        if len(places) < _REPEATED or len(leaders) > 1 or covered.intersection(mention.start - 1 for mention in places):
            continue
        word = leaders.pop()
        name = word.istitle() and word.isalpha() and len(word) > 2 and word not in _NO_PART and word.lower() not in _TITLES
        if name and all(words.lines[mention.start - 1] == words.lines[mention.start] for mention in places):
            for mention in places:
                yield Hint(mention.start - 1, mention.end, ORG, 2)


def _listed_places(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`Scituate` in `Rockland, Quincy and Scituate`: a place by its neighbours, if the gazetteer knows one of that name."""
    texts, gazetteer = words.texts, Gazetteer.default()
    lone = {mention.start for mention in mentions if mention.label == ORG and mention.end - mention.start == 1}
    covered = {index for mention in mentions for index in range(mention.start, mention.end)} - lone
    for first, second in pairwise(mentions):
        if (first.label, second.label) != (GPE, GPE) or second.start - first.end != 1 or texts[first.end] != ",":
            continue
        index = second.end
        while index < len(texts) and texts[index] in {",", "and"} and words.lines[index] == words.lines[second.start]:
            index += 1
        if index == second.end or index >= len(texts) or index in covered or not texts[index][0].isupper():
            continue
        if not texts[index + 1 : index + 2] or not texts[index + 1][0].isupper():
            found = gazetteer.lookup(texts[index])
            if found and texts[index].lower() not in words.lowered:
                yield Hint(index, index + 1, GPE, 2)
