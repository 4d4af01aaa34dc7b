"""Gold annotations: JSON that points into a release's text in, spans with their values out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.errors import NutgrafError
from nutgraf.records import FACT_TABLES

Item = dict[str, Any]
"""An annotation: its own keys, and `start`, `end` (quotes also `segments`) as offsets."""


class GoldError(NutgrafError):
    """A gold file that cannot be read or points at nothing."""


@dataclass(frozen=True, slots=True)
class Gold:
    """The annotations of one release; `chrome` are zones where nothing counts."""

    name: str
    text: str
    release: Item
    layers: dict[str, list[Item]]
    chrome: tuple[tuple[int, int], ...]


def gold_files(folder: Path) -> list[Path]:
    """Return the gold files below a folder: every .json that stands beside a document of its name."""
    files = [path for path in folder.rglob("*.json") if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    return sorted(path for path in files if any(other.suffix != ".json" for other in path.parent.glob(f"{path.stem}.*")))


def read_gold(path: Path, text: str | None = None) -> Gold:
    """Read a gold file; `text` is what it points into when that is not the .txt beside it."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise GoldError(f"{path}: not JSON: {error}") from None
    beside = path.with_suffix(".txt")
    if beside.exists():
        text = beside.read_text("utf-8", "replace")
    if text is None:
        raise GoldError(f"{path}: no text to point into")
    chrome = tuple((start, end) for start, end in content.get("chrome", ()))
    try:
        layers = {layer: _items(content.get(layer, ()), layer, text, chrome) for layer in FACT_TABLES}
    except GoldError as error:
        raise GoldError(f"{path}: {error}") from None
    return Gold(path.stem, text, content.get("release", {}), layers, chrome)


def _items(annotations: Any, layer: str, text: str, chrome: tuple[tuple[int, int], ...]) -> list[Item]:
    found: dict[tuple[int, int], Item] = {}
    items = []
    for annotation in annotations:
        values = {key: value for key, value in annotation.items() if key not in ("t", "n", "from", "to", "segments")}
        if layer == "quotes":
            segments = [locate(pointer, text)[0] for pointer in annotation["segments"]]
            items.append({**values, "segments": segments, "start": segments[0][0], "end": segments[-1][1]})
        else:
            items += [{**values, "start": start, "end": end} for start, end in locate(annotation, text)]
    for item in sorted(items, key=lambda item: (item["start"], item["end"])):
        kept = found.setdefault((item["start"], item["end"]), item)
        if any(start <= kept["start"] < end for start, end in chrome):
            kept["optional"] = True
    return list(found.values())


def locate(pointer: Item, text: str) -> list[tuple[int, int]]:
    """Return the spans a pointer means: its n-th occurrence, or with `*` every one that stands alone as a word."""
    number = pointer.get("n", 1)
    if "from" in pointer:
        starts = list(_pattern(pointer["from"]).finditer(text))
        if len(starts) < number:
            raise GoldError(f"no occurrence {number} of {pointer['from']!r}")
        start = starts[number - 1]
        for end in _pattern(pointer["to"]).finditer(text, start.start()):
            if end.end() >= start.end():
                return [(start.start(), end.end())]
        raise GoldError(f"no {pointer['to']!r} behind {pointer['from']!r}")
    target = pointer["t"]
    if number == "*":
        alone = _pattern(target, whole_words=True)
        spans = [match.span() for match in alone.finditer(text)]
        if not spans:
            raise GoldError(f"no {target!r}")
        return spans
    spans = [match.span() for match in _pattern(target).finditer(text)]
    if len(spans) < number:
        raise GoldError(f"no occurrence {number} of {target!r}")
    return [spans[number - 1]]


def _pattern(target: str, *, whole_words: bool = False) -> re.Pattern[str]:
    """Match a text whatever white space stands between its words."""
    pattern = r"\s+".join(map(re.escape, target.split()))
    if whole_words:
        before = r"(?<!\w)" if re.match(r"\w", target) else ""
        behind = r"(?!\w)" if re.search(r"\w$", target) else ""
        pattern = f"{before}{pattern}{behind}"
    return re.compile(pattern)
