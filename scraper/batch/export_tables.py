"""Tables of an archive, written as files for analysts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from scraper.batch.table_rows import TableRows, Values
from scraper.batch.table_texts import CsvStyle, csv_rows, json_rows
from scraper.batch.targets import refuse_archive, targets
from scraper.errors import ConfigError
from scraper.model.exported import Spoiled
from scraper.store import Archive
from scraper.store.migrate import SCHEMA_VERSION
from scraper.store.outgoing_tables import OutgoingTables
from scraper.store.table_columns import OUTGOING
from scraper.web.plain_text import clean

TABLES = tuple(OUTGOING)
"""The names of all tables, in their order."""


def first_column(table: str) -> str:
    """Return the column whose number finds a row."""
    return OUTGOING[table].columns[0].name


Progress = Callable[[str, int, int], None]
# Characters that are encoded and written in one go; chosen.
_CHARACTERS_AT_ONCE = 256 * 1024
_ROWS_A_REPORT = 500
# What the name of a file ends with that is to be packed, as DuckDB, pandas and Polars expect it.
_PACKED = ".gz"
# Chosen: of isal's levels 0 to 3, where 2 takes a tenth of the time of zlib's 6 for a file that is a tenth larger.
_PACKING_LEVEL = 2


@dataclass(frozen=True, slots=True)
class TableOrder:
    """What is to be written.

    Args:
        form: csv, jsonl or parquet.
        tables: names, of :data:`TABLES`.
        condition: an SQL expression that holds for the rows that are wanted, or None.
        target: a file for one table, or a folder; None: the stream.
        is_folder: whether the target is a folder, which may not be there yet.
        stream: what one table is written to where there is no target.
        is_shown: whether a person reads the stream on a terminal.
        style: how CSV is written.
        force: whether files that are there are replaced.
    """

    form: str
    tables: tuple[str, ...]
    condition: str | None
    target: Path | None
    is_folder: bool
    stream: BinaryIO
    is_shown: bool
    style: CsvStyle
    force: bool

    def file_of(self, table: str) -> Path:
        """Return the file of a table, where there is a target."""
        target = self.target or Path()
        if self.is_folder:
            return target / f"{table}.{self.form}"
        return target


@dataclass(slots=True)
class WrittenTables:
    """What was written.

    Attributes:
        rows: how many, by table.
        spoiled: how many values could not leave as they are.
        noted: the first of them, by table.
    """

    rows: dict[str, int] = field(default_factory=dict)
    spoiled: int = 0
    noted: list[Spoiled] = field(default_factory=list)


def export_tables(
    archive: Archive, order: TableOrder, progress: Progress = lambda text, done, total: None
) -> WrittenTables:
    """Write tables, all as they are at one moment.

    Args:
        archive: opened for reading.
        order: what is to be written.
        progress: is told how far it is, by numbers of articles.

    Raises:
        ConfigError: the target cannot be written to, or the condition is none.
        LockedError: another export writes the same file.
        MissingExtraError: Parquet cannot be written.
        ScraperError: a file could not be written. None of them is there then, and older ones are as they were.
    """
    if order.form == "parquet":
        # Imported only here: it is of no use without its library.
        from scraper.batch.parquet_tables import require_parquet

        require_parquet()
    tables = archive.outgoing_tables()
    written = WrittenTables()
    with tables.one_moment():
        if order.condition is not None:
            for table in order.tables:
                tables.check(table, order.condition)
        if order.target is None:
            (table,) = order.tables
            _write(tables, table, order, order.stream, written, progress)
        else:
            _write_files(archive.path, tables, order, written, progress)
    return written


def _write_files(
    archive: Path, tables: OutgoingTables, order: TableOrder, written: WrittenTables, progress: Progress
) -> None:
    """Write each table into a file of its own; all of them get their names in the end."""
    with _folder(order), targets(force=order.force) as files:
        # All of them before the first is written, which may take long.
        for table in order.tables:
            refuse_archive(order.file_of(table), archive)
            files.refuse(order.file_of(table))
        for table in order.tables:
            file = order.file_of(table)
            with _packed(files.open(file), file) as into:
                _write(tables, table, order, into, written, progress)


@contextmanager
def _folder(order: TableOrder) -> Iterator[None]:
    """Make the folder that is to hold the files, and take it away again where nothing came into it.

    Raises:
        ConfigError: it cannot be made.
    """
    folder = order.target
    if folder is None or not order.is_folder or folder.is_dir():
        yield
        return
    try:
        folder.mkdir()
    except FileNotFoundError as error:
        # To make more than one would fill the wrong disk where another one is not mounted.
        raise ConfigError(f"{folder}: the folder above it is not there.", hint="Make it, or name another.") from error
    except FileExistsError as error:
        raise ConfigError(f"{folder}: is a file.", hint="Several tables need a folder; name another.") from error
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be made: {error.strerror}.", hint="Name another folder.") from error
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _write(
    tables: OutgoingTables,
    table: str,
    order: TableOrder,
    into: BinaryIO,
    written: WrittenTables,
    progress: Progress,
) -> None:
    """Write one table, and note what was written."""
    outgoing = OUTGOING[table]
    checked = TableRows(table, outgoing.columns)
    # Left to itself, a statement of which rows are left would end only when the archive is closed already.
    with closing(tables.rows(table, order.condition)) as found:
        rows = checked(_reported(table, found, tables.last_number(), progress))
        if order.form == "parquet":
            from scraper.batch.parquet_tables import write_parquet

            write_parquet(into, table, outgoing.columns, outgoing.order, rows, SCHEMA_VERSION)
        else:
            _write_text(into, _lines(order, table, rows), is_shown=order.is_shown)
    written.rows[table] = checked.number
    written.spoiled += checked.spoiled
    written.noted += checked.noted


def _lines(order: TableOrder, table: str, rows: Iterable[Values]) -> Iterator[str]:
    columns = OUTGOING[table].columns
    if order.form == "csv":
        return csv_rows(columns, rows, order.style)
    return json_rows(columns, rows)


def _write_text(into: BinaryIO, lines: Iterable[str], *, is_shown: bool) -> None:
    """Write lines as UTF-8, many at a time."""
    waiting: list[str] = []
    size = 0

    def write() -> None:
        text = "".join(waiting)
        if is_shown:
            text = clean(text)
        into.write(text.encode())
        waiting.clear()

    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= _CHARACTERS_AT_ONCE:
            write()
            size = 0
    write()
    into.flush()


@contextmanager
def _packed(into: BinaryIO, file: Path) -> Iterator[BinaryIO]:
    """Have what is written packed where the name of the file asks for it."""
    if not file.name.endswith(_PACKED):
        yield into
        return
    from isal.igzip import IGzipFile

    # Without a name and a time in its head, the same table is the same file.
    packing: Any = IGzipFile(  # type: ignore[no-untyped-call]
        filename="", mode="wb", compresslevel=_PACKING_LEVEL, fileobj=into, mtime=0
    )
    with packing:
        yield packing


def _reported(table: str, rows: Iterable[tuple[Any, ...]], last: int, progress: Progress) -> Iterator[tuple[Any, ...]]:
    """Yield rows, and say how far they are: the first column of each table never falls."""
    for number, row in enumerate(rows):
        if number % _ROWS_A_REPORT == 0:
            progress(table, row[0], last)
        yield row
