"""The visible text of a web page as blocks: headings, paragraphs, list items, table rows, lines of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_UNSEEN = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video", "audio", "map",
    "button", "select", "textarea", "datalist", "dialog", "head",
)  # fmt: skip
_EDGES = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CHROME_TAGS = frozenset({"nav", "aside", "footer"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "menu", "menubar", "toolbar"}
)
_CHROME_NAME = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|addtoany|addthis|breadcrumbs?|cookies?|consent|gdpr|sidebar|related|recommended|trending|newsletter|"
    r"subscribe|signup|menu|nav|navbar|navigation|footer|masthead|skip|skiplink|pager|pagination|prev-?next|comments?|disqus|advert|ads?|"
    r"sponsored|promo|toolbar|tools|tags?|tagcloud|widget|modal|popup|overlay|login|search|byline-?social|print|alert|banner|"
    r"copyright|credits-?footer|back-?to-?top|language-?switcher|topics?|readmore|read-more|more-?news|latest-?news|recent-?posts?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN_NAME = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader(?:-text|-only)?|visually-?hidden|visuallyhidden|element-(?:invisible|hidden)|hidden|hide|d-none|"
    r"a11y-hidden|assistive-text|offscreen)(?:$|\s)",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_LINE, _CELL = "\x01", "\x02"
_LINE_END = re.compile(rf" *{_LINE} *")
_CELL_EDGE = re.compile(rf" *{_CELL} *")
_MAX_ROW = 300
"""Rows of more characters are layout: their cells are columns of a page, not of a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A stretch of text with edges before and after it.

    `element` is the innermost element with edges it stands in, `chrome` the navigation, sidebars and the like around it
    (outermost first), `linked` how many of its characters are links, `list` the list or table it is an item or row of.
    """

    text: str
    element: Any
    chrome: tuple[Any, ...]
    linked: int
    list: Any = None

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading or stands in one."""
        return self.element.tag in _HEADINGS

    @property
    def is_link(self) -> bool:
        """Whether it is hardly more than a link."""
        return self.linked * 5 > len(self.text) * 4

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a sentence rather than a label or a link."""
        return self.text.count(" ") >= 8 and self.linked * 2 < len(self.text) and not self.is_heading


def read_blocks(root: Any) -> list[Block]:
    """Return the blocks of a page in the order of its markup."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - only web pages need it

    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    writer = _Writer(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            writer.open(element)
        else:
            writer.close(element)
    writer.flush()
    return writer.blocks


@dataclass(slots=True)
class _Writer:
    """Collects text until an edge, then makes it a block."""

    root: Any
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    edges: list[Any] = field(default_factory=list)
    chrome: list[Any] = field(default_factory=list)
    hidden: Any = None
    row: Any = None
    pre: int = 0
    links: int = 0
    linked: int = 0
    item: Any = None

    def open(self, element: Any) -> None:
        """Enter an element."""
        tag = element.tag
        if self.hidden is None and _is_hidden(element):
            self.hidden = element
        if tag in _EDGES or (tag in _CELLS and self.row is None):
            self._edge()
            self.edges.append(element)
            if _is_chrome(element):
                self.chrome.append(element)
            if tag == "li":
                self.item = element
            elif tag == "tr" and self.row is None and _is_data(element):
                self.row = element
            elif tag == "pre":
                self.pre += 1
        elif tag == "a":
            self.links += 1
        elif tag == "br":
            self.pieces.append(_LINE)
        elif tag in _CELLS and self.pieces:
            self.pieces.append(_CELL)
        self._write(element.text)

    def close(self, element: Any) -> None:
        """Leave an element; its tail belongs to the one around it."""
        tag = element.tag
        if self.edges and self.edges[-1] is element:
            if element is self.row:
                self.flush()
                self.row = None
            self._edge()
            self.edges.pop()
            if self.chrome and self.chrome[-1] is element:
                self.chrome.pop()
            if tag == "pre":
                self.pre -= 1
        elif tag == "a":
            self.links -= 1
        if element is self.hidden:
            self.hidden = None
        self._write(element.tail)

    def _write(self, text: str | None) -> None:
        if not text or self.hidden is not None:
            return
        text = text.replace("\n", _LINE) if self.pre else _SPACE.sub(" ", text)
        self.pieces.append(text)
        if self.links:
            self.linked += len(text.strip())

    def _edge(self) -> None:
        if self.row is None:
            self.flush()
        elif self.pieces and self.pieces[-1] != _CELL:
            self.pieces.append(" ")

    def flush(self) -> None:
        """End the block; two line ends in a row separate blocks too."""
        raw = _LINE_END.sub(_LINE, _SPACE.sub(" ", "".join(self.pieces)))
        linked, self.linked = self.linked, 0
        self.pieces.clear()
        for part in re.split(rf"{_LINE}{{2,}}", _CELL_EDGE.sub("\t", raw)):
            text = part.replace(_LINE, "\n").strip()
            if text:
                holder = self.item if self.item is not None else self.row
                siblings = None if holder is None else holder.getparent()
                marked = text if self.item is None else _marker(self.item) + text
                self.item = None
                self.blocks.append(
                    Block(marked, (self.edges or [self.root])[-1], tuple(self.chrome), min(linked, len(text)), siblings)
                )


def _is_hidden(element: Any) -> bool:
    return (
        "hidden" in element.attrib
        or bool(_HIDDEN_NAME.search(element.get("class") or ""))
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


def _is_chrome(element: Any) -> bool:
    tag = element.tag
    if tag in {"body", "main", "article"} or tag in _HEADINGS:
        return False
    if tag in _CHROME_TAGS or element.get("role") in _CHROME_ROLES:
        return True
    return any(bool(_CHROME_NAME.search(element.get(name) or "")) for name in ("class", "id"))


def _marker(item: Any) -> str:
    """Return what a browser shows before a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    return f"{sum(1 for sibling in item.itersiblings('li', preceding=True)) + 1}. "


def _is_data(row: Any) -> bool:
    """Whether a table row is a line of data, not a part of the page's layout."""
    if sum(1 for cell in row if cell.tag in _CELLS) < 2 or next(row.iterdescendants("table"), None) is not None:
        return False
    return sum(map(len, _texts(row))) <= _MAX_ROW


def _texts(element: Any) -> Iterator[str]:
    return (text.strip() for text in element.itertext())
