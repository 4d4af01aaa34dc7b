"""Speakers without a name: "the senator", "the company", "a spokesperson for Acme" in, who is meant out."""

from __future__ import annotations

import re

from nutgraf.stages.quotes.names import Name, Names
from nutgraf.stages.quotes.runs import RUN
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.words import DETERMINERS, SOURCES
from nutgraf.titles.roles import Role
from nutgraf.titles.words import GROUPS, WORD, is_title, plain

_ISSUERS = re.compile(
    r"company|firm|organization|organisation|association|group|coalition|council|foundation|union|institute|"
    r"charity|nonprofit|ngo"
)
"""Nouns that mean the issuing organization when no name in the text has them."""
_PREPOSITIONS = frozenset(("for", "of", "at", "from", "with", "in"))
_ENDS = re.compile(r"for|of|at|from|with|in|on|to|by|and|that|who|which|said|as|when|while|after|before|if|because|but|or|about")
_BELONGS = re.compile(r"\s(?:for|of|at|from|with)\s(?:the\s)?")
_FARTHEST = 300
"""Names looked through for the one a description means."""

Words = list[re.Match[str]]


def describe_behind(names: Names, start: int, limit: int) -> Speaker | None:
    """Read a description from its start: "the company in a statement"."""
    words: Words = []
    for word in WORD.finditer(names.text, start, min(limit, start + 90)):
        low = word.group().lower()
        if not low[0].isalpha() or (words and _ENDS.fullmatch(low)) or len(words) == 7:
            break
        words.append(word)
    for count in range(len(words), 0, -1):
        if speaker := _describe(names, words[:count], _belonging_end(names, words[count - 1].end(), limit)):
            return speaker
    return None


def describe_before(names: Names, floor: int, end: int) -> Speaker | None:
    """Read a description from its end: "… a spokesperson for Acme"."""
    words = list(WORD.finditer(names.text, max(floor, end - 110), end))
    if not words or not words[-1].group()[0].isalpha():
        return None
    stop = len(words)
    for index in range(len(words) - 1, max(-1, len(words) - 14), -1):
        low = words[index].group().lower()
        if low in _PREPOSITIONS:
            stop = index
        elif DETERMINERS.fullmatch(low):
            if index and words[index - 1].group().lower() in _PREPOSITIONS:
                continue
            return _describe(names, words[index:stop], end) if index + 1 < stop else None
        elif not low[0].isalpha() or _ENDS.fullmatch(low):
            return _describe(names, words[index + 1 : stop], end)
    return _describe(names, words[:stop], end) if stop <= 6 else None


def _belonging_end(names: Names, end: int, limit: int) -> int:
    """Return where "for Acme Corp." behind a description ends."""
    tail = _BELONGS.match(names.text, end, limit)
    if not tail:
        return end
    named = names.between(tail.end(), tail.end() + 2)
    run = RUN.match(names.text, tail.end(), limit)
    return named[0].end if named else run.end() if run else end


def _describe(names: Names, words: Words, end: int) -> Speaker | None:
    if not words:
        return None
    head = plain(words[-1].group())
    determiner = words[0].group().lower()
    body = words[1:] if determiner in {"the", "a", "an"} else words
    if not body or not _speaks(head) or not (DETERMINERS.fullmatch(determiner) or len(words) <= 4):
        return None
    start = words[0].start()
    bare = end == words[-1].end()
    definite = determiner in {"the", "our"} or words[0].group()[0].isupper() or len(words) == 1
    if bare and definite and (speaker := _referent(names, head, start, end)):
        return speaker
    organization = None if bare else _BELONGS.sub("", names.text[words[-1].end() : end], count=1).rstrip(".")
    role = Role(head if is_title(head) else None, organization)
    return Speaker(start, end, names.text[body[0].start() : end].rstrip("."), "unnamed", role)


def _speaks(noun: str) -> bool:
    one = noun.removesuffix("s")
    return is_title(noun) or noun in GROUPS or noun in SOURCES or one in GROUPS


def _referent(names: Names, head: str, start: int, end: int) -> Speaker | None:
    """Find whom "the senator", "the company" or "the Department" means."""
    above = [name for _, name in zip(range(_FARTHEST), names.before(start), strict=False)]
    if is_title(head):
        return None if head.endswith("s") else _holder(names, head, [*above, *names.between(end, end + 3000)], start, end)
    if head not in GROUPS:
        return None
    organizations = [name.name for name in above if name.kind == "organization"]
    named = next((name for name in organizations if head in name.lower()), None)
    if named is None and _ISSUERS.fullmatch(head):
        named = names.issuer or next(iter(organizations), None)
    return Speaker(start, end, named, "organization", resolution="title") if named else None


def _holder(names: Names, title: str, candidates: list[Name], start: int, end: int) -> Speaker | None:
    for name in candidates:
        if name.kind == "person":
            full = names.full_name(name.name)
            role = names.role(full)
            if title in (role.title or "").lower():
                return Speaker(start, end, full, "person", role, "title")
    return None
