"""What the name of a file says: its format, whether it is a source at all, and the day it carries."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from datetime import date
from pathlib import PurePosixPath

_FORMATS = {
    ".txt": "txt",
    ".text": "txt",
    ".asc": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "eml",
    ".mbox": "mbox",
    ".pdf": "pdf",
    ".docx": "docx",
    ".rtf": "rtf",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar.gz",
    ".tbz2": "tar.bz2",
    ".txz": "tar.xz",
    ".tzst": "tar.zst",
    ".gz": "gz",
    ".bz2": "bz2",
    ".xz": "xz",
    ".zst": "zst",
}
_UNSUPPORTED = {
    ".doc": "old Word files are not read; save it as .docx",
    ".odt": "OpenDocument files are not read; save it as .docx",
    ".pages": "Pages files are not read; save it as .docx",
    ".wpd": "WordPerfect files are not read; save it as .docx",
    ".msg": "Outlook files are not read; save it as .eml",
    ".pst": "Outlook stores are not read; export it as .mbox",
    ".ppt": "slides are not read",
    ".pptx": "slides are not read",
    ".xls": "spreadsheets are not read; save it as .csv",
    ".xlsx": "spreadsheets are not read; save it as .csv",
    ".7z": "7-Zip files are not read; pack it as .zip",
    ".rar": "RAR files are not read; pack it as .zip",
    ".epub": "books are not read",
    ".xml": "XML is not read; convert it to .html or .txt",
} | dict.fromkeys(
    (".py", ".js", ".css", ".sh", ".pl", ".php", ".r", ".ipynb", ".java", ".c", ".sql"), "program code is not a release"
)

_LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"})


def format_of(name: str) -> str | None:
    """Return the format a name ends in, None when it says nothing."""
    stem, extension = os.path.splitext(name.lower())  # noqa: PTH122 - a member's name is no path of this machine
    found = _FORMATS.get(extension)
    return f"tar.{found}" if found in {"gz", "bz2", "xz", "zst"} and stem.endswith(".tar") else found


def unsupported(name: str) -> str | None:
    """Return why files of this name are not read, None when they may be."""
    return _UNSUPPORTED.get(PurePosixPath(name.lower()).suffix)


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is hidden or left behind by a program."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def is_sidecar(name: str, siblings: Collection[str]) -> bool:
    """Whether a JSON file describes a document beside it (`a.json` or `a.txt.json` beside `a.txt`)."""
    if not name.lower().endswith(".json"):
        return False
    stem = name[:-5]
    if stem in siblings and format_of(stem) not in {None, "json"}:
        return True
    return any(stem + extension in siblings for extension in _DOCUMENT_EXTENSIONS)


_DOCUMENT_EXTENSIONS = tuple(
    form
    for extension, found in _FORMATS.items()
    if found in {"txt", "md", "html", "eml", "pdf", "docx", "rtf"}
    for form in (extension, extension.upper())
)


def printable(path: str) -> str:
    """Return a path as one line of valid Unicode with forward slashes."""
    path = os.fsencode(path).decode("utf-8", "backslashreplace") if _odd(path) else path
    return _CONTROL.sub(lambda match: f"\\x{ord(match.group()):02x}", path)


def label(name: str) -> str:
    """Return a container member's name as a harmless label: relative, forward slashes, no way up."""
    parts = printable(name.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."}) or "unnamed"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _odd(path: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in path)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# Written-out days count at the start only: further on they belong to a title (`fair-opens-may-3-2024`).
_NAMED_DATES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_. ]?)(?P<m>[01]\d)(?P=mark)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(rf"^(?:pr|release)?[-_. ]?(?P<d>[0-3]?\d)[-_. ]?{_MONTH}[-_. ]?{_YEAR}", re.IGNORECASE),
    re.compile(rf"^(?:pr|release)?[-_. ]?{_MONTH}[-_. ]?(?P<d>[0-3]?\d)[-_., ]{{1,2}}{_YEAR}", re.IGNORECASE),
)


def date_in_name(source: str) -> date | None:
    """Return the one day a file's name carries (`2024-09-28`, `20231103`, `30Oct2007`), None without or with several."""
    name = re.split(r"[/#]", source)[-1]
    days = {day for pattern in _NAMED_DATES for match in pattern.finditer(name) if (day := _day(match))}
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    month = int(groups["m"]) if groups.get("m") else _MONTHS.index(groups["month"][:3].lower()) + 1
    try:
        return date(int(groups["year"]), month, int(groups["d"]))
    except ValueError:
        return None
