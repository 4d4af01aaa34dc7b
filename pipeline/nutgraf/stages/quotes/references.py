"""Pronouns and missing subjects: a speaker as the text names one in, who is meant out."""

from __future__ import annotations

import re
from dataclasses import replace

from nutgraf.stages.quotes.names import Kind, Name, Names
from nutgraf.stages.quotes.speaker import Speaker
from nutgraf.stages.quotes.utterance import Utterance
from nutgraf.titles.words import GROUPS

_GROUP = re.compile(
    rf"\b[Tt]he ((?:[a-z]{{3,15}} ){{0,2}}(?:{'|'.join(sorted(noun for noun in GROUPS if noun.endswith('s')))}))\b"
)
_GROUP_REACH = 3000
_MEMORY = 4
"""Utterances a pronoun looks back on."""


def resolve(speaker: Speaker | None, names: Names, utterances: list[Utterance]) -> Speaker | None:
    """Turn a pronoun or a missing subject into who is meant; the utterances are those before it."""
    if speaker is not None and speaker.resolution != "pronoun":
        return speaker
    said = [one.speaker for one in reversed(utterances[-_MEMORY:]) if one.speaker is not None]
    if speaker is None:
        return replace(said[0], resolution="continued") if said else None
    if speaker.name in {"i", "we"}:
        return _issuer(speaker, names)
    wanted: Kind = "organization" if speaker.name == "it" else "person"
    line = names.text.rfind("\n", max(0, speaker.start - 2000), speaker.start) + 1
    subject = next((name for name in names.between(line, speaker.start) if name.kind == wanted), None)
    recent = next((one for one in said if one.kind == wanted or (speaker.name == "they" and one.name)), None)
    said_since = bool(utterances) and utterances[-1].segments[-1].end > line
    if recent is not None and (subject is None or said_since):
        return replace(recent, start=speaker.start, end=speaker.end, resolution="pronoun")
    subject = subject or next((name for name in names.before(speaker.start) if name.kind == wanted), None)
    if subject is None and speaker.name == "they":
        return _group(speaker, names)
    return _meant(speaker, subject, names)


def _group(speaker: Speaker, names: Names) -> Speaker:
    """Take "they" for the group last mentioned, as in "the researchers"."""
    groups = list(_GROUP.finditer(names.text, max(0, speaker.start - _GROUP_REACH), speaker.start))
    return replace(speaker, name=groups[-1].group(1) if groups else None, kind="unnamed")


def _meant(speaker: Speaker, subject: Name | None, names: Names) -> Speaker:
    if subject is None:
        return replace(speaker, name=None)
    full = names.full_name(subject.name) if subject.kind == "person" else subject.name
    return replace(speaker, name=full, kind=subject.kind)


def _issuer(speaker: Speaker, names: Names) -> Speaker:
    if names.issuer is None:
        return replace(speaker, name=None)
    kind: Kind = "person" if any(name.name == names.issuer for name in names.people) else "organization"
    return replace(speaker, name=names.issuer, kind=kind, resolution="issuer")
