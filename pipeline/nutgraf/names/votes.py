"""One name, one label: mentions vote, the surer context weighs more, and what is known is found again."""

from __future__ import annotations

from collections import Counter, defaultdict

from nutgraf.language import lexicon
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_SUFFIXES = lexicon("names_company_suffixes")
_HEADS = lexicon("names_organization_heads")
_PREFIXES = lexicon("names_prefix_heads")
_OTHERS = lexicon("names_other_heads")
_ACRONYMS = lexicon("names_organization_acronyms")
_TERMS = lexicon("names_terms")
_PEOPLES = lexicon("names_peoples")
_HONORIFICS = lexicon("names_honorifics")
_WEIGHT = {"text": 1.0, "title": 0.4, "capitals": 0.2}
_UNLABELLED = 0.35
"""Weight of a repetition in running text that the model left unlabelled: it misses more than it invents."""

Key = tuple[str, ...]
ShortForm = tuple[tuple[int, int], str, bool]


def settle(words: Words, mentions: list[Mention], short_forms: list[ShortForm]) -> list[Mention]:
    """Give each name one label and find its repetitions."""
    groups = _groups(words, mentions, short_forms)
    tallies = _tally(words, mentions, groups)
    labels = _decide(words, mentions, groups, tallies)
    return _again(words, mentions, labels)


def key(words: Words, start: int, end: int) -> Key:
    """Return the form under which repetitions of a name agree."""
    texts = words.texts[start:end]
    if texts[0].lower() == "the" and len(texts) > 1:
        texts = texts[1:]
    return tuple(text.casefold() for text in texts)


def _core(name: Key) -> Key:
    """Return a company's name without its legal form."""
    end = len(name)
    lowered = _LOWERED_SUFFIXES
    while end > 1 and (name[end - 1] in lowered or name[end - 1] == ","):
        end -= 1
    return name[:end]


_LOWERED_SUFFIXES = frozenset(suffix.casefold() for suffix in _SUFFIXES)


def _groups(words: Words, mentions: list[Mention], short_forms: list[ShortForm]) -> dict[Key, Key]:
    """Map each form of a name to the form that stands for the group."""
    leader: dict[Key, Key] = {}
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        leader.setdefault(name, name)
        if mention.label == ORG and _core(name) != name:
            leader[_core(name)] = leader[name]
    for (start, end), short, _ in short_forms:
        name = key(words, start, end)
        leader.setdefault(name, name)
        leader[tuple(short.casefold().split())] = leader[name]
    return leader


def _tally(words: Words, mentions: list[Mention], groups: dict[Key, Key]) -> dict[Key, Counter[str]]:
    tallies: dict[Key, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        tallies[groups[name]][mention.label] += _WEIGHT[words.setting(mention.start)]
    for name, leader in groups.items():
        label, weight = form_evidence(name, [])
        if label:
            tallies[leader][label] += weight
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        label, weight = form_evidence(name, words.texts[mention.start : mention.end])
        if label:
            tallies[groups[name]][label] += weight
        if mention.start and words.texts[mention.start - 1] in _HONORIFICS and mention.label == PERSON:
            tallies[groups[name]][PERSON] += 1
    return tallies


def form_evidence(name: Key, texts: list[str]) -> tuple[str | None, float]:
    """Return the label a name's own words speak for, and how strongly."""
    if not texts:
        return None, 0
    last = texts[-1]
    if len(texts) == 1:
        if last in _ACRONYMS:
            return ORG, 2
        if last in _TERMS or last in _PEOPLES:
            return MISC, 4
        return None, 0
    if last in _SUFFIXES:
        return ORG, 4
    if last.isdigit() and "Act" in texts:
        return MISC, 4
    if texts[0] in _PREFIXES and texts[1] in {"of", "for", "on"}:
        return ORG, 2
    if last in _HEADS:
        return ORG, 1
    if last in _OTHERS:
        return MISC, 1
    if all(text in _PEOPLES for text in texts):
        return MISC, 4
    return None, 0


def _decide(words: Words, mentions: list[Mention], groups: dict[Key, Key], tallies: dict[Key, Counter[str]]) -> dict[Key, str]:
    surnames = _surnames(words, mentions, groups, tallies)
    labels = {}
    for name, leader in groups.items():
        tally = tallies.get(leader)
        if not tally:
            continue
        label = max(tally, key=lambda item: (tally[item], item))
        if name in surnames and len(name) == 1 and label != GPE:
            label = PERSON
        labels[name] = label
    for name in surnames:
        labels.setdefault(name, PERSON)
    return labels


def _surnames(words: Words, mentions: list[Mention], groups: dict[Key, Key], tallies: dict[Key, Counter[str]]) -> set[Key]:
    found = set()
    lowered = {text for text in words.texts if text.islower()}
    for mention in mentions:
        if mention.label == PERSON and mention.end - mention.start > 1:
            surname = words.texts[mention.end - 1]
            if surname.rstrip(".") in {"Jr", "Sr", "II", "III", "IV"} and mention.end - mention.start > 2:
                surname = words.texts[mention.end - 2]
                surname = words.texts[mention.end - 3] if surname == "," else surname
            if len(surname) > 2 and surname.casefold() not in lowered and surname[0].isupper():
                found.add((surname.casefold(),))
    return found


def _again(words: Words, mentions: list[Mention], labels: dict[Key, str]) -> list[Mention]:
    """Relabel the mentions and add the repetitions the model missed."""
    by_first: dict[str, list[Key]] = defaultdict(list)
    for name in labels:
        by_first[name[0]].append(name)
    for names in by_first.values():
        names.sort(key=len, reverse=True)
    covering = {}
    for mention in mentions:
        for index in range(mention.start, mention.end):
            covering[index] = mention
    result = {(m.start, m.end): Mention(m.start, m.end, labels.get(key(words, m.start, m.end), m.label)) for m in mentions}
    folded = [text.casefold() for text in words.texts]
    index = 0
    while index < len(folded):
        end = _longest(words, folded, index, by_first.get(folded[index], ()))
        if end:
            label = labels[tuple(folded[index:end])]
            inside = {id(covering[i]): covering[i] for i in range(index, end) if i in covering}.values()
            if all(index <= m.start and m.end <= end for m in inside):
                for m in inside:
                    result.pop((m.start, m.end), None)
                result[index, end] = Mention(index, end, label)
                index = end - 1
        index += 1
    return sorted(result.values(), key=lambda m: (m.start, m.end))


def _longest(words: Words, folded: list[str], index: int, names: list[Key] | tuple[()]) -> int | None:
    text = words.texts[index]
    if not text[0].isupper() and not text[0].isdigit() and not any(c.isupper() for c in text):
        return None
    for name in names:
        end = index + len(name)
        if tuple(folded[index:end]) == name and words.lines[index] == words.lines[end - 1] and all(
            not words.texts[i].islower() or words.texts[i] in {"of", "the", "and", "for", "on", "in", "de", "la", "to", "at", "y", "van", "von", "'s", "’s", "&"} for i in range(index, end)
        ):
            return end
    return None
