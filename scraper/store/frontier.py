"""The frontier: every address that is known, and what is to be done with it.

It is why a crawl can stop anywhere and go on: what is ``waiting`` or due is work, and a page leaves that state in the
transaction that keeps its article.
"""

from __future__ import annotations

import datetime as dt
import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from scraper.model import Decision, Keep, Link, Page, PageKind, PageState, Reason, Response, Site, stored_fault
from scraper.policy.selection import Offer
from scraper.policy.validators import DISTRUST, FURTHEST_PLAN
from scraper.store.columns import detail_text, from_text, now_text, storable_text, to_text
from scraper.store.forgotten import Forgotten
from scraper.store.records import KNOWN_COLUMNS, known_article

# The full answer of RFC 9110 §15.3.1.
_OK = 200
# What _page_of() reads, of "pages p".
_PAGE_COLUMNS = (
    *("p.id", "p.url", "p.site", "p.kind", "p.state", "p.key", "p.found_in", "p.published", "p.lastmod", "p.due_at"),
    *("p.full_due_at", "p.visited_at", "p.etag", "p.last_modified", "p.failures", "p.reason", "p.detail", "p.digest"),
    "p.article_id",
)
_COLUMNS = ", ".join(_PAGE_COLUMNS)
_COUNT = len(_PAGE_COLUMNS)
# What a visit needs beside the page itself: whether its site was found to say 'not modified' of what has changed, and
# the article that it leads to.
_FOR_A_VISIT = (
    f"SELECT {_COLUMNS}, EXISTS (SELECT 1 FROM problems g WHERE g.site = p.site AND g.code = '{Reason.STALE_VALIDATOR}'"
    f" AND g.last >= :since), {KNOWN_COLUMNS} FROM pages p LEFT JOIN articles a ON a.id = p.article_id"
    " LEFT JOIN captures c ON c.id = a.capture_id"
)
# The newest first, so that what a run cannot finish is old. SQLite sorts NULL below all values, and DESC puts it last:
# addresses without a date come after those with one.
# An address of which no source has told a day is never known to be older than another day: '9999' sorts after all.
_KNOWN_DAY = "coalesce(published, lastmod, '9999')"
_WAITING = "p.site = ? AND p.kind = ? AND p.state = 'waiting' ORDER BY coalesce(p.published, p.lastmod) DESC, p.id"
_DUE = (
    "p.site = ? AND p.kind = 'article' AND p.state IN ('done', 'failed', 'gone', 'skipped')"
    " AND (p.due_at <= ? OR p.due_at > ?)"
    f" AND (p.article_id IS NOT NULL OR {_KNOWN_DAY} >= ?)"
    # A site can name addresses that lead to no article without end. They come last, or they would use up the revisits
    # of each run, and edits of archived articles would never be seen.
    " ORDER BY p.article_id IS NULL AND p.state IN ('gone', 'skipped'), p.due_at, p.id"
)


class Frontier:
    """The tables ``pages`` and ``sites``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._forgotten = Forgotten(db)

    def add_site(self, site: Site) -> None:
        """Note a site, or its new name and front page."""
        # The WHERE keeps a run that changes nothing from writing.
        self._db.execute(
            "INSERT INTO sites (id, name, home) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET name = excluded.name, home = excluded.home WHERE (name, home) IS NOT (excluded.name, excluded.home)",
            [site.id, site.name, site.home],
        )

    def get(self, url: str, now: dt.datetime) -> Page | None:
        """Return the page of this address, with what a visit needs to know, or None."""
        return self._one_for_a_visit("p.url = :value", url, now)

    def by_key(self, key: str, now: dt.datetime) -> Page | None:
        """Return the page that shares this key, one with an article first, or None."""
        return self._one_for_a_visit("p.key = :value ORDER BY p.article_id IS NULL, p.id LIMIT 1", key, now)

    def to_visit(self, rows: Sequence[int], now: dt.datetime) -> list[Page]:
        """Return pages by their rows, in that order, with what a visit needs to know, by one statement."""
        wanted = "p.id IN (SELECT value FROM json_each(:value))"
        pages = {page.id: page for page in self._for_a_visit(wanted, json.dumps(list(rows)), now)}
        # IN promises no order. A page that was removed since the rows were asked for is left out.
        return [pages[row] for row in rows if row in pages]

    def known(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Page]:
        """Return the pages that are known of some addresses, by one statement.

        Args:
            wanted: (url, key) of each; the page of the address counts, then one that shares the key.
        """
        rows = self._db.execute(
            f"SELECT j.key, {_COLUMNS} FROM json_each(?) j JOIN pages p ON p.id = coalesce("
            "(SELECT id FROM pages WHERE url = j.value ->> 0), (SELECT id FROM pages WHERE key = j.value ->> 1"
            " ORDER BY article_id IS NULL, id LIMIT 1))",
            [json.dumps(wanted)],
        )
        # json_each calls the place of each address in the array its key.
        return {wanted[row[0]]: _page_of(row[1:]) for row in rows.fetchall()}

    def add(
        self,
        url: str,
        site: str,
        kind: PageKind,
        state: PageState,
        key: str,
        *,
        found_in: str | None = None,
        link: Link | None = None,
    ) -> Page:
        """Add an address that is not known yet and return its page.

        Args:
            url: the address that is to be requested.
            site: id of its site.
            kind: what is expected there.
            state: ``waiting`` or ``deferred``.
            key: what all addresses of its page share.
            found_in: the source that named it.
            link: what that source said of it.
        """
        said = link or Link(url, kind)
        # Another process may have added the address since it was looked for. DO NOTHING would then return no row; this
        # update changes nothing, and returns it.
        row = self._db.execute(
            "INSERT INTO pages (url, site, kind, state, key, found_in, published, lastmod)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET url = excluded.url RETURNING id",
            [url, site, kind, state, key, found_in, to_text(said.published), to_text(said.lastmod)],
        ).fetchone()
        return Page(int(row[0]), url, site, kind, state, key, found_in, published=said.published, lastmod=said.lastmod)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Write what the links of a source mean: addresses that are added, taken up, or said to have changed."""
        execute_many = self._db.conn.executemany
        new = [offer.page for offer in offers if offer.page.id == 0]
        added = [_new_row(page) for page in self._forgotten.others(new)]
        # Somebody may have fetched the address by hand since it was looked for. What that visit found counts.
        execute_many(
            "INSERT INTO pages (url, site, kind, state, key, found_in, published, lastmod, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
            added,
        )
        taken_up = [(offer.page.id,) for offer in offers if offer.take_up]
        execute_many("UPDATE pages SET state = 'waiting' WHERE id = ?", taken_up)
        changed = [
            (to_text(offer.lastmod), to_text(offer.due_at), offer.page.id)
            for offer in offers
            if offer.page.id and offer.lastmod is not None
        ]
        # An offer without a time of its own leaves the next visit as it was planned.
        execute_many("UPDATE pages SET lastmod = ?, due_at = coalesce(?, due_at) WHERE id = ?", changed)

    def lead(self, page: Page) -> Page:
        """Write a source that another source leads to, a new one (``id`` 0) or a known one; return its row."""
        if page.id == 0:
            link = Link(page.url, page.kind, None, page.published, page.lastmod)
            return self.add(page.url, page.site, page.kind, page.state, page.key, found_in=page.found_in, link=link)
        self.update(page, {"state": page.state, "lastmod": to_text(page.lastmod)})
        return page

    def waiting(self, site: str, kind: PageKind, limit: int) -> list[Page]:
        """Return pages of a site that were never fetched, newest first."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM pages p WHERE {_WAITING} LIMIT ?", [site, kind, limit])
        return [_page_of(row) for row in rows.fetchall()]

    def work(self, site: str, now: dt.datetime, revisits: int, since: dt.date | None = None) -> array[int]:
        """Return the rows of the articles to visit: all that wait, newest first, then those that are due.

        Numbers and not pages, since a site's sitemaps can name a million of them. A visit that is due in more than a
        year was planned by a clock that was wrong, and so is due now.

        Args:
            site: its id.
            now: the time of this run.
            revisits: how many known articles are looked at again, at the most.
            since: pages that led to no article and are known to be older than this day are left as they are.
        """
        waiting = self._db.execute(f"SELECT p.id FROM pages p WHERE {_WAITING}", [site, "article"])
        # "q" are signed numbers of 64 bits, as SQLite's rows are.
        rows = array("q", (row[0] for row in waiting))
        due = self._db.execute(
            f"SELECT p.id FROM pages p WHERE {_DUE} LIMIT ?",
            [site, now_text(now), now_text(now + FURTHEST_PLAN), _day(since), revisits],
        )
        rows.extend(row[0] for row in due)
        return rows

    def deferred(self, site: str) -> int:
        """Count the article addresses that a bound left out."""
        row = self._db.execute(
            "SELECT count(*) FROM pages WHERE site = ? AND kind = 'article' AND state = 'deferred'", [site]
        ).fetchone()
        return int(row[0])

    def take_up(self, site: str, since: dt.date | None) -> array[int]:
        """Put what was deferred back to work: all of it, or what is not known to be older than a day.

        Returns:
            The rows, with which :meth:`change_back` undoes it.
        """
        cursor = self._db.execute(
            f"UPDATE pages SET state = 'waiting' WHERE site = ? AND state = 'deferred' AND {_KNOWN_DAY} >= ?"
            " RETURNING id",
            [site, _day(since)],
        )
        return array("q", (row[0] for row in cursor))

    def put_off(self, site: str, since: dt.date) -> array[int]:
        """Defer the articles that wait and are known to be older than a day; return their rows."""
        cursor = self._db.execute(
            "UPDATE pages SET state = 'deferred' WHERE site = ? AND kind = 'article' AND state = 'waiting'"
            f" AND {_KNOWN_DAY} < ? RETURNING id",
            [site, _day(since)],
        )
        return array("q", (row[0] for row in cursor))

    def change_back(self, rows: array[int], *, was: PageState) -> None:
        """Undo :meth:`take_up` or :meth:`put_off` for the pages that nothing has happened to since.

        Args:
            rows: what either returned.
            was: their state before it.
        """
        now: PageState = "waiting" if was == "deferred" else "deferred"
        self._db.conn.executemany(
            "UPDATE pages SET state = ? WHERE id = ? AND state = ?", ((was, row, now) for row in rows)
        )

    def finish(
        self, page: Page, decision: Decision, response: Response | None, now: dt.datetime, article_id: int | None = None
    ) -> None:
        """Write what a visit of a page came to.

        Args:
            page: its row.
            decision: its new state, when it is visited next, and why it failed or what its host says.
            response: the answer, or None where there was none. The validators of a good full answer are kept; where
                the page failed, those of the last good one stay.
            now: the time of the visit.
            article_id: the article that was read from it; None leaves what is there.
        """
        values = _decided(page, decision)
        if response is not None:
            values |= _answered(response, decision, now)
        if article_id is not None:
            values["article_id"] = article_id
        self.update(page, values)

    def update(self, page: Page, values: Mapping[str, Any]) -> None:
        """Write some columns of a page."""
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE pages SET {names} WHERE id = ?", [*values.values(), page.id])

    def children(self, source: Page, kind: PageKind) -> list[Page]:
        """Return the visited pages of a kind that a source of the same site named without saying when they changed."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM pages p WHERE p.site = ? AND p.kind = ? AND p.found_in = ? AND p.lastmod IS NULL"
            " AND p.state IN ('done', 'failed', 'skipped') ORDER BY p.id",
            [source.site, kind, source.url],
        )
        return [_page_of(row) for row in rows.fetchall()]

    def found_in(self, site: str, url: str) -> list[Page]:
        """Return the sources of a site that a page or a source of it has named."""
        # Each kind by its name, as the index on site and kind is asked for; <> would read all articles of the site.
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM pages p WHERE p.site = ? AND p.kind IN ('feed', 'sitemap', 'listing')"
            " AND p.found_in = ? ORDER BY p.id",
            [site, url],
        )
        return [_page_of(row) for row in rows.fetchall()]

    def lead_to(self, addresses: Sequence[tuple[str, str]], page: Page, article_id: int) -> bool:
        """Note the other addresses under which a page answered, so that no source makes new articles of them.

        Returns whether one of them led to no article before.

        Args:
            addresses: (url, key) of each.
            page: the page that was asked for.
            article_id: the article that all of them lead to.
        """
        # A source, and a page that leads to an article already, stay as they are. Without "WHERE true" SQLite would
        # take ON for the join of a SELECT (sqlite.org/lang_upsert.html, "Parsing Ambiguity").
        cursor = self._db.execute(
            "INSERT INTO pages (url, site, kind, state, key, found_in, article_id)"
            " SELECT value ->> 0, ?, 'article', 'done', value ->> 1, ?, ?"
            " FROM json_each(?) WHERE true"
            " ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id, state = 'done'"
            " WHERE kind = 'article' AND article_id IS NULL",
            [page.site, page.url, article_id, json.dumps(addresses)],
        )
        return bool(cursor.rowcount > 0)

    def _one_for_a_visit(self, condition: str, value: str, now: dt.datetime) -> Page | None:
        return next(iter(self._for_a_visit(condition, value, now)), None)

    def _for_a_visit(self, condition: str, value: str, now: dt.datetime) -> list[Page]:
        """Return the pages that a condition on ``:value`` holds for, each with all that a visit needs to know."""
        rows = self._db.execute(
            f"{_FOR_A_VISIT} WHERE {condition}", {"value": value, "since": now_text(now - DISTRUST)}
        ).fetchall()
        # The columns of _FOR_A_VISIT: those of the page, whether it is distrusted, those of its article.
        return [
            replace(_page_of(row), is_distrusted=bool(row[_COUNT]), known=known_article(row[_COUNT + 1 :]))
            for row in rows
        ]


def _day(since: dt.date | None) -> str:
    """Return a day as the archive writes days, or what sorts before all of them, so that nothing is older."""
    return since.isoformat() if since else ""


def _page_of(row: Sequence[Any]) -> Page:
    """Return the page of a row that begins with :data:`_COLUMNS`."""
    page_id, url, site, kind, state, key, found_in, *rest = row[:_COUNT]
    published, lastmod, due_at, full_due_at, visited_at = map(from_text, rest[:5])
    etag, last_modified, failures, reason, detail, digest, article_id = rest[5:]
    # The reason is NULL where there is nothing to say of the page.
    fault = None if reason is None else stored_fault(reason, detail)
    return Page(
        id=page_id,
        url=url,
        site=site,
        kind=kind,
        state=state,
        key=key,
        found_in=found_in,
        published=published,
        lastmod=lastmod,
        due_at=due_at,
        full_due_at=full_due_at,
        visited_at=visited_at,
        etag=etag,
        last_modified=last_modified,
        failures=failures,
        fault=fault,
        digest=digest,
        article_id=article_id,
    )


def _new_row(page: Page) -> tuple[Any, ...]:
    """Return the values of an address that a source names for the first time."""
    # One that is refused as a trap for crawlers has its reason from the start; it needs no details.
    reason = None if page.fault is None else str(page.fault.reason)
    published, lastmod = to_text(page.published), to_text(page.lastmod)
    return page.url, page.site, page.kind, page.state, page.key, page.found_in, published, lastmod, reason


def _decided(page: Page, decision: Decision) -> dict[str, Any]:
    """Return the columns of a page that every visit writes, answered or not."""
    said = decision.fault or decision.note
    values: dict[str, Any] = {
        "state": decision.state,
        "due_at": to_text(decision.due_at),
        "failures": 0,
        # What was said of the page before has ended, unless this visit says something.
        "reason": None,
        "detail": None,
    }
    if decision.state == "failed":
        values["failures"] = page.failures + 1
    if said is not None:
        values |= {"reason": str(said.reason), "detail": detail_text(said)}
    if decision.published is not None:
        values["published"] = to_text(decision.published)
    if decision.full_due_at is not None:
        values["full_due_at"] = to_text(decision.full_due_at)
    return values


def _answered(response: Response, decision: Decision, now: dt.datetime) -> dict[str, Any]:
    """Return the columns of a page that an answer gives."""
    values: dict[str, Any] = {"last_status": response.status}
    # After a failure, time and validators of the last good answer stay.
    if decision.fault is not None:
        return values
    values["visited_at"] = now_text(now)
    if decision.keep is Keep.BARE:
        # With the validators of an answer that is not kept, a later 304 would speak of bytes that nobody has.
        return values | {"etag": None, "last_modified": None}
    return values | _validators(response)


def _validators(response: Response) -> dict[str, str | None]:
    """Return the validators that a good answer gives to later requests; what is missing in a full answer ends."""
    # Only a full answer is sure to have all of them: a 304 need not repeat Last-Modified (RFC 9110 §15.4.5).
    if response.status != _OK:
        return {}
    etag, last_modified = response.header("etag"), response.header("last-modified")
    return {"etag": storable_text(etag), "last_modified": storable_text(last_modified)}
