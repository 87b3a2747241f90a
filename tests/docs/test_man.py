"""The man pages are those of the commands, and man renders them without a warning."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "man" / "man1").glob("*.1"))


def test_no_page_is_stale() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "man" / "make.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
def test_pages_are_rendered_without_a_warning() -> None:
    done = subprocess.run(["groff", "-man", "-ww", "-z", *PAGES], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_can_be_copied_is_copied_as_it_stands() -> None:
    page = (ROOT / "docs" / "man" / "man1" / "scraper-crawl.1").read_text("utf-8")
    assert r"\fB\-\-full\fR" in page
    assert r"scraper\-crawl \- Visit the sites that are due" in page
