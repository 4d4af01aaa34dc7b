"""Words beside a name that tell an organization: what it announces, who leads it, what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from nutgraf.language import alternation, lexicon
from nutgraf.names.structures import Hint
from nutgraf.names.words import GPE, MISC, ORG, Mention, Words

_NOUNS = alternation("organization_nouns")
_ROLES = (
    r"(?:CEO|CFO|COO|CTO|CMO|[Cc]o-?[Ff]ounders?|[Ff]ounders?|[Cc]hief (?:\w+ ){1,2}[Oo]fficer|[Pp]resident|"
    r"[Cc]hair(?:man|woman|person)?|"
    r"[Ss]pokes(?:man|woman|person)|[Mm]anaging (?:[Dd]irector|[Pp]artner)|[Ee]xecutive [Dd]irector|[Oo]wner|[Cc]o-?[Oo]wner)"
)
_BEFORE = re.compile(
    rf"(?:\b(?:{_NOUNS}),? (?:the )?|\b{_ROLES} (?:of|at|for) (?:the )?"
    r"|\b(?:partner(?:ed|ing|ship)s? with|acquired by|acquisition of|published by|hosted by|sponsored by|funded by) "
    r"|\b(?:researchers?|scientists?|experts?|colleagues|doctors|based|works|worked|study|studied|professor) "
    r"(?:at|from|by) (?:the )?)$"
)
_BEHIND = re.compile(
    r"(?:,? \([^()\n]{2,40}\))?(?:,? (?:today |is (?:delighted|pleased|proud|excited|thrilled) to |has )?"
    r"(?:announce[sd]?|launche[sd]|unveil(?:s|ed)|introduce[sd]|reported|released)\b"
    r"|[’']s? (?:board|CEO|founder|customers|clients|shareholders|headquarters|subsidiary|website|"
    r"products|platform|mission|team|members)\b"
    rf"|(?:,?| is| was) (?:an?|the) (?:[\w&’'-]+,? ){{0,7}}(?:{_NOUNS})\b| {_ROLES}\b)"
)
_OF = re.compile(r" (?:of|at) (?:the )?(?=[A-Z0-9])")
_LEADER = re.compile(rf"\b{_ROLES}$")
_WIDEST_ROLE = 40
"""Characters: `chief corporate communications officer`."""
_AT = re.compile(r" at (?=[A-Z])")
_WEIGHT = 1.0
_NO_NAME = (
    lexicon("names_terms")
    | lexicon("names_honorifics")
    | lexicon("names_calendar")
    | {"The", "A", "An", "I", "It", "He", "She", "We", "They"}
)


def organization_cues(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Weigh what stands before and behind each mention that may be an organization."""
    text = words.text
    for mention in mentions:
        start = words.starts[mention.start]
        end = words.starts[mention.end - 1] + len(words.texts[mention.end - 1])
        if _BEHIND.match(text, end) or (_may_lead(words, mention) and _BEFORE.search(text[max(0, start - 48) : start])):
            yield Hint(mention.start, mention.end, ORG, _WEIGHT)


_LEADING = {noun.replace("-", " ").rpartition(" ")[2] for noun in lexicon("organization_nouns")} | {
    "of",
    "at",
    "for",
    "with",
    "by",
    "from",
}
"""Every word that `_BEFORE` can end in, articles left out."""


def _may_lead(words: Words, mention: Mention) -> bool:
    """Whether the word before a mention is one that announces organizations: quicker than the pattern by far."""
    index = mention.start - 1
    while index > 0 and words.texts[index] in {"the", ","}:
        index -= 1
    return index >= 0 and words.folded[index] in _LEADING


_AN = re.compile(r"\b[Aa]n? $")
_COMMON = re.compile(r"(?:[.,;)]|[®™]| (?:equipped|with|that|to|for|and|or|in|on|from|is|was|can|will)\b)")
_PRODUCT = 2.0


def product_cues(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Weigh what tells a product: an article before it, a plural of it."""
    text = words.text
    plurals = set(words.texts) if "'" in text or "’" in text else set()  # else `Corvanes` is Corvane's
    for mention in mentions:
        name = words.texts[mention.start]
        if mention.end - mention.start > 1 or mention.label != ORG or len(name) < 4 or name.isupper():
            continue
        start = words.starts[mention.start]
        if (_AN.search(text[max(0, start - 3) : start]) and _COMMON.match(text, start + len(name))) or name + "s" in plurals:
            yield Hint(mention.start, mention.end, MISC, _PRODUCT)


def branches(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`NHS Tayside`, `Deloitte Canada`: an organization and at once its place."""
    for first, second in pairwise(mentions):
        if (
            (first.label, second.label) != (ORG, GPE)
            or first.end != second.start
            or words.lines[first.start] != words.lines[second.start]
        ):
            continue
        between = words.text[words.starts[first.end - 1] + len(words.texts[first.end - 1]) : words.starts[second.start]]
        follows = words.texts[second.end : second.end + 1]
        if (
            between == " "
            and words.setting(first.start) == "text"
            and follows not in ([","], ["-"])
            and words.texts[second.start][-1] != "."
        ):
            yield Hint(first.start, second.end, ORG, 2)


def led_organizations(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Names that nobody labelled behind `founder of` and `partner at`."""
    covered = {index for mention in mentions for index in range(mention.start, mention.end)}
    text = words.text
    places = [m.end() for m in _OF.finditer(text) if _LEADER.search(text[max(0, m.start() - _WIDEST_ROLE) : m.start()])]
    for match in _AT.finditer(words.text):
        before = words.at(match.start()) - 1
        if before >= 0 and words.texts[before].istitle() and words.texts[before].isalpha():
            places.append(match.end())
    for place in places:
        start = words.at(place)
        if start >= len(words) or start in covered or words.texts[start] in _NO_NAME or words.setting(start) == "capitals":
            continue
        end, line = start, words.lines[start]
        while end < len(words) and end - start < 5 and words.lines[end] == line and end not in covered:
            if not (words.texts[end][0].isupper() or words.texts[end][0].isdigit() or (words.texts[end] == "&" and end > start)):
                break
            end += 1
        if end > start and words.texts[start].lower() not in words.lowered:
            yield Hint(start, end, ORG, _WEIGHT)
