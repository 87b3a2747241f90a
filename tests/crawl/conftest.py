from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Newsroom

from server import Server


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with Server() as server:
        yield Newsroom(server, tmp_path)
