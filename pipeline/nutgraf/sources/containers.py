"""Containers: what lies in a ZIP, a TAR or a compressed file, as streams."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, cast

from nutgraf.sources.limits import Budget
from nutgraf.sources.names import format_of, is_sidecar

BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
"""What the standard readers raise on damaged containers and unknown compressions."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a container, not yet unpacked; `open` must be called before the next member is asked for."""

    name: str
    open: Callable[[], IO[bytes]]
    is_encrypted: bool = False
    is_sidecar: bool = False


def members(stream: IO[bytes], name: str, form: str, budget: Budget) -> Iterator[Member]:
    """Yield the files in a container in its own order; raises one of BROKEN or ContainerBombError."""
    if form == "zip":
        return _zip(stream)
    if form.startswith("tar"):
        return _tar(stream, form, budget)
    return _single(stream, name, form)


def _zip(stream: IO[bytes]) -> Iterator[Member]:
    with zipfile.ZipFile(stream) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = {entry.filename for entry in entries}
        for entry in entries:
            sidecar = is_sidecar(entry.filename, names)
            yield Member(entry.filename, _zip_opener(archive, entry), bool(entry.flag_bits & 0x1), sidecar)


def _zip_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(entry)


def _tar(stream: IO[bytes], form: str, budget: Budget) -> Iterator[Member]:
    """Read a TAR twice: which JSON files are sidecars shows only when all names are known."""
    names: set[str] = set()
    first = Budget(budget.packed)
    try:
        for entry, _ in _tar_entries(stream, form):
            first.take(entry.size)
            first.enter()
            names.add(entry.name)
    except BROKEN:
        pass  # the second reading yields what comes before the damage, then fails here again
    for entry, archive in _tar_entries(stream, form):
        yield Member(entry.name, _tar_opener(archive, entry), is_sidecar=is_sidecar(entry.name, names))


def _tar_opener(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", archive.extractfile(entry))


def _tar_entries(stream: IO[bytes], form: str) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
    stream.seek(0)
    plain = stream if form == "tar" else _decompressed(stream, form.removeprefix("tar."))
    with tarfile.open(fileobj=plain, mode="r|") as archive:
        for entry in archive:
            archive.members = []  # type: ignore[attr-defined]  # it would keep every entry
            if entry.isreg():
                yield entry, archive


def _single(stream: IO[bytes], name: str, form: str) -> Iterator[Member]:
    stem = name.rpartition(".")[0] if format_of(name) == form else name
    yield Member(stem or name, lambda: _decompressed(stream, form))


def _decompressed(stream: IO[bytes], form: str) -> IO[bytes]:
    if form == "gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="rb"))
    if form == "bz2":
        return bz2.BZ2File(stream)
    if form == "xz":
        return lzma.LZMAFile(stream)
    return cast("IO[bytes]", _Zstandard(stream))


class _Zstandard(io.RawIOBase):
    """A decompressed stream that reports damage as the standard library's do."""

    def __init__(self, stream: IO[bytes]) -> None:
        import zstandard  # noqa: PLC0415 - only .zst files need it

        # Frames made with --long need a window of up to 128 MB; more is refused.
        decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        self._reader = decompressor.stream_reader(stream, read_across_frames=True, closefd=False)
        self._error = zstandard.ZstdError

    def readable(self) -> bool:
        """Return True: it is for reading."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        try:
            return bytes(self._reader.read(size))
        except self._error as error:
            raise OSError(str(error)) from None
