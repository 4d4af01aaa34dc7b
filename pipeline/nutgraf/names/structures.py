"""What the letter of a text gives away about names: offices, legal forms, short forms in brackets, addresses."""

from __future__ import annotations

import re

from nutgraf.language import alternation, lexicon
from nutgraf.names.words import MISC, ORG, Mention, Words

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
_OFFICE = re.compile(
    r"(?:Attorney(?: General)?|Attorneys|Sheriff|Prosecutor|Governor|Mayor|Coroner|Comptroller|Auditor|Treasurer|Clerk|Assessor|"
    r"Ombudsman|Defender|Marshal|Secretary)(?:[’']s|s[’']?|[’'])? (?:Office|Department)\b(?! of)"
)
_SHORT = re.compile(r"\(\s*(?:the\s+|or\s+|hereinafter\s+)*[\"“‘']?([A-Z][\w&./-]{1,14}(?: [A-Z][\w&.-]{1,14})?)[\"”’']?\s*(?:\)|or\b|and\b|,)")
_TICKER = re.compile(r"\(\s*(?:NASDAQ|Nasdaq|NYSE(?: American)?|OTC\w*|TSX\w*|TSX-V|CSE|LSE|ASX|AMEX|FSE)[\w -]{0,12}\s?:\s?([A-Z]{1,6})\b")
_LINKS = frozenset({"of", "for", "and", "the", "on", "in", "&", "to", "de", "’s", "'s", "’", "'"})
_HEADS = lexicon("names_prefix_heads")
_HEAD_OF = re.compile(rf"\b(?:{alternation('names_prefix_heads')}) (?:of|for|on) (?:the )?[A-Z]")
_GENERIC = frozenset({"Company", "Corporation", "Department", "Agency", "Committee", "Board", "Fund", "Trust", "Act", "Commission", "Program"})
_WIDEST_NAME = 12
"""Words; names of organizations longer than this are lists."""


def addresses(words: Words) -> set[int]:
    """Return the words inside web and mail addresses."""
    inside: set[int] = set()
    for match in _ADDRESS.finditer(words.text):
        inside.update(range(*words.around(*match.span())))
    return inside


def organizations(words: Words) -> list[Mention]:
    """Return the offices the text spells out: `Wake County District Attorney's Office`."""
    found = []
    for match in _OFFICE.finditer(words.text):
        first, end = words.around(*match.span())
        start = _left(words, first)
        if start < first or words.texts[first] in {"Attorney"}:
            found.append(Mention(start, end, ORG))
    for match in _HEAD_OF.finditer(words.text):
        first, end = words.around(*match.span())
        found.append(Mention(first, _right(words, end), "HEAD"))
    return found


def _left(words: Words, first: int) -> int:
    """Walk left over capitalised words; `the` and sentence starts end a name."""
    start, line = first, words.lines[first]
    while start and words.lines[start - 1] == line and first - start < 6:
        text = words.texts[start - 1]
        if text[0].isupper() and text not in {"The", "A", "An", "In", "At", "By", "And", "For", "Assistant", "Deputy"}:
            start -= 1
        elif text in {"’s", "'s", "’"} and start > 1 and words.texts[start - 2][0].isupper():
            start -= 1
        else:
            break
    return start


def _right(words: Words, end: int) -> int:
    """Walk right over capitalised words and `of`, `and` between them."""
    line, limit = words.lines[end - 1], end + _WIDEST_NAME
    texts = words.texts
    while end < min(len(texts), limit) and words.lines[end] == line:
        if texts[end][0].isupper():
            end += 1
        elif texts[end] in {"of", "for", "&", "on"} and end + 1 < len(texts) and texts[end + 1][0].isupper():
            end += 2
        elif texts[end] in {"’s", "'s", "’"} and end + 1 < len(texts) and texts[end + 1][0].isupper():
            end += 2
        else:
            break
    return end


def merge(mentions: list[Mention], structures: list[Mention]) -> list[Mention]:
    """Let a structure replace the mentions it covers; one that starts with a head only completes an organization."""
    result = list(mentions)
    for structure in structures:
        inside = [m for m in result if m.start < structure.end and structure.start < m.end]
        if structure.label == "HEAD":
            touching = [m for m in inside if m.label == ORG and m.start <= structure.start]
            if not touching:
                continue
            structure = Mention(min(m.start for m in touching), max([structure.end, *(m.end for m in touching)]), ORG)
            inside = [m for m in result if m.start < structure.end and structure.start < m.end]
        elif any(m.start <= structure.start and structure.end <= m.end and m.label == ORG for m in inside):
            continue
        else:
            structure = Mention(min([structure.start, *(m.start for m in inside if m.label == ORG)]), structure.end, ORG)
        result = [m for m in result if m not in inside]
        result.append(structure)
    return sorted(result, key=lambda m: (m.start, m.end))


def short_forms(words: Words, mentions: list[Mention]) -> list[tuple[tuple[int, int], str, bool]]:
    """Return short forms in brackets: the words before that they stand for, the short form, whether it is an acronym."""
    found = []
    ends = {mention.end: mention for mention in mentions}
    for match in [*_SHORT.finditer(words.text), *_TICKER.finditer(words.text)]:
        bracket = words.at(match.start())
        if bracket >= len(words) or not bracket:
            continue
        short = match.group(1).rstrip(".")
        before = ends.get(bracket)
        start = initials(words, bracket, short)
        if start is not None and not (before and before.label == ORG and before.start <= start):
            found.append(((start, bracket), short, True))
        elif before is not None and short not in _GENERIC:
            found.append(((before.start, bracket), short, short.isupper()))
    return found


def initials(words: Words, end: int, short: str) -> int | None:
    """Return where the words start whose initials make up an acronym that follows them, None when they do not."""
    letters = [letter for letter in short if letter.isupper()]
    if len(letters) < 2 or len(letters) < len(short) - 2:
        return None
    index = end
    for letter in reversed(letters):
        index -= 1
        while index >= 0 and words.texts[index] in _LINKS:
            index -= 1
        if index < 0 or words.texts[index][0].upper() != letter or words.lines[index] != words.lines[end - 1]:
            return None
    return index
