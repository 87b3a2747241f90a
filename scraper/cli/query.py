"""``scraper query``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from scraper.cli.output import format_option, print_rows

# What SQLite can hold as a number, and what is no number to a person: 007.
_WHOLE = re.compile("0|-?[1-9][0-9]{0,17}")


@click.command("query", context_settings={"ignore_unknown_options": True})
@click.argument("sql")
@click.argument("params", metavar="[PARAM]...", nargs=-1)
@format_option
@click.pass_obj
def command(db: Path, sql: str, params: tuple[str, ...], style: str | None) -> None:
    """Ask the archive in SQL; read-only. PARAMs fill the ? of the statement.

    \b
    scraper query "SELECT date, title FROM archive ORDER BY date DESC LIMIT 10"
    scraper query "SELECT title FROM archive WHERE keywords LIKE ?" "%OZG%"
    """
    from scraper.store import Archive

    with Archive.read(db) as archive:
        print_rows(archive.rows(sql, [_number(param) for param in params]), style)


def _number(text: str) -> str | int:
    """Read whole numbers as such: SQLite finds no number equal to a text."""
    return int(text) if _WHOLE.fullmatch(text) else text
