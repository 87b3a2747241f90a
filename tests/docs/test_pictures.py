"""The pictures in the documentation: each is taken by the script, small, shown somewhere, and said in words."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
# Chosen: each picture has to be renewed when its page changes, and stays in the repository's history.
_MOST = 6


def make() -> Any:
    path = ROOT / "docs" / "screenshots" / "make.py"
    spec = importlib.util.spec_from_file_location("screenshots_make", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up.
    sys.modules[spec.name] = module
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path])
        spec.loader.exec_module(module)
    return module


def test_every_picture_is_taken_by_the_script() -> None:
    wanted = make().shots()
    assert {path.stem for path in IMAGES.glob("*")} == {*wanted.pictures}
    assert len(wanted.pictures) <= _MOST
    assert {picture["page"] for picture in wanted.pictures.values()} <= {*wanted.pages}


def test_every_picture_is_small() -> None:
    largest = make().LARGEST
    assert [path.name for path in IMAGES.glob("*") if path.stat().st_size > largest] == []


def test_every_picture_that_a_page_shows_is_there_and_said_in_words() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).is_file(), f"{page.name}: {target}"
            assert len(words.split()) > 3, f"{page.name}: {target}"


def test_no_other_folder_of_the_documentation_has_pictures() -> None:
    kinds = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"}
    found = [path for path in (ROOT / "docs").rglob("*") if path.suffix.lower() in kinds and path.parent != IMAGES]
    assert [str(path) for path in found if "_build" not in path.parts] == []
