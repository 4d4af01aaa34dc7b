"""Whether a text went through a wrong encoding before it came to us."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[ÂÃâåæäïð][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
"""What UTF-8 read as Windows-1252 or Latin-1 always shows: a lead byte's letter before a continuation byte's character."""


def is_mojibake(text: str) -> bool:
    """Whether the text holds mojibake by ftfy's measure; the library is asked only about texts with the sign of it."""
    match = _SIGNS.search(text)
    if match is None:
        return False
    from ftfy.badness import is_bad  # noqa: PLC0415 - 40 ms, for one text in hundreds

    return bool(is_bad(text))
