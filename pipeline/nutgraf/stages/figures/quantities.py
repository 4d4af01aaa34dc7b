"""From numerals to quantities: units joined, look-alikes dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from nutgraf.stage import Reading
from nutgraf.stages.figures.ages import age_end, old_end
from nutgraf.stages.figures.lookalikes import is_duration, is_in_name, is_label, is_year, lookalike_end
from nutgraf.stages.figures.measures import currency_before, unit_after
from nutgraf.stages.figures.numerals import Numeral, find_numerals
from nutgraf.stages.figures.words import word_class
from nutgraf.timex.crowds import outside_crowds

Taken = Callable[[int, int], int]
"""Returns where the stretch that already has a meaning and overlaps start..end ends, 0 when there is none."""

_PART_AFTER = re.compile(
    r" (?:of|the|all|as|its|our|their|his|her|more|less|that|this|these|those|were|are|was|is|have|majority|"
    r"interest|stake|share|owned)\b|[.,;)]? ?$|[.,;)]"
)
_PART_BEFORE_NOT = re.compile(
    r"\b(?:first|second|latter|other|last|back|final|next|front|better|and|past|third|fourth|top|bottom|this|"
    r"each|in)[ -](?:the )?\Z",
    re.IGNORECASE,
)
_TIMES_AFTER = re.compile(
    r" times(?= (?:the|more|as|higher|larger|greater|bigger|faster|less|lower|likelier|what|that|your|its|our|"
    r"those|longer)\b)|[xX](?![\w-]| [A-Z])|-?fold\b"
)
_ORDINAL_AFTER = re.compile(r"(?:st|nd|rd|th|ST|ND|RD|TH|º)\b|['’]?s\b")
_PLURAL_AFTER = re.compile(r"\+? (?:[a-z-]+ ){0,2}[a-z]{2,}s\b|\+? (?:people|strong)\b")
_COMPOUND = re.compile(r"-([a-z]+)\b")
_COMPOUNDED = word_class("compounded")
_CODE_AFTER = re.compile(r" [A-Z]{1,3}-?\d")
_LONGEST_PLAIN = 6
"""Digits without separators beyond a million are identifiers unless a sign or unit stands beside them."""


@dataclass(slots=True)
class Quantity:
    """A number with its unit; `start` and `end` take in sign, scale and unit, not the comparator."""

    start: int
    end: int
    value: float
    form: str
    number_start: int
    number_end: int
    unit: str | None = None
    kind: str | None = None
    scale: float = 1.0
    high: float | None = None
    item: str | None = None


def find_quantities(reading: Reading, lowered: str, taken: Taken) -> list[Quantity]:
    """Return the quantities of a reading in order; ranges are still two."""
    found: list[Quantity] = []
    reach = 0
    for numeral in outside_crowds(find_numerals(reading.text, lowered), itemgetter(0, 1)):
        if numeral.start < reach:
            continue
        quantity, reach = _read(reading, numeral, found[-1] if found else None, taken)
        if quantity:
            found.append(quantity)
    return found


def _read(reading: Reading, numeral: Numeral, above: Quantity | None, taken: Taken) -> tuple[Quantity | None, int]:
    """Return the quantity around a numeral, if it is one, and where to read on."""
    text, (start, end, _, form) = reading.text, numeral
    age = old_end(text, end)
    if age is None and (reach := taken(start, end)):
        return None, max(reach, end)
    money = currency_before(text, start, reading.country) if form in ("digits", "words", "vague") else None
    if money and above and money[0] < above.end:
        money = None
    if form in ("digits", "ratio") and not money and (reach := lookalike_end(text, start, end)):
        return None, reach
    if not _stands_free(text, money[0] if money else start, end, above):
        return None, end
    special = None if money else _age_or_times(text, numeral, age)
    if special:
        return special, special.end
    quantity = _with_unit(reading, numeral, money)
    by_dozen = above and above.kind == "money" and text[above.end : end].lower() in (" a dozen", " per dozen")
    if by_dozen or _followed_by_letter(text, quantity.end) or (quantity.unit is None and not _counts(reading, quantity)):
        return None, quantity.end
    return _signed(text, quantity), quantity.end


def _age_or_times(text: str, numeral: Numeral, age: int | None) -> Quantity | None:
    start, end, value, form = numeral
    age = age or age_end(text, start, end, value)
    if age is not None:
        return Quantity(start, age, value, form, start, end, "year", "age", item="age")
    times = _TIMES_AFTER.match(text, end)
    return Quantity(start, times.end(), value, form, start, end, "times", "ratio") if times else None


def _with_unit(reading: Reading, numeral: Numeral, money: tuple[int, str] | None) -> Quantity:
    """Join a numeral with the scale and unit around it; accounting parentheses may stand between them."""
    text, (start, end, value, form) = reading.text, numeral
    closed = money is not None and text[end : end + 1] == ")" and "(" in text[max(0, money[0] - 1) : start]
    unit = unit_after(text, end + closed, money[1] if money else None, reading.country)
    if form == "vague" and unit.name is None and text.startswith(" of ", end):
        owned = unit_after(text, end + 3, None, reading.country)
        unit = owned if owned.kind == "money" else unit
    if closed and unit.scale == 1:
        unit = unit._replace(end=end)
    first = money[0] if money else start
    if money and text.startswith("M" + money[1], first):  # "MAUD 60" is 60 million
        unit = unit._replace(scale=unit.scale * 1e6)
    return Quantity(first, unit.end, value * unit.scale, form, start, end, unit.name, unit.kind, unit.scale)


def _stands_free(text: str, start: int, end: int, above: Quantity | None) -> bool:
    """Whether a number is a token of its own and no piece of a code, a date, a version or a decimal with a comma."""
    before, before2 = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if before.isalnum() or (before in ("_", "#", "@", "&", "=", "§", "/", "\\", "'", "’") and before):
        return False
    if before in (".", ",", ":") and before and before2.isdigit():
        return False
    if before in ("-", "–", "‑") and before and before2 and not before2.isspace():
        adjacent = above is not None and above.end >= start - 1
        if not adjacent and not (
            before2 in "(—" or (before == "–" and before2.isalpha() and text[start : start + 1].isdigit() is False)
        ):
            return False
    after, after2 = text[end : end + 1], text[end + 1 : end + 2]
    return not (after in (":", ".", ",", "/", "_", "'", "’") and after and (after2.isdigit() or after == "_"))


def _followed_by_letter(text: str, end: int) -> bool:
    return text[end : end + 1].isalnum() or text[end : end + 1] == "_"


def _counts(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number without a unit is a figure all the same."""
    text, start, end, form = reading.text, quantity.number_start, quantity.number_end, quantity.form
    if form == "vague" or quantity.scale != 1:
        return text[quantity.end - 1] not in "Kk" or bool(_PLURAL_AFTER.match(text, quantity.end)) or _bounded(text, start)
    if form in ("part", "ratio"):
        return form == "ratio" or _is_share(text, start, end)
    if is_duration(text, end, form) or _ORDINAL_AFTER.match(text, end):
        return False
    if (tied := _COMPOUND.match(text, end)) and tied[1] in _COMPOUNDED:
        quantity.item = tied[1] + "s"
    elif _opens_compound(text, end):
        return False
    if not (_counting_word(text, start, text[start:end].lower()) if form == "words" else _is_plain_count(reading, quantity)):
        return False
    return not is_label(text, start, end, form) and not is_in_name(text, start, end, form, reading.sentence_at(start))


def _opens_compound(text: str, end: int) -> bool:
    """Whether a hyphen or an apostrophe ties a word to the number: "10-K", "three-part"."""
    return bool(re.match(r"-(?!to-|and-)[^\W\d]|[’'][^\W\d]", text[end : end + 5]))


def _is_plain_count(reading: Reading, quantity: Quantity) -> bool:
    """Whether bare digits may count something: no identifier, list number, date or code."""
    text, start, end = reading.text, quantity.number_start, quantity.number_end
    bare = text[start:end]
    if bare.isdigit() and (len(bare) > _LONGEST_PLAIN or (bare[0] == "0" and len(bare) > 1)):
        return False
    if "/" in bare and " " not in bare and "-" not in bare:
        return quantity.value < 1 and bool(re.match(r" (?:of|majority|point|vote|share|interest)\b", text[end : end + 10]))
    numbered = start <= reading.sentence_at(start)[0] + 1 and text[end : end + 2] in (". ", ") ", ".\n")
    if numbered or _CODE_AFTER.match(text, end):
        return False
    return not is_year(text, start, end, quantity.value, bounded=_bounded(text, start))


def _bounded(text: str, start: int) -> bool:
    return bool(
        re.search(
            r"\b(?:more than|over|nearly|about|approximately|at least|up to|almost|some|around|fewer than|less than) \Z",
            text[max(0, start - 16) : start],
        )
    )


def _is_share(text: str, start: int, end: int) -> bool:
    word = text[start:end].lower()
    if is_duration(text, end, "part") or _PART_BEFORE_NOT.search(text, max(0, start - 10), start):
        return False
    if word in ("half", "½", "¼", "¾") or word.startswith(("a ", "a-", "one ")):
        strict = bool(re.match(r" (?:of|the|all|as|its|our|their)\b", text[end : end + 8]))
        return (
            strict or (word == "half" and _bounded(text, start)) or (word == "half" and text[max(0, start - 3) : start] == "by ")
        )
    return True


def _counting_word(text: str, start: int, word: str) -> bool:
    """Bare scale words count behind an article only: "a million homes", not "the million-dollar question"."""
    if word in ("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore"):
        return bool(re.search(r"\b(?:an?|A|another|per|every) \Z", text[max(0, start - 8) : start])) and not re.search(
            r"\bper \Z", text[max(0, start - 4) : start]
        )
    return word not in ("zero", "one")


def _signed(text: str, quantity: Quantity) -> Quantity:
    """Take in accounting parentheses, and the sign of a negative number."""
    before = text[quantity.start - 1 : quantity.start]
    if before == "(" and quantity.scale != 1 and ")" in text[quantity.start : quantity.end]:
        quantity.start -= 1
    lone = quantity.start < 2 or (text[quantity.start - 2] in " ($\n" and not text[max(0, quantity.start - 3)].isdigit())
    if before in ("-", "−") and before and lone and quantity.unit:
        quantity.start -= 1
        quantity.value = -quantity.value
    return quantity
