"""What became of the addresses that articles refer to: the table ``link_checks``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from scraper.model import LinkCheck, stored_fault
from scraper.store.columns import detail_text, from_text, now_text, storable_text, to_text
from scraper.web.userinfo import masked_address

# A fragment leads to a place within a page, and is never sent. '$' is the character behind '#', so that the addresses
# with any fragment are a range of the index links_url.
_REFERS = "relation = 'reference' AND (url = :url OR (url > :url || '#' AND url < :url || '$'))"
_ADDRESS = "CASE WHEN instr(l.url, '#') THEN substr(l.url, 1, instr(l.url, '#') - 1) ELSE l.url END"
# Those that were never asked for come first, and of these the newest articles' references; then those that were asked
# for the longest ago. Where the archive has the target, the crawl knows what became of it. Beside max() a column is
# that of the row with the greatest value (sqlite.org/lang_select.html, "bare columns").
_DUE = f"""
SELECT address FROM (
    SELECT {_ADDRESS} AS address, max(l.article_id) AS newest, l.position
    FROM links l JOIN articles a ON a.id = l.article_id
    WHERE l.relation = 'reference' AND l.target_id IS NULL AND l.url LIKE 'http%'
        AND (:sites IS NULL OR a.site IN (SELECT value FROM json_each(:sites)))
    GROUP BY address
) r LEFT JOIN link_checks c ON c.url = r.address
WHERE c.url IS NULL OR c.checked_at <= json_extract(:asked_until, '$.' || c.state) OR c.checked_at > :now
ORDER BY c.checked_at NULLS FIRST, r.newest DESC, r.position
"""
_COLUMNS = (
    *("url", "state", "since", "checked_at", "status", "moved_to", "reason", "detail"),
    *("etag", "last_modified", "digest", "reader", "full_at"),
)
# Nothing is written of an address that no article refers to any more, such as one that was forgotten meanwhile.
_KEEP = (
    f"INSERT OR REPLACE INTO link_checks ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f':{name}' for name in _COLUMNS)} WHERE EXISTS (SELECT 1 FROM links WHERE {_REFERS})"
)


class LinkChecks:
    """The table ``link_checks``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def due(self, sites: Sequence[str], asked_until: Mapping[str, dt.datetime], now: dt.datetime) -> Iterator[str]:
        """Yield the addresses to be asked for, each once, without fragment: first those that never were.

        Args:
            sites: of the articles that refer to them; none stands for all.
            asked_until: by state, up to when an address was asked for last that is to be asked for again.
            now: the time of the run.
        """
        values = {
            "sites": json.dumps(list(sites)) if sites else None,
            "asked_until": json.dumps({state: now_text(moment) for state, moment in asked_until.items()}),
            "now": now_text(now),
        }
        for (address,) in self._db.execute(_DUE, values):
            yield str(address)

    def get(self, url: str) -> LinkCheck | None:
        """Return what is known of an address, or None."""
        row = self._db.execute(f"SELECT {', '.join(_COLUMNS)} FROM link_checks WHERE url = ?", [url]).fetchone()
        if row is None:
            return None
        named = dict(zip(_COLUMNS, row, strict=True))
        reason, detail = named.pop("reason"), named.pop("detail")
        for name in ("since", "checked_at", "full_at"):
            named[name] = from_text(named[name])
        return LinkCheck(**named, fault=None if reason is None else stored_fault(reason, detail))

    def keep(self, check: LinkCheck) -> None:
        """Write what is known of an address. The caller holds the transaction."""
        why = check.fault
        values: dict[str, Any] = {
            "url": check.url,
            "state": check.state,
            "since": now_text(check.since),
            "checked_at": now_text(check.checked_at),
            "status": check.status,
            "moved_to": None if check.moved_to is None else masked_address(check.moved_to),
            "reason": None if why is None else str(why.reason),
            "detail": None if why is None else detail_text(why),
            "etag": storable_text(check.etag),
            "last_modified": storable_text(check.last_modified),
            "digest": check.digest,
            "reader": check.reader,
            "full_at": to_text(check.full_at),
        }
        self._db.execute(_KEEP, values)

    def referring(self, url: str) -> int:
        """Return how many articles refer to an address, with whatever fragment."""
        sql = f"SELECT count(DISTINCT article_id) FROM links WHERE {_REFERS}"
        return int(self._db.execute(sql, {"url": url}).fetchone()[0])
