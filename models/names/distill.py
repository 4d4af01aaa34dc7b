"""Distil several accurate names models into one with fewer layers.

    python models/names/distill.py TRAIN.jsonl --archive FOLDER --teachers FOLDER... [--layers N] [--without FOLDER]

The teachers, trained by `train_accurate.py` from different seeds, read the archive's releases; the mean of their
probabilities for every word is what the student learns, beside the names of TRAIN.jsonl. The student starts from the first
layers of the same encoder. The same data, seed and versions give the same weights.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import torch
from data import Text, archive, read_gold_names, read_names
from torch import Tensor
from torch.nn.functional import log_softmax
from train_accurate import Reader, Tagged, Teacher, descend, export, figures, padded, report, scored, unpacked_encoder

from nutgraf.names.tagger import Tagger
from nutgraf.names.windows import TAGS, Window

LAYERS = 4
PASSES = 3
"""Times that the annotated releases are read among the archive's, which are read once."""
POLISH = 1
"""Passes over the annotated releases alone, at the end."""
RATE, HEAD_RATE, POLISH_RATE = 2e-4, 1e-3, 4e-5
SMOOTHING = 0.02
"""What a label by hand leaves for the other tags."""


class Soft(NamedTuple):
    """A window and what each of its words may be: probabilities, (words, tags) of float16."""

    window: Window
    tags: np.ndarray[Any, Any]


def softened(texts: Sequence[str], reader: Reader, teachers: Sequence[Tagger]) -> Iterator[Soft]:
    """Label the windows of texts with the mean of the teachers' probabilities."""
    for text in texts:
        for window, _ in reader.tagged(Text(text, ())):
            firsts = [piece for piece, _ in window.words]
            votes = [np.exp(teacher.scores(window)[firsts]) for teacher in teachers]
            yield Soft(window, np.mean(votes, 0).astype("float16"))


def hard(item: Tagged) -> Soft:
    """Turn the tags of a window's words into probabilities."""
    firsts = [piece for piece, _ in item.window.words]
    tags = np.full((len(firsts), len(TAGS)), SMOOTHING / (len(TAGS) - 1), dtype="float16")
    tags[np.arange(len(firsts)), [item.tags[piece] for piece in firsts]] = 1 - SMOOTHING
    return Soft(item.window, tags)


def batch(group: Sequence[Soft]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pad windows to one length; returns pieces, shapes, mask, where the words are, and their tags, (words, tags)."""
    pieces, shapes, mask = padded([item.window for item in group])
    length = pieces.shape[1]
    places = [row * length + piece for row, item in enumerate(group) for piece, _ in item.window.words]
    tags = np.concatenate([item.tags for item in group]).astype("float32")
    return (*map(torch.from_numpy, (pieces, shapes, mask, np.array(places), tags)),)  # type: ignore[return-value]


def learn(model: Teacher, windows: list[Soft], rate: float, passes: int, random_: random.Random) -> None:
    """Teach the windows' probabilities, with a rate that falls to nothing."""

    def loss(group: Sequence[Soft]) -> Tensor:
        pieces, shapes, mask, places, tags = batch(group)
        scores = scored(model, pieces, shapes, mask)
        return -(tags * log_softmax(scores.flatten(0, 1)[places], -1)).sum(-1).mean()

    for _ in descend(model, windows, loss, rates=(rate, rate / RATE * HEAD_RATE), passes=passes, random_=random_):
        pass


def main() -> None:
    """Label, train, report and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("--archive", type=Path, required=True, help="folder of unlabelled releases")
    parser.add_argument("--teachers", type=Path, required=True, nargs="+", help="folders of models to learn from")
    parser.add_argument("--without", type=Path, help="folder of gold releases; what repeats them is kept out of training")
    parser.add_argument("--test", type=Path, help="folder of gold releases to report exact F1 on")
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--limit", type=int, default=4000, help="releases of the archive to use")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "accurate")
    options = parser.parse_args()
    random_ = random.Random(options.seed)  # noqa: S311 - an order, not a secret
    torch.manual_seed(options.seed)
    test = read_gold_names(options.test) if options.test else []
    with TemporaryDirectory() as folder:
        encoder = unpacked_encoder(Path(folder))
        reader, model = Reader(encoder), Teacher(encoder, options.layers)
        gold = [hard(item) for text in read_names(options.names) for item in reader.tagged(text)]
        texts = archive(options.archive, options.without, options.limit, random_)
        silver = list(softened(texts, reader, [Tagger(teacher) for teacher in options.teachers]))
        report(f"{len(texts)} releases of the archive labelled: {time.process_time():.0f} s")
        learn(model, list(chain(silver, *[gold] * PASSES)), RATE, 1, random_)
        if test:
            report("    " + figures(reader, model, test))
        learn(model, gold, POLISH_RATE, POLISH, random_)
        if test:
            report("    " + figures(reader, model, test))
        export(model, encoder, options.out)


if __name__ == "__main__":
    main()
