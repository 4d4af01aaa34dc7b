"""The text of a PDF, page by page."""

from __future__ import annotations

import time
from collections.abc import Iterator

from nutgraf.errors import SourceError
from nutgraf.sources.limits import MAX_PAGES, MAX_PDF_SECONDS


def read_pdf(data: bytes, source: str) -> str:
    """Return the text of a PDF; raises SourceError when it is encrypted, damaged, too long or a picture of a text."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - only .pdf files need it

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "corrupt"
        raise SourceError(source, "decode", code, f"cannot open the PDF: {error}") from None
    try:
        if len(document) > MAX_PAGES:
            raise SourceError(source, "decode", "too_large", f"a PDF of more than {MAX_PAGES} pages")
        return "\n\n".join(_pages(document, source))
    except pdfium.PdfiumError as error:
        raise SourceError(source, "decode", "corrupt", f"damaged pdf file: {error}") from None
    finally:
        document.close()


def _pages(document, source: str) -> Iterator[str]:
    deadline = time.monotonic() + MAX_PDF_SECONDS
    for page in document:
        if time.monotonic() > deadline:
            raise SourceError(source, "decode", "too_large", f"reading the PDF takes more than {MAX_PDF_SECONDS:g} seconds")
        yield page.get_textpage().get_text_range().replace("\r\n", "\n")
