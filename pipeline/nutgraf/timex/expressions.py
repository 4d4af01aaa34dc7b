"""What a text says of the calendar: tokens in, expressions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from nutgraf.timex.days import DAY_READERS
from nutgraf.timex.grammar import GRAMMAR
from nutgraf.timex.lexer import Tokens, class_characters
from nutgraf.timex.model import Match, Timex
from nutgraf.timex.periods import PERIOD_READERS
from nutgraf.timex.spans import SPAN_READERS

_READERS = DAY_READERS | PERIOD_READERS | SPAN_READERS


def expressions(tokens: Tokens) -> Iterator[Timex]:
    """Yield what each match of the grammar says, in text order; 3/4/2024 as month 3, day 4, until `in_order`."""
    names = _names()
    for match in GRAMMAR.finditer(tokens.classes):
        i, j, rule = match.start(), match.end(), match.lastgroup or ""
        if rule == "age":
            continue
        items = [
            (names.get(mark, mark), word.lower())
            for mark, word in zip(tokens.classes[i:j], tokens.words[i:j], strict=True)
            if mark != " "
        ]
        said = _READERS[rule](Match(rule, items, i, j))
        if said:
            yield said


def in_order(said: Iterable[Timex], *, day_first: bool) -> Iterator[Timex]:
    """Turn the numeric dates among expressions the right way; `day_first` reads 3/4/2024 as 3 April."""
    for timex in said:
        first, second = timex.month or 0, timex.day or 0
        if timex.rule != "numeric" or first == second:
            yield timex
        elif first > 12 or (day_first and second <= 12):
            if second <= 12:
                yield replace(timex, month=second, day=first)
        else:
            yield timex


@cache
def _names() -> dict[str, str]:
    return {mark: name for name, mark in class_characters().items()}
