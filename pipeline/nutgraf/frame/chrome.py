"""Web chrome: what a page or a syndicator put around a release. Nothing is drawn from it, so it must be right."""

from __future__ import annotations

import re

from nutgraf.frame.pieces import Piece, folded
from nutgraf.frame.publication import read_date_line
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
    | (?:(?:share|tweet|like|print|email|pin|post)(?:[ ](?:this|on|it|via|to))*[ ]?(?:fa?cebo+k|twitter|linkedin|x
      |page|email|mail|whatsapp)?[ ,|/]*){2,}$
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
_PATH_MARK = re.compile(r"[/>»|\d]{1,3}")
_OUTER_MARKS = " \t»›→>«‹<|•·:*"
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?$")
_PROSE = 220
"""Pieces longer than this are paragraphs; link texts and teasers are shorter."""
_TITLE_CUT = re.compile(r"[ ](?:[|–—»-]|::)[ ]")
_LONGEST_TITLE = 300
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
    return len(text) < 60 and _line(text) in _LINES


def _line(text: str) -> str:
    return text.strip(_OUTER_MARKS).casefold()


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
    prose = next((index for index, piece in enumerate(head) if len(piece.text) >= _PROSE), len(head))
    lists = [index for index, piece in enumerate(head[:prose]) if _line(piece.text) in _HEADINGS]
    run: list[Piece] = []
    for index, piece in enumerate(head[:prose]):
        if piece.kind == "chrome":
            continue
        if lists and index > lists[0] and _in_dated_list(head, index):
            piece.kind = "chrome"
        elif is_chrome_line(piece.text) or _PATH_MARK.fullmatch(piece.text) or (run and _in_menu(head, index)):
            run.append(piece)
        else:
            _close_menu(run)
            run = []
    _close_menu(run)


def _in_dated_list(pieces: list[Piece], index: int) -> bool:
    """Whether a piece is a day, or the title above or below one, in a list of other releases."""
    return any(_is_day(piece.text) for piece in pieces[max(0, index - 1) : index + 1]) and len(pieces[index].text) < _PROSE


def _is_day(text: str) -> bool:
    return len(text) < 40 and read_date_line(text, day_first=False) is not None


def _in_menu(head: list[Piece], index: int) -> bool:
    """Whether chrome lines go on after this piece: an entry of the menu, or a teaser between its headings."""
    ahead = head[index + 1 : index + 8]
    return any(is_chrome_line(piece.text) for piece in ahead) and all(
        len(piece.text) < _PROSE for piece in head[index : index + 8]
    )


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
    if index < len(pieces):
        index = _with_attachments(pieces, index, prose[0] + 1)
    for piece in pieces[index:]:
        piece.kind = "chrome"
    for piece in pieces[prose[0] + 1 : index]:
        if not piece.kind and is_chrome_line(piece.text) and not _is_section_word(piece.text):
            piece.kind = "chrome"


def _is_section_word(text: str) -> bool:
    """Whether a line of the lexicon can as well head a part of the release."""
    return _line(text) in {
        "contact us",
        "about",
        "about us",
        "media",
        "press",
        "news",
        "x",
        "events",
        "resources",
    }


def _opens_tail(pieces: list[Piece], start: int) -> bool:
    text = pieces[start].text
    if len(text) > 60:
        return False
    line = _line(text)
    below = pieces[start + 1 :]
    long = sum(len(piece.text) >= _PROSE for piece in below)
    if line in _HEADINGS:
        return long <= len(below) // 4
    # A line such as "Back" or "Share" opens the footer only when the next ones are of the page too.
    following = below[:3]
    return line in _LINES and not long and sum(is_chrome_line(piece.text) for piece in following) >= min(2, len(following))


def _with_attachments(pieces: list[Piece], index: int, first: int) -> int:
    """Move the footer's start up over the images, sizes and time stamps that a page prints before it."""
    best = index
    for above in range(index - 1, max(first, index - 14) - 1, -1):
        piece = pieces[above]
        if len(piece.text) > 160 and not _FURNITURE.match(piece.text[:1000]):
            break
        if piece.kind == "chrome" or _STAMP.match(piece.text) or re.fullmatch(r"\d{1,4}", piece.text):
            best = above
    return best


def page_title(title: str, others: list[Piece]) -> str | None:
    """Return the release's title within a page's title (`Title | Site`), when the page prints it again or names its site."""
    cuts = [match.start() for match in _TITLE_CUT.finditer(title)] if len(title) <= _LONGEST_TITLE else []
    for cut in reversed(cuts):
        shorter = folded(title[:cut])
        if len(shorter) > 10 and any(_same_title(shorter, piece.text) for piece in others):
            return title[:cut]
    if cuts and others and others[0].kind == "chrome" and len(title[: cuts[-1]].split()) >= 4:
        return title[: cuts[-1]]
    return None


def _same_title(title: str, text: str) -> bool:
    """Whether a line prints a (folded) title, whole or cut off with dots."""
    line = folded(text)
    return line == title or (text.endswith(("...", "…")) and len(line) > 10 and title.startswith(line))
