"""Runs of capitalised words: names that no earlier stage reported."""

from __future__ import annotations

import re

from nutgraf.stages.quotes.names import Names
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.words import OPENERS
from nutgraf.titles import read_around
from nutgraf.titles.words import GROUPS, ORGANIZATION_WORDS, UPPER, WORD, holds_title, is_honorific, is_title, without_possessive

_CAPITALIZED = rf"(?:(?:[{UPPER}]\.){{1,3}}|[{UPPER}][\w’'‑&-]{{0,2}}\.|[{UPPER}][\w’'‑&-]*)"
_JOINT = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|al|el|ten|ter|y|of|and|for|the|&)\s(?:the\s)?)?"
RUN = re.compile(
    rf"{_CAPITALIZED}(?:,?\s(?:Jr|Sr|Inc|LLC|Ltd)\b\.?|\s{_JOINT}(?:{_CAPITALIZED}|[“\x22][{UPPER}]\w+[”\x22]|\([{UPPER}]\w+\)))*"
)
_LONGEST_PERSON = 4
_ENDS_IN_PERIOD = ("Jr.", "Sr.", "Inc.", "Corp.", "Ltd.", "Co.")


def is_organization_name(phrase: str) -> bool:
    """Whether a phrase has a word that stands in no personal name."""
    return any(word.rstrip(".,") in ORGANIZATION_WORDS for word in phrase.split())


def speaker_in_run(names: Names, run: re.Match[str], floor: int) -> Speaker | None:
    """Read a run as a title and a name; `floor` is where the noun phrase may start."""
    words = list(WORD.finditer(names.text, run.start(), run.end()))
    if words[0].group() in OPENERS or words[0].group() in {"U.S", "U.S.", "U.K", "U.K."}:
        words = words[1:]
    last = max((i for i, word in enumerate(words) if is_title(word.group()) or is_honorific(word.group())), default=-1)
    words = words[last + 1 :]
    if not words or (len(words) == 1 and (words[0].group() in OPENERS or words[0].group().lower() in GROUPS)):
        return None
    if last >= 0 and any(word.group() in {"of", "and", "for", "&"} for word in words):
        words = words[-2:]
    phrase = without_possessive(names.text[words[0].start() : words[-1].end()])
    phrase = phrase if phrase.endswith(_ENDS_IN_PERIOD) else phrase.rstrip(".,")
    if last < 0 and len(words) == 1 and names.is_common(phrase):
        return None
    known = last >= 0 or names.knows(phrase) or holds_title(names.text[floor : run.start()])
    shape = len(words) > _LONGEST_PERSON or (len(words) == 1 and phrase.isupper())
    if is_organization_name(phrase) or (not known and shape):
        return Speaker(words[0].start(), words[-1].end(), phrase, "organization") if len(phrase) > 1 else None
    left, right, role = read_around(names.text, words[0].start(), words[0].start() + len(phrase))
    names.learn(phrase, role)
    return Speaker(max(left, floor), right, names.full_name(phrase), "person", role)
