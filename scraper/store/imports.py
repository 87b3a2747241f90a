"""Imports: which WARC files were read into the archive, by which selection, and how far."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.store.columns import from_text, now_text
from scraper.store.connection import inserted_row

_COLUMNS = 'id, source, identity, selection, started_at, finished_at, "offset", counts'


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read, or is being read.

    Args:
        id: its row.
        source: path or address, passwords masked.
        identity: what tells one content of the file from another.
        selection: which records of it were asked for, as JSON.
        started_at: when it was begun.
        finished_at: when it was read to its end, or None.
        offset: bytes of the file up to which all is in the archive.
        counts: its records, and what became of them, by name.
    """

    id: int
    source: str
    identity: str
    selection: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    offset: int
    counts: Mapping[str, int]


class Imports:
    """The table ``imports``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, source: str, identity: str, selection: str) -> Import | None:
        """Return how far a file was read by a selection, or None where it never was.

        Args:
            source: path or address, passwords masked.
            identity: what tells its content from another one; a file that has changed since is another import.
            selection: which records are asked for, as JSON in one and the same spelling.
        """
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM imports WHERE source = ? AND identity = ? AND selection = ?",
            [source, identity, selection],
        ).fetchone()
        if row is None:
            return None
        number, source, identity, selection, started_at, finished_at, offset, counts = row
        return Import(
            number,
            source,
            identity,
            selection,
            dt.datetime.fromisoformat(started_at),
            from_text(finished_at),
            offset,
            json.loads(counts),
        )

    def begin(self, source: str, identity: str, selection: str, now: dt.datetime) -> Import:
        """Return the import of a file, begun now, or the one that was begun before and is gone on with.

        Args:
            source, identity, selection: as for :meth:`find`.
            now: the time.
        """
        known = self.find(source, identity, selection)
        if known is not None:
            return known
        cursor = self._db.execute(
            "INSERT INTO imports (source, identity, selection, started_at) VALUES (?, ?, ?, ?)",
            [source, identity, selection, now_text(now)],
        )
        return Import(inserted_row(cursor), source, identity, selection, now, None, 0, {})

    def progress(self, import_id: int, offset: int, counts: Mapping[str, int]) -> None:
        """Note how far a file is in the archive, in the transaction that keeps its records.

        Args:
            import_id: its row.
            offset: bytes of the file up to which all is in the archive.
            counts: its records so far, and what became of them, by name.
        """
        self._db.execute(
            'UPDATE imports SET "offset" = ?, counts = ? WHERE id = ?',
            [offset, json.dumps(dict(counts)), import_id],
        )

    def finish(self, import_id: int, offset: int, counts: Mapping[str, int], now: dt.datetime) -> None:
        """Note that a file was read to its end.

        Args:
            import_id, offset, counts: as for :meth:`progress`.
            now: the time.
        """
        self.progress(import_id, offset, counts)
        self._db.execute("UPDATE imports SET finished_at = ? WHERE id = ?", [now_text(now), import_id])
