"""people: names the model labels."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import PersonMention
from nutgraf.stage import Reading


class People:
    """Reports people."""

    name = "people"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[PersonMention]:
        for entity in reading.doc.ents:
            if entity.label_ in {"PERSON", "PERSON"}:
                yield reading.fact(PersonMention, entity.start_char, entity.end_char, "model", name=entity.text)
