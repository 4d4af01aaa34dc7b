"""Quotation marks read character by character: text in, quoted segments out; unclosed, nested and re-opened marks survive."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

_MARK = re.compile(r"[\"“”„‟«»″＂]|``|''|(?<!\w)['‘’‚‹`]|['’›](?!\w)")
_LINE = re.compile(r"\S[^\n]*")
_LEADERS = " \n>*_•·–—-"
_LEADER = re.compile(r"[\s>*_•·–—-]*")
_OPENING = frozenset(("“", "„", "‟", "«", "``"))
_CLOSING = frozenset(("”", "»", "''"))
_SINGLE = frozenset("'‘’‚‹›`")
_BEFORE_OPENING = frozenset(" \n([{<—–-/>*_~:\"“‘'«„`•…=")
_AFTER_CLOSING = frozenset(" \n.,;:!?)]}>—–-/*_~\"”’'»…")
_MEASURE = frozenset("0123456789½¼¾⅓⅔⅛")
_ELISION = re.compile(r"(?:\d0s?\b|(?:em|til|tis|twas|n|cause|bout|round|cuz|s)\b)", re.IGNORECASE)
_LONGEST_LEAP = 3
"""Paragraphs a quotation may run on without a mark of its own before it counts as never closed."""
_LOST_CLOSE = re.compile(
    r"[,.!?…]\s+(?=(?:said|says|added|adds|explained|explains|noted|notes|stated|states|continued|commented|concluded|shared)\s+"
    r"(?:[A-Z]|the\s))"
)
"""Where a closing mark was forgotten: "…, said Jane Doe" inside the marks."""
_LONGEST_SINGLE = 1500
"""Characters between single marks; further apart they are apostrophes."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A quoted stretch, marks included, and what its marks tell."""

    start: int
    end: int
    opened: bool = True
    closed: bool = True
    continued: bool = False
    """Re-opens, at the start of a paragraph, an utterance that the paragraph above left open."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: bool
    closes: bool


@dataclass(slots=True)
class _Paragraph:
    start: int
    end: int
    doubles: list[_Mark]
    singles: list[_Mark]

    def begins_with_mark(self, text: str) -> bool:
        leader = _LEADER.match(text, self.start, self.end)
        return bool(self.doubles) and leader is not None and self.doubles[0].start == leader.end()


def read_segments(text: str) -> list[Segment]:
    """Return the outermost quoted segments of a flat text in order; linear in its length."""
    paragraphs = _read_paragraphs(text)
    segments = _outermost([*_pair_doubles(text, paragraphs), *_pair_singles(text, paragraphs)])
    return _mark_continued(text, [segment if segment.closed else _close_lost(text, segment) for segment in segments])


def _read_paragraphs(text: str) -> list[_Paragraph]:
    paragraphs = []
    for line in _LINE.finditer(text):
        start, end = line.start(), line.end()
        while text[end - 1].isspace():
            end -= 1
        paragraphs.append(_Paragraph(start, end, [], []))
    starts = [paragraph.start for paragraph in paragraphs]
    for match in _MARK.finditer(text):
        paragraph = paragraphs[bisect_right(starts, match.start()) - 1]
        start, end = match.span()
        glyph = match.group()
        before = text[start - 1] if start else "\n"
        after = text[end] if end < len(text) else "\n"
        if glyph in _SINGLE:
            if mark := _single_mark(text, start, end, before, after):
                paragraph.singles.append(mark)
        elif glyph != "″" or before not in _MEASURE:
            paragraph.doubles.append(_double_mark(start, end, glyph, before, after))
    return paragraphs


def _double_mark(start: int, end: int, glyph: str, before: str, after: str) -> _Mark:
    opens, closes = before in _BEFORE_OPENING, after in _AFTER_CLOSING
    if opens == closes:
        opens = glyph not in _CLOSING
        closes = glyph not in _OPENING
    return _Mark(start, end, opens, closes)


def _single_mark(text: str, start: int, end: int, before: str, after: str) -> _Mark | None:
    opens, closes = before in _BEFORE_OPENING, after in _AFTER_CLOSING
    glyph = text[start]
    if opens and not closes and glyph != "’" and not _ELISION.match(text, end):
        return _Mark(start, end, opens=True, closes=False)
    if glyph in "'’›" and closes and not opens:
        return _Mark(start, end, opens=False, closes=True)
    return None


def _pair_doubles(text: str, paragraphs: list[_Paragraph]) -> list[Segment]:
    segments: list[Segment] = []
    pending: int | None = None
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.doubles:
            continue
        reopened = index + 1 < len(paragraphs) and paragraphs[index + 1].begins_with_mark(text)
        found, pending = _pair_marks(text, paragraph, pending, reopened=reopened)
        segments += found
        if pending is not None and (reopened or not _closes_below(paragraphs, index)):
            segments.append(Segment(pending, paragraph.end, closed=False))
            pending = None
    return segments


def _pair_marks(text: str, paragraph: _Paragraph, pending: int | None, *, reopened: bool) -> tuple[list[Segment], int | None]:
    """Pair the double marks of a paragraph; return its segments and where a still open one started."""
    marks = _directed(text, paragraph.doubles, is_open=pending is not None)
    closers_left = sum(not opens for _, opens in marks)
    openers_left = len(marks) - closers_left
    spare = 0 if reopened else 1
    segments: list[Segment] = []
    start = -1 if pending is None else pending
    depth = 0 if pending is None else 1
    for mark, opens in marks:
        if not opens:
            closers_left -= 1
            depth -= 1
            if depth == 0:
                segments.append(Segment(start, mark.end))
            elif depth < 0:
                depth = 0
                left = segments[-1].end if segments and segments[-1].end > paragraph.start else paragraph.start
                left = _first_visible(text, left)
                if left < mark.start:
                    segments.append(Segment(left, mark.end, opened=False))
            continue
        openers_left -= 1
        if depth == 0:
            start, depth = mark.start, 1
        elif closers_left - openers_left >= depth + spare:
            depth += 1
        elif text[(end := _visible_end(text, start, mark.start)) - 1] in ".!?":
            segments.append(Segment(start, end, closed=False))
            start, depth = mark.start, 1
    return segments, start if depth else None


def _directed(text: str, marks: list[_Mark], *, is_open: bool) -> list[tuple[_Mark, bool]]:
    """Decide for each mark whether it opens; leave out inch marks."""
    directed: list[tuple[_Mark, bool]] = []
    depth = int(is_open)
    for index, mark in enumerate(marks):
        opens = mark.opens and not (mark.closes and depth)
        straight = text[mark.start] == '"'
        if straight and not opens and text[mark.start - 1 : mark.start] in _MEASURE:
            after = marks[index + 1] if index + 1 < len(marks) else None
            if not depth or (
                after is not None and after.closes and not after.opens and text[mark.end : mark.end + 1] not in ".,;"
            ):
                continue
        depth = depth + 1 if opens else max(0, depth - 1)
        directed.append((mark, opens))
    return directed


def _closes_below(paragraphs: list[_Paragraph], index: int) -> bool:
    """Whether one of the next paragraphs closes, before any other mark, what this one left open."""
    for paragraph in paragraphs[index + 1 : index + 1 + _LONGEST_LEAP]:
        if paragraph.doubles:
            first = paragraph.doubles[0]
            return first.closes and first.start > paragraph.start
    return False


def _first_visible(text: str, position: int) -> int:
    while text[position].isspace():
        position += 1
    return position


def _visible_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _pair_singles(text: str, paragraphs: list[_Paragraph]) -> list[Segment]:
    segments = []
    for paragraph in paragraphs:
        opener: _Mark | None = None
        closer: _Mark | None = None
        for mark in [*paragraph.singles, None]:
            if mark is not None and not mark.opens:
                if opener and _closes_better(text, mark, closer) and mark.end - opener.start < _LONGEST_SINGLE:
                    closer = mark
                continue
            if opener and closer:
                segments.append(Segment(opener.start, closer.end))
            opener, closer = mark, None
    return segments


def _closes_better(text: str, mark: _Mark, closer: _Mark | None) -> bool:
    """Whether a mark ends a single-quoted stretch rather than the one before it, which may be a plural's apostrophe."""
    if closer is None:
        return True
    plural = text[closer.start - 1] == "s" and text[closer.end : closer.end + 1] == " "
    return plural and text[mark.start - 1] in ".,!?"


def _outermost(segments: list[Segment]) -> list[Segment]:
    outermost: list[Segment] = []
    for segment in sorted(segments, key=lambda segment: (segment.start, -segment.end)):
        if outermost and segment.start < outermost[-1].end:
            continue
        outermost.append(segment)
    return outermost


def _close_lost(text: str, segment: Segment) -> Segment:
    """End an unclosed segment in front of the attribution that its marks took in."""
    lost = _LOST_CLOSE.search(text, segment.start, segment.end)
    return Segment(segment.start, lost.start() + 1, segment.opened) if lost else segment


def _mark_continued(text: str, segments: list[Segment]) -> list[Segment]:
    """Tell which segments re-open an utterance the one before left open."""
    result: list[Segment] = []
    for segment in segments:
        above = result[-1] if result else None
        if above and not above.closed and "\n" in (between := text[above.end : segment.start]) and not between.strip(_LEADERS):
            result.append(replace(segment, continued=True))
        else:
            result.append(segment)
    return result
