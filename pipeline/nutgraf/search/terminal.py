"""Results of a search on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from nutgraf.search.results import Hit, Results

FOUND = "bold yellow"


def print_results(results: Results, offset: int = 0, console: Console | None = None) -> None:
    """Print the hits of a page with what was found in them highlighted, then the facets."""
    console = console or Console(highlight=False)
    for number, hit in enumerate(results.hits, start=offset + 1):
        console.print(_hit(number, hit), soft_wrap=not console.is_terminal)
    shown = f"{offset + 1:,}-{offset + len(results.hits):,} of " if results.hits else ""
    console.print(f"{shown}{results.total:,} found", style="dim")
    for facet, values in results.facets.items():
        line = ", ".join(f"{_visible(name)} {count:,}" for name, count in values)
        console.print(Text.assemble((f"{facet} ", "bold"), line or "-"), soft_wrap=not console.is_terminal)


def _hit(number: int, hit: Hit) -> Text:
    text = Text.assemble((f"{number}. ", "dim"), _highlighted(hit.headline or "(no headline)", hit.headline_spans, "bold"), "\n")
    facts = [hit.release_date, hit.issuer, hit.status, hit.source, f"and {len(hit.copies)} more copies" if hit.copies else None]
    text.append("   " + _visible(" · ".join(filter(None, facts))) + "\n", style="dim")
    if hit.quote:
        text.append(
            "   " + _visible(", ".join(filter(None, (hit.speaker or "?", hit.speaker_title, hit.speaker_organization)))) + "\n",
            style="italic",
        )
    return text.append("   ").append(_highlighted(hit.snippet, hit.snippet_spans, "")).append("\n")


def _highlighted(plain: str, spans: Sequence[tuple[int, int]], style: str) -> Text:
    text = Text(_visible(plain), style=style)
    for start, end in spans:
        text.stylize(FOUND, start, end)
    return text


def _visible(text: str) -> str:
    """Replace control characters, which a terminal would obey; the length stays."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
