"""Windows of word pieces: what the accurate names model reads at a time, and how its scores become names again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from spacy.tokens import Doc
from tokenizers import Tokenizer

LABELS = ("PERSON", "ORG", "GPE", "MISC")
TAGS = ("O", *(f"{edge}-{label}" for label in LABELS for edge in "BI"))
"""Beginning and inside of each label, and outside: the columns of the model's scores."""

PIECES = 160
"""Word pieces a window holds: a few paragraphs, so a name is read with what is said around it; the time grows with them."""

_MOST_PIECES = 8
"""Of one word: a web address is not read to its end."""

_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


_SHAPES: tuple[Callable[[str], bool], ...] = (
    str.isdigit,
    lambda word: any(map(str.isdigit, word)),
    lambda word: not any(map(str.isalpha, word)),
    str.islower,
    lambda word: len(word) == 1,
    str.isupper,
    lambda word: word[0].isupper() and word[1:].islower(),
    lambda word: word[0].isupper(),
    lambda _: True,
)
"""A word has the number, from 1, of the first that holds; 0 is kept for the marks between paragraphs."""

SHAPES = len(_SHAPES) + 1
"""The model's word pieces are in lower case; capitals reach it through these."""


def shape(word: str) -> int:
    """Class a word by its capitals and digits, 1 to SHAPES - 1."""
    return next(number for number, holds in enumerate(_SHAPES, 1) if holds(word))


@dataclass(slots=True)
class Window:
    """Word pieces of whole paragraphs, their shapes, and (piece, token) of each word's first piece."""

    pieces: list[int]
    shapes: list[int] = field(default_factory=lambda: [0])
    words: list[tuple[int, int]] = field(default_factory=list)

    def close(self, end: int) -> None:
        """Set a mark between paragraphs, once."""
        if self.pieces[-1] != end:
            self.pieces.append(end)
            self.shapes.append(0)


class WordPieces:
    """Cuts docs into windows; `tokenizer` is a `tokenizers.Tokenizer` of the encoder's vocabulary."""

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._encode = tokenizer.encode
        self._known: dict[str, tuple[list[int], int]] = {}
        self._start, self._end, self._unknown = map(tokenizer.token_to_id, (_START, _END, _UNKNOWN))

    @classmethod
    def read(cls, path: Traversable) -> WordPieces:
        """Read a `tokenizer.json`."""
        return cls(Tokenizer.from_str(path.read_text("utf-8")))

    def windows(self, doc: Doc, longest: int = PIECES) -> list[Window]:
        """Pack a doc's paragraphs into windows; what is longer than a window is cut at words."""
        windows = [Window([self._start])]
        for paragraph in _paragraphs(doc):
            read = [(index, *self._read(text)) for index, text in paragraph]
            room = longest - 1 - len(windows[-1].pieces)
            if windows[-1].words and sum(len(pieces) for _, pieces, _ in read) > room:
                windows.append(Window([self._start]))
            for index, pieces, form in read:
                if len(windows[-1].pieces) + len(pieces) >= longest:
                    windows[-1].close(self._end)
                    windows.append(Window([self._start]))
                window = windows[-1]
                window.words.append((len(window.pieces), index))
                window.pieces += pieces
                window.shapes += [form] * len(pieces)
            windows[-1].close(self._end)
        return [window for window in windows if window.words]

    def _read(self, word: str) -> tuple[list[int], int]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            pieces = self._encode(word, add_special_tokens=False).ids[:_MOST_PIECES] or [self._unknown]
            known = self._known[word] = (pieces, shape(word))
        return known


_MOST_KNOWN = 200_000
"""Words kept with their pieces: an archive's vocabulary without its serial numbers."""


def _paragraphs(doc: Doc) -> Iterator[list[tuple[int, str]]]:
    """Yield (index, text) of the words between line ends."""
    words: list[tuple[int, str]] = []
    for index, text in enumerate([token.text for token in doc]):
        if not text.isspace():
            words.append((index, text))
        elif "\n" in text and words:
            yield words
            words = []
    if words:
        yield words


def inputs(window: Window) -> dict[str, np.ndarray[Any, Any]]:
    """Return what the model reads of a window: its pieces and shapes, each (1, pieces) of int64."""
    return {name: np.array([row], dtype="int64") for name, row in (("pieces", window.pieces), ("shapes", window.shapes))}


_ALLOWED = np.array([[tag[0] != "I" or before[1:] == tag[1:] for tag in TAGS] for before in TAGS])
_MOVES = np.where(_ALLOWED, 0.0, -1e4).astype("float32")
"""Added to the score of a tag behind another: nothing is inside a name that has not begun."""


def decode(windows: Sequence[Window], scores: Sequence[np.ndarray[Any, Any]]) -> list[list[int]]:
    """Return the best tags of each window's words by Viterbi search; a window's scores are (pieces, tags) of log odds."""
    longest = max(len(window.words) for window in windows)
    lattice = np.zeros((len(windows), longest, len(TAGS)), dtype="float32")
    for row, window in enumerate(windows):
        lattice[row, : len(window.words)] = scores[row][[piece for piece, _ in window.words]]
    best = lattice[:, 0] + np.where([tag[0] == "I" for tag in TAGS], -1e4, 0.0).astype("float32")
    back = np.zeros(lattice.shape, dtype="int8")
    everywhere = np.arange(len(windows))[:, None], np.arange(len(TAGS))[None, :]
    for word in range(1, longest):
        ways = best[:, :, None] + _MOVES
        back[:, word] = before = ways.argmax(1)
        best = ways[everywhere[0], before, everywhere[1]] + lattice[:, word]
    # words beyond a window's end score nothing, so the path that is best at the end is best at the window's own end
    tags = best.argmax(1)
    paths = np.zeros(lattice.shape[:2], dtype="int8")
    for word in range(longest - 1, -1, -1):
        paths[:, word] = tags
        tags = back[everywhere[0][:, 0], word, tags]
    return [paths[row, : len(window.words)].tolist() for row, window in enumerate(windows)]


def spans(window: Window, tags: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Turn the tags of a window's words into (first token, end token, label)."""
    start, end, label = 0, 0, ""
    for (_, token), number in zip(window.words, tags, strict=True):
        tag = TAGS[number]
        if tag[0] != "I" and label:
            yield start, end, label
            label = ""
        if tag[0] == "B":
            start, label = token, tag[2:]
        end = token + 1
    if label:
        yield start, end, label
