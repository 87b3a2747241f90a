"""``scraper import``: what others have archived."""

from __future__ import annotations

import click

from scraper.cli.subcommands import LazyGroup

IMPORTS: dict[str, tuple[str, str]] = {
    "warc": ("scraper.cli.import_warc", "Take articles out of WARC files into the archive."),
}
"""Format -> its module, and what it reads, in the order of --help."""


@click.group("import", cls=LazyGroup, subcommands=IMPORTS)
def command() -> None:
    """Take in what others have archived."""
