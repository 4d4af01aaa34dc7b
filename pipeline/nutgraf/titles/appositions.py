"""Appositions behind a name: "Jane Doe, chief executive of Acme, …" in, title and organization out."""

from __future__ import annotations

import re
from itertools import takewhile

from nutgraf.language import lexicon
from nutgraf.titles.roles import Role, clean_organization, split_title
from nutgraf.titles.words import ORGANIZATION_WORDS, REPORTING, UPPER, WORD, is_title

_WIDEST = 220
_GIVEN_NAMES = lexicon("given_names")
_CREDENTIALS = re.compile(
    r"\s*\([^)\n]{1,40}\)|,\s*(?:Jr|Sr)\b\.?|\s+(?:Jr|Sr|II|III|IV)\b\.?|,\s*(?:[RDI]|Ind)\b[-–.][\w.]{1,8}|,\s*\d{1,2}(?=,)"
    r"|,?\s*(?:(?:Ph|Ed|Psy|Pharm)\.?\s?D|M\.?\s?D|D\.?O|J\.?D|P\.?\s?Geo|P\.?\s?Eng|MBA|MPH|MPP|CPA|RN|FACP|FAHA|DNP|Esq|MSc|MA|PE|AIA|CFA|D\.?D\.?S"
    r"|LCSW|MSW|KC|QC|AM|AO|MP)\b\.?"
)
_NAME_WORD = rf"(?:[{UPPER}][\w’'&.-]*|of|and|for|the|&)"
_IN_BRACKETS = re.compile(rf"\s\(((?:[Tt]he\s)?[{UPPER}][\w’'&.-]+(?:\s{_NAME_WORD}){{1,8}})\)")
_AT_ONCE = re.compile(
    rf"(?:,\s(?:also\s)?(?:from|of)|\s(?:of|from|at|with))\s+(?:[Tt]he\s+)?({_NAME_WORD}(?:\s+{_NAME_WORD}){{0,10}})"
)
_DIVISION = re.compile(rf",?\s(?:with)?in\s[^,;.:()\n]{{3,90}}?\sat\s(?:the\s)?({_NAME_WORD}(?:\s+{_NAME_WORD}){{0,10}})")
"""What stands between a field and the house: "in the division of surgery at Mercy Hospital"."""
_LOOSE_END = re.compile(r"(?:\s+(?:of|and|for|the|&))+$")
_OPENER = re.compile(
    r"\s*(?:,|[–—-]{1,2}|\(|/|\|)\s*(?:and\s+)?(?:who (?:is|serves as)\s+)?"
    r"(?:the\s+|a\s+|an\s+|our\s+|its\s+|one of [\w ]{1,30}\s)?"
)
_END = re.compile(
    r"[;:()\"“”\n]|\.(?=\s|$)|\s[–—-]{1,2}\s|,?\s(?:who|whose|which|that|has|is|was|were|are|had|will"
    r"|in an?|in the|during|while|after|when|as|about|on|announced)\s"
)
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Ltd|Co|St|Dr|Mr|Mrs|Ms|Sen|Rep|Gov|U\.S|U\.K|D\.C|[A-Z])$")
_OTHER_PERSON = re.compile(
    r"(?:Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|Senator|Congressman|Congresswoman|Representative|Governor|Mayor)\.?\s[A-Z]"
)
_NO_APPOSITION = re.compile(
    r"along|including|as|with|joined|together|and|or|but|both|like|alongside|then|today|yesterday|will|would|"
    r"has|had|have|is|was|were|met|could|should|can|may|earlier|later|recently|while|when|after|who|which|whose"
)


def read_after(text: str, end: int, limit: int) -> tuple[int, Role]:
    """Read the apposition behind a name; return where the noun phrase ends and the role."""
    if inside := _IN_BRACKETS.match(text, end, limit):
        return inside.end(), Role(None, clean_organization(inside.group(1)))
    position = end
    while (match := _CREDENTIALS.match(text, position, limit)) and match.end() > position:
        position = match.end()
    direct = _AT_ONCE.match(text, position, limit)
    if direct is None:
        return _apposition(text, position, limit)
    organization = _LOOSE_END.sub("", direct.group(1)).rstrip(".,")
    if direct.group().startswith(",") and not _is_body(organization):
        return _apposition(text, position, limit)
    stop = direct.start(1) + len(organization)
    after, role = _apposition(text, stop, limit)
    if role.title and role.organization:
        return stop, Role(None, clean_organization(organization))
    return max(after, stop), Role(role.title, clean_organization(organization))


def _apposition(text: str, position: int, limit: int) -> tuple[int, Role]:
    opener = _OPENER.match(text, position, limit)
    if opener is None:
        return position, Role()
    start = opener.end()
    description = text[start : _description_end(text, start, min(limit, start + _WIDEST))].strip(" ,")
    words = WORD.findall(description, 0, _WIDEST)
    if not words or _NO_APPOSITION.fullmatch(words[0].lower()) or (words[0].lower() in REPORTING and not is_title(words[0])):
        return position, Role()
    if (description.isupper() and len(description) > 15) or _names_another(description):
        return position, Role()
    # A description that starts in lower case and names a title late is the rest of the sentence.
    if not any(is_title(word) for word in words[: 12 if description[0].isupper() else 6]):
        is_label = text.startswith(":", start + len(description))  # "Cody Klemp, DOB: 4-16-56"
        return (position, Role()) if is_label else _organization_alone(description, position, start)
    end, role = start + len(description), split_title(description)
    if role.title and role.organization is None and (house := _DIVISION.match(text, end, limit)):
        return house.end(), role._replace(organization=clean_organization(_LOOSE_END.sub("", house.group(1))))
    return end, role


def _is_body(phrase: str) -> bool:
    return not ORGANIZATION_WORDS.isdisjoint(phrase.split())


def _organization_alone(description: str, position: int, start: int) -> tuple[int, Role]:
    """Read "Jane Doe, Acme Corp"."""
    first = description.partition(",")[0].strip()
    shouted = first.isupper() and len(first) > 15
    if shouted or len(first) < 3 or not first[0].isupper() or re.search(r"\s[a-z]{4,}", first) or len(first.split()) > 8:
        return position, Role()
    if _is_personal(first):
        return position, Role()
    return start + len(first), Role(None, first.rstrip("."))


def _is_personal(phrase: str) -> bool:
    """Whether a phrase is the next name of a list: "Sherrod Brown"."""
    words = phrase.split()
    return len(words) in (2, 3) and words[0] in _GIVEN_NAMES and not _is_body(phrase)


def _names_another(description: str) -> bool:
    """Whether a would-be apposition is the next person of a list: "Commissioner Jane Doe"."""
    if _OTHER_PERSON.match(description):
        return True
    words = WORD.findall(description.partition(",")[0])
    last = max((i for i, word in enumerate(words) if is_title(word)), default=len(words))
    rest = words[last + 3 :] if [word.lower() for word in words[last + 1 : last + 3]] == ["in", "charge"] else words[last + 1 :]
    rest = [word for word in rest if len(word.rstrip(".")) > 1 and word.rstrip(".") not in {"Jr", "Sr", "II", "III", "IV"}]
    if rest and rest[0] in _GIVEN_NAMES:
        rest = [*takewhile(lambda word: word[0].isupper(), rest)]
    return 2 <= len(rest) <= 3 and all(word[0].isupper() for word in rest) and words[last][0].isupper()


def _description_end(text: str, start: int, limit: int) -> int:
    position = start
    while stop := _END.search(text, position, limit):
        if text[stop.start()] != "." or not _ABBREVIATED.search(text, max(start, stop.start() - 6), stop.start()):
            limit = stop.start()
            break
        position = stop.end()
    for word in WORD.finditer(text, start, limit):
        if word.group()[0].islower() and word.group() in REPORTING and not is_title(word.group()):
            return word.start()
    return limit
