"""Names whose whole form is fixed: partnerships, foundations of couples, charities for somebody, senators in a row; titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nutgraf.gazetteer import Gazetteer
from nutgraf.language import lexicon
from nutgraf.names.spans import POSSESSIVES, UNITS
from nutgraf.names.structures import Hint
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_NAME = r"[A-Z][\w’'-]{1,20}"
_PARTNERS = rf"(?:{_NAME}, ){{1,6}}(?:{_NAME},? )?(?:&|and) {_NAME}"
_FORM = re.compile(r"(?:P\.?C\b\.?|P\.?A\b\.?|L\.?L\.?P\b\.?|P\.?L\.?L\.?C\b\.?|LLC\b|APC\b)")
_BEFORE_FORM = re.compile(rf"\b{_PARTNERS},? $")
_WIDEST_FIRM = 120
"""Characters of a partnership's name before its legal form."""
_PARTNERS_OF = re.compile(rf" (?:of|at|with|in|named|called) ({_PARTNERS})")
_LAWYERS = re.compile(r"(?:(?:[Ff]irm|[Pp]artner|[Aa]ssociate|[Cc]ounsel|[Aa]ttorney|[Ll]awyer)s?,?|now|formerly)$")
_COUPLE = re.compile(
    rf"([A-Z](?<!\w.)[a-z]{{1,14}}) (?:and|&) ([A-Z][a-z]{{1,14}}) "
    rf"(?:(?:[A-Z]\.|[Vv]an|[Vv]on|[Dd]e|der|den) ){{0,2}}{_NAME} (?:{_NAME} ){{0,2}}"
    r"(?:Foundation|Fund|Trust|Endowment|Institute|Center|Centre|School|College|Library|Museum)\b"
)
_FOR = re.compile(r"s [Ff]or [A-Z][a-z]{2,14}\b(?! [A-Z])")
_THINGS = re.compile(r"\b[A-Z][a-z]{2,14}$")
_REPEATED = 3
"""Times that `Mittens for Mila` stands alone before it is more than a phrase that headings capitalise."""
_LEGISLATORS = re.compile(r"(?:Senators|Sens\.|Representatives|Reps\.|Congressmen|Congresswomen|Assemblymen|Delegates) (?=[A-Z])")
_NEXT_IN_ROW = re.compile(
    r"(?:\s?\([^()\n]{1,20}\))?(?:,? and (?:[A-Z][a-z]+\. )?|, (?:and )?(?=[A-Z]))(?:U\.S\. )?(?:Senators?|Sens?\.|Reps?\.)?\s?"
)
_ONE_IN_ROW = re.compile(r"(?:[A-Z](?:[\w’'-]{1,20}|\.) ){0,2}[A-Z][\w’'-]{1,20}(?:,? Jr\.)?")
_JUDGE = re.compile(
    r"(?:U(?<!\w.)\. ?S\.|US|United States|UNITED STATES|Chief|Senior) (?:"
    r"(?:United States |U\.S\. )?(?:(?:District|Circuit|Bankruptcy|Magistrate|DISTRICT|CIRCUIT) )?(?:Judges?|JUDGES?)\b"
    r"|(?:Attorneys?|ATTORNEYS?)\b(?! Office|[’'] ?s? ?Office| OFFICE|[’']S)"
    r"(?: for the (?:[A-Z][a-z]+ )?District of [A-Z][a-z]+(?: [A-Z][a-z]+)?)?)"
)
_ROAD = re.compile(r"U(?<!\w.)(?:S|\.S\.)(?: Route| Highway| Hwy\.?)?[ -]\d{1,3}\b(?! (?:percent|million|billion))")
_BRACKETED = re.compile(
    r" \((?:[A-Z][\w.&’'-]{1,19} ?){1,3}\),? (?:Inc|Ltd|Limited|LLC|LLP|PLC|plc|Corp|Corporation|GmbH|AG|S\.A|Pty|Pte|Co)\b\.?"
)
"""Penguin Group (USA) Inc."""
_NICKNAME = re.compile(r"[“\"‘'(](?<= .)[A-Z][\w.’'-]{0,14}(?: [A-Z][\w.’'-]{0,14})?[”\"’')] [A-Z][\w’'-]{1,19}\b")
_BEFORE_NICKNAME = re.compile(r"\b[A-Z](?:[\w’'-]{1,14}|\.(?: ?[A-Z]\.)?) $")
"""Rosa “Rosie” Alvarez."""
_POLICE = re.compile(
    r"(Police (?:Officers?|Chief|Sergeants?|Sgt|Detectives?|Det|Lieutenant|Lt|Captain|Capt|Constables?|Inspector)\b)"
)
_FORCE = re.compile(rf"\b(?:{_NAME} ){{1,3}}$")
_INITIALS = re.compile(rf"[A-Z](?<!\w.)\. ?(?:[A-Z]\. ?){{1,2}}(?!Inc|Corp){_NAME}\b(?: {_NAME}\b(?= (?:[a-z]|\()|[,.;:]))?")
"""The second name, where there is one, ends before a mark or a word in lower case: `F.M. Jason Uphill a letter`."""
_OF = re.compile(r" at ((?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+)\b")
_HEADS = lexicon("names_organization_heads") | lexicon("names_other_heads") | lexicon("names_company_suffixes") | UNITS
_GIVEN = lexicon("given_names")
_NO_FOR = lexicon("names_other_heads") | lexicon("names_prefix_heads")


def fixed_forms(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Return the names, and the titles that are no names, that their form gives away."""
    text = words.text
    for match in _FORM.finditer(text):
        low = max(0, match.start() - _WIDEST_FIRM)
        partners = _BEFORE_FORM.search(text[low : match.start()])
        if partners:
            yield _hint(words, (low + partners.start(), match.end()), ORG, 4)
    for match in _PARTNERS_OF.finditer(text):
        if _LAWYERS.search(text[max(0, match.start() - 12) : match.start()]):
            yield _hint(words, match.span(1), ORG, 3)
    for match in _COUPLE.finditer(text):
        if match.group(1) in _GIVEN or match.group(2) in _GIVEN:
            yield _hint(words, match.span(), ORG, 4)
    for pattern in (_JUDGE, _ROAD):
        for match in pattern.finditer(text):
            yield _hint(words, match.span(), MISC, 4)
    yield from _bracketed(words, mentions)
    yield from _nicknamed(words, mentions)
    yield from _charities(words)
    yield from _legislators(words)
    yield from _police(words)
    yield from _initialled(words, mentions)
    yield from _campuses(words, mentions)
    yield from _owned(words, mentions)


def _hint(words: Words, span: tuple[int, int], label: str, weight: float) -> Hint:
    start, end = words.around(*span)
    return Hint(start, end, label, weight)


def _bracketed(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """Companies with a country or a word in brackets before their legal form."""
    for mention in mentions:
        end = words.starts[mention.end - 1] + len(words.texts[mention.end - 1])
        if mention.label in {ORG, MISC, PERSON} and (match := _BRACKETED.match(words.text, end)):
            yield Hint(mention.start, words.around(end, match.end())[1], ORG, 4)


def _nicknamed(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """People by given name, nickname and surname, of which a model saw a part."""
    people = {index for mention in mentions if mention.label == PERSON for index in range(mention.start, mention.end)}
    for match in _NICKNAME.finditer(words.text):
        low = max(0, match.start() - 20)
        given = _BEFORE_NICKNAME.search(words.text[low : match.start()])
        if given is None:
            continue
        start, end = words.around(low + given.start(), match.end())
        if start in people or (end - 1 in people and words.texts[start] in _GIVEN):
            yield Hint(start, end, PERSON, 3)


def _charities(words: Words) -> Iterator[Hint]:
    """`Mittens for Mila`, where the text says so again and again."""
    found = []
    for match in _FOR.finditer(words.text):
        things = _THINGS.search(words.text[max(0, match.start() - 16) : match.start()])
        if things and things.group() not in _NO_FOR:
            found.append((match.start() - len(things.group()), match.end()))
    times = Counter(words.text[slice(*span)] for span in found)
    for span in found:
        if times[words.text[slice(*span)]] >= _REPEATED:
            yield _hint(words, span, ORG, 2)


def _legislators(words: Words) -> Iterator[Hint]:
    """Walk along the surnames behind `Senators`."""
    text = words.text
    for match in _LEGISLATORS.finditer(text):
        position, limit = match.end(), min(len(text), match.end() + 2_000)  # a hundred senators and their states
        while one := _ONE_IN_ROW.match(text, position, limit):
            start, end = words.around(*one.span())
            if end > start and words.texts[end - 1] not in _HEADS:
                yield Hint(start, end, PERSON, 2)
            behind = _NEXT_IN_ROW.match(text, one.end(), limit)
            if not behind:
                break
            position = behind.end()


def _police(words: Words) -> Iterator[Hint]:
    """`Dover Police Officer`: a title, and at most a place in it."""
    gazetteer = Gazetteer.default()
    for match in _POLICE.finditer(words.text):
        force = _FORCE.search(words.text[max(0, match.start() - 66) : match.start()])
        place = force.group().split() if force else []
        start = match.start() - len(force.group()) if force else match.start()
        while place:
            name = " ".join(place)
            found = gazetteer.lookup(name)
            if found and found[0].is_usual:
                yield _hint(words, (start, start + len(name)), GPE, 0.5)
                break
            start += len(place.pop(0)) + 1
        yield _hint(words, match.span(1), MISC, 4)


def _initialled(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`D.W. Harlow`, of whom a model saw one half."""
    inside = {index for m in mentions if m.label in {ORG, MISC} and m.end - m.start > 1 for index in range(m.start, m.end)}
    for match in _INITIALS.finditer(words.text):
        start, end = words.around(*match.span())
        name = words.texts[end - 1]
        if (
            not match.group().startswith(("U.S", "U. S", "D.C", "U.K", "P.O", "L.A", "N.Y", "N.C", "S.C", "N.J", "U.N"))
            and words.setting(start) == "text"
            and name not in _HEADS
            and inside.isdisjoint(range(start, end))
            and words.texts[end : end + 1] != ["&"]
            and not (end < len(words) and words.texts[end] in _HEADS)
        ):
            yield Hint(start, end, PERSON, 1)


def _owned(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`Civil Division` behind `Justice Department's`."""
    texts, lines = words.texts, words.lines
    for mention in mentions:
        start = mention.end + 1
        if mention.label != ORG or start >= len(texts) or texts[mention.end] not in POSSESSIVES:
            continue
        end = start
        while end < len(texts) and end - start < 5 and texts[end][0].isupper() and lines[end] == lines[mention.start]:
            end += 1
            if texts[end - 1] in UNITS:
                if end - start > 1:
                    yield Hint(start, end, ORG, 2)
                break


def _campuses(words: Words, mentions: list[Mention]) -> Iterator[Hint]:
    """`University of X at Y`, of which a model saw two names."""
    gazetteer = Gazetteer.default()
    for mention in mentions:
        if mention.label != ORG or not {"University", "College"}.intersection(words.texts[mention.start : mention.end]):
            continue
        end = words.starts[mention.end - 1] + len(words.texts[mention.end - 1])
        match = _OF.match(words.text, end)
        if match and (found := gazetteer.lookup(match.group(1))) and found[0].is_usual:
            yield Hint(mention.start, words.around(end, match.end())[1], ORG, 3)
