"""The pieces a release is cut into before each is given a function: blocks, cut again where a heading runs into a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nutgraf.layout import Layout

_RUN_IN = re.compile(
    r"""
    [ ][ ]
    (?: (?:About|ABOUT)[ ](?:the[ ]|our[ ]|us\b)?[A-Z0-9“"]
      | (?:Media|MEDIA|Press|PRESS|Investor|INVESTOR|News|NEWS)[ ](?:and[ ][A-Z]\w+[ ])?(?:Relations[ ])?(?:Contacts?
        |CONTACTS?|Enquiries|ENQUIRIES|Inquiries|INQUIRIES)\b
      | (?:Contacts?|CONTACTS?)[ ]?(?:Information|INFORMATION|Details|DETAILS|Us)?[ ]?:
      | For[ ](?:media|press|further|more)[ ](?:information|inquiries|enquiries|details),?[ ](?:please[ ])?contact\b
      | (?:Forward|FORWARD)[- ](?:Looking|LOOKING|looking)[ ]
      | (?:Safe|SAFE)[ ](?:Harbor|HARBOR|Harbour|HARBOUR)\b
      | (?:Cautionary|CAUTIONARY)[ ](?:Note|NOTE|Statement|STATEMENT|Language)
      | (?:Notes?|NOTES?)[ ](?:to|TO|for|FOR)[ ](?:the[ ])?(?:Editors?|EDITORS?|editors?)\b
      | (?:SOURCE|Source):?[ ][A-Z]
      | \#[ ]?\#[ ]?\# | -[ ]?30[ ]?- | -?(?:ENDS|END)-?(?:\s|$)
    )
    """,
    re.VERBOSE,
)
_ABOUT_COLON = re.compile(r"[ ](?:About|ABOUT)[ ](?:[A-Z][\w.&’'-]*[ ]){1,6}?[A-Z][\w’'.-]*:")
_AFTER = frozenset('.!?)”"’»:®™')


@dataclass(slots=True)
class Piece:
    """A stretch of the flat text with one function; `kind` is empty until it is known."""

    start: int
    end: int
    text: str
    kind: str = ""
    words: int = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.count(" ") + 1


def cut_pieces(layout: Layout) -> list[Piece]:
    """Return the pieces of a release in text order."""
    flat = layout.flat
    cuts = sorted({*_run_in_headings(flat)})
    pieces: list[Piece] = []
    index = 0
    for block in layout.blocks:
        start = block.start
        while index < len(cuts) and cuts[index] <= start:
            index += 1
        while index < len(cuts) and cuts[index] < block.end:
            pieces.append(_piece(flat, start, cuts[index]))
            start = cuts[index]
            index += 1
        pieces.append(_piece(flat, start, block.end))
    return pieces


def _run_in_headings(flat: str) -> Iterator[int]:
    """Yield where a heading stands inside a paragraph, set off by two spaces or closed by a colon."""
    for match in _RUN_IN.finditer(flat) if "  " in flat else ():
        before = flat[max(0, match.start() - 40) : match.start()].rstrip(" ")[-1:]
        if before in _AFTER or before.islower() or before.isdigit():
            yield match.start() + 2
    for match in _ABOUT_COLON.finditer(flat) if " About " in flat or " ABOUT " in flat else ():
        if flat[match.start() - 1 : match.start()] in (".", "!", "?", ")", "”", '"'):
            yield match.start() + 1


def _piece(flat: str, start: int, end: int) -> Piece:
    text = flat[start:end].rstrip()
    return Piece(start, start + len(text), text)


def squeezed(text: str) -> str:
    """Return a text with its white space collapsed."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """Return what two printings of one title have in common: its letters and digits in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()
