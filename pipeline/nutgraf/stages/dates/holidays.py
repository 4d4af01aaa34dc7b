"""Holidays and observances that have a date."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from nutgraf.language import lexicon
from nutgraf.timex.lexer import Tokens
from nutgraf.timex.model import Timex

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEAR = re.compile(r",? (?:of |in )?((?:1[89]|20)\d\d)\b")
_ATTRIBUTIVE = frozenset(
    ("christmas", "easter", "halloween", "thanksgiving", "juneteenth", "pentecost", "independence day", "may day", "flag day")
)
_NAME_AFTER = re.compile(r" [A-Z][a-z]")
_BEFORE_A_DAY = re.compile(
    r"\b(?:on|before|after|by|since|until|till|at|this|last|next|for|during|over|around|of|every|through|past|is|to)\s+$",
    re.IGNORECASE,
)


@cache
def _rules() -> dict[str, str]:
    return dict(entry.split(" = ", 1) for entry in lexicon("holidays"))


@cache
def _names() -> re.Pattern[str]:
    """Match every name in title case and in capitals; beginning with a capital keeps the scan fast."""
    names = sorted(_rules(), key=lambda name: (-len(name), name))
    forms = [re.escape(form) for name in names for form in (_title(name), name.upper())]
    return re.compile(r"(?=[A-Z4])(?<!\w)(?:" + "|".join(form.replace("'", "['’]") for form in forms) + r")(?!\w)")


@cache
def _keywords() -> frozenset[str]:
    """Return a word of each name without which the text cannot hold it: the first of `Black Friday`, the last of others."""
    names = [_title(name).replace("'", " ").replace(".", " ").split() for name in _rules()]
    words = {name[0] if name[-1].endswith("day") and len(name) > 1 else name[-1] for name in names}
    return frozenset(words | {word.upper() for word in words})


def _title(name: str) -> str:
    small = {"of", "de"}
    return " ".join(
        word if word in small else "MLK" if word == "mlk" else "AIDS" if word == "aids" else word[0].upper() + word[1:]
        for word in name.split()
    )


def find_holidays(tokens: Tokens) -> Iterator[Timex]:
    """Yield the holidays of a text as dates whose `part` names the rule that gives their day."""
    text = tokens.text
    if _keywords().isdisjoint(tokens.words):
        return
    for match in _names().finditer(text):
        name = match.group().lower().replace("’", "'")
        year = _YEAR.match(text, match.end())
        if (
            name in _ATTRIBUTIVE
            and not year
            and (
                _NAME_AFTER.match(text, match.end()) or not _BEFORE_A_DAY.search(text, max(0, match.start() - 12), match.start())
            )
        ):
            continue
        end = year.end() if year else match.end()
        i, j = bisect_left(tokens.starts, match.start()), bisect_left(tokens.starts, end)
        if tokens.starts[i] == match.start() and tokens.starts[j] == end:
            yield Timex(
                i, j, "holiday", "date", int(year.group(1)) if year else None, part=_rules().get(name) or _rules()["mlk day"]
            )


def holiday(rule: str, year: int) -> date | None:
    """Return the day a rule of the lexicon gives in a year."""
    rule, _, days = rule.partition(" ")
    if rule == "easter":
        return _easter(year) + timedelta(int(days))
    month, day, *which = rule.split("-", 2)
    if day.isdigit():
        return date(year, int(month), int(day))
    if which == ["election"]:
        return _nth(year, int(month), 0, 1) + timedelta(1)
    return _nth(year, int(month), _WEEKDAYS.index(day), int(which[0])) + timedelta(int(days or 0))


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year, month + 1, 1) - timedelta(1)
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, left = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - shift + 15) % 30
    quarter, remainder = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * quarter - epact - remainder) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
