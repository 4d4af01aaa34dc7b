"""Building the index and keeping it up to date: shard by shard, each in a transaction."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from nutgraf.dataset import check_dataset, open_for_writing, read_manifest
from nutgraf.errors import DatasetError
from nutgraf.gazetteer import fold
from nutgraf.search.documents import Document, Term, read_documents
from nutgraf.search.store import index_path, open_to_write

TIDY_FROM = 0.5
"""Share of new releases from which the full-text index is merged into one piece: searches gain, an update would not."""


@dataclass(slots=True)
class IndexReport:
    """What an update did: shards that were read, releases and quotes that were put in, and releases found unchanged in them."""

    shards: int = 0
    releases: int = 0
    quotes: int = 0
    unchanged: int = 0
    removed: int = 0
    seconds: float = 0.0


def update_index(
    out: str | os.PathLike[str],
    *,
    into: str | os.PathLike[str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> IndexReport:
    """Bring the search index of a dataset up to date and return what was done.

    Only shards whose manifest entry changed are read, and of these only releases that changed are indexed again. Every
    shard is a transaction: a run that is killed keeps what it committed, and searches see no half shard. `on_progress`
    is called with the shards done and the shards to do. `into` names another file than the dataset's own; that one may be brought
    up to date while a run writes to the dataset, and then lacks shards that are being replaced. Raises DatasetError when
    there is no dataset, when another run writes to it, or when the index cannot be written.
    """
    out = Path(out)
    check_dataset(out)
    path = index_path(out) if into is None else Path(into)
    try:
        with open_for_writing(out) if into is None else nullcontext():
            return _update(out, path, on_progress or (lambda _done, _total: None))
    except sqlite3.DatabaseError as error:
        raise DatasetError(f"cannot write {path}: {error} (if it is damaged, delete it and index again)") from None


def _update(out: Path, path: Path, on_progress: Callable[[int, int], None]) -> IndexReport:
    started = time.monotonic()
    report = IndexReport()
    connection = open_to_write(path)
    try:
        indexed = dict(connection.execute("SELECT name, fingerprint FROM shards"))
        shards = {shard.name: shard.fingerprint for shard in read_manifest(out)}
        gone = [name for name in indexed if name not in shards]
        changed = [name for name, fingerprint in shards.items() if indexed.get(name) != fingerprint]
        writer = _Writer(connection, report)
        for number, name in enumerate([*changed, *gone], start=1):
            with suppress(FileNotFoundError):  # being replaced: the next update finds it
                writer.replace(name, shards.get(name), read_documents(out, name) if name in shards else ())
            on_progress(number, len(changed) + len(gone))
        _tidy(connection, report)
    finally:
        connection.close()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _tidy(connection: sqlite3.Connection, report: IndexReport) -> None:
    """Drop what no release has any more, and put the index in order after a big change."""
    if report.removed or report.releases:
        connection.execute("DELETE FROM terms WHERE id NOT IN (SELECT term FROM postings)")
        (total,) = connection.execute("SELECT count(*) FROM releases").fetchone()
        if report.releases > total * TIDY_FROM:
            for table in ("release_text", "quote_text"):
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
            connection.execute("ANALYZE")
    connection.execute("PRAGMA busy_timeout = 0")  # a search that is going on is not waited for: the next run tidies then
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Writer:
    """Puts releases into the index and takes them out."""

    def __init__(self, connection: sqlite3.Connection, report: IndexReport) -> None:
        self.connection = connection
        self.report = report
        self.terms: dict[Term, int] = {}

    def replace(self, shard: str, fingerprint: str | None, documents: Iterable[Document]) -> None:
        """Make the index hold a shard's documents, in one transaction; without a fingerprint the shard is gone."""
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            before = {row[0]: row[1:] for row in execute("SELECT release_id, id, digest FROM releases WHERE shard = ?", [shard])}
            for document in documents:
                number, digest = before.pop(document.release_id, (None, None))
                self._put(shard, document, number, digest)
            for number, _ in before.values():
                self._remove(number)
                self.report.removed += 1
            execute("DELETE FROM shards WHERE name = ?", [shard])
            if fingerprint is not None:
                execute("INSERT INTO shards VALUES (?, ?)", [shard, fingerprint])
            execute("COMMIT")
        except BaseException:
            execute("ROLLBACK")
            raise
        self.report.shards += 1

    def _put(self, shard: str, document: Document, number: int | None, before: bytes | None) -> None:
        digest = document.digest()
        if digest == before:
            self.report.unchanged += 1
            return
        if number is None:  # it may have moved here from another shard
            found = self.connection.execute("SELECT id FROM releases WHERE release_id = ?", [document.release_id]).fetchone()
            number = found[0] if found else None
        if number is not None:
            self._remove(number)
        self._add(shard, document, digest)
        self.report.releases += 1

    def _remove(self, number: int) -> None:
        execute = self.connection.execute
        for (quote,) in execute("SELECT id FROM quotes WHERE release = ?", [number]).fetchall():
            execute("DELETE FROM quote_text WHERE rowid = ?", [quote])
        execute("DELETE FROM release_text WHERE rowid = ?", [number])
        for table in ("quotes", "postings", "figures"):
            execute(f"DELETE FROM {table} WHERE release = ?", [number])
        execute("DELETE FROM releases WHERE id = ?", [number])

    def _add(self, shard: str, document: Document, digest: bytes) -> None:
        execute = self.connection.execute
        number = execute(
            "INSERT INTO releases (release_id, shard, digest, source, release_date, issuer, status, duplicate_of) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [document.release_id, shard, digest, *document.row],
        ).lastrowid
        if document.is_copy:  # found through the release it is a copy of
            return
        execute(
            "INSERT INTO release_text (rowid, headline, subheadline, body, about) VALUES (?, ?, ?, ?, ?)",
            [number, *document.fields],
        )
        self.connection.executemany(
            "INSERT INTO postings VALUES (?, ?, ?)", ((self._term(term), number, count) for term, count in document.terms)
        )
        self.connection.executemany(
            "INSERT INTO figures VALUES (?, ?, ?, ?, ?)", ((number, *figure) for figure in document.figures)
        )
        for quote in document.quotes:
            terms = [self._term(term) if term else None for term in (quote.speaker_term, quote.organization_term)]
            row = execute(
                "INSERT INTO quotes (release, speaker_term, organization_term, speaker, title, organization, first, last) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [number, *terms, *quote[1:6]],
            ).lastrowid
            about_speaker = ", ".join(filter(None, (quote.speaker, quote.title, quote.organization)))
            execute("INSERT INTO quote_text (rowid, quote, speaker) VALUES (?, ?, ?)", [row, quote.text, about_speaker])
        self.report.quotes += len(document.quotes)

    def _term(self, term: Term) -> int:
        """Return a term's number, adding it when it is new."""
        if term not in self.terms:
            folded = fold(term.name)
            words = f" {folded} | {term.aliases} " if term.aliases else f" {folded} "
            self.connection.execute(
                "INSERT OR IGNORE INTO terms (facet, name, folded, key, words, latitude, longitude) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [term.facet, term.name, folded, term.key, words, term.latitude, term.longitude],
            )
            same = "SELECT id FROM terms WHERE facet = ? AND name = ? AND key = ? AND words = ?"
            (self.terms[term],) = self.connection.execute(same, [term.facet, term.name, term.key, words]).fetchone()
        return self.terms[term]
