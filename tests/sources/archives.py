"""Archives built in memory, and what reading them gave."""

from __future__ import annotations

import io
import tarfile
import zipfile

from nutgraf import Release, SourceError

PROSE = "The town of Marlow Bay has repaired the pier, and it will be open to visitors on Saturday, the mayor said."


class Found:
    """What an archive gave: releases and failures by their source."""

    def __init__(self) -> None:
        self.releases: dict[str, Release] = {}
        self.errors: dict[str, str] = {}
        self.messages: dict[str, str] = {}
        self.sidecars: list[str] = []
        self.order: list[str] = []

    def fail(self, error: SourceError) -> None:
        """Note a failure; its text is one line."""
        assert error.source not in self.errors, "one failure a source"
        assert "\n" not in str(error)
        self.errors[error.source] = error.error
        self.messages[error.source] = error.message


def zip_of(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_of(members: dict[str, bytes | str], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            raw = data if isinstance(data, bytes) else data.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    return buffer.getvalue()
