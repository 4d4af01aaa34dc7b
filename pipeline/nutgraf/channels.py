"""Web addresses, e-mail addresses, phone numbers and social handles in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelMention:
    """An address as it stands in a text; `value` is normalised (phones to E.164 where possible)."""

    start: int
    end: int
    kind: str
    value: str


def find_channels(text: str, country: str | None) -> tuple[ChannelMention, ...]:
    """Find every address in text order; `country` (ISO 3166-1 alpha-2) reads national phone numbers."""
    return ()
