"""Make an archive smaller: pack again what older programs packed less well, merge the search index, and rewrite the
file without its gaps.

Packing goes on in short transactions from the oldest capture to the newest, and a mark says how far it is: it can be
stopped anywhere, a crawl may run meanwhile, and at every moment each payload can be read. The file itself is rewritten
beside the archive and put in place by a rename, for which nobody else may have it open.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from scraper.errors import ArchiveError, LockedError
from scraper.store import scrub
from scraper.store.alone import alone
from scraper.store.archive import Archive
from scraper.store.connection import error_name, refuse_missing
from scraper.store.files import MARGIN_BYTES, MIB, PAGE_BYTES, in_mib, make_empty, resolved, sync
from scraper.store.lock import ArchiveLock, WriteLock
from scraper.store.marks import Mark
from scraper.store.migrations.checks import Progress, row_counts
from scraper.store.repack import PACKED

# Chosen: captures in one transaction, some 50 ms of work, which a crawl has to wait for.
_CAPTURES_AT_A_TIME = 100
# Chosen: the share of a file that has to be empty before it is worth to be written anew.
_WORTH_REWRITING = 0.05
# Chosen: a file below this has so many half empty pages, one or more for each table and index, that larger ones would
# make it larger.
_LARGE_FILE = 32 * MIB
# Steps of SQLite's virtual machine between two looks at what a person has typed.
_STEPS_A_REPORT = 500_000


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of an archive.

    Args:
        captures: how many were looked at.
        dropped: captures whose bytes were let go.
        before, after: bytes of the file.
        why_not_rewritten: why its empty pages stay in the file, as a sentence, or None.
    """

    captures: int
    dropped: int
    before: int
    after: int
    why_not_rewritten: str | None


def compact(
    path: Path,
    now: Callable[[], dt.datetime],
    *,
    keeps: dict[str, str] | None = None,
    anew: bool = False,
    progress: Progress = lambda text, done, total: None,
) -> Compacted:
    """Make an archive smaller.

    Args:
        path: the archive.
        now: the clock, aware UTC.
        keeps: which bytes each site keeps (``Site.keep`` by id), where what is kept in excess is to go; None: nothing
            goes.
        anew: begin with the oldest capture, also where an earlier run has looked at it.
        progress: is told how far it is.

    Raises:
        ArchiveError: it cannot be written, such as where the disk is full; nothing is lost.
    """
    # Whoever mistypes the name wants no new archive.
    refuse_missing(path)
    before = _size(path)
    with Archive.open(path, progress=progress) as archive:
        dropped = 0
        if keeps is not None:
            with archive.transaction():
                dropped = archive.captures.drop_in_excess(keeps)
        captures = _pack_again(archive, now, anew=anew, progress=progress)
        archive.indexes.merge()
    why_not = None
    if _is_worth_rewriting(path):
        try:
            _rewrite(resolved(path), now, progress)
        except LockedError as error:
            why_not = error.message
    return Compacted(captures, dropped, before, _size(path), why_not)


def _size(path: Path) -> int:
    """Return the bytes of a file with its log, which is a part of it."""
    log = path.with_name(path.name + "-wal")
    return sum(file.stat().st_size for file in (path, log) if file.exists())


def _pack_again(archive: Archive, now: Callable[[], dt.datetime], *, anew: bool, progress: Progress) -> int:
    """Pack the captures again that no run has looked at yet, and return how many those are."""
    mark = None if anew else archive.marks.get(PACKED)
    last = 0 if mark is None else mark.id
    total = archive.captures.count_after(last)
    done = 0
    while True:
        with archive.transaction():
            reached = archive.captures.repacker().pack_again(last, _CAPTURES_AT_A_TIME)
            if reached is None:
                return done
            last = reached
            archive.marks.put(PACKED, Mark(now(), last))
        done = min(done + _CAPTURES_AT_A_TIME, total)
        progress("pack", done, total)


def _is_worth_rewriting(path: Path) -> bool:
    """Return whether a file has many empty pages, or is large and has smaller ones than new archives have."""
    with closing(sqlite3.connect(f"{resolved(path).as_uri()}?mode=ro", uri=True)) as connection:
        free, pages, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("freelist_count", "page_count", "page_size")
        )
    return free > pages * _WORTH_REWRITING or _has_small_pages(path, size)


def _has_small_pages(path: Path, page_size: int) -> bool:
    return page_size < PAGE_BYTES and path.stat().st_size > _LARGE_FILE


def _rewrite(path: Path, now: Callable[[], dt.datetime], progress: Progress) -> None:
    """Write the archive anew beside itself, check that and put it in place.

    Raises:
        LockedError: somebody else has it open.
        ArchiveError: there is no room; the archive is as it was.
    """
    new = path.with_name(path.name + scrub.UNFINISHED)
    with ExitStack() as stack:
        stack.enter_context(ArchiveLock(path, now))
        writers = WriteLock(path)
        stack.callback(writers.close)
        stack.enter_context(writers.held())
        connection = stack.enter_context(alone(path, "made smaller"))
        _refuse_no_room(path)
        total = path.stat().st_size
        new.unlink(missing_ok=True)
        try:
            make_empty(new, like=path)
            page_size = int(connection.execute("PRAGMA page_size").fetchone()[0])
            if _has_small_pages(path, page_size):
                connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            connection.set_progress_handler(
                lambda: progress("rewrite", min(new.stat().st_size, total), total), _STEPS_A_REPORT
            )
            connection.execute("VACUUM INTO ?", [str(new)])
            connection.set_progress_handler(None, 0)
            _check(connection, new)
            sync(new)
            new.replace(path)
            sync(path.parent)
        except BaseException as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            if isinstance(error, sqlite3.Error):
                raise _translated(path, error) from error
            if isinstance(error, OSError):
                raise _failed(path, str(error.strerror)) from error
            raise


def _refuse_no_room(path: Path) -> None:
    needed = path.stat().st_size + MARGIN_BYTES
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise _failed(path, f"its folder needs {in_mib(needed)} MiB for it and has {free // MIB:,} MiB")


def _check(connection: sqlite3.Connection, new: Path) -> None:
    """Compare the new file with the old one.

    Raises:
        ArchiveError: the new one is not whole.
    """
    with closing(sqlite3.connect(f"{new.as_uri()}?mode=ro", uri=True)) as database:
        is_whole = database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        if not is_whole or row_counts(database) != row_counts(connection):
            raise ArchiveError(f"{new}: is not as it should be, so the archive stays as it was.")


def _translated(path: Path, error: sqlite3.Error) -> BaseException:
    name = error_name(error)
    # Ctrl-C ends the progress handler with an exception, which SQLite reports as an interrupt.
    if name == "SQLITE_INTERRUPT":
        return KeyboardInterrupt()
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
        return _failed(path, "the disk is full")
    return _failed(path, f"SQLite says: {error}")


def _failed(path: Path, why: str) -> ArchiveError:
    return ArchiveError(
        f"{path}: was packed again, but the file could not be made smaller: {why}.",
        hint="Nothing is lost; make room and start again.",
    )
