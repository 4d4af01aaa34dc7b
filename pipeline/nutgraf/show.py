"""A release file in; its frame, highlighted text and tables on the terminal, as an HTML page or as JSON out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from html import escape
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nutgraf.errors import SourceError
from nutgraf.extractor import Extractor
from nutgraf.markup import COLORS, segments
from nutgraf.records import Extraction, Release
from nutgraf.sources import read_releases

_NOTHING_FORBIDS = "default-src 'none'; style-src 'unsafe-inline'"


def read_file(file: str, *, model: str, language: str) -> list[Extraction]:
    """Extract every release a file holds; raises SourceError when there is none."""
    releases = [Release.from_text(sys.stdin.read(), source="standard-input")] if file == "-" else _releases(file, language)
    return list(Extractor(model).pipe(releases))


def _releases(file: str, language: str) -> list[Release]:
    failures: list[SourceError] = []
    releases = list(read_releases(file, language=language, on_error=failures.append))
    if not releases:
        raise failures[0] if failures else SourceError(file, "read", "no_release", "holds no release")
    return releases


def extraction_to_json(extraction: Extraction) -> str:
    """Return an extraction as one line of JSON, dates as ISO strings."""
    return json.dumps(asdict(extraction), default=str, ensure_ascii=False)


def page(found: list[Extraction]) -> str:
    """Return a whole HTML page that shows releases highlighted, without outside assets or scripts."""
    body = "".join(one._repr_html_() for one in found)
    title = escape(found[0].release.headline or found[0].release.source)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FORBIDS}">'
        '<meta name="viewport" content="width=device-width">'
        "<style>body{margin:0 auto;max-width:50em;background:#fff}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def print_extraction(extraction: Extraction, console: Console | None = None) -> None:
    """Print a release's frame, its highlighted text and its quotes and calls."""
    console = console or Console(highlight=False)
    frame = Table.grid(padding=(0, 2))
    for name, value in extraction.release.frame():
        frame.add_row(Text(name, style="dim"), Text(_visible(value)))
    console.print(frame)
    console.rule()
    console.print(_key())
    console.print(_highlighted(extraction))
    for table in (_quotes(extraction), *(_rows(extraction, name) for name in ("calls_to_action", "dates", "figures"))):
        if table.row_count:
            console.print(table)


def _visible(text: str) -> str:
    """Replace control characters, which a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def _key() -> Text:
    key = Text()
    for label, (_, color) in COLORS.items():
        key.append(f" {label.replace('_', ' ')} ", style=_style(label, color))
        key.append(" ")
    return key


def _style(label: str, color: str) -> str:
    return f"underline {color}" if label == "calls_to_action" else "italic" if label == "quotes" else f"bold {color}"


def _highlighted(extraction: Extraction) -> Text:
    text = Text()
    for piece, covering in segments(extraction.release.text, extraction.highlights()):
        text.append(_visible(piece), style=" ".join(_style(mark.label, COLORS[mark.label][1]) for mark in covering))
    return text


def _quotes(extraction: Extraction) -> Table:
    table = Table("speaker", "title", "quote", title="quotes", title_justify="left")
    for quote in extraction.quotes:
        title = ", ".join(filter(None, (quote.speaker_title, quote.speaker_organization)))
        table.add_row(*map(Text, map(_visible, (quote.speaker or "?", title, " ".join(quote.text.split())))))
    return table


def _rows(extraction: Extraction, name: str) -> Table:
    table = Table("text", "reading", title=name.replace("_", " "), title_justify="left")
    facts: tuple[Any, ...] = getattr(extraction, name)
    for fact in facts:
        table.add_row(Text(_visible(" ".join(fact.text.split()))), Text(_visible(fact.note())))
    return table
