"""Reported speech without marks: sentences in, content clauses and who they are reported of out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nutgraf.language import alternation
from nutgraf.stage import Reading
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.references import resolve
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.speakers import Speakers
from nutgraf.stages.quotes.utterance import Utterance
from nutgraf.stages.quotes.words import PASSIVE, is_written

_VERB = re.compile(rf"\b(?:[Aa]ccording to|{alternation('reporting_verbs_clause')})\b(?!['’-])")
_BARE = frozenset(("said", "says", "say"))
"""Verbs whose clause may follow without `that`."""
_AT_END = frozenset(
    (
        "said",
        "says",
        "say",
        "added",
        "adds",
        "explained",
        "explains",
        "noted",
        "notes",
        "stated",
        "states",
        "admitted",
        "point out",
        "points out",
        "pointed out",
        "warned",
        "warns",
    )
)
"""Verbs that attribute the clause in front of them."""
_SET_PHRASES = ("worth ", "Rest ", "rest ")
"""What stands in front of "noting" and "assured" where nobody speaks."""
_TAKES_OBJECT = ("highlight", "express", "underscor")
"""Verbs whose "that" may belong to their object: "highlighted the need for tools that last"."""
_NOTHING_MORE = re.compile(
    r"(?:\s+(?:today|yesterday|here|recently|last\s\w+|(?:on|in|at|during|of|(?<!out\s)to|after|following)\s[^,;:]{2,90}))?\s*[.!]?\s*$"
)
"""What may follow "…, the mayor said" up to the sentence's end."""
_CONNECTIVE = re.compile(r"(?:(?:But|And|Yet|So)|(?:However|Nevertheless|Moreover|Furthermore|In addition|Meanwhile),)\s")
_SETTING = re.compile(
    r"(?:In|On|At|During|After|Before|While|When|As|For|With|Following|If|Under|By|Since|Speaking|Asked|From|Through|Along|Among|To)\b[^,]*$"
)
"""A clause that only says when or where somebody spoke."""
_LONGEST_SETTING = 30
_SUPPOSED = re.compile(r"\b(?:[Ii]f|[Ww]hether|[Ww]hen|[Bb]ecause)\s+(?:\w+\s+){1,3}$")
_NOUN = re.compile(
    r"\b(?:the|a|an|his|her|their|its|our|my|these|those|this|that|of|in|to|and|such|with|some|many|any|all|by|at|[A-Z]{2,5})\s+$"
)
_NOUN_FORMS = frozenset(("claims", "notes", "reports", "promises", "pledges", "remarks", "comments", "observes"))
_TO_THAT = re.compile(r"(?:,?\s+(?:[^\s,;:“\"]+\s+){0,8}?)?\s*\bthat\b,?\s+")
_PRONOUN_START = re.compile(r"\s+(?=(?:there|it|he|she|they|we)\s)")
_CLAUSE_START = re.compile(
    r"\s+(?:(?:today|yesterday|(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|also),?\s+)?"
    r"(?!(?:in|on|at|of|to|about|during|after|for|with|by|as|from|today|so|and|or|yes|goodbye|vehicle|property|earlier|later|recently|before|when|while|"
    r"here|nothing|something|anything)\b)(?=[\w$“‘])"
)
_CLAUSE_END = re.compile(r",\s+(?:and|but)\s+(?:\w+ed|has|also|then|called|urged|pointed)\b|,\s+(?:saying|adding|noting)\b|;\s")
_MOST_VERBS = 5
"""Verbs of a sentence that are tried."""
_SHORTEST = 15
"""Characters of a content clause."""


def reported(reading: Reading, speakers: Speakers, utterances: list[Utterance]) -> Iterator[Utterance]:
    """Yield the indirect quotes of a release, one a sentence; `utterances` are its quotations, in order."""
    segments = sorted((segment for utterance in utterances for segment in utterance.segments), key=lambda segment: segment.start)
    known: list[Utterance] = []
    ahead = list(reversed(utterances))
    at, seen, sentence, tried = 0, -1, -1, 0
    for verb in _VERB.finditer(reading.text):
        start, end = reading.sentence_at(verb.start())
        tried = tried + 1 if start == sentence else 1
        sentence = start
        if start in {seen, end} or tried > _MOST_VERBS or reading.section_at(start) in {"legal", "chrome", "headline"}:
            continue
        while at < len(segments) and segments[at].end <= start:
            at += 1
        if at < len(segments) and segments[at].start < end:
            continue
        while ahead and ahead[-1].segments[0].start < start:
            known.append(ahead.pop())
        found = _Clause(reading.text, verb, start, end, speakers, known).read()
        if found is not None:
            seen = start
            known.append(found)
            yield found


@dataclass(frozen=True, slots=True)
class _Clause:
    """A sentence with a reporting verb, and what was said before it."""

    text: str
    verb: re.Match[str]
    start: int
    end: int
    speakers: Speakers
    known: list[Utterance]

    def read(self) -> Utterance | None:
        word = self.verb.group()
        if word.lower() == "according to":
            return self._according()
        lead = self.text[max(self.start, self.verb.start() - 24) : self.verb.start()]
        if lead.endswith(_SET_PHRASES):
            return None
        if PASSIVE.search(lead) or _SUPPOSED.search(lead) or (word in _NOUN_FORMS and _NOUN.search(lead)):
            return None
        return self._clause(word, lead)

    def _clause(self, word: str, lead: str) -> Utterance | None:
        if word in _AT_END and (found := self._aside()):
            return found
        that = _TO_THAT.match(self.text, self.verb.end(), self.end)
        if that is None and lead.rstrip().endswith(",") and not self._has_only_subject():
            return self._inverted()
        if that and word.startswith(_TAKES_OBJECT) and not that.group().lstrip(" ,").startswith("that"):
            that = None
        begin = that or (_CLAUSE_START if word in _BARE else _PRONOUN_START).match(self.text, self.verb.end(), self.end)
        if begin is None or self.end - begin.end() < _SHORTEST or "forward-looking" in self.text[self.start : self.end]:
            return None
        speaker = self._resolved(self.speakers.before(self.start, self.verb.start(), participle=word.endswith("ing")))
        if speaker is None or _is_no_source(speaker) or (speaker.resolution == "issuer" and word == "say"):
            return None
        return self._utterance(begin.end(), self.end, speaker, "reported")

    def _resolved(self, speaker: Speaker | None) -> Speaker | None:
        found = resolve(speaker, self.speakers.names, self.known) if speaker else None
        return found if found and found.name else None

    def _has_only_subject(self) -> bool:
        """Whether nothing but a subject and its appositions stands in front of the verb."""
        subject = self.speakers.before(self.start, self.verb.start())
        return (
            subject is not None
            and subject.end >= self.verb.start() - 3
            and self.text[self.start : subject.start].lower() in {"", "the "}
        )

    def _inverted(self) -> Utterance | None:
        """Read "The road is open, said the mayor"."""
        if self.verb.group() not in _AT_END or not self.text[self.start].isupper() or self.verb.end() + 1 >= self.end:
            return None
        front = self.text[self.start : self.verb.start()].rstrip(" ,")
        if len(front) < _LONGEST_SETTING and _SETTING.match(front):
            return None
        speaker = self._resolved(self.speakers.behind(self.verb.end() + 1, self.end))
        return self._utterance(self.start, self.verb.start(), speaker, "reported") if speaker else None

    def _aside(self) -> Utterance | None:
        """Read "The road is open, the mayor said" and "The road, the mayor said, is open"."""
        parenthetic = self.text[self.verb.end()] == "," if self.verb.end() < self.end else False
        if not parenthetic and not _NOTHING_MORE.match(self.text, self.verb.end(), self.end):
            return None
        subject = self.speakers.before(self.start, self.verb.start())
        if subject is None or subject.end < self.verb.start() - 30:
            return None
        front = self.text[self.start : subject.start].rstrip().removesuffix(" the").rstrip()
        if not front.endswith(",") or not front[:1].isupper() or (not parenthetic and len(front) <= _SHORTEST):
            return None
        speaker = self._resolved(subject)
        if speaker is None or (not parenthetic and _SETTING.match(front[:-1])):
            return None
        opening = _CONNECTIVE.match(front)
        found = self._utterance(self.start + (opening.end() if opening else 0), self.start + len(front), speaker, "reported")
        rest = self._utterance(self.verb.end() + 2, self.end, speaker, "reported") if parenthetic else None
        if found and rest and " " in front:
            found.segments += rest.segments
        return found if " " in front else rest

    def _according(self) -> Utterance | None:
        speaker = self.speakers.behind(self.verb.end() + 1, self.end)
        if speaker is None or speaker.resolution == "pronoun" or _is_no_source(speaker):
            return None
        if self.verb.start() - self.start >= 12:
            return self._utterance(self.start, self.verb.start(), speaker, "according_to")
        comma = self.text.find(", ", speaker.end, self.end)
        return self._utterance(comma + 2, self.end, speaker, "according_to") if comma > 0 else None

    def _utterance(self, begin: int, end: int, speaker: Speaker, rule: str) -> Utterance | None:
        if cut := _CLAUSE_END.search(self.text, begin + 20, end):
            end = cut.start()
        while end > begin and self.text[end - 1] in " .,;!?\n":
            end -= 1
        return Utterance([Segment(begin, end)], "indirect", speaker, self.verb.span(), rule) if end > begin else None


def _is_no_source(speaker: Speaker) -> bool:
    """Whether a speaker is a document or a finding: what those state is no speech."""
    return speaker.kind == "unnamed" and is_written(speaker.name or "")
