"""The one loop: releases in, extractions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Doc

from nutgraf.frame import Frame, read_frame
from nutgraf.labeller import Labeller
from nutgraf.language import BATCH_SIZE, DEFAULT_MODEL, split_sentences
from nutgraf.layout import read_layout
from nutgraf.publisher import with_publisher
from nutgraf.records import Extraction, Release, Section
from nutgraf.stage import Reading, Stage
from nutgraf.stages import STAGES


class Extractor:
    """Finds every fact in releases.

    `model` is `accurate`, `fast`, or any spaCy package or path with a named-entity recogniser; `stages` replaces the default
    stages. Loading takes a few seconds; keep one extractor a process.

    >>> from nutgraf import Extractor, Release
    >>> found = Extractor().extract(Release.from_text("Sales rose 8 percent to $3.4 million."))
    >>> [figure.value for figure in found.figures]
    [8.0, 3400000.0]
    """

    def __init__(self, model: str = DEFAULT_MODEL, *, stages: tuple[Stage, ...] = STAGES) -> None:
        _check_order(stages)
        self.stages = stages
        self.labeller = Labeller(model)

    def extract(self, release: Release) -> Extraction:
        """Return everything found in one release."""
        return self.extract_batch([release])[0]

    def pipe(self, releases: Iterable[Release]) -> Iterator[Extraction]:
        """Yield the extraction of each release, in order; reads and labels them a batch at a time."""
        iterator = iter(releases)
        while batch := list(islice(iterator, BATCH_SIZE)):
            yield from self.extract_batch(batch)

    def extract_batch(self, releases: list[Release]) -> list[Extraction]:
        """Return the extraction of each release of a batch that is labelled at once."""
        drafts = [draft(release) for release in releases]
        docs = self.labeller.docs((one.text, one.sentences, one.frame.release.issuer) for one in drafts)
        return [self._run(one, doc) for one, doc in zip(drafts, docs, strict=True)]

    def read_frame(self, release: Release) -> Release:
        """Return a release with its frame filled in, without looking for facts."""
        return draft(release).frame.release

    def _run(self, one: Draft, doc: Doc) -> Extraction:
        frame = one.frame
        found = Extraction(release=frame.release)
        for stage in self.stages:
            reading = Reading(frame.release, one.text, one.sentences, doc, frame.channels, frame.country, found)
            try:
                found = found.with_found(stage.name, stage(reading))
            except Exception as error:
                error.add_note(f"stage {stage.name} on {frame.release.source}")
                raise
        return with_publisher(found)


@dataclass(frozen=True, slots=True)
class Draft:
    """A release made ready for the model."""

    frame: Frame
    text: str
    sentences: tuple[tuple[int, int], ...]


def draft(release: Release) -> Draft:
    """Read a release's layout and frame, and cut its text into sentences."""
    layout = read_layout(release.text)
    frame = read_frame(release, layout)
    sections = frame.release.sections
    text = _without_chrome(layout.flat, sections)
    return Draft(frame, text, split_sentences(text, sections))


def _without_chrome(text: str, sections: Sequence[Section]) -> str:
    """Turn web chrome to newlines, so that no stage draws a fact from it."""
    parts, position = [], 0
    for section in sections:
        if section.kind == "chrome":
            parts += [text[position : section.start], "\n" * (section.end - section.start)]
            position = section.end
    return "".join([*parts, text[position:]])


def _check_order(stages: tuple[Stage, ...]) -> None:
    seen: set[str] = set()
    for stage in stages:
        missing = set(stage.requires) - seen
        if missing:
            raise ValueError(f"stage {stage.name!r} requires {sorted(missing)} to run before it")
        seen.add(stage.name)
