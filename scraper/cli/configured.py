"""The archive of the command that runs, by option, variable or configuration."""

from __future__ import annotations

from pathlib import Path


def configured_archive() -> Path:
    """Return the archive of the command that runs."""
    # Imported only when a command runs: the module loads every reason, and 'scraper --help' must stay quick.
    from scraper.cli.configuration import configuration

    return configuration().db.value
