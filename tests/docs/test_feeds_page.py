"""docs/exchange.md tells the truth about feeds, and its commands run."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from atom_rules import ATOM, broken_rules
from cli_running import ROOT, scraper

PAGE = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## Feeds\n")[2].partition("\n## ")[0]
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL) for line in block.splitlines()]
ELEMENTS = re.findall(r"^\| `([\w:]+)` \|", SECTION, re.MULTILINE)


def test_there_are_commands_and_elements() -> None:
    assert len(COMMANDS) == 3
    assert len(ELEMENTS) == 10


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, press_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, *words = shlex.split(command)
    done = scraper("--db", press_archive, *words)
    assert (done.code, done.out, done.err) == (0, "", "")
    (file,) = tmp_path.glob("*.xml")
    assert {one.rule for one in broken_rules(file.read_bytes())} <= {"missing-self"}
    # The days of the invented press are days of an autumn, whatever the day of the test is.
    has_articles = "--since" not in words
    assert (b"<entry" in file.read_bytes()) or not has_articles


def test_each_element_of_an_entry_is_explained(press_archive: Path) -> None:
    done = scraper("--db", press_archive, "export", "feed", "--full")
    found = set()
    for entry in ET.fromstring(done.out).iter(f"{ATOM}entry"):  # noqa: S314
        found |= {child.tag.removeprefix(ATOM) for child in entry}
    assert found | {"xml:lang"} == set(ELEMENTS)
