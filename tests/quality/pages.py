"""Writes the figures into the pages on the layers: `python tests/quality/pages.py`, with `--check` says what would change.

The figures are the floors of `floors.json`, which tests hold the code to, and those of `real.json`: what
`nutgraf evaluate GOLD --json` gave on real releases that may not be shipped (`make figures GOLD=…` stores it anew).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

QUALITY = Path(__file__).parent
PAGES = QUALITY.parents[1] / "pipeline" / "layers"
BLOCK = re.compile(r"(?s)<!-- measured -->\n.*?<!-- end -->")

MEANINGS = {
    "dates.value": "a calendar expression with its value",
    "durations.value": "a duration or recurrence with its value",
    "dates.overlap": "any expression, boundaries to within a word",
    "places.span": "a place, exact boundaries",
    "places.country": "its country",
    "places.us_state": "the state of a place in the United States",
    "organizations.span": "an organization, exact boundaries",
    "organizations.overlap": "an organization, boundaries to within a word",
    "organizations.canonical": "every organization of a release under one full name",
    "people.span": "a personal name, exact boundaries",
    "people.canonical": "every person of a release under one full name",
    "quotes.pieces": "a paragraph of speech in marks",
    "quotes.pieces+speaker": "the same with the right speaker",
    "quotes.direct": "a whole utterance in marks, its parts together",
    "quotes.direct+speaker": "the same with the right speaker",
    "quotes.indirect": "reported speech",
    "quotes.indirect+speaker": "the same with the right speaker",
    "quotes.speaker_title": "the speaker's title, where the text states one",
    "quotes.speaker_org": "the speaker's organization, where the text states one",
    "figures.value": "a quantity with value and unit",
    "figures.overlap": "any quantity, boundaries to within a word",
    "figures.item": "what is counted or measured",
    "figures.comparator": "at least, more than, about, …, where the text bounds the value",
    "calls_to_action": "a request",
    "cta.kind": "its kind",
    "cta.channel": "an address or number to answer to",
    "release.headline": "headline",
    "release.status": "status",
    "release.release_date": "release date",
    "release.dateline_place": "place of the dateline",
    "release.issuer": "issuer",
    "release.contacts": "phone numbers and addresses of contacts",
}
"""Measure to what it asks for; F1 where things are found, accuracy where something found has a value."""

OF_PAGE = {
    "dates": ("dates.value", "durations.value", "dates.overlap"),
    "places": ("places.span", "places.country", "places.us_state"),
    "organizations": ("organizations.span", "organizations.overlap", "organizations.canonical"),
    "people": ("people.span", "people.canonical"),
    "quotes": tuple(measure for measure in MEANINGS if measure.startswith("quotes.")),
    "figures": tuple(measure for measure in MEANINGS if measure.startswith("figures.")),
    "calls_to_action": ("calls_to_action", "cta.kind", "cta.channel"),
    "frame": tuple(measure for measure in MEANINGS if measure.startswith("release.")),
}
"""Page to its measures."""


def table(measures: tuple[str, ...], floors: dict[str, float], real: dict[str, dict[str, Any]]) -> str:
    """Lay out measures with the floor on the corpus and the figure on real releases, with how many were wanted."""
    lines = ["| asked for | | corpus, at least | real releases | of |", "|---|---|---|---|---|"]
    for measure in measures:
        entry = real.get(measure, {})
        kind = "accuracy" if "acc" in entry else "F1"
        value = entry.get("f1", entry.get("acc"))
        shown = "" if value is None else f"{value:.2f}"
        lines.append(
            f"| {MEANINGS[measure]} | {kind} | {floors[measure]:.2f} | {shown} | {entry.get('gold', entry.get('n', ''))} |"
        )
    return "\n".join(lines)


def written(name: str, text: str) -> str:
    """Return a page with its figures brought up to date; raises SystemExit when it has no place for them."""
    floors = json.loads((QUALITY / "floors.json").read_text("utf-8"))["floors"]
    real = json.loads((QUALITY / "real.json").read_text("utf-8"))
    block = f"<!-- measured -->\n{table(OF_PAGE[name], floors, real)}\n<!-- end -->"
    page, count = BLOCK.subn(lambda _: block, text)
    if count != 1:
        raise SystemExit(f"{name}.md wants one block between <!-- measured --> and <!-- end -->")
    return page


def main() -> int:
    """Write or check every page."""
    stale = []
    for name in OF_PAGE:
        path = PAGES / f"{name}.md"
        text = path.read_text("utf-8")
        if (page := written(name, text)) != text:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(page, "utf-8")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"figures out of date in {', '.join(stale)}: run make docs\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
