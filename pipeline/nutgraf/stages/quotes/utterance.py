"""What one speaker says without a break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.speaker import Speaker


@dataclass(slots=True)
class Utterance:
    """A quotation in the making; `paragraph` counts to where it ends."""

    segments: list[Segment]
    kind: Literal["direct", "mixed", "indirect"]
    speaker: Speaker | None
    cue: tuple[int, int] | None
    rule: str
    paragraph: int = 0
