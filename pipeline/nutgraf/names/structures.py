"""What the letter of a text gives away about names: offices, headings, wire services, given names, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nutgraf.language import alternation, lexicon
from nutgraf.names.spans import POSSESSIVES
from nutgraf.names.words import ISSUER, ORG, PERSON, Mention, Words

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_HASHTAG = re.compile(r"#[^\W\d_]\w*")
_MAIL = re.compile(r"@[^\s@]+\.\S+")
_MAILBOX = re.compile(r"\S+$")
_LONGEST_MAILBOX = 64
"""Characters, by RFC 5321."""
_OFFICE = re.compile(r"(?:Office|Department)\b(?! of)")
_OFFICER = re.compile(
    r"\b(?:Attorney(?: General)?|Attorneys|Sheriff|Prosecutor|Governor|Mayor|Coroner|Comptroller|Auditor|Treasurer|Clerk|"
    r"Assessor|Ombudsman|Defender|Marshal|Secretary)(?:[’']s|s[’']?|[’'])? $"
)
_WIDEST_OFFICER = 20
_WIRE = re.compile(rf"[/(-]\s?({alternation('newswires')})\s?(?=[/)-])")
_SLASHED = re.compile(
    r"/\s?([A-Z0-9][\w.&-]{1,20}(?: [A-Z][\w.]{1,20}){0,2})\s?/(?=\s?(?:--?|–|—|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))"
)
_ABOUT = re.compile(r"^(?:About|ABOUT)(?: the)? ([^\n]{2,80}?)[:.]?$|^(?:SOURCE|Source):? ([^\n]{2,70})$", re.MULTILINE)
_NO_ISSUER = frozenset(
    {"author", "us", "event", "book", "study", "research", "report", "program", "programme", "company", "initiative"}
)
_HEADS = lexicon("names_prefix_heads")
_ON_HEADS = frozenset(
    {"Committee", "Subcommittee", "Commission", "Council", "Board", "Institute", "Office", "Conference", "Center"}
)
_ORGANIZATION_WORDS = lexicon("names_organization_heads") | lexicon("names_other_heads") | lexicon("names_company_suffixes")
_ACRONYMS = lexicon("names_organization_acronyms")
_HONORIFICS = lexicon("names_honorifics")
_ALSO_GIVEN = lexicon("given_names_ambiguous")
_GIVEN = lexicon("given_names")
_FOLDED_HEADS = frozenset(map(str.casefold, _HEADS))
_FOLDED_GIVEN = frozenset(map(str.casefold, _GIVEN))
_NO_NAME_START = frozenset(
    {"The", "A", "An", "In", "At", "By", "And", "For", "Assistant", "Deputy", "Former", "Said", "On", "From", "With", "To"}
)
_WIDEST_NAME = 12
"""Words; names of organizations longer than this are lists."""


class Hint(NamedTuple):
    """Words that the text marks as a name: half-open indices, label, and how much that weighs against a mention's 1."""

    start: int
    end: int
    label: str
    weight: float


def addresses(words: Words) -> set[int]:
    """Return the words inside web and mail addresses and hashtags."""
    inside: set[int] = set()
    for pattern in (_ADDRESS, _HASHTAG):
        for match in pattern.finditer(words.text):
            inside.update(range(*words.around(*match.span())))
    for match in _MAIL.finditer(words.text):
        box = _MAILBOX.search(words.text[max(0, match.start() - _LONGEST_MAILBOX) : match.start()])
        inside.update(range(*words.around(match.start() - (len(box.group()) if box else 0), match.end())))
    return inside


def hints(words: Words, mentions: list[Mention]) -> list[Hint]:
    """Return the names that the text marks as such, whatever the model says."""
    return [
        *_issuers(words, mentions),
        *_offices(words),
        *_committees(words, mentions),
        *_heads(words, mentions),
        *_wires(words),
        *_abouts(words, mentions),
        *_people(words, mentions),
    ]


def _issuers(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Point at the release's publisher where running text first names it."""
    issuer = words.doc.user_data.get(ISSUER)
    if not issuer or len(issuer) < 3 or _named_like_person(words, issuer):
        return
    half = len(issuer) // 2
    if issuer[half : half + 1] == " " and issuer[:half].casefold() == issuer[half + 1 :].casefold():
        issuer = issuer[half + 1 :]
    if _mostly_person(words, mentions, issuer) or f"${issuer}" in words.text:
        return
    position = words.text.find(issuer)
    while position >= 0:
        start, end = words.around(position, position + len(issuer))
        if start < end <= start + _WIDEST_NAME and words.joined(start, end) == issuer and words.setting(start) == "text":
            inside = [m for m in mentions if m.start < end and start < m.end]
            if not any(
                m.label == PERSON and (words.texts[m.start] in _GIVEN or words.texts[m.start - 1] in _HONORIFICS) for m in inside
            ):
                yield Hint(start, end, ORG, 2)
            return
        position = words.text.find(issuer, position + 1)


def _named_like_person(words: Words, issuer: str) -> bool:
    """Whether an issuer has initials, or a last word that the text also uses alone, as people's surnames are."""
    parts = issuer.split()
    if len(parts) < 2 or len(parts) > 4 or parts[-1] in _ORGANIZATION_WORDS:
        return False
    texts, last = words.texts, parts[-1]
    alone = last.lower() not in words.lowered and any(
        text == last and texts[i - 1] != parts[-2] for i, text in enumerate(texts) if i
    )
    return alone or parts[0] in _GIVEN | _ALSO_GIVEN or any(len(part) == 2 and part[1] == "." for part in parts)


def _mostly_person(words: Words, mentions: list[Mention], name: str) -> bool:
    """Whether the model took a one-word name for a person's more often than for an organization's."""
    if " " in name:
        return False
    labels = [m.label for m in mentions if m.end - m.start == 1 and words.texts[m.start] == name]
    return labels.count(PERSON) > labels.count(ORG)


def _offices(words: Words) -> Iterator[Hint]:
    """Wake County District Attorney's Office."""
    for match in _OFFICE.finditer(words.text):
        before = max(0, match.start() - _WIDEST_OFFICER)
        officer = _OFFICER.search(words.text[before : match.start()])
        if officer is None:
            continue
        first, end = words.around(before + officer.start(), match.end())
        start = _left(words, first)
        if start < first or words.texts[first] == "Attorney":
            yield Hint(start, end, ORG, 3)


def _heads(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Complete what the model began: Committee on X and Y, Department of Z."""
    starts = {mention.start: mention for mention in mentions if mention.label == ORG}
    covered = {index: m for m in mentions if m.label == ORG for index in range(m.start, m.end)}
    texts = words.texts
    people = {mention.start for mention in mentions if mention.label == PERSON}
    people.update(words.standing(_GIVEN, _FOLDED_GIVEN))
    for index in words.standing(_HEADS, _FOLDED_HEADS):
        if index >= len(texts) - 2 or texts[index + 1] not in {"of", "for", "on"}:
            continue
        if texts[index + 1] == "on" and texts[index] not in _ON_HEADS:
            continue
        mention = starts.get(index) or covered.get(index)
        first = index + 2 + (texts[index + 2] == "the")
        if mention is None or first >= len(texts) or not texts[first][0].isupper():
            continue
        end = _right(words, max(mention.end, first), people)
        if end > mention.end:
            yield Hint(mention.start, end, ORG, 2)


def _committees(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Join `Senate Energy` and `Natural Resources Committee`, which one committee's name lists."""
    ends = {mention.end: mention for mention in mentions if mention.label == ORG}
    for mention in mentions:
        if mention.label != ORG or words.texts[mention.end - 1] not in {"Committee", "Subcommittee", "Commission"}:
            continue
        start = mention.start
        while start > 1 and words.texts[start - 1] in {"and", ",", "&"}:
            before = ends.get(start - 1)
            if before is None or words.texts[before.end - 1] in _ORGANIZATION_WORDS - {"Energy"}:
                break
            start = before.start
        if start < mention.start:
            yield Hint(start, mention.end, ORG, 2)


def _wires(words: Words) -> Iterator[Hint]:
    for pattern in (_WIRE, _SLASHED):
        for match in pattern.finditer(words.text):
            start, end = words.around(*match.span(1))
            if start < end:
                yield Hint(start, end, ORG, 3)


def _abouts(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    for match in _ABOUT.finditer(words.text):
        group = 1 if match.group(1) else 2
        start, end = words.around(*match.span(group))
        if end - start > 8 or start >= end or match.group(group).split()[-1].lower() in _NO_ISSUER:
            continue
        if end - start == 1 and (_mostly_person(words, mentions, words.texts[start]) or f"${words.texts[start]}" in words.text):
            continue
        if words.texts[start][0].isupper() or any(letter.isupper() for letter in words.texts[start]):
            yield Hint(start, end, PERSON if words.texts[start] in _GIVEN and end - start < 4 else ORG, 3)


def _people(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Given names with a surname behind them that the model left alone."""
    covered = {index for mention in mentions for index in range(mention.start, mention.end)}
    texts, lines = words.texts, words.lines
    for index in words.standing(_GIVEN, _FOLDED_GIVEN):
        if index + 1 == len(texts) or index in covered or words.setting(index) != "text":
            continue
        end = index + 1
        if end + 1 < len(texts) and len(texts[end]) <= 2 and texts[end][0].isupper() and texts[end] not in _ORGANIZATION_WORDS:
            end += 1
        name = texts[end]
        if name[0].isupper() and len(name) > 2 and not name.isupper() and lines[end] == lines[index] and end not in covered:
            after = texts[end + 1] if end + 1 < len(texts) else "."
            if name not in _ORGANIZATION_WORDS and after not in _ORGANIZATION_WORDS:
                yield Hint(index, end + 1, PERSON, 1)


def _left(words: Words, first: int) -> int:
    """Walk left over capitalised words; `the` and sentence starts end a name."""
    start, line, texts = first, words.lines[first], words.texts
    while start and words.lines[start - 1] == line and first - start < 7:
        text = texts[start - 1]
        owned = text in {"’s", "'s", "’"} and start > 1 and texts[start - 2][0].isupper()
        if owned or (text[0].isupper() and text not in _NO_NAME_START):
            start -= 1
        else:
            break
    return start


def _right(words: Words, end: int, stops: set[int]) -> int:
    """Walk right over capitalised words and `of`, `for` between them."""
    line, limit, texts = words.lines[end - 1], end + _WIDEST_NAME, words.texts
    while end < min(len(texts), limit) and words.lines[end] == line and end not in stops:
        text, follow = texts[end], texts[end + 1] if end + 1 < len(texts) else ""
        if text[0].isupper() and text not in _NO_NAME_START:
            end += 1
        elif follow[:1].isupper() and (text in {"of", "for", "&"} or (text in POSSESSIVES and follow not in _HEADS)):
            end += 2
        elif (joint := _joint(texts, end)) and (past := _coordinated(words, joint, stops)):
            end = past
        else:
            break
    while texts[end - 1] in POSSESSIVES or not texts[end - 1][0].isalnum():
        end -= 1
    return end


def _joint(texts: list[str], index: int) -> int | None:
    """Return where a name goes on behind `and`, or behind `, and` where `Banking, Housing` stands before it."""
    if texts[index] == "," and texts[index - 2] == "," and index + 1 < len(texts):
        index += 1
    behind = texts[index + 1 : index + 2]
    return index + 1 if texts[index] == "and" and behind and behind[0][0].isupper() else None


def _coordinated(words: Words, start: int, stops: set[int]) -> int | None:
    """Return where `Border Control` ends in `Department of Justice and Border Control`, None where a new name starts."""
    end, texts = start, words.texts
    while (
        end < min(len(texts), start + 4)
        and texts[end][0].isupper()
        and words.lines[end] == words.lines[start]
        and end not in stops
    ):
        end += 1
    part = texts[start:end]
    if not part or part[-1] in _HEADS or texts[end : end + 1] in (["of"], ["for"]) or any(text.isupper() for text in part):
        return None
    return None if len(part) == 1 and part[0] in _ACRONYMS else end


def with_hints(mentions: list[Mention], found: list[Hint]) -> list[Mention]:
    """Let hints replace the mentions they cover; one that a longer mention covers gives way."""
    result = {(m.start, m.end): m for m in mentions}
    owners = {index: m for m in mentions for index in range(m.start, m.end)}
    for hint in found:
        if hint.start >= hint.end:
            continue
        touched = {id(owners[i]): owners[i] for i in range(hint.start, hint.end) if i in owners}.values()
        if any(m.start <= hint.start and hint.end <= m.end and m.end - m.start > hint.end - hint.start for m in touched):
            continue
        for mention in touched:
            result.pop((mention.start, mention.end), None)
            for index in range(mention.start, mention.end):
                owners.pop(index, None)
        mention = result[hint.start, hint.end] = Mention(hint.start, hint.end, hint.label)
        owners.update(dict.fromkeys(range(hint.start, hint.end), mention))
    return sorted(result.values(), key=lambda m: (m.start, m.end))
