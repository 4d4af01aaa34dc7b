"""Contact blocks: whom to ask, grouped as people with their phone numbers and addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nutgraf.channels import ChannelMention
from nutgraf.frame.pieces import Piece, squeezed
from nutgraf.language import alternation, lexicon
from nutgraf.records import Contact

_DESK = (
    r"(?:media|press|news|pr|public[ ]relations|publicity|investors?|ir|company|corporate|analysts?|interviews?"
    r"|marketing|communications|agency|editorial|journalists?)"
)
_OPENER = re.compile(
    rf"""
    [*•\s\[(>-]{{0,3}}
    (?: (?:for[ ])? {_DESK} (?:[ ]?(?:and|&|/|or)[ ]?{_DESK})? (?:[ ]relations)? [ ]
          (?:contacts?|comments?|enquir(?:y|ies)|inquir(?:y|ies)|quer(?:y|ies)|office|requests?|info(?:rmation)?
            |liaison)\b [^.\n:]{{0,40}}? (?:[ ]?[:–—-]|$|(?=[ ]{{0,3}}[A-Z(+\d]))
      | contacts? [ ]? (?:details|information|info|persons?|us|for[ ](?:media|journalists|the[ ]media
        |press))? [ ]{{0,2}} (?:[:–—]|-[ ]|$|(?-i:(?<=[a-z])(?=[A-Z]))|(?=[ ]{{1,3}}[A-Z][\w.’'-]+[ ][A-Z]))
      | (?:investors?(?:[ ]relations)?|media|press|ir)[ ]?(?:relations)?[ ]?: (?=[^\n]{{0,160}}(?:@|\d{{3}}))
      | investor[ ]relations\b (?=[^\n]{{0,80}}@)
      | (?:\w{1, 5}[ ])?(?:inquiries|enquiries)[ ]?:? [ ]{{0,2}} (?=[A-Z(+\d])
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
_HONORIFICS = frozenset({"Dr", "Mr", "Mrs", "Ms", "Miss", "Prof", "Professor", "Sen", "Senator", "Rep", "Hon"})
_ROLES = lexicon("contact_roles")
_ORGANIZATION = lexicon("organization_words")
_HONORIFIC = r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Hon|Rev|Sen|Senator|Capt|Sgt|Lt|Det|Officer)\.?[ ])?"
_NAME = re.compile(
    rf"(?<![\w@.]){_HONORIFIC}(?P<name>[A-ZÀ-Þ][A-Za-zÀ-ÿ’'-]*[a-zà-ÿ][A-Za-zÀ-ÿ’'-]*(?:[ ]{{1,2}}(?:[A-Z]\."
    rf"|[a-z]{{2,3}}[ ](?=[A-Z])|[“\"(][A-Z][a-z]+[”\")]|(?:de|van|von|da|bin|al)\b)){{0,2}}"
    rf"(?:[ ]{{1,2}}[A-ZÀ-Þ][A-Za-zÀ-ÿ’'-]+(?!\w)){{1,3}})"
)
_LABEL = re.compile(
    r"\b(?:tel(?:ephone)?|phone|ph|mobile|mob|cell|office|direct(?:[ ]line)?|e-?mail|website|web|address"
    r"|toll[- ]free|m|t|p|o|e|w|c)[ ]?[.:)]|\b(?:at|on|by|or|and|via)\b"
    r"|\bfax\b|\bextension\b|\(ah\)|\(o\)|\(m\)|\(h\)|\(w\)|\(office\)|\(mobile\)|\(cell\)",
    re.IGNORECASE,
)
_GLUED_LABEL = re.compile(
    r"(?:(?:Media|Press) )?(?:Contact (?:Name|Email|Person|Details|Information|Phone|Number)|Company(?: Name"
    r"| Website)?|City/?(?:Country)?|Country|Website|"
    r"Email|E-mail|Phone(?: Number)?|Telephone|Tel|Mobile|Address|Name|Contact|Organization|Title)\s?:"
)
_FAX = re.compile(r"(?:\bfax|\bf|facsimile)[\s.:()#]{0,4}(?:no\.?[ ]?)?$", re.IGNORECASE)
_OTHER_USE = re.compile(
    r"(?:general[ ]public|customer|consumer|sales|dial[- ]?in|conference[ ]id|hotline|toll[- ]?free[^.]{0,20}dial)[^.\n]{0,60}$",
    re.IGNORECASE,
)
_AFTER_HOURS = re.compile(r"\(?\b(?:AH|after[ ]hours|a\.h\.)\)?:?[ ]*$", re.IGNORECASE)
_LOWER_ROLE = re.compile(
    r" (?:[a-z]+ ){0,2}(?:director|officer|manager|adviser|advisor|secretary|president|editor|assistant"
    r"|spokes[a-z]+|coordinator)$"
)
_JOINED = re.compile(r"[ ]?(?:,|and|or|&|/|;)[ ]?")
_ROLE_LINE = re.compile(rf"\b(?:{alternation('contact_roles')})\b")
_ADDRESS = re.compile(
    r"\b\d{1,6}[A-Z]?[ ][\w.]+[ ]|\b[A-Z]{2,3}[ ,]{1,2}\d{4,5}\b|P\.?O\.?[ ]Box|\b(?:Street|St\.|Avenue|Ave|Road"
    r"|Rd|Blvd|Suite|Floor|Drive|Lane)\b|United States|Canada|Australia",
)


def opens_contact(text: str) -> bool:
    """Whether a piece of text opens a contact block."""
    return bool(_OPENER.match(text))


def is_contact_line(text: str) -> bool:
    """Whether a short line can stand inside a contact block: a name, a role, an address, a number."""
    if len(text) > _LINE or re.match(r"\[\d", text):
        return False
    return bool(
        "@" in text
        or re.match(r"[\d(+]", text)
        or re.search(r"\d{3}[-. /)]{1,2}\d{3,4}|\d{10}|www\.|https?://", text)
        or _ROLE_LINE.search(text[:80])
        or _ADDRESS.search(text)
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


def read_contacts(regions: Iterable[Region], flat: str, channels: tuple[ChannelMention, ...]) -> tuple[Contact, ...]:
    """Group the channels of the regions by the people they belong to, in text order."""
    starts = [channel.start for channel in channels]
    found: list[Contact] = []
    for region in regions:
        inside = channels[bisect_left(starts, region.start) : bisect_left(starts, region.end)]
        for contact in _group(region, flat, inside):
            if not _known(contact, found):
                found.append(contact)
    return tuple(found)


def _known(contact: Contact, found: list[Contact]) -> bool:
    for other in found:
        same_phone = contact.phone is None or contact.phone == other.phone
        same_email = contact.email is None or contact.email == other.email
        if same_phone and same_email and (contact.name is None or contact.name == other.name):
            return True
    return False


def _group(region: Region, flat: str, channels: tuple[ChannelMention, ...]) -> Iterator[Contact]:
    text = flat[region.start : region.end]
    opener = _OPENER.match(text)
    text = _GLUED_LABEL.sub(lambda label: " " * len(label.group()), text)
    text = " " * (opener.end() if opener else 0) + text[opener.end() if opener else 0 :]
    stop = _inquiry_end(region, flat) if region.inquiry else region.end
    events: list[tuple[int, int, str, str]] = [
        (m.start("name") + region.start, m.end("name") + region.start, "name", name)
        for m, name in _names(text, channels, region.start)
    ]
    events += [
        (c.start, c.end, c.kind, c.value) for c in channels if c.kind in ("phone", "email", "url") and not _unwanted(flat, c)
    ]
    current: dict[str, str] = {}
    sharing: list[str] = []
    last = region.start
    for start, end, kind, value in sorted(events):
        if start >= stop:
            break
        if kind == "phone" and "phone" in current and _AFTER_HOURS.search(flat[max(0, start - 16) : start]):
            yield from _contact(current, region, flat[last:start])
            current = {key: current[key] for key in ("name", "organization") if key in current} | {"role": "after hours"}
        if kind == "name" and ("name" in current or "phone" in current or "email" in current):
            if set(current) == {"name"} and _JOINED.fullmatch(flat, last, start):
                sharing.append(current["name"])
            else:
                yield from _contact(current, region, "", sharing)
                sharing = []
            current = {}
        if kind == "email" and "email" in current and not region.inquiry:
            yield from _contact(current, region, "")
            current = {}
        if kind not in current:
            _describe(current, flat[last:start])
            current[kind] = value
        last = end
    _describe(current, flat[last : min(stop, last + 90)])
    yield from _contact(current, region, "", sharing)


def _inquiry_end(region: Region, flat: str) -> int:
    """Return where an inquiry ends: with its paragraph, or with the next one when it ended with a colon or a comma."""
    end = flat.find("\n", region.start, region.end)
    if end < 0:
        return region.end
    if flat[region.start : end].rstrip().endswith((":", ",")) or not flat[region.start : end].strip():
        rest = re.compile(r"\s*[^\n]*").match(flat, end, region.end)
        return rest.end() if rest else end
    return end


def _names(text: str, channels: tuple[ChannelMention, ...], offset: int) -> Iterator[tuple[re.Match[str], str]]:
    taken = [(c.start - offset, c.end - offset) for c in channels]
    position = 0
    while match := _NAME.search(text, position):
        position = match.end()
        name = squeezed(match["name"])
        words = name.split()
        while len(words) > 2 and words[-1] in _ROLES:
            words.pop()
        if any(word.strip(",.") in _ORGANIZATION or word in _ROLES for word in words) or len(words) > 4:
            position = match.start() + len(match.group().split()[0])
            continue
        if _ADDRESS.search(text[max(0, match.start() - 8) : match.end() + 8]) or any(
            a < match.end() and match.start() < b for a, b in taken
        ):
            continue
        yield match, " ".join(words)


def _unwanted(flat: str, channel: ChannelMention) -> bool:
    before = flat[max(0, channel.start - 80) : channel.start]
    return channel.kind == "phone" and bool(_FAX.search(before[-16:]) or _OTHER_USE.search(before.rsplit("\n", 1)[-1]))


def _describe(current: dict[str, str], text: str) -> None:
    """Read role and organization from what stands between two names or addresses."""
    for line in re.split(r"\n|[ ]{3,}|;|\||•", text):
        part = squeezed(_LABEL.sub(" ", line)).strip(" ,.:–—-()*")
        if not 2 < len(part) <= 90 or _ADDRESS.search(part):
            continue
        if _OPENER.match(part + " ") and ":" in line:
            part = squeezed(line.split(":", 1)[1]).strip(" ,.:–—-()*")
        if part and _ROLE_LINE.search(part) and "role" not in current and "name" in current:
            role, _, organization = part.partition(", ")
            current["role"] = role
            if organization:
                current.setdefault("organization", organization)
        elif part and part[0].isupper() and not opens_contact(part):
            named = _LOWER_ROLE.sub("", part)
            if named and named not in _HONORIFICS and _is_title(named):
                current.setdefault("organization", named)


def _is_title(text: str) -> bool:
    words = [word for word in text.split() if len(word) > 3]
    return sum(word[0].islower() for word in words) * 3 <= len(words)


def _contact(current: dict[str, str], region: Region, rest: str, sharing: Sequence[str] = ()) -> Iterator[Contact]:
    """Build the contact, and one for each name that is printed before the same number: `Ann Lee and Bo Li, 202-…`."""
    if rest:
        _describe(current, rest)
    useful = "phone" in current or "email" in current or "name" in current
    if not useful or (region.inquiry and ("name" not in current or not ("phone" in current or "email" in current))):
        return
    for name in [*sharing, current.get("name")]:
        yield Contact(
            name=name, **{key: current[key] for key in ("role", "organization", "phone", "email", "url") if key in current}
        )
