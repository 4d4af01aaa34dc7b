"""What a stage is, and the reading of a release it is given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from spacy.tokens import Doc

from nutgraf.channels import ChannelMention
from nutgraf.records import Extraction, Fact, Release

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Reading:
    """A release as the next stage sees it.

    `text` has the length of `release.text`, so offsets agree; in it the line ends inside a paragraph are spaces (a
    newline is always the edge of a paragraph) and web chrome is blanked out. `sentences` are spans that never cross a
    paragraph or section edge. `doc` is tokenised from the same text, so `token.idx` is an offset into the release.
    `channels` are the addresses and phone numbers, `country` the ISO code of the country the release is from, when known.
    """

    release: Release
    text: str
    sentences: tuple[tuple[int, int], ...]
    doc: Doc
    channels: tuple[ChannelMention, ...]
    country: str | None
    found: Extraction
    _edges: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_edges", tuple(section.start for section in self.release.sections))

    @property
    def published(self) -> date | None:
        """The day relative dates count from."""
        return self.release.release_date

    def section_at(self, offset: int) -> str | None:
        """Return the kind of the section an offset stands in, None in between sections."""
        index = bisect_right(self._edges, offset) - 1
        if index < 0:
            return None
        section = self.release.sections[index]
        return section.kind if offset < section.end else None

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Return the sentence around an offset, or an empty span when it stands in none."""
        index = bisect_right(self.sentences, (offset, len(self.text) + 1)) - 1
        if index >= 0 and offset < self.sentences[index][1]:
            return self.sentences[index]
        return (offset, offset)

    def fact(self, record: type[F], start: int, end: int, rule: str, **fields: Any) -> F:
        """Build a record for a stretch of the text; the runner owns what all facts share."""
        return record(
            release_id=self.release.release_id,
            start=start,
            end=end,
            text=self.release.text[start:end],
            section=self.section_at(start),
            rule=rule,
            **fields,
        )


class Stage(Protocol):
    """Reports one kind of fact."""

    @property
    def name(self) -> str:
        """The field of Extraction, and the table, it fills."""

    @property
    def requires(self) -> tuple[str, ...]:
        """Earlier stages whose findings it reads."""

    def __call__(self, reading: Reading) -> Iterable[Fact]:
        """Report the facts of one release."""
