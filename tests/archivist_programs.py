"""Programs of archivists that tests run: where they are, and what a test does where they are not.

``tests/archivists/make`` puts them beside the virtual environment, and ``check`` calls that.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(f"{sys.prefix}-archivists")
MAKE = f"tests/archivists/make {Path(sys.prefix) / 'bin' / 'python'} {FOLDER}"


@dataclass(frozen=True)
class Browser:
    node: str
    chromium: str
    packages: Path


def program(name: str) -> Path:
    """Return a program of the archivists' environment, such as ``wayback``."""
    found = FOLDER / "bin" / name
    if not found.exists():
        _missing(f"{found} is not there: '{MAKE}' makes it.")
    return found


def next_datasette() -> Path:
    """Return the Python whose Datasette is the version that is to come."""
    found = FOLDER / "datasette1" / "bin" / "python"
    if not found.exists():
        _missing(f"{found} is not there: '{MAKE}' makes it.")
    return found


def browser() -> Browser:
    """Return what opens a page in Chromium.

    Node, npm and Chromium are of the machine, which ``check`` leaves as it is: without them, a test is skipped
    everywhere.
    """
    node, chromium = shutil.which("node"), shutil.which("chromium") or shutil.which("google-chrome")
    if node is None or chromium is None or shutil.which("npm") is None:
        pytest.skip("node, npm or chromium is not installed: 'apt-get install nodejs npm chromium'")
    packages = FOLDER / "npm"
    if not (packages / "package.json").exists():
        _missing(f"{packages} is not there: '{MAKE}' makes it, with npm.")
    return Browser(node, chromium, packages)


def _missing(text: str) -> NoReturn:
    # Where everything is made anew each time, what is missing is a fault. Elsewhere somebody runs pytest alone.
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)
