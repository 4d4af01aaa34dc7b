"""Text and what stands in it in, HTML out; everything that comes from a release is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from markupsafe import Markup, escape

from nutgraf.markup import Highlight, segments
from nutgraf.records import Extraction, Fact, OrganizationMention, PersonMention, PlaceMention
from nutgraf.search import place_label

CONTEXT = 140
"""Characters shown on either side of a mention: two lines on a wide page."""

_WEB = re.compile(r"https?://[^\s<>\"']+$")
_MAIL = re.compile(r"[^\s@<>\"'?&/:]+@[^\s@<>\"'?&/:]+$")


def highlighted(found: Extraction) -> Markup:
    """Return the text of a release with its facts marked, names linked to their pages and quotes numbered."""
    links = {(fact.start, fact.end, name): _link(fact) for name, fact in found.facts()}
    anchors = {quote.start: number for number, quote in reversed(list(enumerate(found.quotes, 1)))}
    chrome = [Highlight(one.start, one.end, "chrome", "") for one in found.release.sections if one.kind == "chrome"]
    parts = []
    position = 0
    for piece, covering in segments(found.release.text, [*chrome, *found.highlights()]):
        marked: Markup = escape(piece)
        for mark in reversed(covering):
            marked = _marked(marked, mark, links.get((mark.start, mark.end, mark.label)))
        if position in anchors:
            marked = Markup('<span id="quote-{}"></span>').format(anchors[position]) + marked
        position += len(piece)
        parts.append(marked)
    return Markup("").join(parts)


def _marked(inner: Markup, mark: Highlight, link: str | None) -> Markup:
    if mark.label == "chrome":
        return Markup('<span class="chrome">{}</span>').format(inner)
    # links do not nest; what stands inside another link stays plain
    if link and "<a " not in inner:
        inner = Markup('<a href="{}">{}</a>').format(link, inner)
    note = f"{mark.label.replace('_', ' ')}: {mark.note}"
    return Markup('<mark class="{}" title="{}">{}</mark>').format(mark.label, note, inner)


def _link(fact: Fact) -> str | None:
    if isinstance(fact, PersonMention):
        return page_of("speaker", fact.name)
    if isinstance(fact, OrganizationMention):
        return page_of("organization", fact.name)
    if isinstance(fact, PlaceMention):
        return page_of("place", place_label(fact.name, fact.kind, fact.country_code, fact.admin1_code))
    return None


def page_of(kind: str, name: str) -> str:
    """Return the address of the page of a speaker, an organization or a place."""
    return f"/{kind}?{urlencode({'name': name})}"


def context(text: str, start: int, end: int) -> Markup:
    """Return a mention marked in the words around it."""
    first, last = _widened(text, start, end)
    return _with_marks(text[first:last], [(start - first, end - first)], first > 0, last < len(text))


def utterance(text: str, start: int, end: int, parts: Iterable[tuple[int, int]]) -> Markup:
    """Return a quote; what stands between its parts, such as who says it, is dimmed."""
    pieces, position = [], start
    for first, last in parts:
        pieces += [_aside(text[position:first]), _flat(text[first:last])]
        position = last
    return Markup("").join([*pieces, _aside(text[position:end])])


def _aside(text: str) -> Markup:
    return Markup('<span class="dim">{}</span>').format(_flat(text)) if text.strip() else _flat(text)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch by CONTEXT on both sides, to edges of words where there are any near."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    if first and (space := text.find(" ", first, start)) >= 0:
        first = space + 1
    if last < len(text) and (space := text.rfind(" ", end, last)) >= 0:
        last = space
    return first, last


def _with_marks(cut: str, spans: Iterable[tuple[int, int]], before: bool, after: bool) -> Markup:
    parts = [Markup("… ") if before else Markup("")]
    position = 0
    for start, end in spans:
        parts += [_flat(cut[position:start]), Markup('<mark class="hit">{}</mark>').format(_flat(cut[start:end]))]
        position = end
    return Markup("").join([*parts, _flat(cut[position:]), Markup(" …") if after else Markup("")])


def _flat(text: str) -> Markup:
    return escape(re.sub(r"\s+", " ", text))


def linked(value: str) -> Markup:
    """Return a web or mail address as a link, anything else as it stands."""
    if _WEB.match(value):
        return Markup('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>').format(value)
    if _MAIL.match(value):
        return Markup('<a href="mailto:{0}">{0}</a>').format(value)
    return escape(value)
