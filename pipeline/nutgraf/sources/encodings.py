"""Bytes of a text into characters; nothing here ever fails."""

from __future__ import annotations

import codecs
import re

MARK_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the characters of a text without its byte order mark, and warnings.

    In order: a byte order mark, UTF-16 or UTF-32 shown by NULs, UTF-8, the declared encoding (a web page's), Windows-1252.
    """
    for mark, encoding in MARK_ENCODINGS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    wide = wide_encoding(data[:_SAMPLE])
    if wide:
        return _decode(data, wide)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace"), ("invalid_utf8",)
    if declared and declared.lower().replace("_", "-") not in {
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "latin-1",
        "latin1",
    }:
        try:
            return data.decode(declared, "replace"), ()
        except LookupError:
            pass
    return data.decode("cp1252", WINDOWS_ERRORS), ("windows_1252",)


def wide_encoding(sample: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 form that byte order marks or the places of NULs show, None for others."""
    for mark, encoding in MARK_ENCODINGS[1:]:
        if sample.startswith(mark):
            return encoding
    size = len(sample) // 4 * 4
    if size < 4 or sample.count(0) * 3 < size:
        return None
    filled = [sum(1 for byte in sample[offset:size:4] if byte) / (size / 4) for offset in range(4)]
    for encoding, full, empty in (
        ("utf-32-le", (0,), (2, 3)),
        ("utf-32-be", (3,), (0, 1)),
        ("utf-16-le", (0, 2), (1, 3)),
        ("utf-16-be", (1, 3), (0, 2)),
    ):
        # Typographic marks (U+2019) and foreign letters fill a few of the bytes that are empty for Latin letters.
        if all(filled[offset] > 0.9 for offset in full) and all(filled[offset] < 0.3 for offset in empty):
            return encoding
    return None


WINDOWS_ERRORS = "nutgraf_windows_1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes an encoding has no character for as Windows-1252, and those it lacks as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in bad), error.end


codecs.register_error(WINDOWS_ERRORS, _as_windows)


def _decode(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    return text, ("invalid_" + encoding.replace("-", "_").removesuffix("_le").removesuffix("_be"),) if "\ufffd" in text else ()


def _mostly_utf8(data: bytes) -> bool:
    """Whether most bytes outside ASCII form UTF-8 sequences: a damaged UTF-8 text, not one in a single-byte encoding."""
    sequences = sum(len(match) for match in _SEQUENCE.findall(data))
    return sequences * 2 > len(_HIGH.findall(data))
