"""One `name` for every form of a name: the fullest the text uses."""

from __future__ import annotations

from collections import defaultdict

from nutgraf.names.aliases import Key, core, key
from nutgraf.names.votes import surname_of
from nutgraf.names.words import ORG, PERSON, Mention, Words


def full_names(words: Words, mentions: list[Mention], leaders: dict[Key, Key]) -> dict[int, str]:
    """Return the fullest form of the name that starts at each character offset; people and organizations only."""
    keys = {id(mention): key(words, mention.start, mention.end) for mention in mentions}
    organizations = _organizations(words, [m for m in mentions if m.label == ORG], leaders, keys)
    people = _people(words, [m for m in mentions if m.label == PERSON], keys)
    return {**organizations, **people}


def printed(words: Words, mention: Mention) -> str:
    """Return a mention's text on one line, capitals set as a name."""
    parts = words.joined(mention.start, mention.end).split()
    half = len(parts) // 2
    text = " ".join(parts[:half] if half and parts[:half] == parts[half:] else parts)
    text = text.replace("U. S.", "U.S.")
    if text.isupper() and words.setting(mention.start) == "capitals" and " " in text:
        return " ".join(part.capitalize() if len(part) > 3 or mention.label == PERSON else part for part in text.split(" "))
    return text


def _organizations(words: Words, mentions: list[Mention], leaders: dict[Key, Key], keys: dict[int, Key]) -> dict[int, str]:
    best: dict[Key, tuple[int, int, str]] = {}
    groups = {}
    for mention in mentions:
        name = keys[id(mention)]
        group = groups[id(mention)] = _bare(leaders.get(name, name))
        text = printed(words, mention)
        rank = (len(text), words.setting(mention.start) == "text", text)
        if group not in best or rank > best[group]:
            best[group] = rank
    return {words.starts[m.start]: best[groups[id(m)]][2] for m in mentions}


def _bare(name: Key) -> Key:
    """Return the form that `U.S. Department of Justice`, `Justice Department` and `Department of Justice` share."""
    name = core(name)
    if len(name) > 2 and name[:2] in {("united", "states"), ("u.", "s.")}:
        name = name[2:]
    elif len(name) > 1 and name[0] in {"u.s.", "us", "federal"}:
        name = name[1:]
    if len(name) > 1 and name[-1] == "department":
        return ("department", "of", *name[:-1])
    return name


def _people(words: Words, mentions: list[Mention], keys: dict[int, Key]) -> dict[int, str]:
    by_part: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        name = keys[id(mention)]
        if len(name) > 1:
            for part in {name[0], surname_of(name)}:
                by_part[part].append(mention)
    found = {}
    for mention in mentions:
        name = keys[id(mention)]
        part = name[0] if len(name) == 1 else surname_of(name)
        fuller = [other for other in by_part.get(part, ()) if _holds(keys[id(other)], name)]
        found[words.starts[mention.start]] = printed(words, _fullest(words, mention, fuller))
    return found


def _holds(full: Key, name: Key) -> bool:
    """Whether a longer name is the same person's: it has every word of the shorter one, initials aside."""
    if len(full) < len(name):
        return False
    return all(
        part in full or (part[-1] == "." and any(word[0] == part[0] for word in full)) or not part[0].isalnum() for part in name
    )


def _fullest(words: Words, mention: Mention, fuller: list[Mention]) -> Mention:
    """Prefer the name a reader has just met, then the longest form of it."""
    if not fuller:
        return mention
    before = [other for other in fuller if other.start <= mention.start] or fuller[:1]
    near = before[-1] if mention.end - mention.start == 1 else mention
    same = [other for other in fuller if _holds(key(words, other.start, other.end), key(words, near.start, near.end))]
    return max([near, *same], key=lambda other: (other.end - other.start, words.setting(other.start) == "text", -other.start))
