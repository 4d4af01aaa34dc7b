"""The file of the index: its tables, and connections to it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from nutgraf.errors import DatasetError

FILE = "_search.sqlite"
"""Name of the index in the dataset's folder; the underscore keeps readers of Parquet away from it."""

VERSION = 2
"""Raised when the tables or what is put into them change; an index of another version is made anew."""

RELEASE_FIELDS = ("headline", "subheadline", "body", "about")
RELEASE_WEIGHTS = (8.0, 4.0, 1.0, 0.3)
"""What a word counts by where it stands: a headline says what a release is about, boilerplate says it of every release."""

QUOTE_FIELDS = ("quote", "speaker")
QUOTE_WEIGHTS = (1.0, 1.0)

_TOKENS = 'tokenize = "unicode61 remove_diacritics 2"'

TABLES = f"""
CREATE TABLE shards (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
    id INTEGER PRIMARY KEY, release_id TEXT NOT NULL UNIQUE, shard TEXT NOT NULL, digest BLOB NOT NULL, source TEXT NOT NULL,
    release_date TEXT, issuer TEXT, status TEXT, duplicate_of TEXT
);
CREATE INDEX releases_by_shard ON releases (shard);
CREATE INDEX releases_by_date ON releases (release_date);
CREATE INDEX copies ON releases (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY, release INTEGER NOT NULL, speaker_term INTEGER, organization_term INTEGER,
    speaker TEXT, title TEXT, organization TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX quotes_by_release ON quotes (release);
CREATE INDEX quotes_by_speaker ON quotes (speaker_term);
CREATE INDEX quotes_by_organization ON quotes (organization_term);
CREATE TABLE terms (
    id INTEGER PRIMARY KEY, facet TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, key TEXT NOT NULL, words TEXT NOT NULL,
    latitude REAL, longitude REAL, UNIQUE (facet, name, key, words)
);
CREATE INDEX terms_by_name ON terms (facet, folded);
CREATE INDEX terms_by_key ON terms (facet, key);
CREATE INDEX terms_by_words ON terms (facet, words);
CREATE TABLE postings (
    term INTEGER NOT NULL, release INTEGER NOT NULL, mentions INTEGER NOT NULL, PRIMARY KEY (term, release)
) WITHOUT ROWID;
CREATE INDEX postings_by_release ON postings (release);
CREATE TABLE figures (release INTEGER NOT NULL, unit TEXT, unit_kind TEXT, low REAL NOT NULL, high REAL NOT NULL);
CREATE INDEX figures_by_unit ON figures (unit, high);
CREATE INDEX figures_by_release ON figures (release);
CREATE VIRTUAL TABLE release_text USING fts5 ({", ".join(RELEASE_FIELDS)}, {_TOKENS});
CREATE VIRTUAL TABLE quote_text USING fts5 ({", ".join(QUOTE_FIELDS)}, {_TOKENS});
"""

SECONDS_TO_WAIT = 30
"""For another writer's commit, which takes well under a second."""


def index_path(out: Path) -> Path:
    """Return where the index of a dataset stands."""
    return out / FILE


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open an index, with its tables made; an index of another version loses its content in the same step."""
    connection = sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")  # readers go on with what was committed before
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last shards, which are then indexed again
    connection.execute("PRAGMA cache_size = -65536")  # 64 MB: a shard's changes fit
    if _version(connection) != VERSION:
        connection.execute("BEGIN IMMEDIATE")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            connection.execute(f"DROP TABLE {name}")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            connection.execute(f"DROP TABLE {name}")
        for statement in TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    return connection


def open_to_read(out: Path, path: Path) -> sqlite3.Connection:
    """Open the index of a dataset read-only; raises DatasetError when there is none or it is of another version."""
    if not path.is_file():
        raise DatasetError(f"{out} has no search index: run nutgraf index {out}")
    # Readers of a write-ahead log make a file beside it; where they may not, nobody writes either.
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    uri = f"{path.resolve().as_uri()}?{mode}"
    try:  # a connection is lent to one thread at a time
        connection = sqlite3.connect(uri, uri=True, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
        version = _version(connection)
    except sqlite3.DatabaseError as error:
        raise DatasetError(f"cannot read {path}: {error}") from None
    if version != VERSION:
        connection.close()
        raise DatasetError(f"the search index of {out} is not of this version: run nutgraf index {out}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -16384")  # 16 MB
    return connection


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
