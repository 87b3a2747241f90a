"""CONTRIBUTING, docs/architecture.md and the workflow name nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from scraper.model import PageState

ROOT = Path(__file__).parents[2]
# The architecture is a page of the site; what is to be done in it stays with the rules.
PAGE = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "docs/architecture.md"))
ROOMS_AND_FOLDERS = "scraper|tests|benchmarks|docs|crawl|store|policy|parser|reading|fetch|discover|model"
PATH = re.compile(rf"`((?:{ROOMS_AND_FOLDERS})/[\w./]*)`")
ROOMS = re.compile(r"^\| `scraper/(\w+)(?:\.py)?` \|", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(PATH.findall(PAGE))))
def test_each_file_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists() or (ROOT / "scraper" / name).exists() or "NNN" in name


def test_each_room_is_named() -> None:
    folders = {path.parent.name for path in (ROOT / "scraper").glob("*/__init__.py")}
    assert folders - set(ROOMS.findall(PAGE)) <= {"demo"}


def test_each_state_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| ", PAGE, re.MULTILINE)) == set(get_args(PageState))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([A-Z][A-Za-z_]+|[A-Z_]{4,})`", PAGE))))
def test_each_name_in_code_is_there(name: str) -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "scraper").rglob("*.py"))
    assert re.search(rf"\b{name}\b", sources) or (ROOT / f"{name}.md").exists()


def test_the_hosted_workflow_calls_the_one_command() -> None:
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert "- run: ./check\n" in workflow
