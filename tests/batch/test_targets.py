"""Files of an export: all of them or none, whatever comes in between."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from scraper.batch.targets import targets
from scraper.errors import ConfigError


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_files_get_their_names_together(tmp_path: Path) -> None:
    with targets(force=False) as files:
        files.open(tmp_path / "a").write(b"1")
        files.open(tmp_path / "b").write(b"2")
        assert names(tmp_path) == ["a.part", "b.part"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}


def test_a_second_ctrl_c_does_not_end_the_tidying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def pressed_again(file: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        unlink(file)

    with pytest.raises(KeyboardInterrupt), targets(force=False) as files:
        for name in ("a", "b", "c"):
            files.open(tmp_path / name).write(b"1")
        monkeypatch.setattr(Path, "unlink", pressed_again)
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_ctrl_c_while_names_are_given_comes_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def pressed(file: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return replace(file, target)

    with pytest.raises(KeyboardInterrupt), targets(force=False) as files:
        for name in ("a", "b", "c"):
            files.open(tmp_path / name).write(b"1")
        monkeypatch.setattr(Path, "replace", pressed)
    assert names(tmp_path) == ["a", "b", "c"]


def test_what_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """Somebody else's file that came while the export was being written stays."""
    with pytest.raises(ConfigError, match="is there already"), targets(force=False) as files:
        files.open(tmp_path / "a").write(b"1")
        (tmp_path / "a").write_bytes(b"mine")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"mine")
