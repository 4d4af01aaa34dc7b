"""The pages in a real browser: searched, narrowed, toggled, walked by keyboard; at the width of a phone and in the dark."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from viewer.samples import SPEAKER, write_sample

CHROMIUM = os.environ.get("NUTGRAF_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on the path; install chromium or set NUTGRAF_CHROMIUM"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample dataset as a user does, in a process of its own."""
    out = tmp_path_factory.mktemp("browser") / "out"
    write_sample(out)
    command = [Path(sys.executable).with_name("nutgraf"), "serve", out, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        line = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found[0]
        server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        # the sandbox wants rights a container does not give; the pages are ours and local
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a page that fails the test when anything is refused, missing or run."""
    opened = browser.new_page()
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    yield opened
    opened.close()
    assert not trouble


def test_search_and_narrow_and_widen_again(page: Any, address: str) -> None:
    page.goto(address)
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("water")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=water**")
    assert page.get_by_role("status").inner_text() == "30 releases"
    page.get_by_role("complementary").get_by_role("link", name="2021").click()
    assert page.get_by_role("status").inner_text() == "8 releases"
    page.get_by_role("link", name="since 2021-01-01").click()
    page.get_by_role("link", name="until 2021-12-31").click()
    assert page.get_by_role("status").inner_text() == "30 releases"
    page.get_by_role("link", name="next").click()
    assert page.get_by_text("page 2 of 2").is_visible()


def test_conditions_in_the_form(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_text("More conditions").click()
    page.get_by_label("Figure").fill("USD")
    page.get_by_label("At least").fill("1,000,000")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("status").inner_text() == "1 release"


def test_layers_are_toggled_from_the_keyboard(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=wall")
    page.get_by_role("link", name="Harbor wall").click()
    mark = page.locator(".text mark.dates").first
    background = "element => getComputedStyle(element).backgroundColor"
    shown = mark.evaluate(background)
    box = page.get_by_role("checkbox", name="dates")
    box.focus()
    page.keyboard.press("Space")
    assert not box.is_checked()
    assert mark.evaluate(background) == "rgba(0, 0, 0, 0)" != shown
    page.keyboard.press("Space")
    assert mark.evaluate(background) == shown


def test_from_a_quote_to_its_speaker_and_back_into_the_text(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=wall")
    page.get_by_role("link", name="Harbor wall").click()
    quotes = page.get_by_role("complementary", name="Quotes")
    quotes.get_by_role("link", name="in the text").click()
    assert page.locator("#quote-1:target").count() == 1
    quotes.get_by_role("link", name=SPEAKER).click()
    assert page.get_by_role("heading", level=1).inner_text() == SPEAKER
    assert page.get_by_text("for a hundred years").is_visible()


def test_the_first_key_skips_to_the_content(page: Any, address: str) -> None:
    page.goto(f"{address}/overview")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_from_releases_to_quotes_around_a_place(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_text("More conditions").click()
    page.get_by_label("Around").fill("Bath, GB")
    page.get_by_label("Within km").fill("20")
    page.get_by_label("Around").press("Enter")
    assert page.get_by_role("status").inner_text() == "1 release"
    page.get_by_role("navigation", name="What is searched").get_by_role("link", name="Quotes").click()
    assert page.get_by_role("status").inner_text() == "1 quote"
    assert page.get_by_text("for a hundred years").is_visible()
    page.get_by_role("link", name="around Bath, GB, 20 km").click()
    assert "near" not in page.url


def test_an_organization_shows_what_it_published_said_and_where_it_is_named(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=wall")
    page.locator(".hits .byline a").first.click()
    views = page.get_by_role("navigation", name="What is shown")
    assert [link.inner_text() for link in views.get_by_role("link").all()] == [
        "Published 1 release", "Quoted 1 release", "Named 1 release"
    ]  # fmt: skip
    views.get_by_role("link", name="Quoted").click()
    assert page.get_by_text("for a hundred years").is_visible()


@pytest.mark.parametrize(
    "path",
    ["/", "/quotes?q=held", "/?near=Bath,+GB", "/overview", "/speakers", "/organizations", "/places", "/errors", "/?q=wall"],
)
def test_nothing_is_wider_than_a_phone(browser: Any, address: str, path: str) -> None:
    phone = browser.new_page(viewport={"width": 360, "height": 740})
    phone.goto(address + path)
    if path == "/?q=wall":
        phone.get_by_role("link", name="Harbor wall").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()


def luminance(color: str) -> float:
    """Return the relative luminance WCAG defines."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_every_layer(browser: Any, address: str, scheme: str) -> None:
    shown = browser.new_page(color_scheme=scheme)
    shown.goto(f"{address}/?q=wall")
    shown.get_by_role("link", name="Harbor wall").click()
    shown.locator(".layers mark").first.wait_for()
    pairs = shown.evaluate(
        """() => [...document.querySelectorAll("html, .layers mark")].map(one => {
            const style = getComputedStyle(one); return [style.color, style.backgroundColor]; })"""
    )
    assert len(pairs) == 8
    for pair in pairs:
        darker, lighter = sorted(map(luminance, pair))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG AA
    assert (luminance(pairs[0][1]) < 0.5) == (scheme == "dark")
    shown.close()
