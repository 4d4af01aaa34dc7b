"""What a process of ours logs, and what it keeps quiet about."""

from __future__ import annotations

import logging

_NOISY = ("trafilatura", "htmldate", "py3langid", "dateparser")
"""Parsers that report their own trouble with bad input; ours is in the errors table."""


def configure_logging(level: int) -> None:
    """Log from this level on to standard error, and nothing of the parsers."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
