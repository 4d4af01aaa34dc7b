"""What we know of the language: lexicons and sentence edges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from nutgraf.errors import ModelError

if TYPE_CHECKING:
    from nutgraf.records import Section

FAST, ACCURATE = "fast", "accurate"
"""Names of the models that come with the package."""

DEFAULT_MODEL = ACCURATE

BATCH_SIZE = 32
"""Docs labelled at once: fastest size measured on two cores (256 loses 18 %)."""


@cache
def lexicon(name: str) -> frozenset[str]:
    """Read `models/lexicons/NAME.txt`: one entry a line, `#` starts a comment."""
    path = files("nutgraf.models").joinpath("lexicons", f"{name}.txt")
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise ModelError(f"no lexicon {name!r} in nutgraf.models") from None
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def alternation(name: str) -> str:
    """Return a lexicon as a regex alternation, longest entry first."""
    return "|".join(re.escape(entry) for entry in sorted(lexicon(name), key=lambda entry: (-len(entry), entry)))


_SENTENCE_END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s+[\"“‘(\[]*[A-Z0-9$£€])|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Sen|Sens|Rep|Reps|Gov|Lt|Col|Gen|Capt|Sgt|Maj|Cmdr|Adm|Supt|Det|St|Ste|Mt|Ft|"
    r"Jr|Sr|Inc|Ltd|Corp|Co|Bros|No|Nos|vs|v|etc|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Ave|Blvd|Rd|Hwy|"
    r"a\.m|p\.m|e\.g|i\.e|U\.S|U\.K|U\.N|D\.C|Ph\.D|M\.D|al|Fig|Dept|Univ|Assn|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|"
    r"Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo))\.$"
)
_CLOSING_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Corp|Co|a\.m|p\.m|U\.S|U\.K|U\.N|D\.C|Ph\.D|M\.D|Jr|Sr|etc|al)\.$")
_SENTENCE_OPENER = re.compile(
    r"\s+[\"“‘(\[]*(?:The|This|That|These|Those|A|An|He|She|It|They|We|I|You|In|On|At|For|To|As|By|From|With|But|And|Our|His|Her|"
    r"Their|Its|If|When|While|After|Before|Since|There|Under|Over|Last|More|All|For)\s"
)


def split_sentences(text: str, sections: Sequence[Section]) -> tuple[tuple[int, int], ...]:
    """Return the sentences of a flat text as character spans; none crosses a newline or a section's edge."""
    edges = sorted({edge for section in sections for edge in (section.start, section.end)} | {len(text)})
    ends = {match.end() for match in _SENTENCE_END.finditer(text) if _ends_sentence(text, match)}
    spans = []
    start = 0
    for end in sorted(ends.union(edges)):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return tuple(spans)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if text[match.start()] != "." or match.end() - match.start() > 1:
        return True
    before = text[max(0, match.start() - 8) : match.start() + 1]
    if not _ABBREVIATION.search(before):
        return True
    return bool(_CLOSING_ABBREVIATION.search(before) and _SENTENCE_OPENER.match(text, match.end()))
