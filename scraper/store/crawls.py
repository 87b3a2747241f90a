"""The diary of runs: what each crawl did, in all and site by site."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlite_utils import Database

from scraper.model import SiteResult
from scraper.store.columns import now_text
from scraper.store.connection import inserted_row


class Crawls:
    """The tables ``crawls`` and ``crawl_sites``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(self, sites: Sequence[str], now: dt.datetime) -> int:
        """Note that a run begins and return its id.

        ``finished_at`` stays NULL until :meth:`finish`; of a run that was killed it stays so for good.
        """
        cursor = self._db.execute(
            "INSERT INTO crawls (started_at, sites) VALUES (?, ?)", [now_text(now), json.dumps(list(sites))]
        )
        return inserted_row(cursor)

    def site_done(self, crawl_id: int, result: SiteResult, now: dt.datetime) -> None:
        """Note what a run did at one site, and add it to the run's sums."""
        # In the order in which both statements name their columns.
        counts = (result.new, result.changed, result.unchanged, result.gone, result.failed)
        self._db.execute(
            "INSERT OR REPLACE INTO crawl_sites (crawl_id, site, finished_at, found, new, changed, unchanged, gone,"
            " failed, requests, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                crawl_id,
                result.site,
                now_text(now),
                result.found,
                *counts,
                result.requests,
                result.bytes,
            ],
        )
        self._db.execute(
            "UPDATE crawls SET requests = requests + ?, bytes = bytes + ?, new = new + ?, changed = changed + ?,"
            " unchanged = unchanged + ?, gone = gone + ?, failed = failed + ? WHERE id = ?",
            [result.requests, result.bytes, *counts, crawl_id],
        )

    def finish(self, crawl_id: int, now: dt.datetime) -> None:
        """Note that a run ended by itself, and how large the archive is then."""
        self._db.execute(
            "UPDATE crawls SET finished_at = ?,"
            " size = (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()) WHERE id = ?",
            [now_text(now), crawl_id],
        )
