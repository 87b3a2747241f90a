from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Newsroom

from scraper.reading import pool
from server import Server


@pytest.fixture(autouse=True)
def _reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for reading, however many pages a second loopback gives.

    Whether one is started would be a matter of the machine's speed, and each takes as long as twenty tests.
    """
    monkeypatch.setattr(pool, "_MANY_A_SECOND", 1_000_000)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with Server() as server:
        yield Newsroom(server, tmp_path)
