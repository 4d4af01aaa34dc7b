"""Train the fast names model: spaCy's small recogniser resumed on releases, reduced to the four labels we read.

    python models/names/train_fast.py TRAIN.jsonl --archive FOLDER [--gold FOLDER] [--without FOLDER] [--limit N] [--seed N]

TRAIN.jsonl holds a release a line: `text`, and `spans` as `[start, end, label]` (people, organizations, places, other).
The accurate model labels the archive's releases, the knowledge of the whole release settles the labels, and the recogniser
learns from these, mixed with TRAIN.jsonl, and then from TRAIN.jsonl alone. The same data, seed and versions give the same
weights.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import spacy
from data import LABELS, Text, archive, paragraphs, read_gold_names, read_names
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam, Model, NumpyOps, set_current_ops

from nutgraf.labeller import BASE, RECOGNISER, Labeller, tokeniser, with_sentences
from nutgraf.language import ACCURATE, split_sentences
from nutgraf.layout import read_layout

PARENTS = {
    "PERSON": ("PERSON",),
    "ORG": ("ORG",),
    "GPE": ("GPE", "LOC"),
    "MISC": ("LAW", "PRODUCT", "EVENT", "WORK_OF_ART", "FAC", "NORP"),
}
"""The labels of the base model whose weights a label starts from."""


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
        if not parents and move in rows:
            parents = [rows[move]]
        if parents:
            weights[index] = old.get_param("W")[parents].mean(0)
            bias[index] = old.get_param("b")[parents].mean(0)
    new.set_param("W", weights)
    new.set_param("b", bias)


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
    return Text(text, item.spans) if len(text) == len(item.text) else item  # "ß" grows in capitals


class Schedule(NamedTuple):
    """How long and how fast a pass over the data trains."""

    epochs: int
    rate: float
    last_rate: float
    dropout: float


SILVER = Schedule(1, 0.001, 0.0001, 0.1)
POLISH = Schedule(2, 0.0003, 0.00003, 0.2)
BATCH = 24
"""Paragraphs an update; the schedules were chosen on gold/dev, see the model card."""


def train(nlp: Language, items: Sequence[Text], schedule: Schedule, random_: random.Random) -> None:
    """Resume the recogniser on the texts; leaves the averaged weights in place."""
    optimizer = Adam(schedule.rate, use_averages=True, L2=0.01, grad_clip=1.0)
    units = [paragraph for item in items for paragraph in paragraphs(item)]
    examples = {unit: example(nlp, unit) for unit in units}
    ner = nlp.get_pipe("ner")
    steps, step = schedule.epochs * (len(units) // BATCH + 1), 0
    start = time.process_time()
    for epoch in range(schedule.epochs):
        order = units + recased(units, random_)
        random_.shuffle(order)
        for group in minibatch([examples.get(item) or example(nlp, item) for item in order], BATCH):
            optimizer.learn_rate = schedule.rate + (schedule.last_rate - schedule.rate) * min(1.0, step / steps)
            ner.update(group, drop=schedule.dropout, sgd=optimizer)
            step += 1
        sys.stderr.write(f"pass {epoch + 1} over {len(items)} releases: {time.process_time() - start:.0f} s\n")
    _keep(ner.model, optimizer)


def labelled(texts: Sequence[str]) -> list[Text]:
    """Label texts with the accurate model as the knowledge of the whole release settles it."""
    layouts = [read_layout(text).flat for text in texts]
    docs = Labeller(ACCURATE).docs((text, split_sentences(text, ()), None) for text in layouts)
    return [
        Text(text, tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents))
        for text, doc in zip(layouts, docs, strict=True)
    ]


def _keep(model: Model[Any, Any], optimizer: Adam) -> None:
    """Set the averaged weights for good."""
    for node in model.walk():
        for name in node.param_names:
            average = optimizer.averages.get((node.id, name))
            if average is not None:
                node.set_param(name, np.asarray(average))


def main() -> None:
    """Train, report and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("--gold", type=Path, help="folder of gold releases to learn from as well")
    parser.add_argument("--archive", type=Path, required=True, help="folder of unlabelled releases (.txt, .md)")
    parser.add_argument("--without", type=Path, help="folder of gold releases; what repeats them is kept out of training")
    parser.add_argument("--limit", type=int, default=4000, help="releases of the archive to use")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "fast")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    random_ = random.Random(options.seed)  # noqa: S311 - an order, not a secret
    gold = read_names(options.names) + (read_gold_names(options.gold) if options.gold else [])
    silver = labelled(archive(options.archive, options.without, options.limit, random_))
    sys.stderr.write(f"{len(silver)} releases of the archive labelled: {time.process_time():.0f} s\n")
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(options.seed)
    nlp = recogniser()
    train(nlp, [*gold, *gold, *silver], SILVER, random_)
    train(nlp, gold, POLISH, random_)
    nlp.get_pipe("ner").to_disk(options.out, exclude=["vocab"])


def recogniser() -> Language:
    """Return a pipeline whose recogniser stands at the base model's weights."""
    base = spacy.load(BASE, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"])
    nlp = tokeniser()
    reduced_recogniser(nlp, base)
    return nlp


if __name__ == "__main__":
    main()
