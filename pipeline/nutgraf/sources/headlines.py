"""A headline known from elsewhere, found in the text it belongs to."""

from __future__ import annotations

import re

_WIDEST_HEADLINE = 400
"""A title column longer than this holds something else."""

_EMPTY = re.compile(
    r"(?:untitled|no title|press release|news release|media release|for immediate release|none|null|n/?a|no subject|\W*)$",
    re.IGNORECASE,
)


def with_headline(text: str, headline: str | None) -> tuple[str, str | None]:
    """Return the text and the headline as it stands there; one the text lacks is put on top."""
    headline = " ".join((headline or "").split())
    if len(headline) > _WIDEST_HEADLINE or _EMPTY.match(headline):
        return text, None
    printed = _printed(text, headline)
    if printed is not None:
        return text, printed
    return f"{headline}\n\n{text.lstrip()}", headline


_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " "})


def _printed(text: str, headline: str) -> str | None:
    """Find a headline in the upper part of a text whatever its letter case, typographic marks and line ends."""
    upper = text[: len(headline) * 2 + 3000].translate(_MARKS)
    pattern = r"\s+".join(map(re.escape, headline.translate(_MARKS).split()))
    match = re.search(pattern, upper, re.IGNORECASE)
    return " ".join(text[match.start() : match.end()].split()) if match else None
