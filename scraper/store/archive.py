"""The archive file: opened, created, migrated, written in transactions, closed; the rooms of the store hang on it."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.model import Site
from scraper.store import migrate, readonly, scrub
from scraper.store.articles import Articles
from scraper.store.asking import Asking
from scraper.store.captures import Captures
from scraper.store.connection import (
    OF_THE_VALUES,
    connect,
    connect_for_reading,
    error_name,
    explained,
    is_busy,
    refuse_foreign,
    refuse_missing,
    refuse_read_only,
    translated,
)
from scraper.store.crawls import Crawls
from scraper.store.derived import Derived
from scraper.store.forget import Forgetting
from scraper.store.forgotten import Forgotten
from scraper.store.frontier import Frontier
from scraper.store.health import program
from scraper.store.hosts import Hosts
from scraper.store.imports import Imports
from scraper.store.indexes import Indexes, Mended
from scraper.store.lately import Lately
from scraper.store.link_checks import LinkChecks
from scraper.store.link_fill import LinkFill
from scraper.store.links import Links
from scraper.store.lock import LONGEST_WAIT, TURN_PAUSE, WriteLock, held_for_too_long
from scraper.store.marks import Marks
from scraper.store.migrations.checks import Progress
from scraper.store.moves import Moves
from scraper.store.neighbours import Neighbours
from scraper.store.opening import READER_BUSY_SECONDS, check_version, closed_on_error, is_older, prepare
from scraper.store.origins import Origins
from scraper.store.outgoing import Outgoing
from scraper.store.outgoing_pages import OutgoingPages
from scraper.store.past import PastRows
from scraper.store.problems import Problems
from scraper.store.questions import Questions
from scraper.store.rereading import Rereadings
from scraper.store.sources import SourcesKnown
from scraper.store.told import StoriesTold
from scraper.store.versions import Versions

if TYPE_CHECKING:
    from scraper.store.names import OfficialNames
    from scraper.store.outgoing_articles import NameOf, OutgoingArticles
    from scraper.store.outgoing_tables import OutgoingTables
    from scraper.store.restoring import Restoring
    from scraper.store.restoring_captures import NamesOf, RestoringCaptures


class Archive(Questions):
    """One archive file, opened.

    Made by :meth:`open` (for writing: created and migrated if needed) or :meth:`read` (query only).

    Attributes:
        frontier, articles, links, versions, captures, problems, hosts, crawls, marks, moves, link_checks,
            forgotten: the tables by subject; link_fill: :class:`~scraper.store.link_fill.LinkFill`.
        sources: what is known of the sources of a site.
        rereadings: what can be read again from its captures.
        asking: bounds and sources for an assistant's question.
        outgoing, outgoing_pages: what an export gives away; which of its captures are pages of articles.
        derived, indexes: what is made of the texts of articles; the search indexes.
        stories: what several papers wrote.
        lately, neighbours: what is new of late; what stands around an article.
        imports, origins: which files were read into the archive, and what came of them; past_rows: states in time.
    """

    def __init__(self, path: Path, db: Database, lock: WriteLock | None) -> None:
        super().__init__(db)
        self.path = path
        self._lock = lock
        self.frontier = Frontier(db)
        self.links = Links(db)
        self.link_fill = partial(LinkFill, db, self.links)
        self.articles = Articles(db, self.links)
        self.versions = Versions(db, self.articles)
        self.captures = Captures(db)
        db.conn.create_function("header", 2, self.captures.header, deterministic=True)
        self.problems = Problems(db)
        self.hosts = Hosts(db)
        self.crawls = Crawls(db)
        self.marks = Marks(db)
        self.moves = Moves(db, self.links)
        self.link_checks = LinkChecks(db)
        self.forgotten = Forgotten(db)
        self.imports = Imports(db)
        self.origins = Origins(db)
        self.past_rows = PastRows(db)
        self.sources = SourcesKnown(db)
        self.rereadings = Rereadings(db)
        self.asking = Asking(db)
        self.outgoing = Outgoing(db, self.captures)
        self.outgoing_pages = OutgoingPages(db)
        self.derived = Derived(db)
        self.indexes = Indexes(db, self.transaction, self.derived)
        self.stories = StoriesTold(db)
        self.lately = Lately(db)
        self.neighbours = Neighbours(db)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        progress: Progress = lambda text, done, total: None,
        migrated: Callable[[migrate.Migrated | Mended], None] = lambda done: None,
    ) -> Archive:
        """Open for writing; create or migrate it first where needed.

        Args:
            path: the file.
            progress: is told how far a migration is, or the building of an index.
            migrated: is told that one was done.

        Raises:
            ArchiveError: not SQLite, not ours, of a newer schema, or not writable.
            LockedError: it has to be migrated, and another program works with it.
        """
        refuse_foreign(path)
        refuse_read_only(path)
        if is_older(path):
            done = migrate.migrate(path, progress=progress)
            if done is not None:
                migrated(done)
        lock = WriteLock(path)
        try:
            with explained(path), lock.held():
                # A statement that waits for another program inside SQLite would stop a whole event loop. So it fails at
                # once, and begin() leaves the waiting to its caller.
                db = connect(str(path), busy_seconds=0.0)
                with closed_on_error(db):
                    # Until the archive is open no event loop depends on it, so here SQLite itself may wait.
                    db.execute(f"PRAGMA busy_timeout = {int(LONGEST_WAIT * 1000)}")
                    prepare(db, path)
                    db.execute("PRAGMA busy_timeout = 0")
                    scrub.finish_if_left(db)
        except BaseException:
            lock.close()
            raise
        archive = cls(path, db, lock)
        try:
            mended = archive.indexes.mend(path, progress)
        except BaseException:
            archive.close()
            raise
        if mended is not None:
            migrated(mended)
        return archive

    @classmethod
    def read(cls, path: Path, *, busy_seconds: float = READER_BUSY_SECONDS) -> Archive:
        """Open for reading only; nothing can be written through it.

        Args:
            path: the file.
            busy_seconds: how long a question waits for another program's lock before it fails.

        Raises:
            ArchiveError: there is no such file, or it is not an archive of this version.
        """
        refuse_missing(path)
        with explained(path):
            db = connect_for_reading(path, busy_seconds=busy_seconds)
            with closed_on_error(db):
                db.execute("PRAGMA query_only = ON")
                check_version(db, path, writing=False)
                # This comes last, since it refuses the PRAGMA above, too.
                readonly.only_asking(db)
        return cls(path, db, None)

    def begin(self) -> bool:
        """Begin a transaction without waiting; return False while another writer has its turn.

        Raises:
            ArchiveError: it was opened for reading, or SQLite refuses.
        """
        if self._lock is None:
            raise ArchiveError(f"{self.path}: was opened for reading only.")
        if not self._lock.try_take():
            return False
        try:
            # A plain BEGIN takes the file's lock at the first write only (sqlite.org/lang_transaction.html), so that a
            # busy archive would fail in the middle of a page's rows.
            self._db.conn.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._lock.give_back()
            # A program that does not know our lock file, such as the sqlite3 shell, may be writing.
            if is_busy(error):
                return False
            raise translated(self.path, error) from error
        return True

    def commit(self) -> None:
        """Keep all that was written since :meth:`begin`.

        Raises:
            ArchiveError: it cannot be kept, and nothing of it is.
        """
        with explained(self.path):
            try:
                self.derived.settle()
                self._db.conn.execute("COMMIT")
            except BaseException:
                # A COMMIT that fails may leave the transaction open, and every other writer waiting.
                self.rollback()
                raise
        self._end_turn()

    def rollback(self) -> None:
        """Drop all that was written since :meth:`begin`."""
        try:
            # After an error such as SQLITE_FULL SQLite may have rolled back by itself, and then ROLLBACK would fail
            # (sqlite.org/lang_transaction.html).
            if self._db.conn.in_transaction:
                self._db.conn.execute("ROLLBACK")
        finally:
            self.captures.rolled_back()
            self.derived.rolled_back()
            self._end_turn()

    def _end_turn(self) -> None:
        if self._lock is not None:
            self._lock.give_back()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction, for programs without an event loop: all of it is kept, or nothing.

        Raises:
            ArchiveError: the disk is full, or another program holds the file for too long.
        """
        deadline = time.monotonic() + LONGEST_WAIT
        while not self.begin():
            if time.monotonic() > deadline:
                raise self.held_for_too_long()
            time.sleep(TURN_PAUSE)
        try:
            with explained(self.path):
                yield
        except BaseException:
            self.rollback()
            raise
        self.commit()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Translate the errors of what is asked outside of a transaction.

        Raises:
            ArchiveError: for each of SQLite's.
        """
        with explained(self.path):
            yield

    def forgetting(self, sites: Mapping[str, Site], now: dt.datetime) -> Forgetting:
        """Return what removes articles for good; see :class:`scraper.store.forget.Forgetting`."""
        return Forgetting(self._db, self.transaction, sites, now)

    def official_names(self) -> OfficialNames:
        """Return the official list of municipalities; see :class:`scraper.store.names.OfficialNames`."""
        from scraper.store.names import OfficialNames

        return OfficialNames(self._db, self.transaction)

    def outgoing_tables(self) -> OutgoingTables:
        """Return the tables that leave the archive; see :class:`scraper.store.outgoing_tables.OutgoingTables`."""
        from scraper.store.outgoing_tables import OutgoingTables

        return OutgoingTables(self._db, self.own_error)

    def outgoing_articles(self, name_of: NameOf) -> OutgoingArticles:
        """Return what an export says of articles; see :class:`scraper.store.outgoing_articles.OutgoingArticles`."""
        from scraper.store.outgoing_articles import OutgoingArticles

        return OutgoingArticles(self._db, name_of)

    def restoring(self) -> Restoring:
        """Return what takes articles of another archive; see :class:`scraper.store.restoring.Restoring`."""
        from scraper.store.restoring import Restoring

        return Restoring(self._db, self.articles, self.links, self.frontier)

    def restoring_captures(self, names_of: NamesOf) -> RestoringCaptures:
        """Return what takes their captures; see :class:`scraper.store.restoring_captures.RestoringCaptures`."""
        from scraper.store.restoring_captures import RestoringCaptures

        return RestoringCaptures(self._db, self.captures, names_of)

    def scrub(self) -> bool:
        """Remove what deleted rows have left behind; see :func:`scraper.store.scrub.in_turn`."""
        return scrub.in_turn(self._db, self._lock, self.path)

    def held_for_too_long(self) -> ArchiveError:
        """Return the error of a writer that gives up waiting for its turn."""
        return held_for_too_long(self.path)

    def own_error(self, error: BaseException) -> ArchiveError | None:
        """Return our error for one of the file itself (a full disk, damage); None for a fault of what is written."""
        # SQLITE_ERROR speaks of one statement, such as one that was given malformed JSON. It is the fault of the page
        # whose rows were written, and must not end the visits of the others.
        is_of_the_statement = error_name(error) == "SQLITE_ERROR"
        if is_of_the_statement or isinstance(error, OF_THE_VALUES):
            return None
        if isinstance(error, sqlite3.DatabaseError):
            return translated(self.path, error)
        return None

    def note_before_crawl(self, now: dt.datetime) -> None:
        """Note what the runs until now say of the program, before a new one begins; the caller holds the transaction.

        A gap ends by the very run that notes it. Of runs that were all broken off, none came to the end at which a
        crawl notes what stands.
        """
        gap = program.gap(self._db, now)
        if gap is not None:
            self.problems.note_over(gap, now)
        broken_off = program.broken_off(self._db)
        if broken_off is not None:
            self.problems.note(None, None, broken_off.fault, now, broken_off.since)

    def lend(self) -> sqlite3.Connection:
        """Return SQLite's own connection, for :mod:`scraper.store.lent`."""
        connection: sqlite3.Connection = self._db.conn
        return connection

    def trace(self, hears: Callable[[str], object] | None) -> None:
        """Let somebody hear every SQL statement that is run, as SQLite itself reports it; None ends it."""
        self._db.conn.set_trace_callback(hears)

    def close(self) -> None:
        """Close the file."""
        if self._lock is not None:
            # PRAGMA optimize renews the statistics of the query planner. They only make queries faster, so neither a
            # full disk nor another writer may turn the end of a good run into an error.
            with suppress(sqlite3.Error):
                self._db.conn.execute("PRAGMA optimize")
            self._lock.close()
        self._db.conn.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
