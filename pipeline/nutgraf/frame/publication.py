"""When a release may be published and when it was: status line, embargo, date lines."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from nutgraf.frame.pieces import Piece
from nutgraf.timex import AbsoluteDate, absolute_dates

STATUS = re.compile(
    r"""
    [*\s"“(\[]{0,4}
    (?: (?P<immediate> (?:for|intended[ ]for)[ ]immediate[ ](?:press[ ]|media[ ])?(?:release|use|publication|distribution)
          | (?:release|for)[ ](?:immediately|immediate) | immediate[ ](?:press[ ])?release
            | for[ ]release[ ](?:immediately|upon[ ]receipt|on[ ]receipt|now|today) )
      | (?P<embargo> (?:strictly[ ]|under[ ]|news[ ]|strict[ ]|note[ ])?embargo(?:ed)?\b | not[ ](?:for
        |to[ ]be)[ ](?:publication|release|publish|released|published|broadcast)\b
          [^\n.]{0,40}?\b(?:before|until|prior|till) | hold[ ](?:for|until)[ ]release | (?:do[ ]not
            |not[ ]to[ ]be)[ ](?:publish|release|use)(?:d|ed)?[ ](?:before|until) )
      | (?P<dated> for[ ](?:use|release|publication)[ ]?(?:on|at|after|:|,|date|from)? (?=[ :]{0,3}(?:\d|[A-Z]|noon
        |midnight|[ap]m)) )
    )
    [*"”)\]]{0,3}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LABEL_WORDS = re.compile(
    r"""
    \b(?: date | dated | day | released? | release[ ]date | issued(?:[ ]by[ ][^\d|]{3,60}(?=[ ]on\b))?
      | publish(?:ed)? | publication | posted(?:[ ]by[ ][\w.]{2,30})?
      | created | updated | last[ ](?:updated|modified) | modified | on | at | by | for | of | the | public | media
        | press | news | statement | advisory
      | permalink | immediate | version | submitted | mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|monday|tuesday|wednesday
        |thursday|friday|saturday|sunday
      | gmt|utc|bst|e[sd]?t|c[sd]?t|m[sd]?t|p[sd]?t|ae[sd]t|am|pm|a\.m|p\.m|noon|local|time | st|nd|rd|th )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OFFICE = re.compile(r"\b(?:minister|ministry|department|office|secretary|senator|commission|council)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_LONGEST_LINE = 120
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?[ ]?(?P<half>[ap])\.?[ ]?m\b|(?P<h24>[01]?\d"
    r"|2[0-3])[:.](?P<m24>\d\d)|(?P<noon>noon|midday)|(?P<midnight>midnight)"
    r"|\b(?P<military>[0-2]\d[0-5]\d)[ ]?(?:hrs|hours|GMT|UTC|BST|h\b)",
    re.IGNORECASE,
)


def read_date_line(text: str, *, day_first: bool) -> AbsoluteDate | None:
    """Return the day of a line that holds little else: `Posted 3 May 2021`, `MEDIA RELEASE 04-09-01`."""
    if len(text) > _LONGEST_LINE or not any(character.isdigit() for character in text):
        return None
    found = next((day for day in absolute_dates(text, day_first=day_first) if day.day and day.month), None)
    if found is None:
        return None
    rest = _LABEL_WORDS.sub(" ", f"{text[: found.start]} {text[found.end :]}")
    words = _LETTERS.findall(rest)
    allowed = (5 if _OFFICE.search(rest) else 2) if found.end >= len(text) - 2 and found.year else 0
    return found if len(words) <= allowed and len(re.findall(r"\d", rest)) <= 4 else None


def as_date(found: AbsoluteDate) -> date | None:
    """Return a written date as a calendar day, None when a part of it is not written or the day does not exist."""
    if not (found.year and found.month and found.day):
        return None
    try:
        return date(found.year, found.month, found.day)
    except ValueError:
        return None


def read_status(pieces: list[Piece]) -> tuple[Literal["immediate", "embargoed"] | None, Piece | None]:
    """Return what the release says about its own release, and where."""
    for piece in pieces:
        match = STATUS.match(piece.text) if piece.kind == "status" else None
        if match and match["embargo"]:
            return "embargoed", piece
        if match and match["immediate"]:
            return "immediate", piece
        if match and match["dated"] and _clock(piece.text)[0] is not None and next(absolute_dates(piece.text), None):
            return "embargoed", piece
    return None, None


def read_embargo(piece: Piece, known: list[AbsoluteDate], *, day_first: bool) -> tuple[date | None, str | None]:
    """Return the day and the local moment (ISO 8601) an embargo lifts; the year may stand with the same day elsewhere."""
    found = next((day for day in absolute_dates(piece.text, day_first=day_first) if day.day and day.month), None)
    if found is None:
        return None, None
    year = found.year or next((day.year for day in known if day.year and (day.month, day.day) == (found.month, found.day)), None)
    day = as_date(AbsoluteDate(found.start, found.end, year, found.month, found.day))
    if day is None:
        return None, None
    hour, minute = (found.hour, found.minute or 0) if found.hour is not None else _clock(piece.text)
    return day, day.isoformat() if hour is None else f"{day.isoformat()}T{hour:02d}:{minute:02d}"


def _clock(text: str) -> tuple[int | None, int]:
    match = _CLOCK.search(text)
    if match is None:
        return None, 0
    if match["noon"]:
        return 12, 0
    if match["midnight"]:
        return 0, 0
    if match["military"]:
        return int(match["military"][:2]), int(match["military"][2:])
    if match["h24"]:
        return int(match["h24"]), int(match["m24"])
    hour = int(match["hour"]) % 12 + 12 * (match["half"].lower() == "p")
    return (hour, int(match["minute"] or 0)) if hour < 24 else (None, 0)
