"""Titles in front of a name: "Acme chief executive" before "Jane Doe" in, title and organization out."""

from __future__ import annotations

import re

from nutgraf.language import lexicon
from nutgraf.titles.roles import ABBREVIATIONS, Role, clean_organization, expand, split_title
from nutgraf.titles.words import CONNECTORS, MODIFIERS, REPORTING, WORD, is_honorific, is_title, plain

_WIDEST = 150
"""Characters before a name that a title and its organization may take (the longest on gold has 96)."""
_NEAR = 3000
"""Characters around an officer's name in which the office is looked for."""
_NOT_IN_TITLE = re.compile(r"by|with|from|to|that|in|on|when|as|while|after|before|who|which|is|was|were|are|has|had")
_NOT_FIRST = frozenset((",", "Meet", "By", "From", "And", "Today", "With", "As", "When", "While"))
_OPENERS = lexicon("sentence_openers")
_OFFICES = re.compile(
    r"attorney|senator|sen|representative|rep|congressman|congresswoman|governor|gov|mayor|sheriff|prosecutor|"
    r"minister|secretary"
)
"""Offices whose place belongs to the title: "Dade County Attorney"."""
_SEATED = frozenset(("attorney", "da", "sheriff", "prosecutor", "coroner", "treasurer", "comptroller"))
"""Officers whose office is known by their title."""
_LEGISLATORS = frozenset(("senator", "sen", "representative", "rep"))
_PLACE = re.compile(r"(?:(?!The\s|Deputy\s|Assistant\s|Former\s)[A-Z][\w.-]*\s){1,4}$")
_COMPANY = re.compile(r"\b(?:the|our|its) [a-z]", re.IGNORECASE)

Words = list[re.Match[str]]


def read_before(text: str, start: int, floor: int) -> tuple[int, Role]:
    """Read the title in front of a name; return where the noun phrase starts and the role."""
    floor = max(floor, start - _WIDEST)
    words = list(WORD.finditer(text, floor, start))
    kept: Words = []
    for index in range(len(words) - 1, -1, -1):
        if not _may_stand_in_title(words, index, kept):
            break
        kept.append(words[index])
    kept.reverse()
    while kept and (kept[0].group().lower() in CONNECTORS or kept[0].group() in _NOT_FIRST or kept[0].group() in _OPENERS):
        del kept[0]
    if kept and kept[0].start() == floor and floor > 0 and text[floor - 1].isalnum():
        del kept[0]
    titled = any(is_title(word.group()) for word in kept)
    if not kept or (not titled and any(word.group() == "," for word in kept)):
        return start, Role()
    return kept[0].start(), _split_before(text, kept)


def _may_stand_in_title(words: Words, index: int, kept: Words) -> bool:
    """Whether a word in front of those kept carries the title on; `kept` runs backwards."""
    word = words[index].group()
    low = word.lower()
    if word.endswith(".") and len(word) > 2 and "." not in word[:-1] and plain(word) not in ABBREVIATIONS:
        return False
    if word == ",":
        above = words[index - 1].group() if index else ""
        return all(is_honorific(one.group()) for one in kept) and (is_title(above) or above[:1].isupper())
    if is_title(word):
        return low not in REPORTING
    if low in CONNECTORS or (low == "in" and kept and kept[-1].group() == "Charge"):
        return bool(kept)
    if word[0].isupper():
        return not _NOT_IN_TITLE.fullmatch(low)
    return is_honorific(word) or (bool(kept) and _modifies(word, kept[-1].group()))


def _modifies(word: str, right: str) -> bool:
    """Whether a lower-case word belongs to the title behind it: "study author", "company's founder"."""
    low = word.lower()
    if low in MODIFIERS or low.endswith(("'s", "’s")):
        return True
    return (
        word[0].isalpha() and not _NOT_IN_TITLE.fullmatch(low) and low not in REPORTING and is_title(right) and right[0].islower()
    )


def _split_before(text: str, kept: Words) -> Role:
    while kept and (kept[-1].group() == "," or is_honorific(kept[-1].group())):
        kept = kept[:-1]
    last = max((index for index, word in enumerate(kept) if is_title(word.group())), default=None)
    if last is None:
        return Role(None, _owner(text, kept))
    first = _title_start(kept, _joined_title(kept, last))
    title = text[kept[first].start() : kept[last].end()].rstrip(" ,")
    organization = text[kept[0].start() : kept[first - 1].end()] if first else None
    head = plain(kept[last].group())
    if _OFFICES.fullmatch(head) and organization and not _COMPANY.match(organization):
        return _office(text, kept, last, title, organization)
    if head in _SEATED and not organization:
        return Role(expand(title), _seat(text, title, kept[0].start()))
    tail = text[kept[last].end() : kept[-1].end()].strip(" ,")
    if organization and organization.endswith((" and", " &")):
        organization = None
    if tail.lower() == "in charge":
        title = f"{title} {tail}"
    if organization and tail.startswith("of "):
        return Role(expand(f"{title} {tail}"), clean_organization(organization))
    if tail.lower().startswith(("of ", "for ", "at ")):
        split = split_title(f"{title} {tail}")
        return split if split.title else Role(expand(title))
    return Role(expand(title), clean_organization(organization))


def _owner(text: str, kept: Words) -> str | None:
    """Read the organization of "Acme's Jane Doe"."""
    if not kept or not kept[-1].group().endswith(("'s", "’s")) or not kept[-1].group()[0].isupper():
        return None
    return clean_organization(text[kept[0].start() : kept[-1].end()])


def _joined_title(kept: Words, last: int) -> int:
    """Return the first of the titles that "and" joins: "Acme chairman and artistic director"."""
    joints = [index for index, word in enumerate(kept[:last]) if word.group() in {"and", "&"}]
    titles = [index for index, word in enumerate(kept[:last]) if is_title(word.group())]
    return titles[-1] if joints and titles and titles[-1] == joints[-1] - 1 else last


def _title_start(kept: Words, last: int) -> int:
    first = last
    while first:
        above = kept[first - 1].group()
        joins = above.lower() in {"and", "&"} and first > 1 and is_title(kept[first - 2].group())
        if not (plain(above) in MODIFIERS or is_title(above) or joins):
            break
        first -= 1
    while first < last and kept[first].group().lower() in CONNECTORS:
        first += 1
    return first


def _office(text: str, kept: Words, last: int, title: str, organization: str) -> Role:
    head = plain(kept[last].group())
    if head in {"secretary", "minister"} and organization.isupper() and "." not in organization and len(organization) > 2:
        return Role(expand(title), organization)
    if head not in _LEGISLATORS or organization in {"U.S.", "US", "State"}:
        title = text[kept[0].start() : kept[last].end()]
    return Role(expand(title), _seat(text, title, kept[0].start()))


def _seat(text: str, title: str, start: int) -> str | None:
    """Return the office of an officer as the text near by spells it: "Riverside County District Attorney's Office"."""
    near = max(0, start - _NEAR)
    for mark in "’'":
        if (at := text.find(f"{title}{mark}s Office", near, near + 2 * _NEAR)) >= 0:
            place = _PLACE.search(text, max(0, at - _WIDEST), at)
            return text[place.start() if place else at : at + len(title) + len("'s Office")]
    return None
