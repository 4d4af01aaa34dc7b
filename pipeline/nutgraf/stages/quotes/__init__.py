"""quotes: what is said, in marks or reported, and who says it."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import CharSpan, Quote
from nutgraf.stage import Reading
from nutgraf.stages.quotes.grouping import Grouping, Utterance
from nutgraf.stages.quotes.indirect import reported
from nutgraf.stages.quotes.marks import read_segments
from nutgraf.stages.quotes.speakers import Speakers
from nutgraf.stages.quotes.titles import best_role


class Quotes:
    """Reports direct, mixed and indirect quotes with their speakers."""

    name = "quotes"
    requires: tuple[str, ...] = ("people", "organizations")

    def __call__(self, reading: Reading) -> Iterator[Quote]:
        segments = read_segments(reading.text)
        speakers = Speakers(reading)
        utterances = Grouping(reading, segments, speakers).run()
        for utterance in sorted([*utterances, *reported(reading, speakers, utterances)], key=lambda u: u.segments[0].start):
            yield _quote(reading, speakers, utterance)


def _quote(reading: Reading, speakers: Speakers, utterance: Utterance) -> Quote:
    speaker = utterance.speaker
    cue_start, cue_end = utterance.cue or (None, None)
    role = speaker.role if speaker else None
    if speaker and role and speaker.kind == "person" and speaker.name:
        role = best_role([role, speakers.role(speaker.name)])
    return reading.fact(
        Quote,
        utterance.segments[0].start,
        utterance.segments[-1].end,
        utterance.rule,
        segments=tuple(CharSpan(segment.start, segment.end) for segment in utterance.segments),
        kind=utterance.kind,
        speaker=speaker.name if speaker else None,
        speaker_kind=speaker.kind if speaker and speaker.name else None,
        speaker_title=role.title if role else None,
        speaker_organization=speakers.full_organization(role.organization) if role else None,
        speaker_resolution=speaker.resolution if speaker and speaker.name else None,
        cue=None if cue_start is None else reading.release.text[cue_start:cue_end],
        cue_start=cue_start,
        cue_end=cue_end,
    )
