"""people: the names labelled as such, each with its full form, title and organization."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.names import full_name, named
from nutgraf.records import PersonMention
from nutgraf.stage import Reading
from nutgraf.titles import NO_ROLE, Role, expand, read_around


class People:
    """Reports people."""

    name = "people"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[PersonMention]:
        held = _roles(reading)
        for entity in named(reading.doc, "PERSON"):
            if any(channel.start <= entity.start_char and entity.end_char <= channel.end for channel in reading.channels):
                continue
            name = full_name(entity)
            title, organization = held.get(name, NO_ROLE)
            yield reading.fact(
                PersonMention, entity.start_char, entity.end_char, "names", name=name, title=title, organization=organization
            )


def _roles(reading: Reading) -> dict[str, Role]:
    """Return what the text says of each person: the first statements, headings in capitals and contacts last."""
    found: dict[str, Role] = {}
    loud: dict[str, Role] = {}
    organizations: dict[str, str | None] = {_key(entity.text): None for entity in named(reading.doc, "GPE")}
    organizations |= {_key(entity.text): full_name(entity) for entity in named(reading.doc, "ORG")}
    for entity in named(reading.doc, "PERSON"):
        name = full_name(entity)
        known = found.get(name, NO_ROLE)
        if not all(known):
            role = read_around(reading.text, entity.start_char, entity.end_char)[2]
            if role.organization:  # nobody speaks for a place: `a Dover, Del., plumber`
                role = role._replace(organization=organizations.get(_key(role.organization), role.organization))
            into = loud if entity.text.isupper() else found
            into[name] = into.get(name, NO_ROLE).or_else(role)
    for contact in reading.release.contacts:
        if contact.name:
            found[contact.name] = found.get(contact.name, NO_ROLE).or_else(Role(expand(contact.role), contact.organization))
    return {name: found.get(name, NO_ROLE).or_else(loud.get(name, NO_ROLE)) for name in {*found, *loud}}


def _key(organization: str) -> str:
    return organization.casefold().removeprefix("the ").strip(" .,")
