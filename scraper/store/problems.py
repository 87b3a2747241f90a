"""What is or was wrong with sites, sources and pages: since when, how often, until when, and whether it was told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from sqlite_utils import Database

from scraper.model import Fault, Page, Problem, Reason, stored_fault
from scraper.store.columns import detail_text, now_text, storable_text

OF_A_SITE = "NOT EXISTS (SELECT 1 FROM pages g WHERE g.url = problems.url AND g.kind = 'article')"
"""The problems of a site and its sources, rather than of single articles; a condition on ``problems``."""


class Problems:
    """The table ``problems``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, site: str, url: str | None, fault: Fault, now: dt.datetime) -> None:
        """Note that something is wrong: a new problem, or one more time of one that is known.

        Args:
            site: id of the site.
            url: the source or the page; None for the site as a whole.
            fault: what is wrong.
            now: the time of the run that found it.
        """
        # The conflict is named as the index problems_open has it: one open problem for each site, code and address.
        # There NULL becomes an empty text, since NULLs are distinct to a unique index, and a site would have a new
        # problem with each run. A problem that is over does not conflict, so what comes back is a new row.
        self._db.execute(
            "INSERT INTO problems (site, url, code, detail, since, last) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (site, code, coalesce(url, '')) WHERE until IS NULL DO UPDATE"
            " SET last = excluded.last, times = times + 1, detail = excluded.detail,"
            # A notice that counts more than when a person was told of it is news again.
            f" told_at = CASE code WHEN '{Reason.FIRST_CRAWL_DEFERRED}' THEN"
            # What a person wrote into the column may be no JSON, of which SQLite takes no member.
            " iif(json_valid(problems.detail) AND excluded.detail ->> 'count' <= problems.detail ->> 'count',"
            " told_at, NULL) ELSE told_at END",
            [
                site,
                storable_text(url),
                str(fault.reason),
                detail_text(fault),
                now_text(now),
                now_text(now),
            ],
        )

    def page_failed(self, page: Page, fault: Fault, now: dt.datetime) -> None:
        """Note why a page failed; what it failed of before is over, if that was another reason."""
        if page.fault is not None and page.fault.reason != fault.reason:
            self.page_recovered(page, now)
        self.note(page.site, page.url, fault, now)

    def page_recovered(self, page: Page, now: dt.datetime) -> None:
        """Note that what was wrong with a page is over."""
        self._db.execute(
            "UPDATE problems SET until = ? WHERE site = ? AND url = ? AND until IS NULL",
            [now_text(now), page.site, page.url],
        )

    def settle(self, site: str, found: Iterable[Problem], now: dt.datetime, *, complete: bool) -> None:
        """Note what a crawl found wrong with a site and its sources.

        Args:
            site: its id.
            found: what is wrong.
            now: the end of the site's turn.
            complete: whether the turn came to its own end; then what was not found any more is over.
        """
        for problem in found:
            self.note(site, problem.url, problem.fault, now)
        if complete:
            # note() has set the last time of all that was found to now, so that what has an earlier one was not found
            # any more. The problems of single articles end with a visit of the article.
            self._db.execute(
                "UPDATE problems SET until = :now"
                f" WHERE site = :site AND until IS NULL AND last < :now AND {OF_A_SITE}",
                {"now": now_text(now), "site": site},
            )

    def untold(self, sites: Iterable[str], reasons: Iterable[Reason]) -> list[tuple[str, Problem]]:
        """Return (site, problem) of what stands and no person was told of, the oldest first.

        Args:
            sites: of these sites.
            reasons: of these kinds.
        """
        rows = self._db.execute(
            "SELECT site, url, code, detail FROM problems WHERE until IS NULL AND told_at IS NULL"
            " AND site IN (SELECT value FROM json_each(?)) AND code IN (SELECT value FROM json_each(?)) ORDER BY id",
            [json.dumps(list(sites)), json.dumps([str(reason) for reason in reasons])],
        ).fetchall()
        return [(site, Problem(stored_fault(code, detail), url)) for site, url, code, detail in rows]

    def told(self, sites: Iterable[str], now: dt.datetime) -> None:
        """Note that a person was told of what is wrong with some sites; the first time stays."""
        self._db.conn.executemany(
            "UPDATE problems SET told_at = ? WHERE site = ? AND until IS NULL AND told_at IS NULL",
            [(now_text(now), site) for site in sites],
        )

    def was_found(self, site: str, reason: Reason, since: dt.datetime) -> bool:
        """Return whether a crawl since then found this of a site."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM problems WHERE site = ? AND code = ? AND last >= ?)",
            [site, str(reason), now_text(since)],
        ).fetchone()
        return bool(row[0])
