"""An archive as found in the wild: files, containers, mails, pages and tables in, releases out.

`walk` finds the files, `documents` opens one, `decode` reads a document; `read_releases` does all three.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator

from nutgraf.errors import SourceError
from nutgraf.records import Release
from nutgraf.sources.decoding import decode
from nutgraf.sources.documents import RawDocument
from nutgraf.sources.files import SourceFile, walk
from nutgraf.sources.opening import documents

__all__ = ["RawDocument", "SourceFile", "decode", "documents", "read_releases", "walk"]

logger = logging.getLogger(__name__)


def read_releases(
    root: str | os.PathLike[str],
    *,
    language: str = "en",
    text_column: str | None = None,
    on_error: Callable[[SourceError], None] | None = None,
) -> Iterator[Release]:
    """Yield the releases of an archive (a folder, a file or a URL) in the order of their paths.

    Sources that cannot be read go to `on_error`, by default to a logged warning; `language` (ISO 639-1, or `any`) and
    `text_column` are explained at `decode` and `documents`. Raises SourceError only when there is no archive.

    >>> for release in read_releases("archive/"):  # doctest: +SKIP
    ...     print(release.source, release.headline)
    """
    report = on_error or _warn
    for file in walk(root):
        for found in documents(file, text_column=text_column):
            if isinstance(found, SourceError):
                report(found)
                continue
            try:
                release = decode(found, language=language)
            except SourceError as error:
                report(error)
            else:
                yield release


def _warn(error: SourceError) -> None:
    logger.warning("%s (%s)", error, error.error)
