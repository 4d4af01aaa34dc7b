"""What makes a line a headline: its words, its place, its other printings, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nutgraf.frame.chrome import is_chrome_line
from nutgraf.frame.dateline import CITIES_AS_PRINTED
from nutgraf.frame.pieces import Piece, folded
from nutgraf.timex import AbsoluteDate, absolute_dates

_SENTENCE = re.compile(r"(?:[a-z]{3}|[)\]\"”’])[.!?][\"”’]?[ ]+[\"“‘]?[A-Z]")
_CAPITAL_LEAD = re.compile(
    r"(?=(?:\W*[A-Z0-9][A-Z0-9'’&$%.,-]*\W+){3})[^a-z]{12,200}?[A-Z!?.,'’)\d](?=[ ]+[\"“‘]?[A-Z][a-z]"
    r"|[ ]+[\"“‘][A-Z]|[ ]+A[ ][a-z])"
)
_CITY = "|".join(map(re.escape, CITIES_AS_PRINTED))
_RUN_IN_DATELINE = re.compile(rf"(?P<title>[^.\n]{{20,220}}?[\w!?’”\")]) (?:{_CITY})(?:, [A-Z.]{{2,5}})?\s?(?:--|–|—|- )")
_RUN_IN_GAP = re.compile(r"[ ]{2,}(?=[\"“]?[A-Z])")
_BEFORE_EVENT_DAY = re.compile(r"\b(?:on|for|in|of|to|until|by|from|since|before|after|through|and|the)$", re.IGNORECASE)
_INLINE_BYLINE = re.compile(r"\s+By\s+[A-Z]")
_VERB = re.compile(
    r"\b(?:to|for|is|are|was|will|has|have|be|not|can|calls?|says?|urges?|welcomes?|announces?|launch(?:es|ed)?"
    r"|opens?|wins?|gets?|seeks?|"
    r"applauds?|introduces?|releases?|sentenced|charged|named|receives?|reports?|joins?|names?|leads?|comments?"
    r"|condemns?|supports?|on|in|with|of|over|after|as|against)\b",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"\b(?:Department|Minister|Ministry|Office|Association|Limited|Ltd|Inc|Council|Federation|Institute|Party"
    r"|Senator|Member for|MP|Commission|"
    r"University|Society|Centre|Center|Embassy|Committee|Government|Bureau|Agency|Division|P\.?O\.? Box|ABN"
    r"|Board|Museum|Gallery|Library|Hospital|District|Administration|Authority|Foundation|Network|Coalition|Trust"
    r"|Union|Alliance|Attorney|Sheriff|Police|City of|County of|State of"
    r"|Parliament House|Tel|Phone|Fax|Street|Avenue)\b",
    re.IGNORECASE,
)
CHANNEL = re.compile(r"@|www\.|https?://|\d{3}[-. /)]{1,2}\d{3,4}")
_INSTITUTION = re.compile(
    r"[A-Z][A-Z0-9&’'. -]{2,60}$|(?:University|Institute|College|Universität)\b.{3,60}$|.{3,60}\b(?:University"
    r"|Institute|College)$"
)
_OPEN_ENDS = (",", "-", "–", "—", "&", " and", " of", " the", " to", " for", " in", " with")


def is_prose(piece: Piece) -> bool:
    """Whether a piece is running text: headings, lists of names and address lines are not."""
    text = piece.text
    words = text.split()
    if len(words) >= 45 or (len(text) > 120 and _SENTENCE.search(text)):
        return True
    lower = sum(word[0].islower() for word in words)
    ended = text.rstrip('"”’ ').endswith((".", ":")) or (text.endswith(("!", "?")) and len(words) >= 25)
    if text[:1] in '"“' and text.endswith(('"', "”")):
        return ended and len(words) >= 7
    return ended and len(words) >= 7 and lower * 5 >= len(words) * 2


def is_noise(text: str) -> bool:
    """Whether a line was misread by a scanner: single letters and marks."""
    words = text.split()
    return sum(len(word.strip(".,")) == 1 or "~" in word for word in words) * 5 >= 2 * len(words)


def is_institution(piece: Piece) -> bool:
    """Whether a line under a headline names the institution that speaks, as sites for science news print it."""
    return piece.words <= 8 and bool(_INSTITUTION.match(piece.text))


_LABELLED = re.compile(r"(?i:[\w ]{3,25}:\s)|.*\b(?i:for immediate release|press release|news release|news from)\b")
"""What no headline is: `Release number: 12`, `News from the Mayor`."""
_MENU = re.compile(r"\S  +\S.*\S  +\S|^Home\b.*[/»>]|\b[A-Z]{2} \d{5}\b")
"""Words set apart by spaces, a path through a site, the end of an address."""


def is_letterhead(text: str) -> bool:
    """Whether a short line names an office, is part of an address or a menu, or labels something."""
    if len(text.split()) > 8:
        return False
    return bool(_LABELLED.match(text) or _MENU.search(text) or (not _has_lower(text) and _LETTERHEAD.search(text)))


def _has_lower(text: str) -> bool:
    return any(word[0].islower() and len(word) > 4 for word in text.split())


def headline_score(text: str, rank: int, *, repeated: bool, above_date: bool) -> float:
    """Return how much a line looks like the headline and not like a letterhead, a subheadline or a menu.

    `rank` counts the candidates above it; `repeated` says that the page prints it elsewhere too, `above_date` that the
    day of publication stands right below. The weights were set by hand on releases whose headline was known.
    """
    words = text.split()
    real = sum(len(word.strip(",.:;'’\"“”()")) > 2 for word in words)
    lower = _has_lower(text) or (text.isupper() and len(words) > 8)
    letterhead = is_letterhead(text)
    score = min(real, 8) / 4 - 0.8 * rank + 1.5 * bool(_VERB.search(text)) + lower + 2 * (above_date and not letterhead)
    score -= 2.5 * letterhead
    score += 4 * (repeated and len(words) > 2) - 3 * is_noise(text)
    score -= (real <= 2 and not repeated) + 3 * is_chrome_line(text) + 2 * bool(CHANNEL.search(text))
    score -= 3 * (text.endswith(("...", "…")) or (text.isupper() and len(words) == 1))
    return score - 1.5 * text.endswith(".") - (2 if text[:1] in '"“–—-*•' else 0)


def repeated_title(pieces: Sequence[Piece], index: int) -> bool:
    """Whether another piece that belongs to the page, or to nothing yet, prints the same title."""
    same = folded(pieces[index].text)
    return any(i != index and piece.kind in ("", "chrome") and folded(piece.text) == same for i, piece in enumerate(pieces))


def headline_goes_on(pieces: Sequence[Piece], first: int, last: int, flat: str) -> bool:
    """Whether a headline that stands on the pieces from first to last goes on in the next one."""
    above, below = pieces[last], pieces[last + 1]
    gap = _empty_lines(flat, above, below)
    wider = last + 2 >= len(pieces) or _empty_lines(flat, below, pieces[last + 2]) > gap
    if gap > 2:
        return False
    if above.text.endswith(_OPEN_ENDS):
        return True
    if not wider:
        return False
    if gap == 1 and first and _empty_lines(flat, pieces[first - 1], pieces[first]) > 1:
        # Two lines between empty ones are one title broken for its looks.
        return last == first and max(len(above.text), len(below.text)) <= 100
    if above.text.isupper() and below.text.isupper():
        return len(above.text) > 25
    return gap > 1 and 50 <= len(above.text) <= 100 and len(below.text) <= 60 and below.text[:1].isalpha()


def _empty_lines(flat: str, above: Piece, below: Piece) -> int:
    return flat.count("\n", above.end, below.start)


def trailing_day(text: str, *, day_first: bool) -> tuple[int, AbsoluteDate] | None:
    """Return where a headline ends, and the day, when a byline and the day follow on the same line."""
    for date in absolute_dates(text, day_first=day_first) if len(text) <= 300 else ():
        before = text[: date.start].rstrip(" |-–—,")
        if date.year and date.day and date.end >= len(text.rstrip(" .-–|")) and len(before.split()) >= 3:
            if _BEFORE_EVENT_DAY.search(before):
                return None
            byline = _INLINE_BYLINE.search(before)
            return (byline.start() if byline else len(before)), date
    return None


def run_in_headline(text: str) -> int:
    """Return where a headline ends that the paragraph below it swallowed (0: none): capitals, a dateline or spaces set it off."""
    if opened := _RUN_IN_DATELINE.match(text):
        return opened.end("title")
    if capitals := _CAPITAL_LEAD.match(text):
        return capitals.end()
    gap = _RUN_IN_GAP.search(text, 0, 180)
    if gap is None or len(text) - gap.start() < 80 or not _is_title(text[: gap.start()]):
        return 0
    return 0 if next(absolute_dates(text[: gap.start()]), None) else gap.start()


def _is_title(text: str) -> bool:
    """Whether words set off at the start of a paragraph are capitalised as in a headline."""
    words = [word for word in text.split() if len(word) > 3]
    if not 2 <= len(words) <= 20 or text[-1] in ".,;:" or "," in text:
        return False
    return sum(word[0].isupper() for word in words) * 2 >= len(words) and text.rsplit(maxsplit=1)[-1][0].isupper()
