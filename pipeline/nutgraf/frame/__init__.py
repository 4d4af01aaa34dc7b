"""The frame of a release: its text in; headline, dateline, date, status, contacts, issuer and sections out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from nutgraf.channels import ChannelMention, find_channels
from nutgraf.frame.chrome import mark_chrome
from nutgraf.frame.contact_groups import read_contacts
from nutgraf.frame.contacts import contact_regions, mark_signature
from nutgraf.frame.country import choose_country, country_votes
from nutgraf.frame.dateline import Dateline
from nutgraf.frame.front import Front, read_front
from nutgraf.frame.issuer import read_issuer
from nutgraf.frame.pieces import Piece, cut_pieces, folded, squeezed
from nutgraf.frame.publication import as_date, read_date_line, read_embargo, read_status
from nutgraf.frame.tail import read_tail
from nutgraf.layout import Layout
from nutgraf.records import Contact, Release, Section
from nutgraf.timex import AbsoluteDate

_MONTH_FIRST = frozenset({None, "US", "PR", "PH"})
_STAMP = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) \d\d:\d\d(?::\d\d)?$")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout of a release tells before any of its sentences is read."""

    release: Release
    channels: tuple[ChannelMention, ...]
    country: str | None


def read_frame(release: Release, layout: Layout) -> Frame:
    """Fill the columns of `releases` that the text determines; find its addresses and the country it is from."""
    flat = layout.flat
    pieces = cut_pieces(layout)
    mark_chrome(pieces)
    votes = country_votes(flat)
    day_first = choose_country(votes, None) not in _MONTH_FIRST
    front = read_front(pieces, flat, layout.headings, release.headline, day_first=day_first)
    lines, tail_dates = read_tail(pieces, front.body, day_first=day_first)
    country = choose_country(votes, front.datelines[0] if front.datelines else None)
    channels = _channels(layout, country)
    contacts = read_contacts(contact_regions(pieces, flat, channels), flat, channels)
    if not contacts:
        mark_signature(pieces[front.body :], channels)
        contacts = read_contacts(contact_regions(pieces, flat, channels), flat, channels)
    headline = squeezed(flat[slice(*front.headline)]) if front.headline else release.headline
    status, status_piece = read_status(pieces)
    embargo_day, embargo_until = (None, None)
    if status == "embargoed" and status_piece:
        embargo_day, embargo_until = read_embargo(status_piece, front.dates + tail_dates, day_first=day_first)
    day, source = _release_date(release, front, embargo_day, tail_dates, _listed(pieces, headline, day_first=day_first))
    sections = _sections(pieces, front.datelines + lines, len(flat))
    found = replace(
        release,
        headline=headline,
        subheadline=next((squeezed(piece.text) for piece in pieces if piece.kind == "subheadline"), release.subheadline),
        release_date=day,
        release_date_source=source,
        status=status,
        embargo_until=embargo_until,
        dateline_place=next((line.place for line in front.datelines if line.place), None),
        issuer=read_issuer(front, pieces, flat, headline, contacts, _domains(contacts, channels)),
        contacts=contacts,
        sections=sections,
    )
    return Frame(found, channels, country)


def _channels(layout: Layout, country: str | None) -> tuple[ChannelMention, ...]:
    """Return the addresses printed in the text, and the targets of its Markdown links."""
    found = list(find_channels(layout.flat, country))
    if not layout.links:
        return tuple(found)
    printed = {channel.start for channel in found}
    for link in layout.links:
        if link.start in printed or link.start == link.end:
            continue
        if link.target.startswith("mailto:"):
            found.append(ChannelMention(link.start, link.end, "email", link.target[7:].split("?")[0].lower()))
        elif link.target.startswith(("http://", "https://", "www.")):
            found.append(ChannelMention(link.start, link.end, "url", link.target))
    return tuple(sorted(found, key=lambda channel: (channel.start, channel.end)))


def _release_date(
    release: Release, front: Front, embargo: date | None, tail: list[AbsoluteDate], listed: AbsoluteDate | None
) -> tuple[date | None, str | None]:
    """Return the day of publication and where it was found; a day given by the caller beats the text."""
    if release.release_date_source == "given":
        return release.release_date, "given"
    for line in front.datelines:
        if line.date and (day := as_date(line.date)):
            return day, "dateline"
    for found in front.dates:
        if day := as_date(found):
            return day, "date_line"
    if embargo:
        return embargo, "status_line"
    for found in [*tail[:1], *([listed] if listed else [])]:
        if day := as_date(found):
            return day, "date_line"
    return release.release_date, release.release_date_source


def _listed(pieces: list[Piece], headline: str | None, *, day_first: bool) -> AbsoluteDate | None:
    """Return the day a page's own list of releases, or its time stamp, gives for this headline."""
    if not headline:
        return None
    same = folded(headline)
    for above, piece in pairwise(pieces):
        if piece.kind == "chrome" and above.kind == "chrome" and folded(piece.text) == same:
            stamp = _STAMP.match(above.text)
            if stamp:
                return AbsoluteDate(above.start, above.end, int(stamp["year"]), int(stamp["month"]), int(stamp["day"]))
            if found := read_date_line(above.text, day_first=day_first):
                return found
    return None


def _domains(contacts: tuple[Contact, ...], channels: tuple[ChannelMention, ...]) -> list[str]:
    """Return the second-level names of the contacts' addresses, else of every e-mail address."""
    emails = [contact.email for contact in contacts if contact.email] or [c.value for c in channels if c.kind == "email"]
    return [email.rsplit("@", 1)[1].split(".")[0].replace("-", "").lower() for email in emails]


def _sections(pieces: list[Piece], datelines: list[Dateline], length: int) -> tuple[Section, ...]:
    """Join neighbouring pieces of one kind; cut the datelines out of the paragraphs they open."""
    spans: list[tuple[str, int, int]] = []
    openings = {line.start: line.end for line in datelines}
    for index, piece in enumerate(pieces):
        start = piece.start
        end = length if piece.kind == "chrome" and index + 1 == len(pieces) else piece.end
        if start in openings and piece.kind != "dateline":
            spans.append(("dateline", start, openings[start]))
            start = openings[start]
        if start < end:
            spans.append((piece.kind or "body", start, end))
    joined: list[tuple[str, int, int]] = []
    for kind, start, end in spans:
        if joined and joined[-1][0] == kind and kind not in ("headline", "subheadline", "dateline"):
            joined[-1] = (kind, joined[-1][1], end)
        else:
            joined.append((kind, start, end))
    return tuple(Section(kind, start, end) for kind, start, end in joined)
