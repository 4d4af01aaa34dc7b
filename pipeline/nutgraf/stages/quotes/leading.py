"""Attributions in front of a segment: X said: "…"; from Chairwoman X: "…"; X called it "…"."""

from __future__ import annotations

import re
from dataclasses import replace

from nutgraf.stages.quotes.context import Attribution, Context
from nutgraf.stages.quotes.cues import CHARACTERIZING, CLAUSE_VERBS, CUE, is_according, is_verb
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.trailing import AFTER_CUE
from nutgraf.stages.quotes.words import PASSIVE

_INTRODUCTION = re.compile(
    r"\b(?:following|this|joint|floor)\s+(?:\w+\s+){0,3}(?:statement|remarks|comments?|message)\b"
    r"|\b(?:statement|remarks|comments?|reaction|message|letter)\s+(?:of|by|from|on|regarding|after|to)\b"
    r"|\bfrom the desk of\b|\b(?:issued|released|made|gave)\s+(?:an?|the|this)\s+statement\b",
    re.IGNORECASE,
)
_OPENING_WORDS = re.compile(r"(?:\W*(?:and|also|this|from|by|for|the desk of|desk of|the)\s+){0,5}", re.IGNORECASE)
_AGENT = re.compile(r"\s+by\s+")
_NAMES_IT = frozenset(("call", "desc", "labe", "dubb", "term", "deem", "char"))
"""First letters of the verbs that quote a single word ("called it “weak”")."""
_FROM_NOBODY = frozenset(("dubbed", "called", "termed", "deemed", "calls"))
"""Verbs that give things names as often as they quote; they need a named speaker."""
_LAST = 4
"""Cues in front of a quotation that are tried, nearest first."""
_LONGEST_COLON = 140


def read_lead(context: Context, index: int) -> Attribution | None:
    """Read the words in front of a segment, in its own sentence."""
    segment = context.segments[index]
    if not segment.opened or segment.continued:
        return None
    floor = context.lead_floor(index)
    lead = context.text[floor : segment.start].rstrip()
    return read_clause(context, floor, floor + len(lead), index) if lead.strip(" ,.;-–—") else None


def read_clause(context: Context, floor: int, end: int, index: int) -> Attribution | None:
    """Read a clause that leads up to a quotation."""
    text = context.text
    if text[end - 1] in ".!?" and text[end - 3 : end - 2] != ".":
        return None
    cues = [cue for cue in CUE.finditer(text, floor, end) if is_verb(text, cue, floor)]
    for cue in reversed(cues[-_LAST:]):
        if (found := _led_by(context, cue, floor, end, index)) is not None:
            return found
    return read_colon(context, floor, end) if text[end - 1] == ":" else _characterized(context, floor, end, index)


def _led_by(context: Context, cue: re.Match[str], floor: int, end: int, index: int) -> Attribution | None:
    text = context.text
    tight = text[end - 1] in ":,"
    between = text[cue.end() : end].strip()
    mixed = not tight and between not in {"", "that"}
    if mixed and not _may_quote(context, cue.group(), between, index):
        return None
    if between == "" and not tight and context.is_naming(index):
        return None
    if is_according(cue):
        speaker = context.speakers.behind(cue.end() + 1, end)
        return Attribution(speaker, cue.span(), "mixed" if mixed else "direct", "according_to") if speaker else None
    speaker = context.speakers.before(floor, cue.start(), participle=cue.group().endswith("ing"))
    if speaker is None and (tight or not text[floor : cue.start()].strip(" ,")):
        after = AFTER_CUE.match(text, cue.end(), end)
        speaker = context.speakers.behind(after.end() if after else cue.end(), end)
    if speaker is None and not (tight and between in {",", ":", ""}):
        return None
    if mixed and speaker is not None and speaker.name == "it":
        return None
    return Attribution(speaker, cue.span(), "mixed" if mixed else "direct", "cue_before")


def _may_quote(context: Context, cue: str, between: str, index: int) -> bool:
    """Whether a fragment that stands further behind the verb can be its words."""
    segment = context.segments[index]
    if cue.lower() not in CLAUSE_VERBS and not between.startswith("that "):
        return False
    if len(between) >= 260 or len(context.text[segment.start : segment.end].split()) < 3:
        return False
    return not context.is_naming(index)


def read_colon(context: Context, floor: int, end: int) -> Attribution | None:
    """Read "And from Chairwoman Y:" and "Jane Doe:"."""
    people = [name for name in context.speakers.names.between(floor, end) if name.kind == "person"]
    speaker: Speaker | None = None
    if people:
        speaker = context.speakers.behind(people[0].start, end)
    elif end - floor < _LONGEST_COLON:
        opening = _OPENING_WORDS.match(context.text, floor, end)
        speaker = context.speakers.behind(opening.end() if opening else floor, end)
    if speaker is None or speaker.kind == "unnamed" or (not people and " " not in (speaker.name or "")):
        return None
    if speaker.resolution == "named":
        speaker = replace(speaker, resolution="introduced")
    return Attribution(speaker, None, "direct", "colon")


def _characterized(context: Context, floor: int, end: int, index: int) -> Attribution | None:
    """Read "called it “…”" and its like."""
    if context.is_naming(index):
        return None
    segment = context.segments[index]
    single = len(context.text[segment.start : segment.end].split()) == 1
    for verb in reversed([*CHARACTERIZING.finditer(context.text, floor, end)][-2:]):
        if end - verb.end() > 90 or not (is_verb(context.text, verb, floor) or _AGENT.match(context.text, verb.end())):
            continue
        speaker = _characterizer(context, verb, floor, end)
        if speaker is None or (speaker.kind == "unnamed" and verb.group() in _FROM_NOBODY):
            continue
        if not single or verb.group()[:4] in _NAMES_IT:
            return Attribution(speaker, verb.span(), "mixed", "characterized")
    return None


def _characterizer(context: Context, verb: re.Match[str], floor: int, end: int) -> Speaker | None:
    if agent := _AGENT.match(context.text, verb.end(), end):
        return context.speakers.behind(agent.end(), end)
    if PASSIVE.search(context.text, max(floor, verb.start() - 16), verb.start()):
        return None
    return context.speakers.before(floor, verb.start(), participle=verb.group().endswith("ing"))


def read_introduction(context: Context, index: int) -> Attribution | None:
    """Read a paragraph that introduces the quotation below it: "Senator X issued the following statement:"."""
    if context.segments[index].continued or not context.starts_paragraph(index):
        return None
    above = context.sentence_above(index)
    if above is None:
        return None
    floor, end = above
    open_end = context.text[end - 1] in ":,"
    if not open_end and not _INTRODUCTION.search(context.text, floor, end):
        return None
    found = read_clause(context, floor, end, index) if open_end else None
    if found is None or found.speaker is None:
        found = read_colon(context, floor, end)
    if found is None or (not open_end and found.speaker and found.speaker.kind != "person"):
        return None
    return replace(found, strength="direct", rule="introduction")


def reporter_above(context: Context, index: int) -> Speaker | None:
    """Return whom the paragraph above a segment reports."""
    above = context.sentence_above(index)
    if above is None:
        return None
    floor, end = above
    for cue in CUE.finditer(context.text, floor, end):
        if is_verb(context.text, cue, floor):
            speaker = context.speakers.before(floor, cue.start(), participle=cue.group().endswith("ing"))
            if speaker is not None:
                return speaker
    return None
