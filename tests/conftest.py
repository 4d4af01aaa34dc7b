"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from nutgraf import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """Return the default extractor, loaded once."""
    return Extractor()
