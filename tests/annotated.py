r"""Case files: one case a line, the expected facts marked inside the text.

    {published=2026-05-04 country=US} On [May 3|value=2026-05-03 precision=day], Acme opened.
    Turn to page 5/3.

`[text|field=value …]` is an expected fact; fields are compared as strings, `null` is None, values with spaces go in
double quotes. A line without brackets must stay silent. `\n` is a line end, `\[` a bracket. `#` starts a comment line.
The braces in front are optional: `published` is the release date, every other key sets a field of the Release.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nutgraf import Release

_OPTIONS = re.compile(r"\{([^{}]*)\}\s?")
_FACT = re.compile(r"\[((?:[^\[\]|\\]|\\.)*)\|((?:[^\[\]\\]|\\.)*)\]")


@dataclass(frozen=True)
class Expected:
    """A fact a case asks for."""

    start: int
    end: int
    fields: dict[str, str]


@dataclass(frozen=True)
class Case:
    """A text, how it is released, and the facts expected in it."""

    name: str
    release: Release
    expected: tuple[Expected, ...]


def read_cases(path: Path) -> list[Case]:
    """Read a case file."""
    cases = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cases.append(read_case(line, f"{path.stem}:{number}"))
    return cases


def read_case(line: str, name: str = "case") -> Case:
    """Turn one line into a case."""
    options = _OPTIONS.match(line)
    settings = _settings(options.group(1)) if options else {}
    line = line[options.end() :] if options else line
    parts: list[str] = []
    expected = []
    position = 0
    for match in _FACT.finditer(line):
        parts.append(_plain(line[position : match.start()]))
        start = sum(map(len, parts))
        parts.append(_plain(match.group(1)))
        expected.append(Expected(start, start + len(parts[-1]), _settings(match.group(2))))
        position = match.end()
    parts.append(_plain(line[position:]))
    published = settings.pop("published", None)
    release = Release.from_text("".join(parts), published=date.fromisoformat(published) if published else None)
    return Case(name, replace(release, **settings), tuple(expected))


def _settings(text: str) -> dict[str, str]:
    return dict(item.split("=", 1) for item in shlex.split(text))


def _plain(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\[", "[").replace("\\]", "]").replace("\\|", "|")
