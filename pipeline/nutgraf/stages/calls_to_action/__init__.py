"""Calls to action: requests, imperatives and invitations, with whom they address and where to answer."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.records import CallToAction
from nutgraf.stage import Reading
from nutgraf.stages.calls_to_action.details import channels_of, deadline, kind_of, object_of, with_addresses
from nutgraf.stages.calls_to_action.scan import Addresses, find_asks

_SILENT = frozenset({"headline", "subheadline", "dateline", "status", "legal", "chrome"})
"""Sections whose imperatives are titles, labels or legal advice."""


class CallsToAction:
    """Reports what readers, officials and others are asked to do."""

    name = "calls_to_action"
    requires: tuple[str, ...] = ("dates",)

    def __call__(self, reading: Reading) -> Iterator[CallToAction]:
        """Yield one record a request, in text order."""
        addresses = Addresses(reading.channels)
        text, done = reading.text, 0
        for ask in find_asks(reading, addresses):
            if ask.start < done or reading.section_at(ask.start) in _SILENT:
                continue
            done = with_addresses(text, ask, addresses)
            channels = channels_of(text, reading.release.text, ask.start, done, addresses)
            yield reading.fact(
                CallToAction,
                ask.start,
                done,
                ask.rule,
                kind=kind_of(ask, channels),
                action=ask.action,
                addressee=ask.addressee,
                object=object_of(text, ask, addresses),
                deadline=deadline(text, reading.found.dates, ask.start, done),
                channels=channels,
            )


__all__ = ["CallsToAction"]
