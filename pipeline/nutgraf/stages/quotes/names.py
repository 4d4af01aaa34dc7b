"""The people and organizations of a release: what earlier stages found in, full names and roles out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nutgraf.language import lexicon
from nutgraf.stage import Reading
from nutgraf.stages.quotes.words import OPENERS, last_word
from nutgraf.titles import NO_ROLE, Role, best_role, expand, read_around
from nutgraf.titles.words import (
    GROUPS,
    MODIFIERS,
    ORGANIZATION_WORDS,
    UPPER,
    WORD,
    is_honorific,
    is_title,
    plain,
    without_possessive,
)

Kind = Literal["person", "organization", "unnamed"]

_OFFICERS = lexicon("speaker_officers")
_NEWSROOM = re.compile(r"\b(?:editor|reporter|correspondent|publisher|producer|anchor)\b", re.IGNORECASE)
_NEWS_SERVICE = re.compile(r"(?:News|Wire|Newswire|Breaks)\b|[a-z]Wire\b")
_HEAD = r"(?P<head>University|College|Institute|Cent(?:re|er)|School|Hospital|Foundation|Association|Council|Museum|Bank)"
_OF_HOUSE = re.compile(rf", (?!who\b)[^.;“”\"\n]{{3,100}}? (?:at|of|from|with|for) (?:the|our) {_HEAD}\b(?! [A-Z]| of )")
_HOUSE_OF = re.compile(rf"\b[Tt]he {_HEAD}[’']s\s+(?:[\w&,-]+\s+){{1,8}}$")
_OWNED = re.compile(rf"{_HEAD}[’']s\s")
_WIDEST_TITLE = 140
_TEACHES = re.compile(
    r"\b(?:professor|lecturer|reader in|research(?:er| fellow| associate)|scientist|lead author|study author|"
    r"(?:co-)?lead(?:er)? of the (?:study|research|project|team))\b",
    re.IGNORECASE,
)
_SCHOOL = re.compile(r"\b(?:University|College|Institute|Polytechnic|School|Academy)\b")
"""Those whose researchers need not say where they work."""
_COMMON = frozenset({"having", "requires", "others", "special", "democratic", "republican", "commenters", "rights", "general"})
_MOST_MENTIONS = 40
"""Mentions of a person that are read for a role; in longer texts the later ones repeat the earlier."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text; `name` is its full form."""

    start: int
    end: int
    name: str
    kind: Kind
    role: Role = NO_ROLE


class Names:
    """Looks names up by place, full form and role."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        self.all = sorted(_read_facts(reading), key=lambda name: (name.start, -name.end))
        self.people = [name for name in self.all if name.kind == "person"]
        found = reading.found.organizations
        self.issuer = reading.release.issuer or next((one.name for one in found if one.is_issuer), None)
        self._starts = [name.start for name in self.all]
        self._section_at = reading.section_at
        self._personal = {word for name in self.people for word in _words(name.name)}
        self._full: dict[str, str] = {}
        self._organizations: dict[str, str] = {}
        self._roles: dict[str, Role] = {}
        self._houses: dict[str, str | None] = {}
        self._learned: dict[str, Role] = {}
        for name in self.people:
            self.learn(name.name)
        for one in found:
            self._organizations.setdefault(_key(one.text), one.name)
            self._organizations.setdefault(one.key, one.name)
            if one.acronym:
                self._organizations.setdefault(_key(one.acronym), one.name)
        self._companies = [(one.start, one.name) for one in found if one.kind == "company"]
        self._reported_by_media = bool(self.issuer and _NEWS_SERVICE.search(self.issuer))

    def between(self, start: int, end: int) -> list[Name]:
        """Return the names that start in a stretch."""
        return self.all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, position: int) -> Iterator[Name]:
        """Yield the names in front of a position, nearest first."""
        for index in range(bisect_left(self._starts, position) - 1, -1, -1):
            yield self.all[index]

    def learn(self, name: str, role: Role = NO_ROLE) -> None:
        """Remember a full name for the mentions that give a part of it; a spelling in capitals is the last choice."""
        self._learned[name] = self._learned.get(name, NO_ROLE).or_else(role)
        last = last_word(name)
        if " " in name and (last not in self._full or (self._full[last].isupper() and not name.isupper())):
            self._full[last] = name

    def full_name(self, name: str) -> str:
        """Return the full form of a person's name."""
        last = last_word(name)
        full = self._full.get(last)
        if full is None and " " not in name:
            full = self._full[last] = self._spelled_out(name)
        elif full is None or (" " in name and full.split(maxsplit=1)[0].lower() != name.split(maxsplit=1)[0].lower()):
            full = name
        return full.title() if full.isupper() and len(full) > 4 else full

    def knows(self, name: str) -> bool:
        """Whether a surname has a fuller form in the text."""
        return last_word(name) in self._full or (" " not in name and " " in self.full_name(name))

    def is_common(self, word: str) -> bool:
        """Whether a capitalised word that no earlier stage took for a name is one that the text also uses in lower case."""
        return word.lower() in self._lowered and not self.knows(word)

    @cached_property
    def _lowered(self) -> frozenset[str]:
        return frozenset(re.findall(r"\b[a-z]{3,}\b", self.text)) | _COMMON

    def _spelled_out(self, surname: str) -> str:
        """Look for the place where a surname stands behind a first name."""
        for match in re.finditer(rf"\b([{UPPER}][\w’'-]*\.?(?:\s[{UPPER}]\.)?)\s{re.escape(surname)}\b", self.text):
            first = match.group(1)
            if not (is_title(first) or is_honorific(first) or first in OPENERS or plain(first) in MODIFIERS):
                return f"{first} {surname}"
        return surname

    def full_organization(self, name: str | None) -> str | None:
        """Return the fullest form of an organization's name that the release uses."""
        if not name:
            return None
        if name.isupper() and _key(name) not in self._organizations:
            spelled = (one for one in (self.issuer, *self._organizations.values()) if one and _initials(one) == name)
            self._organizations[_key(name)] = next(spelled, name)
        return self._organizations.get(_key(name), name)

    def role(self, name: str) -> Role:
        """Return title and organization as stated anywhere in the text for a full personal name."""
        if name not in self._roles:
            found: list[Role] = []
            mentions = self._mentions(name)
            for mention in mentions:
                if self._is_in_headline(mention):
                    continue
                found.append(self._without_people(read_around(self.text, mention.start, mention.end)[2]))
                if found[-1].title and found[-1].organization:
                    break
            found += [self._without_people(one.role) for one in mentions]
            self._roles[name] = best_role(found)
        return best_role([self._roles[name], self._learned.get(name, NO_ROLE)])

    def _mentions(self, name: str) -> list[Name]:
        """Return the first mentions of a person by any form of a full name."""
        return [one for one in self.people if self.full_name(one.name) == name][:_MOST_MENTIONS]

    def _is_in_headline(self, name: Name) -> bool:
        """Whether a name stands in a headline, where capitals do not tell where an organization ends."""
        return self.text[name.start : name.end].isupper() or self._section_at(name.start) == "headline"

    def _without_people(self, role: Role) -> Role:
        """Drop an organization that is another person of the release: "Sens. Brown, Tester"."""
        if role.title and len(self._personal.intersection(_words(role.title))) > 1:
            return NO_ROLE
        if role.organization is None or not self._personal.issuperset(_words(role.organization)):
            return role
        return role._replace(organization=None)

    def house(self, person: str, title: str | None, position: int) -> str | None:
        """Return whose title it is that names nobody: the issuer's, or that of the company a news service writes about."""
        if title is None:
            return None
        if person not in self._houses:
            self._houses[person] = self._generic_house(person)
        if house := self._houses[person]:
            return house
        if not self._is_officer_of_issuer(title):
            return None
        if self._reported_by_media and not _NEWSROOM.search(title):
            above = bisect_left(self._companies, (position, ""))
            return self._companies[above - 1][1] if above else None
        return self.issuer

    @staticmethod
    def is_part_of_title(organization: str) -> bool:
        """Whether what was read as an organization is the field of an office: "Centre's Campaigns" of a coordinator."""
        owner = _OWNED.match(organization)
        return owner is not None and ORGANIZATION_WORDS.isdisjoint(organization[owner.end() :].split())

    def _generic_house(self, person: str) -> str | None:
        """Return the organization that a title of "the University" or "the Centre's" is held in."""
        for mention in self._mentions(person):
            match = _OF_HOUSE.match(self.text, mention.end, mention.end + _WIDEST_TITLE)
            match = match or _HOUSE_OF.search(self.text[max(0, mention.start - _WIDEST_TITLE) : mention.start])
            if match:
                head = re.compile(rf"\b{match['head']}\b", re.IGNORECASE)
                known = (one for one in (self.issuer, *self._organizations.values()) if one and " " in one and head.search(one))
                return next(known, None)
        return None

    def _is_officer_of_issuer(self, title: str) -> bool:
        """Whether a title is one of the organization that publishes the release."""
        if self.issuer is None or any(person.name == self.issuer for person in self.people):
            return False
        if _TEACHES.search(title) and _SCHOOL.search(self.issuer):
            return True
        if title.endswith(("Attorney", "Attorney General")) and "Attorney" in self.issuer:
            return title != self.issuer
        if title.endswith("Mayor"):
            return self.issuer.startswith(("City ", "Town ", "Village ", "Borough ", "County ", "Municipality "))
        return any(plain(word) in _OFFICERS for word in title.split())


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", name.lower())


def _key(name: str) -> str:
    return without_possessive(name.lower().removeprefix("the ")).strip(" .,")


def _read_facts(reading: Reading) -> Iterator[Name]:
    text = reading.text
    taken: set[int] = set()
    for person in reading.found.people:
        name = _without_titles(person.name)
        if name and not _is_bare_title(text, name, person.end):
            start, end = _trim(text, person.start, person.end)
            taken.update((person.start, start))
            yield Name(start, end, name, "person", Role(expand(person.title), person.organization))
    for organization in reading.found.organizations:
        if organization.start in taken or organization.name.lower().removeprefix("the ") in GROUPS:
            continue
        start, end = _trim(text, organization.start, organization.end)
        if start > organization.start and text[organization.start].isupper() and " " not in text[start:end]:
            yield Name(start, end, text[start:end], "person")
        else:
            yield Name(start, end, organization.name, "organization")


def _is_bare_title(text: str, name: str, end: int) -> bool:
    """Whether a reported person is a title with the name still to come ("District Attorney" in "District Attorney Jane Doe")."""
    return is_title(name.rsplit(maxsplit=1)[-1]) and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out titles in front and a possessive behind."""
    end -= (end - start) - len(without_possessive(text[start:end]))
    for word in WORD.finditer(text, start, end):
        if not (is_title(word.group()) or is_honorific(word.group())) or word.end() >= end:
            return word.start(), end
    return start, end


def _without_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and (is_title(words[0]) or is_honorific(words[0])):
        del words[0]
    return without_possessive(" ".join(words))
