"""How a text is laid out: raw text in, lines joined to paragraphs out, every offset still into the raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n]+")
_COLUMN_GAP = re.compile(r"[ \t\u00a0]{12,}(?=\S)")
"""Spaces that set columns, or a heading and the text below it, apart on one line; justified lines have fewer."""
_ODD_SPACE = re.compile("[\t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")

_WIDEST_WRAP = 120
"""Lines longer than this were not wrapped by a typist, a mailer (65 to 80) or a PDF page (up to 110)."""
_NARROWEST_WRAP = 45
_RAGGED, _TIGHT = 10, 4
"""How far short of the width a line may end and still be full: in mid-sentence, and after a full stop."""
_WRAPPED_SHARE = 0.3
"""In wrapped English about two lines of three go on in lower case; in lists and one-line paragraphs almost none."""
_LIST_START = re.compile(r"(?:[-*•·–—o▪■●➢✓►]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s")
_ADDRESS_LINE = re.compile(r"\S*@\S+$|https?:|www\.|[-\w]+\.(?:com|org|net|gov|edu)\b", re.IGNORECASE)
_HANGING_WORD = re.compile(
    r"(?<!;)\s(?:a|an|and|the|of|in|on|at|to|for|from|by|with|or|as|into|over|under|that|his|her|their|our|its|is|are|was|were|"
    r"has|have|will|than)$|,\s?[\"“”’']$|[\w.,)]\s?[-–—]{1,2}$",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(
    r"\b(?:Attorney|Senator|Sen\.|Rep\.|Representative|Congressman|Congresswoman|Secretary|Governor|Gov\.|Mayor"
    r"|Minister|President|"
    r"Director|Sheriff|Chief|Judge|Justice|General|Dr\.|Mr\.|Ms\.|Mrs\.|Professor|Chairman|Chairwoman|Chair"
    r"|Officer|Commissioner|Paralegal)$"
)
_SPLIT_NUMBER = re.compile(r"\d{3,4}$")
_ONLY_MARKS = re.compile(r"[-–—,;:“”‘’\"'()]{1,3}$")
_CARRIES_ON = re.compile(r"[a-z]|[,;)]|\.(?=[\s”’\"]|$)|\([A-Z]{2,8}\)\s")

_MARKDOWN = re.compile(
    r"""
    !\[[^\[\]\n]{0,300}\]\([^()\s]{0,600}\)
    | \[(?P<label>[^\[\]\n]{0,300})\]\((?P<target>[^()\s]{0,600}(?:\([^()\s]{0,100}\)[^()\s]{0,300})?)(?:\s"[^"\n]{0,200}")?\)
    | (?P<heading>\#{1,6}[ ]+(?=[^\#\s]))
    | (?P<quote>>[ ])
    | \*\* | __(?<!___)(?!_)(?:(?<!\w__)|(?!\w))
    | \*(?<![\w*]\*)(?=[^\s*][^*\n]{0,300}\*)
    | \*(?<=[^\s*]\*)(?![\w*])
    """,
    re.VERBOSE,
)
_LINE_HEAD = re.compile(r"(?:^|\n)[ ]{0,3}$")


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
class Link:
    """The target of a Markdown link; it is blank in the flat text. `start` and `end` span its label, or itself without one."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a text, and the text with the line ends inside blocks turned to spaces (same length).

    In the flat text Markdown marks and link targets are blank too; `links` keeps the targets, `headings` the offsets
    at which the words of a Markdown heading start.
    """

    blocks: tuple[Block, ...]
    flat: str
    links: tuple[Link, ...] = ()
    headings: frozenset[int] = frozenset()


def read_layout(text: str) -> Layout:
    """Find the blocks of a text; linear in its length."""
    plain, links, headings = _without_markdown(text)
    lines = _visible_lines(plain, text)
    width = _wrap_width(plain, lines)
    groups: list[list[Line]] = []
    for index, line in enumerate(lines):
        if groups and _continues(plain, lines, index, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = tuple(Block(group[0].start, group[-1].end, tuple(group)) for group in groups)
    return Layout(blocks, _flatten(plain, blocks), links, headings)


def _without_markdown(text: str) -> tuple[str, tuple[Link, ...], frozenset[int]]:
    """Blank out Markdown marks, keeping the length; return the link targets and where headings start as well."""
    if not any(sign in text for sign in ("](", "**", "__", "# ", "\n>", "*")):
        return text, (), frozenset()
    parts: list[str] = []
    links: list[Link] = []
    headings: set[int] = set()
    position = 0
    for match in _MARKDOWN.finditer(text):
        label = match["label"]
        if match.lastgroup in ("heading", "quote"):
            if not _LINE_HEAD.search(text, max(0, match.start() - 4), match.start()):
                continue
            headings.update((match.end(),) if match["heading"] else ())
        shown = ""
        if label is not None:
            shown = label
            start = match.start("label") if label.strip() else match.start("target")
            links.append(Link(start, start + len(label if label.strip() else match["target"]), match["target"]))
        parts += [text[position : match.start()], f" {shown}" if label is not None else ""]
        parts.append(" " * (match.end() - match.start() - len(parts[-1])))
        position = match.end()
    return "".join([*parts, text[position:]]), tuple(links), frozenset(headings)


def _visible_lines(text: str, printed: str) -> list[Line]:
    """Return the lines of a text; a gap between columns ends one too, if it was printed and is no blanked link."""
    lines = []
    for match in _LINE.finditer(text):
        content = match.group()
        end = match.start() + len(content.rstrip())
        start = match.end() - len(content.lstrip())
        if start >= end:
            continue
        for gap in _COLUMN_GAP.finditer(text, start, end):
            if printed[gap.start() : gap.end()].isspace():
                lines.append(Line(start, gap.start()))
                start = gap.end()
        lines.append(Line(start, end))
    return lines


def _wrap_width(text: str, lines: list[Line]) -> int | None:
    """Return the column at which the text was hard-wrapped, or None if it was not."""
    lengths, lower = [], 0
    for above, line in pairwise(lines):
        length = above.end - above.start
        if length >= _NARROWEST_WRAP and line.start - above.end < 40 and text.count("\n", above.end, line.start) == 1:
            lengths.append(length)
            lower += text[line.start].islower()
    if len(lengths) < 3 or lower < _WRAPPED_SHARE * len(lengths):
        return None
    lengths.sort()
    width = lengths[int(0.9 * (len(lengths) - 1))]
    return width if width <= _WIDEST_WRAP else None


def _continues(text: str, lines: list[Line], index: int, width: int | None) -> bool:
    """Whether a line carries on the one above it."""
    above, line = lines[index - 1], lines[index]
    gaps = text.count("\n", above.end, line.start)
    if gaps > 2 or gaps == 0 or _LIST_START.match(text, line.start) or _ADDRESS_LINE.match(text, line.start, line.end):
        return bool(gaps == 1 and _ONLY_MARKS.match(text, line.start, line.end))
    unfinished = text[above.end - 1] not in ".!?:;…"
    if gaps == 2:
        # A PDF page or a scraper put an empty line between the lines of a paragraph.
        return unfinished and above.end - above.start >= _NARROWEST_WRAP // 2 and text[line.start].islower()
    if _CARRIES_ON.match(text, line.start, line.end) and (unfinished or not text[line.start].isalpha()):
        return True
    if _breaks_inline(text, lines, index):
        return True
    if width is None:
        return False
    word_end = text.find(" ", line.start, line.end)
    word = (word_end if word_end > 0 else line.end) - line.start
    slack = _RAGGED if unfinished else _TIGHT
    return above.end - above.start + 1 + word > width - slack


def _breaks_inline(text: str, lines: list[Line], index: int) -> bool:
    """Whether the line end stands where a scraper met an inline element: the text around it is mid-sentence."""
    above, line = lines[index - 1], lines[index]
    if _ONLY_MARKS.match(text, above.start, above.end) or _ONLY_MARKS.match(text, line.start, line.end):
        return True
    tail = text[max(above.start, above.end - 24) : above.end]
    if line.end - line.start <= 4 and _SPLIT_NUMBER.match(text, line.start, line.end) and re.search(r"\d[ )-]\d{3}$", tail):
        return True
    if _HANGING_WORD.search(" " + tail) and (tail[-1] in "-–—" or not text[above.start : above.end].isupper()):
        return True
    following = lines[index + 1] if index + 1 < len(lines) else None
    return bool(
        following
        and line.end - line.start < 60
        and text.count("\n", line.end, following.start) == 1
        and _CARRIES_ON.match(text, following.start, following.end)
        and _TITLE_WORD.search(tail)
    )


def _flatten(text: str, blocks: tuple[Block, ...]) -> str:
    parts, position = [], 0
    for before, block in zip((None, *blocks), blocks, strict=False):
        if before is not None and text.find("\n", before.end, block.start) < 0:
            parts += [text[position : before.end], "\n"]
            position = before.end + 1
        for above, line in pairwise(block.lines):
            parts.append(text[position : above.end])
            parts.append(" " * (line.start - above.end))
            position = line.start
    parts.append(text[position:])
    return _ODD_SPACE.sub(" ", "".join(parts))
