"""Contact blocks: where a release says whom the media can ask."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from nutgraf.channels import ChannelMention
from nutgraf.frame.pieces import Piece
from nutgraf.language import alternation

_DESK = (
    r"(?:media|press|news|pr|public[ ]relations|publicity|investors?|ir|company|corporate|analysts?|interviews?"
    r"|marketing|communications|agency|editorial|journalists?)"
)
OPENER = re.compile(
    rf"""
    [*•\s\[(>-]{{0,3}}
    (?: (?:for[ ])? {_DESK} (?:[ ]?(?:and|&|/|or)[ ]?{_DESK})? (?:[ ]relations)? [ ]
          (?:contacts?|comments?|enquir(?:y|ies)|inquir(?:y|ies)|quer(?:y|ies)|office|requests?|info(?:rmation)?
            |liaison)\b [^.\n:]{{0,40}}? (?:[ ]?[:–—-]|$|(?=[ ]{{0,3}}[A-Z(+\d]))
      | (?-i:[A-Z])[\w.&’'-]{{1,30}} (?:[ ](?-i:[A-Z])[\w.&’',-]{{0,30}}){{0,5}} [ ]
          contacts?(?:[ ](?:information|details|info))?[ ]?:[ ]{{0,2}}$
      | contacts? [ ]? (?:details|information|info|persons?|us|for[ ](?:media|journalists|the[ ]media
        |press))? [ ]{{0,2}} (?:[:–—]|-[ ]|$|(?-i:(?<=[a-z])(?=[A-Z]))|(?=[ ]{{1,3}}[A-Z][\w.’'-]+[ ][A-Z]))
      | (?:investors?(?:[ ]relations)?|media|press|ir)[ ]?(?:relations)?[ ]?: (?=[^\n]{{0,160}}(?:@|\d{{3}}))
      | investor[ ]relations\b (?=[^\n]{{0,80}}@)
      | (?:\w{{1,5}}[ ])?(?:inquiries|enquiries)[ ]?:? [ ]{{0,2}} (?=[A-Z(+\d])
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INQUIRY = re.compile(
    r"""
    (?: \bfor[ ](?:(?:any|all|more|further|additional|press|media|general|interview|other)[ ](?:or[ ]\w+[ ])?){0,2}
        (?:information|info|details|comment|interviews?|enquiries|inquiries|questions|queries|media|press)
        (?:[ ](?:about|on|regarding|or)[ ][^.\n:]{2,80}?|[ ](?:enquiries|inquiries|requests))?
      | \bfurther[ ](?:details|information)\b[^.\n:]{0,60}? | \bto[ ](?:arrange|schedule
        |request)[ ](?:an?[ ])?interviews?\b[^.\n]{0,60}?
    )
    (?: [ ]?:[ ] | ,?[ ]{1,2}(?:please[ ]|kindly[ ])?(?:(?:can[ ]be[ ]|is[ ]|are[ ])?(?:contact|call|ring|phone
      |telephone|e-?mail|obtained[ ]from|available[ ]from|reach(?:[ ]out[ ]to)?|write[ ]to)\b) )
    | \bis[ ]available[ ]for[ ](?:media[ ])?(?:interviews?|comment)\b[^@\d]{0,40}
    | \bmore[ ]information[ ]call\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INQUIRY_REACH = 220
"""Name, desk and addresses stand within this many characters after the request."""
_NAME_REACH = 50
"""Title and name before `is available for interviews`."""
_LINE = 170
ROLE_LINE = re.compile(rf"\b(?:{alternation('contact_roles')})\b")
ADDRESS = re.compile(
    r"\b\d{1,6}[A-Z]?[ ][\w.]+[ ]|\b[A-Z]{2,3}[ ,]{1,2}\d{4,5}\b|P\.?O\.?[ ]Box|\b(?:Street|St\.|Avenue|Ave|Road"
    r"|Rd|Blvd|Suite|Floor|Drive|Lane)\b|United States|Canada|Australia",
)


def opens_contact(text: str) -> bool:
    """Whether a piece of text opens a contact block."""
    return bool(OPENER.match(text))


def is_contact_line(text: str) -> bool:
    """Whether a short line can stand inside a contact block: a name, a role, an address, a number."""
    if len(text) > _LINE or re.match(r"\[\d", text):
        return False
    return bool(
        "@" in text
        or re.match(r"[\d(+]", text)
        or re.search(r"\d{3}[-. /)]{1,2}\d{3,4}|\d{10}|www\.|https?://", text)
        or ROLE_LINE.search(text[:80])
        or ADDRESS.search(text)
        or (text.count(" ") <= 7 and text[:1].isupper() and not text.endswith((".", "!", "?")))
    )


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text in which contacts are named; an inquiry counts only with a person or a desk."""

    start: int
    end: int
    inquiry: bool


def contact_regions(pieces: list[Piece], flat: str, channels: tuple[ChannelMention, ...]) -> list[Region]:
    """Return the contact blocks (pieces of that kind) and the sentences that send the media to somebody."""
    regions: list[Region] = []
    reachable = [channel.start for channel in channels if channel.kind in ("phone", "email")]
    for piece in pieces:
        if piece.kind == "contact":
            if (
                regions
                and not regions[-1].inquiry
                and flat.count("\n", regions[-1].end, piece.start) < 12
                and not opens_contact(piece.text)
            ):
                regions[-1] = Region(regions[-1].start, piece.end, inquiry=False)
            else:
                regions.append(Region(piece.start, piece.end, inquiry=False))
        elif piece.kind != "chrome":
            index = bisect_left(reachable, piece.start)
            if index < len(reachable) and reachable[index] < piece.end + _INQUIRY_REACH:
                regions += _inquiries(piece, flat)
    return regions


def _inquiries(piece: Piece, flat: str) -> Iterator[Region]:
    for match in _INQUIRY.finditer(piece.text):
        start = piece.start + (max(0, match.start() - _NAME_REACH) if "available for" in match.group() else match.end())
        yield Region(start, min(len(flat), start + _INQUIRY_REACH), inquiry=True)


def mark_signature(pieces: list[Piece], channels: tuple[ChannelMention, ...]) -> None:
    """Mark the line a release without a contact block is signed with: one with a phone number and an e-mail address."""
    starts = [channel.start for channel in channels]
    for piece in reversed(pieces):
        if piece.kind == "chrome" or len(piece.text) > _LINE:
            continue
        inside = {channel.kind for channel in channels[bisect_left(starts, piece.start) : bisect_left(starts, piece.end)]}
        lower = sum(word[0].islower() for word in piece.text.split())
        if {"phone", "email"} <= inside and lower * 3 <= piece.words:
            piece.kind = "contact"
            return
