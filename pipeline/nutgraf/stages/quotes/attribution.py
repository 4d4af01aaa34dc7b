"""Who said a quoted segment: the words around it in, speaker and cue out."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Literal

from nutgraf.language import alternation, lexicon
from nutgraf.stage import Reading
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.speakers import Speaker, Speakers

Strength = Literal["direct", "mixed"]

CUE = re.compile(rf"\b(?:[Aa]ccording to|in the words of|quoted as saying|(?:{alternation('reporting_verbs')}))\b(?!['’-])")
_CLAUSE = lexicon("reporting_verbs_clause")
_CHARACTERIZING = re.compile(rf"\b(?:{alternation('characterizing_verbs')})\b")
_ADVERB = re.compile(r"\s*[,;]?\s*(?:(?:also|then|later|further|recently|as|and|\w{3,}ly)\s+){0,2}")
_AFTER_CUE = re.compile(
    r"\s*,?\s*(?:(?:today|yesterday|recently|earlier|later|again|on\s+\w+day|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in a (?:\w+ ){0,2}\w+|of the \w+)\s*,?\s+){0,2}(?:by\s+)?"
)
_DASH = re.compile(r"\s*(?:[-–—―~•|*_]{1,3}|&mdash;)\s*(?=[^\W\d_])")
_NOUN_FORMS = frozenset("reports comments claims notes shares states points posts tweets quotes pledges promises calls remarks demands answers statements marvels report comment claim note share state point post tweet quote cite call vow pledge quip answer question demand advise blog promise joke lament recall echo wrap thank praise hope tout read cry reason suggest recommend agree recount highlight demands hopes echoes wraps reads reading writing teaching blogging cites cited praises testimony advises".split())
_NOT_BEFORE_VERB = frozenset("the a an his her their our its my your these those this that of in to and such with some many recent more any all for by at or public following".split())
_VERB_EDGE = re.compile(r"\s*(?:[,:]|that\b|[\"“‘]|$)")
_INTRODUCTION = re.compile(
    r"\b(?:following|this|joint|floor)\s+(?:\w+\s+){0,3}(?:statement|remarks|comments?|message)\b|\b(?:statement|remarks|comments?|reaction|message|letter)\s+(?:of|by|from|on|regarding|after|to)\b"
    r"|\bfrom the desk of\b|\b(?:issued|released|made|gave)\s+(?:an?|the|this)\s+statement\b",
    re.IGNORECASE,
)
_NAMES_IT = frozenset(("call", "desc", "labe", "dubb", "term", "deem", "char"))
_SPLIT_TOO_EARLY = re.compile(r"\b[A-Z][a-z]{0,4}\.\s$")
_JOINS = re.compile(r"\s*(?:$|[,(–—-]|(?:who|also|then|has|have|had|later|further|today|recently|again|once|proudly|in|on|\w{3,}ly)\b|[’'])")
_PLAIN = frozenset("said says say added adds wrote writes continued continues explained explains noted notes stated states".split())
_AGENT = re.compile(r"\s+by\s+")
_PASSIVE = re.compile(r"\b(?:is|was|were|are|been|be|being)\s+(?:\w+ly\s+)?$")
_NEXT_LINE = re.compile(r"\s{0,20}\n\s{0,20}(?=[^\W\d_])")
_LINE_BELOW = re.compile(r"[ ,]{0,4}\n\s{0,20}(?=[a-z])")
_WIDEST = 420
"""Characters of context read on either side of a segment (the longest attribution on gold takes 290)."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it, the words that say so, and how strongly they bind."""

    speaker: Speaker | None
    cue_start: int | None
    cue_end: int | None
    strength: Strength
    rule: str


class Attributor:
    """Reads the attributions of one release's segments."""

    def __init__(self, reading: Reading, segments: list[Segment], speakers: Speakers) -> None:
        self.text = reading.text
        self.segments = segments
        self.speakers = speakers
        self.sentence_ends = [end for _, end in reading.sentences]
        self.sentence_starts = [start for start, _ in reading.sentences]

    def attribution(self, index: int) -> Attribution | None:
        """Return who said a segment, None when its own surroundings do not tell."""
        segment = self.segments[index]
        right = self._right(index) if segment.closed else None
        left = self._left(index)
        if right and left:
            inside = self.text[segment.end - 2 : segment.end - 1]
            before = self.text[: segment.start].rstrip()[-1:] if segment.start < 4 else self.text[max(0, segment.start - 4) : segment.start].rstrip()[-1:]
            if left.strength == "direct" and (before == ":" or inside != ","):
                return left
            return right if right.strength == "direct" or left.strength == "mixed" else left
        return right or left or self._introduction(index) or self._signature(index)

    # the words behind a segment

    def _right(self, index: int) -> Attribution | None:
        segment = self.segments[index]
        limit = self._right_limit(index)
        start = segment.end
        if not self.text[start:limit].strip(" ,"):
            below = self._line_below(index)
            if below is None:
                return None
            start, limit = below
        if dash := _DASH.match(self.text, start, limit):
            speaker = self._signed(dash.end(), limit)
            if speaker is not None and self._may_be_signed(segment, limit):
                return Attribution(speaker, None, None, "direct", "signature")
        first = _ADVERB.match(self.text, start, limit)
        position = first.end() if first else start
        if cue := CUE.match(self.text, position, limit):
            return self._inverted(cue, limit)
        return self._subject_first(index, start, limit) or self._distant_right(index, start, limit)

    def _line_below(self, index: int) -> tuple[int, int] | None:
        """Return the line under a segment when a lost line end cut the attribution off: it goes on in lower case."""
        end = self.segments[index].end
        match = _LINE_BELOW.match(self.text, end)
        if match is None or not CUE.match(self.text, match.end()):
            return None
        edge = self.text.find("\n", match.end())
        limit = min(len(self.text) if edge < 0 else edge, match.end() + _WIDEST)
        if index + 1 < len(self.segments):
            limit = min(limit, self.segments[index + 1].start)
        return match.end(), limit

    def _right_limit(self, index: int) -> int:
        segment = self.segments[index]
        edge = self.text.find("\n", segment.end)
        limit = min(len(self.text) if edge < 0 else edge, segment.end + _WIDEST)
        if index + 1 < len(self.segments):
            limit = min(limit, self.segments[index + 1].start)
        at = bisect_right(self.sentence_ends, segment.end + 1)
        if at < len(self.sentence_ends):
            limit = min(limit, max(self.sentence_ends[at], segment.end))
        return limit

    def _inverted(self, cue: re.Match[str], limit: int) -> Attribution | None:
        after = _AFTER_CUE.match(self.text, cue.end(), limit)
        position = after.end() if after else cue.end()
        speaker = self.speakers.behind(position, limit)
        if speaker is None and position > cue.end():
            speaker = self.speakers.behind(cue.end() + 1, limit)
        if speaker is None and not self.text[position:limit].strip() and (below := _NEXT_LINE.match(self.text, position)):
            edge = self.text.find("\n", below.end())
            speaker = self.speakers.behind(below.end(), len(self.text) if edge < 0 else edge)
        if speaker is None and cue.group() not in _PLAIN:
            return None
        return Attribution(speaker, cue.start(), cue.end(), "direct", "cue_after")

    def _subject_first(self, index: int, start: int, limit: int) -> Attribution | None:
        segment = self.segments[index]
        finished = self.text[segment.end - 2 : segment.end - 1] in ".!?…" or self.text[segment.end : segment.end + 1] in ".!?"
        for tried, cue in enumerate(CUE.finditer(self.text, start, limit)):
            if tried == 4:
                break
            if not self._is_verb(cue, start):
                continue
            speaker = self.speakers.before(start, cue.start())
            if speaker is None or self.text[start : speaker.start].strip(" ,—–-.").lower() not in {"", "the", "as", "and", "a", "an"}:
                continue
            if finished and not self._stands_alone(cue, limit, index):
                return None
            if not _JOINS.match(self.text, min(speaker.end, cue.start()), cue.start()):
                return None
            return Attribution(speaker, cue.start(), cue.end(), "direct", "cue_after")
        return None

    def _stands_alone(self, cue: re.Match[str], limit: int, index: int) -> bool:
        """Whether a clause after a finished quotation attributes it and not what follows."""
        rest = self.text[cue.end() : limit].strip()
        following = index + 1 < len(self.segments) and self.segments[index + 1].start <= limit + 1
        if following and rest[-1:] in ":,":
            return False
        return len(rest) < 70 and not re.match(r"(?:that|the|it|he|she|there|a|his|her|this|how)\b|[:,]?$", rest + " ") or rest in {"", "."}

    def _distant_right(self, index: int, start: int, limit: int) -> Attribution | None:
        """Read ", said X" at the end of the sentence a fragment stands in."""
        for tried, cue in enumerate(CUE.finditer(self.text, start, limit)):
            if tried == 4:
                break
            comma = self.text.rfind(",", start, cue.start())
            if comma < 0 and not cue.group().lower().startswith("according"):
                continue
            if not self.text[comma + 1 : cue.start()].strip():
                found = self._inverted(cue, limit)
                if found and found.speaker:
                    return replace(found, strength="mixed", rule="cue_at_end")
                continue
            if not self._is_verb(cue, start) or self.text[cue.end() : limit].strip(" .”\"") not in {"", "today", "in a statement"}:
                continue
            speaker = self.speakers.before(start, cue.start())
            if speaker and self.text[start : speaker.start].rstrip().endswith(","):
                return Attribution(speaker, cue.start(), cue.end(), "mixed", "cue_at_end")
        return None

    def _may_be_signed(self, segment: Segment, limit: int) -> bool:
        """Whether a dash behind a segment can sign it; "“Dusk” - Jane Doe; “Dawn” - John Roe" lists works."""
        content = self.text[segment.start : segment.end].strip("\"“”'‘’ ")
        if content[-1:] in ".!?…," and content.count(" ") > 1:
            return True
        line = self.text.rfind("\n", 0, segment.start) + 1
        edge = self.text.find("\n", limit - 1)
        return content.count(" ") > 3 and not self.text[line : segment.start].strip(" >*_-–—•") and (edge < 0 or edge <= limit + 1 or limit == len(self.text))

    def _signed(self, start: int, limit: int) -> Speaker | None:
        """Read the name behind a dash; a clause with a verb of its own is no signature."""
        speaker = self.speakers.behind(start, limit)
        if speaker is None or speaker.resolution == "pronoun" or speaker.kind == "unnamed":
            return None
        rest = self.text[speaker.end : limit].strip(" .")
        if len(rest) > 120 or re.search(r"\b(?:is|was|are|has|have|will|said)\b", rest):
            return None
        return replace(speaker, resolution="signature") if speaker.resolution == "named" else speaker

    # the words in front of a segment

    def _left_floor(self, index: int) -> int:
        segment = self.segments[index]
        floor = max(self.text.rfind("\n", 0, segment.start) + 1, segment.start - _WIDEST)
        if index and self.segments[index - 1].end <= segment.start:
            floor = max(floor, self.segments[index - 1].end)
        at = bisect_right(self.sentence_starts, segment.start) - 1
        if at >= 0:
            begin = self.sentence_starts[at]
            if at and _SPLIT_TOO_EARLY.search(self.text, max(0, begin - 8), begin):
                begin = self.sentence_starts[at - 1]
            if begin < segment.start:
                floor = max(floor, begin)
            else:
                return segment.start
        return floor

    def _left(self, index: int) -> Attribution | None:
        segment = self.segments[index]
        if not segment.opened or segment.continued:
            return None
        floor = self._left_floor(index)
        lead = self.text[floor : segment.start].rstrip()
        if not lead.strip(" ,.;-–—"):
            return None
        return self._from_lead(floor, floor + len(lead), index)

    def _from_lead(self, floor: int, end: int, index: int) -> Attribution | None:
        """Read a clause that leads up to a quotation."""
        tight = self.text[end - 1] in ":,"
        if self.text[end - 1] in ".!?" and self.text[end - 3 : end - 2] != ".":
            return None
        cues = [cue for cue in CUE.finditer(self.text, floor, end) if self._is_verb(cue, floor)]
        for cue in reversed(cues[-4:]):
            found = self._led_by(cue, floor, end, index, tight=tight)
            if found is not None:
                return found
        if self.text[end - 1] == ":":
            return self._colon(floor, end)
        return self._characterized(floor, end, index)

    def _led_by(self, cue: re.Match[str], floor: int, end: int, index: int, *, tight: bool) -> Attribution | None:
        between = self.text[cue.end() : end].strip()
        strength: Strength = "direct" if tight or between in {"", "that"} else "mixed"
        if strength == "mixed" and not self._may_quote(cue.group(), between, index):
            return None
        if cue.group().lower().startswith("according"):
            speaker = self.speakers.behind(cue.end() + 1, end)
            return Attribution(speaker, cue.start(), cue.end(), strength, "according_to") if speaker else None
        participle = cue.group().endswith("ing")
        speaker = self.speakers.before(floor, cue.start(), participle=participle)
        if between == "" and not tight and self.is_naming(index):
            return None
        if speaker is None and (tight or not self.text[floor : cue.start()].strip(" ,")):
            after = _AFTER_CUE.match(self.text, cue.end(), end)
            speaker = self.speakers.behind(after.end() if after else cue.end(), end)
        if speaker is None and not (tight and between in {",", ":", ""}):
            return None
        if strength == "mixed" and speaker is not None and speaker.name == "it":
            return None
        return Attribution(speaker, cue.start(), cue.end(), strength, "cue_before")

    def _may_quote(self, cue: str, between: str, index: int) -> bool:
        """Whether a fragment that stands further behind the verb can be its words."""
        if cue.lower() not in _CLAUSE and not between.startswith("that "):
            return False
        if len(self.text[self.segments[index].start : self.segments[index].end].split()) < 3:
            return False
        return len(between) < 260 and not self.is_naming(index)

    def is_naming(self, index: int) -> bool:
        """Whether a fragment is a title, term or slogan rather than somebody's words."""
        segment = self.segments[index]
        content = self.text[segment.start + 1 : segment.end - 1].strip(" .,;")
        words = content.split()
        before = self.text[max(0, segment.start - 24) : segment.start]
        if before.rstrip().endswith(("(", "[")):
            return True
        long = [word for word in words if len(word) > 3]
        title_case = bool(long) and all(word[0].isupper() or not word[0].isalpha() for word in long)
        if title_case and len(words) > 1:
            return True
        return bool(re.search(r"(?i)\b(?:titled|entitled|named|known as|so-called|nicknamed|the (?:term|word|phrase|song|film|book|article|hashtag|slogan|theme))\s*,?\s*$", before))

    def _colon(self, floor: int, end: int) -> Attribution | None:
        """Read "And from Chairwoman Y:" and "Smith:"."""
        lead = self.text[floor:end]
        names = [name for name in self.speakers.between(floor, end) if name.kind == "person"]
        speaker: Speaker | None = None
        if names:
            speaker = self.speakers.behind(names[0].start, end)
        elif len(lead) < 140:
            start = floor + (match.end() if (match := re.match(r"(?:\W*(?:[Aa]nd|[Aa]lso|[Tt]his|[Ff]rom|[Bb]y|[Ff]or|[Tt]he [Dd]esk [Oo]f|desk of|the)\s+){0,5}", lead)) else 0)
            speaker = self.speakers.behind(start, end)
        if speaker is None or speaker.kind == "unnamed" or (not names and " " not in (speaker.name or "")):
            return None
        return Attribution(replace(speaker, resolution="introduced") if speaker.resolution == "named" else speaker, None, None, "direct", "colon")

    def _characterized(self, floor: int, end: int, index: int) -> Attribution | None:
        """Read "called it “…”" and its like."""
        segment = self.segments[index]
        if self.is_naming(index):
            return None
        for verb in reversed([*_CHARACTERIZING.finditer(self.text, floor, end)][-2:]):
            if end - verb.end() > 90 or not self._is_verb(verb, floor):
                continue
            if agent := _AGENT.match(self.text, verb.end(), end):
                speaker = self.speakers.behind(agent.end(), end)
            elif _PASSIVE.search(self.text, max(floor, verb.start() - 16), verb.start()):
                continue
            else:
                speaker = self.speakers.before(floor, verb.start(), participle=verb.group().endswith("ing"))
            if speaker and speaker.kind == "unnamed" and verb.group() in {"dubbed", "called", "termed", "deemed", "calls"}:
                continue
            single = len(self.text[segment.start : segment.end].split()) == 1
            if speaker and (not single or verb.group()[:4] in _NAMES_IT):
                return Attribution(speaker, verb.start(), verb.end(), "mixed", "characterized")
        return None

    def _is_verb(self, cue: re.Match[str], floor: int) -> bool:
        word = cue.group()
        before = self.text[max(floor, cue.start() - 16) : cue.start()].split()
        if not word.endswith(("ed", "s", "ing")) and before and before[-1] == "to":
            return False
        if word.endswith("ed") and _PASSIVE.search(self.text, max(floor, cue.start() - 16), cue.start()):
            return False
        if word not in _NOUN_FORMS:
            return True
        if not before or before[-1].lower() in _NOT_BEFORE_VERB:
            return False
        return not before[-1].endswith(",") or bool(_VERB_EDGE.match(self.text, cue.end()))

    # the paragraphs around a segment

    def _introduction(self, index: int) -> Attribution | None:
        """Read a paragraph that introduces the quotation below it: "Senator X issued the following statement:"."""
        segment = self.segments[index]
        line = self.text.rfind("\n", 0, segment.start) + 1
        if segment.continued or self.text[line : segment.start].strip(" >*_-–—•") or not line:
            return None
        above = self.text[max(0, line - _WIDEST) : line].rstrip()
        end = max(0, line - _WIDEST) + len(above)
        if end == 0:
            return None
        floor = max(self.text.rfind("\n", 0, end) + 1, end - _WIDEST)
        at = bisect_right(self.sentence_starts, end - 1) - 1
        if at >= 0:
            floor = max(floor, self.sentence_starts[at])
        if index and self.segments[index - 1].end > floor:
            return None
        last = self.text[floor:end]
        if last[-1:] not in ":," and not _INTRODUCTION.search(last):
            return None
        found = self._from_lead(floor, end, index) if last[-1:] in ":," else None
        if found is None or found.speaker is None:
            found = self._colon(floor, end)
        if found is None or (last[-1:] not in ":," and found.speaker and found.speaker.kind != "person"):
            return None
        return replace(found, strength="direct", rule="introduction")

    def reporter_above(self, index: int) -> Speaker | None:
        """Return whom the paragraph above a segment reports."""
        segment = self.segments[index]
        line = self.text.rfind("\n", 0, segment.start) + 1
        above = max(0, line - _WIDEST)
        end = above + len(self.text[above:line].rstrip())
        floor = max(self.text.rfind("\n", 0, end) + 1, above)
        if index and self.segments[index - 1].end > floor:
            return None
        at = bisect_right(self.sentence_starts, end - 1) - 1
        if at >= 0:
            floor = max(floor, self.sentence_starts[at])
        for cue in CUE.finditer(self.text, floor, end):
            if self._is_verb(cue, floor) and (speaker := self.speakers.before(floor, cue.start(), participle=cue.group().endswith("ing"))):
                return speaker
        return None

    def _signature(self, index: int) -> Attribution | None:
        """Read a signature in the line below: "– Jane Doe, CEO"."""
        segment = self.segments[index]
        edge = self.text.find("\n", segment.end)
        line = self.text.rfind("\n", 0, segment.start) + 1
        if edge < 0 or self.text[segment.end : edge].strip(" .*_") or self.text[line : segment.start].strip(" >*_-–—•"):
            return None
        start = edge
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        stop = self.text.find("\n", start)
        stop = len(self.text) if stop < 0 else stop
        if stop - start > 160 or stop == start:
            return None
        dash = _DASH.match(self.text, start, stop)
        if dash is None and (self.text[stop - 1] in ".:!?" or self.text[start] in "“\"#"):
            return None
        speaker = self._signed(dash.end() if dash else start, stop)
        if speaker is None or (dash is None and (segment.continued or speaker.kind != "person" or speaker.start > start + 30)):
            return None
        return Attribution(speaker, None, None, "direct", "signature")
