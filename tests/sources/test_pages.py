"""Whole pages as sites lay them out: what is marked (keep) is in the release, what is marked (drop) is not."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from nutgraf.sources.html import TooDeepError, fragment_text, read_html
from sources.archives import PROSE

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
FACTS = {
    "bare": (None, None),
    "blog": ("Library reopens after the flood (keep)", date(2022, 9, 1)),
    "form-wrapped": ("Water Board approves a lower rate (keep)", None),
    "nested-mail": ("Harbour museum shows lost charts (keep)", None),
    "research-news": ("Bees remember faces (keep)", date(2021, 3, 18)),
    "short-notice": ("Mill Road closed on Sunday (keep)", None),
    "table-layout": (None, None),
    "wire-contacts-outside": ("Halden Foods Recalls Oat Bars (keep)", date(2023, 2, 14)),
    "wire-service": ("Northgate Ferries Orders Two Electric Boats (keep)", date(2024, 5, 7)),
}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_release_is_kept_and_the_page_around_it_dropped(path: Path) -> None:
    markup = path.read_bytes()
    shown = re.sub(rb"<head>.*?</head>", b"", markup, flags=re.IGNORECASE | re.DOTALL)
    page = read_html(markup)
    assert "(drop)" not in page.text
    assert page.text.count("(keep)") == shown.count(b"(keep)")
    assert (page.headline, page.published) == FACTS[path.stem]


def test_every_page_has_facts() -> None:
    assert {path.stem for path in PAGES} == set(FACTS)


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><main>{body}</main></body></html>".encode()


def test_blocks_stand_on_lines_of_their_own() -> None:
    body = (
        f"<h1>Pier  repaired\n</h1><p>{PROSE} It is\n   <b>open</b><i>ed</i>.</p><ul><li>One</li><li><p>Two</p></li></ul>"
        "<ol><li>First</li><li>Second</li></ol>"
        f"<p>Line one<br>Line two<br><br>After a gap, {PROSE}</p><pre>a\n  b</pre>"
        "<table><tr><td>Boat</td><td>Seats</td></tr><tr><td>Gull</td><td>40</td></tr></table>"
        f"<blockquote>{PROSE}</blockquote>tail<!-- note --> text"
    )
    assert read_html(page(body)).text == (
        f"Pier repaired\n\n{PROSE} It is opened.\n\n• One\n• Two\n\n1. First\n2. Second\n\n"
        f"Line one\nLine two\n\nAfter a gap, {PROSE}\n\na\nb\n\nBoat\tSeats\nGull\t40\n\n{PROSE}\n\ntail text"
    )


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2024-05-03T01:00:00+00:00">', "", date(2024, 5, 3)),
        ('<meta name="DC.date.issued" content="2024-05-03">', "", date(2024, 5, 3)),
        (
            '<script type="application/ld+json">[{"@type":["NewsArticle"],"datePublished":"2024-05-03"}]</script>',
            "",
            date(2024, 5, 3),
        ),
        ('<script type="application/ld+json">{"@type":"WebSite","datePublished":"2024-05-03"}</script>', "", None),
        ('<script type="application/ld+json">{broken</script>', "", None),
        ("", '<time datetime="2024-05-03">Friday</time>', date(2024, 5, 3)),
        ("", '<time datetime="2024-05-03">a</time><time datetime="2024-05-04">b</time>', None),
        ("", '<time class="published" datetime="2024-05-03">a</time><time datetime="2024-05-04">b</time>', date(2024, 5, 3)),
        ("", '<span property="dc:date" content="2024-05-03T00:00:00-05:00">x</span>', date(2024, 5, 3)),
        ("", '<meta itemprop="datePublished" content="May 3, 2024">', date(2024, 5, 3)),
        ('<meta property="article:modified_time" content="2024-05-03">', "", None),
    ],
)
def test_the_day_of_publication_is_what_the_markup_states(head: str, body: str, day: date | None) -> None:
    assert read_html(page(f"<article>{body}<p>{PROSE}</p></article>", head)).published == day


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        (
            '<meta property="og:title" content="Pier repaired | Marlow Bay"><meta property="og:site_name" content="Marlow Bay">',
            "",
            "Pier repaired",
        ),
        ('<meta property="og:title" content="Marlow Bay"><meta property="og:site_name" content="Marlow Bay">', "", None),
        ("<title>Pier repaired - Marlow Bay</title>", "<h1>News</h1><h2>Pier repaired</h2>", "Pier repaired"),
        ("<title>Marlow Bay</title>", "<h1>News</h1><h1>Pier repaired</h1>", "Pier repaired"),
        ("<title>Marlow Bay</title>", "", None),
    ],
)
def test_the_headline_is_the_heading_the_page_names_itself_after(head: str, body: str, headline: str | None) -> None:
    assert read_html(page(f"{body}<p>{PROSE}</p><p>{PROSE}</p>", head)).headline == headline


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<meta charset="iso-8859-2"><p>Łódź i Kraków</p>'.encode("iso-8859-2"), "Łódź i Kraków"),
        ("<p>“Café”</p>".encode("cp1252"), "“Café”"),
        ('<meta charset="windows-1251"><p>“Café”</p>'.encode(), "“Café”"),
        ('<?xml version="1.0" encoding="utf-8"?><html><body><p>“Café”</p></body></html>'.encode(), "“Café”"),
        ("<p>“Café”</p>".encode("utf-16"), "“Café”"),
        (b"<p>Caf&eacute; &#146;n &amp; &lt;b&gt;</p>", "Café ’n & <b>"),
        (b"no markup at all", "no markup at all"),
        (b"<p>open <b>never closed <i>anywhere", "open never closed anywhere"),
        (b"<p>a\0b</p>", "ab"),
    ],
)
def test_pages_are_decoded_by_what_they_say_and_are(markup: bytes, text: str) -> None:
    assert read_html(markup).text == text


@pytest.mark.parametrize(
    "markup", ["", "   ", "<!DOCTYPE html>", "<html></html>", "<p hidden>x</p>", "<!-- x -->", "<script>x</script>"]
)
def test_empty_pages_have_no_text(markup: str) -> None:
    assert read_html(markup.encode()).text == ""
    assert fragment_text(markup) == ""


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000,
        "<ul><li>" * 20_000 + "x",
        "<p>word " * 20_000,
        "<a href=x>link</a> " * 20_000,
        "<table><tr><td>" * 3_000 + "x",
        f"<p>{'x ' * 500_000}</p>",
        "<li>x</li>" * 20_000,
        "<br>" * 100_000,
    ],
    ids=lambda markup: markup[:12],
)
def test_hostile_pages_are_read_in_bounded_time(markup: str) -> None:
    start = time.process_time()
    with suppress(TooDeepError):
        read_html(markup.encode())
    assert time.process_time() - start < 20  # a second on a quiet machine; quadratic code takes minutes


def test_text_outside_the_body_is_read() -> None:
    assert "outside" in fragment_text("<html><frameset><frame src=x></frameset>outside</html>")


@pytest.mark.parametrize("junk", ["", "<p></b></x>&bad;" * 3000])
def test_a_page_nested_deeper_than_the_parser_goes_is_refused_not_cut(junk: str) -> None:
    def nested(depth: int) -> str:
        return f"<html><body><p>{PROSE}</p>{junk}{'<div>' * depth}<p>{PROSE}</p>{'</div>' * depth}</body></html>"

    assert read_html(nested(1500).encode()).text.count(PROSE) == 2
    with pytest.raises(TooDeepError):
        read_html(nested(50_000).encode())
    with pytest.raises(TooDeepError):
        fragment_text(nested(50_000))
