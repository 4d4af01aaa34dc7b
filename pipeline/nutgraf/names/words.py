"""The words of a doc and how the line each stands in is set: running text, title case or capitals."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import compress
from typing import Literal

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

    def joined(self, start: int, end: int) -> str:
        """Return the characters from one word to another."""
        first = self.starts[start]
        return self.text[first : self.starts[end - 1] + len(self.texts[end - 1])]


def read_words(doc: Doc) -> Words:
    """List the words of a doc and the setting of its lines."""
    text = doc.user_data.get(TEXT) or doc.text
    words = Words(doc, text)
    offsets, lengths = doc.to_array(["IDX", "LENGTH"]).T.tolist() if len(doc) else ([], [])
    every = [text[offset : offset + length] for offset, length in zip(offsets, lengths, strict=True)]
    printed = [not word.isspace() for word in every]
    words.tokens = list(compress(range(len(every)), printed))
    words.texts = list(compress(every, printed))
    words.starts = list(compress(offsets, printed))
    breaks = [index for index, shown in enumerate(printed) if not shown and "\n" in every[index]]
    bounds = [bisect_left(words.tokens, index) for index in breaks]
    for line, (start, end) in enumerate(zip([0, *bounds], [*bounds, len(words.tokens)], strict=True)):
        words.lines += [line] * (end - start)
    words.folded = [word.casefold() for word in words.texts]
    if "’" in text:
        words.folded = [word.replace("’", "'") if "’" in word else word for word in words.folded]
    words.lowered = {word for word in words.texts if word.islower()}
    for index, word in enumerate(words.texts):
        if word not in words.lowered:
            words.places.setdefault(words.folded[index], []).append(index)
    words.settings = _settings(words, len(breaks) + 1)
    return words


def _settings(words: Words, lines: int) -> list[Setting]:
    bounds = [bisect_left(words.lines, line) for line in range(lines)]
    return [_setting(words.texts[start:end]) for start, end in zip(bounds, [*bounds[1:], len(words.lines)], strict=True)]


def _setting(texts: list[str]) -> Setting:
    if len(texts) > 3 * _LONGEST_HEADING:
        return "text"
    longer = [text for text in texts if len(text) > 3 and text.isalpha()]
    if not longer:
        return "text"
    if sum(map(str.isupper, longer)) >= 0.8 * len(longer):
        return "capitals"
    if len(texts) > _LONGEST_HEADING or len(longer) < 3 or texts[-1] in {".", "!", "?", ".”", '"'}:
        return "text"
    return "title" if sum(not text.islower() for text in longer) >= 0.75 * len(longer) else "text"


def read_mentions(words: Words) -> list[Mention]:
    """Return the names a model labelled in a doc, as mentions over its words."""
    mentions = []
    for entity in words.doc.ents:
        label = LABELS.get(entity.label_)
        if label:
            start, end = bisect_left(words.tokens, entity.start), bisect_left(words.tokens, entity.end)
            if start < end:
                mentions.append(Mention(start, end, label))
    return mentions
