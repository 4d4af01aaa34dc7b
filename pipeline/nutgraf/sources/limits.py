"""What one file may cost; each limit exists so that no file can stop or starve a run."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_DOCUMENT_BYTES = 20_000_000
"""A release is kilobytes; with photographs in a DOCX or PDF it reaches a few megabytes. Above this it is something else."""

MAX_TREE_BYTES = 200_000_000
"""A JSON file that is one object, or the parts of a DOCX once unpacked, must be held in memory as a whole."""

MAX_EXPANDED_BYTES = 20_000_000_000
"""What one file may unpack to, nested containers included. Members are streamed, so this bounds time (minutes), not memory."""

MAX_EXPANSION_RATIO = 250
"""Text packs 3 to 30 times, monotonous logs 100 times; deflate reaches 1032, what a bomb is made of."""

RATIO_FREE_BYTES = 50_000_000
"""Below this an expansion is harmless, whatever its ratio."""

MAX_MEMBERS = 500_000
"""Members of one file, nested ones included: a ZIP directory of that many entries takes about 300 MB to read."""

MAX_DEPTH = 4
"""Containers inside containers: a ZIP of TARs of mails with ZIPs attached."""

MAX_PAGES = 300
"""Pages of a PDF: annual reports end below it; reading stops no run."""

MAX_PDF_SECONDS = 30.0
"""Time for one PDF, checked between pages (a page takes about 5 ms)."""

SPOOL_BYTES = 8_000_000
"""A nested container above this is unpacked to a temporary file instead of memory."""


class ContainerBombError(Exception):
    """A file unpacks to more than it may; the message says what it exceeded."""


@dataclass(slots=True)
class _Total:
    expanded: int = 0
    members: int = 0


@dataclass(slots=True)
class Budget:
    """What one container has unpacked so far, and the file it lies in as a whole, against what they may."""

    packed: int
    expanded: int = 0
    total: _Total = field(default_factory=_Total)

    def nested(self, packed: int) -> Budget:
        """Return the budget of a container inside this one."""
        return Budget(packed, total=self.total)

    def take(self, size: int) -> None:
        """Account for bytes about to be unpacked."""
        self.expanded += size
        self.total.expanded += size
        if self.total.expanded > MAX_EXPANDED_BYTES:
            raise ContainerBombError(f"unpacks to more than {MAX_EXPANDED_BYTES:,} bytes")
        if self.expanded > RATIO_FREE_BYTES and self.expanded > MAX_EXPANSION_RATIO * self.packed:
            raise ContainerBombError(f"unpacks to more than {MAX_EXPANSION_RATIO} times its size")

    def enter(self) -> None:
        """Account for one more member."""
        self.total.members += 1
        if self.total.members > MAX_MEMBERS:
            raise ContainerBombError(f"has more than {MAX_MEMBERS:,} members")
