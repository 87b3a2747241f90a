"""Captures of another archive that come into this one by the names of their records."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlite_utils import Database

from scraper.model import Response, Site
from scraper.model.incoming import Taken
from scraper.store.captures import Captures
from scraper.store.columns import now_text
from scraper.store.restored_rows import DescribedCapture, NamedCapture

NamesOf = Callable[[bytes, str | None], Collection[str]]
"""Returns all names of a capture's record, given its link in the chain and the record that it was imported from."""

# The captures of some addresses, with the names of their records, and whether another capture that came out of a file
# has them as its redirect or first page: those have no names of their own in the file.
_ANSWERED = """
SELECT c.id, c.link, o.record_id, c.url, c.fetched_at FROM captures c LEFT JOIN origins o ON o.capture_id = c.id
WHERE c.url IN (SELECT value FROM json_each(?)) ORDER BY c.id
"""


class RestoringCaptures:
    """What of the captures of another archive is written. The caller holds the transaction of every write.

    Args:
        db: the archive.
        captures: its captures.
        names_of: names the records of captures.
    """

    def __init__(self, db: Database, captures: Captures, names_of: NamesOf) -> None:
        self._db = db
        self._captures = captures
        self._names_of = names_of

    def named(self, captures: Sequence[NamedCapture]) -> dict[str, int]:
        """Return the rows of those captures that the archive has, by the names of their records.

        A redirect or a further page that came with another record is known by its address and its time.
        """
        wanted = {capture.origin.strip("<>"): capture.record for capture in captures if capture.origin is not None}
        wanted |= {capture.record: capture.record for capture in captures}
        urls = sorted({capture.url for capture in captures})
        rows = self._db.execute(_ANSWERED, [json.dumps(urls)]).fetchall()
        found = {
            wanted[name]: capture_id
            for capture_id, link, record_id, _, _ in rows
            for name in self._names_of(link or b"", record_id)
            if name in wanted
        }
        taken = {*found.values()}
        free: dict[tuple[str, str], list[int]] = {}
        for capture_id, _, record_id, url, fetched_at in rows:
            if record_id is None and capture_id not in taken:
                free.setdefault((url, fetched_at), []).append(capture_id)
        for capture in captures:
            others = free.get((capture.url, capture.fetched_at))
            if capture.record not in found and others:
                found[capture.record] = others.pop(0)
        return found

    def visit_of_part(self, url: str, captured_at: dt.datetime, at: dt.datetime, status: int) -> Taken | None:
        """Note a visit that found a further page of an article unchanged.

        Args:
            url, captured_at: the address that answered, and when the further page was captured.
            at, status: when it was visited, and the answer.

        Returns:
            None where there is no such further page.
        """
        row = self._db.execute(
            "SELECT max(id) FROM captures WHERE url = ? AND fetched_at = ? AND part_of IS NOT NULL",
            [url, now_text(captured_at)],
        ).fetchone()
        if row[0] is None:
            return None
        cursor = self._db.execute(
            "INSERT INTO visits (capture_id, at, status) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [row[0], now_text(at), status],
        )
        return Taken.VISIT if cursor.rowcount > 0 else Taken.THERE

    def put_visits(self, captures: Iterable[NamedCapture], rows: Mapping[str, int]) -> None:
        """Let some captures have the visits that a record says, and no others."""
        for capture in captures:
            capture_id = rows.get(capture.record)
            if capture_id is None:
                continue
            had = self._db.execute("SELECT at, status FROM visits WHERE capture_id = ? ORDER BY at", [capture_id])
            if [tuple(row) for row in had.fetchall()] == sorted(capture.visits):
                continue
            self._db.execute("DELETE FROM visits WHERE capture_id = ?", [capture_id])
            self._db.conn.executemany(
                "INSERT INTO visits (capture_id, at, status) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(capture_id, at, status) for at, status in capture.visits],
            )

    def put_names(self, captures: Mapping[str, int], import_id: int | None) -> None:
        """Note by which names a file has called captures that came out of it beside others.

        Args:
            captures: rows by the names of their records.
            import_id: the file's row in ``imports``.
        """
        self._db.conn.executemany(
            "INSERT INTO origins (capture_id, import_id, record_id) VALUES (?, ?, ?)"
            " ON CONFLICT (capture_id) DO UPDATE SET record_id = excluded.record_id WHERE record_id IS NULL",
            [(capture_id, import_id, name) for name, capture_id in captures.items()],
        )

    def add_capture(
        self, response: Response, signals: str | None, site: Site, import_id: int | None, origin: tuple[str, int]
    ) -> int:
        """Keep a response that came out of a file, of whatever it is a page; return its row.

        Args:
            response: as it was recorded.
            signals: what its site reserves, as JSON, or None.
            site: its profile, which says whether bytes are kept.
            import_id: the file's row in ``imports``.
            origin: the name of its record and where it begins in the file.
        """
        capture_id = self._captures.add(response, signals, site=site.id, keeps_bytes=site.keep != "text")
        self._note_origin(capture_id, import_id, origin)
        return capture_id

    def put_capture(self, capture: DescribedCapture, site: Site, import_id: int | None, offset: int) -> Taken:
        """Keep a capture of which nobody has the bytes any more, where it is not there yet.

        Args:
            capture: what is known of it.
            site: its profile.
            import_id: the file's row in ``imports``.
            offset: where its record begins in the file.
        """
        values = capture.values
        name = NamedCapture(capture.record, capture.origin, str(values["url"]), str(values["fetched_at"]), ())
        known = self.named([name])
        if known:
            return Taken.VISIT if self._add_visits(known[capture.record], capture.visits) else Taken.THERE
        via_id: int | None = None
        for redirect in capture.redirects:
            via_id = self._put(redirect, {"via_id": via_id}, site, import_id, offset)
        others = {"via_id": via_id, "part_of": self._row_of(capture.part_of, import_id)}
        self._add_visits(self._put(capture, others, site, import_id, offset), capture.visits)
        return Taken.CAPTURE

    def _add_visits(self, capture_id: int, visits: Sequence[tuple[str, int]]) -> bool:
        """Add those visits of a capture that are not there yet; return whether there were any."""
        cursor = self._db.conn.executemany(
            "INSERT INTO visits (capture_id, at, status) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(capture_id, at, status) for at, status in visits],
        )
        return bool(cursor.rowcount > 0)

    def _put(
        self,
        capture: DescribedCapture,
        values: Mapping[str, int | None],
        site: Site,
        import_id: int | None,
        offset: int,
    ) -> int:
        """Add a row for a capture of which there are no bytes, and return its number."""
        row = {**capture.values, **values}
        capture_id = self._captures.add_without_bytes(row, capture.request, capture.response, site.id)
        self._note_origin(capture_id, import_id, (capture.origin or capture.record, offset))
        return capture_id

    def _row_of(self, name: str | None, import_id: int | None) -> int | None:
        """Return the capture of an import whose record has a name, or None."""
        if name is None:
            return None
        row = self._db.execute(
            "SELECT max(capture_id) FROM origins WHERE import_id IS ? AND record_id IN (?, ?)",
            [import_id, name, f"<{name}>"],
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def _note_origin(self, capture_id: int, import_id: int | None, origin: tuple[str, int]) -> None:
        self._db.execute(
            'INSERT OR REPLACE INTO origins (capture_id, import_id, record_id, "offset") VALUES (?, ?, ?, ?)',
            [capture_id, import_id, *origin],
        )
