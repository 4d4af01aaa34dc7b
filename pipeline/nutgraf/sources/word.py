"""Word-processor files: DOCX and RTF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from nutgraf.errors import SourceError
from nutgraf.sources.encodings import decode_text
from nutgraf.sources.limits import MAX_TREE_BYTES

_BROKEN = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    OSError,
    RecursionError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    EOFError,
)
"""What the readers raise on damaged files."""


def read_docx(data: bytes, source: str) -> str:
    """Return headers, paragraphs and tables of a DOCX in reading order, a blank line between paragraphs."""
    import docx  # noqa: PLC0415 - only .docx files need it
    from docx.opc.exceptions import OpcError  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_TREE_BYTES:
                raise SourceError(source, "decode", "container_bomb", f"unpacks to more than {MAX_TREE_BYTES:,} bytes")
        return "\n\n".join(_paragraphs(docx.Document(io.BytesIO(data))))
    except (*_BROKEN, OpcError) as error:
        raise SourceError(source, "decode", "corrupt", f"damaged docx file: {_line(error)}") from None


def _paragraphs(document: Any) -> Iterator[str]:
    seen: set[str] = set()
    for section in document.sections:
        for part in (section.first_page_header, section.header):
            if not part.is_linked_to_previous:
                for text in _blocks(part):
                    if text not in seen:
                        seen.add(text)
                        yield text
    yield from _blocks(document)


def _blocks(part: Any) -> Iterator[str]:
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block)
        elif text := block.text.strip():
            yield text


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            if cell._tc is not previous:  # noqa: SLF001 - merged cells come once for each column
                cells.append("\n".join(_blocks(cell)))
            previous = cell._tc  # noqa: SLF001
        if any(cells):
            yield "\t".join(cells) if not any("\n" in cell for cell in cells) else "\n\n".join(filter(None, cells))


def read_rtf(data: bytes, source: str) -> str:
    """Return the text of an RTF file."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - only .rtf files need it

    try:
        text: str = rtf_to_text(decode_text(data)[0], errors="replace")
    except _BROKEN as error:
        raise SourceError(source, "decode", "corrupt", f"damaged rtf file: {_line(error)}") from None
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip("\n")


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
