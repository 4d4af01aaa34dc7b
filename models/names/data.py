"""Texts with names to learn from: annotated releases, gold releases, and the texts of an archive."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from nutgraf import read_releases
from nutgraf.evaluation.gold import gold_files, read_gold
from nutgraf.layout import read_layout

LAYERS = ("people", "organizations", "places")
LABELS = {"people": "PERSON", "organizations": "ORG", "places": "GPE", "other": "MISC"}
"""Our layers as labels; MISC is laws, products, events and whatever else fools a tagger."""


class Text(NamedTuple):
    """A text with its names: offsets and label."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def read_names(path: Path) -> list[Text]:
    """Read releases with named spans, a JSON object a line: `text`, and `spans` as `[start, end, layer]`."""
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


def flat(item: Text) -> Text:
    """Turn the line ends inside paragraphs into spaces, as the labeller reads texts; offsets stay."""
    return Text(read_layout(item.text).flat, item.spans)


def paragraphs(item: Text) -> Iterator[Text]:
    """Cut a text at the edges of paragraphs, the line ends inside them turned into spaces."""
    start = 0
    for line in flat(item).text.split("\n"):
        end = start + len(line)
        if line.strip():
            yield Text(line, tuple((a - start, b - start, label) for a, b, label in item.spans if start <= a and b <= end))
        start = end + 1


def archive(root: Path, without: Path | None, limit: int, random_: random.Random) -> list[str]:
    """Read releases of an archive, the same number of each folder as far as they go, none that repeats a gold text."""
    gold = sorted(without.glob("*.txt")) if without else []
    seen = {shingle for path in gold for shingle in shingles(path.read_text("utf-8", "replace"))}
    groups: dict[Path, list[str]] = defaultdict(list)
    for release in read_releases(root, on_error=lambda _: None):
        groups[Path(release.source).parent].append(release.text)
    for texts in groups.values():
        random_.shuffle(texts)
    ranked = chain.from_iterable(zip_longest(*(groups[name] for name in sorted(groups))))
    return list(islice((text for text in ranked if text and len(text) < 20_000 and not _repeats(text, seen)), limit))


def _repeats(text: str, seen: set[str]) -> bool:
    own = shingles(text)
    return len(own & seen) >= max(1, len(own) // 3)


def shingles(text: str) -> set[str]:
    """Return the runs of eight words of a text."""
    words = text.lower().split()
    return {" ".join(words[index : index + 8]) for index in range(len(words) - 7)}
