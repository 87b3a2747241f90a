"""``scraper query``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from scraper.cli.output import format_option, print_rows
from scraper.cli.words import WordsCommand

# Whole numbers as people write them. '007' stays a text: it is a code, and bound as a number it would lose its zeros.
# Eighteen digits fit into SQLite's signed 64 bits, of which the largest value has nineteen.
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,17}")
# As many programs name their stdin (POSIX, Utility Syntax Guideline 13).
_STDIN = "-"
# Bytes of a statement from stdin, which may be a device without an end. SQLite's own bound for a statement is a
# thousand million; this is chosen beyond what anybody writes.
_LONGEST_STATEMENT = 1_000_000
# SQLite takes each of these before the name of a parameter (sqlite.org/lang_expr.html#varparam).
_MARKS_OF_PARAMETERS = ":@$"


@click.command("query", cls=WordsCommand)
@click.argument("sql", metavar="[SQL]", required=False)
@click.argument("params", metavar="[PARAM]...", nargs=-1)
@click.option(
    "-p",
    "--param",
    "named",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="The value of :NAME in the statement; as often as there are names.",
)
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    sql: str | None,
    params: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    output_format: str | None,
) -> None:
    """Ask the archive in SQL; read-only. PARAMs fill the ? of the statement, -p its :names.

    SQL is read from stdin where it is -, or not there. A PARAM may begin with one hyphen (-5); what begins with two is
    an option, unless it stands behind a -- of its own.

    \b
    scraper query "SELECT date, title FROM archive ORDER BY date DESC LIMIT 10"
    scraper query "SELECT title FROM archive WHERE keywords LIKE ?" "%OZG%"
    scraper query -p since 2026-01-01 --csv - < question.sql
    """
    from scraper.store import Archive

    if params and named:
        raise click.UsageError("A statement takes its values by place or by name (-p), not both.", ctx)
    by_place = [_as_bound(param) for param in params]
    by_name = {name.lstrip(_MARKS_OF_PARAMETERS): _as_bound(value) for name, value in named}
    db: Path = ctx.obj
    with Archive.read(db) as archive:
        statement = _statement(ctx, sql)
        archive.bound_statements()
        number = print_rows(archive.rows(statement, by_name or by_place), output_format)
    # In a pipe, an answer without rows is an answer; on a terminal it would look as if nothing had been asked.
    if number == 0 and sys.stdout.isatty():
        click.echo("No rows.", err=True)


def _statement(ctx: click.Context, sql: str | None) -> str:
    """Return the statement, from stdin where it stands there.

    Raises:
        click.UsageError: there is none, and nobody would know that the program waits for it; or it has no end.
    """
    if sql is not None and sql != _STDIN:
        return sql
    stdin = sys.stdin.buffer
    # Who types nothing but 'scraper query' wants help rather than a program that waits.
    if sql is None and stdin.isatty():
        raise click.UsageError(
            'Missing the statement, such as: scraper query "SELECT date, title FROM archive LIMIT 10".', ctx
        )
    data = stdin.read(_LONGEST_STATEMENT + 1)
    if len(data) > _LONGEST_STATEMENT:
        raise click.UsageError(f"The statement on stdin is longer than {_LONGEST_STATEMENT:,} bytes.", ctx)
    # Bytes that are no UTF-8 become what they would be on the command line, and are refused in the same words.
    return data.decode("utf-8", "surrogateescape")


def _as_bound(param: str) -> str | int:
    """Return a parameter as it is bound to the statement: a whole number as such, anything else as text.

    SQLite sorts every number before every text ("Datatypes In SQLite", section 4.1), so that ``length(body) > ?``
    would be false of every article if the number were bound as text.
    """
    if _WHOLE_NUMBER.fullmatch(param):
        return int(param)
    return param
