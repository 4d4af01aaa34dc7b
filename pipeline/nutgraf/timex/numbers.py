"""Counts in digits and words, as far as they count units of time."""

from __future__ import annotations

from nutgraf.timex.lexer import meanings

_DIGITS = frozenset(("n0", "n1", "n10", "n13", "n25", "n32", "n60", "z0", "z1", "y4", "big"))


def read_count(items: list[tuple[str, str]]) -> float | None:
    """Return the number before a unit: `two and a half`, `18 1/2`, `a`, `twenty-five`; None when vague (`several`) or unsaid."""
    total: float | None = None
    for index, (kind, word) in enumerate(items):
        if kind == "vague":
            return None
        if kind in _DIGITS:
            total = _with_digits(items, index, total)
        elif kind == "number":
            total = (total or 0) + int(meanings()[word])
        elif kind == "scale":
            total = (1 if total is None else total) * int(meanings()[word])
        elif kind in {"half", "½"}:
            total = 0.5 if total is None or _is_article(items, index, total) else total + 0.5
        elif kind in {"a", "unit", "year", "quarter"} and total is None:
            total = 1.0
    return total


def _is_article(items: list[tuple[str, str]], index: int, total: float) -> bool:
    """Whether the 1 read so far is only the article of `a half`."""
    return total == 1.0 and index == 1 and items[0][0] == "a"


def _with_digits(items: list[tuple[str, str]], index: int, total: float | None) -> float:
    number = float(items[index][1].replace(",", "")) if len(items[index][1]) < 16 else 0.0
    before = items[index - 1][0] if index else ""
    if before == "." and total is not None:
        return total + number / float(10 ** len(items[index][1]))
    if before == "/" and total is not None and number:
        return total - 1 + 1 / number if total > 1 else 1 / number
    return (total or 0) + number
