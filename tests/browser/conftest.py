"""One Chromium for all tests of a process that look at pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser_pages import Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, started at the first look; tests are skipped where there is none."""
    with Browser() as browser:
        yield browser
