"""Make a new archive, or bring an old one to the schema of today.

Migrating builds a whole new file beside the old one (``NAME.new``), checks it and puts it in place by a rename, so that
``NAME`` is the whole old or the whole new archive at every moment. The old one stays as ``NAME.v4``.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store.alone import alone
from scraper.store.connection import error_name
from scraper.store.files import MARGIN_BYTES, MIB, PAGE_BYTES, in_mib, make_empty, resolved, sync
from scraper.store.index_state import note_maker
from scraper.store.lock import ArchiveLock, WriteLock
from scraper.store.migrations.checks import Progress, check, row_counts
from scraper.store.migrations.interrupts import interruptible
from scraper.store.migrations.steps import STEPS, Step, change, fill, in_one_transaction, missing_steps

SCHEMA_VERSION = STEPS[-1].version
# Chosen: what SQLite may keep of the new file in memory, so that rows and indexes are not read again from the disk.
_CACHE_KIB = 64_000
# Steps of SQLite's virtual machine between two reports: about a tenth of a second.
_STEPS_A_REPORT = 2_000_000
# The same while rows are only copied, at some five steps a row: the bytes take the time.
_STEPS_A_REPORT_OF_COPY = 10_000
# Chosen: archives of a thousand pages of 40 kB, packed by none of another, grew by 8 % with larger pages.
_MOST_GROWTH = 1.125
# Chosen: what is derived from the texts takes half of their bytes at the most, and they are at the most half of a file.
_MOST_DERIVED = 0.25
# Pages copied in one go, between two reports.
_PAGES_A_REPORT = 4096


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done to an archive.

    Args:
        path: the archive.
        kept: the old file.
        before, after: the schema versions.
        left: the user's own tables and views that could not be taken along; they are in the old file still.
        joined: how many articles became part of others.
    """

    path: Path
    kept: Path
    before: int
    after: int
    left: tuple[str, ...] = ()
    joined: int = 0

    @property
    def said(self) -> str:
        """The line that tells the user of it."""
        line = (
            f"{self.path.name} was migrated from schema {self.before} to {self.after}; the old one stays as"
            f" {self.kept.name} until you remove it"
        )
        if self.joined:
            line += f"; articles that were others by a session id alone are part of these now: {self.joined:,}"
        if not self.left:
            return line
        return f"{line}; of your own tables and views it still has {', '.join(self.left)}"


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of today in an empty file, in one transaction.

    Args:
        connection: to the file.
    """
    schema = (resources.files("scraper.store") / "schema.sql").read_text(encoding="utf-8")
    in_one_transaction(connection, schema, SCHEMA_VERSION)
    note_maker(Database(connection, execute_plugins=False))


def migrate(
    path: Path,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    *,
    progress: Progress = lambda text, done, total: None,
    crawl_locked: bool = False,
) -> Migrated | None:
    """Bring an archive to the schema of today. Nothing may have it open, this process included.

    Args:
        path: the archive, of any earlier version; a symbolic link is followed.
        now: the clock, aware UTC, for the lock file.
        progress: is told how far it is, some ten times a second.
        crawl_locked: whether the caller holds the :class:`ArchiveLock` already.

    Returns:
        What was done, or None where another process has done it meanwhile.

    Raises:
        LockedError: a crawl runs, or another program has the archive open.
        ArchiveError: there is no room, or the old file is damaged; it is as it was.
    """
    path = resolved(path)
    new = path.with_name(path.name + ".new")
    with ExitStack() as stack:
        # The two file locks keep our own programs out, SQLite's lock keeps out all others.
        if not crawl_locked:
            stack.enter_context(ArchiveLock(path, now))
        writers = WriteLock(path)
        stack.callback(writers.close)
        stack.enter_context(writers.held())
        stack.enter_context(_explained(path))
        old_archive = stack.enter_context(alone(path, "migrated to the new schema"))
        before = _version(old_archive)
        steps = missing_steps(before)
        # Another process may have migrated the archive while this one waited for its locks.
        if not steps:
            return None
        # A process that was killed may have left an unfinished file.
        _remove(new)
        _check_room(path, steps)
        try:
            left, joined = _build(path, old_archive, new, steps, progress)
            kept = _kept_name(path, before)
            _put_in_place(path, old_archive, new, kept)
        except BaseException:
            _remove(new)
            raise
        return Migrated(path, kept, before, SCHEMA_VERSION, left, joined)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_room(path: Path, steps: tuple[Step, ...]) -> None:
    """Refuse before anything is done where the new file has no room beside the old one.

    Steps that work in place need a copy beside it, where one that rebuilds comes after them.

    Raises:
        ArchiveError: there is no room; says how much is needed.
    """
    # Only a step that rebuilds reads another file than it writes, which is the archive where no step comes before it.
    files = 2 if any(step.rebuilds for step in steps[1:]) else 1
    growth = _MOST_GROWTH
    if any(step.derives for step in steps):
        growth += _MOST_DERIVED
    needed = files * int(path.stat().st_size * growth) + MARGIN_BYTES
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise ArchiveError(
            f"{path}: has to be migrated to schema {SCHEMA_VERSION}, for which its folder needs {in_mib(needed)} MiB;"
            f" it has {free // MIB:,} MiB.",
            hint="Make room and start again; nothing was changed.",
        )


def _build(
    path: Path,
    old_archive: sqlite3.Connection,
    new: Path,
    steps: tuple[Step, ...],
    progress: Progress,
) -> tuple[tuple[str, ...], int]:
    """Make the new file: run the steps, check what came of them and write it to the disk.

    Args:
        path: the old archive.
        old_archive: the connection to it that keeps others out.
        new: the file to make.
        steps: what the old archive lacks.
        progress: see :func:`migrate`.

    Returns:
        The names of the user's own tables and views that could not be taken along, and how many articles became part
        of others.
    """
    counts = row_counts(old_archive)
    joined = 0
    left: list[str] = []
    source = path
    # Each step takes the file of the one before it as its source; the first takes the archive, which is never written.
    for step in steps:
        if step.rebuilds:
            # An empty file needs the name of the new one, so that a file of an earlier step makes room for it.
            if source == new:
                source = _earlier(new)
                new.replace(source)
            left += _rebuild(source, new, step, progress)
        else:
            if source == path:
                # A step that rebuilds makes pages of the new size by itself.
                is_rebuilt = any(one.rebuilds for one in steps)
                copy = _copy if is_rebuilt else _pack
                copy(path, old_archive, new, progress)
            parts, left_by_step = _change(new, step, progress)
            counts = {table: rows - parts.get(table, 0) for table, rows in counts.items()}
            joined += parts.get("articles", 0)
            left += left_by_step
        source = new
    _earlier(new).unlink(missing_ok=True)
    if any(step.derives for step in steps):
        _derive(new, progress)
    check(new, counts, progress)
    sync(new)
    return tuple(left), joined


def _change(file: Path, step: Step, progress: Progress) -> tuple[dict[str, int], list[str]]:
    """Run a step that changes a file in place; see :func:`scraper.store.migrations.steps.change`."""
    total = file.stat().st_size
    with closing(_to_be_thrown_away(file)) as database, interruptible(database):
        # How many rows a step has still to go through is not known; that it goes on is seen.
        database.set_progress_handler(lambda: progress(step.script, 0, total), _STEPS_A_REPORT)
        return change(database, step)


def _derive(file: Path, progress: Progress) -> None:
    """Fill what is derived from the texts of articles, which no SQL can make."""
    # Imported only here: a migration is rare, and most of this is needed by no other way to open an archive.
    from scraper.store.indexes import fill as fill_indexes

    with closing(_to_be_thrown_away(file)) as database, interruptible(database):
        fill_indexes(Database(database, execute_plugins=False), progress)


def _earlier(new: Path) -> Path:
    """Return the name of the file between two steps."""
    return new.with_name(new.name + ".step")


def _rebuild(source: Path, new: Path, step: Step, progress: Progress) -> list[str]:
    """Run a step that fills an empty file from another one; return what of the user's own was left."""
    make_empty(new, like=source)
    total = source.stat().st_size
    text = step.script

    # SQLite goes on while its progress handler returns nothing. The new file can grow beyond the size of the old one.
    def report() -> None:
        progress(text, min(new.stat().st_size, total), total)

    def doing(table: str) -> None:
        nonlocal text
        text = table
        report()

    with closing(_to_be_thrown_away(new)) as database, interruptible(database):
        # The connection that keeps others out holds the only lock there can be. With immutable=1 this one asks for
        # none, and for the same reason nobody can change what it reads.
        database.execute("ATTACH ? AS old", [f"{source.as_uri()}?immutable=1"])
        database.set_progress_handler(report, _STEPS_A_REPORT)
        return fill(database, step, doing)


def _to_be_thrown_away(file: Path) -> sqlite3.Connection:
    """Open a file that is made anew if anything goes wrong: without a journal, and synced once at the end."""
    database = sqlite3.connect(file.as_uri(), uri=True, isolation_level=None)
    settings = {
        # An empty file gets pages of this size; one that has pages keeps theirs.
        "page_size": PAGE_BYTES,
        "journal_mode": "OFF",
        "synchronous": "OFF",
        "cache_size": -_CACHE_KIB,
        "foreign_keys": "OFF",
        # What a step takes away, such as a password, would else stay in the file where SQLite is not built like this.
        "secure_delete": "ON",
        # Otherwise a table that was built anew could not be given its old name while a view of the user's reads it.
        "legacy_alter_table": "ON",
    }
    for name, value in settings.items():
        database.execute(f"PRAGMA {name} = {value}")
    return database


def _pack(path: Path, old_archive: sqlite3.Connection, file: Path, progress: Progress) -> None:
    """Write the rows of the old archive into a new file, with pages of :data:`PAGE_BYTES` and without free ones."""
    total = path.stat().st_size

    # SQLite goes on while its progress handler returns nothing.
    def report() -> None:
        progress("copy", min(file.stat().st_size, total), total)

    make_empty(file, like=path)
    # The size of the pages is that of the file which VACUUM is to make (sqlite.org/pragma.html#pragma_page_size).
    old_archive.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    old_archive.set_progress_handler(report, _STEPS_A_REPORT_OF_COPY)
    try:
        # INTO takes an empty file (sqlite.org/lang_vacuum.html). SQLite keeps row numbers here, though it does not
        # promise it for tables without INTEGER PRIMARY KEY, of which only the user's own could miss them.
        with interruptible(old_archive):
            old_archive.execute("VACUUM INTO ?", [str(file)])
    except sqlite3.OperationalError as error:
        # What is written wrongly in no statement of ours can only stand in an index or a check of the user's own.
        if error_name(error) != "SQLITE_ERROR":
            raise
        raise _failed(
            path,
            f"a table or an index of your own needs what only your own program has ({error})",
            "Drop it with that program, and start again.",
        ) from error
    finally:
        old_archive.set_progress_handler(None, 0)
    progress("copy", total, total)


def _copy(path: Path, old_archive: sqlite3.Connection, file: Path, progress: Progress) -> None:
    """Copy the old archive page by page, through the connection that has it locked."""
    page_size = old_archive.execute("PRAGMA page_size").fetchone()[0]
    make_empty(file, like=path)

    def report(status: int, remaining: int, total: int) -> None:
        progress("copy", (total - remaining) * page_size, total * page_size)

    with closing(_to_be_thrown_away(file)) as copy:
        old_archive.backup(copy, pages=_PAGES_A_REPORT, progress=report)


def _kept_name(path: Path, version: int) -> Path:
    """Return the name that the old file is to stay under: ``NAME.v4``, or a number behind it where that is taken."""
    kept = path.with_name(f"{path.name}.v{version}")
    number = 1
    # A run that was killed between link and rename has given the old file this name already: it is the very same file.
    while kept.exists() and not kept.samefile(path):
        number += 1
        kept = path.with_name(f"{path.name}.v{version}.{number}")
    return kept


def _put_in_place(path: Path, old_archive: sqlite3.Connection, new: Path, kept: Path) -> None:
    """Give the old file its new name, then the new file the name of the archive."""
    # A link, unlike a rename, leaves the old file under the archive's name, too, so that there always is an archive.
    if not kept.exists():
        try:
            kept.hardlink_to(path)
        except OSError:
            # exFAT and some network file systems have no hard links.
            part = _earlier(new)
            _copy(path, old_archive, part, lambda text, done, total: None)
            sync(part)
            part.replace(kept)
    # After a power cut the name of the old file must be there, whether the rename below is or not.
    sync(path.parent)
    new.replace(path)
    sync(path.parent)


def _remove(new: Path) -> None:
    """Remove what an attempt has left: the new file, that between two steps, and their rollback journals."""
    for file in (new, _earlier(new)):
        file.unlink(missing_ok=True)
        file.with_name(file.name + "-journal").unlink(missing_ok=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Translate the errors of SQLite and of the file system."""
    try:
        yield
    except sqlite3.Error as error:
        # Python swallows what a progress handler raises, which a Ctrl-C does there. Nothing else interrupts SQLite.
        if _is(error, "SQLITE_INTERRUPT"):
            raise KeyboardInterrupt from error
        raise _translated(path, error) from error
    except OSError as error:
        raise _failed(path, f"{error.filename or path.parent}: {error.strerror}", "Check room and rights.") from error


def _translated(path: Path, error: sqlite3.Error) -> ArchiveError:
    """Return our error for one of SQLite's, with what to do next where that is known."""
    if _is(error, "SQLITE_FULL", "SQLITE_IOERR_WRITE"):
        return _failed(path, "the disk is full", "Make room and start again.")
    if _is(error, "SQLITE_CORRUPT", "SQLITE_NOTADB"):
        return _failed(path, f"the old file is damaged ({error})", "Restore it from a backup.")
    return _failed(path, f"SQLite says: {error}", None)


def _failed(path: Path, why: str, hint: str | None) -> ArchiveError:
    return ArchiveError(f"{path}: could not be migrated, and is as it was: {why}.", hint=hint)


def _is(error: sqlite3.Error, *names: str) -> bool:
    return error_name(error).startswith(names)
