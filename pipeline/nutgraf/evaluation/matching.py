"""Counting what was found against what should be: spans trimmed, matched one to one, and scored."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
Span = tuple[int, int]

_ARTICLE = re.compile(r"(?i)(the|a|an)\s+")
_POSSESSIVE = re.compile(r"[’']s?$")


def normalized(value: object) -> str:
    """Fold what two spellings of a value may differ in: case, marks, articles, possessives, outer punctuation."""
    if value is None:
        return ""
    text = unicodedata.normalize("NFKC", str(value)).translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"'})
    text = re.sub(r"\s+", " ", text).strip().lower()
    text = re.sub(r"'s?$", "", re.sub(r"^(the|a|an)\s+", "", text))
    return text.strip(" .,;:\"'()")


def trimmed(text: str, start: int, end: int) -> Span:
    """Leave articles, possessives and outer punctuation out of a span."""
    if article := _ARTICLE.match(text[start:end]):
        start += article.end()
    if possessive := _POSSESSIVE.search(text[start:end]):
        end -= len(possessive.group())
    while end > start and text[end - 1] in " .,;:\"”’')\n":
        end -= 1
    while start < end and text[start] in " \"“‘'(\n":
        start += 1
    return start, end


def overlap(one: Span, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def same_name(gold: object, found: object) -> bool:
    """Whether two names mean the same: equal, one within the other, or same last word and no foreign word."""
    one, other = normalized(gold), normalized(found)
    if not one or not other or one == other:
        return one == other
    words, others = one.split(), other.split()
    same_last = words[-1] == others[-1] and (set(words) <= set(others) or set(others) <= set(words))
    return same_last or (len(words) > 1 and one in other) or (len(others) > 1 and other in one)


def match(gold: Sequence[Item], found: Sequence[Item], score: Callable[[Item, Item], float]) -> Matching:
    """Pair items one to one, best score first; a score of 0 forbids a pair."""
    scores = ((score(one, other), i, j) for i, one in enumerate(gold) for j, other in enumerate(found))
    paired: dict[int, int] = {}
    taken: set[int] = set()
    order = []
    for _, i, j in sorted((entry for entry in scores if entry[0] > 0), reverse=True):
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
            order.append((gold[i], found[j]))
    return Matching(
        order,
        [item for i, item in enumerate(gold) if i not in paired],
        [item for j, item in enumerate(found) if j not in taken],
    )


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs of gold and found, gold nobody found, and what is found though it is not in gold."""

    pairs: list[tuple[Item, Item]]
    missed: list[Item]
    spurious: list[Item]

    def only(self, keep: Callable[[Item], bool], keep_found: Callable[[Item], bool]) -> Matching:
        """Return the part of a matching whose gold (and unmatched found) items are kept."""
        return Matching(
            [pair for pair in self.pairs if keep(pair[0])],
            [item for item in self.missed if keep(item)],
            [item for item in self.spurious if keep_found(item)],
        )


@dataclass(slots=True)
class Tally:
    """True positives, false positives and misses."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def as_dict(self) -> dict[str, float]:
        """Return precision, recall, F1, and how many were wanted and found."""
        precision = self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0
        recall = self.right / (self.right + self.missed) if self.right + self.missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        counts = {"gold": self.right + self.missed, "pred": self.right + self.wrong}
        return {"p": round(precision, 3), "r": round(recall, 3), "f1": round(f1, 3), **counts}


@dataclass(slots=True)
class Scoreboard:
    """Tallies and accuracies by measure, and the errors behind them."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    hits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    errors: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    def hit(self, measure: str, right: object) -> None:
        """Count one decision of an accuracy."""
        entry = self.hits[measure]
        entry[0] += bool(right)
        entry[1] += 1

    def results(self) -> dict[str, dict[str, float | None]]:
        """Return every measure with its figures, F1 measures first."""
        results: dict[str, dict[str, float | None]] = {name: {**self.tallies[name].as_dict()} for name in sorted(self.tallies)}
        for name in sorted(self.hits):
            right, total = self.hits[name]
            results[name] = {"acc": round(right / total, 3) if total else None, "n": total}
        return results


@dataclass(frozen=True, slots=True)
class Page:
    """One release under evaluation: counts matchings into the scoreboard by the rules for optional items and chrome."""

    name: str
    text: str
    chrome: Iterable[Span]
    board: Scoreboard

    def count(
        self, measure: str, matching: Matching, optional: Sequence[Item], right: Callable[[Item, Item], bool] = lambda _, __: True
    ) -> None:
        """Add a matching to a measure; a pair that is not `right` is both a miss and a false alarm."""
        tally, errors = self.board.tallies[measure], self.board.errors[measure]
        for gold, found in matching.pairs:
            if gold.get("optional"):
                continue
            if right(gold, found):
                tally.right += 1
            else:
                tally.wrong += 1
                tally.missed += 1
                errors.append((self.name, "WRONG", self._piece(gold), _value(gold), _value(found)))
        for gold in matching.missed:
            if not gold.get("optional"):
                tally.missed += 1
                errors.append((self.name, "MISS", self._piece(gold), _value(gold)))
        for found in matching.spurious:
            if not self._excused(found, optional):
                tally.wrong += 1
                errors.append((self.name, "SPURIOUS", self._piece(found), _value(found)))

    def _excused(self, found: Item, optional: Sequence[Item]) -> bool:
        if any(start <= found["start"] < end for start, end in self.chrome):
            return True
        span = (found["start"], found["end"])
        return any(overlap((item["start"], item["end"]), span) for item in optional)

    def _piece(self, item: Item) -> str:
        return " ".join(self.text[item["start"] : item["end"]].split())


def _value(item: Item) -> object:
    for key in ("value", "speaker", "name", "kind"):
        if key in item:
            return item[key]
    return None
