"""Segments and their attributions in, utterances out: what continues what, and who "she" is."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from nutgraf.stage import Reading
from nutgraf.stages.quotes.attribution import Attribution, Attributor
from nutgraf.stages.quotes.marks import Segment
from nutgraf.stages.quotes.speakers import Speaker, Speakers

_LINE = re.compile(r"[^\n]*\S")
_BEFORE_NICKNAME = re.compile(r"\b[A-Z][\w.]*\s$")
_AFTER_NICKNAME = re.compile(r"\s[A-Z]\w+")
_SHORTEST_SENTENCE = 5
"""Words of a quotation that stands without an attribution of its own; shorter ones are terms and titles."""


@dataclass(slots=True)
class Utterance:
    """What one speaker says without a break; `paragraph` is where it ends."""

    segments: list[Segment]
    kind: str
    speaker: Speaker | None
    cue: tuple[int, int] | None
    rule: str
    paragraph: int


class Grouping:
    """Puts the segments of one release together."""

    def __init__(self, reading: Reading, segments: list[Segment], speakers: Speakers) -> None:
        self.reading = reading
        self.text = reading.text
        self.segments = segments
        self.speakers = speakers
        self.attributor = Attributor(reading, segments, speakers)
        self.lines = [match.start() for match in _LINE.finditer(self.text)] if segments else []
        self.utterances: list[Utterance] = []
        self.waiting: list[tuple[Segment, int]] = []
        self.above: Speaker | None = None

    def run(self) -> list[Utterance]:
        """Return the utterances in order."""
        for index, segment in enumerate(self.segments):
            if self.reading.section_at(segment.start) in {"legal", "chrome"}:
                continue
            first = bisect_right(self.lines, segment.start)
            attribution = self.attributor.attribution(index) if self._may_be_said(segment) else None
            if attribution is None or not self._is_speech(index, segment, attribution):
                self._place_bare(index, segment, first)
            else:
                self._place(index, segment, first, attribution)
        self._release_waiting()
        return self.utterances

    def _may_be_said(self, segment: Segment) -> bool:
        content = self.text[segment.start + 1 : segment.end - 1]
        if not re.search(r"\w", content) or self.text[max(0, segment.start - 1) : segment.start] in {"(", "["}:
            return False
        nickname = len(content) < 25 and _BEFORE_NICKNAME.search(self.text, max(0, segment.start - 20), segment.start)
        return not (nickname and _AFTER_NICKNAME.match(self.text, segment.end))

    def _is_speech(self, index: int, segment: Segment, attribution: Attribution) -> bool:
        """Whether a short fragment is somebody's words and no term, title or name."""
        words = self.text[segment.start : segment.end].split()
        if attribution.strength == "mixed" and self.attributor.is_naming(index):
            return False
        if len(words) > 1 or words[0][-2:-1] in "!?.":
            return True
        return attribution.cue_start is not None and attribution.speaker is not None and attribution.speaker.kind != "organization"

    def _place(self, index: int, segment: Segment, first: int, attribution: Attribution) -> None:
        speaker = self._resolve(attribution.speaker, segment)
        if attribution.strength == "mixed" and (speaker is None or speaker.name is None):
            return
        kind = attribution.strength if attribution.strength == "direct" and self._is_whole(segment, attribution) else "mixed"
        cue = (attribution.cue_start, attribution.cue_end) if attribution.cue_start is not None and attribution.cue_end is not None else None
        last = self.utterances[-1] if self.utterances else None
        self._adopt_waiting(first, segment, speaker)
        if last and self._carries_on(last, segment, first, speaker, kind):
            last.segments.append(segment)
            last.paragraph = bisect_right(self.lines, segment.end - 1)
            if last.cue is None and last.rule == "continued":
                last.cue, last.rule, last.speaker = cue, attribution.rule, speaker
            elif last.speaker is None or (speaker and last.speaker.name and speaker.name and last.cue is None):
                last.speaker, last.cue = speaker, last.cue or cue
            return
        waiting = [] if not self.waiting else [one for one, _ in self.waiting]
        self.waiting = []
        self.utterances.append(
            Utterance([*waiting, segment], kind, speaker, cue, attribution.rule, bisect_right(self.lines, segment.end - 1))
        )

    def _adopt_waiting(self, first: int, segment: Segment, speaker: Speaker | None) -> None:
        """Keep what waits only when this segment follows it at once."""
        if self.waiting and (first - self.waiting[-1][1] > 1 or self.text[self.lines[first - 1] : segment.start].strip(" >*_-–—•") or speaker is None):
            self._release_waiting()

    def _carries_on(self, last: Utterance, segment: Segment, first: int, speaker: Speaker | None, kind: str) -> bool:
        """Whether an attributed segment belongs to the utterance before it."""
        same = speaker is None or last.speaker is None or speaker.name == last.speaker.name
        if segment.continued and last.segments[-1].end <= segment.start and not last.segments[-1].closed:
            return same or last.rule == "continued"
        if last.kind != kind or first != last.paragraph:
            return False
        return same and not self._is_set_off(last.segments[-1].end, segment.start)

    def _is_set_off(self, end: int, start: int) -> bool:
        """Whether a sentence of narrative, or a paragraph edge that scraping left as a run of spaces, stands between."""
        between = self.text[end:start]
        if len(between) - len(between.rstrip()) > 2:
            return True
        first = self.reading.sentence_at(start - 1 - (len(between) - len(between.rstrip())))
        return first[0] > end and first[0] < first[1] <= start and first[1] - first[0] > 30

    def _place_bare(self, index: int, segment: Segment, first: int) -> None:
        """Place a segment whose own surroundings name no speaker."""
        last = self.utterances[-1] if self.utterances else None
        whole = self._is_sentence(segment)
        end = bisect_right(self.lines, segment.end - 1)
        leads = not self.text[self.lines[first - 1] : segment.start].strip(" >*_-–—•")
        if segment.continued and self.waiting and self.waiting[-1][0].end <= segment.start and not (last and last.segments[-1].start > self.waiting[-1][0].start):
            self.waiting.append((segment, end))
        elif last and last.kind == "direct" and (segment.continued or (whole and first == last.paragraph) or (whole and leads and first == last.paragraph + 1)):
            self._release_waiting()
            last.segments.append(segment)
            last.paragraph = end
        elif whole and leads and segment.opened and self._fills(segment, first):
            if self.waiting and first - self.waiting[-1][1] > 1:
                self._release_waiting()
            if not self.waiting:
                self.above = self.attributor.reporter_above(index)
            self.waiting.append((segment, end))

    def _release_waiting(self) -> None:
        """Report what nobody claimed as said by the last speaker, or by nobody known."""
        if not self.waiting:
            return
        segments = [segment for segment, _ in self.waiting]
        paragraph = self.waiting[-1][1]
        self.waiting = []
        last = next((utterance for utterance in reversed(self.utterances) if utterance.kind == "direct" and utterance.segments[-1].end <= segments[0].start), None)
        speaker = self._resolve(self.above, segments[0]) if self.above else None
        if speaker is None or speaker.name is None:
            speaker = last.speaker if last else self._subject(segments[0].start)
        self.utterances.append(Utterance(segments, "direct", speaker and replace(speaker, resolution="continued"), None, "continued", paragraph))
        self.utterances.sort(key=lambda utterance: utterance.segments[0].start)

    def _subject(self, position: int) -> Speaker | None:
        """Return the person a release is about: named in the headline, or its issuer, or the only one."""
        people = [name for name in self.speakers.names if name.kind == "person"]
        headline = self.reading.release.headline or ""
        names = {self.speakers.full_name(name.name): name for name in people}
        titled = [name for name in names if name in headline] or [name for name in names if name.split()[-1].lower() in headline.lower().split()]
        chosen = titled[0] if len(titled) == 1 else self.speakers.issuer if self.speakers.issuer in names else next(iter(names)) if len(names) == 1 else None
        if chosen is None:
            above = [name for name in people if name.start < position]
            return Speaker(above[-1].start, above[-1].end, self.speakers.full_name(above[-1].name), "person") if above else None
        return Speaker(names[chosen].start, names[chosen].end, chosen, "person")

    def _is_sentence(self, segment: Segment) -> bool:
        content = self.text[segment.start : segment.end].strip("\"“”‘’'`«» ")
        return len(content.split()) >= _SHORTEST_SENTENCE and (content[-1:] in ".!?…,;—-" or not segment.closed) and not content[:1].islower()

    def _fills(self, segment: Segment, first: int) -> bool:
        edge = self.text.find("\n", segment.end)
        rest = self.text[segment.end : len(self.text) if edge < 0 else edge].strip()
        return len(rest) < 40

    def _is_whole(self, segment: Segment, attribution: Attribution) -> bool:
        content = self.text[segment.start : segment.end].strip("\"“”‘’'`«» ")
        return not content[:1].islower() or len(content.split()) > 12

    def _resolve(self, speaker: Speaker | None, segment: Segment) -> Speaker | None:
        return resolve(speaker, segment.start, self.speakers, self.utterances, self.text)


def resolve(speaker: Speaker | None, start: int, speakers: Speakers, utterances: list[Utterance], text: str) -> Speaker | None:
    """Turn a pronoun or a missing subject into who is meant."""
    if speaker is not None and speaker.resolution != "pronoun":
        return speaker
    said = [u.speaker for u in reversed(utterances[-4:]) if u.speaker is not None]
    if speaker is None:
        return replace(said[0], resolution="continued") if said else None
    pronoun = speaker.name
    if pronoun in {"i", "we"}:
        return _issuer(speaker, speakers)
    wanted = {"it": "organization"}.get(pronoun or "", "person")
    line = text.rfind("\n", 0, speaker.start) + 1
    sentence_subject = next((name for name in speakers.between(line, speaker.start) if name.kind == wanted), None)
    recent = next((one for one in said if one.kind == wanted or (pronoun == "they" and one.name)), None)
    if recent is not None and (sentence_subject is None or _said_since(utterances, line)):
        return replace(recent, start=speaker.start, end=speaker.end, resolution="pronoun")
    if sentence_subject is None:
        names = speakers.between(0, speaker.start)
        sentence_subject = next((name for name in reversed(names) if name.kind == wanted), None)
    if sentence_subject is None:
        return replace(speaker, name=None)
    full = speakers.full_name(sentence_subject.name) if wanted == "person" else sentence_subject.name
    return Speaker(speaker.start, speaker.end, full, sentence_subject.kind, resolution="pronoun")


def _said_since(utterances: list[Utterance], start: int) -> bool:
    return bool(utterances) and utterances[-1].segments[-1].end > start


def _issuer(speaker: Speaker, speakers: Speakers) -> Speaker:
    if speakers.issuer is None:
        return replace(speaker, name=None)
    kind = "person" if any(name.kind == "person" and name.name == speakers.issuer for name in speakers.names) else "organization"
    return replace(speaker, name=speakers.issuer, kind=kind, resolution="issuer")  # type: ignore[arg-type]
