"""What the first bytes of a document say about its format."""

from __future__ import annotations

import re

from nutgraf.sources.encodings import wide_encoding

HEAD_BYTES = 8192
"""Enough for the magic numbers, the TAR header and a fair sample of a text."""

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b\x08", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
)
_BINARY_MAGIC = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....(?:WEBP|WAVE|AVI )"
    rb"|II\*\x00|MM\x00\*|\x7fELF|MZ.\x00|OggS|ID3|7z\xbc\xaf|Rar!|\xca\xfe\xba\xbe"
    rb"|....ftyp|SQLite format 3|wOF[F2]|\x00\x01\x00\x00\x00",
    re.DOTALL,
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROLS = bytes(set(range(32)) - {0, 8, 9, 10, 11, 12, 13, 27})


def sniff(head: bytes) -> str | None:
    """Return the format the first bytes prove, `binary` for what is no text, None for what may be text."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[257:262] == b"ustar":
        return "tar"
    if _BINARY_MAGIC.match(head):
        return "binary"
    if _HTML.match(head):
        return "html"
    return "binary" if _is_binary(head) else None


def _is_binary(head: bytes) -> bool:
    """Whether control characters make up what no text has: a stray one or NUL padding is fine, 1 in 20 is not."""
    if wide_encoding(head):
        return False
    filled = head.replace(b"\0", b"")
    controls = len(filled) - len(filled.translate(None, _CONTROLS))
    return controls * 20 > len(filled)
