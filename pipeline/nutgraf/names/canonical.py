"""One `name` for every form of a name: the fullest the text uses."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import partial

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
    by_name: dict[Key, list[Mention]] = defaultdict(list)
    by_part: dict[str, set[Key]] = defaultdict(set)
    for mention in mentions:
        name = keys[id(mention)]
        if len(name) > 1:
            by_name[name].append(mention)
            for part in {name[0], surname_of(name)}:
                by_part[part].add(name)
    best = {name: max(forms, key=partial(_rank, words)) for name, forms in by_name.items()}
    fuller = {
        name: sorted(full for full in by_part.get(name[0] if len(name) == 1 else surname_of(name), ()) if _holds(full, name))
        for name in {keys[id(mention)] for mention in mentions}
    }
    found = {}
    for mention in mentions:
        name = keys[id(mention)]
        near = _just_met(mention, [by_name[full] for full in fuller[name]]) if len(name) == 1 else mention
        same = [best[full] for full in fuller[name] if _holds(full, keys[id(near)])]
        found[words.starts[mention.start]] = printed(words, max([near, *same], key=partial(_rank, words)))
    return found


def _rank(words: Words, mention: Mention) -> tuple[int, bool, int]:
    return mention.end - mention.start, words.setting(mention.start) == "text", -mention.start


def _just_met(mention: Mention, forms: list[list[Mention]]) -> Mention:
    """Return the last longer name before a mention, else the first behind it, else the mention."""
    before, behind = [], []
    for form in forms:
        place = bisect_right(form, mention.start, key=lambda m: m.start)
        before += form[place - 1 : place] if place else []
        behind += form[place : place + 1]
    if before:
        return max(before, key=lambda m: m.start)
    return min(behind, key=lambda m: m.start, default=mention)


def _holds(full: Key, name: Key) -> bool:
    """Whether a longer name is the same person's: it has every word of the shorter one, initials aside."""
    if len(full) < len(name):
        return False
    return all(
        part in full or (part[-1] == "." and any(word[0] == part[0] for word in full)) or not part[0].isalnum() for part in name
    )
