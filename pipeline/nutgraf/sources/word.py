"""Word-processor files: DOCX and RTF."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
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
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
)
"""What the readers raise on damaged files."""


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
_SKIPPED = {_FALLBACK, _BOX, *(_W + name for name in ("pPr", "rPr", "del", "moveFrom", "instrText", "delText"))}
"""Formatting, what was deleted, and second copies of drawings; text boxes are read after their paragraph."""
_WRAPPERS = {_W + name for name in ("sdt", "sdtContent", "customXml", "ins")}
_CHARACTERS = {_W + name: text for name, text in (("tab", "\t"), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "-"))}


def read_docx(data: bytes, source: str) -> str:
    """Return the header, paragraphs, text boxes and tables of a DOCX in reading order, a blank line between paragraphs."""
    import docx  # noqa: PLC0415 - only .docx files need it
    from docx.opc.exceptions import OpcError  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked <= MAX_TREE_BYTES:
            document = docx.Document(io.BytesIO(data))
            body = document.element.body
            return "\n\n".join([*_header(body, document.part.related_parts), *_blocks(body)])
    except (*_BROKEN, OpcError) as error:
        raise SourceError(source, "decode", "corrupt", f"damaged docx file: {_line(error)}") from None
    raise SourceError(source, "decode", "container_bomb", f"unpacks to more than {MAX_TREE_BYTES:,} bytes")


def _header(body: Any, parts: Any) -> list[str]:
    """Return what stands above the first page: its own header if it has one, else that of all pages."""
    section = next(body.iter(f"{_W}sectPr"), None)
    if section is None:
        return []
    kinds = {element.get(f"{_W}type"): element.get(_REFERENCE) for element in section.iter(f"{_W}headerReference")}
    own = section.find(f"{_W}titlePg") is not None
    part = parts.get(kinds.get("first" if own and "first" in kinds else "default"))
    return list(_blocks(part.element)) if part is not None else []


def _blocks(parent: Any) -> Iterator[str]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _paragraph(element)
        elif element.tag == f"{_W}tbl":
            for row in _children(element, f"{_W}tr"):
                yield from _row(row)
        elif element.tag in _WRAPPERS:
            yield from _blocks(element)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _children(element, tag)


def _paragraph(element: Any) -> Iterator[str]:
    text = "".join(_characters(element)).strip()
    if text:
        listed = element.find(f"{_W}pPr/{_W}numPr") is not None
        yield f"• {text}" if listed and not text.startswith("•") else text
    for box in element.iter(_BOX):
        if not any(outer.tag == _FALLBACK for outer in box.iterancestors()):
            yield from _blocks(box)


def _characters(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag not in _SKIPPED and child.find(f"{_W}rPr/{_W}vanish") is None:
            yield from _characters(child)


_MAX_CELL = 150
"""Longer texts in a cell are paragraphs."""


def _row(row: Any) -> Iterator[str]:
    """Yield a row of one-line cells as one line, other rows cell by cell: those lay out a page."""
    cells = [list(_blocks(cell)) for cell in _children(row, f"{_W}tc")]
    if all(len(cell) < 2 and len("".join(cell)) < _MAX_CELL for cell in cells):
        line = "\t".join(" ".join(" ".join(cell).split()) for cell in cells).strip()
        if line:
            yield line
    else:
        for cell in cells:
            yield from cell


def read_rtf(data: bytes, source: str) -> str:
    """Return the text of an RTF file."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - only .rtf files need it

    try:
        text: str = rtf_to_text(decode_text(data)[0], errors="replace")  # type: ignore[no-untyped-call]
    except _BROKEN as error:
        raise SourceError(source, "decode", "corrupt", f"damaged rtf file: {_line(error)}") from None
    text = re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n").replace("\0", "")).strip("\n")
    # Each \\par is a line end; where no empty paragraphs set them apart, every one ends a paragraph.
    return text if "\n\n" in text else text.replace("\n", "\n\n")


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
