"""Windows of word pieces: packing, and the way back from scores to names."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from nutgraf.names.windows import PIECES, SHAPES, TAGS, Window, WordPieces, decode, inputs, shape, spans

NLP = spacy.blank("en")


class Letters:
    """A tokenizer whose pieces are pairs of letters."""

    def no_padding(self) -> None:
        """Do nothing: there is none."""

    no_truncation = no_padding

    def token_to_id(self, token: str) -> int:
        """Return the id of a special token."""
        return {"[CLS]": 1, "[SEP]": 2, "[UNK]": 3}[token]

    def encode(self, word: str, *, add_special_tokens: bool) -> SimpleNamespace:
        """Return a word's pieces."""
        assert not add_special_tokens
        return SimpleNamespace(ids=[10 + ord(letter) % 90 for letter in word.lower() if letter.isalnum()][::2])


WORD_PIECES = WordPieces(Letters())


@pytest.mark.parametrize(
    ("word", "number"),
    [("2024", 1), ("B2B", 2), ("—", 3), ("river", 4), ("A", 5), ("NASA", 6), ("Truro", 7), ("McLane", 8), ("iPad", 9)],
)
def test_words_have_the_shape_of_their_capitals(word: str, number: int) -> None:
    assert shape(word) == number < SHAPES


@given(st.text(min_size=1).filter(lambda word: not word.isspace()))
def test_every_word_has_a_shape(word: str) -> None:
    assert 0 < shape(word) < SHAPES


def test_windows_hold_whole_paragraphs_where_they_can() -> None:
    doc = NLP.make_doc("\n".join(["Marlow Ferries opens a pier. " * 6] * 9))
    windows = WORD_PIECES.windows(doc)
    assert len(windows) > 1
    assert all(window.pieces[0] == 1 and window.pieces[-1] == 2 for window in windows)
    assert all(len(window.pieces) == len(window.shapes) <= PIECES for window in windows)
    firsts = [doc[window.words[0][1]] for window in windows]
    assert all(token.i == 0 or doc[token.i - 1].text.isspace() for token in firsts)


@given(st.text(alphabet="ab.,- \n\t\u00e9\u4e2d", max_size=400))
def test_every_word_is_read_once_and_in_order(text: str) -> None:
    doc = NLP.make_doc(text)
    read = [token for window in WORD_PIECES.windows(doc) for _, token in window.words]
    assert read == [token.i for token in doc if not token.text.isspace()]


def test_a_paragraph_longer_than_a_window_is_cut_at_a_word() -> None:
    doc = NLP.make_doc("Marlow " * 500)
    windows = WORD_PIECES.windows(doc)
    assert len(windows) > 2
    assert all(len(window.pieces) <= PIECES for window in windows)


def _scored(*tags: str, second: str = "O") -> tuple[Window, np.ndarray]:
    """Return a window of words, and scores that favour these tags, `second` being the next best."""
    window = Window([1], words=[(index + 1, index) for index in range(len(tags))])
    scores = np.full((1, len(tags) + 2, len(TAGS)), -9.0)
    for index, tag in enumerate(tags):
        scores[0, index + 1, TAGS.index(second)] = -2.0
        scores[0, index + 1, TAGS.index(tag)] = -0.1
    return window, scores


def test_tags_become_names() -> None:
    window, scores = _scored("B-ORG", "I-ORG", "O", "B-PERSON", "B-PERSON", "I-PERSON")
    tags = decode([window], scores)[0]
    assert list(spans(window, tags)) == [(0, 2, "ORG"), (3, 4, "PERSON"), (4, 6, "PERSON")]


def test_no_name_starts_in_its_middle() -> None:
    window, scores = _scored("I-ORG", "O", "I-GPE", "I-GPE", second="B-GPE")
    tags = decode([window], scores)[0]
    assert [TAGS[tag] for tag in tags] == ["B-GPE", "O", "B-GPE", "I-GPE"]


def test_windows_of_several_lengths_are_decoded_as_if_alone() -> None:
    random = np.random.default_rng(3)
    windows = [Window([1] * (size + 1), words=[(index + 1, index) for index in range(size)]) for size in (3, 11, 7)]
    scores = random.normal(size=(3, 13, len(TAGS)))
    together = decode(windows, scores)
    assert together == [decode([window], scores[row : row + 1])[0] for row, window in enumerate(windows)]
    assert [len(tags) for tags in together] == [3, 11, 7]


def test_the_model_reads_pieces_and_shapes() -> None:
    read = inputs(Window([1, 5, 2], [0, 4, 0], [(1, 0)]))
    assert {name: row.tolist() for name, row in read.items()} == {"pieces": [[1, 5, 2]], "shapes": [[0, 4, 0]]}
