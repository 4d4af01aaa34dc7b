"""The text of a PDF: lines by their place on the page, joined to paragraphs, running heads and page numbers left out."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from nutgraf.errors import SourceError
from nutgraf.sources.limits import MAX_PAGES, MAX_PDF_SECONDS

_HYPHENS = "\x02\ufffe\u00ad"
"""How PDFium gives a hyphen at a line's end, be it a compound's or a broken word's; it gives no line end then."""
_LINE_END = re.compile(rf"\r\n|\r|\n|(?<=[{_HYPHENS}])")
_HYPHENATED = 0.04
"""Share of lines ending in a hyphen above which a program set them; below, they are those of compounds."""
_LIST_START = re.compile(r"(?:[-*•·–—o▪■●➢✓]|\(?\d{1,2}[.)])\s")
_PAGE_NUMBER = re.compile(r"(?:page|p\.)?\s*-?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\s*-?$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.07
"""Share of the page's height in which heads and feet stand (0.8 of 11 inches)."""
_PARAGRAPH_GAP = 1.3
"""Lines further apart than this many usual line pitches belong to two paragraphs."""


@dataclass(slots=True)
class _Line:
    """A line of a page: its text and box, in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


def read_pdf(data: bytes, source: str) -> str:
    """Return the text of a PDF; raises SourceError when it is encrypted, damaged or too long."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - only .pdf files need it

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "corrupt"
        message = "protected by a password" if code == "encrypted" else f"damaged pdf file: {error}"
        raise SourceError(source, "decode", code, message) from None
    try:
        if len(document) > MAX_PAGES:
            raise SourceError(source, "decode", "too_large", f"a PDF of more than {MAX_PAGES} pages")
        return _text(_without_running_lines(list(_pages(document, source))))
    except pdfium.PdfiumError as error:
        raise SourceError(source, "decode", "corrupt", f"damaged pdf file: {error}") from None
    finally:
        document.close()


def _pages(document: Any, source: str) -> Iterator[list[_Line]]:
    deadline = time.monotonic() + MAX_PDF_SECONDS
    for page in document:
        if time.monotonic() > deadline:
            raise SourceError(source, "decode", "too_large", f"reading the PDF takes more than {MAX_PDF_SECONDS:g} seconds")
        text_page = page.get_textpage()
        try:
            yield _ordered(list(_lines(text_page)), page.get_height())
        finally:
            text_page.close()
            page.close()


def _lines(page: Any) -> Iterator[_Line]:
    """Yield the lines in the order of the file; pieces side by side are one line."""
    text = page.get_text_range()
    above: _Line | None = None
    start = 0
    for end in [*(match.span() for match in _LINE_END.finditer(text)), (len(text), len(text))]:
        line = _line(page, text, start, end[0])
        start = end[1]
        if line is None:
            continue
        if above and abs(line.bottom - above.bottom) < 0.3 * above.height and line.left >= above.right:
            above.text += ("\t" if line.left - above.right > 2 * above.height else " ") + line.text
            above.right = line.right
            continue
        if above:
            yield above
        above = line
    if above:
        yield above


def _line(page: Any, text: str, start: int, end: int) -> _Line | None:
    """Return a line by its stretch of the page's characters, None when there is nothing on it."""
    shown = [index for index in range(start, end) if not text[index].isspace() and text[index] not in _HYPHENS]
    if not shown or shown[-1] >= page.count_chars():
        return None
    first, last = page.get_charbox(shown[0], loose=True), page.get_charbox(shown[-1], loose=True)
    return _Line(text[start:end].strip(), first[0], first[1], last[2], first[3])


def _ordered(lines: list[_Line], height: float) -> list[_Line]:
    """Put heads first and feet last, wherever the file has them."""
    parts: tuple[list[_Line], ...] = ([], [], [])
    for line in lines:
        parts[0 if line.bottom > (1 - _MARGIN) * height else 2 if line.top < _MARGIN * height else 1].append(line)
    return [line for part in parts for line in part]


def _without_running_lines(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop page numbers, and the lines at the edges of pages that came on an earlier page."""
    if len(pages) == 1:
        return pages
    edges = [{_shape(line) for line in (*page[:3], *page[-3:])} for page in pages]
    counts = Counter(shape for page in edges for shape in page)
    kept = []
    for number, page in enumerate(pages):
        running = {_shape(line) for line in (*page[:3], *page[-3:]) if counts[_shape(line)] > 1} if number else set()
        last = len(page) - 3
        kept.append(
            [
                line
                for index, line in enumerate(page)
                if not ((index < 3 or index >= last) and (_shape(line) in running or _PAGE_NUMBER.match(line.text)))
            ]
        )
    return kept


def _shape(line: _Line) -> str:
    return _DIGITS.sub("0", line.text)


def _text(pages: Sequence[Sequence[_Line]]) -> str:
    text = ""
    ends = [line.text[-1] in _HYPHENS for page in pages for line in page]
    hyphenated = sum(ends) > _HYPHENATED * len(ends)
    for page in pages:
        lines = _joined(page, hyphenated=hyphenated)
        if text and lines:
            goes_on = text[-1] not in '.!?:;"”' and lines[:1].islower()
            text += " " if goes_on else "\n\n"
        text += lines
    return text


def _joined(lines: Sequence[_Line], *, hyphenated: bool) -> str:
    """Join the lines of a page: a space where one goes on, a line end where it was ended, a blank line at a gap."""
    parts: list[str] = []
    edges = _right_edges(lines)
    pitch = _pitch(lines)
    wrapped = False
    for index, line in enumerate(lines):
        if index:
            between = _between(lines[index - 1], line, edges[index - 1], pitch)
            if parts[-1][-1] in _HYPHENS:
                parts[-1] = parts[-1].rstrip(_HYPHENS) + ("" if hyphenated and not _is_compound(parts[-1], line.text) else "-")
            # A paragraph of several lines is over when one is not full; single short lines are an address.
            parts.append("\n\n" if between == "\n" and wrapped else between)
            wrapped = between in {"", " "}
        parts.append(line.text)
    return _CONTROLS.sub("", "".join(parts))


_CONTROLS = re.compile(rf"[\x00-\x08\x0b-\x1f{_HYPHENS}]")


def _is_compound(above: str, below: str) -> bool:
    """Whether a word broken at its hyphen has another one (`state-of-the-art`)."""
    return "-" in above.rsplit(maxsplit=1)[-1] or "-" in below.split(maxsplit=1)[0]


def _pitch(lines: Sequence[_Line]) -> float:
    """Return the usual distance of lines, in heights of a line."""
    gaps = [(above.bottom - line.bottom) / line.height for above, line in pairwise(lines) if above.bottom > line.bottom]
    return median(gap for gap in gaps if gap < 2.5) if any(gap < 2.5 for gap in gaps) else 1.2


def _right_edges(lines: Sequence[_Line]) -> list[float]:
    """Return for each line how far right the lines of its column go; a jump upwards starts a new column."""
    edges: list[float] = []
    column: list[_Line] = []
    for index, line in enumerate(lines):
        column.append(line)
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below is None or below.bottom > line.top:
            edges += [max(line.right for line in column)] * len(column)
            column = []
    return edges


def _between(above: _Line, line: _Line, edge: float, pitch: float) -> str:
    gap = (above.bottom - line.bottom) / max(line.height, above.height)
    if gap > _PARAGRAPH_GAP * pitch or abs(above.height - line.height) > 0.15 * max(above.height, line.height):
        return "\n\n"
    word = line.text.split(maxsplit=1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * len(word)
    # A line was wrapped only if the next word would not have fitted on it.
    wrapped = above.right + width > edge - 0.02 * (edge - above.left)
    if gap < 0:
        return " " if wrapped and line.text[0].islower() else "\n\n"
    if not wrapped or _LIST_START.match(line.text):
        return "\n"
    if above.text[-1] in _HYPHENS or (above.text[-1] == "-" and above.text[-2:-1].isalpha() and line.text[0].islower()):
        return ""
    return " "
