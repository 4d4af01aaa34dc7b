"""Edges of names: what a model's span should lose or gain, read from the words beside it."""

from __future__ import annotations

import re
from collections.abc import Container

from nutgraf.gazetteer import Gazetteer
from nutgraf.language import lexicon
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_SUFFIXES = lexicon("names_company_suffixes")
_HONORIFICS = lexicon("names_honorifics")
_TITLES = (lexicon("speaker_titles") | lexicon("speaker_title_modifiers")) - {
    "king",
    "pope",
    "major",
    "judge",
    "chef",
    "cook",
    "general",
}
_CALENDAR = lexicon("names_calendar")
_GIVEN = lexicon("given_names")
_ENDS = lexicon("names_organization_heads")
_HEADS = lexicon("names_prefix_heads")
_ACRONYMS = lexicon("names_organization_acronyms")
_NATIONS = frozenset({"U.S.", "U.K.", "U.N.", "E.U."})
_LEADERS = frozenset(
    {"CEO", "CFO", "COO", "CTO", "CMO", "Founder", "Co-Founder", "Cofounder", "Co-founder", "Chairman", "Spokesperson"}
)
_INITIAL = re.compile(r"[A-Z]\.")
POSSESSIVES = frozenset({"'s", "’s", "'S", "’S", "'", "’", "s"})
LINKS = frozenset({"of", "for", "and", "the", "on", "in", "at", "&", "to", "de", "by", "with", "from", "as", "or"})
_ARTICLES = frozenset({"the", "The", "THE", "a", "A", "an", "An", "our", "Our"})
GENERATIONS = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "JR.", "SR."})
_PARTICLES = frozenset({"y", "de", "del", "da", "di", "van", "von", "der", "den", "la", "le", "bin", "al", "el", "dos", "ter"})
_AMBIGUOUS_SUFFIXES = frozenset({"AG", "SE", "SA", "PC", "Co.", "AB", "AS", "NV"})
"""Legal forms that are also something else: a space before them proves nothing."""

UNITS = frozenset({"Division", "Section", "Branch", "Agency", "Office", "Unit", "Bureau", "Force", "Directorate"})
"""Parts of offices: what follows `of the` behind one is the office it belongs to."""

_EXTENDING = GENERATIONS | _PARTICLES | _SUFFIXES | {",", "-", "American"}
"""Every word behind a name that may be part of it, an initial's surname left out."""

_WHOLE_DEPARTMENTS = frozenset({"Defense", "State", "Justice", "Treasury"})
"""`Department of State, ...`: a comma ends the name."""

_LARGE = 100_000
"""Inhabitants; smaller towns share their names with too many people."""
_USUAL = 3
"""A name that stands so often with a dash in it is spelled with a dash."""


def tidy(words: Words, mentions: list[Mention], done: Container[tuple[int, int, str]] = frozenset()) -> list[Mention]:
    """Split what a model joined and move every edge to where the name starts and ends, save for spans already done."""
    kept = [mention for mention in mentions if (mention.start, mention.end, mention.label) in done]
    fresh = [mention for mention in mentions if (mention.start, mention.end, mention.label) not in done]
    parts = [part for mention in fresh for part in _split(words, mention) if _trim(words.texts, part)]
    kept += parts
    for part in parts:
        _extend(words, part)
        _take_hyphenated_start(words, part)
    return _joined(words, kept)


def _take_hyphenated_start(words: Words, mention: Mention) -> None:
    """Take in `D-` before `Wave`; a party before a state stays out."""
    while (
        mention.label != GPE
        and mention.start > 1
        and words.texts[mention.start - 1] == "-"
        and words.text[words.starts[mention.start] - 2].isalnum()
    ):
        mention.start -= 2


def _trim(texts: list[str], mention: Mention) -> bool:
    """Cut off what is no part of the name; False when nothing of it is left."""
    _strip_marks(texts, mention)
    if mention.label == PERSON:
        _strip_honorifics(texts, mention)
    elif mention.label == ORG:
        _strip_article(texts, mention)
        _strip_place(texts, mention)
        _strip_leader(texts, mention)
    elif mention.label == GPE and mention.end - mention.start > 1 and texts[mention.end - 1] == "District":
        mention.end -= texts[mention.end : mention.end + 1] in (["Attorney"], ["Attorneys"], ["Court"], ["Judge"])
    return mention.start < mention.end and (
        texts[mention.start][0].isalnum() or any(text[0].isalnum() for text in texts[mention.start : mention.end])
    )


def _strip_marks(texts: list[str], mention: Mention) -> None:
    while mention.start < mention.end and not texts[mention.start][0].isalnum():
        mention.start += 1
    while mention.start < mention.end and _hangs(texts, mention):
        mention.end -= 1


def _hangs(texts: list[str], mention: Mention) -> bool:
    last = texts[mention.end - 1]
    if last in POSSESSIVES or last in LINKS or (last in _CALENDAR and mention.label != MISC):
        return True
    if last == ")":
        return "(" not in texts[mention.start : mention.end]
    return not last[-1].isalnum() and not (last[0].isalnum() and last[-1] == ".") and last != "!"


def _strip_honorifics(texts: list[str], mention: Mention) -> None:
    if mention.end - mention.start > 1 and texts[mention.start] in _NATIONS:
        mention.start += 1  # "… in the U.S. Lindholm founded …"
    while mention.end - mention.start > 1 and texts[mention.start].rstrip(",") in _HONORIFICS:
        mention.start += 1
        while mention.end - mention.start > 1 and not texts[mention.start][0].isalnum():
            mention.start += 1
    for index in range(mention.start + 1, mention.end - 1):
        if texts[index] in _GIVEN and all(_is_title(text) for text in texts[mention.start : index]):
            mention.start = index
            break
    whole = mention.end
    while _ends_in_title(texts, mention):
        mention.end -= 1
        while mention.end - mention.start > 1 and not texts[mention.end - 1][-1].isalnum():
            mention.end -= 1
    if mention.end < whole and mention.end - mention.start == 1:
        _judge_rest(texts, mention)


def _judge_rest(texts: list[str], mention: Mention) -> None:
    """Drop the `District` of `District Attorney`; the `Brooklyn` before it is a place."""
    word = texts[mention.start]
    if word.lower() in _TITLES:
        mention.end = mention.start
    elif (found := Gazetteer.default().lookup(word)) and found[0].is_usual and found[0].population > _LARGE:
        mention.label = GPE


def _ends_in_title(texts: list[str], mention: Mention) -> bool:
    """Whether a title hangs behind the name; `Bishop` behind a given name is a surname."""
    length, last = mention.end - mention.start, texts[mention.end - 1]
    if length > 2 and last in {"Phone", "Email", "E-mail", "Tel", "Fax", "Contact", "Website", "Mobile", "Cell"}:
        return True
    return length > 1 and _is_title(last) and last not in _GIVEN and not (length == 2 and texts[mention.start] in _GIVEN)


def _is_title(text: str) -> bool:
    lowered = text.lower()
    return text[0].isupper() and (lowered in _TITLES or text in _HONORIFICS)


def _strip_article(texts: list[str], mention: Mention) -> None:
    if mention.end - mention.start > 1 and texts[mention.start] in _ARTICLES:
        opens = mention.start == 0 or texts[mention.start - 1] in {".", "?", "!", ":"}
        if texts[mention.start] not in {"A", "An"} or opens:
            mention.start += 1


def _strip_place(texts: list[str], mention: Mention) -> None:
    """Cut `of Oshkosh` behind a company's legal form."""
    for index in range(mention.start + 1, mention.end - 1):
        if texts[index] in _SUFFIXES and texts[index + 1] in {"of", "in", ","} and texts[index + 2 : index + 3] != ["America"]:
            mention.end = index + 1
            return


def _strip_leader(texts: list[str], mention: Mention) -> None:
    """Cut `Co-Founder Lena Holm` behind an organization."""
    for index in range(mention.start + 1, mention.end):
        if texts[index] in _LEADERS:
            mention.end = index
            while mention.end - mention.start > 1 and texts[mention.end - 1] in {"Co", "-", "and", "&", ","}:
                mention.end -= 1
            return


def _extend(words: Words, mention: Mention) -> None:
    """Take in what belongs to the name behind it: a legal form, a generation, a surname after a particle."""
    texts, end = words.texts, mention.end
    if end == len(texts) or (texts[end] not in _EXTENDING and not _INITIAL.fullmatch(texts[end - 1])):
        return
    line = words.lines[end - 1]
    rest = [text for text, at in zip(texts[end : end + 4], words.lines[end : end + 4], strict=True) if at == line]
    comma = rest[:1] == [","]
    follow = rest[1:] if comma else rest
    if rest[:1] == ["-"] and (mention.label == PERSON or (mention.label == ORG and end - mention.start > 1)):
        _take_hyphenated(words, mention, rest)
    elif mention.label == PERSON:
        if follow and follow[0] in GENERATIONS:
            mention.end += 1 + comma
        elif len(rest) > 1 and rest[0] in _PARTICLES and rest[1][0].isupper():
            mention.end += 2
        elif rest and _INITIAL.fullmatch(texts[end - 1]) and end - mention.start > 1 and rest[0].isalpha() and rest[0].istitle():
            mention.end += 1  # Orrin G., of whom a model saw no surname
    elif mention.label == ORG and rest[:1] == ["American"] and texts[end - 1] == "NYSE":
        mention.end += 1
    elif mention.label in {ORG, MISC} and follow and follow[0] in _SUFFIXES - _AMBIGUOUS_SUFFIXES:
        mention.end += 1 + comma
        mention.label = ORG
        if texts[mention.end : mention.end + 1] and texts[mention.end] in _SUFFIXES:
            mention.end += 1  # Sdn Bhd, Pty Ltd, Co. Ltd.


def _take_hyphenated(words: Words, mention: Mention, rest: list[str]) -> None:
    """Take in `-Hadi` behind `Yusuf Al`."""
    start = words.starts[mention.end]
    glued = words.text[start - 1 : start + 2]
    named = len(rest) > 1 and (rest[1].istitle() or (words.texts[mention.end - 1] in {"Al", "El"} and rest[1].isalpha()))
    if named and len(glued) == 3 and not (glued[0].isspace() or glued[2].isspace()):
        mention.end += 2


def _split(words: Words, mention: Mention) -> list[Mention]:
    """Split `City, State`, `FINRA/SIPC`, `Name - ACRONYM` and `University of X's School of Y`."""
    half, odd = divmod(mention.end - mention.start, 2)
    middle = mention.start + half
    if not odd and half > 1 and words.folded[mention.start : middle] == words.folded[middle : mention.end]:
        return [Mention(mention.start, middle, mention.label), Mention(middle, mention.end, mention.label)]
    if mention.end - mention.start < 3:
        return [mention]
    office = mention.label == ORG and words.texts[mention.end - 1] in _ENDS  # Ruth and Edgar Holt Foundation
    people = [] if office or mention.label == GPE else _couple(words, mention)
    if people or mention.label == PERSON:
        return people or [mention]
    if mention.label == ORG and _wide(words, mention.start + 1) and not _wide(words, mention.start + 2):
        mention.start += 1
    parts, start = [], mention.start
    for index in range(mention.start + 1, mention.end - 1):
        if _divides(words, mention, index):
            parts.append(Mention(start, index, mention.label))
            start = index + 1
    country = bool(parts) and mention.end - start == 1 and _is_country(words.texts[start])
    return [*parts, Mention(start, mention.end, GPE if country else mention.label)]


def _wide(words: Words, index: int) -> bool:
    """Whether a word stands apart from the one before it, as a column or a dateline without its dash does."""
    return words.starts[index] - words.starts[index - 1] - len(words.texts[index - 1]) > 1


def _couple(words: Words, mention: Mention) -> list[Mention]:
    """Split `Ana Ruiz and Tom Ek`, which a model took as one name."""
    texts = words.texts
    for index in range(mention.start + 1, mention.end - 1):
        if texts[index] in {"and", "&", ","} and texts[mention.start] in _GIVEN and texts[index + 1] in _GIVEN:
            return [Mention(mention.start, index, PERSON), Mention(index + 1, mention.end, PERSON)]
        second = (
            mention.label == PERSON and texts[index] in _GIVEN and index - mention.start > 1 and texts[index - 1][-1].isalpha()
        )
        if second and (texts[mention.start] in _GIVEN or words.setting(mention.start) == "capitals"):
            return [Mention(mention.start, index, PERSON), Mention(index, mention.end, PERSON)]
    return []


def _divides(words: Words, mention: Mention, index: int) -> bool:
    text, texts = words.texts[index], words.texts
    if mention.label != ORG:
        return mention.label == GPE and (text == "," or (text == "-" and _borders(texts, mention, index)))
    if text in POSSESSIVES:
        office = texts[index + 1] in _HEADS and index + 2 < mention.end and texts[index + 2] in {"of", "for", "on"}
        return office or text == "s" or _owns(texts, mention, index)
    if text in {"and", ","}:
        return _lists(texts, mention, index)
    if text == "of" and texts[index - 1] in UNITS and texts[index + 1] == "the" and index + 2 < mention.end:
        return texts[index + 2] in _ACRONYMS or texts[index + 2] in {
            "Federal",
            "Department",
            "Justice",
            "Internal",
            "U.S.",
            "United",
        }
    if text in {"/", ";"}:
        return text == ";" or (texts[index - 1][0].isupper() and texts[index + 1][0].isupper())
    start = words.starts[index]
    spaced = text in {"-", "–", "—", "|"} and words.text[start - 1 : start] == " "
    return spaced and words.text.count(words.joined(mention.start, mention.end)) < _USUAL


def _is_country(name: str) -> bool:
    found = Gazetteer.default().lookup(name)
    return bool(found) and found[0].kind == "country"


def _borders(texts: list[str], mention: Mention, index: int) -> bool:
    """Whether a dash joins two states or countries: `the Ohio-Indiana line`."""
    known = Gazetteer.default().lookup
    sides = (" ".join(texts[mention.start : index]), " ".join(texts[index + 1 : mention.end]))
    return all((found := known(side)) and found[0].kind in {"country", "state"} for side in sides)


def _owns(texts: list[str], mention: Mention, index: int) -> bool:
    """Whether a department stands before a possessive and a whole office behind it."""
    return (
        mention.end - index > 2
        and texts[mention.end - 1] in _ENDS | UNITS
        and not _OWNERS.isdisjoint(texts[mention.start : index])
        and texts[index - 1] not in {"Attorney", "Sheriff", "General"}
    )


_OWNERS = frozenset({"Department", "Ministry", "University", "Administration", "Agency", "Commission"})


def _lists(texts: list[str], mention: Mention, index: int) -> bool:
    """Whether `and` or a comma parts two organizations: each side ends as one does."""
    if texts[index] == ",":
        return _lists_by_comma(texts, mention, index)
    before, behind = index - mention.start, mention.end - index - 1
    if texts[index - 1] == texts[mention.end - 1] in _ENDS and min(before, behind) > 1:
        return True  # Elm Street Clinic and Harbor View Clinic
    if before < 2 or behind < 2 or texts[mention.start] in _HEADS:
        return False
    return texts[index - 1] in _HEADS and texts[mention.end - 1] in _ENDS


def _lists_by_comma(texts: list[str], mention: Mention, index: int) -> bool:
    before, behind, follow = index - mention.start, mention.end - index - 1, texts[index + 1]
    if before == behind == 1:
        return follow not in _SUFFIXES  # Arvel, Tolman
    if behind == 1 and (_is_country(follow) or follow in _ACRONYMS):
        return True  # Institute of Technology, USA; Department of Corrections, FBI
    if texts[index - 1] in _WHOLE_DEPARTMENTS and texts[index - 2] == "of":
        return True
    if follow in _HEADS and before > 1 and texts[index + 2 : index + 3] == ["of"]:
        return True  # Customs and Border Protection, Department of Defense
    if before < 2 or behind < 2 or texts[mention.start] in _HEADS:
        return False
    return texts[index - 1] in _ENDS and follow not in _SUFFIXES and "and" not in texts[index : mention.end]


def _joined(words: Words, mentions: list[Mention]) -> list[Mention]:
    """Join the halves of a name that a model labelled one by one; drop what overlaps."""
    result: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
        last = result[-1] if result else None
        if last and _continues(words, last, mention):
            last.end = max(last.end, mention.end)
        elif not last or mention.start >= last.end:
            result.append(mention)
    return result


def _continues(words: Words, last: Mention, mention: Mention) -> bool:
    if last.label != mention.label or last.end < mention.start or words.lines[last.start] != words.lines[mention.start]:
        return False
    if mention.label == PERSON:
        first = words.texts[mention.start]
        if last.end == mention.start and first.lower() in {"al", "el", "bin", "bint", "ibn"}:
            return True
        return _is_half(words, last) and not _leads(words.texts, last, mention)
    return mention.label == ORG and last.end == mention.start and words.texts[mention.end - 1] in _SUFFIXES


def _leads(texts: list[str], last: Mention, mention: Mention) -> bool:
    """Whether a word before a name that a model took for a name of its own is a role: `Cello Ana Ruiz`, `SA Ruiz`."""
    word = texts[last.start]
    if last.end != mention.start or last.end - last.start > 1 or word in _GIVEN:
        return False
    return mention.end - mention.start > 1 or (word.isupper() and 1 < len(word) < 4 and not texts[mention.start].isupper())


def _is_half(words: Words, mention: Mention) -> bool:
    return mention.end - mention.start == 1 or " " not in words.joined(mention.start, mention.end)
