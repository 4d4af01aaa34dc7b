"""Web chrome: what a page or a syndicator put around a release. Nothing is drawn from it, so it must be right."""

from __future__ import annotations

import re

from nutgraf.frame.pieces import Piece, folded
from nutgraf.language import lexicon

_LINES = lexicon("chrome_lines")
_HEADINGS = lexicon("chrome_headings")
_SYNDICATION = re.compile(
    r"original/source press release$|newsramp\.com tldr$|source press release$|the post .{3,400} appeared first on\b"
    r"|(?:view|read) (?:the )?(?:original|source)(?: (?:press )?(?:release|version|content|article|post))?(?: (?:on|at|here)\b|:)"
    r"|pickup - |this (?:article|story|press release) (?:was )?(?:originally|first) (?:published|appeared) (?:on|at|in)\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"""
    https?://\S+\.(?:jpe?g|png|gif|webp|svg)(?:\?\S*)?$ | (?:-[ ])?see[ ]more[ ]at:?[ ]?(?:https?://|www\.) | link[ ]to:[ ]
    | posted[ ]in[ ](?!\d) | tags?:[ ] | tagged(?:[ ](?:with|as))?:?[ ] | filed[ ]under | categor(?:y|ies):[ ] | topics?:[ ]
    | (?:(?:share|tweet|like|print|email|pin|post)(?:[ ](?:this|on|it|via|to))*[ ]?(?:facebook|twitter|linkedin|x|page|email|mail|whatsapp)?[ ,|/]*){2,}$
    | (?:skip|jump)[ ]to[ ](?:the[ ])?(?:main[ ])?(?:content|navigation|menu|footer)
    | (?:we[ ]use|this[ ](?:web)?site[ ]uses)[ ]cookies | by[ ]continuing[ ]to[ ](?:use|browse)
    | (?:enable|please[ ]enable)[ ]javascript | your[ ]browser[ ]does[ ]not[ ]support
    | \[[^\[\]]{2,60}\][ ](?:\[[^\[\]]{2,60}\]?[ ]?){2,} | (?:page[ ])?\d{1,3}[ ]of[ ]\d{1,3}$ | read[ ]more[ ]?[>»→]
    | (?:[\w.()]+(?:[ ][\w.()]+){0,3}[ ]?[|·•][ ]?){3,20}[\w.()]+(?:[ ][\w.()]+){0,3}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SKIP = re.compile(r"(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation)", re.IGNORECASE)
_RULE = re.compile(r"[-_=*~.•#\s]{3,}$")
_OUTER_MARKS = " \t»›→>«‹<|•·:*"
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?$")
_PROSE = 220
"""Pieces longer than this are paragraphs; link texts and teasers are shorter."""
_HEAD_PIECES = 80
"""Menus before a release are shorter than this; the longest seen had 45 lines."""


def mark_chrome(pieces: list[Piece]) -> None:
    """Set the kind of every piece that is web chrome."""
    _mark_syndication(pieces)
    for piece in pieces:
        if not piece.kind and _is_furniture(piece.text):
            piece.kind = "chrome"
    _mark_head(pieces)
    _mark_tail(pieces)


def is_chrome_line(text: str) -> bool:
    """Whether a line is one that pages print on themselves."""
    return len(text) < 60 and text.strip(_OUTER_MARKS).casefold() in _LINES


def _is_furniture(text: str) -> bool:
    return bool(_FURNITURE.match(text[:1000]))


def _mark_syndication(pieces: list[Piece]) -> None:
    """From the syndicator's first line to the end of the text nothing belongs to the release but short source lines."""
    for index, piece in enumerate(pieces):
        if not _SYNDICATION.match(piece.text):
            continue
        piece.kind = "chrome"
        if index and _RULE.match(pieces[index - 1].text):
            pieces[index - 1].kind = "chrome"
            for after in pieces[index:]:
                if after.words < 40:
                    after.kind = "chrome"


def _mark_head(pieces: list[Piece]) -> None:
    """Mark the page's title, its menus and its path above the release."""
    head = pieces[:_HEAD_PIECES]
    skips = [index for index, piece in enumerate(head) if len(piece.text) < 60 and _SKIP.match(piece.text)]
    if skips and all(len(piece.text) < _PROSE for piece in head[: skips[-1]]):
        for piece in head[: skips[-1] + 1]:
            piece.kind = "chrome"
    run: list[Piece] = []
    for index, piece in enumerate(head):
        if piece.kind == "chrome":
            continue
        if len(piece.text) >= _PROSE:
            break
        if is_chrome_line(piece.text) or re.fullmatch(r"[/>»|\d]{1,3}", piece.text):
            run.append(piece)
        elif run and not _in_menu(head, index):
            _close_menu(run)
            run = []
        elif run:
            run.append(piece)
    _close_menu(run)


def _in_menu(head: list[Piece], index: int) -> bool:
    """Whether chrome lines go on after this piece: an entry of the menu, or a teaser between its headings."""
    ahead = head[index + 1 : index + 8]
    return any(is_chrome_line(piece.text) for piece in ahead) and all(len(piece.text) < _PROSE for piece in head[index : index + 8])


def _close_menu(run: list[Piece]) -> None:
    """Mark a run of menu lines; one line alone ("News") is more likely the release's own label."""
    last = max((i for i, piece in enumerate(run) if is_chrome_line(piece.text) or len(piece.text) < 4), default=-1)
    known = sum(is_chrome_line(piece.text) for piece in run)
    if known >= 3 or (run and known and run[0].text.casefold().startswith("you are here")):
        for piece in run[: last + 1]:
            piece.kind = "chrome"


def _mark_tail(pieces: list[Piece]) -> None:
    """Mark what stands below the release: related posts, share bars, sign-up prompts, the site's footer."""
    prose = [index for index, piece in enumerate(pieces) if len(piece.text) >= _PROSE and piece.kind != "chrome"]
    if not prose:
        return
    index = len(pieces)
    for start in range(prose[0] + 1, len(pieces)):
        if pieces[start].kind != "chrome" and _opens_tail(pieces, start):
            index = start
            break
    while index < len(pieces) and index - 1 > prose[0] and _is_attachment(pieces[index - 1]):
        index -= 1
    for piece in pieces[index:]:
        piece.kind = "chrome"
    for piece in pieces[prose[0] + 1 : index]:
        if not piece.kind and is_chrome_line(piece.text) and not _is_section_word(piece.text):
            piece.kind = "chrome"


def _is_section_word(text: str) -> bool:
    """Whether a line of the lexicon can as well head a part of the release."""
    return text.strip(_OUTER_MARKS).casefold() in {"contact us", "about", "about us", "media", "press", "news", "x", "events", "resources"}


def _opens_tail(pieces: list[Piece], start: int) -> bool:
    text = pieces[start].text
    if len(text) > 60:
        return False
    line = text.strip(_OUTER_MARKS).casefold()
    below = pieces[start + 1 :]
    long = sum(len(piece.text) >= _PROSE for piece in below)
    if line in _HEADINGS:
        return long <= len(below) // 4
    # A line such as "Back" or "Share" opens the footer only when the next ones are of the page too.
    following = below[:3]
    return line in _LINES and not long and sum(is_chrome_line(piece.text) for piece in following) >= min(2, len(following))


def _is_attachment(piece: Piece) -> bool:
    return piece.kind == "chrome" or bool(_STAMP.match(piece.text) or re.fullmatch(r"\d{1,4}", piece.text)) or piece.words <= 2


def page_title(title: str, others: list[Piece]) -> str | None:
    """Return the release's title within a page's title (`Title | Site`), when the page prints it again or names its site."""
    for match in re.finditer(r"\s+[|–—»-]\s+|\s+::\s+", title):
        shorter = folded(title[: match.start()])
        if any(folded(piece.text).startswith(shorter) for piece in others):
            return title[: match.start()]
    return None
