"""The frontier: every address that is known, and what is to be done with it.

It is why a crawl can stop anywhere and go on: what is ``waiting`` or due is work, and a page leaves
that state in the transaction that keeps its article.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from array import array
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from scraper.model import Link, Page, PageKind, PageState, Response, Site
from scraper.store.columns import from_text, now_text, to_text
from scraper.store.sanitize import storable

_COLUMNS = "id, url, site, kind, state, key, found_in, published, lastmod, etag, last_modified, failures, article_id"
_WAITING = "site = ? AND kind = ? AND state = 'waiting' ORDER BY coalesce(published, lastmod) DESC, id"
_DUE = (
    "site = ? AND kind = ? AND state IN ('done', 'failed', 'gone', 'skipped') AND (due_at <= ? OR due_at > ?)"
    # What is archived goes first: addresses that were never an article can be without number.
    " ORDER BY article_id IS NULL AND state IN ('gone', 'skipped'), due_at, id"
)


def _page(row: tuple[Any, ...]) -> Page:
    head, published, lastmod, tail = row[:7], from_text(row[7]), from_text(row[8]), row[9:]
    return Page(*(*head, published, lastmod, *tail))


class Frontier:
    """The tables ``pages`` and ``sites``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def add_site(self, site: Site) -> None:
        """Note a site, or its new name and front page."""
        self._db.execute(
            "INSERT INTO sites (id, name, home) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET name = excluded.name, home = excluded.home WHERE (name, home) IS NOT (excluded.name, excluded.home)",
            [site.id, site.name, site.home],
        )

    def get(self, url: str) -> Page | None:
        """Return the page of this address, or None."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE url = ?", [url]).fetchone()
        return _page(row) if row else None

    def by_key(self, key: str) -> Page | None:
        """Return the page that shares this key, one with an article first, or None."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM pages WHERE key = ? ORDER BY article_id IS NULL, id LIMIT 1", [key]
        ).fetchone()
        return _page(row) if row else None

    def add(
        self,
        url: str,
        site: str,
        kind: PageKind,
        state: PageState,
        key: str,
        found_in: str | None,
        link: Link | None,
    ) -> Page:
        """Add an address that is not known yet and return its page."""
        published = to_text(link.published) if link else None
        lastmod = to_text(link.lastmod) if link else None
        self._db.execute(
            "INSERT INTO pages (url, site, kind, state, key, found_in, published, lastmod)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [url, site, kind, state, key, found_in, published, lastmod],
        )
        page = self.get(url)
        assert page is not None  # noqa: S101  (it was inserted on the line before)
        return page

    def by_id(self, page_id: int) -> Page | None:
        """Return a page by its row."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE id = ?", [page_id]).fetchone()
        return _page(row) if row else None

    def visited_at(self, page: Page) -> dt.datetime | None:
        """Return when a page was last had as it should be, or None."""
        row = self._db.execute("SELECT visited_at FROM pages WHERE id = ?", [page.id]).fetchone()
        return from_text(row[0]) if row else None

    def set_state(self, page: Page, state: PageState) -> None:
        """Move a page to another state."""
        self._db.execute("UPDATE pages SET state = ? WHERE id = ?", [state, page.id])

    def note_lastmod(self, page: Page, lastmod: dt.datetime, *, due_at: dt.datetime | None) -> None:
        """Keep a source's word on when a page changed, and make the page due if that is a reason to look."""
        self._db.execute(
            "UPDATE pages SET lastmod = ?, due_at = coalesce(?, due_at) WHERE id = ?",
            [to_text(lastmod), to_text(due_at), page.id],
        )

    def waiting(self, site: str, kind: PageKind, limit: int) -> list[Page]:
        """Return pages of a site that were never fetched, newest first."""
        return self._pages(
            f"{_WAITING} LIMIT ?",
            [site, kind, limit],
        )

    def due(self, site: str, kind: PageKind, now: dt.datetime, limit: int) -> list[Page]:
        """Return pages of a site whose next visit is due, longest overdue first.

        A visit that is due in more than a year was planned by a clock that was wrong, and so is due now.
        """
        return self._pages(
            f"{_DUE} LIMIT ?", [site, kind, now_text(now), now_text(now + dt.timedelta(days=366)), limit]
        )

    def work(self, site: str, now: dt.datetime, revisits: int) -> array[int]:
        """Return the rows of the articles to visit: all that wait, newest first, then those that are due.

        Numbers and not pages, since a site's sitemaps can name a million of them.
        """
        values = [site, "article", now_text(now), now_text(now + dt.timedelta(days=366)), revisits]
        waiting = self._db.execute(f"SELECT id FROM pages WHERE {_WAITING}", [site, "article"])
        rows = array("q", (row[0] for row in waiting))
        rows.extend(row[0] for row in self._db.execute(f"SELECT id FROM pages WHERE {_DUE} LIMIT ?", values))
        return rows

    def left(self, site: str) -> int:
        """Count the article addresses that a bound left out."""
        row = self._db.execute(
            "SELECT count(*) FROM pages WHERE site = ? AND kind = 'article' AND state = 'left'", [site]
        ).fetchone()
        return int(row[0])

    def take_up(self, site: str, since: dt.date | None) -> int:
        """Put what was left out back to work: all of it, or what is not known to be older than a day."""
        day = since.isoformat() if since else ""
        cursor = self._db.execute(
            "UPDATE pages SET state = 'waiting' WHERE site = ? AND state = 'left'"
            " AND coalesce(published, lastmod, '9999') >= ?",
            [site, day],
        )
        return int(cursor.rowcount)

    def finish(
        self,
        page: Page,
        state: PageState,
        response: Response | None,
        now: dt.datetime,
        *,
        due_at: dt.datetime | None = None,
        article_id: int | None = None,
        error: str | None = None,
        note: str | None = None,
        keep_note: bool = False,
        led: bool = False,
    ) -> None:
        """Write what a visit of a page came to.

        Args:
            page: the page.
            state: its new state.
            response: the answer, or None where there was none. Its validators are kept if it is a 200.
            now: the time of the visit.
            due_at: when it is visited next, or None.
            article_id: the article that was read from it; None leaves what is there.
            error: why it failed or was skipped; None clears it and counts as a success. With an error the
                validators of the last good answer stay.
            note: what the host says of a page that is all right otherwise, and is not so.
            keep_note: whether an earlier note stays where there is no new one.
            led: whether links to this address are known to lead to the article already.
        """
        values: dict[str, Any] = {
            "state": state,
            "due_at": to_text(due_at),
            "failures": page.failures + 1 if state == "failed" else 0,
        }
        said = error or note
        if said is not None or page.state != "done" or not keep_note:
            values["last_error"] = None if said is None else storable(said)
        if response is not None:
            values["last_status"] = response.status
        if response is not None and error is None:
            values["visited_at"] = now_text(now)
        if response is not None and error is None and response.status == 200:
            values |= {"etag": response.header("etag"), "last_modified": response.header("last-modified")}
        if article_id is not None:
            values["article_id"] = article_id
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE pages SET {names} WHERE id = ?", [*values.values(), page.id])
        if article_id is not None and not led:
            self._lead_links(page.url, article_id)

    def refuse(self, page: Page, reason: str) -> None:
        """Note why an address is never asked for."""
        self._db.execute("UPDATE pages SET state = 'skipped', last_error = ? WHERE id = ?", [storable(reason), page.id])

    def control_at(self, page: Page) -> dt.datetime | None:
        """Return when a source is asked for in full, whatever its validators; see ``due_at`` in the schema."""
        row = self._db.execute("SELECT due_at FROM pages WHERE id = ?", [page.id]).fetchone()
        return from_text(row[0]) if row else None

    def is_news(self, page: Page, response: Response) -> bool:
        """Note the body of a source; return whether it is another than the one before, which has to be known."""
        digest = hashlib.sha256(response.body).hexdigest()
        (before,) = self._db.execute("SELECT digest FROM pages WHERE id = ?", [page.id]).fetchone()
        self._db.execute("UPDATE pages SET digest = ? WHERE id = ?", [digest, page.id])
        return before is not None and before != digest

    def same_text(self, site: str, digest: str, but: int | None) -> list[str]:
        """Return the addresses of other articles of a site that have this very text now."""
        sql = "SELECT url FROM articles WHERE digest = ? AND site = ? AND id IS NOT ? AND body <> '' ORDER BY id"
        return [row[0] for row in self._db.execute(sql, [digest, site, but])]

    def children(self, url: str, kind: PageKind) -> list[Page]:
        """Return the visited pages of a kind that a source named without saying when they changed."""
        return self._pages(
            "found_in = ? AND kind = ? AND lastmod IS NULL AND state IN ('done', 'failed') ORDER BY id", [url, kind]
        )

    def forget_validators(self, page: Page) -> None:
        """Ask for a page in full next time."""
        self._db.execute("UPDATE pages SET etag = NULL, last_modified = NULL WHERE id = ?", [page.id])

    def alias(self, page: Page, article_id: int) -> None:
        """Note that another address of the same page leads to an article."""
        self._db.execute("UPDATE pages SET article_id = ?, state = 'done' WHERE id = ?", [article_id, page.id])
        self._lead_links(page.url, article_id)

    def _lead_links(self, url: str, article_id: int) -> None:
        """Let links that were read before their target lead to it."""
        self._db.execute("UPDATE links SET target_id = ? WHERE url = ? AND +target_id IS NULL", [article_id, url])

    def _pages(self, condition: str, values: Iterable[Any]) -> list[Page]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM pages WHERE {condition}", list(values))
        return [_page(row) for row in rows.fetchall()]
