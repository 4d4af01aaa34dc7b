"""The documents inside a file: itself, a container's members, a mail's attachments, a table's rows."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import IO

from nutgraf.errors import SourceError
from nutgraf.sources.containers import BROKEN, Member, members
from nutgraf.sources.documents import RawDocument
from nutgraf.sources.files import PROBLEMS, SourceFile, open_file
from nutgraf.sources.limits import MAX_DEPTH, MAX_DOCUMENT_BYTES, SPOOL_BYTES, Budget, ContainerBombError
from nutgraf.sources.mail import attachments, messages
from nutgraf.sources.names import format_of, is_litter, label, unsupported
from nutgraf.sources.sniffing import HEAD_BYTES, sniff
from nutgraf.sources.tables import rows

Found = Iterator[RawDocument | SourceError]

_TEXTS = frozenset({"txt", "md", "html", "eml", "mbox", "json", "jsonl", "csv"})
_TABLES = frozenset({"json", "jsonl", "csv", "parquet"})
_CONTAINERS = frozenset({"zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "gz", "bz2", "xz", "zst"})
_STREAMED = _TABLES | _CONTAINERS | {"mbox"}
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a file we are: the source so far, the name of what is open, how deep, what may still be unpacked.

    `sent` is the day of the mail it is attached to.
    """

    source: str
    name: str
    depth: int
    budget: Budget
    text_column: str | None
    on_sidecar: Callable[[str], None] | None
    sent: date | None = None

    def inside(self, member: str, name: str, packed: int) -> _Place:
        """Return the place of a member."""
        budget = self.budget.nested(packed)
        return replace(self, source=f"{self.source}#{member}", name=name, depth=self.depth + 1, budget=budget)

    def failure(self, error: str, message: str) -> SourceError:
        """Return the failure to read what is here."""
        return SourceError(self.source, "read", error, message)


def documents(
    file: SourceFile, *, text_column: str | None = None, on_sidecar: Callable[[str], None] | None = None
) -> Iterator[RawDocument | SourceError]:
    """Yield the documents of one file, or why they cannot be had; always the same ones in the same order.

    A plain file is its own document; members of containers, attachments of mails, messages of mailboxes and rows of tables
    are `source#member`. `text_column` names the column of tables that holds the text. Metadata sidecars are no documents:
    `SourceFile.is_sidecar` tells those beside files, `on_sidecar` is called with the source of each one in a container.
    One document at a time is in memory. Never raises for what is in the file.
    """
    place = _Place(file.source, file.source.rpartition("/")[2], 0, Budget(file.size or 0), text_column, on_sidecar)
    if file.problem:
        yield place.failure(file.problem, PROBLEMS[file.problem])
        return
    if file.is_sidecar:
        return
    try:
        with open_file(file) as stream:
            size = file.size if file.size is not None else stream.seek(0, 2)
            yield from _open(stream, size, replace(place, budget=Budget(size)))
    except OSError as error:
        yield place.failure("unreadable", _line(error))


def _open(stream: IO[bytes], size: int, place: _Place) -> Found:
    """Yield the documents of an open stream that can be sought in."""
    form, reason = _recognise(stream, place.name)
    if reason:
        yield place.failure(form, reason)
    elif form in _CONTAINERS or form == "mbox":
        if place.depth >= MAX_DEPTH:
            yield place.failure("container_bomb", f"containers nested more than {MAX_DEPTH} deep")
        elif form == "mbox":
            yield from _mailbox(stream, place)
        else:
            yield from _unpack(stream, form, place)
    elif form in _TABLES:
        yield from rows(stream, place.source, form, size, place.text_column)
    elif size > MAX_DOCUMENT_BYTES:
        yield place.failure("too_large", f"larger than {MAX_DOCUMENT_BYTES:,} bytes")
    else:
        yield from _document(stream.read(MAX_DOCUMENT_BYTES), form, place)


def _recognise(stream: IO[bytes], name: str) -> tuple[str, str | None]:
    """Return the format of a stream, or an error code and why it is not read.

    A name counts unless the first bytes prove it wrong; a text stays what its name says.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    named, found = format_of(name), sniff(head)
    if found == "zip" and named != "zip":
        found = _kind_of_zip(stream)
    if found in {"pdf", "rtf", "docx"}:
        return found, None
    if named in _TEXTS:
        return (
            ("binary", "not a text, whatever its name says")
            if found == "binary"
            else (found if found in _CONTAINERS else named, None)
        )
    if named:
        return ("html" if found == "html" and named in {"pdf", "docx", "rtf"} else named), None
    if found in {"html", "parquet"} or found in _CONTAINERS:
        return found, None
    reason = unsupported(name)
    if reason or found in {"ole", "office"}:
        return "unsupported_format", reason or "an office file of a kind that is not read; save it as .docx"
    return ("binary", "not a text") if found == "binary" else (_kind_of_text(head), None)


def _kind_of_zip(stream: IO[bytes]) -> str:
    """Tell a DOCX and other office files from a plain ZIP."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except BROKEN:
        return "zip"
    finally:
        stream.seek(0)
    if "word/document.xml" in names:
        return "docx"
    return "office" if "[Content_Types].xml" in names or "mimetype" in names else "zip"


def _kind_of_text(head: bytes) -> str:
    """Tell a mail or mailbox without an extension from a text."""
    folded = head.lower()
    if b"\nsubject:" in folded and b"\nfrom:" in folded:
        if head.startswith(b"From "):
            return "mbox"
        if folded.startswith((b"return-path:", b"received:", b"delivered-to:", b"mime-version:", b"message-id:")):
            return "eml"
    return "txt"


def _document(data: bytes, form: str, place: _Place) -> Found:
    yield RawDocument.from_bytes(place.source, place.name, form, data, place.sent)
    if form != "eml":
        return
    seen: dict[str, int] = {}
    for attached in attachments(data):
        if place.depth >= MAX_DEPTH:
            yield place.failure("container_bomb", f"mails attached to mails more than {MAX_DEPTH} deep")
            return
        name = label(attached.name).rpartition("/")[2]
        inner = place.inside(_unique(name, seen), name, len(attached.data))
        with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as stream:
            stream.write(attached.data)
            yield from _open(stream, len(attached.data), replace(inner, sent=attached.sent or place.sent))


def _mailbox(stream: IO[bytes], place: _Place) -> Found:
    for number, message in enumerate(messages(stream, MAX_DOCUMENT_BYTES), start=1):
        inner = place.inside(str(number), f"{number}.eml", 0)
        if message is None:
            yield inner.failure("too_large", f"larger than {MAX_DOCUMENT_BYTES:,} bytes")
        else:
            yield from _document(message, "eml", inner)


def _unpack(stream: IO[bytes], form: str, place: _Place) -> Found:
    """Yield the documents of a container's members; a damaged one gives what can still be read."""
    seen: dict[str, int] = {}
    try:
        for member in members(stream, place.name, form, place.budget):
            if not _is_wanted(member, place):
                continue
            place.budget.enter()
            name = label(member.name)
            inner = place.inside(_unique(name, seen), name.rpartition("/")[2], 0)
            if member.is_encrypted:
                yield inner.failure("encrypted", "protected by a password")
            else:
                yield from _member(member, place.budget, inner)
    except ContainerBombError as error:
        yield place.failure("container_bomb", f"{error}; the rest is not read")
    except BROKEN as error:
        yield place.failure("corrupt", f"damaged {form} file: {_line(error)}")


def _is_wanted(member: Member, place: _Place) -> bool:
    name = label(member.name)
    if any(is_litter(part) for part in name.split("/")):
        return False
    if member.is_sidecar and place.on_sidecar:
        place.on_sidecar(f"{place.source}#{name}")
    return not member.is_sidecar


def _member(member: Member, budget: Budget, inner: _Place) -> Found:
    """Unpack one member, within its container's budget, to where it can be sought in, and yield its documents."""
    form = format_of(member.name)
    limit = None if form in _STREAMED or form is None else MAX_DOCUMENT_BYTES
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as copy:
        size = 0
        try:
            with member.open() as stream:
                while chunk := stream.read(_CHUNK):
                    budget.take(len(chunk))
                    size += len(chunk)
                    if limit is not None and size > limit:
                        break
                    copy.write(chunk)
        except BROKEN as error:
            yield inner.failure("corrupt", f"cannot be unpacked: {_line(error)}")
            return
        if limit is not None and size > limit:
            yield inner.failure("too_large", f"larger than {limit:,} bytes")
        else:
            yield from _open(copy, size, replace(inner, budget=budget.nested(size)))


def _unique(name: str, seen: dict[str, int]) -> str:
    """Tell apart members of one name: the second `a.txt` becomes `a.txt~2`."""
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}~{seen[name]}"


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
