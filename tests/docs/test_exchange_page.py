"""docs/exchange.md: its commands of WARC run, and it names each field that only our records have."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cli_running import ROOT, Done, scraper
from scraper.warc import fields

PAGE = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
WARC = PAGE.partition("\n## WARC\n")[2].partition("\n## ")[0]
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", WARC, re.DOTALL) for line in block.splitlines()]


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 3


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(
    command: str, demo_archive: tuple[Path, list[Done]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, *words = shlex.split(command)
    done = scraper("--db", demo_archive[0], *words)
    # The archive of the demo has neither the site nor the words of the examples.
    is_said = "There is nothing" in done.err or "nothing in the archive is of this choice" in done.err
    assert done.code == 0 or is_said, done.err
    assert "Usage" not in done.err


def test_each_field_of_ours_is_named() -> None:
    ours = {value for name, value in vars(fields).items() if name.isupper() and str(value).startswith("X-Scraper-")}
    assert ours == set(re.findall(r"`(X-Scraper-[\w-]+)`", WARC))


def test_each_kind_of_metadata_is_named() -> None:
    kinds = {value for name, value in vars(fields).items() if name.startswith("OF_")}
    (row,) = [line for line in WARC.splitlines() if line.startswith("| `X-Scraper-Kind` |")]
    assert kinds == set(re.findall(r"`(\w+)`", row.partition("describes: ")[2]))
