"""Reported speech without marks: sentences in, content clauses and who they are reported of out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nutgraf.language import alternation
from nutgraf.stage import Reading
from nutgraf.stages.quotes.grouping import Utterance, resolve
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.speakers import Speaker, Speakers, is_written

_VERB = re.compile(rf"\b(?:[Aa]ccording to|{alternation('reporting_verbs_clause')})\b(?!['’-])")
_BARE = frozenset("said says say".split())
_TOLD = frozenset("told tells telling assured assures assuring informed informs reminded reminds reassured".split())
_TO_THAT = re.compile(r"(?:,?\s+(?:[^\s,;:“\"]+\s+){0,8}?)?\s*\bthat\b,?\s+")
_PASSIVE = re.compile(r"\b(?:is|am|was|were|are|been|be|being|if|whether)\s+(?:\w+ly\s+)?$")
_SUPPOSED = re.compile(r"\b(?:if|whether|when|because)\s+(?:\w+\s+){1,3}$|\b(?:we|you|I)\s+say\b")
_NOUN = re.compile(r"\b(?:the|a|an|his|her|their|its|our|my|these|those|this|that|of|in|to|and|such|with|some|many|any|all|by|at|DMS|DME)\s+$")
_NOUN_FORMS = frozenset("claims notes reports promises pledges remarks comments observes".split())
_PRONOUN_START = re.compile(r"\s+(?=(?:there|it|he|she|they|we)\s)")
_CLAUSE_START = re.compile(
    r"\s+(?:(?:today|yesterday|(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|also),?\s+)?(?!(?:in|on|at|of|to|about|during|after|for|with|by|as|from|today|so|and|or|yes|goodbye|"
    r"vehicle|property|earlier|later|recently|before|when|while|it all|here|nothing|something|anything)\b)(?=[\w$“‘])"
)
_CLAUSE_END = re.compile(r",\s+(?:and|but)\s+(?:\w+ed|has|also|then|called|urged|pointed)\b|,\s+(?:saying|adding|noting)\b|;\s")
_AT_END = frozenset("said says added explained noted stated".split())


def reported(reading: Reading, speakers: Speakers, utterances: list[Utterance]) -> Iterator[Utterance]:
    """Yield the indirect quotes of a release."""
    text = reading.text
    seen = -1
    segments = sorted((segment for utterance in utterances for segment in utterance.segments), key=lambda segment: segment.start)
    known = list(utterances)
    at = 0
    for verb in _VERB.finditer(text):
        start, end = reading.sentence_at(verb.start())
        if start == seen or start == end or reading.section_at(start) in {"legal", "chrome", "headline"}:
            continue
        while at < len(segments) and segments[at].end <= start:
            at += 1
        if at < len(segments) and segments[at].start < end:
            continue
        before = sorted((u for u in known if u.segments[0].start < start), key=lambda u: u.segments[0].start)
        found = _clause(text, verb, start, end, speakers, before)
        if found is not None:
            seen = start
            known.append(found)
            yield found


def _clause(
    text: str, verb: re.Match[str], start: int, end: int, speakers: Speakers, before: list[Utterance]
) -> Utterance | None:
    word = verb.group().lower()
    if word == "according to":
        return _according(text, verb, start, end, speakers)
    lead = text[max(start, verb.start() - 24) : verb.start()]
    if _PASSIVE.search(lead) or _SUPPOSED.search(lead) or (word in _NOUN_FORMS and (_NOUN.search(lead) or lead[:1].isupper() and lead.isupper())):
        return None
    that = _TO_THAT.match(text, verb.end(), end)
    bare = None
    if that is None and lead.rstrip().endswith(",") and not _is_subject(text, start, verb.start(), speakers):
        return _inverted(text, verb, start, end, speakers, before)
    if that is None:
        bare = (_CLAUSE_START if word in _BARE else _PRONOUN_START).match(text, verb.end(), end)
    begin = that.end() if that else bare.end() if bare else None
    if begin is None or end - begin < 15:
        return None
    speaker = speakers.before(start, verb.start(), participle=word.endswith("ing"))
    speaker = resolve(speaker, start, speakers, before, text) if speaker else None
    if speaker is None or speaker.name is None or (speaker.kind == "unnamed" and is_written(speaker.name)) or "forward-looking" in text[start:end]:
        return None
    return _utterance(text, begin, end, speaker, verb, "reported")


def _is_subject(text: str, start: int, end: int, speakers: Speakers) -> bool:
    """Whether a stretch is nothing but a subject and its appositions."""
    subject = speakers.before(start, end)
    return subject is not None and subject.end >= end - 3 and text[start : subject.start].lower() in {"", "the "}


def _inverted(text: str, verb: re.Match[str], start: int, end: int, speakers: Speakers, before: list[Utterance]) -> Utterance | None:
    """Read "The road is open, said the mayor"."""
    if verb.group() not in _AT_END or not text[start].isupper():
        return None
    speaker = resolve(speakers.behind(verb.end() + 1, end), start, speakers, before, text) if verb.end() + 1 < end else None
    if speaker is None or speaker.name is None:
        return None
    return _utterance(text, start, _clause_end(text, start, verb.start()), speaker, verb, "reported")


def _clause_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " ,":
        end -= 1
    return end


def _according(text: str, verb: re.Match[str], start: int, end: int, speakers: Speakers) -> Utterance | None:
    speaker = speakers.behind(verb.end() + 1, end)
    if speaker is None or (speaker.kind == "unnamed" and is_written(speaker.name or "")) or speaker.resolution == "pronoun":
        return None
    if verb.start() - start < 12:
        comma = text.find(", ", speaker.end, end)
        return _utterance(text, comma + 2, end, speaker, verb, "according_to") if comma > 0 else None
    return _utterance(text, start, _clause_end(text, start, verb.start()), speaker, verb, "according_to")


def _utterance(text: str, begin: int, end: int, speaker: Speaker, verb: re.Match[str], rule: str) -> Utterance:
    if cut := _CLAUSE_END.search(text, begin + 20, end):
        end = cut.start()
    while end > begin and text[end - 1] in " .,;!?\n":
        end -= 1
    return Utterance([Segment(begin, end)], "indirect", speaker, verb.span(), rule, 0)
