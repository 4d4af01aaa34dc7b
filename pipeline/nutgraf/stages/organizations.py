"""organizations: names the model labels."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import OrganizationMention
from nutgraf.stage import Reading


class Organizations:
    """Reports organizations."""

    name = "organizations"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[OrganizationMention]:
        for entity in reading.doc.ents:
            if entity.label_ in {"ORG", "ORG"}:
                yield reading.fact(OrganizationMention, entity.start_char, entity.end_char, "model", name=entity.text)
