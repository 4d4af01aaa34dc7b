"""What the readers of attributions see: the segments of a release and the words around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from nutgraf.stage import Reading
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.speakers import Speakers

WIDEST = 420
"""Characters of context read on either side of a segment (the longest attribution on gold takes 290)."""
_SPLIT_TOO_EARLY = re.compile(r"\b[A-Z][a-z]{0,4}\.\s$")
_NAMING = re.compile(
    r"\b(?:titled|entitled|named|known as|so-called|nicknamed"
    r"|the (?:term|word|phrase|song|film|book|article|hashtag|slogan|theme))"
    r"\s*,?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it, the words that say so, and whether they bind a whole quotation or a fragment."""

    speaker: Speaker | None
    cue: tuple[int, int] | None
    strength: Literal["direct", "mixed"]
    rule: str


@dataclass(slots=True)
class Context:
    """The segments of one release in its text."""

    reading: Reading
    segments: list[Segment]
    speakers: Speakers
    text: str = field(init=False)
    starts: list[int] = field(init=False)
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.reading.text
        self.starts = [start for start, _ in self.reading.sentences]
        self.ends = [end for _, end in self.reading.sentences]

    def line_start(self, position: int) -> int:
        """Return where the paragraph around a position starts, or as far back as is read."""
        floor = max(0, position - 4 * WIDEST)
        return max(self.text.rfind("\n", floor, position) + 1, floor)

    def line_end(self, position: int) -> int:
        """Return where the paragraph around a position ends, or as far as is read."""
        limit = min(len(self.text), position + WIDEST)
        edge = self.text.find("\n", position, limit)
        return limit if edge < 0 else edge

    def starts_paragraph(self, index: int) -> bool:
        """Whether nothing but a bullet stands in front of a segment in its paragraph."""
        start = self.segments[index].start
        return not self.text[self.line_start(start) : start].strip(" >*_-–—•")

    def lead_floor(self, index: int) -> int:
        """Return where the clause that may lead up to a segment starts."""
        start = self.segments[index].start
        floor = max(self.line_start(start), start - WIDEST)
        if index:
            floor = max(floor, self.segments[index - 1].end)
        at = bisect_right(self.starts, start) - 1
        if at < 0:
            return floor
        begin = self.starts[at]
        if at and _SPLIT_TOO_EARLY.search(self.text, max(0, begin - 8), begin):
            begin = self.starts[at - 1]
        return max(floor, begin) if begin < start else start

    def trail_limit(self, index: int) -> int:
        """Return where the clause that may follow a segment ends."""
        end = self.segments[index].end
        limit = self.line_end(end)
        if index + 1 < len(self.segments):
            limit = min(limit, self.segments[index + 1].start)
        at = bisect_right(self.ends, end + 1)
        return min(limit, max(self.ends[at], end)) if at < len(self.ends) else limit

    def sentence_above(self, index: int) -> tuple[int, int] | None:
        """Return the last sentence of the paragraph above a segment; None when a quotation stands in it."""
        line = self.line_start(self.segments[index].start)
        above = self.text[max(0, line - WIDEST) : line].rstrip()
        end = max(0, line - WIDEST) + len(above)
        if not above:
            return None
        floor = max(self.line_start(end), end - WIDEST)
        at = bisect_right(self.starts, end - 1) - 1
        floor = max(floor, self.starts[at]) if at >= 0 else floor
        return None if index and self.segments[index - 1].end > floor else (floor, end)

    def is_naming(self, index: int) -> bool:
        """Whether a fragment is a title, term or slogan rather than somebody's words."""
        segment = self.segments[index]
        before = self.text[max(0, segment.start - 24) : segment.start]
        words = self.text[segment.start + 1 : segment.end - 1].strip(" .,;").split()
        long = [word for word in words if len(word) > 3]
        title_case = len(words) > 1 and bool(long) and all(word[0].isupper() or not word[0].isalpha() for word in long)
        return title_case or before.rstrip().endswith(("(", "[")) or bool(_NAMING.search(before))
