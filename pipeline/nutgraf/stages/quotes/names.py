"""The people and organizations of a release: what earlier stages found in, full names and roles out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nutgraf.language import lexicon
from nutgraf.stage import Reading
from nutgraf.stages.quotes.words import OPENERS, last_word
from nutgraf.titles import NO_ROLE, Role, best_role, expand, read_around
from nutgraf.titles.words import GROUPS, MODIFIERS, UPPER, WORD, is_honorific, is_title, plain, without_possessive

Kind = Literal["person", "organization", "unnamed"]

_OFFICERS = lexicon("speaker_officers")
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
        self._learned: dict[str, Role] = {}
        for name in self.people:
            self.learn(name.name)
        for one in found:
            self._organizations.setdefault(_key(one.text), one.name)
            if one.acronym:
                self._organizations.setdefault(_key(one.acronym), one.name)

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
            mentions = [one for one in self.people if self.full_name(one.name) == name][:_MOST_MENTIONS]
            for mention in mentions:
                if self._is_in_headline(mention):
                    continue
                found.append(self._without_people(read_around(self.text, mention.start, mention.end)[2]))
                if found[-1].title and found[-1].organization:
                    break
            found += [self._without_people(one.role) for one in mentions]
            self._roles[name] = best_role(found)
        return best_role([self._roles[name], self._learned.get(name, NO_ROLE)])

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

    def is_officer_of_issuer(self, title: str | None) -> bool:
        """Whether a title that names no organization is one of the organization that publishes the release."""
        if title is None or self.issuer is None or any(person.name == self.issuer for person in self.people):
            return False
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
