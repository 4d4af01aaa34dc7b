"""Train the names model: spaCy's small recogniser resumed on releases, reduced to the four labels we read.

    python models/names/train.py TRAIN.jsonl [--dev GOLD_DIR] [--out models/names/ner] [--epochs N] [--seed N]

TRAIN.jsonl holds a release a line: `text`, and `spans` as `[start, end, label]` (people, organizations, places, other).
The same data, seed and versions give the same weights; on one core it takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam, Model, NumpyOps, set_current_ops

from nutgraf.labeller import BASE, RECOGNISER, tokeniser, with_sentences
from nutgraf.language import split_sentences
from nutgraf.layout import read_layout

LABELS = {"people": "PERSON", "organizations": "ORG", "places": "GPE", "other": "MISC"}
"""Our layers as labels; MISC is laws, products, events and whatever else fools a tagger."""

PARENTS = {
    "PERSON": ("PERSON",),
    "ORG": ("ORG",),
    "GPE": ("GPE", "LOC"),
    "MISC": ("LAW", "PRODUCT", "EVENT", "WORK_OF_ART", "FAC", "NORP"),
}
"""The labels of the base model whose weights a label starts from."""


class Text(NamedTuple):
    """A text with its names: offsets and label."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def read_names(path: Path) -> list[Text]:
    """Read releases with named spans, a JSON object a line."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [Text(row["text"], tuple((start, end, LABELS[label]) for start, end, label in row["spans"])) for row in rows]


def reduced_recogniser(nlp: Language, base: Language) -> Any:
    """Add a recogniser with our labels to `nlp` that starts from the base's weights."""
    source = base.get_pipe("ner")
    ner = nlp.add_pipe("ner", config={"model": RECOGNISER})
    for label in LABELS.values():
        ner.add_label(label)
    sample = Text("Acme opens.", ((0, 4, "ORG"),))
    ner.initialize(lambda: [example(nlp, sample)], nlp=nlp)
    for ref in ("tok2vec", "lower"):
        _copy(source.model.get_ref(ref), ner.model.get_ref(ref))
    _copy_output(source, ner)
    return ner


def _copy(source: Model[Any, Any], target: Model[Any, Any]) -> None:
    for old, new in zip(source.walk(), target.walk(), strict=True):
        for name in old.param_names:
            if old.has_param(name):
                new.set_param(name, old.get_param(name).copy())


def _copy_output(source: Any, target: Any) -> None:
    """Start each move from the mean of its parents' moves."""
    rows = {name: index for index, name in enumerate(source.move_names)}
    old, new = source.model.get_ref("upper"), target.model.get_ref("upper")
    weights, bias = new.get_param("W").copy(), new.get_param("b").copy()
    for index, move in enumerate(target.move_names):
        action, _, label = move.partition("-")
        parents = [rows[name] for name in (f"{action}-{parent}" for parent in PARENTS.get(label, ())) if name in rows]
        parents = parents or [rows[move]] if move in rows or parents else []
        if parents:
            weights[index] = old.get_param("W")[parents].mean(0)
            bias[index] = old.get_param("b")[parents].mean(0)
    new.set_param("W", weights)
    new.set_param("b", bias)


def paragraphs(item: Text) -> Iterator[Text]:
    """Cut a text at the edges of paragraphs, the line ends inside them turned into spaces."""
    flat = read_layout(item.text).flat
    start = 0
    for line in flat.split("\n"):
        end = start + len(line)
        if line.strip():
            yield Text(line, tuple((a - start, b - start, label) for a, b, label in item.spans if start <= a and b <= end))
        start = end + 1


def example(nlp: Language, item: Text) -> Example:
    """Pair a tokenised paragraph with its names."""
    inside = [(start, end) for start, end, _ in item.spans]
    sentences = [(a, b) for a, b in split_sentences(item.text, ()) if not any(start < a < end for start, end in inside)]
    doc = with_sentences(nlp.make_doc(item.text), sentences)
    gold = doc.copy()
    spans = [gold.char_span(start, end, label, alignment_mode="expand") for start, end, label in item.spans]
    gold.set_ents(spacy.util.filter_spans([span for span in spans if span is not None and not span[0].is_space]))
    return Example(doc, gold)


def recased(items: Sequence[Text], random_: random.Random) -> list[Text]:
    """Return some short paragraphs in capitals and some in title case, as headlines are set."""
    short = [item for item in items if item.spans and len(item.text) < 160]
    chosen = random_.sample(short, len(short) // 5)
    half = len(chosen) // 2
    return [_with_text(item, item.text.upper()) for item in chosen[:half]] + [
        _with_text(item, " ".join(word[:1].upper() + word[1:] for word in item.text.split(" "))) for item in chosen[half:]
    ]


def _with_text(item: Text, text: str) -> Text:
    return Text(text, item.spans) if len(text) == len(item.text) else item


def train(  # noqa: PLR0913 - the knobs of a training run
    nlp: Language,
    items: Sequence[Text],
    *,
    epochs: int,
    rate: float,
    dropout: float,
    batch: int,
    seed: int,
    after: Callable[[int], None],
) -> None:
    """Resume the recogniser on the texts; leaves the averaged weights in place."""
    random_ = random.Random(seed)  # noqa: S311 - an order, not a secret
    optimizer = Adam(rate, use_averages=True, L2=0.01, grad_clip=1.0)
    units = [paragraph for item in items for paragraph in paragraphs(item)]
    examples = {unit: example(nlp, unit) for unit in units}
    ner = nlp.get_pipe("ner")
    steps = epochs * (len(units) // batch + 1)
    step = 0
    for epoch in range(epochs):
        order = units + recased(units, random_)
        random_.shuffle(order)
        for group in minibatch([examples.get(item) or example(nlp, item) for item in order], batch):
            optimizer.learn_rate = rate * (1 - 0.9 * min(1.0, step / steps))
            ner.update(group, drop=dropout, sgd=optimizer)
            step += 1
        with ner.model.use_params(optimizer.averages):
            after(epoch)
    _keep(ner.model, optimizer)


def _keep(model: Model[Any, Any], optimizer: Adam) -> None:
    """Set the averaged weights for good."""
    for node in model.walk():
        for name in node.param_names:
            average = optimizer.averages.get((node.id, name))
            if average is not None:
                node.set_param(name, np.asarray(average))


def main() -> None:
    """Train, report and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "ner")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=0.001)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    fix_random_seed(options.seed)
    set_current_ops(NumpyOps(use_blis=False))
    base = spacy.load(BASE, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"])
    nlp = tokeniser()
    reduced_recogniser(nlp, base)
    start = time.process_time()

    def after(epoch: int) -> None:
        print(f"epoch {epoch + 1}, {time.process_time() - start:.0f} s", end=" ", flush=True)
        if options.dev:
            sys.path.insert(0, "/tmp/names")
            import devscore

            devscore.score(nlp)
        print(flush=True)

    train(
        nlp,
        read_names(options.names),
        epochs=options.epochs,
        rate=options.rate,
        dropout=options.dropout,
        batch=options.batch,
        seed=options.seed,
        after=after,
    )
    nlp.get_pipe("ner").to_disk(options.out, exclude=["vocab"])


if __name__ == "__main__":
    main()
