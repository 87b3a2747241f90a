"""The version of the program, in a module that imports nothing: ``scraper --version`` must answer at once."""

from __future__ import annotations

VERSION = "0.1.0"
"""The version of this release, as in ``pyproject.toml``; CHANGELOG says what it brings."""
