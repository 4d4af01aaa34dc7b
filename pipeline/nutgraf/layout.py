"""How a text is laid out: raw text in, lines joined to paragraphs out, every offset still into the raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import quantiles

_LINE = re.compile(r"[^\n]+")
_SPACES = {ord(c): " " for c in "\t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\x0b\x0c"}

_WIDEST_WRAP = 100
"""Lines longer than this were not wrapped by a typist or a mailer (they wrap at 65 to 80)."""
_NARROWEST_WRAP = 50
_LIST_START = re.compile(r"(?:[-*•·–—o▪■●➢✓]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: offsets of its first and past its last visible character."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or address line: lines that read as one."""

    start: int
    end: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a text, and the text with the line ends inside blocks turned to spaces (same length)."""

    blocks: tuple[Block, ...]
    flat: str


def read_layout(text: str) -> Layout:
    """Find the blocks of a text; linear in its length."""
    lines = _visible_lines(text)
    width = _wrap_width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(text, groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = tuple(Block(group[0].start, group[-1].end, tuple(group)) for group in groups)
    return Layout(blocks, _flatten(text, blocks))


def _visible_lines(text: str) -> list[Line]:
    lines = []
    for match in _LINE.finditer(text):
        content = match.group()
        stripped = content.strip()
        if stripped:
            start = match.start() + len(content) - len(content.lstrip())
            lines.append(Line(start, start + len(stripped)))
    return lines


def _wrap_width(lines: list[Line]) -> int | None:
    """Return the column at which the text was hard-wrapped, or None if it was not."""
    lengths = sorted(line.end - line.start for line in lines)
    if len(lengths) < 5:
        return None
    width = int(quantiles(lengths, n=20)[17])
    return width if _NARROWEST_WRAP <= width and lengths[-1] <= _WIDEST_WRAP else None


def _continues(text: str, above: Line, line: Line, width: int | None) -> bool:
    """Whether a line carries on the one above it."""
    if text.count("\n", above.end, line.start) != 1:
        return False
    first = text[line.start]
    if first.islower() and text[above.end - 1] not in ".!?:;":
        return True
    if width is None or _LIST_START.match(text, line.start):
        return False
    word_end = text.find(" ", line.start, line.end)
    word = (word_end if word_end > 0 else line.end) - line.start
    return above.end - above.start + 1 + word > width - 6


def _flatten(text: str, blocks: tuple[Block, ...]) -> str:
    parts, position = [], 0
    for block in blocks:
        for above, line in zip(block.lines, block.lines[1:], strict=False):
            parts.append(text[position : above.end])
            parts.append(" " * (line.start - above.end))
            position = line.start
    parts.append(text[position:])
    return "".join(parts).translate(_SPACES)
