"""PDFs made to cost their reader far more than their size."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 4 0 R >> %b >> /Contents %b >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
LINE = b"BT /F 12 Tf 72 700 Td (The ferry company will add nine crossings a week from May.) Tj ET\n"


def stream(data: bytes, dictionary: bytes = b"") -> bytes:
    """Return a stream object, packed."""
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(packed), dictionary, packed)


def pdf(bodies: Iterable[bytes]) -> bytes:
    """Build a PDF of objects, numbered from 1 on, the first being the catalog."""
    parts = [b"%PDF-1.5\n"]
    offsets = []
    position = len(parts[0])
    for number, body in enumerate(bodies, 1):
        offsets.append(position)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        position += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, position)
    return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1), table, end])


def document(contents: bytes, objects: Iterable[bytes], resources: bytes = b"") -> bytes:
    """Return a PDF of one page; `objects` are numbered from 5 on."""
    head = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE % (resources, contents),
        FONT,
    ]
    return pdf([*head, *objects])


def crowded(objects: int) -> bytes:
    """Build a page put together of this many streams."""
    references = b" ".join(b"%d 0 R" % number for number in range(5, 5 + objects))
    return document(b"[%b]" % references, (b"<< /Length 1 >>\nstream\nq\nendstream" for _ in range(objects)))


def packed_objects(objects: int, pages: int) -> bytes:
    """Build a tree of this many page objects, packed a thousand to a stream, that says it has fewer pages."""
    first = 5
    streams, kinds = [], []
    for start in range(first, first + objects, 1000):
        numbers = range(start, min(start + 1000, first + objects))
        body = PAGE % (b"", b"%d 0 R" % (first + objects))
        index = b" ".join(b"%d %d" % (number, place * (len(body) + 1)) for place, number in enumerate(numbers)) + b"\n"
        streams.append(
            stream(index + (body + b"\n") * len(numbers), b"/Type /ObjStm /N %d /First %d" % (len(numbers), len(index)))
        )
        kinds += [(2, first + objects + len(streams), place) for place in range(len(numbers))]
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + objects))
    plain = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, pages),
        3: b"null",
        4: FONT,
        first + objects: stream(LINE),
        **{first + objects + 1 + place: body for place, body in enumerate(streams)},
    }
    out = bytearray(b"%PDF-1.5\n")
    places: dict[int, tuple[int, int, int]] = dict(zip(range(first, first + objects), kinds, strict=True))
    for number, body in plain.items():
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    last = first + objects + len(streams) + 1
    places |= {0: (0, 0, 65535), last: (1, len(out), 0)}
    rows = b"".join(b"%c%b%b" % (kind, a.to_bytes(4), b.to_bytes(2)) for kind, a, b in (places[n] for n in range(last + 1)))
    table = stream(rows, b"/Type /XRef /W [1 4 2] /Root 1 0 R /Size %d" % (last + 1))
    return bytes(out + b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, table, len(out)))


def laughing(depth: int, times: int) -> bytes:
    """Build a page that draws a form, that draws a form so many times, and so on: `times` to the power of `depth` lines."""
    forms = [
        stream(
            b"/X Do\n" * times if number < depth else LINE,
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %b /Font << /F 4 0 R >> >>"
            % (b"/XObject << /X %d 0 R >>" % (6 + number) if number < depth else b""),
        )
        for number in range(1, depth + 1)
    ]
    return document(b"5 0 R", [stream(b"/X Do\n" * times), *forms], b"/XObject << /X 6 0 R >>")


def swollen(times: int) -> bytes:
    """Build a page whose one stream unpacks to so many lines of text."""
    return document(b"5 0 R", [stream(LINE * times)])
