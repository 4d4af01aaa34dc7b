"""Titles around a name: text before and after a name in, title and organization out."""

from __future__ import annotations

import re
from typing import NamedTuple

from nutgraf.language import lexicon

TITLES = lexicon("speaker_titles")
MODIFIERS = lexicon("speaker_title_modifiers")
HONORIFICS = lexicon("speaker_honorifics")
REPORTING = lexicon("reporting_verbs")

UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
WORD = re.compile(r"[^\W\d_](?:[\w’'‑&-]|\.(?=\w))*\.?|[&]|[,;:()\[\]\"“”–—]|\d[\w,.-]*|\S")
_WIDEST = 150
"""Characters before a name that a title and its organization may take (the longest on gold has 96)."""

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
_OFFICES = frozenset("attorney attorneys senator sen representative rep congressman congresswoman governor gov mayor sheriff prosecutor minister secretary".split())
_ABBREVIATIONS = frozenset(_EXPANSIONS) | HONORIFICS | frozenset("st jr sr inc corp ltd co bros hon atty asst dept univ gen".split())
_CONNECTORS = frozenset("of and for the & de".split())
_INITIALS = frozenset(("DA", "ADA", "AG", "SA", "AUSA", "SAC"))
_NO_APPOSITION = frozenset("along including as with joined together and or but both like alongside then today yesterday will would has had have is was were met could should can may earlier later recently while when after announced".split())
_NO_ORGANIZATION = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|\d)")
_OTHER_PERSON = re.compile(r"(?:Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|Senator|Congressman|Congresswoman|Representative|Governor|Mayor)\.?\s[A-Z]")
_NO_TITLE_START = frozenset((",", "Meet", "By", "From", "And", "Today", "With", "As", "When", "While"))
_WEAK = frozenset(("member", "a member", "senior member", "co-sponsor", "author"))
_NO_TITLE = frozenset("by with from to that in on when as while after before who which is was were are has had said".split())
_CREDENTIALS = re.compile(
    r"(?:\s*\((?:[^()\n]{1,40})\)|,\s*(?:Jr|Sr)\b\.?|\s+(?:Jr|Sr|II|III|IV)\b\.?|,\s*(?:[RDI]|Ind)\b[-–.][\w.]{1,8}|,\s*\d{1,2}(?=,)"
    r"|,?\s*(?:(?:Ph|Ed|Psy|Pharm)\.?\s?D|M\.?\s?D|D\.?O|J\.?D|MBA|MPH|MPP|CPA|RN|FACP|DNP|Esq|MSc|MA|PE|AIA|CFA|D\.?D\.?S|LCSW|MSW|KC|QC|AM|AO|MP)\b\.?)"
)
_END = re.compile(
    r"[;:()\"“”\n]|\.(?=\s|$)|\s[–—-]{1,2}\s|,?\s(?:who|whose|which|that|has|is|was|were|are|had|will|in an?|in the|during|while|after|when|as|about|on|announced)\s"
)
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Ltd|Co|St|Dr|Mr|Mrs|Ms|Sen|Rep|Gov|U\.S|U\.K|D\.C|[A-Z])$")
_AT = re.compile(rf"\s(?:at|with|for|from)\s+(?:[Tt]he\s+)?(?=[{UPPER}\d])")
_OF = re.compile(rf"\s(?:of|for|in|to|on)\s+(?:[Tt]he\s+|our\s+)?(?=[{UPPER}\d])")
_OWNER = re.compile(rf"((?:[{UPPER}][\w&.-]*\s|of\s|and\s|for\s|the\s){{0,8}}[{UPPER}][\w&.-]*)['’]s\s+")
_COMPANY = re.compile(r"\b(?:the|our|its) (?:company|firm|organi[sz]ation|group|agency|coalition|association|university|foundation|festival|school|center|centre)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\s\(((?:[Tt]he\s)?[{UPPER}][\w’'&.-]+(?:\s(?:[{UPPER}][\w’'&.-]*|of|and|for|the|&)){{1,8}})\)")
_DIRECT_PLACE = re.compile(rf"\s(?:of|from|at|with)\s+(?:[Tt]he\s+)?((?:[{UPPER}][\w’'&.-]*|of|and|for|the|&)(?:\s+(?:[{UPPER}][\w’'&.-]*|of|and|for|the|&)){{0,10}})")


class Role(NamedTuple):
    """What a text says about a speaker beside the name."""

    title: str | None = None
    organization: str | None = None

    def or_else(self, other: Role) -> Role:
        """Fill what is missing from another reading."""
        return Role(self.title or other.title, self.organization or other.organization)


def best_role(readings: list[Role]) -> Role:
    """Prefer a reading that has title and organization; else fill one with another."""
    whole = next((role for role in readings if role.title and role.organization and role.title.lower() not in _WEAK), None)
    if whole:
        return whole
    role = Role()
    for reading in readings:
        role = role.or_else(reading)
    return role


def is_title(word: str) -> bool:
    """Whether a word heads a title."""
    if word in _INITIALS:
        return True
    plain = word.lower().rstrip(".")
    return plain in TITLES or (plain.endswith("s") and plain[:-1] in TITLES) or ("-" in plain and plain.rpartition("-")[2] in TITLES)


def read_before(text: str, start: int, floor: int) -> tuple[int, Role]:
    """Read the title in front of a name; return where the noun phrase starts and the role."""
    floor = max(floor, start - _WIDEST)
    words = [match for match in WORD.finditer(text, floor, start)]
    kept: list[re.Match[str]] = []
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        if not _may_stand_in_title(word.group(), kept, index, words):
            break
        kept.append(word)
    kept.reverse()
    while kept and (kept[0].group().lower() in _CONNECTORS or kept[0].group() in _NO_TITLE_START):
        del kept[0]
    if not kept or kept[0].start() == floor > 0 and text[floor - 1].isalnum():
        kept = kept[1:]
    if not kept:
        return start, Role()
    if any(word.group() == "," for word in kept) and not any(is_title(word.group()) for word in kept):
        return start, Role()
    return kept[0].start(), _split_before(text, kept)


def _may_stand_in_title(word: str, kept: list[re.Match[str]], index: int, words: list[re.Match[str]]) -> bool:
    low = word.lower()
    if word.endswith(".") and len(word) > 2 and "." not in word[:-1] and low.rstrip(".") not in _ABBREVIATIONS:
        return False
    if word == ",":
        return all(k.group().lower().rstrip(".") in HONORIFICS for k in kept) and index > 0 and (is_title(words[index - 1].group()) or words[index - 1].group()[0].isupper())
    if is_title(word):
        return low not in REPORTING
    if low in _CONNECTORS or (low == "in" and kept and kept[-1].group() == "Charge"):
        return bool(kept)
    if word[0].isupper():
        return low not in _NO_TITLE
    if low.rstrip(".") in HONORIFICS:
        return True
    if low in MODIFIERS or low.endswith(("'s", "’s")):
        return bool(kept)
    right = kept[-1].group() if kept else ""
    return bool(right) and word[0].isalpha() and low not in _NO_TITLE and low not in REPORTING and is_title(right) and not right[0].isupper()


def _split_before(text: str, kept: list[re.Match[str]]) -> Role:
    while kept and (kept[-1].group() == "," or kept[-1].group().lower().rstrip(".") in HONORIFICS):
        kept = kept[:-1]
    last = max((index for index, word in enumerate(kept) if is_title(word.group())), default=None)
    if not kept:
        return Role()
    if last is None:
        word = kept[-1].group()
        if word.endswith(("'s", "’s")) and word[0].isupper():
            return Role(None, text[kept[0].start() : kept[-1].end() - 2])
        return Role()
    first = last
    while first and (kept[first - 1].group().lower().rstrip(".") in MODIFIERS or is_title(kept[first - 1].group())
                     or (kept[first - 1].group().lower() in {"and", "&", "/"} and first > 1 and is_title(kept[first - 2].group()))):
        first -= 1
    while first < last and kept[first].group().lower() in _CONNECTORS:
        first += 1
    tail = text[kept[last].end() : kept[-1].end()].strip(" ,")
    head = kept[last].group().lower().rstrip(".")
    title = text[kept[first].start() : kept[last].end()].rstrip(" ,")
    organization = text[kept[0].start() : kept[first - 1].end()] if first else None
    if head in {"secretary", "minister"} and organization and organization.isupper() and "." not in organization and len(organization) > 2:
        return Role(expand(title), organization)
    if head in _OFFICES and organization and not _COMPANY.search(organization):
        if head not in {"senator", "sen", "rep", "representative"} or organization in {"U.S.", "US", "State"}:
            title = text[kept[0].start() : kept[last].end()]
        organization = _office(text, title)
    elif tail.lower().startswith(("of ", "for ", "at ")):
        split = split_title(f"{title} {tail}")
        return Role(expand(split.title), split.organization)
    return Role(expand(title), _clean_organization(organization))


def _office(text: str, title: str) -> str | None:
    for mark in "’'":
        office = f"{title}{mark}s Office"
        if office in text:
            return office
    return None


def _clean_organization(organization: str | None) -> str | None:
    if not organization:
        return None
    organization = organization.strip(" ,")
    if organization.endswith(("'s", "’s")):
        organization = organization[:-2]
    elif organization.endswith(("'", "’")):
        organization = organization[:-1]
    organization = re.sub(r"^(?:(?:Remarks|Statement|Comments|Speech)\s+(?:of|by|from)\s+)?(?:(?:the|our|its|and|of)\s+)?", "", organization)
    if organization.lower().rstrip(".") in HONORIFICS:
        return None
    if _NO_ORGANIZATION.match(organization) or organization in {"Meet", "Former", "Then", "Incoming", "Acting"}:
        return None
    return organization if any(c.isupper() for c in organization) else None


def expand(title: str | None) -> str | None:
    """Write abbreviated titles out."""
    if not title:
        return None
    if title.endswith("s") and title.split()[-1].lower() not in TITLES and is_title(title[:-1].split()[-1]):
        title = title[:-1]
    return " ".join(_EXPANSIONS.get(word.lower().rstrip("."), word) if word.endswith(".") or word.lower() in {"sen", "rep", "gov"} else word for word in title.split())


def read_after(text: str, end: int, limit: int) -> tuple[int, Role]:
    """Read the apposition behind a name; return where the noun phrase ends and the role."""
    position = end
    if inside := _IN_BRACKETS.match(text, end, limit):
        return inside.end(), Role(None, inside.group(1))
    while (match := _CREDENTIALS.match(text, position, limit)) and match.end() > position:
        position = match.end()
    if direct := _DIRECT_PLACE.match(text, position, limit):
        phrase = re.sub(r"(?:\s+(?:of|and|for|the|&))+$", "", direct.group(1)).rstrip(".,")
        after, role = _apposition(text, direct.start(1) + len(phrase), limit)
        if role.title and not role.organization:
            return after, Role(role.title, phrase)
        return direct.start(1) + len(phrase), Role(None, phrase)
    return _apposition(text, position, limit)


def _apposition(text: str, position: int, limit: int) -> tuple[int, Role]:
    opener = re.compile(r"\s*(?:,|[–—-]{1,2}|\(|/|\|)\s*(?:and\s+)?(?:the\s+|a\s+|an\s+|our\s+|its\s+|one of [\w ]{1,30}\s)?").match(text, position, limit)
    if not opener:
        return position, Role()
    start = opener.end()
    end = _description_end(text, start, min(limit, start + 220))
    description = text[start:end].strip(" ,")
    words = WORD.findall(description, 0, 160)
    if words and words[0].lower() in _NO_APPOSITION:
        return position, Role()
    if not any(is_title(word) for word in words[: 12 if description[:1].isupper() else 6]):
        first = description.split(",")[0].strip()
        if first.isupper() and len(first) > 15:
            return position, Role()
        if first[:1].isupper() and not re.search(r"\s[a-z]{4,}", first) and len(first.split()) <= 8:
            return start + len(first), Role(None, first.rstrip(".")) if len(first) > 2 else Role()
        return position, Role()
    if (description.isupper() and len(description) > 15) or _names_another(description):
        return position, Role()
    if words and (words[0].lower() in _NO_APPOSITION or (words[0].lower() in REPORTING and not is_title(words[0]))):
        return position, Role()
    return start + len(description), split_title(description)


def _names_another(description: str) -> bool:
    """Whether a would-be apposition is the next person of a list: "Commissioner Jane Doe"."""
    if _OTHER_PERSON.match(description):
        return True
    words = WORD.findall(description.split(",")[0])
    last = max((i for i, word in enumerate(words) if is_title(word)), default=len(words))
    rest = words[last + 1 :]
    return 2 <= len(rest) <= 3 and all(word[0].isupper() for word in rest) and words[last][0].isupper()


def _description_end(text: str, start: int, limit: int) -> int:
    position = start
    while stop := _END.search(text, position, limit):
        if text[stop.start()] == "." and _ABBREVIATED.search(text, max(start, stop.start() - 6), stop.start()):
            position = stop.end()
            continue
        limit = stop.start()
        break
    for word in WORD.finditer(text, start, limit):
        if word.group().lower() in REPORTING and not is_title(word.group()) and word.group()[0].islower():
            return word.start()
    return limit


def split_title(description: str) -> Role:
    """Split "CEO of Acme", "Director, Acme", "Acme president" into title and organization."""
    parts = [part.strip() for part in re.split(r",\s+", description) if part.strip()]
    if not parts:
        return Role()
    index = next((i for i, part in enumerate(parts) if any(is_title(word) for word in WORD.findall(part))), None)
    if index is None:
        return Role()
    part = re.split(r"\s+and\s+(?:an?|the)\s+", parts[index])[0]
    if (owner := _OWNER.match(part)) and any(is_title(word) for word in WORD.findall(part[owner.end() :])):
        return Role(expand(part[owner.end() :]), owner.group(1))
    match = _AT.search(part) or _OF.search(part)
    if match:
        title, organization = part[: match.start()], part[match.end() :]
        if match.re is _OF and re.search(r"(?i)\b(?:professor|minister|lecturer|doctor)\b", title):
            return Role(expand(part), parts[index + 1] if len(parts) > index + 1 and parts[index + 1][:1].isupper() else None)
        return Role(expand(title), _clean_organization(organization))
    role = _prefix_split(part)
    if role.organization is None and index and parts[index - 1][:1].isupper():
        return Role(role.title, _clean_organization(parts[index - 1]))
    following = [p for p in parts[index + 1 :] if not any(is_title(word) for word in WORD.findall(p)) or " of " in p or " at " in p]
    if role.organization is None and following:
        then = following[0]
        if m := (_AT.search(f" {then}") or _OF.search(f" {then}")):
            return Role(role.title, _clean_organization(f" {then}"[m.end() :]))
        if then[:1].isupper():
            return Role(role.title, _clean_organization(then))
    return role


def _prefix_split(part: str) -> Role:
    """Split "Acme president and CEO": the organization stands before the title."""
    words = list(WORD.finditer(part))
    heads = [i for i, word in enumerate(words) if is_title(word.group())]
    if not heads:
        return Role()
    first = heads[0]
    while first and words[first - 1].group().lower().rstrip(".") in MODIFIERS:
        first -= 1
    prefix = part[: words[first].start()].strip(" ,") if first else ""
    if prefix[:1].isupper() and (prefix.endswith(("'s", "’s")) or not part[words[first].start()].isupper() or len(prefix.split()) > 1):
        return Role(expand(part[words[first].start() :]), _clean_organization(prefix))
    return Role(expand(part), None)
