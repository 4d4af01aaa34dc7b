"""One name, one label: mentions vote, the surer context weighs more."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from nutgraf.language import lexicon
from nutgraf.names.aliases import Alias, Key, key
from nutgraf.names.spans import GENERATIONS
from nutgraf.names.structures import Hint
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_SUFFIXES = lexicon("names_company_suffixes")
_HEADS = lexicon("names_organization_heads")
_PREFIXES = lexicon("names_prefix_heads")
_OTHERS = lexicon("names_other_heads")
_ACRONYMS = lexicon("names_organization_acronyms")
_TERMS = lexicon("names_terms")
_PEOPLES = lexicon("names_peoples")
_HONORIFICS = lexicon("names_honorifics")
_GIVEN = lexicon("given_names")
_WEIGHT = {"text": 1.0, "title": 0.4, "capitals": 0.2}
"""How much a label counts by the setting of its line; capitals hide from a model what is a name."""
_MOST_VOTES = 2.5
"""A model that errs once on a name errs each time: its votes together count no more than this."""


@dataclass(slots=True)
class Ballot:
    """The labels of a release's names, and which forms are one name."""

    labels: dict[Key, str]
    leaders: dict[Key, Key]


def count(words: Words, mentions: list[Mention], shorts: list[Alias], hints: list[Hint]) -> Ballot:
    """Give each name of a release one label."""
    leaders = _leaders(words, mentions, shorts)
    tallies = _votes(words, mentions, leaders)
    for hint in hints:
        tallies[leaders[key(words, hint.start, hint.end)]][hint.label] += hint.weight
    for start, end in {key(words, m.start, m.end): (m.start, m.end) for m in mentions}.values():
        label, weight = form_evidence(words.texts[start:end])
        if label:
            tallies[leaders[key(words, start, end)]][label] += weight
    labels = {name: _winner(tallies[leader]) for name, leader in leaders.items() if tallies[leader]}
    _unify_people(words, mentions, labels)
    return Ballot(labels, leaders)


def _leaders(words: Words, mentions: list[Mention], shorts: list[Alias]) -> dict[Key, Key]:
    leaders: dict[Key, Key] = {}
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        leaders[name] = name
    for alias in shorts:
        full = key(words, alias.start, alias.end)
        leader = _leader(leaders, leaders.setdefault(full, full))
        if alias.short != leader and _leader(leaders, alias.short) != leader:
            leaders[alias.short] = leader
    return {name: _leader(leaders, name) for name in leaders}


def _leader(leaders: dict[Key, Key], name: Key) -> Key:
    for _ in range(8):  # a chain of short forms is short; a cycle must end
        above = leaders.get(name, name)
        if above == name:
            return name
        name = above
    return name


def _votes(words: Words, mentions: list[Mention], leaders: dict[Key, Key]) -> dict[Key, Counter[str]]:
    votes: dict[Key, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for mention in mentions:
        weight = _WEIGHT[words.setting(mention.start)]
        if mention.label == PERSON and mention.start and words.texts[mention.start - 1] in _HONORIFICS:
            weight += 1
        votes[leaders[key(words, mention.start, mention.end)]][mention.label] += weight
    tallies: dict[Key, Counter[str]] = defaultdict(Counter)
    for leader, tally in votes.items():
        scale = min(1.0, _MOST_VOTES / sum(tally.values()))
        tallies[leader].update({label: weight * scale for label, weight in tally.items()})  # type: ignore[arg-type]  # weights
    return tallies


def _winner(tally: Counter[str]) -> str:
    return max(tally, key=lambda label: (tally[label], label))


def form_evidence(texts: list[str]) -> tuple[str | None, float]:
    """Return the label a name's own words speak for, and how strongly."""
    last = texts[-1]
    if len(texts) == 1:
        if last in _ACRONYMS:
            return ORG, 2
        return (MISC, 4) if last in _TERMS or last in _PEOPLES else (None, 0)
    if last in _SUFFIXES:
        return ORG, 4
    if (last.isdigit() and "Act" in texts) or all(text in _PEOPLES for text in texts):
        return MISC, 4
    if texts[0] in _PREFIXES and texts[1] in {"of", "for", "on"}:
        return ORG, 2
    if last in _HEADS:
        return ORG, 1
    if last in _OTHERS:
        return MISC, 1
    if texts[0] in _GIVEN and len(texts) < 5:
        return PERSON, 1.2
    return None, 0


def _unify_people(words: Words, mentions: list[Mention], labels: dict[Key, str]) -> None:
    """Let a person's surname be a person wherever it stands alone and is no common word or place."""
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        if mention.end - mention.start > 1 and labels.get(name) == PERSON:
            surname = surname_of(name)
            if len(surname) > 2 and surname not in words.lowered and labels.get((surname,)) != GPE:
                labels[surname,] = PERSON


def surname_of(name: Key) -> str:
    """Return the last word of a personal name that is no generation."""
    last = len(name) - 1
    while last > 0 and (name[last] in _LOWERED_GENERATIONS or not name[last][0].isalnum()):
        last -= 1
    return name[last]


_LOWERED_GENERATIONS = frozenset(text.casefold() for text in GENERATIONS)
