"""people: the names labelled as such, each with its full form, title and organization."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.names import full_name
from nutgraf.records import PersonMention
from nutgraf.stage import Reading
from nutgraf.stages.people.titles import Owners, Position, position


class People:
    """Reports people."""

    name = "people"
    requires: tuple[str, ...] = ()

    def __call__(self, reading: Reading) -> Iterator[PersonMention]:
        entities = [entity for entity in reading.doc.ents if entity.label_ == "PERSON"]
        held = _positions(reading)
        for entity in entities:
            if any(channel.start <= entity.start_char and entity.end_char <= channel.end for channel in reading.channels):
                continue
            name = full_name(entity)
            title, organization = held.get(name, Position())
            yield reading.fact(
                PersonMention, entity.start_char, entity.end_char, "names", name=name, title=title, organization=organization
            )


def _positions(reading: Reading) -> dict[str, Position]:
    """Return what the text says of each person: the first statements, headings in capitals and contacts last."""
    found: dict[str, Position] = {}
    loud: dict[str, Position] = {}
    organizations = Owners(entity for entity in reading.doc.ents if entity.label_ == "ORG")
    for entity in reading.doc.ents:
        if entity.label_ == "PERSON":
            name = full_name(entity)
            known = found.get(name, Position())
            if not all(known):
                stated = position(reading.text, entity, organizations)
                into = loud if entity.text.isupper() else found
                into[name] = into.get(name, Position()).or_else(stated)
    for contact in reading.release.contacts:
        if contact.name:
            found[contact.name] = found.get(contact.name, Position()).or_else(Position(contact.role, contact.organization))
    return {name: found.get(name, Position()).or_else(loud.get(name, Position())) for name in {*found, *loud}}
