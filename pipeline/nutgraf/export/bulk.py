"""Releases as bulk requests to OpenSearch or Elasticsearch: written to files, or sent."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nutgraf.dataset import write_json
from nutgraf.errors import DatasetError
from nutgraf.export.documents import read_releases
from nutgraf.export.mapping import as_document, index_body

logger = logging.getLogger(__name__)

CHUNK_BYTES = 8_000_000
"""Of a request; servers advise 5 to 15 MB and refuse 100."""

CHUNK_DOCUMENTS = 256
"""Of a request."""

WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each new attempt when the server is busy or away."""

_BUSY = frozenset((429, 502, 503, 504))

Post = Callable[[str], dict[str, Any]]
"""Sends the lines of a bulk request and returns the server's answer."""


class Unavailable(Exception):  # noqa: N818  # a state of the server, and never left to a caller
    """The server cannot be reached or is too busy; worth another attempt."""


@dataclass(slots=True)
class SendReport:
    """How many documents the server took, and why it refused others (`release_id: reason`, the first hundred)."""

    sent: int = 0
    refused: int = 0
    reasons: list[str] = field(default_factory=list)


def write_bulk(out: Path, shards: Sequence[str], into: Path, index: str) -> int:
    """Write `mapping.json` and a `bulk-SHARD.ndjson` for every shard; return the number of documents."""
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("bulk-*.ndjson"):
        old.unlink()
    write_json(into / "mapping.json", index_body())
    count = 0
    for shard in shards:
        with (into / f"bulk-{shard}.ndjson").open("w", encoding="utf-8") as file:
            for release in read_releases(out, shard):
                file.write(_lines(release, index))
                count += 1
    return count


def send(out: Path, shards: Sequence[str], post: Post, index: str) -> SendReport:
    """Send every release; what a busy server refuses is sent again, what it cannot take is counted.

    Raises DatasetError when the server stays away.
    """
    report = SendReport()
    for chunk in _chunks(
        (release["release_id"], _lines(release, index)) for shard in shards for release in read_releases(out, shard)
    ):
        _send_chunk(chunk, post, report)
    return report


def _lines(release: dict[str, Any], index: str) -> str:
    action = {"index": {"_index": index, "_id": release["release_id"]}}
    return f"{json.dumps(action)}\n{json.dumps(as_document(release), ensure_ascii=False, allow_nan=False)}\n"


def _chunks(documents: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    chunk: dict[str, str] = {}
    size = 0
    for release_id, lines in documents:
        if chunk and (len(chunk) == CHUNK_DOCUMENTS or size + len(lines) > CHUNK_BYTES):
            yield chunk
            chunk, size = {}, 0
        chunk[release_id] = lines
        size += len(lines)
    if chunk:
        yield chunk


def _send_chunk(chunk: dict[str, str], post: Post, report: SendReport) -> None:
    """Send a chunk until the server has answered for each of its documents."""
    left, trouble = chunk, ""
    for wait in (0.0, *WAITS):
        if wait:
            logger.warning("%s; sending %d documents again in %g s", trouble, len(left), wait)
            time.sleep(wait)
        try:
            answer = post("".join(left.values()))
        except Unavailable as error:
            trouble = str(error)
            continue
        left = _unanswered(answer, left, report)
        if not left:
            return
        trouble = "the server is busy"
    raise DatasetError(f"gave up after {report.sent:,} documents: {trouble}; run the same command again to send all")


def _unanswered(answer: dict[str, Any], chunk: dict[str, str], report: SendReport) -> dict[str, str]:
    """Count what was taken and what was refused; return what the server was too busy for."""
    left = {}
    for item in answer["items"]:
        result = item["index"]
        if result["status"] < 300:
            report.sent += 1
        elif result["status"] in _BUSY:
            left[result["_id"]] = chunk[result["_id"]]
        else:
            report.refused += 1
            if len(report.reasons) < 100:
                report.reasons.append(f"{result['_id']}: {_reason(result.get('error'))}")
    return left


def _reason(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    cause = error.get("caused_by") or {}
    return " ".join(f"{error.get('type')}: {error.get('reason')} {cause.get('reason', '')}".split())[:300]
