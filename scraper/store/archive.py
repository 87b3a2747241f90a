"""Open, create, migrate and close the archive file; the rooms of the store hang on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store.articles import Articles
from scraper.store.crawls import Crawls
from scraper.store.frontier import Frontier
from scraper.store.hosts import Hosts
from scraper.store.lock import WriteLock
from scraper.store.readonly import add_functions, only_asking

_BUSY_MS = 30_000
_MAGIC = b"SQLite format 3\x00"


def _script(name: str) -> str:
    return (resources.files("scraper.store") / name).read_text(encoding="utf-8")


# One SQL script a step; the step's number is the schema version that it leads to.
MIGRATIONS: tuple[str, ...] = ("schema.sql", "reservations.sql", "sources.sql")
SCHEMA_VERSION = len(MIGRATIONS)


class Archive:
    """One archive file, opened.

    Made by :meth:`open` (for writing: created and migrated if needed) or :meth:`read` (query only).

    Attributes:
        frontier, articles, hosts, crawls: the tables by subject.
    """

    def __init__(self, path: Path, db: Database, lock: WriteLock | None) -> None:
        self.path = path
        self.db = db
        self._lock = lock
        self.frontier = Frontier(db)
        self.articles = Articles(db)
        self.hosts = Hosts(db)
        self.crawls = Crawls(db)

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Open for writing; create or migrate it first where needed.

        Raises:
            ArchiveError: not SQLite, not ours, of a newer schema, or not writable.
        """
        _refuse_foreign(path)
        _refuse_read_only(path)
        lock = WriteLock(path)
        try:
            with _explained(path):
                db = _connect(str(path))
                with _closed_on_error(db), lock.held():
                    _prepare(db, path)
        except BaseException:
            lock.close()
            raise
        return cls(path, db, lock)

    @classmethod
    def read(cls, path: Path) -> Archive:
        """Open for reading only; nothing can be written through it.

        Raises:
            ArchiveError: there is no such file, or it is not an archive of this version.
        """
        if not path.exists():
            raise ArchiveError(
                f"{path}: there is no archive yet.",
                hint="Make one with 'scraper crawl' or 'scraper fetch URL', or name another with --db FILE.",
            )
        _refuse_foreign(path)
        with _explained(path):
            db = _connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            with _closed_on_error(db):
                db.execute("PRAGMA query_only = ON")
                _check_version(db, path, writing=False)
                only_asking(db)
        return cls(path, db, None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing.

        Raises:
            ArchiveError: the disk is full, or another program holds the file for too long.
        """
        if self._lock is None:
            raise ArchiveError(f"{self.path}: was opened for reading only.")
        with _explained(self.path), self._lock.held():
            # IMMEDIATE: a lock that cannot be had is found out here, not in the middle.
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.articles.index.write()
                self.db.conn.execute("COMMIT")
            except BaseException:
                self.articles.index.forget()
                if self.db.conn.in_transaction:
                    self.db.conn.execute("ROLLBACK")
                raise

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction: an error in it undoes the part alone.

        Raises:
            ArchiveError: SQLite's own error; the whole transaction is to be given up.
        """
        with _explained(self.path):
            self.db.conn.execute("SAVEPOINT part")
            mark = self.articles.index.mark()
            try:
                yield
            except BaseException:
                self.articles.index.back_to(mark)
                # A full disk has rolled back everything already.
                if self.db.conn.in_transaction:
                    self.db.conn.execute("ROLLBACK TO part")
                    self.db.conn.execute("RELEASE part")
                raise
            self.db.conn.execute("RELEASE part")

    def close(self) -> None:
        """Close the file."""
        if self._lock is not None:
            # It is only about speed: a full disk or a busy archive has no say here.
            with suppress(sqlite3.Error):
                self.db.conn.execute("PRAGMA optimize")
            self._lock.close()
        self.db.conn.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _connect(name: str, **options: Any) -> Database:
    connection = sqlite3.connect(name, timeout=_BUSY_MS / 1000, cached_statements=256, **options)
    # No plugins: what a user has installed for other databases has no business in the archive.
    db = Database(connection, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    add_functions(db)
    return db


@contextmanager
def _closed_on_error(db: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.conn.close()
        raise


def _refuse_foreign(path: Path) -> None:
    """Say in one sentence what a file is not, before SQLite says it in its own words."""
    if path.is_dir():
        raise ArchiveError(f"{path}: is a directory.", hint="Name a file with --db FILE.")
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}.") from error
    if start and start != _MAGIC:
        raise ArchiveError(
            f"{path}: is not an SQLite file, so it is not an archive.", hint="Name another with --db FILE."
        )


def _refuse_read_only(path: Path) -> None:
    """Keep a file that its owner marked read-only as it is, also for root, whom the kernel would let write."""
    if path.exists() and not path.stat().st_mode & 0o222:
        raise ArchiveError(
            f"{path}: is read-only.", hint="Make it writable (chmod u+w), or choose another with --db FILE."
        )


def _version(db: Database) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _check_version(db: Database, path: Path, *, writing: bool) -> int:
    version = _version(db)
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master")]
    # Other programs count their versions in the same place.
    if (version == 0 and (names or not writing)) or (version > 0 and "captures" not in names):
        raise ArchiveError(
            f"{path}: is an SQLite file, but not an archive of scraper.", hint="Name another with --db FILE."
        )
    if version > SCHEMA_VERSION:
        raise ArchiveError(
            f"{path}: is an archive of schema version {version}; this program knows versions up to {SCHEMA_VERSION}.",
            hint="Update scraper.",
        )
    if version < SCHEMA_VERSION and not writing:
        raise ArchiveError(
            f"{path}: is an archive of the older schema version {version}.",
            hint="The next 'scraper crawl' or 'scraper fetch' migrates it.",
        )
    return version


def _prepare(db: Database, path: Path) -> None:
    version = _check_version(db, path, writing=True)
    db.execute("PRAGMA journal_mode = WAL")
    # FULL syncs the log at each commit, so that neither a kill nor a power cut takes back what was committed; NORMAL
    # would sync at checkpoints alone, and in WAL mode "might roll back following a power loss", while the file stays
    # whole either way (sqlite.org/pragma.html#pragma_synchronous). What a power cut could take back is fetched again,
    # but not a version that the site has changed meanwhile. As pages that are ready at once share a commit, the sync
    # costs little where it would count. `python tests/faults --power 100` shows both settings.
    db.execute("PRAGMA synchronous = FULL")
    # A checkpoint copies each page of the file once, however often the log has it: the fewer, the cheaper.
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    for number, name in enumerate(MIGRATIONS[version:], version + 1):
        migrate(db, number, _script(name))
    # What a savepoint needs to be undone is some pages of a group; in a file it is as many writes as the log itself.
    db.execute("PRAGMA temp_store = MEMORY")
    # A file that cannot be written says so now, not at the first page.
    db.conn.execute("BEGIN IMMEDIATE")
    db.conn.execute("ROLLBACK")


def migrate(db: Database, number: int, script: str) -> None:
    """Run one step and write its number, in one transaction.

    Args:
        db: the archive.
        number: the schema version that the step leads to.
        script: its SQL.
    """
    # A table that is built anew must not take with it what refers to it; a transaction cannot switch this.
    db.execute("PRAGMA foreign_keys = OFF")
    with closing(db.conn.cursor()) as cursor:
        try:
            # executescript would commit first; inside the script BEGIN holds it all together.
            cursor.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number:d};\nCOMMIT;")
        except BaseException:
            if db.conn.in_transaction:
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Translate SQLite's errors, here and nowhere else."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(path, error) from error


def _translated(path: Path, error: sqlite3.Error) -> ArchiveError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return ArchiveError(f"{path}: the disk is full.", hint="What was archived is whole; make room and start again.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveError(f"{path}: another program holds the archive for writing.", hint="Close it and start again.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ArchiveError(
            f"{path}: cannot be written.",
            hint="Check the rights of the file and its folder, or use --db FILE.",
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return ArchiveError(f"{path}: is damaged or not an SQLite file ({error}).", hint="Restore it from a backup.")
    return ArchiveError(f"{path}: SQLite says: {error}.")
