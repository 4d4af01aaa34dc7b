"""Datasets written by hand: releases with the facts a test needs, without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from nutgraf.dataset import Shard, open_for_writing, read_manifest, remove_strays, write_shard
from nutgraf.records import (
    FACT_TABLES,
    CallToAction,
    Extraction,
    Figure,
    OrganizationMention,
    PlaceMention,
    Quote,
    Release,
    Section,
)


def made(source: str, headline: str, body: str, **values: Any) -> Extraction:
    """Return a release of a headline and a body.

    `about` adds boilerplate, the names of fact tables take records, the rest are fields of Release.
    """
    about = values.pop("about", "")
    facts = {name: values.pop(name) for name in FACT_TABLES if name in values}
    text = f"{headline}\n\n{body}\n\n{about}"
    edges = (0, len(headline), len(headline) + 2 + len(body), len(text))
    sections = (Section("headline", *edges[:2]), Section("body", edges[1] + 2, edges[2]), Section("about", edges[2], edges[3]))
    release = Release.from_text(text, source=source, headline=headline)
    day = values.pop("day", None)
    release = replace(release, sections=sections, release_date=date.fromisoformat(day) if day else None, **values)
    facts = {name: tuple(replace(fact, release_id=release.release_id) for fact in found) for name, found in facts.items()}
    return Extraction(release=release, **facts)


_ANY = {"release_id": "", "start": 0, "end": 0, "section": "body", "rule": "hand"}


def said(text: str, speaker: str | None, **values: Any) -> Quote:
    return Quote(**_ANY, text=text, segments=(), kind="direct", speaker=speaker, **values)


def at(name: str, **values: Any) -> PlaceMention:
    return PlaceMention(**_ANY, text=name, name=name, **values)


def organization(name: str, acronym: str | None = None) -> OrganizationMention:
    return OrganizationMention(**_ANY, text=name, name=name, key=name.casefold(), acronym=acronym)


def figure(value: float, unit: str | None = None, **values: Any) -> Figure:
    return Figure(**_ANY, text=str(value), value=value, unit=unit, **values)


def call(kind: Any) -> CallToAction:
    return CallToAction(**_ANY, text=kind, kind=kind)


def write_dataset(out: Path, shards: Mapping[str, Sequence[Extraction] | None]) -> Path:
    """Write shards; None removes one. The fingerprint is the content's, as it is in a real dataset."""
    with open_for_writing(out) as run:
        remove_strays(out, [shard for shard in read_manifest(out) if shards.get(shard.name, ()) is not None])
        for name, found in shards.items():
            if found is None:
                continue
            rows: dict[str, list[Any]] = {table: [fact for one in found for fact in getattr(one, table)] for table in FACT_TABLES}
            digest = hashlib.sha256(repr(found).encode()).hexdigest()
            write_shard(out, Shard(name, (), digest), rows | {"releases": [one.release for one in found]}, run)
    return out
