"""The words of a doc and how the line each stands in is set: running text, title case or capitals."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
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
    tokens: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
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
    words = Words(doc, doc.text)
    line = 0
    offsets = doc.to_array("IDX").tolist() if len(doc) else []
    for index, (token, offset) in enumerate(zip(doc, offsets, strict=True)):
        text = token.text
        if text.isspace():
            line += "\n" in text
            continue
        words.texts.append(text)
        words.tokens.append(index)
        words.starts.append(offset)
        words.lines.append(line)
    words.lowered = {text for text in words.texts if text.islower()}
    words.settings = _settings(words, line + 1)
    return words


def _settings(words: Words, lines: int) -> list[Setting]:
    grouped: list[list[str]] = [[] for _ in range(lines)]
    for text, line in zip(words.texts, words.lines, strict=True):
        grouped[line].append(text)
    return [_setting(group) for group in grouped]


def _setting(texts: list[str]) -> Setting:
    longer = [text for text in texts if len(text) > 3 and text.isalpha()]
    if not longer:
        return "text"
    capitals = sum(text.isupper() for text in longer)
    if capitals >= 0.8 * len(longer):
        return "capitals"
    if len(texts) > _LONGEST_HEADING or texts[-1] in {".", "!", "?", ".”", '"'}:
        return "text"
    capitalised = sum(text[0].isupper() for text in longer)
    return "title" if len(longer) > 2 and capitalised >= 0.75 * len(longer) else "text"


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
