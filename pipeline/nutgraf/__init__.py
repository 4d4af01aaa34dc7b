"""Nutgraf turns an archive of raw press releases into tables."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nutgraf.errors import DatasetError, ModelError, NutgrafError, QueryError, SourceError
from nutgraf.records import Extraction, Release

if TYPE_CHECKING:
    from nutgraf.archive import extract_archive
    from nutgraf.extractor import Extractor
    from nutgraf.frames import open_dataset
    from nutgraf.sources import read_releases

__version__ = "0.1.0"

__all__ = [
    "DatasetError",
    "Extraction",
    "Extractor",
    "ModelError",
    "NutgrafError",
    "QueryError",
    "Release",
    "SourceError",
    "extract_archive",
    "open_dataset",
    "read_releases",
]

_LAZY = {
    "Extractor": "extractor",
    "extract_archive": "archive",
    "open_dataset": "frames",
    "read_releases": "sources",
}


def __getattr__(name: str) -> Any:
    """Import what needs spaCy or pandas only when it is asked for."""
    if name in _LAZY:
        return getattr(import_module(f"nutgraf.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'nutgraf' has no attribute {name!r}")
