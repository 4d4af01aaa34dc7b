"""places: names the model labels."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import PlaceMention
from nutgraf.stage import Reading


class Places:
    """Reports places."""

    name = "places"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[PlaceMention]:
        for entity in reading.doc.ents:
            if entity.label_ in {"GPE", "LOC"}:
                yield reading.fact(PlaceMention, entity.start_char, entity.end_char, "model", name=entity.text)
