"""The search indexes as a whole: how they stand, built anew, merged.

The exact index is kept by triggers. The second one is built anew where another version has made it, or a person asks
for it: in short transactions, so that a crawl may write beside it, and a kill leaves the rest in the queue. The next
program that opens the archive for writing goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from scraper.store import index_merge
from scraper.store.derived import MOST_AT_ONCE, Derived
from scraper.store.index_state import IndexState, Standing, note_maker
from scraper.store.made_anew import EXACT, made_anew
from scraper.store.migrations.checks import Progress

PROGRESS = "search index"
"""What is being done, as the user is told it."""

_SENTENCES = {
    Standing.OTHER_VERSION: "was made by another version of the program",
    Standing.MISSING: "was missing",
    Standing.DAMAGED: "was damaged",
}


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done to the second index of an archive.

    Args:
        path: the archive.
        standing: what was wrong with the index.
        articles: how many were indexed.
    """

    path: Path
    standing: Standing
    articles: int

    @property
    def said(self) -> str:
        """The line that tells the user of it."""
        return (
            f"{self.path.name}: the index of word forms {_SENTENCES[self.standing]} and was built anew"
            f" (articles: {self.articles:,})"
        )


class Indexes:
    """The search indexes of an archive.

    Args:
        db: the archive.
        transaction: begins one of the archive's transactions, at whose end the queue is worked off.
        derived: what works it off.
    """

    def __init__(self, db: Database, transaction: Callable[[], AbstractContextManager[None]], derived: Derived) -> None:
        self._db = db
        self._transaction = transaction
        self._derived = derived

    @property
    def state(self) -> IndexState:
        """How the second index stands."""
        return self._derived.state

    def mend(self, path: Path, progress: Progress) -> Mended | None:
        """Build the second index anew where it has to be, and go on where that was broken off.

        Args:
            path: the archive.
            progress: is told how many articles are done, and of how many.

        Returns:
            What was done; None where the index was fine, and for an archive without articles.

        Raises:
            ArchiveError: the file cannot be written.
        """
        state = self.state
        if state.is_fine and state.waiting <= MOST_AT_ONCE:
            # The next write works that off beside its own.
            return None
        if not state.is_fine:
            with self._transaction():
                # Another process may have begun meanwhile, and goes on beside this one.
                if not self.state.is_fine:
                    self._derived.begin_anew()
        self.settle(progress)
        articles = self._articles()
        if state.is_fine or not articles:
            return None
        self.merge()
        return Mended(path, state.standing, articles)

    def rebuild(self, progress: Progress) -> int:
        """Build both indexes anew, and all else that is derived from texts; return how many articles there are.

        SQLite builds the exact index by one statement, some 0.2 ms an article, for which other writers wait.

        Args:
            progress: as for :meth:`mend`.

        Raises:
            ArchiveError: the file cannot be written.
        """
        progress(PROGRESS, 0, self._articles())
        with self._transaction():
            made_anew(self._db, EXACT)
            self._derived.begin_anew()
        self.settle(progress)
        self.merge()
        return self._articles()

    def settle(self, progress: Progress = lambda text, done, total: None) -> int:
        """Work off all that waits to be derived from texts; return how many articles that was.

        Args:
            progress: as for :meth:`mend`.

        Raises:
            ArchiveError: the file cannot be written.
        """
        return _drain(self._transaction, self._derived, progress)

    def merge(self) -> None:
        """Merge the segments of both indexes in short turns, so that a crawl has to wait for none of them long."""
        for index in index_merge.INDEXES:
            for pages in index_merge.steps():
                with self._transaction():
                    if not index_merge.step(self._db, index, pages):
                        break

    def _articles(self) -> int:
        return int(self._db.conn.execute("SELECT count(*) FROM articles").fetchone()[0])


def fill(db: Database, progress: Progress) -> None:
    """Fill the second index of a file that a migration makes, and that is thrown away if this is broken off.

    Args:
        db: the file, with all articles in the queue.
        progress: is told how many are done, and of how many.
    """
    note_maker(db)
    _drain(lambda: _plain_transaction(db), Derived(db), progress)
    index_merge.merge(db)


@contextmanager
def _plain_transaction(db: Database) -> Iterator[None]:
    db.conn.execute("BEGIN")
    yield
    db.conn.execute("COMMIT")


def _drain(transaction: Callable[[], AbstractContextManager[None]], derived: Derived, progress: Progress) -> int:
    """Work off the whole queue; return how many articles were taken."""
    total = waiting = derived.state.waiting
    while waiting:
        progress(PROGRESS, total - waiting, total)
        with transaction():
            taken = derived.settle()
        state = derived.state
        # Nothing is taken where the index turns out to be damaged, or where only what failed is left.
        if not state.is_fine or not taken:
            break
        waiting = state.waiting
        # What another program writes meanwhile comes on top.
        total = max(total, waiting)
    progress(PROGRESS, total - waiting, total)
    return total - waiting
