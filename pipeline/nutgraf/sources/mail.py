"""Mails and mailboxes: the text a reader sees, the subject, the day sent and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO, Any, NamedTuple

from nutgraf.sources.encodings import decode_text

_LABEL = r"(?:for immediate release|(?:press|news|media) release|(?:press|media) advisory|press statement|embargoed)"
_PREFIX = re.compile(
    rf"(?:\s*(?:re|fw|fwd|aw|wg|tr)\s*:|\s*\[[^\]]{{1,40}}\]|\s*\*{{0,3}}{_LABEL}\*{{0,3}}\s*(?:[:–—|-]|$))+\s*", re.IGNORECASE
)
_MEDIA = frozenset({"image", "audio", "video"})
_PARTS_OF_A_MAIL = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
    }
)


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail shows: `text` or, where that is all there is, `html`."""

    subject: str | None
    sent: date | None
    text: str | None
    html: str | None


def read_mail(data: bytes) -> Mail:
    """Read a mail's headers and body; raises ValueError when the bytes are too odd to parse."""
    message = _parse(data)
    plain, html = _bodies(message)
    text = "\n".join(plain) if plain else None
    if text is not None and html and len(text.split()) < min(20, len(html.split()) / 4):
        text = None  # "your program cannot show this mail" and its like
    return Mail(_subject(message), _sent(message), text, html if text is None else None)


class Attachment(NamedTuple):
    """What is attached to a mail, and the day the mail was sent."""

    name: str
    data: bytes
    sent: date | None


def attachments(data: bytes) -> Iterator[Attachment]:
    """Yield what is attached to a mail; pictures of the body, signatures and invitations are not."""
    if b"multipart/" not in data[:100_000].lower():
        return
    try:
        message = _parse(data)
    except ValueError:
        return
    sent = _sent(message)
    for number, part in enumerate(_attached(message), start=1):
        if part.get_content_type() == "message/rfc822":
            yield Attachment(_name(part) or f"message-{number}.eml", _inner(part), sent)
        else:
            payload = part.get_payload(decode=True)
            yield Attachment(_name(part) or f"attachment-{number}", payload if isinstance(payload, bytes) else b"", sent)


def messages(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """Yield the messages of a mailbox (mboxrd or mboxo), None for one larger than the limit."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := stream.readline(1 << 20):
        if blank and line.startswith(b"From "):
            if begun:
                yield None if size > limit else b"".join(lines)
            lines, size, begun = [], 0, True
            continue
        blank = not line.strip()
        size += len(line)
        if size <= limit:
            lines.append(_QUOTED_FROM.sub(rb"\1", line))
    if begun or lines:
        yield None if size > limit else b"".join(lines)


_QUOTED_FROM = re.compile(rb"^>(>*From )")


def _parse(data: bytes) -> Message:
    try:
        return message_from_bytes(data)
    except (MessageError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a mail: {error}") from None


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, without entering mails attached to the mail."""
    stack = [message]
    while stack:
        part = stack.pop()
        payload = part.get_payload()
        if part.is_multipart() and part.get_content_type() != "message/rfc822" and isinstance(payload, list):
            stack.extend(reversed([inner for inner in payload if isinstance(inner, Message)]))
        else:
            yield part


def _is_attached(part: Message) -> bool:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return True
    if kind in _PARTS_OF_A_MAIL:
        return False
    disposition = _disposition(part)
    if part.get_content_maintype() in _MEDIA:
        return disposition == "attachment" and not part.get("Content-ID")
    if disposition == "attachment":
        return True
    return bool(_name(part)) or part.get_content_maintype() not in {"text", "multipart", "message"}


def _attached(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if _is_attached(part))


def _bodies(message: Message) -> tuple[list[str], str | None]:
    plain: list[str] = []
    html: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if _is_attached(part) or kind not in {"text/plain", "text/html"}:
            continue
        text = _text(part)
        if kind == "text/html":
            html.append(text)
        elif text.strip():
            plain.append(_unflowed(text) if _parameter(part, "format") == "flowed" else text)
    return plain, "\n".join(html) or None


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text, _ = decode_text(payload, _parameter(part, "charset"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parameter(part: Message, name: str) -> str | None:
    try:
        value = part.get_param(name)
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return value.lower().strip() if isinstance(value, str) else None


def _disposition(part: Message) -> str | None:
    try:
        return part.get_content_disposition()
    except (ValueError, IndexError, AttributeError, TypeError):
        return None


def _unflowed(text: str) -> str:
    """Join the lines a mailer wrapped (RFC 3676): those that end in a space go on."""
    parts: list[str] = []
    for line in text.split("\n"):
        line = line.removeprefix(" ")  # noqa: PLW2901 - space-stuffing
        goes_on = bool(parts) and parts[-1].endswith(" ") and parts[-1] != "-- " and line != "-- "
        if goes_on:
            parts[-1] += line
        else:
            parts.append(line)
    return "\n".join(part.rstrip(" ") for part in parts)


def _inner(part: Message) -> bytes:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        return b""
    try:
        return inner.as_bytes()
    except (UnicodeError, LookupError, TypeError, AttributeError, MessageError):
        return b""


def _name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return _header(name).strip() or None if name else None


def _subject(message: Message) -> str | None:
    """Return the subject without what mailers and press offices put before it."""
    subject = " ".join(_header(message.get("Subject")).split())
    match = _PREFIX.match(subject)
    return subject[match.end() :] or None if match else subject or None


def _sent(message: Message) -> date | None:
    """Return the sender's local day."""
    try:
        return parsedate_to_datetime(_header(message.get("Date"))).date()
    except (ValueError, TypeError, IndexError):
        return None


def _header(value: Any) -> str:
    """Decode a header; bytes no encoding is stated for are read as UTF-8 or Windows-1252."""
    if value is None:
        return ""
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        return str(value)
    return "".join(_piece(text, charset) for text, charset in pieces)


def _piece(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text if text.isascii() else decode_text(text.encode("utf-8", "surrogateescape"))[0]
    if charset and charset != "unknown-8bit":
        try:
            return text.decode(charset, "replace")
        except LookupError:
            pass
    return decode_text(text)[0]
