"""An archive's files, in a fixed order, from a local folder, one file or a file system behind a URL."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from nutgraf.errors import SourceError
from nutgraf.sources.names import is_litter, is_sidecar, printable


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the archive: `source` names it below the root, `path` (a path or URL) opens it.

    A sidecar holds metadata of a document beside it and has no documents of its own. `problem` is the short code of why
    it cannot be opened (link_outside, broken_link, unreadable); `documents` reports it as a failure.
    """

    source: str
    path: str
    size: int | None = None
    mtime_ns: int | None = None
    is_sidecar: bool = False
    problem: str | None = None


PROBLEMS = {
    "link_outside": "a link that leaves the archive is not followed",
    "broken_link": "a link to nothing",
    "unreadable": "not a file or folder that can be opened",
}


def walk(root: str | os.PathLike[str]) -> Iterator[SourceFile]:
    """Yield the files of an archive, sorted by path in code-point order.

    `root` is a folder, one file, or an fsspec URL (`s3://bucket/releases`, `memory://x`); credentials for the latter come
    from the environment or fsspec's configuration. Hidden files and litter of operating systems are not sources. A
    link is followed when what it points to lies in the archive and is not walked under its own name anyway (as in a
    store of hidden blobs), so nothing comes twice and no loop is entered; a link that leaves the archive is yielded as a problem.
    Raises SourceError when there is no such root.
    """
    address = os.fspath(root)
    if address.startswith("file://"):
        address = address.removeprefix("file://")
    if "://" in address:
        yield from _walk_remote(address)
    elif Path(address).is_file():
        yield _local(printable(Path(address).name), address)
    elif Path(address).is_dir():
        yield from _walk_folder(address)
    else:
        raise SourceError(printable(address), "read", "not_found", "no such file or folder")


def open_file(file: SourceFile) -> BinaryIO:
    """Open a file of the archive for reading bytes."""
    if "://" in file.path:
        return cast("BinaryIO", _filesystem(file.path)[0].open(file.path, "rb"))
    return Path(file.path).open("rb")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder being walked: its path, the source prefix of its files, the real paths of the folders it was reached through."""

    path: str
    prefix: str
    chain: tuple[str, ...]


def _walk_folder(root: str) -> Iterator[SourceFile]:
    """Walk depth first with a stack of its own: deep trees exceed the interpreter's."""
    real = os.path.realpath(root)
    linked: set[str] = set()
    stack = [_entries(_Folder(root, "", (real,)), real, linked)]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
        elif isinstance(found, _Folder):
            stack.append(_entries(found, real, linked))
        else:
            yield found


def _entries(folder: _Folder, root: str, linked: set[str]) -> Iterator[SourceFile | _Folder]:
    try:
        with os.scandir(folder.path) as listing:
            entries = [entry for entry in listing if not is_litter(entry.name)]
    except OSError:
        yield SourceFile(source=printable(folder.prefix.rstrip("/")), path=folder.path, problem="unreadable")
        return
    names = {entry.name for entry in entries}
    # A folder sorts as if its name ended in a slash: that makes the order of the walk the order of the paths.
    for entry in sorted(entries, key=lambda entry: f"{entry.name}/" if _is_folder(entry) else entry.name):
        source = folder.prefix + entry.name
        target = None
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            problem = _link_problem(target, root)
            if problem:
                yield SourceFile(source=printable(source), path=entry.path, problem=problem)
                continue
            if not _needs_link(target, root):
                continue
        if _is_folder(entry):
            real = target or os.path.join(folder.chain[-1], entry.name)  # noqa: PTH118 - half the time of pathlib
            if real in folder.chain or (target and target in linked):
                continue
            if target:
                linked.add(target)
            yield _Folder(entry.path, f"{source}/", (*folder.chain, real))
        else:
            yield _local(printable(source), entry.path, is_sidecar=is_sidecar(entry.name, names))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _link_problem(target: str, root: str) -> str | None:
    if not os.path.exists(target):  # noqa: PTH110 - half the time of pathlib
        return "broken_link"
    inside = target == root or target.startswith(root.rstrip("/") + "/")
    return None if inside else "link_outside"


def _needs_link(target: str, root: str) -> bool:
    """Whether a link's target is hidden, so that it is reached by no other way."""
    below = target[len(root) :].strip("/")
    return any(is_litter(part) for part in below.split("/") if part)


def _local(source: str, path: str, *, is_sidecar: bool = False) -> SourceFile:
    try:
        status = os.stat(path)  # noqa: PTH116 - half the time of pathlib
    except OSError:
        return SourceFile(source=source, path=path, problem="unreadable")
    problem = None if stat.S_ISREG(status.st_mode) else "unreadable"
    return SourceFile(
        source=source, path=path, size=status.st_size, mtime_ns=status.st_mtime_ns, is_sidecar=is_sidecar, problem=problem
    )


def _walk_remote(url: str) -> Iterator[SourceFile]:
    filesystem, root = _filesystem(url)
    try:
        listing: dict[str, dict[str, Any]] = filesystem.find(root, detail=True)
    except OSError as error:
        raise SourceError(url, "read", "not_found", f"cannot list it: {_line(error)}") from None
    if not listing:
        raise SourceError(url, "read", "not_found", "no such file or folder")
    root = root.rstrip("/")
    sources = {(path[len(root) :].strip("/") or path.rpartition("/")[2]): path for path in listing}
    names = set(sources)
    for source in sorted(sources):
        if any(is_litter(part) for part in source.split("/")):
            continue
        path = sources[source]
        entry = listing[path]
        yield SourceFile(
            source=printable(source),
            path=filesystem.unstrip_protocol(path),
            size=entry.get("size"),
            mtime_ns=_mtime_ns(entry),
            is_sidecar=is_sidecar(source, names),
        )


def _filesystem(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # noqa: PLC0415 - only archives behind a URL need it

    try:
        filesystem, root = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise SourceError(url, "read", "no_file_system", _line(error)) from None
    return filesystem, root


def _mtime_ns(entry: dict[str, Any]) -> int | None:
    """Return the time of change under the names different file systems give it."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "modified", "created"):
        value = entry.get(key)
        if isinstance(value, datetime):
            return int(value.timestamp() * 1_000_000) * 1000
        if isinstance(value, int | float):
            return int(value * 1_000_000) * 1000
    return None


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
