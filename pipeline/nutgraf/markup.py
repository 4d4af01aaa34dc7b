"""Highlighted text: spans of a text in, HTML or terminal segments out; everything from the text is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple


class Highlight(NamedTuple):
    """A stretch of text to mark; `note` is shown beside it or on hover."""

    start: int
    end: int
    label: str
    note: str


def segments(text: str, highlights: Iterable[Highlight]) -> Iterator[tuple[str, tuple[Highlight, ...]]]:
    """Cut a text at every edge of a highlight; yield the pieces with the highlights that cover them, widest first."""
    opening: dict[int, list[Highlight]] = {}
    edges = {0, len(text)}
    for highlight in highlights:
        opening.setdefault(highlight.start, []).append(highlight)
        edges |= {highlight.start, highlight.end}
    active: list[Highlight] = []
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        active = [highlight for highlight in active if highlight.end > start] + opening.get(start, [])
        yield text[start:end], tuple(sorted(active, key=lambda highlight: highlight.start - highlight.end))


COLORS = {
    "people": ("#f9d8c4", "dark_orange3"),
    "organizations": ("#cfe3f7", "dodger_blue2"),
    "places": ("#d5efd0", "green4"),
    "dates": ("#efe3f8", "medium_purple3"),
    "figures": ("#fdf0b8", "gold3"),
    "quotes": ("#eeeeee", "bright_black"),
    "calls_to_action": ("#fbd3dd", "deep_pink3"),
}
"""Table name to background in HTML and colour in a terminal."""

_STYLE = (
    "<style>.nutgraf{font:15px/1.7 Georgia,serif;max-width:46em;color:#1c1c1c;background:#fff;padding:1em;"
    "overflow-wrap:anywhere}.nutgraf-text{white-space:pre-wrap}"
    ".nutgraf mark{color:inherit;border-radius:.2em}.nutgraf mark.quotes{border-radius:0}"
    ".nutgraf-key{font:13px system-ui,sans-serif;margin-bottom:1em}.nutgraf-key mark{margin-right:.6em;padding:.1em .4em}"
    ".nutgraf-frame{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em;font:13px/1.4 system-ui,sans-serif;"
    "margin:0 0 1em;padding:0 0 1em;border-bottom:1px solid #ccc}.nutgraf-frame dt{color:#595959}.nutgraf-frame dd{margin:0}"
    + "".join(f".nutgraf .{label}{{background:{color}}}" for label, (color, _) in COLORS.items())
    + "</style>"
)


def to_html(text: str, highlights: Sequence[Highlight], frame: Iterable[tuple[str, str]] = ()) -> str:
    """Return the text as an HTML fragment with its highlights marked; on top what `frame` names, and a colour key with counts."""
    counts = Counter(highlight.label for highlight in highlights)
    key = "".join(f'<mark class="{label}">{label.replace("_", " ")} {counts[label]}</mark>' for label in COLORS if counts[label])
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in frame)
    body = []
    for piece, covering in segments(text, highlights):
        marked = escape(piece)
        for highlight in reversed(covering):
            marked = f'<mark class="{escape(highlight.label)}" title="{escape(highlight.note)}">{marked}</mark>'
        body.append(marked)
    head = (f'<dl class="nutgraf-frame">{rows}</dl>' if rows else "") + f'<div class="nutgraf-key">{key}</div>'
    return f'{_STYLE}<div class="nutgraf">{head}<div class="nutgraf-text">{"".join(body)}</div></div>'
