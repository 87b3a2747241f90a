"""An archive whose name is a symbolic link that leads in a circle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli_running import Done

Run = Callable[..., Done]

CIRCLE = "kreis.db"


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    link = tmp_path / CIRCLE
    link.symlink_to(CIRCLE)
    return link


@pytest.mark.parametrize("command", [("crawl",), ("fetch", "http://127.0.0.1:1/"), ("status",), ("backup", "neu.db")])
def test_it_is_said_in_a_sentence(run: Run, circle: Path, command: tuple[str, ...]) -> None:
    done = run("--db", circle, *command)
    assert (done.code, done.err) == (2, f"Error: {circle}: cannot be read: Too many levels of symbolic links.\n")
    assert circle.is_symlink()
