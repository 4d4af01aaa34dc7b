"""Who is named in a contact block: its phone numbers and addresses, grouped by person or desk."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nutgraf.channels import ChannelMention
from nutgraf.frame.contacts import ADDRESS, OPENER, ROLE_LINE, Region, opens_contact
from nutgraf.frame.dateline import CITIES, REGION
from nutgraf.frame.pieces import squeezed
from nutgraf.language import lexicon
from nutgraf.records import Contact

_ROLES = lexicon("contact_roles")
_ORGANIZATION = lexicon("organization_words")
_HONORIFICS = frozenset({"Dr", "Mr", "Mrs", "Ms", "Miss", "Prof", "Professor", "Sen", "Senator", "Rep", "Hon"})
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
_HUMP = re.compile(r"(?<=[a-z]{3})(?=[A-Z])(?<!\bMac)(?<!\bFitz)(?<!\bVan)")
"""Where a scraper glued a label or an organization to a name: `Ann MarshEmail`."""
_GLUED_CITY = re.compile(rf"(?<=[a-z)])(?=[A-Z][a-z]+(?: [A-Z][a-z]+)?, (?:{REGION})(?!\w))")
_FIELD = re.compile(r"^(?:Full Name|Company Name|Company|Name|Title|Role|Position|Organi[sz]ation)\s*:\s*")
_JOINED = re.compile(r"[ ]?(?:,|and|or|&|/|;)[ ]?")
_DESCRIPTION_REACH = 90
"""Role and organization that follow the last address stand within this many characters."""


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
    text = _without_labels(flat[region.start : region.end])
    names = [
        (region.start + start, region.start + end, "name", name) for start, end, name in _names(text, channels, region.start)
    ]
    reachable = [(c.start, c.end, c.kind, c.value) for c in channels if c.kind in ("phone", "email", "url")]
    phones = {channel.value: channel for channel in channels if channel.kind == "phone"}
    for contact in _people(_Group(region, flat), sorted([*names, *(r for r in reachable if not _unwanted(flat, r[0], r[2]))])):
        phone = phones.get(contact.phone or "")
        yield replace(contact, phone=phone.printed, phone_e164=phone.e164) if phone else contact


def _people(group: _Group, items: Sequence[tuple[int, int, str, str]]) -> Iterator[Contact]:
    for start, end, kind, value in items:
        if start >= group.stop:
            break
        yield from group.take(start, end, kind, value)
    yield from group.close(min(group.stop, group.last + _DESCRIPTION_REACH))


def _without_labels(text: str) -> str:
    """Blank out `Media contact`, `Email:` and the like, so that they are no part of a name beside them."""
    opener = OPENER.match(text)
    cut = opener.end() if opener else 0
    return " " * cut + _GLUED_LABEL.sub(lambda label: " " * len(label.group()), text)[cut:]


class _Group:
    """The contact that is being read: names and addresses come in text order."""

    def __init__(self, region: Region, flat: str) -> None:
        self.region, self.flat = region, flat
        self.stop = _inquiry_end(region, flat) if region.inquiry else region.end
        self.last = region.start
        self.fields: dict[str, str] = {}
        self.sharing: list[str] = []

    def take(self, start: int, end: int, kind: str, value: str) -> Iterator[Contact]:
        """Add a name or an address; yield the contact before it when this one starts the next."""
        between = self.flat[self.last : start]
        if kind == "phone" and "phone" in self.fields and _AFTER_HOURS.search(between[-16:]):
            kept = {key: self.fields[key] for key in ("name", "organization") if key in self.fields}
            yield from self.close(start)
            self.fields = kept | {"role": "after hours"}
        elif kind == "name" and set(self.fields) == {"name"} and _JOINED.fullmatch(between):
            self.sharing.append(self.fields.pop("name"))
        elif (kind == "name" and self.fields.keys() & {"name", "phone", "email"}) or (
            kind == "email" and "email" in self.fields and not self.region.inquiry
        ):
            yield from self.close(self.last)
        if kind not in self.fields:
            _describe(self.fields, between)
            self.fields[kind] = value
        self.last = end

    def close(self, end: int) -> Iterator[Contact]:
        """Yield the contact, and one for each name printed before the same number: `Ann Lee and Bo Li, 202-…`."""
        _describe(self.fields, self.flat[self.last : end])
        fields, self.fields = self.fields, {}
        sharing, self.sharing = self.sharing, []
        reachable = "phone" in fields or "email" in fields
        if not (reachable and "name" in fields if self.region.inquiry else reachable or "name" in fields):
            return
        for name in [*sharing, fields.pop("name", None)]:
            yield Contact(name=name, **{key: value for key, value in fields.items() if key != "name"})


def _inquiry_end(region: Region, flat: str) -> int:
    """Return where an inquiry ends: with its paragraph, or with the next one when it ended with a colon or a comma."""
    end = flat.find("\n", region.start, region.end)
    if end < 0:
        return region.end
    if flat[region.start : end].rstrip().endswith((":", ",")) or not flat[region.start : end].strip():
        rest = re.compile(r"\s*[^\n]*").match(flat, end, region.end)
        return rest.end() if rest else end
    return end


def _names(text: str, channels: tuple[ChannelMention, ...], offset: int) -> Iterator[tuple[int, int, str]]:
    """Yield the personal names in a region: start, end, name without honorific."""
    taken = [(channel.start - offset, channel.end - offset) for channel in channels]
    position = 0
    while match := _NAME.search(text, position):
        start, end = match.span("name")
        if hump := _HUMP.search(text, start, end):
            end = hump.start()
        position = end
        words = text[start:end].split()
        while len(words) > 2 and words[-1] in _ROLES:
            words.pop()
        if any(word.strip(",.") in _ORGANIZATION or word in _ROLES for word in words) or len(words) > 4:
            position = match.start() + len(match.group().split(maxsplit=1)[0])
        elif len(words) > 1 and not _is_elsewhere(text, start, end, taken) and " ".join(words).upper() not in CITIES:
            yield start, end, " ".join(words)


def _is_elsewhere(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether capitalised words belong to an address: a street, a web or an e-mail address."""
    return bool(ADDRESS.search(text, max(0, start - 8), end + 8)) or any(a < end and start < b for a, b in taken)


def _unwanted(flat: str, start: int, kind: str) -> bool:
    before = flat[max(0, start - 80) : start]
    return kind == "phone" and bool(_FAX.search(before[-16:]) or _OTHER_USE.search(before.rsplit("\n", 1)[-1]))


def _describe(current: dict[str, str], text: str) -> None:
    """Read role and organization from what stands between two names or addresses."""
    for line in re.split(r"\n|[ ]{3,}|;|\||•", text):
        part = squeezed(_LABEL.sub(" ", _FIELD.sub("", line.strip()))).strip(" ,.:–—-()*")
        if not 2 < len(part) <= 90 or ADDRESS.search(part):
            continue
        if OPENER.match(part + " ") and ":" in line:
            part = squeezed(line.split(":", 1)[1]).strip(" ,.:–—-()*")
        if part and ROLE_LINE.search(part) and "role" not in current and "name" in current:
            role, _, organization = part.partition(", ")
            current["role"] = role
            if organization:
                current.setdefault("organization", organization)
        elif part and part[0].isupper() and not opens_contact(part):
            named = _LOWER_ROLE.sub("", _GLUED_CITY.split(part, maxsplit=1)[0])
            if named and named not in _HONORIFICS and _is_title(named):
                current.setdefault("organization", named)


def _is_title(text: str) -> bool:
    words = [word for word in text.split() if len(word) > 3]
    return sum(word[0].islower() for word in words) * 3 <= len(words)
