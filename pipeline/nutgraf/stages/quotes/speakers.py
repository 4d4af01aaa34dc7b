"""Who can speak: the names of a release in, the speaker of a noun phrase out (named, pronoun or description)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from nutgraf.language import lexicon
from nutgraf.stage import Reading
from nutgraf.stages.quotes.titles import HONORIFICS, MODIFIERS, UPPER, WORD, Role, best_role, is_title, read_after, read_before

Kind = Literal["person", "organization", "unnamed"]

_GROUPS = lexicon("speaker_groups")
_SOURCES = lexicon("written_sources")
_COMPANIES = frozenset("company firm organization organisation association group coalition council foundation union institute charity nonprofit ngo".split())
_PARTICLES = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|al|el|ten|ter|y|of|and|for|the|&)"
_CAPITALIZED = rf"(?:(?:[{UPPER}]\.){{1,3}}|[{UPPER}][\w’'‑&-]{{0,2}}\.|[{UPPER}][\w’'‑&-]*)"
_RUN = re.compile(
    rf"{_CAPITALIZED}(?:,?\s(?:Jr|Sr|Inc|LLC|Ltd)\b\.?|\s(?:{_PARTICLES}\s(?:the\s)?)?(?:{_CAPITALIZED}|[“\x22][{UPPER}]\w+[”\x22]|\([{UPPER}]\w+\)))*"
)
_ORGANIZATION_WORD = re.compile(
    r"\b(?:Inc|Corp|LLC|Ltd|Co|Company|Corporation|Group|Department|Ministry|University|College|School|Council|Committee|Commission|Association|Office|"
    r"Coalition|Center|Centre|Institute|Foundation|Agency|Board|Bureau|Union|Society|Court|Bank|Service|Services|Administration|Authority|"
    r"Federation|Network|Partners|Capital|Hospital|Health|Party|Government|House|Senate|Police|League|Alliance|Fund|Trust|Museum|Church|News|"
    r"Times|Post|Journal|Tribune|Media|Research|Systems|Technologies|Solutions|Energy|Pharmaceuticals|Holdings|International|Industries|Team|Force)\b"
)
_PRONOUN = re.compile(r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)\b(?!['’])")
_PRONOUN_END = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)$")
_NOT_A_NAME = frozenset(
    "The A An In On At For To As By From With But And Our His Her Their Its If When While After Before Since There Under This That These Those It He "
    "She They We I You However Meanwhile Today Yesterday Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December According Also Additionally Furthermore Moreover Finally Last Earlier Later Speaking "
    "Commenting Upon During Following Despite Although Because Now Then Here What Why How Who Where Yes No Not Read Photo More One Both All Some Many Most "
    "Has Have Do Does Did Is Are Was Were Will Can Could Should Would Wait Once Thank Thanks Please Visit Click Learn Let Don’t Q A. AM PM About Several Every Each Just Another Winning Building Further Recently Statement Quote Contact Source Related".split()
)
_BETWEEN_STOP = re.compile(r"\b(?:who|whose|which|that|to|by|after|during|with|when|whom|in(?!\s[Cc]harge)|on|told|said|is|was|are|were|has|about|while|than)\b|[;:!?\n]|(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.\s|[\"“”]")
_FOR_SOMEBODY = re.compile(r"\b(?:spokes\w+|representatives?|lawyers?|attorneys?|aides?|officials?|officers?)\s+(?:for|of|from|with|at)\s", re.IGNORECASE)
_DETERMINERS = frozenset("the a an one our his her its their another some many several each every both most these those this that two three other".split())
_ENDS_NOUN_PHRASE = frozenset("of for at from in with on to by and that who which said as when while after before if because but or about".split())
_OWNS_TITLE = re.compile(r"(['’]s?)?\s+([\w-]+)\b")
_SUBJECT_BREAK = re.compile(r"(?:^|[,;:–—(\"“”]|\b(?:and|but|as|while|that|when|after|because|if|since|where|though|although|quote[sd]?|reporters)\b)\s*(?:[Tt]he\s+|[Aa]n?\s+|[Oo]ur\s+)?$")
_PREPOSITION_END = re.compile(r"\b(?:of|to|for|with|by|from|at|in|on|about|against|than|into|between|include|including|told|tell|tells|under|behind|s|like|thank|thanked|joined)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as the text names one: where, who, and how that was found."""

    start: int
    end: int
    name: str | None
    kind: Kind | None
    role: Role = Role()
    resolution: str = "named"


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    name: str
    kind: Kind
    title: str | None = None
    organization: str | None = None


class Speakers:
    """The people and organizations of one release."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        self.names = sorted(_facts(reading), key=lambda name: (name.start, -name.end))
        self.starts = [name.start for name in self.names]
        self.full: dict[str, str] = {}
        for name in self.names:
            if name.kind == "person":
                self.learn(name.name)
        self.organizations = {}
        for organization in reading.found.organizations:
            self.organizations.setdefault(_key(organization.text), organization.name)
            if organization.acronym:
                self.organizations.setdefault(_key(organization.acronym), organization.name)
        self.issuer = reading.release.issuer or next((o.name for o in reading.found.organizations if o.is_issuer), None)
        self._roles: dict[str, Role] = {}

    def learn(self, name: str) -> None:
        """Remember a full name for the mentions that give a part of it; a spelling in capitals is the last choice."""
        if " " in name and ((last := _last_word(name)) not in self.full or (self.full[last].isupper() and not name.isupper())):
            self.full[last] = name

    def full_name(self, name: str) -> str:
        """Return the full form of a person's name."""
        last = _last_word(name)
        full = self.full.get(last)
        if full is None and " " not in name:
            full = self._spelled_out(name)
            self.full[last] = full
        elif full is None or (" " in name and full.split()[0].lower() != name.split()[0].lower()):
            full = name
        return _capitalized(full)

    def _spelled_out(self, surname: str) -> str:
        """Look for the place where a surname stands behind a first name."""
        for match in re.finditer(rf"\b([{UPPER}][\w’'-]*\.?(?:\s[{UPPER}]\.)?)\s{re.escape(surname)}\b", self.text):
            first = match.group(1)
            plain = first.lower().rstrip(".")
            if not (is_title(plain) or plain in HONORIFICS or first in _NOT_A_NAME or plain in MODIFIERS):
                return f"{first} {surname}"
        return surname

    def between(self, start: int, end: int) -> list[_Name]:
        """Return the names that start in a stretch."""
        return self.names[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def role(self, name: str) -> Role:
        """Return title and organization as stated anywhere in the text."""
        if name not in self._roles:
            self._roles[name] = self._stated_role(name)
        return self._roles[name]

    def _stated_role(self, name: str) -> Role:
        found: list[Role] = []
        for mention in self.names:
            if mention.kind == "person" and self.full_name(mention.name) == name:
                found += [Role(mention.title, mention.organization), self._role_at(mention.start, mention.end)[2]]
                if found[-1].title and found[-1].organization:
                    break
        return best_role(found)

    def full_organization(self, name: str | None) -> str | None:
        """Return the fullest form of an organization's name that the release uses."""
        return self.organizations.get(_key(name), name) if name else None

    def _role_at(self, start: int, end: int) -> tuple[int, int, Role]:
        left, before = read_before(self.text, start, self.text.rfind("\n", 0, start) + 1)
        edge = self.text.find("\n", end)
        right, after = read_after(self.text, end, len(self.text) if edge < 0 else edge)
        return left, right, best_role([after, before])

    def behind(self, start: int, limit: int) -> Speaker | None:
        """Read the noun phrase that follows a verb or opens a signature."""
        if pronoun := _PRONOUN.match(self.text, start, limit):
            return Speaker(start, pronoun.end(), pronoun.group().lower(), None, resolution="pronoun")
        names = self.between(start, min(limit, start + 170))
        for name in names:
            between = self.text[start : name.start]
            if _BETWEEN_STOP.search(between) or _FOR_SOMEBODY.search(between) or not _titles_before_commas(between):
                break
            if name.kind == "person" and not self._modifies(name):
                return self._joined(name, start, limit)
        if names and not self._modifies(names[0]) and names[0].kind == "organization" and not self.text[start : names[0].start].strip(" ").lower().strip("theoura "):
            return self._named(names[0])
        return self._own_name(start, limit) or self._description_at(start, limit)

    def _named(self, name: _Name) -> Speaker:
        if name.kind == "organization":
            if not 2 <= len(name.name.split()) <= 3 or name.name.isupper() or _ORGANIZATION_WORD.search(name.name):
                return Speaker(name.start, name.end, name.name, "organization")
            _, _, role = self._role_at(name.start, name.end)
            if not role.title or not role.organization:
                return Speaker(name.start, name.end, name.name, "organization")
        left, right, role = self._role_at(name.start, name.end)
        return Speaker(left, right, self.full_name(name.name), "person", role)

    def _modifies(self, name: _Name) -> bool:
        """Whether a name stands before the title it belongs to ("Acme president Jane Doe", "State's Attorney")."""
        follows = _OWNS_TITLE.match(self.text, name.end)
        if follows and name.kind == "organization" and follows.group(2).lower() in MODIFIERS and follows.group(2)[0].isupper():
            return True
        return follows is not None and is_title(follows.group(2)) and (bool(follows.group(1)) or follows.group(2).islower() or name.kind == "organization")

    def _joined(self, name: _Name, floor: int, limit: int) -> Speaker:
        """Read a person, and the second one of "A and B"."""
        speaker = self._named(name)
        if speaker.start < floor:
            speaker = replace(speaker, start=floor)
        partner = re.compile(r"\s*(?:\([^)]{1,30}\))?,?\s+(?:and|&)\s+").match(self.text, name.end, limit)
        if partner and (names := self.between(partner.end(), partner.end() + 40)) and names[0].kind == "person":
            if not _BETWEEN_STOP.search(self.text, partner.end(), names[0].start) and names[0].end <= limit:
                other = self._named(names[0])
                return replace(speaker, end=other.end, name=f"{speaker.name} and {other.name}", role=speaker.role.or_else(other.role))
        return speaker

    def _own_name(self, start: int, limit: int) -> Speaker | None:
        """Read capitalised words no fact covers as a name, behind a title if there is one."""
        for run in _RUN.finditer(self.text, start, min(limit, start + 120)):
            if _BETWEEN_STOP.search(self.text, start, run.start()) or _FOR_SOMEBODY.search(self.text, start, run.start()):
                return None
            if not self._leads_to_name(self.text[start : run.start()].strip(" ")):
                return None
            owner = _OWNS_TITLE.match(self.text, run.end(), limit)
            if owner and owner.group(2).islower() and is_title(owner.group(2)):
                continue
            if speaker := self._from_run(run, floor=start):
                return speaker
        return None

    def _leads_to_name(self, lead: str) -> bool:
        """Whether the words between a verb and a name are a title or an article."""
        if "," in lead and lead.rstrip(", ").endswith("s"):
            return False
        words = re.findall(r"[\w.'’&-]+|,", lead)
        return all(
            w[0].isupper() or w in _DETERMINERS or is_title(w) or w in MODIFIERS or w in _GROUPS or w in {"of", "for", "and", ",", "&", "in"}
            for w in words[-4:]
        )

    def _from_run(self, run: re.Match[str], *, floor: int) -> Speaker | None:
        words = [word for word in WORD.finditer(self.text, run.start(), run.end())]
        if words[0].group() in _NOT_A_NAME:
            words = words[1:]
        last = max((i for i, word in enumerate(words) if is_title(word.group()) or word.group().lower().rstrip(".") in HONORIFICS), default=-1)
        name = words[last + 1 :]
        if not name or (len(name) == 1 and (name[0].group() in _NOT_A_NAME or name[0].group().lower() in _GROUPS)):
            return None
        if last >= 0 and any(word.group() in {"of", "and", "for", "&"} for word in name):
            name = name[-2:]
        phrase = self.text[name[0].start() : name[-1].end()]
        for ending in ("'s", "’s"):
            phrase = phrase.removesuffix(ending)
        phrase = phrase.rstrip(".,") if not phrase.endswith(("Jr.", "Sr.", "Inc.", "Corp.", "Ltd.", "Co.")) else phrase
        titled = last >= 0 or any(is_title(w) for w in re.findall(r"[\w-]+", self.text[floor : run.start()]))
        full = self.full.get(_last_word(phrase)) or (" " not in phrase and " " in self.full_name(phrase))
        if _ORGANIZATION_WORD.search(phrase) or (not titled and not full and (len(name) > 4 or (len(name) == 1 and phrase.isupper()))):
            return Speaker(name[0].start(), name[-1].end(), phrase, "organization") if len(phrase) > 1 else None
        left, right, role = self._role_at(name[0].start(), name[0].start() + len(phrase))
        self.learn(phrase)
        return Speaker(max(left, floor), right, self.full_name(phrase), "person", role)

    def _description_at(self, start: int, limit: int) -> Speaker | None:
        """Read "the company in a statement" or "a spokesperson for Acme" from its start."""
        words: list[re.Match[str]] = []
        for word in WORD.finditer(self.text, start, min(limit, start + 90)):
            low = word.group().lower()
            if not low[0].isalpha() or (words and low in _ENDS_NOUN_PHRASE) or len(words) == 7:
                break
            words.append(word)
        for count in range(len(words), 0, -1):
            if speaker := self._describe(words[:count], self._tail_of(words[count - 1].end(), limit)):
                return speaker
        return None

    def _tail_of(self, end: int, limit: int) -> int:
        """Return where "for Acme Corp." behind a description ends."""
        tail = re.compile(r"\s(?:for|of|at|from|with)\s(?:the\s)?").match(self.text, end, limit)
        if not tail:
            return end
        if names := [name for name in self.between(tail.end(), tail.end() + 2)]:
            return names[0].end
        run = _RUN.match(self.text, tail.end(), limit)
        return run.end() if run else end

    def _describe(self, words: list[re.Match[str]], end: int) -> Speaker | None:
        head = words[-1].group().lower().rstrip(".")
        determiner = words[0].group().lower()
        if head.endswith(("'s", "’s")):
            return None
        singular = head.removesuffix("s")
        known = is_title(head) or head in _GROUPS or head in _SOURCES or is_title(singular) or singular in _GROUPS
        if not known or not (determiner in _DETERMINERS or len(words) <= 4):
            return None
        body = words[1:] if determiner in {"the", "a", "an"} else words
        if not body:
            return None
        start = words[0].start()
        bare = end == words[-1].end()
        if bare and (determiner in {"the", "our"} or words[0].group()[0].isupper()) or (len(words) == 1 and head in {"police", "prosecutors"}):
            if (speaker := self._referent(head, start, end)) is not None:
                return speaker
        role = Role(head) if is_title(head) else Role()
        if not bare:
            role = Role(role.title, re.sub(r"^\s*(?:for|of|at|from|with)\s(?:the\s)?", "", self.text[words[-1].end() : end]))
        return Speaker(start, end, self.text[body[0].start() : end].rstrip("."), "unnamed", role)

    def _referent(self, head: str, start: int, end: int) -> Speaker | None:
        """Find whom "the senator", "the company" or "the Department" means."""
        if is_title(head) and not head.endswith(("s",)):
            for name in [*reversed(self.between(0, start)), *self.between(end, len(self.text))]:
                if name.kind == "person" and not self._modifies(name):
                    full = self.full_name(name.name)
                    title = (self.role(full).title or "").lower()
                    if head in title:
                        return Speaker(start, end, full, "person", self.role(full), "title")
            return None
        if head in _GROUPS:
            for name in reversed(self.between(0, start)):
                if name.kind == "organization" and head in name.name.lower():
                    return Speaker(start, end, name.name, "organization", resolution="title")
            if head in _COMPANIES:
                named = self.issuer or next((name.name for name in reversed(self.between(0, start)) if name.kind == "organization"), None)
                if named:
                    return Speaker(start, end, named, "organization", resolution="title")
        return None

    def before(self, floor: int, end: int, *, participle: bool = False) -> Speaker | None:
        """Read the subject in front of a verb."""
        end = self._without_adverbs(floor, end)
        if end <= floor:
            return None
        if not participle:
            if pronoun := _PRONOUN_END.search(self.text, max(floor, end - 5), end):
                return Speaker(pronoun.start(), end, pronoun.group().lower(), None, resolution="pronoun")
        names = self.between(floor, end)
        candidates = [*self._candidates(names, floor, end, participle=participle)]
        if participle:
            return self._main_subject(candidates, floor, end)
        for speaker in reversed(candidates):
            if speaker.end >= end - 1 and not self._is_object(speaker.start, floor):
                return speaker
        if (description := self._description_before(floor, end)) is not None:
            return description
        for speaker in reversed(candidates):
            if _SUBJECT_BREAK.search(self.text, floor, speaker.start) and self.text[speaker.end : speaker.end + 1] in ",(–— " and not self._is_object(speaker.start, floor):
                return speaker
        return next((speaker for speaker in candidates if not self._is_object(speaker.start, floor)), None)

    def _candidates(self, names: list[_Name], floor: int, end: int, *, participle: bool) -> Iterator[Speaker]:
        """Yield the speakers a stretch names, in order; capitalised words stand in for facts nobody reported."""
        people = [name for name in names if name.kind == "person"]
        if people:
            position = floor
            for name in names:
                if name.start < position:
                    continue
                speaker = self._joined(name, floor, end) if name.kind == "person" else self._named(name)
                if speaker.end > end:
                    speaker = replace(speaker, end=max(name.end, min(speaker.end, end)))
                yield speaker
                position = max(position, name.end if name.kind == "person" else speaker.end)
            return
        position = floor
        for run in _RUN.finditer(self.text, floor, end):
            if run.start() < position:
                continue
            covered = self.between(run.start(), run.end())
            speaker = self._named(covered[0]) if covered and not is_title(WORD.findall(run.group())[-1]) and covered[0].end >= run.end() else None
            if speaker is None and (participle or run.start() > floor or run.end() >= end or " " in run.group() or run.group().isupper()):
                speaker = self._from_run(run, floor=floor)
            if speaker is not None:
                yield speaker
                position = max(position, speaker.end)

    def _is_object(self, start: int, floor: int) -> bool:
        return bool(_PREPOSITION_END.search(self.text, max(floor, start - 16), start))

    def _main_subject(self, candidates: list[Speaker], floor: int, end: int) -> Speaker | None:
        lead = self.text[floor:end]
        pronoun = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|I|We)\b").search(lead)
        first = next((speaker for speaker in candidates if not self._is_object(speaker.start, floor)), None)
        if pronoun and (first is None or floor + pronoun.start() < first.start):
            return Speaker(floor + pronoun.start(), floor + pronoun.end(), pronoun.group().lower(), None, resolution="pronoun")
        return first

    def _without_adverbs(self, floor: int, end: int) -> int:
        for _ in range(6):
            while end > floor and self.text[end - 1].isspace():
                end -= 1
            match = _ADVERB_END.search(self.text, max(floor, end - 40), end)
            if not match or match.start() <= floor:
                break
            end = match.start()
        while end > floor and self.text[end - 1].isspace():
            end -= 1
        return end

    def _description_before(self, floor: int, end: int) -> Speaker | None:
        """Read "a spokesperson for Acme" or "the company" from its end."""
        words = [word for word in WORD.finditer(self.text, max(floor, end - 110), end)]
        if not words or not words[-1].group()[0].isalpha():
            return None
        stop = len(words)
        for index in range(len(words) - 1, max(-1, len(words) - 14), -1):
            low = words[index].group().lower()
            if low in {"for", "of", "at", "from", "with", "in"}:
                stop = index
                continue
            if low in _DETERMINERS:
                if index + 1 < stop and (speaker := self._describe(words[index:stop], end)):
                    return speaker
                if index and words[index - 1].group().lower() in {"of", "for", "at", "from", "with", "in"}:
                    continue
                return None
            if not low[0].isalpha() or low in _ENDS_NOUN_PHRASE:
                return self._describe(words[index + 1 : stop], end) if index + 1 < stop else None
        return self._describe(words[:stop], end) if stop <= 6 and stop else None


_ADVERB_END = re.compile(
    r"(?:\s+|,\s*)(?:also|has|have|had|further|then|recently|later|today|yesterday|again|once|proudly|who|and|will|would|did|does|is|was|himself|herself|\w{3,}ly|"
    r"(?:on\s+|this\s+|last\s+)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|morning|afternoon|evening|week|month|year)|in an? [\w-]+(?: [\w-]+)?|in turn|for (?:his|her) part|too|,)$"
)


def _capitalized(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 4 else name


def _titles_before_commas(between: str) -> bool:
    """Whether only titles stand between a verb and a name: "the agency's director, Jane Doe", not "court papers, Jane Doe"."""
    *heads, _ = between.split(",")
    return len(heads) < 3 and all(any(is_title(word) for word in re.findall(r"[\w-]+", head)) for head in heads)


def is_written(phrase: str) -> bool:
    """Whether a description means a document or a finding."""
    head = re.split(r"\s(?:of|for|by|from|in|at|with)\s", phrase)[0].split()
    return bool(head) and head[-1].lower() in _SOURCES


def _key(name: str) -> str:
    return name.lower().removeprefix("the ").removesuffix("'s").removesuffix("’s").strip(" .,")


def _last_word(name: str) -> str:
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].rstrip(".") in {"Jr", "Sr", "II", "III", "IV"}:
        words.pop()
    return words[-1].lower().rstrip(".") if words else ""


def _facts(reading: Reading) -> Iterator[_Name]:
    taken: set[int] = set()
    for person in reading.found.people:
        name = _clean_name(person.name)
        if name and not _is_bare_title(reading.text, name, person.end):
            start, end = _trim(reading.text, person.start, person.end)
            taken.update((person.start, start))
            yield _Name(start, end, name, "person", person.title, person.organization)
    for organization in reading.found.organizations:
        if organization.start not in taken:
            start, end = _trim(reading.text, organization.start, organization.end)
            if organization.name.lower().removeprefix("the ") in _GROUPS:
                continue
            if start > organization.start and reading.text[organization.start].isupper() and " " not in reading.text[start:end]:
                yield _Name(start, end, reading.text[start:end], "person")
            else:
                yield _Name(start, end, organization.name, "organization")


def _is_bare_title(text: str, name: str, end: int) -> bool:
    """Whether a reported person is a title with the name still to come ("District Attorney" in "District Attorney Jane Doe")."""
    return is_title(name.split()[-1]) and bool(re.match(rf"\s[{UPPER}]", text[end : end + 2]))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out titles in front and a possessive behind."""
    if text[max(start, end - 2) : end] in {"'s", "’s"}:
        end -= 2
    for word in WORD.finditer(text, start, end):
        plain = word.group().lower().rstrip(".")
        if not (is_title(word.group()) or plain in HONORIFICS) or word.end() >= end:
            return word.start(), end
    return start, end


def _clean_name(name: str) -> str:
    words = name.split()
    while len(words) > 1 and (is_title(words[0]) or words[0].lower().rstrip(".") in HONORIFICS):
        del words[0]
    cleaned = " ".join(words)
    return cleaned.removesuffix("'s").removesuffix("’s")
