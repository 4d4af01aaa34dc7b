"""A dataset for other programs: bulk requests of a search server, JSON lines, SQLite, Delta tables.

export_dataset("out/", "opensearch", into="bulk/")                        # mapping.json and bulk-*.ndjson
export_dataset("out/", "elasticsearch", url="https://user:password@host:9200", index="press-releases")
export_dataset("out/", "sqlite", into="releases.db")
"""

from __future__ import annotations

import os
from pathlib import Path

from nutgraf.errors import DatasetError
from nutgraf.export.bulk import SendReport, send, write_bulk
from nutgraf.export.documents import held_shards
from nutgraf.export.files import write_delta, write_jsonl, write_sqlite
from nutgraf.export.mapping import index_body
from nutgraf.export.servers import connect

__all__ = ["FORMATS", "SendReport", "export_dataset", "index_body"]

SERVERS = ("opensearch", "elasticsearch")
_FILES = {"jsonl": write_jsonl, "sqlite": write_sqlite, "delta": write_delta}
FORMATS = (*SERVERS, *_FILES)


def export_dataset(
    out: str | os.PathLike[str],
    to: str,
    *,
    into: str | os.PathLike[str] | None = None,
    url: str | None = None,
    index: str = "press-releases",
) -> SendReport:
    """Write a dataset into a file or folder, or send it to a search server; return what was written.

    `to` is a name of FORMATS. For opensearch and elasticsearch `into` is the folder of the bulk requests; with `url` they are
    sent instead, the index is made when it is missing, and what fails for a time is sent again. Documents have the release's
    id, so sending again updates them; releases that left the archive stay until the index is made anew. Raises DatasetError
    when there is no dataset, another run writes to it, `into` cannot be written or the server stays away, ModelError when an
    optional package is missing.
    """
    out = Path(out)
    if to not in FORMATS:
        raise DatasetError(f"cannot export to {to!r}: it is not one of {', '.join(FORMATS)}")
    if (into is None) == (url is None) or (url is not None and to not in SERVERS):
        raise DatasetError(
            f"an export to {to} needs where to write it" + (" or an URL to send it to, not both" if to in SERVERS else "")
        )
    with held_shards(out) as shards:
        if url is not None:
            return send(out, shards, connect(to, url, index), index)
        assert into is not None
        try:
            count = write_bulk(out, shards, Path(into), index) if to in SERVERS else _FILES[to](out, shards, Path(into))
        except OSError as error:
            raise DatasetError(f"cannot write {into}: {error.strerror or error}") from None
        return SendReport(sent=count)
