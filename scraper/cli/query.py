"""``scraper query``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from scraper.cli.output import format_option, print_rows

# Whole numbers as people write them. '007' stays a text: it is a code, and bound as a number it would lose its zeros.
# Eighteen digits fit into SQLite's signed 64 bits, of which the largest value has nineteen.
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,17}")


# Unknown options are let through, so that a negative number (-5) can be a parameter of the statement.
@click.command("query", context_settings={"ignore_unknown_options": True})
@click.argument("sql")
@click.argument("params", metavar="[PARAM]...", nargs=-1)
@format_option
@click.pass_obj
def command(db: Path, sql: str, params: tuple[str, ...], output_format: str | None) -> None:
    """Ask the archive in SQL; read-only. PARAMs fill the ? of the statement.

    \b
    scraper query "SELECT date, title FROM archive ORDER BY date DESC LIMIT 10"
    scraper query "SELECT title FROM archive WHERE keywords LIKE ?" "%OZG%"
    """
    from scraper.store import Archive

    with Archive.read(db) as archive:
        print_rows(archive.rows(sql, [_as_bound(param) for param in params]), output_format)


def _as_bound(param: str) -> str | int:
    """Return a parameter as it is bound to the statement: a whole number as such, anything else as text.

    SQLite sorts every number before every text ("Datatypes In SQLite", section 4.1), so that ``length(body) > ?``
    would be false of every article if the number were bound as text.
    """
    if _WHOLE_NUMBER.fullmatch(param):
        return int(param)
    return param
