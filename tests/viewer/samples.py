"""A small dataset whose every text is hostile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from nutgraf.dataset import Shard, open_for_writing, write_shard
from nutgraf.records import (
    CallToAction,
    Channel,
    CharSpan,
    Contact,
    DateMention,
    Failure,
    Figure,
    OrganizationMention,
    PersonMention,
    PlaceMention,
    Quote,
    Release,
    Section,
)

EVIL = "<script>alert(1)</script>"
SPEAKER = 'Ann "><img src=x onerror=alert(1)> O’Hara'
ORGANIZATION = "Pratt & Sons </title><svg onload=alert(1)>"
PLACE = "Bath/Wells?#%"

HARBOR = f"""Harbor wall to be rebuilt {EVIL}

BATH, 4 May 2024 – The wall will cost $3.4 million, {ORGANIZATION} said.

“It held,” said {SPEAKER}, “for a hundred years.”

Come to the quay in {PLACE} on 9 June 2024; see javascript:alert(1) or https://quay.example/?a=1&b="2.

Share this
"""


def harbor() -> dict[str, list[Any]]:
    """Return a release that tries everything, and errors, as rows by table."""
    release = Release.from_text(HARBOR, source="harbor.txt", published=date(2024, 5, 4), headline=f"Harbor wall {EVIL}")
    text = release.text

    def at(piece: str, end: str = "") -> dict[str, Any]:
        start = text.index(piece)
        stop = text.index(end, start) + len(end) if end else start + len(piece)
        where = {"release_id": release.release_id, "start": start, "end": stop, "text": text[start:stop]}
        return {**where, "section": "body", "rule": "r"}

    chrome = text.index("Share")
    said = at("“It held", "years.”")
    parts = (CharSpan(said["start"], text.index(" said Ann")), CharSpan(text.index("“for"), said["end"]))
    spoken = {"speaker": SPEAKER, "speaker_kind": "person", "speaker_title": EVIL, "speaker_organization": ORGANIZATION}
    day = date(2024, 6, 9)
    bath = {"kind": "city", "country_code": "GB", "latitude": 51.4, "longitude": -2.4, "geoname_id": 7}
    web = Channel("url", "javascript:alert(1)"), Channel("url", "https://quay.example/?a=1&b=2")
    return {
        "releases": [
            replace(
                release,
                issuer=ORGANIZATION,
                status="embargoed",
                embargo_until=EVIL,
                subheadline=EVIL,
                dateline_place=EVIL,
                warnings=(EVIL,),
                contacts=(Contact(name=EVIL, email='a"@b.example', url="javascript:alert(1)", phone="+12025550100"),),
                sections=(Section("body", text.index("BATH"), chrome), Section("chrome", chrome, len(text))),
            )
        ],
        "people": [PersonMention(**at(SPEAKER), name=SPEAKER, title=EVIL, organization=ORGANIZATION)],
        "organizations": [
            OrganizationMention(**at(ORGANIZATION), name=ORGANIZATION, key=ORGANIZATION.casefold(), kind="company", acronym=EVIL)
        ],
        "places": [PlaceMention(**at(PLACE), name=PLACE, **bath)],
        "quotes": [Quote(**said, segments=parts, kind="direct", **spoken)],
        "figures": [
            Figure(**at("$3.4 million"), value=3.4e6, unit="USD", unit_kind="money", item=EVIL, change="up", comparator="ge")
        ],
        "dates": [DateMention(**at("9 June 2024"), type="DATE", value="2024-06-09", earliest=day, latest=day, role="event")],
        "calls_to_action": [
            CallToAction(
                **at("Come to the quay"),
                kind="attend",
                channels=(*web, Channel("email", "q@quay.example")),
                deadline=day,
                object=EVIL,
            )
        ],
        "errors": [
            Failure(source=EVIL, step="read", error="corrupt", message=f"damaged {EVIL}", size=3),
            Failure(source="b", step="decode", error="empty_text", message="no text in it"),
        ],
    }


def write(out: Path, name: str, rows: dict[str, list[Any]]) -> None:
    """Commit rows as a shard of a dataset."""
    with open_for_writing(out) as run:
        write_shard(out, Shard(name, ()), rows, run)


def plain(number: int) -> Release:
    """Return a release nothing is special about."""
    text = f"Notice number {number}\n\nThe water board met. Watermark tests go on."
    release = Release.from_text(text, source=f"notice-{number:03}.txt", published=date(2020 + number % 4, 1 + number % 12, 1))
    return replace(release, headline=f"Notice number {number}", issuer="Water Board", sections=(Section("body", 0, len(text)),))


def water_board() -> dict[str, list[Any]]:
    """Return a release of the board of the plain ones, which its text names otherwise."""
    release = replace(
        plain(40), issuer="Water Board", text="“We test the mains,” said Una Pike of the Water Board of Wells.", sections=()
    )
    at = {"release_id": release.release_id, "section": "body", "rule": "r"}
    name = "Water Board of Wells"
    start = release.text.index(name)
    spoken = {"speaker": "Una Pike", "speaker_kind": "person", "speaker_organization": name}
    return {
        "releases": [release],
        "quotes": [Quote(**at, start=0, end=20, text=release.text[:20], segments=(CharSpan(0, 20),), kind="direct", **spoken)],
        "organizations": [
            OrganizationMention(**at, start=start, end=start + len(name), text=name, name=name, key="water board", is_issuer=True)
        ],
    }


def write_sample(out: Path) -> None:
    """Write a dataset of the hostile release and 30 plain ones."""
    write(out, "00000", harbor())
    write(out, "00001", {"releases": [plain(number) for number in range(30)]})
