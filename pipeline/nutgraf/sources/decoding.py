"""A document's bytes into a release: text, headline, day of publication, language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nutgraf.errors import SourceError
from nutgraf.records import Release, clean_text, source_id
from nutgraf.sources.documents import RawDocument
from nutgraf.sources.encodings import decode_text
from nutgraf.sources.headlines import with_headline
from nutgraf.sources.identification import identify_language
from nutgraf.sources.mail import read_mail
from nutgraf.sources.mojibake import is_mojibake
from nutgraf.sources.names import date_in_name


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a reader made of a document; `published_source` says where its day was found."""

    text: str
    headline: str | None = None
    published: date | None = None
    published_source: str | None = None
    warnings: tuple[str, ...] = ()


def decode(document: RawDocument, *, language: str = "en") -> Release:
    """Turn a document into a release without its frame; raises SourceError when it is not one.

    For plain text the release's text is the decoded file with line ends turned to newlines and nothing else; for other formats it
    is the extracted text, with the headline, a mail's subject or a row's title put on top when the text lacks it.
    `language` is an ISO 639-1 code other texts are refused by, or `any`.
    """
    decoded = _READERS[document.format](document)
    text = clean_text(decoded.text)
    if not any(map(str.isalnum, text)):
        scanned = " (a picture of a text?)" if document.format == "pdf" else ""
        raise SourceError(document.source, "decode", "empty_text", f"no text in it{scanned}")
    found = identify_language(text)
    if found and language not in ("any", found):
        raise SourceError(document.source, "language", f"not_{_NAMES.get(language, language)}", f"its language is {found}")
    published, published_source = _published(document, decoded)
    warnings = (*decoded.warnings, *(("mojibake",) if is_mojibake(text) else ()))
    return Release(
        release_id=source_id(document.source),
        source=document.source,
        format=document.format,
        content_sha256=document.content_sha256,
        text=text,
        headline=clean_text(decoded.headline) if decoded.headline else None,
        release_date=published,
        release_date_source=published_source,
        language=found,
        word_count=len(text.split()),
        warnings=warnings,
    )


_NAMES = {"en": "english"}


def _published(document: RawDocument, decoded: Decoded) -> tuple[date | None, str | None]:
    """Return the best known day and where it was found: the document itself, the mail around it, its name."""
    if decoded.published:
        return decoded.published, decoded.published_source
    if document.published and document.text is None:
        return document.published, "mail_header"
    named = date_in_name(document.source)
    return (named, "file_name") if named else (None, None)


def _read_text(document: RawDocument) -> Decoded:
    text, warnings = decode_text(document.data)
    return Decoded(text, warnings=warnings)


def _read_html(document: RawDocument) -> Decoded:
    from nutgraf.sources.html import TooDeepError, read_html  # noqa: PLC0415 - heavy

    try:
        page = read_html(document.data)
    except TooDeepError:
        raise _too_deep(document) from None
    text, headline = with_headline(page.text, page.headline)
    return Decoded(text, headline, page.published, "html_meta" if page.published else None)


def _fragment_text(markup: str, document: RawDocument) -> str:
    from nutgraf.sources.html import TooDeepError, fragment_text  # noqa: PLC0415 - heavy

    try:
        return fragment_text(markup)
    except TooDeepError:
        raise _too_deep(document) from None


def _too_deep(document: RawDocument) -> SourceError:
    return SourceError(document.source, "decode", "too_deep", "a page whose elements are nested too deep to be read")


def _read_mail(document: RawDocument) -> Decoded:
    try:
        mail = read_mail(document.data)
    except ValueError as error:
        raise SourceError(document.source, "decode", "corrupt", str(error)) from None
    text = mail.text or ""
    if mail.html:
        text = _fragment_text(mail.html, document)
    if not text.strip():
        return Decoded("")
    text, headline = with_headline(clean_text(text), mail.subject)
    return Decoded(text, headline, mail.sent, "mail_header" if mail.sent else None)


def _read_pdf(document: RawDocument) -> Decoded:
    from nutgraf.sources.pdf import read_pdf  # noqa: PLC0415 - heavy

    return Decoded(read_pdf(document.data, document.source))


def _read_docx(document: RawDocument) -> Decoded:
    from nutgraf.sources.word import read_docx  # noqa: PLC0415 - heavy

    return Decoded(read_docx(document.data, document.source))


def _read_rtf(document: RawDocument) -> Decoded:
    from nutgraf.sources.word import read_rtf  # noqa: PLC0415 - heavy

    return Decoded(read_rtf(document.data, document.source))


def _read_row(document: RawDocument) -> Decoded:
    text = clean_text(document.text or "")
    if text.lstrip().startswith("<") and "</" in text:
        text = _fragment_text(text, document)
    if text.strip():
        text, headline = with_headline(text, document.headline)
    else:
        headline = None
    return Decoded(text, headline, document.published, "given" if document.published else None)


_READERS: dict[str, Callable[[RawDocument], Decoded]] = {
    "txt": _read_text,
    "md": _read_text,
    "html": _read_html,
    "eml": _read_mail,
    "pdf": _read_pdf,
    "docx": _read_docx,
    "rtf": _read_rtf,
    **dict.fromkeys(("json", "jsonl", "csv", "parquet"), _read_row),
}
