"""What a figure counts or measures: a light reader of the noun phrases around a number."""

from __future__ import annotations

from nutgraf.stages.figures.quantities import Quantity


class ItemReader:
    """Reads the items of one text's figures; remembers the last one, which the next may share."""

    def __init__(self, text: str) -> None:
        self.text = text

    def item(self, quantity: Quantity, floor: int, ceiling: int, used: int) -> str | None:
        """Return the noun phrase a quantity counts or measures."""
        return None
