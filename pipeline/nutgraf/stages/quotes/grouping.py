"""Segments in, utterances out: what is said at all, and what carries on what."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from nutgraf.stages.quotes.attribution import attribute
from nutgraf.stages.quotes.context import Attribution, Context
from nutgraf.stages.quotes.leading import reporter_above
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.references import resolve
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.utterance import Utterance

_LINE = re.compile(r"\S[^\n]*")
_MARKS = "\"“”‘’'`«» "
_SHORTEST_SENTENCE = 5
"""Words of a quotation that stands without an attribution of its own; shorter ones are terms and titles."""
_BEFORE_NICKNAME = re.compile(r"\b[A-Z][\w.]*\s$")
_AFTER_NICKNAME = re.compile(r"\s[A-Z]\w+")
_LONGEST_FRAGMENT = 12
"""Words beyond which a quotation that starts in lower case still counts as direct."""


def group(context: Context) -> list[Utterance]:
    """Return the utterances of a release in order."""
    return _Grouping(context).run() if context.segments else []


class _Grouping:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.text = context.text
        self.lines = [match.start() for match in _LINE.finditer(self.text)]
        self.utterances: list[Utterance] = []
        self.waiting: list[tuple[Segment, int]] = []
        self.above: Speaker | None = None

    def run(self) -> list[Utterance]:
        for index, segment in enumerate(self.context.segments):
            if self.context.reading.section_at(segment.start) in {"legal", "chrome"}:
                continue
            attribution = attribute(self.context, index) if self._may_be_said(segment) else None
            if attribution is not None and self._is_speech(index, attribution):
                self._place(index, attribution)
            else:
                self._place_bare(index)
        self._release_waiting()
        return self.utterances

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.lines, position)

    def _may_be_said(self, segment: Segment) -> bool:
        content = self.text[segment.start + 1 : segment.end - 1]
        if not re.search(r"\w", content) or self.text[max(0, segment.start - 1) : segment.start] in {"(", "["}:
            return False
        nickname = len(content) < 25 and _BEFORE_NICKNAME.search(self.text, max(0, segment.start - 20), segment.start)
        return not (nickname and _AFTER_NICKNAME.match(self.text, segment.end))

    def _is_speech(self, index: int, attribution: Attribution) -> bool:
        """Whether a short fragment is somebody's words and no term, title or name."""
        segment = self.context.segments[index]
        words = self.text[segment.start : segment.end].split()
        if attribution.strength == "mixed" and self.context.is_naming(index):
            return False
        if len(words) > 1 or words[0][-2:-1] in "!?.":
            return True
        return attribution.cue is not None and attribution.speaker is not None and attribution.speaker.kind != "organization"

    def _place(self, index: int, attribution: Attribution) -> None:
        segment = self.context.segments[index]
        speaker = resolve(attribution.speaker, self.context.speakers.names, self.utterances)
        if attribution.strength == "mixed" and (speaker is None or speaker.name is None):
            return
        whole = attribution.strength == "direct" and self._is_whole(segment)
        if self.waiting and not self._follows_waiting(index, speaker):
            self._release_waiting()
        last = self.utterances[-1] if self.utterances else None
        if last and self._carries_on(last, segment, speaker, whole=whole):
            self._append(last, segment)
            if last.speaker is None or last.rule == "continued":
                last.speaker, last.cue, last.rule = speaker, attribution.cue, attribution.rule
            return
        segments = [*(one for one, _ in self.waiting), segment]
        self.waiting = []
        end = self._paragraph(segment.end - 1)
        self.utterances.append(
            Utterance(segments, "direct" if whole else "mixed", speaker, attribution.cue, attribution.rule, end)
        )

    def _append(self, utterance: Utterance, segment: Segment) -> None:
        utterance.segments.append(segment)
        utterance.paragraph = self._paragraph(segment.end - 1)

    def _follows_waiting(self, index: int, speaker: Speaker | None) -> bool:
        near = self._paragraph(self.context.segments[index].start) - self.waiting[-1][1] <= 1
        return near and speaker is not None and self.context.starts_paragraph(index)

    def _carries_on(self, last: Utterance, segment: Segment, speaker: Speaker | None, *, whole: bool) -> bool:
        """Whether an attributed segment belongs to the utterance before it."""
        same = speaker is None or last.speaker is None or speaker.name == last.speaker.name
        if segment.continued and not last.segments[-1].closed:
            return same or last.rule == "continued"
        if (last.kind == "direct") != whole or self._paragraph(segment.start) != last.paragraph:
            return False
        return same and not self._is_set_off(last.segments[-1].end, segment.start)

    def _is_set_off(self, end: int, start: int) -> bool:
        """Whether a sentence of narrative, or a paragraph edge that scraping left as a run of spaces, stands between."""
        between = self.text[end:start]
        space = len(between) - len(between.rstrip())
        if space > 2:
            return True
        first, stop = self.context.reading.sentence_at(start - 1 - space)
        return end < first < stop <= start and stop - first > 30

    def _place_bare(self, index: int) -> None:
        """Place a segment whose own surroundings name no speaker."""
        segment = self.context.segments[index]
        last = self.utterances[-1] if self.utterances else None
        whole, leads = self._is_sentence(segment), self.context.starts_paragraph(index)
        distance = self._paragraph(segment.start) - last.paragraph if last else 2
        waits = bool(self.waiting) and not (last and last.segments[-1].start > self.waiting[-1][0].start)
        if last and self._shares_sentence(last, index):
            self._append(last, segment)
        elif segment.continued and waits:
            self.waiting.append((segment, self._paragraph(segment.end - 1)))
        elif (
            last
            and last.kind == "direct"
            and (segment.continued or (distance <= 1 and self._follows(segment, distance, leads=leads)))
        ):
            self._release_waiting()
            self._append(last, segment)
        elif whole and leads and segment.opened and self._fills_paragraph(segment):
            if self.waiting and self._paragraph(segment.start) - self.waiting[-1][1] > 1:
                self._release_waiting()
            if not self.waiting:
                self.above = reporter_above(self.context, index)
            self.waiting.append((segment, self._paragraph(segment.end - 1)))

    def _shares_sentence(self, last: Utterance, index: int) -> bool:
        """Whether a fragment goes on with the reported sentence of the fragment before: "…", and that "…"."""
        segment, before = self.context.segments[index], last.segments[-1]
        if last.kind != "mixed" or last.cue is None or last.rule == "characterized" or self.context.is_naming(index):
            return False
        sentence = self.context.reading.sentence_at(before.start)
        return (
            sentence[0] <= last.cue[0] < before.start < segment.start < sentence[1]
            and " " in self.text[segment.start : segment.end]
        )

    def _release_waiting(self) -> None:
        """Report what no attribution claimed as said by whom the text spoke of last."""
        if not self.waiting:
            return
        segments = [segment for segment, _ in self.waiting]
        paragraph = self.waiting[-1][1]
        self.waiting = []
        speaker = self._speaker_of_bare(segments[0])
        speaker = replace(speaker, resolution="continued") if speaker else None
        self.utterances.append(Utterance(segments, "direct", speaker, None, "continued", paragraph))
        self.utterances.sort(key=lambda utterance: utterance.segments[0].start)

    def _speaker_of_bare(self, segment: Segment) -> Speaker | None:
        names = self.context.speakers.names
        speaker = resolve(self.above, names, self.utterances) if self.above else None
        if speaker is not None and speaker.name is not None:
            return speaker
        for utterance in reversed(self.utterances):
            if utterance.kind == "direct" and utterance.segments[-1].end <= segment.start:
                return utterance.speaker
        return self._subject(segment.start)

    def _subject(self, position: int) -> Speaker | None:
        """Return the person a release is about: named in the headline, or its issuer, or the last one named."""
        names = self.context.speakers.names
        people = {names.full_name(name.name): name for name in names.people}
        headline = (self.context.reading.release.headline or "").lower()
        titled = [name for name in people if name.lower() in headline] or [
            name for name in people if name.split()[-1].lower() in headline.split()
        ]
        chosen = titled[0] if len(titled) == 1 else names.issuer if names.issuer in people else None
        if chosen is None:
            above = next((name for name in names.before(position) if name.kind == "person"), None)
            chosen = names.full_name(above.name) if above else None
        return Speaker(people[chosen].start, people[chosen].end, chosen, "person") if chosen else None

    def _is_sentence(self, segment: Segment, shortest: int = _SHORTEST_SENTENCE) -> bool:
        content = self.text[segment.start : segment.end].strip(_MARKS)
        ended = content.endswith((".", "!", "?", "…", ",", ";", "—", "-")) or not segment.closed
        return ended and not content[:1].islower() and len(content.split()) >= shortest

    def _follows(self, segment: Segment, distance: int, *, leads: bool) -> bool:
        """Whether an unattributed segment carries on what was said in its paragraph or the one above."""
        if distance:
            return leads and self._is_sentence(segment)
        # Within a paragraph two words that end a sentence are enough; "…," may be a name or a term.
        comma = self.text[segment.start : segment.end].strip(_MARKS).endswith(",")
        return self._is_sentence(segment, shortest=_SHORTEST_SENTENCE if comma else 2)

    def _fills_paragraph(self, segment: Segment) -> bool:
        return len(self.text[segment.end : self.context.line_end(segment.end)].strip()) < 40

    def _is_whole(self, segment: Segment) -> bool:
        content = self.text[segment.start : segment.end].strip(_MARKS)
        return not content[:1].islower() or len(content.split()) > _LONGEST_FRAGMENT
