"""quotes: what is said, in marks or reported, and who says it."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import CharSpan, Quote
from nutgraf.stage import Reading
from nutgraf.stages.quotes.context import Context
from nutgraf.stages.quotes.grouping import group
from nutgraf.stages.quotes.indirect import reported
from nutgraf.stages.quotes.marks import read_segments
from nutgraf.stages.quotes.names import Names
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.speakers import Speakers
from nutgraf.stages.quotes.unmarked import unmarked_segments
from nutgraf.stages.quotes.utterance import Utterance
from nutgraf.titles.roles import Role, best_role


class Quotes:
    """Reports direct, mixed and indirect quotes with their speakers."""

    name = "quotes"
    requires: tuple[str, ...] = ("people", "organizations")

    def __call__(self, reading: Reading) -> Iterator[Quote]:
        names = Names(reading)
        speakers = Speakers(names)
        quoted = group(Context(reading, unmarked_segments(reading) or read_segments(reading.text), speakers))
        indirect = reported(reading, speakers, quoted)
        for utterance in sorted([*quoted, *indirect], key=lambda one: one.segments[0].start):
            yield _quote(reading, names, utterance)


def _quote(reading: Reading, names: Names, utterance: Utterance) -> Quote:
    speaker = utterance.speaker if utterance.speaker and utterance.speaker.name else None
    cue_start, cue_end = utterance.cue or (None, None)
    role = _role(names, speaker, utterance.segments[0].start) if speaker else Role()
    return reading.fact(
        Quote,
        utterance.segments[0].start,
        utterance.segments[-1].end,
        utterance.rule,
        segments=tuple(CharSpan(segment.start, segment.end) for segment in utterance.segments),
        kind=utterance.kind,
        speaker=speaker and speaker.name,
        speaker_kind=speaker and speaker.kind,
        speaker_title=role.title,
        speaker_organization=role.organization,
        speaker_resolution=speaker and speaker.resolution,
        cue=reading.release.text[cue_start:cue_end] if utterance.cue else None,
        cue_start=cue_start,
        cue_end=cue_end,
    )


def _role(names: Names, speaker: Speaker, position: int) -> Role:
    role = speaker.role
    if speaker.kind == "person" and speaker.name:
        role = best_role([role, names.role(speaker.name)])
        if role.organization is None or names.is_part_of_title(role.organization):
            role = role._replace(organization=names.house(speaker.name, role.title, position))
    return role._replace(organization=names.full_organization(role.organization))
