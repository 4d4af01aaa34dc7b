"""Names found again: once a name is known, every place it stands in is a mention."""

from __future__ import annotations

from collections import defaultdict

from nutgraf.names.aliases import Key, key
from nutgraf.names.spans import LINKS, POSSESSIVES
from nutgraf.names.words import Mention, Words

_INSIDE = LINKS | POSSESSIVES | {"y", "van", "von", "der", "den", "bin", "al", "la", "del", "da", "di"}


def found_again(words: Words, mentions: list[Mention], labels: dict[Key, str]) -> list[Mention]:
    """Relabel the mentions and add the places that the model missed."""
    first_words: dict[str, list[Key]] = defaultdict(list)
    for name in labels:
        first_words[name[0]].append(name)
    for names in first_words.values():
        names.sort(key=len, reverse=True)
    result = {(m.start, m.end): Mention(m.start, m.end, labels.get(key(words, m.start, m.end), m.label)) for m in mentions}
    covering = {index: mention for mention in mentions for index in range(mention.start, mention.end)}
    folded = words.folded
    past = 0
    for index in sorted(place for first in first_words for place in words.places.get(first, ())):
        if index < past:
            continue
        end = _longest(words, folded, index, first_words[folded[index]])
        if end:
            touched = {id(covering[i]): covering[i] for i in range(index, end) if i in covering}.values()
            if all((index <= m.start and m.end <= end) or _doubtful(words, m) for m in touched):
                for mention in touched:
                    result.pop((mention.start, mention.end), None)
                result[index, end] = Mention(index, end, labels[tuple(folded[index:end])])
                past = end
    return sorted(result.values(), key=lambda m: (m.start, m.end))


def _doubtful(words: Words, mention: Mention) -> bool:
    """Whether a mention stands in a heading and holds a name that running text has without the rest."""
    return words.setting(mention.start) != "text" and mention.end - mention.start > 2


def _longest(words: Words, folded: list[str], index: int, names: list[Key]) -> int | None:
    for name in names:
        end = index + len(name)
        if tuple(folded[index:end]) == name and words.lines[index] == words.lines[end - 1]:
            common = any(text.islower() and text not in _INSIDE for text in words.texts[index:end]) if len(name) > 1 else False
            if not common or words.joined(index, end).islower():
                return end
    return None
