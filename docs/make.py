"""Build the documentation site: ``python docs/make.py [FOLDER]``, by default into ``build/docs``.

A warning ends the build with exit code 1: a page that no list names, a link to a page, file or heading that is not
there, a code block that its lexer cannot read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
# Run from anywhere, the script takes the version of the code that it lies beside.
sys.path.insert(0, str(DOCS.parent))


def build(target: Path) -> int:
    """Write the site into a folder, and return Sphinx's exit code.

    What Sphinx keeps between two builds goes into a temporary folder, so that each build reads all pages and sees all
    warnings.
    """
    try:
        from sphinx.cmd.build import build_main
    except ImportError as error:
        sys.exit(f"The site needs Sphinx, which is not here ({error}): .venv/bin/pip install -e '.[dev]'")

    with tempfile.TemporaryDirectory(prefix="scraper-docs-") as kept:
        options = ["-n", "-W", "--keep-going", "-q", "-b", "html", "-d", kept]
        return build_main([*options, str(DOCS), str(target)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description="Build the documentation site. A warning is an error.")
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS.parent / "build" / "docs")
    folder: Path = parser.parse_args(arguments).folder
    code = build(folder)
    if code == 0:
        print(f"The site is {folder / 'index.html'}.")
    return code


if __name__ == "__main__":
    sys.exit(main())
