"""Articles as another archive had them, written into this one: what an export says of them beside its captures.

An article whose captures all came out of files, and which a record knows as fully, is written as the record has it.
What this archive has seen itself is never replaced; of such an article only what it does not know is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from scraper.model import Decision, Facts, Keep, Reading, Site
from scraper.store.articles import Articles
from scraper.store.frontier import Frontier
from scraper.store.links import Links, alternate_urls
from scraper.store.restored_rows import NamedPage, NamedState, NewestState
from scraper.web.urls import belongs, key

# Which articles addresses lead to, by the address and by its key; CROSS JOIN has SQLite begin with the list.
_LED_TO = """
SELECT id FROM articles WHERE (site = :site OR url = :url) AND id IN (
    SELECT p.article_id FROM json_each(:urls) j CROSS JOIN pages p ON p.url = j.value
    UNION SELECT p.article_id FROM json_each(:keys) j CROSS JOIN pages p ON p.key = j.value
    UNION SELECT a.id FROM json_each(:urls) j CROSS JOIN articles a ON a.url = j.value)
ORDER BY id
"""
# An address that this archive has visited since keeps its plan, and one that leads to an article of another site, that.
_PUT_PAGE = """
INSERT INTO pages (url, site, kind, key, article_id, {names})
    VALUES (:url, :site, 'article', :key, :article_id, {marks})
ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id, {sets}
WHERE kind = 'article' AND (visited_at IS NULL OR visited_at <= excluded.visited_at)
    AND NOT EXISTS (SELECT 1 FROM articles WHERE id = pages.article_id AND site <> :site)
"""
_PAGE = (
    *("state", "found_in", "published", "lastmod", "due_at", "full_due_at", "visited_at", "etag", "last_modified"),
    *("failures", "last_status", "reason", "detail"),
)
_ADD_VERSION = (
    "INSERT INTO versions (article_id, seen_at, until, capture_id, digest, reader, changed, record, kicker, title,"
    " lead, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# News of an article as its states tell them: triggers have written some while the states were written.
_NEWS = """
SELECT kind, at FROM (
    SELECT id, 0 AS place, 'new' AS kind, first_seen AS at, 0 AS row FROM articles WHERE id = :id
    UNION ALL SELECT article_id, 1, 'changed', until, id FROM versions WHERE article_id = :id AND changed IS NOT ''
    UNION ALL SELECT id, 2, 'gone', gone_at, 0 FROM articles WHERE id = :id AND gone_at IS NOT NULL)
ORDER BY place, at, row
"""


class Restoring:
    """What of a record is written. The caller holds the transaction of every write.

    Args:
        db: the archive.
        articles, links, frontier: its tables.
    """

    def __init__(self, db: Database, articles: Articles, links: Links, frontier: Frontier) -> None:
        self._db = db
        self._articles = articles
        self._links = links
        self._frontier = frontier

    def led_to(self, addresses: Sequence[str], site: Site) -> list[int]:
        """Return the articles of a site that some addresses lead to, the oldest row first.

        A record may name addresses of any site; what another one has there is never taken for its own.

        Args:
            addresses: of a record, the canonical one first: an article of this address is meant whatever its site's
                profile is called.
            site: the profile.
        """
        keys = {one for url in addresses for one in (key(url, site), key(url))}
        named = {"urls": json.dumps(addresses), "keys": json.dumps(sorted(keys))}
        found = self._db.execute(_LED_TO, named | {"site": site.id, "url": addresses[0]})
        return [row[0] for row in found.fetchall()]

    def last_seen(self, article_ids: Sequence[int]) -> str:
        """Return when one of some articles was seen last."""
        (moment,) = self._db.execute(
            "SELECT max(last_seen) FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(article_ids)],
        ).fetchone()
        return str(moment or "")

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Write all of a record or nothing of it, within the transaction of the caller."""
        self._db.execute("SAVEPOINT restoring")
        try:
            yield
        except BaseException:
            # After an error such as a full disk SQLite may have rolled back all by itself.
            if self._db.conn.in_transaction:
                self._db.execute("ROLLBACK TO restoring")
                self._db.execute("RELEASE restoring")
            raise
        self._db.execute("RELEASE restoring")

    def put(
        self,
        found: Sequence[int],
        site: Site,
        newest: NewestState,
        versions: Sequence[NamedState],
        captures: Mapping[str, int],
    ) -> int:
        """Write an article as a record has it, and return its row.

        Args:
            found: the rows that are this one article, of which the first stays.
            site: its profile.
            newest, versions: its states.
            captures: the rows of captures by the names of their records.
        """
        self._frontier.add_site(site)
        self._links.know([site])
        capture_id = captures.get(newest.capture or "")
        # What was inserted just now is there, with its lists; of an article that was there all is written anew.
        article_id, before = (found[0], None) if found else (self._insert(newest, capture_id), newest.article)
        addresses = self._drop(found[1:])
        self._articles.renew(article_id, before, newest.article, _columns(newest, capture_id))
        self._db.execute("DELETE FROM versions WHERE article_id = ?", [article_id])
        for version in versions:
            self._add(article_id, version, captures)
        self._links.settle([newest.article.url, *addresses, *alternate_urls(newest.article)])
        return article_id

    def put_pages(self, article_id: int, site: Site, pages: Sequence[NamedPage]) -> None:
        """Let addresses lead to an article, each as the record has it.

        Args:
            article_id: its row.
            site: its profile.
            pages: the addresses.
        """
        sql = _PUT_PAGE.format(
            names=", ".join(_PAGE),
            marks=", ".join(f":{name}" for name in _PAGE),
            sets=", ".join(f"{name} = excluded.{name}" for name in _PAGE),
        )
        for page in pages:
            row = {"url": page.url, "site": site.id, "key": key(page.url, site), "article_id": article_id}
            # An address of another host is where the article was once, and nothing that this site's visits are for.
            plan = {} if belongs(site, page.url) else {"due_at": None, "full_due_at": None}
            self._db.execute(sql, row | dict(page.values) | plan)
        self._links.settle([page.url for page in pages])

    def group(self, article_id: int, digest: str, original_url: str | None) -> bool:
        """Let an article be the duplicate of the one that a record says, or of the first one with its text.

        Args:
            article_id: its row.
            digest: of its text.
            original_url: the address of that article, or None.

        Returns:
            Whether it is so; False where the article that the record says is not there, or has another text now.
        """
        row = self._db.execute(
            "SELECT id FROM articles WHERE url = ? AND digest = ? AND id <> ? AND body <> ''",
            [original_url, digest, article_id],
        ).fetchone()
        if row is None:
            self._group_by_text(article_id, digest)
            return original_url is None
        # The duplicates of this one, and what counted as the original of either until now, are the other's from now on.
        self._db.execute(
            "UPDATE articles SET duplicate_of = :original WHERE id <> :original AND (duplicate_of = :id OR id IN ("
            "SELECT duplicate_of FROM articles WHERE id = :original) OR duplicate_of IN ("
            "SELECT duplicate_of FROM articles WHERE id = :original))",
            {"original": row[0], "id": article_id},
        )
        self._articles.update(row[0], {"duplicate_of": None})
        self._articles.update(article_id, {"duplicate_of": row[0]})
        return True

    def _group_by_text(self, article_id: int, digest: str) -> None:
        """Let an article be the duplicate of the first one with its text, and those of other texts not be its own."""
        (has_others,) = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM articles WHERE duplicate_of = ? AND digest <> ?)", [article_id, digest]
        ).fetchone()
        twin_id = self._articles.twin_of(article_id, digest)
        if has_others:
            self._articles.regroup(article_id, twin_id)
        else:
            self._articles.update(article_id, {"duplicate_of": twin_id})

    def tell_anew(self, article_id: int) -> None:
        """Write the news of an article as its states tell them, each once."""
        had = self._db.execute("SELECT kind, at FROM events WHERE article_id = ? ORDER BY id", [article_id]).fetchall()
        told = self._db.execute(_NEWS, {"id": article_id}).fetchall()
        if had == told:
            return
        self._db.execute("DELETE FROM events WHERE article_id = ?", [article_id])
        self._db.conn.executemany(
            "INSERT INTO events (article_id, kind, at) VALUES (?, ?, ?)", [(article_id, *one) for one in told]
        )

    def add_earlier(
        self, article_id: int, states: Sequence[NamedState], captures: Mapping[str, int], first_seen: str
    ) -> int:
        """Add states that ended before this archive saw an article first; return how many.

        Args:
            article_id: its row.
            states: all states of a record, the earliest first.
            captures: as for :meth:`put`.
            first_seen: when the record's archive saw it first.
        """
        (began,) = self._db.execute("SELECT first_seen FROM articles WHERE id = ?", [article_id]).fetchone()
        earlier, since = _before(states, began, self._first_digest(article_id))
        if since >= began and not earlier:
            return 0
        # The first state that the archive has began when the last of these ended.
        self._db.execute(
            "UPDATE versions SET seen_at = :since WHERE seen_at > :since AND id = (SELECT id FROM versions"
            " WHERE article_id = :id ORDER BY seen_at, id LIMIT 1)",
            {"id": article_id, "since": since},
        )
        for state in earlier:
            self._add(article_id, state, captures)
        self._articles.update(article_id, {"first_seen": min(first_seen, began)})
        return len(earlier)

    def end(self, article_id: int, gone_at: str) -> bool:
        """Mark an article as gone since a time at which it was not seen any more; return whether it was not so yet."""
        cursor = self._db.execute(
            "UPDATE articles SET gone_at = :at, missing_since = NULL"
            " WHERE id = :id AND gone_at IS NULL AND last_seen < :at",
            {"id": article_id, "at": gone_at},
        )
        return bool(cursor.rowcount > 0)

    def _first_digest(self, article_id: int) -> str:
        """Return the digest of the first state that the archive has of an article."""
        (digest,) = self._db.execute(
            "SELECT digest FROM history WHERE article_id = ? ORDER BY seen_at LIMIT 1", [article_id]
        ).fetchone()
        return str(digest)

    def _insert(self, newest: NewestState, capture_id: int | None) -> int:
        """Add a row; all of it is written by what follows."""
        article = newest.article
        decision = Decision("new", "done", None, Keep.NEW, article=article, signals=newest.signals)
        reading = Reading(article, None, newest.digest, reader=newest.reader)
        return self._articles.insert(
            decision, article, reading, Facts(known=None, state=None), capture_id, newest.first_seen
        )

    def _drop(self, article_ids: Iterable[int]) -> list[str]:
        """Remove rows that are one article with another row; return the addresses that led to them."""
        addresses: list[str] = []
        for article_id in article_ids:
            addresses += self._links.addresses_of(article_id)
            self._db.execute("DELETE FROM articles WHERE id = ?", [article_id])
        return addresses

    def _add(self, article_id: int, state: NamedState, captures: Mapping[str, int]) -> None:
        self._db.execute(
            _ADD_VERSION,
            [
                *(article_id, state.seen_at, state.until, captures.get(state.capture or ""), state.digest),
                *(state.reader, state.changed, json.dumps(state.record, ensure_ascii=False)),
                *(state.kicker, state.title, state.lead, state.body),
            ],
        )


def _columns(newest: NewestState, capture_id: int | None) -> dict[str, Any]:
    """Return the columns of an article that say when it was seen, and by whom it was read."""
    return {
        "url": newest.article.url,
        "site": newest.article.site,
        "keywords": newest.keywords,
        "digest": newest.digest,
        "reader": newest.reader,
        "first_seen": newest.first_seen,
        "last_seen": newest.last_seen,
        "changed_at": newest.changed_at,
        "gone_at": newest.gone_at,
        "missing_since": newest.missing_since,
        "doubts": newest.doubts,
        "signals": newest.signals,
        "capture_id": capture_id,
    }


def _before(states: Sequence[NamedState], began: str, digest: str) -> tuple[list[NamedState], str]:
    """Return the states of a record that came before the first one of this archive, and when that one began.

    Args:
        states: all states of the record, the earliest first.
        began: when this archive saw its first state first.
        digest: of the text of that state.
    """
    earlier: list[NamedState] = []
    for state in states:
        if state.seen_at >= began:
            break
        if state.digest == digest:
            return earlier, state.seen_at
        earlier.append(state)
    if not earlier:
        return [], began
    # What came between the last of them and the first state that this archive has is not known.
    return [*earlier[:-1], replace(earlier[-1], until=began, changed=None)], began
