"""What is done before an archive is worked with: its version is looked at, and its connection set up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store import migrate
from scraper.store.connection import connect, explained, is_foreign
from scraper.store.files import PAGE_BYTES, resolved
from scraper.store.migrate import SCHEMA_VERSION

# Chosen: as long as a writer waits. In WAL mode a reader seldom waits at all, such as while another program recovers
# the log after a kill (sqlite.org/wal.html).
READER_BUSY_SECONDS = 30.0
# A checkpoint copies each page once into the file, however often the log holds it, so that rare checkpoints write less.
# Chosen: a log of some 16 MB, four times SQLite's default of 1,000 pages of 4 KiB.
_CHECKPOINT_PAGES = 16_000_000 // PAGE_BYTES


@contextmanager
def closed_on_error(db: Database) -> Iterator[None]:
    """Close a connection where what is done with it fails, so that no lock stays behind."""
    try:
        yield
    except BaseException:
        db.conn.close()
        raise


def is_older(path: Path) -> bool:
    """Return whether a file is an archive of an earlier schema.

    Raises:
        ArchiveError: it is another program's, of a newer schema, or cannot be read.
    """
    if not path.exists() or not path.stat().st_size:
        return False
    with explained(path):
        db = connect(f"{resolved(path).as_uri()}?mode=ro", busy_seconds=READER_BUSY_SECONDS, uri=True)
        with closing(db.conn):
            # Version 0 is a database without tables: it is filled where it stands, and needs no migration.
            return 0 < check_version(db, path, writing=True) < SCHEMA_VERSION


def check_version(db: Database, path: Path, *, writing: bool) -> int:
    """Return the schema version of an archive, or 0 for an empty database, which a writer may make an archive of.

    Args:
        db: the file, opened.
        path: its name, for the sentence that says what is wrong.
        writing: whether it is to be written, so that an empty or an older one will do, too.

    Raises:
        ArchiveError: it is another program's, or of a version that this program cannot write, or read.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master")]
    is_fresh = version == 0 and not names
    if is_fresh and writing:
        return version
    if is_fresh or is_foreign(version, names):
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


def prepare(db: Database, path: Path) -> None:
    """Set a connection up for writing, and make the tables of an empty file.

    Args:
        db: the file, opened.
        path: its name, for the sentence that says what is wrong.

    Raises:
        ArchiveError: as for :func:`check_version`.
        sqlite3.Error: it cannot be written; the caller translates it.
    """
    # The version comes first: a foreign database would be changed by WAL mode, which is written into its header.
    version = check_version(db, path, writing=True)
    # An empty file gets its pages with the first that is written, which is that of the mode; one that has pages keeps
    # their size.
    db.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    db.execute("PRAGMA journal_mode = WAL")
    # FULL syncs the log at each commit, so that neither a kill nor a power cut takes back what was committed; NORMAL
    # would sync at checkpoints alone, and in WAL mode "might roll back following a power loss", while the file stays
    # whole either way (sqlite.org/pragma.html#pragma_synchronous). What a power cut could take back is fetched again,
    # but not a version that the site has changed meanwhile. As pages that are ready at once share a commit, the sync
    # costs little where it would count. `python tests/faults --power 100` shows both settings.
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    if version == 0:
        migrate.create(db.conn)
    # SQLite undoes a statement that fails by a journal of its own, a temporary file by default. It holds some pages
    # only, so that memory will do, and the file would cost as many writes as the log itself.
    db.execute("PRAGMA temp_store = MEMORY")
    # Beginning to write shows now, rather than at the first page, whether the file can be written.
    db.conn.execute("BEGIN IMMEDIATE")
    db.conn.execute("ROLLBACK")
