"""Copy an archive into one file, also while a crawl writes it.

The copy is made beside its place (``NAME.part``), checked, written to the disk and put in place by a rename, so that an
older backup of this name is whole until the new one is.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import ArchiveError, LockedError
from scraper.store.connection import (
    connect_for_reading,
    error_name,
    explained,
    is_foreign,
    refuse_foreign,
    refuse_missing,
)
from scraper.store.files import (
    MARGIN_BYTES,
    MIB,
    OWNER_ONLY,
    PAGE_BYTES,
    give_rights,
    in_mib,
    is_of_archive,
    resolved,
    sync,
)
from scraper.store.migrations.checks import Progress

# As long as a reader of the archive waits.
_BUSY_SECONDS = 30.0
# Pages copied in one go, between two reports: 4 MiB with pages of the usual size.
_PAGES_A_REPORT = 4 * MIB // PAGE_BYTES
# What SQLite may leave beside a file that it was killed over.
_LEFT_BESIDE = ("-wal", "-shm", "-journal")
# Of the header string's offsets, the two that say how the file is written; 2 stands for WAL (fileformat.html, 1.3.3).
_VERSIONS_AT, _WAL = 18, b"\x02\x02"


@dataclass(frozen=True, slots=True)
class Backup:
    """What was copied.

    Args:
        file: the backup.
        bytes: its size.
        articles: how many it holds.
    """

    file: Path
    bytes: int
    articles: int


def backup(path: Path, file: Path, *, progress: Progress = lambda text, done, total: None) -> Backup:
    """Copy an archive as it is at this moment, whatever its schema version, and check the copy.

    Args:
        path: the archive; others may read and write it meanwhile.
        file: the backup, whose folder is there; an older backup of this name is replaced.
        progress: is told how far it is.

    Raises:
        ArchiveError: there is no archive, the file must not be overwritten or cannot be written, or the archive is
            damaged. An older backup is as it was.
        LockedError: another backup to this file is being made.
    """
    refuse_missing(path)
    with _written(file):
        # An older backup may be reached by a link, which is to stay one.
        target = resolved(file)
        _refuse_target(path, file, target)
        part = target.with_name(f"{target.name}.part")
    with explained(path):
        source = connect_for_reading(path, busy_seconds=_BUSY_SECONDS).conn
    with closing(source):
        with explained(path):
            # While it lasts, this transaction sees the archive as it is now. Without it SQLite would begin the copy
            # anew after each commit of a crawl, and never come to an end (sqlite.org/c3ref/backup_finish.html).
            source.execute("BEGIN")
            _refuse_no_archive(path, source)
            counts = _row_counts(source)
            pages, size = (_asked(source, f"PRAGMA {name}") for name in ("page_count", "page_size"))
        _check_room(file, target, pages * size)
        with _written(file), _reserved(part, file):
            try:
                _copy(source, part, progress)
                _check(path, part, counts, progress)
                give_rights(part, like=path)
                sync(part)
                part.replace(target)
                sync(target.parent)
            except BaseException:
                _remove(part)
                raise
    return Backup(file, target.stat().st_size, counts.get("articles", 0))


def _refuse_target(path: Path, file: Path, target: Path) -> None:
    """Refuse a place where a backup would do harm.

    Raises:
        ArchiveError: it is the archive's own, is not there, or something stands in it that is no backup.
    """
    if is_of_archive(target, path):
        raise ArchiveError(f"{file}: belongs to the archive itself.", hint="Name another file for the backup.")
    if not target.parent.is_dir():
        # To make the folder would fill the wrong disk where that of the backups is not mounted.
        raise ArchiveError(f"{file}: its folder is not there.", hint="Make it, or mount its disk, and start again.")
    try:
        refuse_foreign(target)
    except ArchiveError as error:
        # It speaks of an archive, which is named by another option than the backup.
        raise ArchiveError(error.message, hint="Name another file for the backup.") from error
    if target.exists() and target.stat().st_size:
        _refuse_no_backup(file, target)


def _refuse_no_backup(file: Path, target: Path) -> None:
    """Keep what is no older backup: another program's database, or an archive that somebody works with.

    Raises:
        ArchiveError: it is one of those.
    """
    with target.open("rb") as opened:
        opened.seek(_VERSIONS_AT)
        is_worked_with = opened.read(len(_WAL)) == _WAL
    if is_worked_with:
        raise ArchiveError(
            f"{file}: is an archive that is worked with, and no backup.", hint="Name another file, or remove this one."
        )
    try:
        with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True)) as older:
            _refuse_no_archive(file, older)
    except sqlite3.Error as error:
        raise ArchiveError(f"{file}: is no backup of an archive ({error}).", hint="Name another file.") from error


def _refuse_no_archive(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a database that is not one of this program, of whatever version.

    Raises:
        ArchiveError: it is another program's, or empty.
    """
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    if is_foreign(_asked(connection, "PRAGMA user_version"), names):
        raise ArchiveError(f"{path}: is an SQLite file, but not an archive of scraper.", hint="Name another file.")


def _asked(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(pragma).fetchone()[0])


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each ordinary table has, the user's own included."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
    quoted = ((name, name.replace('"', '""')) for (name,) in names.fetchall())
    return {name: _asked(connection, f'SELECT count(*) FROM "{as_sql}"') for name, as_sql in quoted}


def _check_room(file: Path, target: Path, size: int) -> None:
    """Refuse before anything is written where there is no room for the copy.

    Raises:
        ArchiveError: there is none; says how much is needed.
    """
    needed = size + MARGIN_BYTES
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise ArchiveError(
            f"{file}: a backup needs {in_mib(needed)} MiB there, and there are {free // MIB:,} MiB.",
            hint="Make room, or name a file on another disk.",
        )


@contextmanager
def _reserved(part: Path, file: Path) -> Iterator[None]:
    """Have the unfinished file for oneself, empty; one that a killed backup left is removed.

    Raises:
        LockedError: another backup is writing it.
    """
    # Through a symbolic link, somebody's other file would be emptied.
    number = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, OWNER_ONLY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held the lock until now may have put this very file in place, where emptying it would spoil it.
            is_free = part.exists() and os.path.samestat(os.fstat(number), part.stat())
        except BlockingIOError:
            is_free = False
        if not is_free:
            raise LockedError(f"{file}: another backup to this file is being made.", hint="Let it end.")
        _remove_beside(part)
        os.fchmod(number, OWNER_ONLY)
        os.ftruncate(number, 0)
        yield
    finally:
        os.close(number)


def _copy(source: sqlite3.Connection, part: Path, progress: Progress) -> None:
    """Copy all pages, and make the copy a single file."""

    def report(status: int, remaining: int, total: int) -> None:
        progress("copy", total - remaining, total)

    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        # A kill leaves a file that the next backup empties, so that neither a journal nor a sync is needed before the
        # end.
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        source.backup(copy, pages=_PAGES_A_REPORT, progress=report)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        # The pages say that the file has a log beside it, which it would need in a read-only folder, too.
        copy.execute("PRAGMA journal_mode = DELETE")


def _check(path: Path, part: Path, counts: dict[str, int], progress: Progress) -> None:
    """Check that the copy is whole and has all rows.

    Raises:
        ArchiveError: it is not, which is the archive's own damage.
    """
    progress("check", 0, 1)
    with closing(sqlite3.connect(f"{part.as_uri()}?mode=ro", uri=True)) as copy:
        # integrity_check compares the indexes with their tables, too, which quick_check does not.
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        copied = _row_counts(copy)
    if found != "ok" or copied != counts:
        said = found if found != "ok" else "rows are missing"
        raise ArchiveError(
            f"{path}: is damaged, so that it was not copied ({said}).", hint="Keep your older backups, and restore one."
        )
    progress("check", 1, 1)


def _remove(part: Path) -> None:
    """Remove an unfinished copy."""
    # The error that ended the copy is the one to tell of.
    with suppress(OSError):
        part.unlink(missing_ok=True)
        _remove_beside(part)


def _remove_beside(part: Path) -> None:
    for suffix in _LEFT_BESIDE:
        part.with_name(part.name + suffix).unlink(missing_ok=True)


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Translate the errors of writing the backup.

    Raises:
        ArchiveError: it cannot be written.
    """
    try:
        yield
    except sqlite3.Error as error:
        is_full = error_name(error).startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE"))
        said = "the disk is full" if is_full else str(error)
        raise _unwritten(file, said) from error
    except OSError as error:
        raise _unwritten(file, str(error.strerror)) from error


def _unwritten(file: Path, said: str) -> ArchiveError:
    return ArchiveError(
        f"{file}: the backup could not be written: {said}.", hint="An older backup of this name is as it was."
    )
