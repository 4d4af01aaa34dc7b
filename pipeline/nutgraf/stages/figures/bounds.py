"""Words beside a number that bound it ("more than", "500+") or say which way it moved ("rose", "a decline of")."""

from __future__ import annotations

import re
from functools import cache

from nutgraf.language import lexicon

_SIGNS = {"<": "lt", ">": "gt", "≤": "le", "≥": "ge", "~": "approx", "≈": "approx", "±": "approx", ">=": "ge", "<=": "le"}
_SKIPPED = frozenset(
    ("a", "an", "the", "another", "its", "their", "our", "additional", "only", "just", "of", "age", "ages", "aged")
)
_AFTER = re.compile(r"[)\"”]?(?P<plus>\+|-plus\b| plus\b(?! \w))|,? ?(?P<words>(?:or|and|at) [a-z]+|approximately\b)")
_NEEDS_UNIT = frozenset(("passed", "topped", "tops", "topping"))
"""Verbs that bound a price or a share; a chamber that "passed 12 bills" bounds nothing."""
_WORD_AFTER = re.compile(r"(?: |-)(?:per ?cent |year-over-year |annual |additional )?([a-z]+)")
_LONGEST = 4
"""The longest comparator has four words."""


@cache
def _phrases() -> tuple[dict[str, str], dict[str, str]]:
    """Return the comparators by the phrase in front of a number, and by the phrase behind one."""
    rows = [entry.split(" | ") for entry in lexicon("figure_comparators")]
    return ({form: kind for form, kind in rows if form[0] != "<"}, {form[1:]: kind for form, kind in rows if form[0] == "<"})


@cache
def _changes() -> dict[str, str]:
    return dict(entry.split(" | ") for entry in lexicon("figure_changes"))


@cache
def _last_words() -> frozenset[str]:
    """Return the words right in front of a number without which no comparator stands there."""
    return frozenset(form.rpartition(" ")[2] for form in _phrases()[0])


def comparator(text: str, end: int, words: list[str], *, measured: bool) -> tuple[str, int]:
    """Return how a number is bounded and how many of the words in front say so; `measured` says it has a unit."""
    after = _AFTER.match(text, end)
    if after and after.group("plus"):
        return "ge", 0
    if after and (kind := _phrases()[1].get(after.group("words"))):
        return kind, 0
    known = _phrases()[0]
    for skip in range(4):
        if skip and (skip > len(words) or words[-skip] not in _SKIPPED):
            break
        tail = words[: len(words) - skip]
        if tail and tail[-1] in _SIGNS:
            return _SIGNS[tail[-1]], skip + 1
        if not tail or tail[-1] not in _last_words():
            continue
        for count in range(min(_LONGEST, len(tail)), 0, -1):
            phrase = " ".join(tail[-count:])
            kind = known.get(phrase)
            if kind and (measured or phrase not in _NEEDS_UNIT):
                return kind, skip + count
    return "eq", 0


def change(text: str, end: int, words: list[str], ceiling: int) -> str | None:
    """Return `up` or `down` when the words right around a number tell a change by it or to it."""
    changes = _changes()
    for word in reversed(words[-5:]):
        if word in changes:
            return changes[word]
        if word in (".", ";", ":", "(", "and", "with", "for", "in"):
            break
    after = _WORD_AFTER.match(text, end, min(end + 40, ceiling))
    if after and after.group(1) in changes and after.group(1) not in ("less", "fall", "top"):
        return changes[after.group(1)]
    return None
