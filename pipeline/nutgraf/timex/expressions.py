"""What a text says of the calendar: tokens in, expressions out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from nutgraf.timex.crowds import outside_crowds
from nutgraf.timex.days import DAY_READERS
from nutgraf.timex.grammar import GRAMMAR, token_pattern
from nutgraf.timex.lexer import Tokens, class_characters
from nutgraf.timex.model import Match, Timex
from nutgraf.timex.periods import PERIOD_READERS
from nutgraf.timex.spans import SPAN_READERS

_LETTERLESS = token_pattern(r"(?<!<DIGITS>)(?<![ .,:;/()@%#+~$'-])(?:<DIGITS>|[ .,:;/()@%#+~$\n'-]){400,}")
"""Digits and marks only: 400 tokens of them are a crowd of dates, or no dates at all."""
_DIGIT = token_pattern(r"<DIGITS>")
_FEW_DIGITS = 130
"""Fewer numbers cannot fill such a stretch: between two of them stand a mark and a space at most, or it is no date."""
_PAIRS = {"month_day_pair": "month_day", "day_month_pair": "day_month"}
_READERS = DAY_READERS | PERIOD_READERS | SPAN_READERS


def expressions(tokens: Tokens) -> Iterator[Timex]:
    """Yield what each match of the grammar says, in text order; 3/4/2024 as month 3, day 4, until `in_order`."""
    names, starts = _names(), tokens.starts
    for match in outside_crowds(_matches(tokens.classes), lambda match: (starts[match.start()], starts[match.end()])):
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
            yield from _apart(tokens, said)


def _apart(tokens: Tokens, said: Timex) -> Iterator[Timex]:
    """Yield the two days of `Aug. 9 and 27` one by one; days that follow each other stay one expression."""
    first, last = said.first, said.last
    if said.rule not in _PAIRS or not first or not last or (last.day or 0) <= (first.day or 0) + 1:
        yield said
        return
    joint = next(index for index in range(said.i, said.j) if tokens.words[index].lower() in {"and", "&"})
    yield replace(first, rule=_PAIRS[said.rule], j=joint - 1)
    yield replace(last, rule=_PAIRS[said.rule], i=joint + 2)


def _matches(classes: str) -> list[re.Match[str]]:
    """Match the grammar everywhere but in long stretches without a letter."""
    matches: list[re.Match[str]] = []
    position = 0
    stretches = _LETTERLESS.finditer(classes) if len(_DIGIT.findall(classes)) > _FEW_DIGITS else ()
    for stretch in stretches:
        matches += GRAMMAR.finditer(classes, position, stretch.start())
        position = stretch.end()
    return [*matches, *GRAMMAR.finditer(classes, position)]


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
