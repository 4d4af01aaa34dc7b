"""Addresses and numbers against the case file; what scrapers glue together; time on hostile text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from annotated import Case, read_case
from nutgraf.channels import find_channels

LINES = [
    line
    for line in (Path(__file__).parent / "frame" / "channels.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
HOSTILE = ("0123456789", "1/2/3/4", "+1 ", "a@", "a.b.", "www.", "(", "0 1 ", "a-", "http://", "[at]", "x.com")


def _case(line: str) -> tuple[Case, str | None]:
    country = line[9:11] if line.startswith("{country=") else None
    return read_case(line.split("} ", 1)[1] if country else line), country


@pytest.mark.parametrize("line", LINES)
def test_channels_are_what_is_marked_and_nothing_else(line: str) -> None:
    case, country = _case(line)
    found = find_channels(case.release.text, country)
    assert [(channel.start, channel.end) for channel in found] == [(one.start, one.end) for one in case.expected]
    for channel, expected in zip(found, case.expected, strict=True):
        assert {name: getattr(channel, name) for name in expected.fields} == expected.fields


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Investors:1-800-555-0199ir@example.com", ["+18005550199", "ir@example.com"]),
        ("Press:Ann MarshAnn.Marsh@example.org", ["ann.marsh@example.org"]),
        (
            "Austin, Texaswww.Example.com512.555.0147 OfficeEditor@Example.com",
            ["www.Example.com", "+15125550147", "editor@example.com"],
        ),
        ("info@example.comExample Newsroom", ["info@example.com"]),
    ],
)
def test_channels_glued_by_a_scraper_come_apart(text: str, values: list[str]) -> None:
    assert [channel.value for channel in find_channels(text, "US")] == values


@pytest.mark.parametrize("piece", HOSTILE)
def test_channels_take_linear_time(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    start = time.process_time()
    find_channels(text, "US")
    assert time.process_time() - start < 1.0  # about 0.1 s; quadratic behaviour takes minutes
