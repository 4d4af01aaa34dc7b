"""What is between a file and a release: one document's bytes or text, and what its surroundings say about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A document before decoding: `data` as found, or `text` when it is a row of a table.

    `format` names the reader (txt, html, …; json, jsonl, csv, parquet for rows), `name` is the file's or member's own
    name, `headline` and `published` are what a row's columns state. `size` is in bytes (of the text in UTF-8 for rows).
    """

    source: str
    format: str
    content_sha256: str
    size: int
    name: str
    data: bytes = b""
    text: str | None = None
    headline: str | None = None
    published: date | None = None

    @classmethod
    def from_bytes(cls, source: str, name: str, form: str, data: bytes, sent: date | None = None) -> RawDocument:
        """Build a document from a file's bytes; `sent` is the day of the mail it is attached to."""
        digest = hashlib.sha256(data).hexdigest()
        return cls(source=source, format=form, content_sha256=digest, size=len(data), name=name, data=data, published=sent)

    @classmethod
    def from_row(cls, source: str, form: str, text: str, headline: str | None, published: date | None) -> RawDocument:
        """Build a document from a row's text."""
        data = text.encode("utf-8", "surrogatepass")
        return cls(
            source=source,
            format=form,
            content_sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            name="",
            text=text,
            headline=headline,
            published=published,
        )
