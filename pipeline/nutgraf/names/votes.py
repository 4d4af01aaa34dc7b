"""One name, one label: mentions vote, the surer context weighs more."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from nutgraf.gazetteer import Gazetteer
from nutgraf.language import lexicon
from nutgraf.names.aliases import Alias, Key, core, key
from nutgraf.names.spans import GENERATIONS
from nutgraf.names.structures import Hint
from nutgraf.names.words import GPE, MISC, ORG, PERSON, Mention, Words

_SUFFIXES = lexicon("names_company_suffixes")
_HEADS = lexicon("names_organization_heads")
_PREFIXES = lexicon("names_prefix_heads")
_OTHERS = lexicon("names_other_heads")
_ACRONYMS = lexicon("names_organization_acronyms")
_TERMS = lexicon("names_terms")
_PEOPLES = lexicon("names_peoples")
_EPONYMS = lexicon("names_eponyms")
_TECHNOLOGIES = lexicon("names_technologies")
_HONORIFICS = lexicon("names_honorifics")
_GIVEN = lexicon("given_names")
_ALSO_GIVEN = lexicon("given_names_ambiguous")
_TITLES = lexicon("speaker_titles") - {
    "king",
    "pope",
    "major",
    "judge",
    "chef",
    "general",
    "brother",
    "sister",
    "bishop",
    "farmer",
}
_PEOPLE_OF_TITLE = frozenset(f"{title.capitalize()}s" for title in _TITLES - {"chief", "ranger", "captain", "senator", "guard"})
"""Lawyers, Professors: those who hold a title, where a sentence starts with them; save what teams are called."""
_OFFICES = lexicon("speaker_title_modifiers") - {"king"}
_NO_NAMES = _TERMS | _PEOPLES | _HEADS
_NO_SURNAMES = _HEADS | _OTHERS | _TERMS | _PEOPLES
_WEIGHT = {"text": 1.0, "title": 0.4, "capitals": 0.2}
"""How much a label counts by the setting of its line; capitals hide from a model what is a name."""
_COMMON_WORD = 1.5
"""Against a person some word of whose name the text also uses in lower case."""
_HEAD_OF_NO_PERSON = 2.0
"""For `Jason Hale Consulting` against a model that sees a person in it."""
_ALSO_SURNAMES = frozenset({"Church", "Steel", "Guild", "Mines", "Chamber", "Union", "Party", "School", "Brothers"})
_STANDS_AS_PLACE = 1.5
"""For a town's name that somewhere stands behind `in` or before a state."""
_TAILS = frozenset(
    {"Board", "Office", "Hearing", "Community", "Comment", "Staff", "Members", "Team", "House", "Senators", "Award", "Campus"}
)
"""Words behind an organization's name that often are no part of it; they go where the name stands without them too."""
_MOST_VOTES = 2.5
"""A model that errs once on a name errs each time: its votes together count no more than this."""


_CODE = re.compile(r"[A-Z]{2,5}s|[A-Z]{1,4}-?\d{1,4}[A-Z\d]*")
"""Plurals of abbreviations and codes: SCBAs, CO2, RAD51."""


_INITIALS = re.compile(r"(?:[A-Z]\.){2,4}")
_DOTTED = frozenset(
    {"U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A.", "N.Y.", "U.S.A.", "U.A.E.", "F.B.I.", "C.I.A.", "N.A.A.C.P."}
)
"""Initials that are the name of an organization or a place, and no witness's."""

Tally = defaultdict[str, float]
"""Label to the weight of what speaks for it."""


def _tally() -> Tally:
    return defaultdict(float)


@dataclass(slots=True)
class Ballot:
    """The labels of a release's names, and which forms are one name."""

    labels: dict[Key, str]
    leaders: dict[Key, Key]


def count(words: Words, mentions: list[Mention], shorts: list[Alias], hints: list[Hint]) -> Ballot:
    """Give each name of a release one label."""
    leaders = _leaders(words, mentions, shorts)
    tallies = _votes(words, mentions, leaders)
    for hint in hints:
        tallies[leaders[key(words, hint.start, hint.end)]][hint.label] += hint.weight
    for alias in shorts:
        if alias.acronym:
            expected, surplus = _expansion(words.texts[alias.start : alias.end])
            tallies[leaders[alias.short]][expected] += surplus
    for start, end in {key(words, m.start, m.end): (m.start, m.end) for m in mentions}.values():
        tally = tallies[leaders[key(words, start, end)]]
        label, weight = _known_evidence(tuple(words.texts[start:end]))
        if label:
            tally[label] += weight
            if label == ORG and tally[PERSON] and words.texts[end - 1] in _HEADS - _ALSO_SURNAMES:
                tally[ORG] += _HEAD_OF_NO_PERSON
        elif end - start < 5 and (evidence := place_evidence(words.joined(start, end))):
            tally[GPE] += evidence
            if end - start == 1 and evidence >= 1.5 and _used_as_place(words, words.folded[start]):
                tally[GPE] += _STANDS_AS_PLACE
        if (
            label is None
            and end - start > 1
            and any(len(text) > 3 and text.lower() in words.lowered for text in words.texts[start:end])
        ):
            tally[MISC] += min(_COMMON_WORD, tally[PERSON])
    _drop_lone_words(words, mentions, leaders, tallies, {h.start for h in hints if h.label == PERSON})
    labels = {name: _winner(tallies[leader]) for name, leader in leaders.items() if tallies[leader]}
    _unify_people(words, mentions, labels)
    return Ballot(labels, leaders)


def cut_headings(words: Words, mentions: list[Mention]) -> None:
    """Cut names in headings down to what running text has: `Ana Ruiz Swears In` to `Ana Ruiz`; titles off surnames."""
    body = {key(words, m.start, m.end) for m in mentions if words.setting(m.start) == "text" and m.label in {PERSON, ORG}}
    body |= {core(name) for name in body}
    surnames = {words.folded[m.end - 1] for m in mentions if m.label == PERSON and m.end - m.start > 1}
    for mention in mentions:
        texts = words.texts[mention.start : mention.end]
        if words.setting(mention.start) != "text" and len(texts) > 1 and form_evidence(texts)[0] != ORG:
            name = key(words, mention.start, mention.end)
            if name not in body and (len(name) > 1):
                mention.end = next(
                    (mention.end - cut for cut in range(1, len(name)) if name[: len(name) - cut] in body), mention.end
                )
        elif len(texts) > 1 and texts[-1] in _TAILS and key(words, mention.start, mention.end - 1) in body:
            mention.end -= 1
        if len(texts) == 2 and texts[0] in _HONORIFICS and texts[1].casefold() in surnames and mention.label != PERSON:
            mention.start, mention.label = mention.start + 1, PERSON


def _leaders(words: Words, mentions: list[Mention], shorts: list[Alias]) -> dict[Key, Key]:
    leaders: dict[Key, Key] = {}
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        leaders[name] = name
    for alias in shorts:
        full = key(words, alias.start, alias.end)
        leader = _leader(leaders, leaders.setdefault(full, full))
        if alias.short != leader and _leader(leaders, alias.short) != leader:
            leaders[alias.short] = leader
    return {name: _leader(leaders, name) for name in leaders}


def _leader(leaders: dict[Key, Key], name: Key) -> Key:
    for _ in range(8):  # a chain of short forms is short; a cycle must end
        above = leaders.get(name, name)
        if above == name:
            return name
        name = above
    return name


def _votes(words: Words, mentions: list[Mention], leaders: dict[Key, Key]) -> dict[Key, Tally]:
    votes: dict[Key, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for mention in mentions:
        weight = _WEIGHT[words.setting(mention.start)]
        if mention.label == PERSON and mention.start and words.texts[mention.start - 1] in _HONORIFICS:
            weight += 1
        votes[leaders[key(words, mention.start, mention.end)]][mention.label] += weight
    tallies: dict[Key, Tally] = defaultdict(_tally)
    for leader, tally in votes.items():
        scale = min(1.0, _MOST_VOTES / sum(tally.values()))
        for label, weight in tally.items():
            tallies[leader][label] += weight * scale
    return tallies


def _drop_lone_words(
    words: Words, mentions: list[Mention], leaders: dict[Key, Key], tallies: dict[Key, Tally], hinted: set[int]
) -> None:
    """Take single words off the list of people that no full name, form of address or given name speaks for."""
    parts = {part for m in mentions if m.label == PERSON and m.end - m.start > 1 for part in key(words, m.start, m.end)}
    spoken_for = {
        words.folded[m.start]
        for m in mentions
        if m.end - m.start == 1 and (m.start in hinted or (m.start and words.texts[m.start - 1] in _HONORIFICS))
    }
    for mention in mentions:
        text = words.texts[mention.start]
        if mention.label == PERSON and mention.end - mention.start == 1 and words.setting(mention.start) != "capitals":
            name = key(words, mention.start, mention.end)
            if name[0] not in parts and name[0] not in spoken_for and text not in _GIVEN:
                tally = tallies[leaders[name]]
                tally[MISC] += tally.pop(PERSON, 0)


def place_evidence(name: str) -> float:
    """Return how much the gazetteer speaks for a place of that name."""
    gazetteer = Gazetteer.default()
    if name.isupper() and len(name) < 5:
        return 2.0 if len(name) == 3 and gazetteer.state(name) else 0.0
    found = gazetteer.lookup(name)
    if not found or not found[0].is_usual:
        return 0.0
    if found[0].kind in {"country", "state", "continent"} or (found[0].kind in {"water", "mountain"} and " " in name):
        return 3.0
    if " " in name and name.partition(" ")[0] not in _GIVEN:
        return 2.0
    return 1.5 if found[0].population > _TOWN else 0.5


_TOWN = 20_000
"""Inhabitants; smaller places share their names with too many people and firms."""


def _winner(tally: Tally) -> str:
    return max(tally, key=lambda label: (tally[label], label))


def form_evidence(texts: list[str]) -> tuple[str | None, float]:
    """Return the label a name's own words speak for, and how strongly."""
    return _word_evidence(texts[0]) if len(texts) == 1 else _phrase_evidence(texts)


@lru_cache(maxsize=1 << 14)
def _known_evidence(texts: tuple[str, ...]) -> tuple[str | None, float]:
    return form_evidence(list(texts))


def _word_evidence(text: str) -> tuple[str | None, float]:
    if text in _ACRONYMS:
        return ORG, 2
    if (
        text in _NO_NAMES or text in _EPONYMS or text in _PEOPLE_OF_TITLE or text[0] == "â"
    ):  # a quotation mark that a converter garbled
        return MISC, 4
    if _INITIALS.fullmatch(text) and text not in _DOTTED and not place_evidence(text):
        return MISC, 3
    return (MISC, 3) if _CODE.fullmatch(text) else (None, 0)


def _phrase_evidence(texts: list[str]) -> tuple[str | None, float]:
    last = texts[-1]
    checks: tuple[tuple[bool, str, float], ...] = (
        (last in _SUFFIXES, ORG, 4),
        (last == "Force" and texts[-2] in {"Strike", "Task", "Air", "Police"}, ORG, 4),
        (texts[0] == "District" and texts[1] in {"of", "Attorney"} and last != "Columbia" and "Office" not in texts, MISC, 4),
        (last in {"County", "Parish", "Township"} and len(texts) < 4, GPE, 3),
        (len(texts) == 2 and len(last) == 2 and last.isupper() and bool(Gazetteer.default().state(last)), GPE, 2),
        (texts[0] in {"S.", "H.", "H.R."} and last.rstrip(".") in {"Res", "Con", "R", "Amdt"}, MISC, 4),
        (last == "Team" and texts[-2] in {"Management", "Leadership", "Executive", "Legal", "Advisory"}, MISC, 4),
        (last == "District" and texts[-2] in {"Historic", "Arts", "Entertainment", "Business"}, MISC, 3),
        (len(texts) < 5 and " ".join(texts).lower() in _TECHNOLOGIES, MISC, 4),
        ((last.isdigit() and "Act" in texts) or all(text in _PEOPLES for text in texts), MISC, 4),
        (any(text in _PREFIXES and link in {"of", "for", "on"} for text, link in pairwise(texts[:-1])), ORG, 2),
        (last in _HEADS, ORG, 1),
        (last in _OTHERS or (last.lower() in _TITLES and not _GIVEN.intersection((texts[0], last))), MISC, 1.5),
        (last.islower() and last.isalpha() and texts[0] not in _GIVEN, MISC, 2.5),
        (texts[0] in _ALSO_GIVEN and len(texts) < 4, PERSON, 1),
        (texts[0] in _GIVEN and len(texts) < 5 and place_evidence(" ".join(texts)) < 1, PERSON, 2),
    )
    return next(((label, weight) for holds, label, weight in checks if holds), (None, 0))


def _expansion(texts: list[str]) -> tuple[str, float]:
    """Return what the full form of an acronym says of it: `temporary visas` is no organization."""
    label, weight = form_evidence(texts)
    if label:
        return label, weight
    return (MISC, 3) if sum(text.islower() and len(text) > 3 for text in texts) > 1 else (ORG, 0)


def _unify_people(words: Words, mentions: list[Mention], labels: dict[Key, str]) -> None:
    """Let a person's surname be a person wherever it stands alone and is no common word or place."""
    for mention in mentions:
        name = key(words, mention.start, mention.end)
        if mention.end - mention.start > 1 and labels.get(name) == PERSON:
            surname = surname_of(name)
            if surname.capitalize() in _NO_SURNAMES or surname in _OFFICES:
                continue
            if (
                len(surname) > 2
                and surname not in words.lowered
                and not (labels.get((surname,)) == GPE and _used_as_place(words, surname))
            ):
                labels[surname,] = PERSON
            if labels.get((surname + "s",)) == ORG:
                labels[surname + "s",] = MISC  # Voss's without its apostrophe, or the Vosses
            for given in words.texts[mention.start : mention.end - 1]:
                label = labels.get((given.casefold(),))
                known = given in _GIVEN or (label == GPE and given in _ALSO_GIVEN)
                if known and label != PERSON and not (label == GPE and _used_as_place(words, given.casefold())):
                    labels[given.casefold(),] = PERSON


def _used_as_place(words: Words, surname: str) -> bool:
    """Whether a word that is somebody's surname also stands where places do."""
    texts, state = words.texts, Gazetteer.default().state
    alone = [i for i in words.places.get(surname, ()) if not (i and texts[i - 1][0].isupper())]
    return any(
        texts[i - 1] in {"in", "near", "from", "at", "to"}
        or (texts[i + 1 : i + 2] == [","] and i + 2 < len(texts) and bool(state(texts[i + 2])))
        for i in alone
    )


def surname_of(name: Key) -> str:
    """Return the last word of a personal name that is no generation."""
    last = len(name) - 1
    while last > 0 and (name[last] in _LOWERED_GENERATIONS or not name[last][0].isalnum()):
        last -= 1
    return name[last]


_LOWERED_GENERATIONS = frozenset(text.casefold() for text in GENERATIONS)
