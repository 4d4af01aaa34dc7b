"""The release in a web page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nutgraf.sources.encodings import decode_text


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page says: the release's text, its headline and day."""

    text: str
    headline: str | None
    published: date | None


def read_html(data: bytes, source: str) -> Page:
    from trafilatura import extract

    return Page(
        (extract(decode_text(data)[0], favor_recall=True, include_comments=False) or "").replace("\n", "\n\n"), None, None
    )


def fragment_text(markup: str) -> str:
    from lxml import html

    return html.fromstring(markup).text_content()
