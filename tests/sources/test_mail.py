from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage

import pytest

from nutgraf.sources import limits, mail, opening
from sources.archives import PROSE, Found, zip_of

Read = Callable[..., Found]


def message(body: str | None = PROSE, *, subject: str = "Pier repaired", html: str | None = None) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "press@marlow.example"
    letter["Subject"] = subject
    letter["Date"] = "Fri, 03 May 2024 23:30:00 -0700"
    if body is not None:
        letter.set_content(body)
    if html is not None:
        letter.add_alternative(html, subtype="html") if body is not None else letter.set_content(html, subtype="html")
    return letter


def test_a_mail_is_its_text_with_its_subject_on_top(read_file: Read) -> None:
    release = read_file("a.eml", bytes(message())).releases["a.eml"]
    assert release.text == f"Pier repaired\n\n{PROSE}\n"
    assert release.headline == "Pier repaired"
    assert (release.release_date, release.release_date_source) == (date(2024, 5, 3), "mail_header")
    assert release.format == "eml"


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("FW: Re: Pier repaired", "Pier repaired"),
        ("[press-list] FOR IMMEDIATE RELEASE: Pier repaired", "Pier repaired"),
        ("Media Advisory - Pier repaired", "Pier repaired"),
        ("Release of the pier", "Release of the pier"),
        ("Press release", None),
        ("FOR IMMEDIATE RELEASE", None),
        ("", None),
        ("Caf\u00e9 \u201copens\u201d", "Caf\u00e9 \u201copens\u201d"),
    ],
)
def test_the_subject_without_its_labels_is_the_headline(read_file: Read, subject: str, headline: str | None) -> None:
    release = read_file("a.eml", bytes(message(subject=subject))).releases["a.eml"]
    assert release.headline == headline
    assert release.text == (f"{headline}\n\n{PROSE}\n" if headline else f"{PROSE}\n")


def test_a_subject_that_stands_in_the_text_is_not_repeated(read_file: Read) -> None:
    body = f"FOR IMMEDIATE RELEASE\n\nTHE TOWN\u2019S PIER\nREPAIRED\n\n{PROSE}\n"
    release = read_file("a.eml", bytes(message(body, subject="The town's pier repaired"))).releases["a.eml"]
    assert release.text == body
    assert release.headline == "THE TOWN\u2019S PIER REPAIRED"


def test_the_text_part_is_preferred(read_file: Read) -> None:
    release = read_file("a.eml", bytes(message(html="<p>Another text that is not read</p>"))).releases["a.eml"]
    assert "Another" not in release.text


@pytest.mark.parametrize("plain", [None, "Your program cannot show this mail.", " \n"])
def test_the_html_part_is_read_where_there_is_no_text(read_file: Read, plain: str | None) -> None:
    html = f"<html><head><style>p {{}}</style></head><body><p>{PROSE}</p><p>{PROSE * 2}</p></body></html>"
    release = read_file("a.eml", bytes(message(plain, html=html))).releases["a.eml"]
    assert release.text == f"Pier repaired\n\n{PROSE}\n\n{PROSE * 2}"


def test_flowed_lines_are_joined(read_file: Read) -> None:
    head = b"Subject: Pier repaired\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    raw = head + b"The town has \nrepaired the \npier.\n From here\n-- \nThe mayor is\n"
    text = read_file("a.eml", raw).releases["a.eml"].text
    assert text == "Pier repaired\n\nThe town has repaired the pier.\nFrom here\n--\nThe mayor is\n"


def test_attachments_are_documents_dated_by_their_mail(read_file: Read) -> None:
    letter = message()
    letter.add_attachment(PROSE.encode(), maintype="application", subtype="octet-stream", filename="../r\u00e9sum\u00e9.txt")
    letter.add_attachment(zip_of({"in.txt": PROSE}), maintype="application", subtype="zip", filename="more.zip")
    letter.add_attachment(message(subject="Inner"), filename="inner.eml")
    letter.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="photo.png")
    letter.add_attachment(
        b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png", cid="<logo>", disposition="inline"
    )
    found = read_file("a.eml", bytes(letter))
    assert list(found.releases) == ["a.eml", "a.eml#r\u00e9sum\u00e9.txt", "a.eml#more.zip#in.txt", "a.eml#inner.eml"]
    assert found.errors == {"a.eml#photo.png": "binary"}
    attached = found.releases["a.eml#more.zip#in.txt"]
    assert (attached.release_date, attached.release_date_source) == (date(2024, 5, 3), "mail_header")
    assert found.releases["a.eml"].text == f"Pier repaired\n\n{PROSE}\n"


def test_a_mail_without_text_fails_and_its_attachment_is_read(read_file: Read) -> None:
    letter = message("\n")
    letter.add_attachment(PROSE.encode(), maintype="text", subtype="plain", filename="a.txt")
    found = read_file("a.eml", bytes(letter))
    assert found.errors == {"a.eml": "empty_text"}
    assert list(found.releases) == ["a.eml#a.txt"]


def test_mails_in_mails_are_bounded(read_file: Read) -> None:
    letter = message()
    for _ in range(limits.MAX_DEPTH + 3):
        outer = message()
        outer.add_attachment(letter, filename="in.eml")
        letter = outer
    found = read_file("a.eml", bytes(letter))
    assert set(found.errors.values()) == {"container_bomb"}
    assert len(found.releases) == limits.MAX_DEPTH + 1


@pytest.mark.parametrize("name", ["a.mbox", "mailbox"])
def test_a_mailbox_holds_mails(read_file: Read, name: str) -> None:
    first, second = (bytes(message(f"{PROSE}\n>From here on.\n", subject=subject)) for subject in ("One", "Two"))
    box = b"From a@b Fri May  3 2024\n" + first + b"\nFrom a@b Fri May  3 2024\n" + second
    found = read_file(name, box)
    assert list(found.releases) == [f"{name}#1", f"{name}#2"]
    assert [release.headline for release in found.releases.values()] == ["One", "Two"]
    assert "\nFrom here on." in found.releases[f"{name}#1"].text


def test_a_large_mail_of_a_mailbox_is_refused(read_file: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_DOCUMENT_BYTES", 1000)
    box = b"From a\n" + bytes(message()) + b"\nFrom a\n" + bytes(message(PROSE * 20)) + b"\nFrom a\n" + bytes(message())
    found = read_file("a.mbox", box)
    assert found.errors == {"a.mbox#2": "too_large"}
    assert list(found.releases) == ["a.mbox#1", "a.mbox#3"]


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: =?utf-8?b?!!!?=\nDate: no day\n\n",
        b"Subject: \xff\xfe raw\nDate: Fri, 99 Foo 2024\nContent-Type: text/plain; charset=nonsense\n\n",
        b"Content-Type: multipart/mixed; boundary=\n\n",
        b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: message/rfc822\n\n--x--\n',
        b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(PROSE.encode())[:-3] + b"\n",
        b"Content-Type: text/plain; name*0*=utf-8''%FF; name*9=x\nContent-Disposition: ; filename==?x?=\n\n",
        b"\n\n",
    ],
)
def test_malformed_mails_never_raise(read_file: Read, raw: bytes) -> None:
    found = read_file("a.eml", raw + PROSE.encode())
    assert set(found.errors.values()) <= {"empty_text", "corrupt"}
    list(mail.attachments(raw))
