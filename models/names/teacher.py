"""Train the teacher of the names model, and let it label releases for the student.

    python models/names/teacher.py train ENCODER TRAIN.jsonl OUT [--dev GOLD_DIR] [--epochs N] [--seed N]
    python models/names/teacher.py label MODEL... --archive FOLDER --out SILVER.jsonl [--words N]

ENCODER is the folder of a BERT encoder (MiniLM-L6 with its tokenizer). The encoder is uncased; what capitals tell comes in
through an embedding of each word's shape, added to its word-piece embeddings. Paragraphs are packed into windows, so a name is
labelled with the release around it. Several models vote by the mean of their probabilities. Needs torch and transformers,
which Nutgraf itself does not.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
import torch
from nutgraf.sources import read_releases
from tokenizers import Tokenizer
from torch import Tensor, nn
from train import LABELS, Text, paragraphs, read_names
from transformers import BertModel

TAGS = ["O", *(f"{edge}-{label}" for label in LABELS.values() for edge in "BI")]
IGNORED = -100
WINDOW = 224
"""Word pieces a window holds: several paragraphs, and quadratic attention is still cheap."""

SHAPES = 10


def shape(word: str) -> int:
    """Class a word by its capitals and digits; 0 is kept for marks between paragraphs."""
    if word.isdigit():
        return 1
    if any(char.isdigit() for char in word):
        return 2
    if not any(char.isalpha() for char in word):
        return 3
    if word.islower():
        return 4
    if len(word) == 1:
        return 5
    if word.isupper():
        return 6
    if word[0].isupper() and word[1:].islower():
        return 7
    return 8 if word[0].isupper() else 9


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces of consecutive paragraphs; `words` holds for each first piece of a word its (start, end) in the text."""

    ids: list[int]
    shapes: list[int]
    tags: list[int]
    words: list[tuple[int, int, int]]


class Cutter:
    """Cuts releases into windows of word pieces."""

    def __init__(self, encoder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.nlp = spacy.blank("en")
        self.pieces: dict[str, list[int]] = {}

    def word_pieces(self, word: str) -> list[int]:
        """Return the ids of a word's pieces."""
        if word not in self.pieces:
            self.pieces[word] = self.tokenizer.encode(word, add_special_tokens=False).ids[:8] or [100]
        return self.pieces[word]

    def windows(self, item: Text) -> Iterator[Window]:
        """Pack a release's paragraphs into windows; a long paragraph is cut at words."""
        window = Window([101], [0], [IGNORED], [])
        for paragraph, offset in paragraphs_with_offsets(item):
            if len(window.ids) > 1 and len(window.ids) + len(paragraph.text) // 4 > WINDOW:
                yield closed(window)
                window = Window([101], [0], [IGNORED], [])
            for word, start, end, tag in tagged_words(self.nlp, paragraph):
                pieces = self.word_pieces(word)
                if len(window.ids) + len(pieces) > WINDOW:
                    yield closed(window)
                    window = Window([101], [0], [IGNORED], [])
                window.words.append((len(window.ids), offset + start, offset + end))
                window.ids.extend(pieces)
                window.shapes.extend([shape(word)] * len(pieces))
                window.tags.extend([tag] + [IGNORED] * (len(pieces) - 1))
            window.ids.append(102)
            window.shapes.append(0)
            window.tags.append(IGNORED)
        if window.words:
            yield closed(window)


def closed(window: Window) -> Window:
    """End a window with the separator."""
    if window.ids[-1] != 102:
        window.ids.append(102)
        window.shapes.append(0)
        window.tags.append(IGNORED)
    return window


def paragraphs_with_offsets(item: Text) -> Iterator[tuple[Text, int]]:
    """Yield a release's paragraphs and where each starts."""
    position = 0
    flat = [paragraph.text for paragraph in paragraphs(item)]
    whole = "\n".join(flat)
    del whole
    from nutgraf.layout import read_layout  # noqa: PLC0415

    text = read_layout(item.text).flat
    for paragraph in paragraphs(item):
        position = text.index(paragraph.text, position)
        yield paragraph, position
        position += len(paragraph.text)


def tagged_words(nlp: spacy.language.Language, item: Text) -> Iterator[tuple[str, int, int, int]]:
    """Yield the words of a paragraph with their offsets and tag."""
    spans = iter(sorted(item.spans))
    span = next(spans, None)
    inside = False
    for token in nlp.make_doc(item.text):
        if token.is_space:
            continue
        start, end = token.idx, token.idx + len(token.text)
        while span and span[1] <= start:
            span, inside = next(spans, None), False
        if span and start < span[1] and end > span[0]:
            yield token.text, start, end, TAGS.index(f"{'I' if inside else 'B'}-{span[2]}")
            inside = True
        else:
            yield token.text, start, end, 0


class Teacher(nn.Module):
    """A BERT encoder with word shapes and a tagging head."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(str(encoder), add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.normal_(self.shapes.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(width, len(TAGS))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Return a score for every tag of every piece, (windows, pieces, tags)."""
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.shapes(shapes)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return self.head(self.dropout(hidden))


def batch(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pad windows to one length."""
    longest = max(len(window.ids) for window in windows)

    def padded(column: str, value: int) -> Tensor:
        return torch.tensor([getattr(w, column) + [value] * (longest - len(w.ids)) for w in windows])

    ids = padded("ids", 0)
    return ids, padded("shapes", 0), (ids != 0).long(), padded("tags", IGNORED)


def train(encoder: Path, items: Sequence[Text], dev: Sequence[Text], *, epochs: int, seed: int, size: int = 8) -> Teacher:
    """Fine-tune the encoder; weights are averaged over the second half of the steps."""
    torch.manual_seed(seed)
    order = random.Random(seed)  # noqa: S311 - an order, not a secret
    cutter, model = Cutter(encoder), Teacher(encoder)
    windows = [window for item in items for window in cutter.windows(item)]
    encoder_parameters = list(model.encoder.parameters())
    head = [*model.shapes.parameters(), *model.head.parameters()]
    optimizer = torch.optim.AdamW([{"params": encoder_parameters, "lr": 1.2e-4}, {"params": head, "lr": 1e-3}], weight_decay=0.01)
    steps = epochs * (len(windows) // size + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / 100) * max(0.03, 1 - step / steps))
    average = torch.optim.swa_utils.AveragedModel(model, avg_fn=lambda old, new, _: old + 0.01 * (new - old))
    loss_of = nn.CrossEntropyLoss(ignore_index=IGNORED, label_smoothing=0.02)
    started = time.monotonic()
    for epoch in range(epochs):
        model.train()
        order.shuffle(windows)
        total = 0.0
        for start in range(0, len(windows), size):
            ids, shapes, mask, tags = batch(windows[start : start + size])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(ids, shapes, mask)
            loss = loss_of(scores.float().flatten(0, 1), tags.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            total += loss.item()
        print(f"epoch {epoch + 1} loss {total * size / len(windows):.4f} {time.monotonic() - started:.0f} s", flush=True)
        if dev:
            print("   ", scores_line(dev, [label(cutter, [average.module], item) for item in dev]), flush=True)
    return average.module


@torch.no_grad()
def label(cutter: Cutter, models: Sequence[Teacher], item: Text) -> list[tuple[int, int, str]]:
    """Return the names of a release by the vote of the models."""
    found: list[tuple[int, int, str]] = []
    windows = list(cutter.windows(Text(item.text, ())))
    for start in range(0, len(windows), 16):
        group = windows[start : start + 16]
        ids, shapes, mask, _ = batch(group)
        probabilities = 0.0
        for model in models:
            model.eval()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                probabilities = probabilities + model(ids, shapes, mask).float().softmax(-1)
        for window, rows in zip(group, probabilities, strict=True):
            found += spans(window, decoded(rows[[first for first, _, _ in window.words]].log()))
    return found


def decoded(scores: Tensor) -> list[int]:
    """Return the best sequence of tags in which no name starts in its middle (Viterbi)."""
    allowed = torch.zeros(len(TAGS), len(TAGS))
    for j, tag in enumerate(TAGS):
        if tag[0] == "I":
            for i, before in enumerate(TAGS):
                if before[1:] != tag[1:]:
                    allowed[i, j] = float("-inf")
    best, back = scores[0] + allowed[0], []
    for row in scores[1:]:
        best, pointer = (best[:, None] + allowed).max(0)
        best = best + row
        back.append(pointer)
    path = [int(best.argmax())]
    for pointer in reversed(back):
        path.append(int(pointer[path[-1]]))
    return path[::-1]


def spans(window: Window, tags: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Turn tags into spans."""
    current: list[int] | None = None
    kind = ""
    for (_, start, end), index in zip(window.words, tags, strict=True):
        tag = TAGS[index]
        if current and (tag[0] != "I"):
            yield current[0], current[1], kind
            current = None
        if tag[0] == "B":
            current, kind = [start, end], tag[2:]
        elif tag[0] == "I" and current:
            current[1] = end
    if current:
        yield current[0], current[1], kind


def read_dev(folder: Path) -> list[Text]:
    """Read gold releases with their required and optional names."""
    from nutgraf.evaluation.gold import gold_files, read_gold  # noqa: PLC0415

    golds = [read_gold(path) for path in gold_files(folder)]
    return [
        Text(
            gold.text,
            tuple(
                (item["start"], item["end"], ("?" if item.get("optional") else "") + LABELS[layer])
                for layer in ("people", "organizations", "places")
                for item in gold.layers[layer]
            ),
        )
        for gold in golds
    ]


def scores_line(dev: Sequence[Text], found: Iterable[Sequence[tuple[int, int, str]]]) -> str:
    """Return exact F1 by label, optional names aside."""
    from nutgraf.evaluation.matching import trimmed  # noqa: PLC0415

    counts = {name: [0, 0, 0] for name in ("PERSON", "ORG", "GPE")}
    for item, names in zip(dev, found, strict=True):
        optional = [(start, end) for start, end, kind in item.spans if kind[0] == "?"]
        for kind, count in counts.items():
            gold = {trimmed(item.text, start, end) for start, end, one in item.spans if one == kind}
            mine = {trimmed(item.text, start, end) for start, end, one in names if one == kind}
            spurious = {s for s in mine - gold if not any(a < s[1] and s[0] < b for a, b in optional)}
            count[0] += len(gold & mine)
            count[1] += len(spurious)
            count[2] += len(gold - mine)
    return "  ".join(f"{kind} {2 * a / max(1, 2 * a + b + c):.3f}" for kind, (a, b, c) in counts.items())


def label_archive(paths: Sequence[Path], archive: Path, out: Path, words: int) -> None:
    """Label an archive's releases, in an order that mixes its sources, until there are enough words."""
    models = []
    for path in paths:
        state = torch.load(path / "teacher.pt", weights_only=True)
        model = Teacher(path / "encoder")
        model.load_state_dict(state)
        models.append(model)
    cutter = Cutter(paths[0] / "encoder")
    releases = list(read_releases(archive, on_error=lambda _: None))
    random.Random(7).shuffle(releases)  # noqa: S311 - an order, not a secret
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for release in releases:
            if not 60 < release.word_count < 3000:
                continue
            names = label(cutter, models, Text(release.text, ()))
            layers = {value: key for key, value in LABELS.items()}
            row = {"id": release.source, "text": release.text, "spans": [[a, b, layers[kind]] for a, b, kind in names]}
            file.write(json.dumps(row) + "\n")
            count += release.word_count
            if count > words:
                break


def main() -> None:
    """Train or label."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("encoder", type=Path)
    training.add_argument("names", type=Path)
    training.add_argument("out", type=Path)
    training.add_argument("--dev", type=Path)
    training.add_argument("--epochs", type=int, default=5)
    training.add_argument("--seed", type=int, default=1)
    labelling = commands.add_parser("label")
    labelling.add_argument("models", type=Path, nargs="+")
    labelling.add_argument("--archive", type=Path, required=True)
    labelling.add_argument("--out", type=Path, required=True)
    labelling.add_argument("--words", type=int, default=3_000_000)
    options = parser.parse_args()
    if options.command == "label":
        label_archive(options.models, options.archive, options.out, options.words)
        return
    dev = read_dev(options.dev) if options.dev else []
    model = train(options.encoder, read_names(options.names), dev, epochs=options.epochs, seed=options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), options.out / "teacher.pt")


if __name__ == "__main__":
    main()
