"""Articles as another archive had them, written into this one: what an export says of them beside its captures.

An article whose captures all came out of files, and which a record knows as fully, is written as the record has it.
What this archive has seen itself is never replaced; of such an article only what it does not know is added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, Decision, Facts, Keep, Reading, Site
from scraper.policy.identity import text_digest
from scraper.store.articles import Articles, bare
from scraper.store.connection import inserted_row
from scraper.store.frontier import Frontier
from scraper.store.links import Links, alternate_urls
from scraper.web.urls import key

NamesOf = Callable[[bytes, str | None], Collection[str]]
"""Returns all names of a capture's record, given its link in the chain and the record that it was imported from."""

_ANSWERED = """
SELECT c.id, c.link, o.record_id FROM captures c LEFT JOIN origins o ON o.capture_id = c.id
WHERE c.url IN (SELECT value FROM json_each(?))
"""
# Which articles addresses lead to, by the address and by its key; CROSS JOIN has SQLite begin with the list.
_LED_TO = """
SELECT p.article_id FROM json_each(:urls) j CROSS JOIN pages p ON p.url = j.value WHERE p.article_id IS NOT NULL
UNION SELECT p.article_id FROM json_each(:keys) j CROSS JOIN pages p ON p.key = j.value WHERE p.article_id IS NOT NULL
UNION SELECT a.id FROM json_each(:urls) j CROSS JOIN articles a ON a.url = j.value
ORDER BY 1
"""
# An address that leads to another article stays that article's.
_PUT_PAGE = """
INSERT INTO pages (url, site, kind, key, article_id, {names}) VALUES (:url, :site, 'article', :key, :article_id, {marks})
ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id, {sets}
WHERE kind = 'article' AND (article_id IS NULL OR article_id = excluded.article_id)
"""
_PAGE = (
    *("state", "found_in", "published", "lastmod", "due_at", "full_due_at", "visited_at", "etag", "last_modified"),
    *("failures", "last_status", "reason", "detail"),
)
_ADD_VERSION = (
    "INSERT INTO versions (article_id, seen_at, until, capture_id, digest, reader, changed, record, kicker, title, lead,"
    " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# News of an article as its states tell them: triggers have written some while the states were written.
_EVENTS = """
INSERT INTO events (article_id, kind, at)
SELECT id, kind, at FROM (
    SELECT id, 0 AS place, 'new' AS kind, first_seen AS at, 0 AS row FROM articles WHERE id = :id
    UNION ALL SELECT article_id, 1, 'changed', until, id FROM versions WHERE article_id = :id AND changed IS NOT ''
    UNION ALL SELECT id, 2, 'gone', gone_at, 0 FROM articles WHERE id = :id AND gone_at IS NOT NULL)
ORDER BY place, at, row
"""


@dataclass(frozen=True, slots=True)
class NamedCapture:
    """A capture that a record names.

    Args:
        record: the name of its record, ``urn:uuid:…``.
        url, fetched_at: as in ``captures``.
        visits: each as (at, status), as in ``visits``.
    """

    record: str
    url: str
    fetched_at: str
    visits: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NamedPage:
    """An address that leads to the article.

    Args:
        url: the address.
        values: columns of ``pages``.
    """

    url: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedState:
    """An earlier state: columns of ``versions``, with the name of its capture's record."""

    seen_at: str
    until: str
    capture: str | None
    digest: str
    kicker: str | None
    title: str
    lead: str | None
    body: str
    reader: str
    changed: str | None
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewestState:
    """The newest state: the record that was read, columns of ``articles``, and the name of its capture's record."""

    article: Article
    digest: str
    reader: str
    keywords: str | None
    first_seen: str
    last_seen: str
    changed_at: str
    gone_at: str | None
    missing_since: str | None
    doubts: str | None
    signals: str | None
    capture: str | None

    def without_text(self) -> NewestState:
        """Return what of it is kept where its site reserves the text."""
        article = bare(self.article)
        return replace(
            self, article=article, digest=text_digest(article), keywords=None, doubts=None, capture=None
        )


class Restoring:
    """What of a record is written. The caller holds the transaction of every write.

    Args:
        db: the archive.
        articles, links, frontier: its tables.
        names_of: names the records of captures.
    """

    def __init__(
        self, db: Database, articles: Articles, links: Links, frontier: Frontier, names_of: NamesOf
    ) -> None:
        self._db = db
        self._articles = articles
        self._links = links
        self._frontier = frontier
        self._names_of = names_of

    def led_to(self, addresses: Sequence[str], site: Site) -> list[int]:
        """Return the articles that some addresses lead to, the oldest row first."""
        keys = {one for url in addresses for one in (key(url, site), key(url))}
        found = self._db.execute(_LED_TO, {"urls": json.dumps(addresses), "keys": json.dumps(sorted(keys))})
        return [row[0] for row in found.fetchall()]

    def named(self, captures: Iterable[NamedCapture]) -> dict[str, int]:
        """Return the rows of those captures that the archive has, by the names of their records."""
        wanted = {capture.record for capture in captures}
        urls = sorted({capture.url for capture in captures})
        return {
            name: capture_id
            for capture_id, link, record_id in self._db.execute(_ANSWERED, [json.dumps(urls)]).fetchall()
            for name in self._names_of(link or b"", record_id)
            if name in wanted
        }

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
        article_id = found[0] if found else self._insert(newest, capture_id)
        addresses = self._drop(found[1:])
        self._articles.renew(article_id, None, newest.article, _columns(newest, capture_id))
        self._db.execute("DELETE FROM versions WHERE article_id = ?", [article_id])
        for version in versions:
            self._add(article_id, version, captures)
        self._links.settle([newest.article.url, *addresses, *alternate_urls(newest.article)])
        return article_id

    def put_pages(self, article_id: int, site: Site, pages: Iterable[NamedPage], known: Collection[str]) -> None:
        """Let addresses lead to an article, each as the record has it.

        Args:
            article_id: its row.
            site: its profile.
            pages: the addresses.
            known: addresses of which this archive knows itself when to visit them, so that they stay as they are.
        """
        sql = _PUT_PAGE.format(
            names=", ".join(_PAGE),
            marks=", ".join(f":{name}" for name in _PAGE),
            sets=", ".join(f"{name} = excluded.{name}" for name in _PAGE),
        )
        for page in pages:
            if page.url in known:
                continue
            row = {"url": page.url, "site": site.id, "key": key(page.url, site), "article_id": article_id}
            self._db.execute(sql, row | dict(page.values))
        self._links.settle([page.url for page in pages])

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

    def group(self, article_id: int, digest: str, original_url: str | None) -> None:
        """Let an article be the duplicate of the one that a record says, or of the first one with its text.

        Args:
            article_id: its row.
            digest: of its text.
            original_url: the address of that article, or None.
        """
        row = self._db.execute(
            "SELECT id FROM articles WHERE url = ? AND digest = ? AND id <> ? AND body <> ''",
            [original_url, digest, article_id],
        ).fetchone()
        if row is None:
            self._articles.regroup(article_id, self._articles.twin_of(article_id, digest))
            return
        # The duplicates of this one, and what counted as the original until now, are the other's from now on.
        self._db.execute(
            "UPDATE articles SET duplicate_of = :original WHERE duplicate_of = :id AND id <> :original",
            {"original": row[0], "id": article_id},
        )
        self._articles.update(row[0], {"duplicate_of": None})
        self._articles.update(article_id, {"duplicate_of": row[0]})

    def tell_anew(self, article_id: int) -> None:
        """Write the news of an article as its states tell them, each once."""
        self._db.execute("DELETE FROM events WHERE article_id = ?", [article_id])
        self._db.execute(_EVENTS, {"id": article_id})

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
        if first_seen >= began:
            return 0
        digest = self._first_digest(article_id)
        earlier = [state for state in states if state.until <= began and state.digest != digest]
        for at, state in enumerate(earlier):
            is_last = at == len(earlier) - 1
            # What came between the last of them and the first state that this archive has is not known. Where it is the
            # same text, that began when the state before it ended.
            if is_last and not _is_followed_by(states, state, digest):
                self._add(article_id, replace(state, until=began, changed=None), captures)
            else:
                self._add(article_id, state, captures)
        if earlier:
            self._articles.update(article_id, {"first_seen": first_seen})
        return len(earlier)

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
        return self._articles.insert(decision, article, reading, Facts(known=None, state=None), capture_id, newest.first_seen)

    def _drop(self, article_ids: Iterable[int]) -> list[str]:
        """Remove rows that are one article with another row; return the addresses that led to them."""
        addresses: list[str] = []
        for article_id in article_ids:
            addresses += self._links.addresses_of(article_id)
            self._db.execute("DELETE FROM articles WHERE id = ?", [article_id])
        return addresses

    def _add(self, article_id: int, state: NamedState, captures: Mapping[str, int]) -> int:
        cursor = self._db.execute(
            _ADD_VERSION,
            [
                *(article_id, state.seen_at, state.until, captures.get(state.capture or ""), state.digest),
                *(state.reader, state.changed, json.dumps(state.record, ensure_ascii=False)),
                *(state.kicker, state.title, state.lead, state.body),
            ],
        )
        return inserted_row(cursor)


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


def _is_followed_by(states: Sequence[NamedState], state: NamedState, digest: str) -> bool:
    """Return whether the state after one has a text."""
    place = states.index(state) + 1
    return place < len(states) and states[place].digest == digest
