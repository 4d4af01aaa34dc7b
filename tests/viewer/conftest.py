"""The application on the sample dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from nutgraf.viewer import create_app, library
from viewer.samples import write_sample


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    write_sample(folder)
    return folder


@pytest.fixture
def client(out: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(library, "CHECK_SECONDS", 0.0)
    with TestClient(create_app(out), base_url="http://127.0.0.1:8000") as opened:
        yield opened
