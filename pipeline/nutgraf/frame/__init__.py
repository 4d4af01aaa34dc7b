"""The frame of a release: its text in; headline, dateline, date, status, contacts, issuer and sections out."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.channels import ChannelMention, find_channels
from nutgraf.layout import Layout
from nutgraf.records import Release


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout of a release tells before any of its sentences is read."""

    release: Release
    channels: tuple[ChannelMention, ...]
    country: str | None


def read_frame(release: Release, layout: Layout) -> Frame:
    """Fill the columns of `releases` that the text determines; find its addresses and the country it is from."""
    return Frame(release, find_channels(layout.flat, None), None)
