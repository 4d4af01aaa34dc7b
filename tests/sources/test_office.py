from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nutgraf.sources import pdf, word
from sources.archives import PROSE, Found

Read = Callable[..., Found]
Placed = tuple[int, int, int, str]


def pdf_of(*pages: Sequence[Placed], encrypted: bool = False) -> bytes:
    """Build a PDF from pages of (x, y, size, text) lines in Courier, whose characters are 0.6 of their size wide."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for page in pages:
        drawn = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in page).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    trailer = b"/Root 1 0 R"
    if encrypted:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32))
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d %s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        trailer,
        len(data),
    )


def lines(*texts: str, top: int = 700, gap: int = 12) -> list[Placed]:
    return [(72, top - gap * index, 10, text) for index, text in enumerate(texts)]


def test_pdf_lines_become_paragraphs(read_file: Read) -> None:
    page = [
        *lines("FOR IMMEDIATE RELEASE", "Contact: Ruth Adeyemi", "207-555-0142"),
        (72, 640, 16, "The pier of Marlow Bay is open again, and it"),
        (72, 622, 16, "will stay so"),
        *lines(
            "The town of Marlow Bay has repaired the pier, and it will be open to",
            "visitors on Saturday, the mayor said. The repair took a year and a state-",
            "of-the-art crane.",
            top=590,
        ),
        *lines("It will close in winter.", "\\225 Bring a coat", "\\225 Bring a friend", top=540),
    ]
    release = read_file("a.pdf", pdf_of(page)).releases["a.pdf"]
    assert release.text == (
        "FOR IMMEDIATE RELEASE\nContact: Ruth Adeyemi\n207-555-0142\n\n"
        "The pier of Marlow Bay is open again, and it will stay so\n\n"
        "The town of Marlow Bay has repaired the pier, and it will be open to visitors on Saturday, the mayor said. "
        "The repair took a year and a state-of-the-art crane.\n\n"
        "It will close in winter.\n• Bring a coat\n• Bring a friend"
    )


def test_pdf_pages_are_joined_without_running_lines(read_file: Read) -> None:
    feet = [[(72, 30, 8, f"Marlow Bay News, page {number}"), (300, 30, 8, str(number))] for number in (1, 2, 3)]
    bodies = [
        lines("The town of Marlow Bay has repaired the pier, and it will be open to the"),
        lines("visitors on Saturday, the mayor said."),
        lines("It will close in winter, and the town will repair the boats then."),
    ]
    release = read_file("a.pdf", pdf_of(*([*foot, *body] for foot, body in zip(feet, bodies, strict=True)))).releases["a.pdf"]
    assert release.text.count("Marlow Bay News") == 1
    assert release.text.endswith(
        "visitors on Saturday, the mayor said.\n\nIt will close in winter, and the town will repair the boats then."
    )


def test_pdf_limits(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf_of(lines(PROSE[:70]), lines(PROSE[:60]))
    assert read_file("a.pdf", data).releases
    monkeypatch.setattr(pdf, "MAX_PDF_SECONDS", -1.0)
    assert read_file("a.pdf", data).errors == {"a.pdf": "too_large"}
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    assert read_file("a.pdf", data).errors == {"a.pdf": "too_large"}


def test_pdf_that_cannot_be_read(read_file: Read) -> None:
    assert read_file("a.pdf", pdf_of(lines(PROSE), encrypted=True)).errors == {"a.pdf": "encrypted"}
    found = read_file("b.pdf", pdf_of([]))
    assert found.errors == {"b.pdf": "empty_text"}
    assert "picture" in found.messages["b.pdf"]


def docx_of(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_is_read_in_order(read_file: Read) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Town of Marlow Bay"
    document.add_heading("Pier repaired", 1)
    paragraph = document.add_paragraph("The pier is ")
    paragraph.add_run("open").bold = True
    paragraph.add_run(" again,\tthe mayor\nsaid, and it will be for years.")
    document.add_paragraph("")
    table = document.add_table(2, 2)
    for cell, text in zip([cell for row in table.rows for cell in row.cells], ["Boat", "Seats", "Gull", "40"], strict=True):
        cell.text = text
    document.add_paragraph("Bring a coat", style="List Bullet")
    layout = document.add_table(1, 2)
    layout.cell(0, 0).text = "First column of the page.\nIts second line."
    layout.cell(0, 0).add_paragraph("Its second paragraph.")
    layout.cell(0, 1).add_table(1, 1).cell(0, 0).text = "Nested"
    document.add_paragraph("The end.")
    release = read_file("a.docx", docx_of(document)).releases["a.docx"]
    assert release.text.split("\n\n") == [
        "Town of Marlow Bay",
        "Pier repaired",
        "The pier is open again,\tthe mayor\nsaid, and it will be for years.",
        "Boat\tSeats",
        "Gull\t40",
        "Bring a coat",
        "First column of the page.\nIts second line.",
        "Its second paragraph.",
        "Nested",
        "The end.",
    ]


def test_docx_holds_text_outside_plain_runs(read_file: Read) -> None:
    document = docx.Document()
    body = document.element.body
    for content in (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a content control, the mayor said.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        (
            "<w:p><w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink><w:ins><w:r><w:t> and an insertion</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText> gone</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r></w:p>"
        ),
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>A list item</w:t></w:r></w:p>',
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a text box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(content.replace(">", f" {nsdecls('w')}>", 1)))
    release = read_file("a.docx", docx_of(document)).releases["a.docx"]
    assert release.text.split("\n\n") == [
        "In a content control, the mayor said.",
        "A link and an insertion",
        "• A list item",
        "In a text box",
    ]


def test_docx_bombs_are_refused(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    monkeypatch.setattr(word, "MAX_TREE_BYTES", 1000)
    assert read_file("a.docx", docx_of(document)).errors == {"a.docx": "container_bomb"}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            r"The pier is \b open\b0 , the mayor said.\par It will close in winter.",
            "The pier is open, the mayor said.\n\nIt will close in winter.",
        ),
        (r"\'93The pier\'94 is open \u8211? at last, and for you.", "“The pier” is open – at last, and for you."),
        (r"One and the other.\par\par Two and the third.\line End", "One and the other.\n\nTwo and the third.\nEnd"),
        (r"{\fonttbl{\f0 Arial;}}{\info{\title Hidden}}Only this is for the reader.", "Only this is for the reader."),
    ],
)
def test_rtf_is_its_text(read_file: Read, markup: str, text: str) -> None:
    assert read_file("a.rtf", r"{\rtf1\ansi\ansicpg1252 " + markup + "}").releases["a.rtf"].text == text


def test_damaged_docx_files_fail(read_file: Read) -> None:
    document = docx.Document()
    document.add_paragraph(PROSE)
    data = docx_of(document)
    for place in range(40, len(data), 997):
        found = read_file("a.docx", data[:place] + b"\xff\x00\x55" + data[place + 3 :])
        assert set(found.errors.values()) <= {"corrupt", "empty_text"}
