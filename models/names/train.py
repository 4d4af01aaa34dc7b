"""Train the names model: spaCy's small recogniser resumed on releases, reduced to the four labels we read.

    python models/names/train.py TRAIN.jsonl [--gold FOLDER] [--archive FOLDER] [--without FOLDER] [--out FOLDER] [--seed N]

TRAIN.jsonl holds a release a line: `text`, and `spans` as `[start, end, label]` (people, organizations, places, other). With an
archive, the model first trained labels unlabelled releases, the knowledge of the whole release corrects the labels, and a second
model learns from these and then from TRAIN.jsonl again. The same data, seed and versions give the same weights; it takes 4
minutes on one core, 9 with an archive.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam, Model, NumpyOps, set_current_ops

from nutgraf.evaluation.gold import gold_files, read_gold
from nutgraf.labeller import BASE, RECOGNISER, tokeniser, with_sentences
from nutgraf.language import split_sentences
from nutgraf.layout import read_layout
from nutgraf.names import repair_names

LAYERS = ("people", "organizations", "places")
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


def read_gold_names(folder: Path) -> list[Text]:
    """Read the names of gold releases; of two that overlap the first counts."""
    texts = []
    for path in gold_files(folder):
        gold = read_gold(path)
        items = [(item["start"], item["end"], LABELS[layer]) for layer in LAYERS for item in gold.layers[layer]]
        spans: list[tuple[int, int, str]] = []
        for span in sorted(items):
            if not spans or span[0] >= spans[-1][1]:
                spans.append(span)
        texts.append(Text(gold.text, tuple(spans)))
    return texts


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
    return Text(text, item.spans) if len(text) == len(item.text) else item  # "ß" grows in capitals


class Schedule(NamedTuple):
    """How long and how fast a pass over the data trains."""

    epochs: int
    rate: float
    last_rate: float
    dropout: float


GOLD = Schedule(3, 0.001, 0.0004, 0.2)
SILVER = Schedule(1, 0.001, 0.0003, 0.1)
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


def self_labelled(nlp: Language, texts: Sequence[str]) -> list[Text]:
    """Label texts with the recogniser as the knowledge of the whole release corrects it."""
    flat = [read_layout(text).flat for text in texts]
    docs = nlp.pipe(with_sentences(nlp.make_doc(text), split_sentences(text, ())) for text in flat)
    labelled = []
    for text, doc in zip(flat, docs, strict=True):
        repair_names(doc)
        labelled.append(Text(text, tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents)))
    return labelled


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
    parser.add_argument("--archive", type=Path, help="folder of unlabelled releases (.txt, .md) to learn from as well")
    parser.add_argument("--without", type=Path, help="folder of gold releases; what repeats them is kept out of training")
    parser.add_argument("--limit", type=int, default=2000, help="releases of the archive to use")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "ner")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    fix_random_seed(options.seed)
    random_ = random.Random(options.seed)  # noqa: S311 - an order, not a secret
    set_current_ops(NumpyOps(use_blis=False))
    gold = read_names(options.names) + (read_gold_names(options.gold) if options.gold else [])
    nlp = recogniser()
    train(nlp, gold, GOLD, random_)
    if options.archive:
        silver = self_labelled(nlp, archive(options.archive, options.without, options.limit, random_))
        sys.stderr.write(f"{len(silver)} releases of the archive labelled\n")
        nlp = recogniser()
        train(nlp, [*gold, *silver], SILVER, random_)
        train(nlp, gold, POLISH, random_)
    nlp.get_pipe("ner").to_disk(options.out, exclude=["vocab"])


def recogniser() -> Language:
    """Return a pipeline whose recogniser stands at the base model's weights."""
    base = spacy.load(BASE, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"])
    nlp = tokeniser()
    reduced_recogniser(nlp, base)
    return nlp


def archive(folder: Path, without: Path | None, limit: int, random_: random.Random) -> list[str]:
    """Read releases of an archive, the same number of each sub-folder as far as they go, none that repeats a gold text."""
    gold = sorted(without.glob("*.txt")) if without else []
    seen = {shingle for path in gold for shingle in shingles(path.read_text("utf-8", "replace"))}
    groups = []
    for group in sorted(path for path in folder.iterdir() if path.is_dir()):
        paths = sorted(path for path in group.rglob("*") if path.suffix in {".txt", ".md"})
        random_.shuffle(paths)
        groups.append(paths)
    texts: list[str] = []
    for rank in range(max(map(len, groups))):
        for paths in groups:
            if rank < len(paths) and len(texts) < limit:
                text = paths[rank].read_text("utf-8", "replace")
                own = shingles(text)
                if own and len(text) < 20_000 and len(own & seen) < len(own) // 3:
                    texts.append(text)
    return texts


def shingles(text: str) -> set[str]:
    """Return the runs of eight words of a text."""
    words = text.lower().split()
    return {" ".join(words[index : index + 8]) for index in range(len(words) - 7)}


if __name__ == "__main__":
    main()
