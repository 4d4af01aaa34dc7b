"""The speaker behind or in front of a verb: a noun phrase in, who it names out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nutgraf.stages.quotes.descriptions import describe_before, describe_behind
from nutgraf.stages.quotes.names import Name, Names
from nutgraf.stages.quotes.runs import RUN, is_organization_name, speaker_in_run
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.words import DETERMINERS
from nutgraf.titles import read_around
from nutgraf.titles.words import GROUPS, MODIFIERS, WORD, holds_title, is_title

_PRONOUN = re.compile(r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)\b(?!['’])")
_PRONOUN_END = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)$")
_MAIN_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|I|We)\b")
_BREAK = re.compile(
    r"\b(?:who|whose|which|that|to|by|after|during|with|when|whom|in(?!\s[Cc]harge)|on|told|said|is|was|are|were|has|about|while|than)\b"
    r"|[;:!?\n]|(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.\s|[\"“”]"
)
"""What never stands between a verb and the name of who speaks."""
_FOR_SOMEBODY = re.compile(
    r"\b(?:spokes\w+|representatives?|lawyers?|attorneys?|aides?|officials?|officers?)\s+(?:for|of|from|with|at)\s", re.IGNORECASE
)
_OWNS_TITLE = re.compile(r"(['’]s?)?\s+([\w-]+)\b")
_PARTNER = re.compile(r"\s*(?:\([^)]{1,30}\))?,?\s+(?:and|&)\s+")
_SUBJECT_EDGE = re.compile(
    r"(?:^|[,;:–—(\"“”]|\b(?:and|but|as|while|that|when|after|because|if|since|where|though|although|quote[sd]?|reporters)\b)\s*"
    r"(?:[Tt]he\s+|[Aa]n?\s+|[Oo]ur\s+)?$"
)
_OBJECT_EDGE = re.compile(
    r"\b(?:of|to|for|with|by|from|at|in|on|about|against|than|into|between|include|including|told|tell|tells|under|behind|s|like"
    r"|thank|thanked|joined)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_ADVERB_END = re.compile(
    r"(?:\s+|,\s*)(?:also|has|have|had|further|then|recently|later|today|yesterday|again|once|proudly|who|and|will|would|did|does|is|was|himself"
    r"|herself|\w{3,}ly"
    r"|(?:on\s+|this\s+|last\s+)?(?:\w{3,6}day|morning|afternoon|evening|week|month|year)|in an? [\w-]+(?: [\w-]+)?|in turn"
    r"|for (?:his|her) part|too|,)$"
)
_LONE_NAME = re.compile(r",\s([^\W\d_][\w’'-]+(?:\s[^\W\d_][\w’'-]+)?)$")
_LONGEST_LONE = 50
_FARTHEST = 170
"""Characters between a verb and the name of its subject, a long title included."""


class Speakers:
    """Reads noun phrases against the names of one release."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.text = names.text

    def behind(self, start: int, limit: int) -> Speaker | None:
        """Read the noun phrase that follows a verb or opens a signature."""
        if pronoun := _PRONOUN.match(self.text, start, limit):
            return Speaker(start, pronoun.end(), pronoun.group().lower(), None, resolution="pronoun")
        named = self.names.between(start, min(limit, start + _FARTHEST))
        for name in named:
            between = self.text[start : name.start]
            if _BREAK.search(between) or _FOR_SOMEBODY.search(between) or not _holds_only_titles(between):
                break
            if name.kind == "person" and not self._modifies(name):
                return self._person(name, start, limit)
        if named and named[0].kind == "organization" and not self._modifies(named[0]):
            lead = self.text[start : named[0].start].strip().lower()
            if lead in {"", "the", "our"}:
                return self._named(named[0])
        return self._unreported(start, limit) or describe_behind(self.names, start, limit)

    def before(self, floor: int, end: int, *, participle: bool = False) -> Speaker | None:
        """Read the subject in front of a verb; a participle's is the subject of the whole clause."""
        closed = self.text[floor:end].rstrip().endswith(",")
        end = self._without_adverbs(floor, end)
        if end <= floor:
            return None
        candidates = list(self._candidates(floor, end, participle=participle))
        free = [one for one in candidates if not _OBJECT_EDGE.search(self.text, max(floor, one.start - 16), one.start)]
        if participle:
            return self._main_subject(free, floor, end)
        if pronoun := _PRONOUN_END.search(self.text, max(floor, end - 5), end):
            return Speaker(pronoun.start(), end, pronoun.group().lower(), None, resolution="pronoun")
        headed = [one for one in free if self._heads_clause(one, floor)]
        described = [one for one in headed if one.kind == "person"] if closed else []
        adjacent = [one for one in free if one.end >= end - 1]
        if described and adjacent and adjacent[-1].kind == "organization":
            return described[-1]
        if adjacent:
            return adjacent[-1]
        lone = None if closed else self._lone_name(floor, end)
        return lone or self._described(floor, end, headed[-1] if headed else None) or next(iter(free), None)

    def _described(self, floor: int, end: int, headed: Speaker | None) -> Speaker | None:
        """Read a description in front of a verb; it may be the last apposition of the name that heads the clause."""
        described = describe_before(self.names, floor, end)
        if described is None or (headed is not None and self._adds_description(headed, described)):
            return headed
        return described

    def _lone_name(self, floor: int, end: int) -> Speaker | None:
        """Read a surname next to the verb that no earlier stage reported: "In 2014, Okafor told …"."""
        match = _LONE_NAME.search(self.text, max(floor, end - _LONGEST_LONE), end)
        run = RUN.fullmatch(self.text, match.start(1), end) if match else None
        if run is None or is_title(run.group()) or self.names.between(run.start(), end):
            return None
        speaker = speaker_in_run(self.names, run, run.start())
        return speaker if speaker and speaker.kind == "person" else None

    def _adds_description(self, person: Speaker, described: Speaker) -> bool:
        """Whether a description is the last apposition of a person: "Jane Doe, founder of Acme and an advocate for peace"."""
        between = self.text[person.start : described.start]
        return person.kind == "person" and described.kind == "unnamed" and "," in between and between.endswith(" and ")

    def _heads_clause(self, speaker: Speaker, floor: int) -> bool:
        opens = not self.text[floor : speaker.start].strip() or _SUBJECT_EDGE.search(self.text, floor, speaker.start)
        return bool(opens) and self.text[speaker.end : speaker.end + 1] in ",(–— "

    def _main_subject(self, free: list[Speaker], floor: int, end: int) -> Speaker | None:
        pronoun = _MAIN_PRONOUN.search(self.text, floor, end)
        if pronoun and (not free or pronoun.start() < free[0].start):
            return Speaker(pronoun.start(), pronoun.end(), pronoun.group().lower(), None, resolution="pronoun")
        return free[0] if free else None

    def _candidates(self, floor: int, end: int, *, participle: bool) -> Iterator[Speaker]:
        """Yield the speakers a stretch names, in order; capitalised words stand in where no person was reported."""
        named = self.names.between(floor, end)
        position = floor
        if any(name.kind == "person" for name in named):
            for name in named:
                if name.start >= position:
                    one = self._person(name, floor, end) if name.kind == "person" else self._named(name)
                    yield replace(one, end=max(name.end, min(one.end, end)))
                    position = name.end if name.kind == "person" else one.end
            return
        for run in RUN.finditer(self.text, floor, end):
            if run.start() >= position and (speaker := self._in_run(run, floor, end, participle=participle)):
                yield speaker
                position = max(position, speaker.end)

    def _in_run(self, run: re.Match[str], floor: int, end: int, *, participle: bool) -> Speaker | None:
        covered = self.names.between(run.start(), run.end())
        if covered and covered[0].end >= run.end() and not is_title(WORD.findall(run.group())[-1]):
            return self._named(covered[0])
        # A lone word that opens a sentence is a name only where it has to be one: next to the verb.
        if participle or run.start() > floor or run.end() >= end or " " in run.group() or run.group().isupper():
            return speaker_in_run(self.names, run, floor)
        return None

    def _named(self, name: Name) -> Speaker:
        if name.kind == "organization" and not self._reads_as_person(name):
            return Speaker(name.start, name.end, name.name, "organization")
        left, right, role = read_around(self.text, name.start, name.end)
        return Speaker(left, right, self.names.full_name(name.name), "person", role)

    def _reads_as_person(self, name: Name) -> bool:
        """Whether a reported organization has a person's apposition: "Avi Dass, director of the Centre"."""
        if not 2 <= len(name.name.split()) <= 3 or name.name.isupper() or is_organization_name(name.name):
            return False
        role = read_around(self.text, name.start, name.end)[2]
        return bool(role.title and role.organization)

    def _person(self, name: Name, floor: int, limit: int) -> Speaker:
        """Read a person, and the second one of "A and B"."""
        speaker = self._named(name)
        speaker = replace(speaker, start=max(speaker.start, floor))
        partner = _PARTNER.match(self.text, name.end, limit)
        others = self.names.between(partner.end(), partner.end() + 40) if partner else []
        if partner is None or not others or others[0].kind != "person" or others[0].end > limit:
            return speaker
        if _BREAK.search(self.text, partner.end(), others[0].start):
            return speaker
        other = self._named(others[0])
        role = speaker.role.or_else(other.role)
        if role.title and role.title == speaker.role.title and other.role.title in {None, role.title}:
            role = role._replace(title=f"{role.title}s")
        return replace(speaker, end=other.end, name=f"{speaker.name} and {other.name}", role=role)

    def _modifies(self, name: Name) -> bool:
        """Whether a name stands before the title it belongs to ("Acme president Jane Doe", "State's Attorney")."""
        follows = _OWNS_TITLE.match(self.text, name.end)
        if follows is None:
            return False
        owner, word = follows.groups()
        if name.kind == "organization" and word[0].isupper() and word.lower() in MODIFIERS:
            return True
        return is_title(word) and (bool(owner) or word[0].islower() or name.kind == "organization")

    def _unreported(self, start: int, limit: int) -> Speaker | None:
        """Read capitalised words no fact covers as a name, behind a title if there is one."""
        for run in RUN.finditer(self.text, start, min(limit, start + 120)):
            lead = self.text[start : run.start()]
            if _BREAK.search(lead) or _FOR_SOMEBODY.search(lead) or not _leads_to_name(lead.strip(" ")):
                return None
            owned = _OWNS_TITLE.match(self.text, run.end(), limit)
            if owned and owned.group(2)[0].islower() and is_title(owned.group(2)):
                continue
            if speaker := speaker_in_run(self.names, run, start):
                return speaker
        return None

    def _without_adverbs(self, floor: int, end: int) -> int:
        """Return where a subject ends when adverbs and auxiliaries stand between it and the verb (six are enough)."""
        for _ in range(6):
            while end > floor and self.text[end - 1].isspace():
                end -= 1
            match = _ADVERB_END.search(self.text, max(floor, end - 40), end)
            if not match or match.start() <= floor:
                break
            end = match.start()
        return end


def _holds_only_titles(between: str) -> bool:
    """Whether only titles stand between a verb and a name: "the agency's director, Jane Doe", not "court papers, Jane Doe"."""
    *heads, _ = between.split(",")
    return len(heads) < 3 and all(holds_title(head) for head in heads)


def _leads_to_name(lead: str) -> bool:
    """Whether the words between a verb and a name are a title or an article."""
    if "," in lead and lead.rstrip(", ").endswith("s"):
        return False
    return all(_leads(word) for word in re.findall(r"[\w.'’&-]+|,", lead)[-4:])


def _leads(word: str) -> bool:
    if word[0].isupper() or is_title(word) or word in MODIFIERS or word in GROUPS:
        return True
    return bool(DETERMINERS.fullmatch(word)) or word in {"of", "for", "and", ",", "&", "in"}
