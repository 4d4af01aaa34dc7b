"""Short ways to read an archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nutgraf import SourceError
from nutgraf.sources import RawDocument, decode, documents, walk
from sources.archives import Found


@pytest.fixture
def read() -> Callable[..., Found]:
    """Read an archive through the public three steps."""

    def read(root: Path | str, *, language: str = "en", text_column: str | None = None) -> Found:
        found = Found()
        for file in walk(root):
            if file.is_sidecar:
                found.sidecars.append(file.source)
            for document in documents(file, text_column=text_column, on_sidecar=found.sidecars.append):
                if isinstance(document, RawDocument):
                    found.order.append(document.source)
                    try:
                        found.releases[document.source] = decode(document, language=language)
                    except SourceError as error:
                        found.fail(error)
                else:
                    found.order.append(document.source)
                    found.fail(document)
        return found

    return read


@pytest.fixture
def read_file(tmp_path: Path, read: Callable[..., Found]) -> Callable[..., Found]:
    """Write one file and read it."""

    def read_file(name: str, data: bytes | str, **options: str) -> Found:
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return read(tmp_path / name, **options)

    return read_file
