from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.store import Archive


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    put_empty_archive(path)
    with Archive.open(path) as opened:
        yield opened
