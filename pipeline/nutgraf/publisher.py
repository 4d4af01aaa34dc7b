"""The publisher of a release once its names are known: the full name of a surname, the university or office that opens it."""

from __future__ import annotations

import re
from dataclasses import replace

from nutgraf.records import Extraction

_OPENING = 3
"""Paragraphs, the headline among them, that name who speaks."""
_SPEAKS = re.compile(r"(?:Attorney|Prosecutor|Sheriff|Coroner|Defender|Comptroller)[’'s]{0,2} (?:Office|Department)$")


def with_publisher(found: Extraction) -> Extraction:
    """Return the extraction with its issuer as the names have it; a release whose names say nothing stays as it is."""
    issuer = found.release.issuer
    settled = _full_name(issuer, found) if issuer else _opening_office(found)
    if settled is None:
        return found
    organizations = tuple(replace(one, is_issuer=True) if one.name == settled else one for one in found.organizations)
    return replace(found, release=replace(found.release, issuer=settled), organizations=organizations)


def _full_name(issuer: str, found: Extraction) -> str | None:
    """Return the person whose name an issuer is a part of, or that is a part of it: `Hale`, `Leader Edith Hale`."""
    words = issuer.casefold().split()
    for person in found.people:
        name = person.name.casefold().split()
        if name != words and (name[-len(words) :] == words or (len(name) > 1 and words[-len(name) :] == name)):
            return person.name
    return None


def _opening_office(found: Extraction) -> str | None:
    """Return the first organization of the opening where it is a university, or an office that announces its own doings."""
    text = found.release.text
    paragraphs = text.split("\n\n", _OPENING)
    opening = len(text) - (len(paragraphs[-1]) if len(paragraphs) > _OPENING else 0)
    first = next((one for one in found.organizations if one.start < opening), None)
    if first and (first.kind == "university" or _SPEAKS.search(first.name)):
        return first.name
    return None
