"""What a phrase says about a person: "CEO of Acme", "Acme president" in; title and organization out."""

from __future__ import annotations

import re
from typing import NamedTuple

from nutgraf.language import lexicon
from nutgraf.titles.words import GROUPS, HONORIFICS, MODIFIERS, TITLES, UPPER, WORD, holds_title, is_title, plain

_EXPANSIONS = {
    "sen": "Senator",
    "sens": "Senator",
    "rep": "Representative",
    "reps": "Representative",
    "gov": "Governor",
    "prof": "Professor",
    "lt": "Lieutenant",
    "gen": "General",
    "capt": "Captain",
    "sgt": "Sergeant",
    "det": "Detective",
    "col": "Colonel",
    "cmdr": "Commander",
    "adm": "Admiral",
    "maj": "Major",
    "supt": "Superintendent",
    "rev": "Reverend",
}
ABBREVIATIONS = (
    frozenset(_EXPANSIONS)
    | HONORIFICS
    | frozenset(("st", "jr", "sr", "inc", "corp", "ltd", "co", "bros", "atty", "asst", "dept"))
)
_PLACES = lexicon("place_names")
_WEAK = frozenset(("member", "senior member", "co-sponsor", "author"))
"""Titles that do not beat another one for naming an organization."""
_NO_ORGANIZATION = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|\w{3,6}day|Meet|Former|Then|Incoming|Acting|\d|[RDI]-\w+)\b"
)
_NO_PART_OF_NAME = re.compile(r"^(?:(?:Remarks|Statement|Comments|Speech)\s+(?:of|by|from)\s+)?(?:(?:the|our|its|and|of)\s+)?")
_CLAUSE = re.compile(
    r"\s(?!(?:of|and|for|the|in|de|del|la|le|les|du|des|di|da|do|dos|van|von|der|den|to|at|on|y|e|et|für|a|an|by|with|from)\b)"
    r"[a-z]{3,}\b(?![.’'])|\s(?:and|in|at|on|to|for|from|with|by)\s(?:the\s)?(?=[a-z])"
)
"""Words that stand in no name: "… Initiative met with officials", "… Centre and lead author"."""
_BEYOND = re.compile(
    r",?\s(?:and|&)\s(?:(?:Acting|Deputy|Assistant|Principal|First|U\.S\.|United\sStates|Special|Supervisory|Resident)\s){1,4}"
    r"(?:Attorney|Agent|Director|Inspector|Secretary|Chief)\b|(?<=[a-z]{3})\.(?:\s{2}|The\b)"
)
"""The next officer of a list, or the next sentence."""
_MOST_WORDS = 15
"""Words of the longest names of offices; more are a sentence."""
_AND = re.compile(r",?\s(?:and|&)\s([A-Z][\w-]*)")
_SECOND_OFFICE = re.compile(
    r"(?:(?:[1-9](?:st|nd|rd|th)|National|International|Regional|Global|Group|Senior|Executive|Deputy|Assistant|Associate|"
    r"Vice|Co)[ -]){1,3}(?:President|Chair\w*|Director|Manager|Secretary|Treasurer|Officer|Editor|Dean)\b"
    r"|(?:PI|Principal Investigator)\b"
)
"""What `and` adds to a title, not to a name: "of Acme and Senior Vice President"."""
_IN_NAME = re.compile(r"\s(?:[A-Z&]|and\s[A-Z])")
_COMMA = re.compile(
    r",\s+(?!(?:[A-Z][\w’'-]+,?\s){1,4}(?:and|&)\s(?:[A-Z][\w’'-]+\s){1,4}"
    r"(?:Committee|Subcommittee|Commission|Department|Agency|Council|Ministry)\b)"
)
"""A comma that ends a title or a name, and none inside "Commerce, Science and Transportation Committee"."""
_MEMBER = re.compile(r"(?:[A-Z][\w&.’'-]*\s){1,4}(?:member|subsidiary|affiliate|partner|sponsor)\s(?=[A-Z])")
_BRAND = rf"(?=[{UPPER}\d]|[a-z]+[A-Z]|[a-z]{{3,12}}\s(?:Group|Inc|Labs|Foundation|Holdings))"
_AT = re.compile(rf"\s(?:at|with|for|from)\s+(?:[Tt]he\s+)?{_BRAND}")
_OF = re.compile(rf"\s(?:of|for|in|to|on)\s+(?!Charge\b)(?:[Tt]he\s+|our\s+)?{_BRAND}")
_OWNER = re.compile(rf"((?:[{UPPER}][\w&.-]*\s|of\s|and\s|for\s|the\s){{0,8}}[{UPPER}][\w&.-]*)['’]s\s+")
_FIELD_TITLE = re.compile(r"\b(?:professor|minister|lecturer|doctor)\b", re.IGNORECASE)
"""Titles whose "of …" names a field or a portfolio, not an employer."""


class Role(NamedTuple):
    """What a text says about a speaker beside the name."""

    title: str | None = None
    organization: str | None = None

    def or_else(self, other: Role) -> Role:
        """Fill what is missing from another reading."""
        return Role(self.title or other.title, self.organization or other.organization)


NO_ROLE = Role()


def best_role(readings: list[Role]) -> Role:
    """Prefer a reading that has title and organization; else fill one with another."""
    for role in readings:
        if role.title and role.organization and role.title.lower() not in _WEAK:
            return role
    best = Role()
    for role in readings:
        best = best.or_else(role if (role.title or "").lower() not in _WEAK else Role(None, role.organization))
    for role in readings:
        best = best.or_else(role)
    return best


def expand(title: str | None) -> str | None:
    """Write abbreviated titles out, in the singular."""
    if not title:
        return None
    words = title.split()
    last = words[-1].lower()
    if last.endswith("s") and last not in TITLES and is_title(last[:-1]):
        words[-1] = words[-1][:-1]
    return " ".join(_EXPANSIONS.get(plain(word), word) if _is_short(word) else word for word in words)


def _is_short(word: str) -> bool:
    return word.endswith(".") or word.lower() in {"sen", "rep", "gov"}


def clean_organization(organization: str | None) -> str | None:
    """Return an organization's name without article and possessive; None for what is no name."""
    if not organization:
        return None
    organization = organization.strip(" ,")
    organization = _MEMBER.sub("", organization, count=1)
    organization = organization[:-2] if organization.endswith(("'s", "’s")) else organization.rstrip("'’")
    organization = _NO_PART_OF_NAME.sub("", organization)
    organization = organization[: _name_end(organization)].rstrip(" ,")
    if organization.count(" ") >= _MOST_WORDS:
        return None
    if (
        _NO_ORGANIZATION.match(organization)
        or plain(organization) in HONORIFICS
        or organization.lower() in GROUPS
        or organization in _PLACES
    ):
        return None
    return organization if any(c.isupper() for c in organization) else None


def _name_end(organization: str) -> int:
    """Return where a name ends and a clause or a second title begins: "Acme and former judge", "Acme based in Leeds"."""
    end = _CLAUSE.search(organization)
    limit = end.start() if end else len(organization)
    if beyond := _BEYOND.search(organization, 0, limit):
        limit = beyond.start()
    for joint in _AND.finditer(organization, 0, limit):
        if is_title(joint.group(1)) and not _IN_NAME.match(organization, joint.end()):
            return joint.start()
        if _SECOND_OFFICE.match(organization, joint.start(1)):
            return joint.start()
    return limit


def split_title(description: str) -> Role:
    """Split "CEO of Acme", "Director, Acme", "Acme's president" into title and organization."""
    parts = [part.strip() for part in _COMMA.split(description) if part.strip()]
    index = next((i for i, part in enumerate(parts) if holds_title(part)), None)
    if index is None:
        return Role()
    part = re.split(r"\s+and\s+(?:an?|the)\s+", parts[index])[0]
    role = _split_part(part, parts[index + 1 :])
    if role.organization is not None:
        return role
    if index and parts[index - 1][:1].isupper():
        return Role(role.title, clean_organization(parts[index - 1]))
    return Role(role.title, _organization_behind(parts[index + 1 :]))


def _split_part(part: str, following: list[str]) -> Role:
    if (owner := _OWNER.match(part)) and holds_title(part[owner.end() :]):
        return Role(expand(part[owner.end() :]), owner.group(1))
    match = _AT.search(part) or _OF.search(part)
    if match is None or not holds_title(part[: match.start()]):
        return _split_prefix(part)
    if match.re is _OF and _FIELD_TITLE.search(part[: match.start()]):
        return Role(expand(part), following[0] if following and following[0][:1].isupper() else None)
    return Role(expand(part[: match.start()]), clean_organization(part[match.end() :]))


def _organization_behind(parts: list[str]) -> str | None:
    """Read the organization of "president, Acme" or "partner, Smith Group at Acme"."""
    for part in parts:
        if holds_title(part) and " of " not in part and " at " not in part:
            continue
        spaced = f" {part}"
        match = _AT.search(spaced) or (_OF.search(spaced) if holds_title(part) or not part[:1].isupper() else None)
        if match:
            return clean_organization(spaced[match.end() :])
        return clean_organization(part) if part[:1].isupper() and not holds_title(part) else None
    return None


def _split_prefix(part: str) -> Role:
    """Split "Acme president and CEO": the organization stands before the title."""
    words = list(WORD.finditer(part))
    first = next((i for i, word in enumerate(words) if is_title(word.group())), None)
    if first is None:
        return Role()
    while first and plain(words[first - 1].group()) in MODIFIERS:
        first -= 1
    title = part[words[first].start() :]
    prefix = part[: words[first].start()].strip(" ,")
    if prefix[:1].isupper() and (prefix.endswith(("'s", "’s")) or not title[0].isupper() or " " in prefix):
        return Role(expand(title), clean_organization(prefix))
    return Role(expand(part))
