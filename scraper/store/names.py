"""The official list of municipalities in the archive, and the mentions that are found anew when it comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.analysis.mentions import VERSION, OfficialList, Place
from scraper.model.indexed import IndexedText
from scraper.store.columns import now_text
from scraper.store.makers import maker_of, note_made
from scraper.store.mentions import PLACES, Mentions
from scraper.store.words import TEXT

_MENTIONS = "mentions"
# What the list is called by those who publish it.
_LIST = "GV100AD"
# Articles of one transaction: a tenth of a second or two, which a crawl that writes meanwhile has to wait.
_AT_ONCE = 200
_NEXT = f"SELECT id, {TEXT} FROM articles WHERE id > ? ORDER BY id LIMIT ?"


@dataclass(frozen=True, slots=True)
class Imported:
    """The list that an archive has.

    Args:
        day: as of when it is.
        counts: how many Länder, districts and municipalities it names, by kind.
    """

    day: dt.date
    counts: dict[str, int]


class OfficialNames:
    """The table ``places``.

    Args:
        db: the archive.
        transaction: begins one of the archive's transactions.
    """

    def __init__(self, db: Database, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._db = db
        self._transaction = transaction

    def imported(self) -> Imported | None:
        """Return what the archive has, or None where no list was imported."""
        maker = maker_of(self._db, PLACES)
        if maker is None:
            return None
        counts = dict(self._db.execute("SELECT kind, count(*) FROM places GROUP BY kind").fetchall())
        return Imported(dt.date.fromisoformat(maker.removeprefix(f"{_LIST} ")), counts)

    def is_whole(self, official: OfficialList) -> bool:
        """Return whether the archive has this very list, and all mentions were found with it by today's rules."""
        found = self._db.execute("SELECT key, kind, name, population FROM places").fetchall()
        has_list = sorted(official.places) == sorted(Place(*row) for row in found)
        return has_list and maker_of(self._db, _MENTIONS) == _made_of(official.day)

    def put(self, official: OfficialList, now: dt.datetime, progress: Callable[[int, int], None]) -> int:
        """Put a list in the place of the one before, find all mentions anew, and return in how many articles.

        What is stopped halfway is whole again after the next call.

        Args:
            official: the list.
            now: the time.
            progress: is told how many articles are done, and of how many.

        Raises:
            ArchiveError: the file cannot be written.
        """
        with self._transaction():
            self._db.execute("DELETE FROM places")
            self._db.conn.executemany(
                "INSERT INTO places (key, kind, name, population) VALUES (?, ?, ?, ?)", official.places
            )
            note_made(self._db, PLACES, f"{_LIST} {official.day.isoformat()}", now_text(now))
        done = self._refill(progress)
        with self._transaction():
            note_made(self._db, _MENTIONS, _made_of(official.day), now_text(now))
        return done

    def _refill(self, progress: Callable[[int, int], None]) -> int:
        (total,) = self._db.execute("SELECT count(*) FROM articles").fetchone()
        mentions = Mentions(self._db)
        done = last = 0
        progress(done, total)
        while True:
            with self._transaction():
                found = self._db.execute(_NEXT, [last, _AT_ONCE]).fetchall()
                _renew(mentions, found)
            if not found:
                return done
            last = found[-1][0]
            done += len(found)
            progress(done, max(done, total))


def _renew(mentions: Mentions, found: Sequence[tuple[int, *tuple[str | None, ...]]]) -> None:
    for article_id, *text in found:
        language, kicker, title, lead, body, keywords = text
        after = IndexedText(language, kicker, title or "", lead, body or "", keywords)
        mentions.renew(article_id, after, after)


def _made_of(day: dt.date) -> str:
    return f"{VERSION}, {_LIST} {day.isoformat()}"
