"""The name and the version of the program, for whoever must not load more than that."""

from __future__ import annotations

VERSION = "0.1.0"
"""The version of this release, as in ``pyproject.toml``; CHANGELOG says what it brings."""
