"""Reading the index: queries and filters in, hits and facets out."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nutgraf.dataset import read_manifest
from nutgraf.errors import DatasetError, QueryError
from nutgraf.gazetteer import fold
from nutgraf.search.filters import conditions, kilometres, whole_name
from nutgraf.search.query import to_fts5
from nutgraf.search.results import FACETS, Documents, Filters, Hit, NameCount, Results, Sort
from nutgraf.search.store import QUOTE_FIELDS, QUOTE_WEIGHTS, RELEASE_FIELDS, RELEASE_WEIGHTS, index_path, open_to_read

OPEN, CLOSE = "\x02", "\x03"
"""Put around what was found; no indexed text holds them."""

SNIPPET_WORDS = 32
"""About two lines of a result list; FTS5 allows 64."""

SCAN_FROM = 0.5
"""Share of the releases from which counting facets is faster in the order of the terms, which needs no sorting."""

_MATCHED = "CREATE TEMP TABLE IF NOT EXISTS matched (id INTEGER PRIMARY KEY, release INTEGER, score REAL, day TEXT, source TEXT)"

_ORDERS = {
    "relevance": "score DESC, day IS NULL, day DESC, source, id",
    "newest": "day IS NULL, day DESC, source, id",
    "oldest": "day IS NULL, day, source, id",
}

_HIT = """SELECT release_id, source, release_date, issuer, status,
    (SELECT group_concat(copy.source, char(10)) FROM releases copy WHERE copy.duplicate_of = r.release_id)
    FROM releases r WHERE id = ?"""

_TEXTS = {"releases": ("release_text", RELEASE_WEIGHTS), "quotes": ("quote_text", QUOTE_WEIGHTS)}


_OF_QUOTES = {"speaker": "speaker_term", "speaker_organization": "organization_term"}
"""Facets of quotes that are the quote's own, not its release's."""


def _scored(documents: Documents) -> str:
    table, weights = _TEXTS[documents]
    return f"-bm25({table}, {', '.join(map(str, weights))})"


# CROSS JOIN keeps the full-text index in the outer loop, where it is read once.
_SOURCES: dict[tuple[str, bool], str] = {
    ("releases", False): "r.id, r.id, 0, r.release_date, r.source FROM releases r",
    ("releases", True): f"r.id, r.id, {_scored('releases')}, r.release_date, r.source "
    "FROM release_text CROSS JOIN releases r ON r.id = release_text.rowid",
    ("quotes", False): "q.id, r.id, 0, r.release_date, r.source FROM quotes q JOIN releases r ON r.id = q.release",
    ("quotes", True): f"q.id, r.id, {_scored('quotes')}, r.release_date, r.source "
    "FROM quote_text CROSS JOIN quotes q ON q.id = quote_text.rowid CROSS JOIN releases r ON r.id = q.release",
}

_RELEASE_SNIPPETS = f"""SELECT highlight(release_text, 0, ?, ?),
    snippet(release_text, 2, ?, ?, '…', {SNIPPET_WORDS}), snippet(release_text, -1, ?, ?, '…', {SNIPPET_WORDS})
    FROM release_text WHERE release_text MATCH ? AND rowid = ?"""


class Index:
    """The search index of a dataset, opened for reading; raises DatasetError when there is none. `file` is another than its own.

    It may be shared between threads. It sees what `update_index` commits, and never waits for it.
    """

    def __init__(self, out: str | os.PathLike[str], *, file: str | os.PathLike[str] | None = None) -> None:
        self.out = Path(out)
        self.path = index_path(self.out) if file is None else Path(file)
        self._idle = [open_to_read(self.out, self.path)]

    def search(
        self,
        query: str = "",
        *,
        filters: Filters | None = None,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        documents: Documents = "releases",
        facets: Sequence[str] = (),
        facet_size: int = 10,
    ) -> Results:
        """Find releases or quotes; an empty query finds all that the filters let through.

        Byte-identical copies are not hits of their own (see `Hit.copies`). `facets` are names from FACETS. Total, hits and
        facets are of one state of the index. Raises QueryError when the query or a filter cannot be understood.
        """
        _check(limit, offset, sort, documents, facets)
        match = to_fts5(query, RELEASE_FIELDS if documents == "releases" else QUOTE_FIELDS)
        with self._reading() as connection:
            _collect(connection, match, filters or Filters(), documents)
            (total,) = connection.execute("SELECT count(*) FROM matched").fetchone()
            page = connection.execute(
                f"SELECT id, release, score FROM matched ORDER BY {_ORDERS[sort]} LIMIT ? OFFSET ?", [limit, offset]
            )
            read = _release_hit if documents == "releases" else _quote_hit
            hits = tuple(read(connection, match, *row) for row in page.fetchall())
            return Results(total=total, hits=hits, facets=_facets(connection, documents, total, facets, facet_size))

    def names(self, facet: str, containing: str = "", *, limit: int = 100, offset: int = 0) -> tuple[int, list[NameCount]]:
        """Return how many things of a facet there are, and some of them under their commonest names, most releases first.

        `containing` keeps those with a name that contains it, whatever the case and the accents.
        """
        _check(limit, offset, "relevance", "releases", (facet,))
        with self._reading() as connection:
            tests, values = "t.facet = ?", [facet]
            if words := fold(containing):
                tests += " AND t.key IN (SELECT key FROM terms WHERE facet = ? AND instr(words, ?))"
                values += [facet, words]
            rows = connection.execute(
                f"SELECT name, sum(n), sum(m), count(*) OVER (), max(n) FROM (SELECT t.key, t.name, count(*) AS n, "
                f"sum(p.mentions) AS m FROM terms t CROSS JOIN postings p ON p.term = t.id WHERE {tests} GROUP BY t.id) "
                f"GROUP BY key ORDER BY sum(n) DESC, sum(m) DESC, name LIMIT ? OFFSET ?",
                [*values, limit, offset],
            ).fetchall()
        return (rows[0][3] if rows else 0), [NameCount(*row[:3]) for row in rows]

    def variants(self, facet: str, name: str) -> list[NameCount]:
        """Return all names of the thing of this name, the commonest first; none when there is no such thing."""
        _check(0, 0, "relevance", "releases", (facet,))
        same = whole_name(facet, fold(name))
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT t.name, count(*) AS n, sum(p.mentions) AS m, t.latitude, t.longitude FROM terms t "
                f"JOIN postings p ON p.term = t.id WHERE t.facet = ? AND t.{same.sql} "
                "GROUP BY t.name, t.latitude, t.longitude ORDER BY n DESC, m DESC, t.name",
                [facet, *same.values],
            )
            return [NameCount(*row) for row in rows]

    def roles(self, speaker: str) -> list[tuple[str | None, str | None, int]]:
        """Return the titles and organizations a speaker is quoted with, and in how many quotes, the commonest first."""
        same = whole_name("speaker", fold(speaker))
        with self._reading() as connection:
            return connection.execute(
                "SELECT title, organization, count(*) FROM quotes "
                f"WHERE speaker_term IN (SELECT id FROM terms WHERE facet = 'speaker' AND {same.sql}) "
                "GROUP BY title, organization ORDER BY 3 DESC, 1, 2",
                same.values,
            ).fetchall()

    def lag(self) -> int:
        """Return how many shards the index is behind the dataset."""
        with self._reading() as connection:
            indexed = set(connection.execute("SELECT name, fingerprint FROM shards"))
        return len({name for name, _ in indexed ^ {(shard.name, shard.fingerprint) for shard in read_manifest(self.out)}})

    def close(self) -> None:
        """Close the files; searching opens them again."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a transaction, so that all reads are of one state; one that failed is not used again."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = open_to_read(self.out, self.path)
        try:
            connection.create_function("kilometres", 4, kilometres, deterministic=True)
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise DatasetError(f"cannot read {self.path}: {error}") from None
        except QueryError:
            self._idle.append(connection)
            raise
        self._idle.append(connection)


def _check(limit: int, offset: int, sort: str, documents: str, facets: Sequence[str]) -> None:
    if limit < 0 or offset < 0:
        raise QueryError("limit and offset are not negative")
    for name, value, allowed in (
        ("sort", sort, tuple(_ORDERS)),
        ("documents", documents, ("releases", "quotes")),
        *(("facet", facet, FACETS) for facet in facets),
    ):
        if value not in allowed:
            raise QueryError(f"{name}: {value!r} is not one of {', '.join(allowed)}")


def _collect(connection: sqlite3.Connection, match: str, filters: Filters, documents: Documents) -> None:
    """Put all that match into the temporary table `matched`."""
    source = _SOURCES[documents, bool(match)]
    wanted = conditions(filters, documents)
    tests = ["r.duplicate_of IS NULL", *(condition.sql for condition in wanted)]
    values: list[Any] = [value for condition in wanted for value in condition.values]
    if match:
        tests.append(f"{_TEXTS[documents][0]} MATCH ?")
        values.append(match)
    connection.execute(_MATCHED)
    connection.execute("DELETE FROM matched")
    connection.execute(f"INSERT INTO matched SELECT {source} WHERE {' AND '.join(tests)}", values)


def _release_hit(connection: sqlite3.Connection, match: str, number: int, release: int, score: float) -> Hit:
    if match:
        row = connection.execute(_RELEASE_SNIPPETS, [OPEN, CLOSE, OPEN, CLOSE, OPEN, CLOSE, match, number]).fetchone()
        headline, in_body, anywhere = map(_unmarked, row)
        snippet = in_body if in_body[1] or headline[1] else anywhere
    else:
        row = connection.execute("SELECT headline, substr(body, 1, 240) FROM release_text WHERE rowid = ?", [number]).fetchone()
        headline, snippet = (row[0], ()), (_shortened(row[1]), ())
    return Hit(
        headline=headline[0] or None,
        headline_spans=headline[1],
        snippet=snippet[0],
        snippet_spans=snippet[1],
        score=score,
        **_release(connection, release),
    )


def _quote_hit(connection: sqlite3.Connection, match: str, number: int, release: int, score: float) -> Hit:
    marks = [OPEN, CLOSE]
    found = "snippet(quote_text, 0, ?, ?, '…', ?), highlight(quote_text, 0, ?, ?)" if match else "substr(quote, 1, 240), quote"
    where, values = ("quote_text MATCH ? AND", [*marks, SNIPPET_WORDS, *marks, match]) if match else ("", [])
    snippet, whole = connection.execute(f"SELECT {found} FROM quote_text WHERE {where} rowid = ?", [*values, number]).fetchone()
    text, spans = _unmarked(snippet if match else _shortened(snippet))
    quote, quote_spans = _unmarked(whole)
    row = connection.execute("SELECT speaker, title, organization, first, last FROM quotes WHERE id = ?", [number]).fetchone()
    speaker, title, organization, start, end = row
    (headline,) = connection.execute("SELECT headline FROM release_text WHERE rowid = ?", [release]).fetchone()
    return Hit(
        headline=headline or None,
        snippet=text,
        snippet_spans=spans,
        score=score,
        quote=quote,
        quote_spans=quote_spans,
        speaker=speaker,
        speaker_title=title,
        speaker_organization=organization,
        start=start,
        end=end,
        **_release(connection, release),
    )


def _release(connection: sqlite3.Connection, number: int) -> dict[str, Any]:
    release_id, source, day, issuer, status, copies = connection.execute(_HIT, [number]).fetchone()
    return {
        "release_id": release_id,
        "source": source,
        "release_date": day,
        "issuer": issuer,
        "status": status,
        "copies": tuple(sorted(copies.split("\n"))) if copies else (),
    }


def _unmarked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Take the marks out of a text; return it with the spans they enclosed."""
    plain, spans, length = [], [], 0
    for number, piece in enumerate(text.replace(CLOSE, OPEN).split(OPEN)):
        if number % 2:
            spans.append((length, length + len(piece)))
        plain.append(piece)
        length += len(piece)
    return "".join(plain), tuple(spans)


def _shortened(text: str) -> str:
    """Return the first words of a text."""
    words = text.split(" ")
    return " ".join(words[:SNIPPET_WORDS]) + ("…" if len(words) > SNIPPET_WORDS else "")


def _facets(
    connection: sqlite3.Connection, documents: Documents, total: int, facets: Sequence[str], size: int
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Count the hits by the commonest values of each facet."""
    if not facets:
        return {}
    counted = """SELECT p.term, sum(hits) AS hits FROM (SELECT release, count(*) AS hits FROM matched GROUP BY release) m
        CROSS JOIN postings p ON p.release = m.release GROUP BY p.term"""
    if documents == "releases" and total > SCAN_FROM * connection.execute("SELECT count(*) FROM releases").fetchone()[0]:
        counted = "SELECT p.term, count(*) AS hits FROM postings p CROSS JOIN matched m ON m.id = p.release GROUP BY p.term"
    own = _OF_QUOTES.keys() & set(facets) if documents == "quotes" else set()  # a quote has one speaker, its release many
    queries = [(counted, [facet for facet in facets if facet not in own])]
    for facet in own:
        column = _OF_QUOTES[facet]
        said = f"SELECT q.{column} AS term, count(*) AS hits FROM matched m JOIN quotes q ON q.id = m.id GROUP BY q.{column}"
        queries.append((said, [facet]))
    found: dict[str, list[tuple[str, int]]] = {facet: [] for facet in facets}
    for sql, names in queries:
        listed = ", ".join("?" * len(names))
        for facet, name, hits in connection.execute(_TOP.format(counted=sql, facets=listed), [*names, size]):
            found[facet].append((name, hits))
    return {facet: tuple(counts) for facet, counts in found.items()}


_TOP = """
WITH named AS (
    SELECT t.facet, t.key, t.name, sum(hits) AS hits FROM ({counted}) JOIN terms t ON t.id = term
    WHERE t.facet IN ({facets}) GROUP BY t.facet, t.key, t.name
),
things AS (SELECT facet, name, sum(hits) AS total, max(hits) FROM named GROUP BY facet, key)
SELECT facet, name, total
FROM (SELECT *, row_number() OVER (PARTITION BY facet ORDER BY total DESC, name) AS place FROM things)
WHERE place <= ? ORDER BY facet, place"""
"""The commonest things of each facet, under their commonest names: a bare column goes with the one max() of its query."""
