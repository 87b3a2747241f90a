"""``scraper export csv``, ``jsonl`` and ``parquet``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scraper.batch.export_tables import TableOrder, WrittenTables
    from scraper.batch.table_texts import CsvStyle
    from scraper.model.exported import Spoiled

_STDOUT = "-"
_TABLES = "articles, keywords, authors, links, vendors, images, versions, mentions, stories"
# Values that are named one by one; chosen so that they stay on a screen.
_MOST_NAMED = 10
_argument = click.argument("tables", metavar="[TABLE]...", nargs=-1)
_options = (
    click.option(
        "--where",
        "condition",
        metavar="SQL",
        help="Only rows for which this condition on the table's columns holds: \"site = 'kommune21' AND date >="
        " '2026-01-01'\".",
    ),
    click.option(
        "--output",
        metavar="FILE|FOLDER",
        help="Write one table into this file, or each into a file of its own in this folder.  [default: stdout]",
    ),
    click.option("--force", is_flag=True, help="Replace files that are there."),
)


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the three commands share."""
    for option in reversed(_options):
        command = option(command)
    return _argument(command)


@click.command("csv")
@_with_options
@click.option(
    "--raw",
    is_flag=True,
    help="Without the apostrophe that stands before a cell which a spreadsheet would run as a formula: one that begins"
    " with = + - @ or a tab.",
)
@click.option(
    "--excel",
    is_flag=True,
    help="For spreadsheets with German settings: UTF-8 with its mark, semicolons, decimal commas, times that Excel"
    " reads, no cell longer than Excel's, and the apostrophe in each piece that they would cut off.",
)
@click.pass_obj
def csv_command(db: Path, /, tables: tuple[str, ...], raw: bool, excel: bool, **options: Any) -> None:
    """Write tables as CSV (RFC 4180), for whatever reads tables.

    \b
    scraper export csv articles --output articles.csv
    scraper export csv articles --excel --where "date >= '2026-01-01'" --output articles.csv
    scraper export csv --output tables/

    The tables are articles, keywords, authors, links, vendors, images, versions, mentions and stories; without a name
    all of them. docs/exchange.md explains their columns. A file named .gz is packed. NULL is nothing between two
    commas, and "" an empty text. Files get their names when all of them are written.
    """
    from scraper.batch.table_texts import CsvStyle

    _export(db, "csv", tables, CsvStyle(raw=raw, excel=excel), **options)


@click.command("jsonl")
@_with_options
@click.pass_obj
def jsonl_command(db: Path, /, tables: tuple[str, ...], **options: Any) -> None:
    """Write tables as JSON lines: an object each row.

    \b
    scraper export jsonl articles | jq .title
    scraper export jsonl --where "site = 'kommune21'" --output tables/

    The tables are articles, keywords, authors, links, vendors, images, versions, mentions and stories; without a name
    all of them. docs/exchange.md explains their columns. A file named .gz is packed. NULL is null, numbers and truth
    values are such, days and times are texts. Files get their names when all of them are written.
    """
    from scraper.batch.table_texts import CsvStyle

    _export(db, "jsonl", tables, CsvStyle(), **options)


@click.command("parquet")
@_with_options
@click.pass_obj
def parquet_command(db: Path, /, tables: tuple[str, ...], **options: Any) -> None:
    """Write tables as Parquet, for DuckDB, Polars, pandas and Spark.

    \b
    scraper export parquet articles --output articles.parquet
    scraper export parquet --output tables/

    The tables are articles, keywords, authors, links, vendors, images, versions, mentions and stories; without a name
    all of them. docs/exchange.md explains their columns. Days are days, times are microseconds in UTC. Files get their
    names when all of them are written.

    Needs the extra: .venv/bin/pip install -e '.[parquet]'
    """
    from scraper.batch.table_texts import CsvStyle

    _export(db, "parquet", tables, CsvStyle(), **options)


def _export(
    db: Path,
    form: str,
    tables: Sequence[str],
    style: CsvStyle,
    *,
    condition: str | None,
    output: str | None,
    force: bool,
) -> None:
    """Write the tables that were asked for, and say what a person has to know of them."""
    from scraper.batch.export_tables import export_tables
    from scraper.cli.interrupts import signals_interrupt
    from scraper.cli.progress import MigrationProgress
    from scraper.store import Archive

    order = _order(form, tables, style, condition, output, force=force)
    with Archive.read(db) as archive, signals_interrupt(), MigrationProgress() as progress:
        if condition is not None:
            archive.bound_statements()

        def show(text: str, done: int, total: int) -> None:
            # Rows and a bar on one terminal would be written over each other.
            if not order.is_shown:
                progress.show(text, done, total)

        written = export_tables(archive, order, show)
    _say_written(order, written)
    _say_spoiled(written)
    _say_styled(order, written)


def _order(
    form: str, tables: Sequence[str], style: CsvStyle, condition: str | None, output: str | None, *, force: bool
) -> TableOrder:
    """Return what was asked for.

    Raises:
        ConfigError: a table is none, or there is no place for several of them.
    """
    from scraper.batch.export_tables import TABLES, TableOrder

    _refuse_unknown(tables, TABLES)
    # A table that is named twice is written once.
    chosen = tuple(dict.fromkeys(tables)) or TABLES
    target = None
    if output is not None and output != _STDOUT:
        target = Path(output)
    if target is None:
        _refuse_stdout(form, chosen)
    elif len(chosen) > 1:
        _refuse_file_name(form, chosen, target)
    names_folder = target is not None and (target.is_dir() or str(output).endswith("/"))
    return TableOrder(
        form=form,
        tables=chosen,
        condition=condition,
        target=target,
        is_folder=names_folder or len(chosen) > 1,
        stream=sys.stdout.buffer,
        is_shown=target is None and sys.stdout.isatty(),
        style=style,
        force=force,
    )


def _refuse_stdout(form: str, tables: Sequence[str]) -> None:
    """Refuse to write what has no place in stdout.

    Raises:
        ConfigError: says what.
    """
    from scraper.errors import ConfigError

    if len(tables) > 1:
        raise ConfigError(
            f"{len(tables)} tables do not fit into one stream.",
            hint="Name a folder for them with --output FOLDER, or one table.",
        )
    if form == "parquet" and sys.stdout.isatty():
        raise ConfigError(
            "Parquet is nothing to read on a terminal.", hint="Name a file with --output FILE, or send it into a pipe."
        )


def _refuse_file_name(form: str, tables: Sequence[str], target: Path) -> None:
    """Refuse to make a folder that is named as a file is.

    Raises:
        ConfigError: it would be one.
    """
    from scraper.errors import ConfigError

    is_named_so = target.name.endswith((f".{form}", f".{form}.gz"))
    if is_named_so and not target.is_dir():
        raise ConfigError(
            f"{target}: is the name of a file, and {len(tables)} tables need a folder.",
            hint="Name a folder, or one table.",
        )


def _refuse_unknown(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse what is no table.

    Raises:
        ConfigError: names it, and what was probably meant.
    """
    from scraper.cli.hints import did_you_mean
    from scraper.errors import ConfigError

    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, f"The tables are: {_TABLES}.")
            raise ConfigError(f"There is no table '{name}' to export.", hint=hint)


def _say_written(order: TableOrder, written: WrittenTables) -> None:
    """Say how many rows there are where somebody watches and the rows themselves went elsewhere."""
    from scraper.cli.progress import say
    from scraper.policy.counts import counted

    if not sys.stderr.isatty() or order.target is None:
        return
    for table, number in written.rows.items():
        say(f"{order.file_of(table)}: {counted(number, 'row')}.", err=True)


def _say_spoiled(written: WrittenTables) -> None:
    """Name what is not in the files as it is in the archive, whoever watches."""
    from scraper.cli.progress import say
    from scraper.policy.counts import counted

    for spoiled in written.noted[:_MOST_NAMED]:
        say(_spoiled_sentence(spoiled), err=True)
    left = written.spoiled - _MOST_NAMED
    if left > 0:
        say(f"{counted(left, 'more value')} could not be written as they are in the archive.", err=True)


def _spoiled_sentence(spoiled: Spoiled) -> str:
    from scraper.batch.export_tables import first_column

    where = f"{spoiled.table}: '{spoiled.column}' of the row with {first_column(spoiled.table)} {spoiled.row}"
    if spoiled.is_kept:
        return f"{where} has characters that no file can hold; U+FFFD stands in their place."
    return f"{where} is '{spoiled.value}', which is no value of this column; it was left empty."


def _say_styled(order: TableOrder, written: WrittenTables) -> None:
    """Say what was done to cells for the sake of spreadsheets."""
    from scraper.cli.progress import say
    from scraper.policy.counts import counted
    from scraper.web.sheet_cells import LONGEST_OF_EXCEL, MOST_ROWS_OF_EXCEL

    style = order.style
    if style.cut:
        say(
            f"{counted(style.cut, 'cell')} had more than the {LONGEST_OF_EXCEL:,} characters that Excel takes and ended"
            " with … there; without --excel they are whole.",
            err=True,
        )
    for table, number in written.rows.items():
        # The first row of a sheet has the names.
        if style.excel and number >= MOST_ROWS_OF_EXCEL:
            say(f"{table}: has {number:,} rows; Excel shows {MOST_ROWS_OF_EXCEL - 1:,} of them.", err=True)
    if style.guarded and sys.stderr.isatty():
        say(
            f"{counted(style.guarded, 'cell')} began as a formula would and got an apostrophe in front; with --raw"
            " they stay as they are.",
            err=True,
        )
