"""The figures stage: quantities with their unit, bounds, direction and what they count."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from nutgraf.records import Figure
from nutgraf.stage import Reading
from nutgraf.stages.figures.bounds import change, comparator
from nutgraf.stages.figures.items import ItemReader
from nutgraf.stages.figures.phrases import Words
from nutgraf.stages.figures.quantities import Quantity, Taken, find_quantities
from nutgraf.stages.figures.ranges import with_ranges


class Figures:
    """Reports every quantity; dates, durations, ordinals and identifiers are none."""

    name = "figures"
    requires = ("dates",)

    def __call__(self, reading: Reading) -> Iterator[Figure]:
        text = reading.text
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(lower if len(lower := char.lower()) == 1 else char for char in text)
        items, words = ItemReader(text), Words(text)
        for quantity in with_ranges(text, find_quantities(reading, lowered, _taken(reading))):
            yield self._figure(reading, quantity, items, words)

    def _figure(self, reading: Reading, quantity: Quantity, items: ItemReader, words: Words) -> Figure:
        text, start, end = reading.text, quantity.start, quantity.end
        sentence = reading.sentence_at(start)
        left, right = words.around(start, end, sentence)
        before = [token.lower for token in left[-8:]]
        bound, used = comparator(text, end, before, measured=quantity.unit is not None or quantity.scale != 1)
        if bound == "eq" and quantity.form == "vague":
            bound = "approx"
        return reading.fact(
            Figure,
            start,
            end,
            quantity.kind or "count",
            value=quantity.value,
            high=quantity.high,
            unit=quantity.unit,
            unit_kind=quantity.kind or "count",
            comparator=bound,
            item=quantity.item or items.item(quantity, left[: len(left) - used], right),
            change=change(text, end, before[: len(before) - used], max(sentence[1], end)),
        )


def _taken(reading: Reading) -> Taken:
    """Return the look-up of stretches that are dates, addresses or phone numbers."""
    spans = sorted(
        [(date.start, date.end) for date in reading.found.dates] + [(mark.start, mark.end) for mark in reading.channels]
    )
    starts = [start for start, _ in spans]

    def overlap(start: int, end: int) -> int:
        index = bisect_right(starts, end - 1) - 1
        return spans[index][1] if index >= 0 and spans[index][1] > start else 0

    return overlap
