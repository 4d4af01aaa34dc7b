"""Attributions behind a segment: "…," said X; "…," X said; "…" – X."""

from __future__ import annotations

import re
from dataclasses import replace

from nutgraf.stages.quotes.context import WIDEST, Attribution, Context
from nutgraf.stages.quotes.cues import CUE, PLAIN, is_according, is_verb
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.speaker import Speaker

_ADVERB = re.compile(r"\s*[,;]?\s*(?:(?:also|then|later|further|recently|as|and|\w{3,}ly)\s+){0,2}")
AFTER_CUE = re.compile(
    r"\s*,?\s*(?:(?:today|yesterday|recently|earlier|later|again|on\s+\w+day|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|in a (?:\w+ ){0,2}\w+|of the \w+)\s*,?\s+){0,2}(?:by\s+)?"
)
_DASH = re.compile(r"\s*(?:[-–—―~•|*_]{1,3}|&mdash;)\s*(?=[^\W\d_])")
_JOINS = re.compile(
    r"\s*(?:$|[,(–—-]|(?:who|also|then|has|have|had|later|further|today|recently|again|once|proudly|in|on|\w{3,}ly)\b|[’'])"
)
_NEXT_LINE = re.compile(r"\s{0,20}\n\s{0,20}(?=[^\W\d_])")
_LINE_BELOW = re.compile(r"[ ,]{0,4}\n\s{0,20}(?=[a-z])")
_NEXT_CLAUSE = re.compile(r"(?:that|the|it|he|she|there|a|his|her|this|how)\b|[:,]?$")
_PREDICATE = re.compile(r"\b(?:is|was|are|has|have|will|said)\b")
_MOST_CUES = 4
"""Cues of a sentence that are tried; the attribution is among the first."""


def read_trail(context: Context, index: int) -> Attribution | None:
    """Read the words behind a segment."""
    segment = context.segments[index]
    start, limit = segment.end, context.trail_limit(index)
    if not context.text[start:limit].strip(" ,"):
        below = _broken_line(context, index)
        if below is None:
            return None
        start, limit = below
    if dash := _DASH.match(context.text, start, limit):
        speaker = read_signature(context, dash.end(), limit)
        if speaker is not None and _may_be_signed(context, segment, limit):
            return Attribution(speaker, None, "direct", "signature")
    adverb = _ADVERB.match(context.text, start, limit)
    if cue := CUE.match(context.text, adverb.end() if adverb else start, limit):
        return _inverted(context, cue, limit)
    return _subject_first(context, index, start, limit) or _at_sentence_end(context, start, limit)


def _broken_line(context: Context, index: int) -> tuple[int, int] | None:
    """Return the line under a segment when a lost line end cut the attribution off: it goes on in lower case."""
    match = _LINE_BELOW.match(context.text, context.segments[index].end)
    if match is None or not CUE.match(context.text, match.end()):
        return None
    limit = context.line_end(match.end())
    if index + 1 < len(context.segments):
        limit = min(limit, context.segments[index + 1].start)
    return match.end(), limit


def _inverted(context: Context, cue: re.Match[str], limit: int) -> Attribution | None:
    """Read "said X, chief executive of Y"."""
    after = AFTER_CUE.match(context.text, cue.end(), limit)
    position = after.end() if after else cue.end()
    speaker = context.speakers.behind(position, limit)
    if speaker is None and position > cue.end():
        speaker = context.speakers.behind(cue.end() + 1, limit)
    if speaker is None and not context.text[position:limit].strip() and (below := _NEXT_LINE.match(context.text, position)):
        speaker = context.speakers.behind(below.end(), context.line_end(below.end()))
    if speaker is None and not PLAIN.fullmatch(cue.group()):
        return None
    return Attribution(speaker, cue.span(), "direct", "cue_after")


def _subject_first(context: Context, index: int, start: int, limit: int) -> Attribution | None:
    """Read "X, chief executive of Y, said"."""
    text, end = context.text, context.segments[index].end
    finished = text[end - 2 : end - 1] in ".!?…" or text[end : end + 1] in ".!?"
    for _, cue in zip(range(_MOST_CUES), CUE.finditer(text, start, limit), strict=False):
        speaker = context.speakers.before(start, cue.start()) if is_verb(text, cue, start) else None
        if speaker is None or text[start : speaker.start].strip(" ,—–-.").lower() not in {"", "the", "as", "and", "a", "an"}:
            continue
        if finished and not _stands_alone(context, cue, limit, index):
            return None
        joined = _JOINS.match(text, min(speaker.end, cue.start()), cue.start())
        return Attribution(speaker, cue.span(), "direct", "cue_after") if joined else None
    return None


def _stands_alone(context: Context, cue: re.Match[str], limit: int, index: int) -> bool:
    """Whether a clause after a finished quotation attributes it and not what follows."""
    rest = context.text[cue.end() : limit].strip()
    followed = index + 1 < len(context.segments) and context.segments[index + 1].start <= limit + 1
    if followed and rest.endswith((":", ",")):
        return False
    return rest in {"", "."} or (len(rest) < 70 and not _NEXT_CLAUSE.match(f"{rest} "))


def _at_sentence_end(context: Context, start: int, limit: int) -> Attribution | None:
    """Read ", said X" at the end of the sentence a fragment stands in."""
    text = context.text
    for _, cue in zip(range(_MOST_CUES), CUE.finditer(text, start, limit), strict=False):
        comma = text.rfind(",", start, cue.start())
        if comma < 0 and not is_according(cue):
            continue
        if not text[comma + 1 : cue.start()].strip():
            found = _inverted(context, cue, limit)
            if found and found.speaker:
                return replace(found, strength="mixed", rule="cue_at_end")
        elif is_verb(text, cue, start) and text[cue.end() : limit].strip(' ."”') in {"", "today", "in a statement"}:
            speaker = context.speakers.before(start, cue.start())
            if speaker and text[start : speaker.start].rstrip().endswith(","):
                return Attribution(speaker, cue.span(), "mixed", "cue_at_end")
    return None


def read_signature(context: Context, start: int, limit: int) -> Speaker | None:
    """Read the name behind a dash; a clause with a verb of its own is no signature."""
    speaker = context.speakers.behind(start, limit)
    if speaker is None or speaker.resolution == "pronoun" or speaker.kind == "unnamed":
        return None
    rest = context.text[speaker.end : limit].strip(" .")
    if len(rest) > 120 or _PREDICATE.search(rest):
        return None
    return replace(speaker, resolution="signature") if speaker.resolution == "named" else speaker


def _may_be_signed(context: Context, segment: Segment, limit: int) -> bool:
    """Whether a dash behind a segment can sign it; "“Dusk” - Jane Doe; “Dawn” - John Roe" lists works."""
    content = context.text[segment.start : segment.end].strip("\"“”'‘’ ")
    spaces = content.count(" ")
    if content.endswith((".", "!", "?", "…", ",")) and spaces > 1:
        return True
    line = context.line_start(segment.start)
    alone = not context.text[line : segment.start].strip(" >*_-–—•") and context.line_end(limit - 1) <= limit + 1
    return spaces > 3 and alone


def read_line_below(context: Context, index: int) -> Attribution | None:
    """Read a signature in the line below: "– Jane Doe, CEO"."""
    segment = context.segments[index]
    text = context.text
    edge = text.find("\n", segment.end, segment.end + WIDEST)
    if edge < 0 or text[segment.end : edge].strip(" .*_") or not context.starts_paragraph(index):
        return None
    match = re.compile(r"\s*").match(text, edge)
    start = match.end() if match else edge
    stop = context.line_end(start)
    if not 0 < stop - start <= 160:
        return None
    dash = _DASH.match(text, start, stop)
    if dash is None and (segment.continued or text[stop - 1] in ".:!?" or text[start] in '“"#'):
        return None
    speaker = read_signature(context, dash.end() if dash else start, stop)
    if speaker is None or (dash is None and (speaker.kind != "person" or speaker.start > start + 30)):
        return None
    return Attribution(speaker, None, "direct", "signature")
