"""The two servers through their own clients, which are optional dependencies."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from nutgraf.errors import DatasetError, ModelError
from nutgraf.export.bulk import Post, Unavailable
from nutgraf.export.mapping import index_body

SECONDS_TO_ANSWER = 60
"""For a bulk request of some megabytes on a loaded server."""

_BUSY = (429, 502, 503, 504)


def connect(kind: str, url: str, index: str) -> Post:
    """Make the index when it is missing and return what sends to it.

    `kind` is `opensearch` or `elasticsearch`. Raises DatasetError when the server cannot be reached or refuses, ModelError
    when the client is not installed.
    """
    client_module = _client(kind)
    # The clients retry at once, without waiting; bulk.py waits.
    if kind == "opensearch":
        client = client_module.OpenSearch(url, timeout=SECONDS_TO_ANSWER, max_retries=0, http_compress=True)
        failures: tuple[type[Exception], ...] = (client_module.TransportError,)
    else:
        client = client_module.Elasticsearch(url, request_timeout=SECONDS_TO_ANSWER, max_retries=0, http_compress=True)
        failures = (client_module.TransportError, client_module.ApiError)
    try:
        if not client.indices.exists(index=index):
            body = index_body()
            client.indices.create(index=index, **({"body": body} if kind == "opensearch" else body))
    except failures as error:
        raise DatasetError(f"{kind} refuses the index {index}: {_told(error)}") from None

    def post(lines: str) -> dict[str, Any]:
        try:
            answer = client.bulk(body=lines) if kind == "opensearch" else client.bulk(operations=lines.splitlines())
        except failures as error:
            status = getattr(error, "status_code", None)
            if isinstance(status, int) and status not in _BUSY:
                raise DatasetError(f"{kind} refuses a bulk request: {_told(error)}") from None
            raise Unavailable(f"{kind} cannot be reached: {_told(error)}") from None
        return dict(answer)

    return post


def _client(kind: str) -> Any:
    module = "opensearchpy" if kind == "opensearch" else "elasticsearch"
    logging.getLogger("opensearch" if kind == "opensearch" else "elastic_transport").setLevel(
        logging.CRITICAL
    )  # it is told once, by us
    try:
        return import_module(module)
    except ImportError:
        raise ModelError(f"sending to {kind} needs its client: pip install 'nutgraf[{kind}]'") from None


def _told(error: Exception) -> str:
    """Return an error on one line, without the address, which may hold a password."""
    status = getattr(error, "status_code", None)
    reason = getattr(error, "error", None) or getattr(error, "message", None) or type(error).__name__
    return " ".join(f"{status if isinstance(status, int) else ''} {reason}".split())[:300]
