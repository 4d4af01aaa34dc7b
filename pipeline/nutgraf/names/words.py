"""The words of a doc and how the line each stands in is set: running text, title case or capitals."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import compress, pairwise
from typing import Literal

import numpy as np
from spacy.tokens import Doc

PERSON, ORG, GPE, MISC = "PERSON", "ORG", "GPE", "MISC"

LABELS = {
    "PERSON": PERSON,
    "PER": PERSON,
    "ORG": ORG,
    "GPE": GPE,
    "LOC": GPE,
    "MISC": MISC,
    **dict.fromkeys(("FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"), MISC),
}
"""What models call names, as our four labels; every other label is no name."""

TEXT = "nutgraf_text"
"""Key of `doc.user_data` under which the labeller leaves the text; `doc.text` builds it anew."""

ISSUER = "nutgraf_issuer"
"""Key of `doc.user_data` for the name of the release's publisher, where the frame of the release gives it."""

Setting = Literal["text", "title", "capitals"]

_FLAGS: list[int | str] = ["IDX", "LENGTH", "IS_SPACE", "IS_LOWER", "IS_UPPER", "IS_ALPHA"]
_SHORT = 3
"""Letters of the words that titles leave in lower case."""

_LONGEST_HEADING = 32
"""Words; longer lines are paragraphs whatever their capitals."""


@dataclass(slots=True)
class Mention:
    """A name in a doc: half-open word indices and a label."""

    start: int
    end: int
    label: str


@dataclass(slots=True)
class Words:
    """The words of a doc, white space left out; a mention's indices count these."""

    doc: Doc
    text: str
    texts: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    """Where each word that is not in lower case stands, by its folded form."""
    lowered: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, offset: int) -> int:
        """Return the index of the first word that starts at or after a character offset."""
        return bisect_left(self.starts, offset)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return the words that a stretch of characters touches."""
        first = bisect_left(self.starts, start)
        if first and self.starts[first - 1] + len(self.texts[first - 1]) > start:
            first -= 1
        return first, bisect_left(self.starts, end)

    def setting(self, index: int) -> Setting:
        """Return how the line of a word is set."""
        return self.settings[self.lines[index]]

    def standing(self, texts: frozenset[str], folded: frozenset[str]) -> list[int]:
        """Return where any of these words stands, in text order; `folded` are the same words in folded form."""
        candidates = (index for word in self.places.keys() & folded for index in self.places[word])
        return sorted(index for index in candidates if self.texts[index] in texts)

    def joined(self, start: int, end: int) -> str:
        """Return the characters from one word to another."""
        first = self.starts[start]
        return self.text[first : self.starts[end - 1] + len(self.texts[end - 1])]


def read_words(doc: Doc) -> Words:
    """List the words of a doc and the setting of its lines."""
    text = doc.user_data.get(TEXT) or doc.text
    words = Words(doc, text)
    if not len(doc):
        return words
    flags = doc.to_array(_FLAGS)
    printed = flags[flags[:, _FLAGS.index("IS_SPACE")] == 0]
    words.tokens = np.flatnonzero(flags[:, _FLAGS.index("IS_SPACE")] == 0).tolist()
    offsets, lengths, _, is_lower, is_upper, is_alpha = printed.T
    words.starts = offsets.tolist()
    words.texts = texts = [text[a:b] for a, b in zip(words.starts, (offsets + lengths).tolist(), strict=True)]
    words.folded = list(map(str.casefold, texts))
    if "’" in text:
        words.folded = [word.replace("’", "'") if "’" in word else word for word in words.folded]
    lower = is_lower.astype(bool)
    words.lowered = set(compress(texts, lower.tolist()))
    for index in np.flatnonzero(~lower).tolist():
        words.places.setdefault(words.folded[index], []).append(index)
    spaces = flags[flags[:, _FLAGS.index("IS_SPACE")] == 1]
    breaks = [a for a, length in spaces[:, :2].tolist() if "\n" in text[a : a + length]]
    bounds = [0, *np.searchsorted(offsets, np.array(breaks, dtype=offsets.dtype)).tolist(), len(texts)]
    longer = (lengths > _SHORT) & is_alpha.astype(bool)
    sums = [np.concatenate(([0], np.cumsum(longer & mask))) for mask in (True, is_upper.astype(bool), ~lower)]
    for line, (start, end) in enumerate(pairwise(bounds)):
        words.lines += [line] * (end - start)
        words.settings.append(_setting(texts[start:end], *(int(total[end] - total[start]) for total in sums)))
    return words


def _setting(texts: list[str], longer: int, capitals: int, capitalised: int) -> Setting:
    """Tell how a line is set by how many words of four letters and more it has, and how many of them in capitals."""
    if len(texts) > 3 * _LONGEST_HEADING or not longer:
        return "text"
    if capitals >= 0.8 * longer:
        return "capitals"
    if len(texts) > _LONGEST_HEADING or longer < 3 or texts[-1] in {".", "!", "?", ".”", '"'}:
        return "text"
    return "title" if capitalised >= 0.75 * longer else "text"


def read_mentions(words: Words) -> list[Mention]:
    """Return the names a model labelled in a doc, as mentions over its words."""
    doc, mentions = words.doc, []
    edges, labels = doc.to_array(["ENT_IOB", "ENT_TYPE"]).T
    beginnings, inside = np.flatnonzero(edges == _BEGIN), [*(edges == _INSIDE).tolist(), False]
    for first, number in zip(beginnings.tolist(), labels[beginnings].tolist(), strict=True):
        label = LABELS.get(doc.vocab.strings[number])
        if label:
            last = inside.index(False, first + 1)
            start, end = bisect_left(words.tokens, first), bisect_left(words.tokens, last)
            if start < end:
                mentions.append(Mention(start, end, label))
    return mentions


_INSIDE, _BEGIN = 1, 3
"""How spaCy numbers the words of entities."""
