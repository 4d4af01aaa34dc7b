"""Ranges, intervals and tallies: two numbers that make one figure."""

from __future__ import annotations

import re

from nutgraf.stages.figures.quantities import Quantity

_JOINT = re.compile(r" ?(?:-|–|—|‑) ?|(?:-| ?) ?(?:to|through|or)-? (?:as (?:much|many|high) as )?|-to-| and |, | ")
_TALLY_CONTEXT = re.compile(r"\bvot|decision|\bruling|margin|\bpass|approv|majority|reject|ballot")
_SPAN_BEFORE = re.compile(
    r"\b(?:between|ages?(?: of)?|aged|from|rang\w+ from|intervals?:?|CI:?|range:?)(?: the ages of| about| approximately)? ?\Z",
    re.IGNORECASE,
)
_SHIFT_BEFORE = re.compile(
    r"(?<!ranging )(?<!range )(?<!ranges )(?<!ranged )\bfrom (?:about |approximately |nearly |around |just |an estimated |a )*\Z",
    re.IGNORECASE,
)
_WORD_AFTER = re.compile(r" [a-zA-Z]")
_SHARED = ("money", "percent")


def with_ranges(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Join the quantities that are the two ends of a range; drop scores."""
    merged: list[Quantity] = []
    for right in quantities:
        left = merged[-1] if merged else None
        joint = text[left.end : right.start] if left else ""
        if not left or left.high is not None or len(joint) > 16 or not _JOINT.fullmatch(joint):
            merged.append(right)
        elif left.kind == "age" and right.unit is None and not _is_range(text, left, right, joint) and right.value <= 120:
            right.unit, right.kind, right.item = left.unit, left.kind, left.item
            merged.append(right)
        elif joint == "-" and left.unit == "foot" and right.unit is None and right.value < 12:  # "6-foot-2"
            left.value, left.end = round(left.value + right.value / 12, 3), right.end
        elif _is_small_change(text, left, right, joint):
            left.value += right.value if right.unit else right.value / 100
            left.end = right.end
        elif _is_range(text, left, right, joint):
            merged[-1] = _joined(left, right)
        elif joint in ("-", "–", "‑") and left.unit is None and right.unit is None:
            merged.pop()
            if left.value >= right.value and _TALLY_CONTEXT.search(text, max(0, left.start - 40), right.end + 40):
                left.end, left.item = right.end, "votes"
                merged.append(left)
        else:
            merged.append(right)
    return merged


def _is_small_change(text: str, left: Quantity, right: Quantity, joint: str) -> bool:
    """Whether the right number is the cents of the left one ("3 dollars and 50 cents", "17 USD 25")."""
    if (
        left.kind != "money"
        or left.scale != 1
        or left.value % 1
        or left.start != left.number_start
        or joint not in (" ", " and ")
    ):
        return False
    if right.unit == left.unit:
        return right.scale == 0.01 and right.value < 1
    return (
        right.unit is None
        and right.scale == 1
        and 1 < right.value < 100
        and text[right.end : right.end + 1] in ("", ".", ",", "\n")
    )


def _is_range(text: str, left: Quantity, right: Quantity, joint: str) -> bool:
    if joint == " " or not _comparable(left, right) or _low(left, right) >= right.value or "part" in (left.form, right.form):
        return False
    dash = joint.strip() in ("-", "–", "‑", "—")
    before = text[max(0, left.start - 40) : left.start]
    if joint == ", ":
        return (
            bool(re.search(r"(?:\d |\bintervals?:? ?|CI:? ?)\(?\Z", before))
            and text[left.start - 1] in "( :"
            and text[right.end : right.end + 1] == ")"
        )
    if joint == " and ":
        return bool(re.search(r"\b(?:between|ages of)(?: about| approximately| the ages of| ages| an estimated)? \Z", before))
    guess = "or" in joint and (right.unit or left.unit) is None and right.value > left.value + 2
    if guess or (not dash and _SHIFT_BEFORE.search(before)):
        return False
    if (dash and " " in joint.strip(" ")) or (
        joint.startswith(" ") and dash and left.unit and right.unit and left.kind not in _SHARED
    ):
        return False
    return bool(
        left.unit
        or right.unit
        or not dash
        or _WORD_AFTER.match(text, right.end)
        or _SPAN_BEFORE.search(before)
        or text[right.end : right.end + 1] in ").,;"
    )


def _comparable(left: Quantity, right: Quantity) -> bool:
    if left.unit == right.unit:
        return left.form != "vague"
    if left.kind == "age" and right.unit is None:
        return right.form in ("digits", "words") and right.scale == 1
    return (left.unit is None and left.form in ("digits", "words") and left.scale == 1) or (
        right.unit is None and left.kind == "money"
    )


def _low(left: Quantity, right: Quantity) -> float:
    """Return the low end, in the scale of the high one when it has none of its own ("$3 to $4 million")."""
    shares = left.scale == 1 and right.scale not in (0, 1) and left.value < 1000
    return left.value * right.scale if shares else left.value


def _joined(left: Quantity, right: Quantity) -> Quantity:
    left.value = _low(left, right)
    left.high, left.end, left.number_end = right.value, right.end, right.number_end
    left.unit, left.kind = right.unit or left.unit, right.kind or left.kind
    left.item = left.item or right.item
    return left
