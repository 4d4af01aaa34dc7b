"""What stands below the body: end marks, notes, boilerplate about the issuer, legal statements, contacts."""

from __future__ import annotations

import re

from nutgraf.frame.contacts import is_contact_line, opens_contact
from nutgraf.frame.dateline import Dateline
from nutgraf.frame.pieces import Piece
from nutgraf.frame.publication import read_date_line
from nutgraf.timex import AbsoluteDate

_END = re.compile(
    r"(?:[-–—=*.~ ]{0,4}(?:#[ ]?){1,6}|[-–—* ]{0,4}30[-–—* ]{1,4}|[-–—*. ]{0,4}(?:END|ENDS|End|Ends"
    r"|End of release|XXX|0{2,3}-?)[-–—*. ]{0,5}|[=]{2,}|[-–—*]{3,}|[* ]{3,}|[-–—*._ ]{0,4}[~_]{3,})$"
)
_ABOUT = re.compile(
    r"[*#\s]{0,4}(?:About|ABOUT)[ ](?:The[ ]|the[ ]|THE[ ]|our[ ])?(?=[A-Z0-9“\"][\w“\"]|[a-z]{1,12}[A-Z])(?P<name>[^\n:]{2,110})"
)
_LEGAL = re.compile(
    r"""
    [*\#\s"“(]{0,4}
    (?: forward[- ]looking[ ](?:statements?|information) | (?:notice|note|information|statements?
      |cautionary[ ]\w+)[^.\n]{0,50}forward[- ]looking
      | (?:safe[ ]harbou?r|cautionary[ ](?:note|statement|language)|legal[ ](?:notice|disclaimer)|disclaimers?\b
        |important[ ](?:information|notice)|risk[ ]warning|copyright\b|©|\(c\)[ ](?:19|20)\d\d)
      | (?:this|the)[ ](?:press|news|media)?[ ]?(?:release|announcement|communication
        |document)\b[^.]{0,80}(?:forward[- ]looking|does[ ]not[ ]constitute|not[ ]an[ ]offer)
      | (?:certain|some)[ ]statements[ ](?:in|made|contained)\b[^.]{0,160}forward[- ]looking
      | neither[ ](?:the[ ])?(?:TSX|Toronto|CSE|Canadian[ ]Securities)[^.]{0,80}(?:regulation|accepts)
      | all[ ]rights[ ]reserved | an?[ ](?:indictment|criminal[ ]complaint|charge|information)[ ]is[ ](?:merely[ ]
        |only[ ])?an?[ ](?:accus|allegation|formal)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOTES = re.compile(
    r"[*#\s\[(]{0,4}(?:(?:notes?|additional information|information|background) (?:to|for) (?:the )?(?:editors?"
    r"|journalists|news editors|reporters|media|investors)\b|editors?[’']?s? ?notes?\b|notes?:?$|references?:?$"
    r"|footnotes?:?$)",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:SOURCE|Source):?[ ](?=[A-Z])[^.\n]{2,100}(?:\.(?:com|org|net|ai|io)?)?$")
_LONGEST_CONTACT = 600
"""A paragraph that opens like a contact block but runs longer is an article about contacts."""


def read_tail(pieces: list[Piece], body: int, *, day_first: bool) -> tuple[list[Dateline], list[AbsoluteDate]]:
    """Give the pieces from the body on their kinds; return the date lines that stand alone below the first paragraph."""
    kind, default, left = "body", "body", 0
    lines: list[Dateline] = []
    dates: list[AbsoluteDate] = []
    for index in range(body, len(pieces)):
        piece = pieces[index]
        if piece.kind:
            continue
        opened = _opens(piece)
        if opened == "end":
            piece.kind = "end"
            if not piece.text.startswith(("---", "***", "* * *", "___")):
                kind = default = "notes"
            continue
        if opened:
            kind, left = opened, _CONTACT_PIECES
        elif kind == "contact":
            left -= 1
            if left <= 0 or not is_contact_line(piece.text):
                kind = default
        elif index > body and (found := read_date_line(piece.text, day_first=day_first)) and found.year:
            piece.kind = "dateline"
            day = AbsoluteDate(piece.start + found.start, piece.start + found.end, found.year, found.month, found.day)
            lines.append(Dateline(piece.start, piece.end, None, day, None))
            dates.append(day)
            continue
        piece.kind = kind
    return lines, dates


_CONTACT_PIECES = 14
"""Lines a contact block has at most; longer ones are lists of something else."""


def _opens(piece: Piece) -> str | None:
    """Return the kind of section a piece opens, None when it opens none."""
    text = piece.text
    if (len(text) < 40 and _END.match(text)) or _SOURCE.match(text):
        return "end"
    if about_name(text):
        return "about"
    for kind, pattern in (("legal", _LEGAL), ("notes", _NOTES)):
        if pattern.match(text):
            return kind
    return "contact" if len(text) <= _LONGEST_CONTACT and opens_contact(text) else None


def about_name(text: str) -> str | None:
    """Return whom a boilerplate paragraph or its heading is about."""
    match = _ABOUT.match(text)
    if match is None:
        return None
    name = re.sub(r"^(?:Author|Artist|Company|Firm|Organization|Event|Festival)s?:?[ ]+(?=[A-Z])", "", match["name"])
    heading = len(text) <= 110 and not text.endswith(".")
    if heading and ":" not in text[:110]:
        return name.strip(" *:–—-") or None
    if text[match.end() : match.end() + 1] == ":":
        return name.strip(" *:–—-")
    first = re.match(
        r"(?P<name>(?:[A-Z0-9“\"][^\s]*|of|and|the|for|&|de|in)(?:[ ](?:[A-Z0-9“\"&(][^\s]*|of|and|the|for|&|de|in))*)", name
    )
    if first is None:
        return None
    whole = first["name"].strip(" *:–—-")
    return _without_echo(whole)


def _without_echo(name: str) -> str | None:
    """`Acme Labs Acme Labs` (heading run into the paragraph) is `Acme Labs`."""
    for size in range(3, len(name) // 2 + 1):
        if name.startswith(name[:size], size):
            return name[:size]
    words = name.split()
    for size in range(1, len(words)):
        again = words[size : size + size]
        if again and again == words[: len(again)] and (len(again) == size or len(words) == size + len(again)):
            return " ".join(words[:size])
        if words[size] == words[0] and size > 1:
            return " ".join(words[:size])
        if words[size] in (
            "The",
            "Founded",
            "Headquartered",
            "Established",
            "Based",
            "With",
            "Since",
            "At",
            "As",
            "In",
            "A",
            "Located",
            "Our",
            "We",
        ):
            return " ".join(words[:size])
    return name
