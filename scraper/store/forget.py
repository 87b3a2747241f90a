"""Forgetting: articles, and all that the archive holds of them, removed for good.

Works in transactions of some hundred articles, so that a crawl can write between two of them and a kill leaves each
article whole or forgotten. What deleted rows leave in the file is dealt with by :mod:`scraper.store.scrub`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.errors import AddressError
from scraper.model import Site
from scraper.store import scrub
from scraper.store.columns import now_text
from scraper.store.forget_records import LISTS, trimmed
from scraper.store.forgotten import Forgotten, keys_of
from scraper.store.gaps import leave_gaps
from scraper.store.keywords import Keywords
from scraper.store.links import Links
from scraper.store.marks import WATCH_MARKS
from scraper.store.reach import How, columns
from scraper.store.repack import PACKED, free
from scraper.web.urls import authority, belongs

# Articles of one transaction. Chosen: it takes some tenths of a second, in which a crawl waits for its turn.
AT_ONCE = 200
# An address in the details of a fault, as JSON or in a sentence.
_ADDRESS = re.compile(r"""https?://[^\s"'<>\\]+""")
# What may follow an address in a sentence.
_AFTER = ".,;:!?)"
# The addresses in the lists of newest and earlier states that no article of the archive is known by.
_NAMED_BY_OTHERS = """
SELECT url FROM links WHERE target_id IS NULL AND url IS NOT NULL
UNION SELECT i.value ->> 'url' FROM versions v, json_each(:lists) l, json_each(v.record, '$.' || l.value) i
    WHERE i.value ->> 'url' IS NOT NULL
EXCEPT SELECT url FROM pages WHERE article_id IS NOT NULL
EXCEPT SELECT url FROM articles
"""

_TABLES = """
CREATE TEMP TABLE going_articles (id INTEGER PRIMARY KEY, title TEXT);
CREATE TEMP TABLE going_urls (url TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE going_keys (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE going_captures (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE going_payloads (id INTEGER PRIMARY KEY);
"""
_GOING = "IN (SELECT id FROM temp.going_articles)"
_GOING_URL = "IN (SELECT url FROM temp.going_urls)"
_GOING_CAPTURE = "IN (SELECT id FROM temp.going_captures)"

# All addresses of an article. What a page calls its print version counts where no other article calls it so: the print
# button of a template can lead to any page.
_ADDRESSES = (
    f"SELECT url FROM articles WHERE id {_GOING}",
    f"SELECT url FROM pages WHERE article_id {_GOING}",
    f"SELECT url FROM links WHERE target_id {_GOING} AND url IS NOT NULL",
    "SELECT url FROM links l WHERE relation = 'alternate' AND title IN ('print', 'pdf', 'amp') AND url IS NOT NULL"
    f" AND article_id {_GOING} AND NOT EXISTS (SELECT 1 FROM links o WHERE o.url = l.url"
    f" AND o.article_id NOT {_GOING})",
    f"SELECT record ->> 'url' FROM versions WHERE article_id {_GOING} AND record ->> 'url' <> ''",
    f"SELECT c.url FROM captures c JOIN articles a ON a.capture_id = c.id WHERE a.id {_GOING}",
    f"SELECT c.requested_url FROM captures c JOIN articles a ON a.capture_id = c.id WHERE a.id {_GOING}"
    " AND c.requested_url IS NOT NULL",
    f"SELECT c.url FROM captures c JOIN versions v ON v.capture_id = c.id WHERE v.article_id {_GOING}",
    f"SELECT c.requested_url FROM captures c JOIN versions v ON v.capture_id = c.id WHERE v.article_id {_GOING}"
    " AND c.requested_url IS NOT NULL",
)
# An address that leads to an article that stays is that article's.
_OF_OTHERS = (
    f"DELETE FROM temp.going_urls WHERE EXISTS (SELECT 1 FROM articles a WHERE a.url = going_urls.url"
    f" AND a.id NOT {_GOING}) OR EXISTS (SELECT 1 FROM pages p WHERE p.url = going_urls.url"
    f" AND p.article_id IS NOT NULL AND p.article_id NOT {_GOING})",
    f"DELETE FROM temp.going_keys WHERE EXISTS (SELECT 1 FROM pages p WHERE p.key = going_keys.key"
    f" AND p.article_id IS NOT NULL AND p.article_id NOT {_GOING})",
)
# What two articles called their print version is that of the one that stays.
_OTHER_FORMS = f"SELECT url FROM links WHERE relation = 'alternate' AND url IS NOT NULL AND article_id {_GOING}"
# Other spellings of these addresses that led to nothing yet.
_SAME_KEY = (
    "INSERT OR IGNORE INTO temp.going_urls SELECT url FROM pages WHERE key IN (SELECT key FROM temp.going_keys)"
    " AND kind = 'article'"
)
_CAPTURES = (
    f"SELECT id FROM captures WHERE url {_GOING_URL}",
    f"SELECT id FROM captures WHERE requested_url {_GOING_URL}",
    f"SELECT capture_id FROM articles WHERE id {_GOING} AND capture_id IS NOT NULL",
    f"SELECT capture_id FROM versions WHERE article_id {_GOING} AND capture_id IS NOT NULL",
)
_CAPTURES_OF_OTHERS = (
    f"SELECT capture_id FROM articles WHERE capture_id {_GOING_CAPTURE} AND id NOT {_GOING}",
    f"SELECT capture_id FROM versions WHERE capture_id {_GOING_CAPTURE} AND article_id NOT {_GOING}",
)
_FURTHER = f"INSERT OR IGNORE INTO temp.going_captures SELECT id FROM captures WHERE part_of {_GOING_CAPTURE}"
_HOPS = f"""
INSERT OR IGNORE INTO temp.going_captures
WITH RECURSIVE hops (id) AS (
    SELECT via_id FROM captures WHERE id {_GOING_CAPTURE} AND via_id IS NOT NULL
    UNION SELECT c.via_id FROM captures c JOIN hops h ON c.id = h.id WHERE c.via_id IS NOT NULL)
SELECT id FROM hops
"""
# The row of a capture never changes, or the chain over the captures would break: so a redirect stays where the capture
# that it led to does, and a further page where the first one does.
_NEEDED = f"""
DELETE FROM temp.going_captures WHERE
    EXISTS (SELECT 1 FROM captures c WHERE c.via_id = going_captures.id AND c.id NOT {_GOING_CAPTURE})
    OR (SELECT part_of FROM captures c WHERE c.id = going_captures.id) NOT {_GOING_CAPTURE}
"""
_PAYLOADS = f"""
INSERT OR IGNORE INTO temp.going_payloads SELECT payload_id FROM captures g WHERE id {_GOING_CAPTURE}
    AND payload_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM captures c WHERE c.payload_id = g.payload_id AND c.id NOT {_GOING_CAPTURE})
"""
_LEADING_THERE = (
    f"(url {_GOING_URL} OR (url IS NULL AND relation = 'related' AND title IN (SELECT title FROM temp.going_articles)))"
    f" AND article_id NOT {_GOING}"
)


@dataclass(slots=True)
class Removed:
    """What was removed, and what cannot be.

    Attributes:
        articles, versions, captures, payloads, addresses: rows that were removed.
        shared: captures whose bytes another address has, too, so that these stay.
        named_by: articles whose pages named what was forgotten, so that their archived bytes hold its headline.
        same_text: articles that stay and have the same text.
    """

    articles: int = 0
    versions: int = 0
    captures: int = 0
    payloads: int = 0
    addresses: int = 0
    shared: int = 0
    named_by: frozenset[int] = frozenset()
    same_text: frozenset[int] = frozenset()


class Forgetting:
    """One call of ``scraper forget``.

    Args:
        db: the archive, opened for writing.
        transaction: begins one of the archive's transactions.
        sites: the profiles by the ids of their sites, whose patterns may give addresses another key.
        now: the time.
    """

    def __init__(
        self,
        db: Database,
        transaction: Callable[[], AbstractContextManager[None]],
        sites: Mapping[str, Site],
        now: dt.datetime,
    ) -> None:
        self._db = db
        self._transaction = transaction
        self._sites = sites
        self._links = Links(db)
        self._links.know(sites.values())
        self._at = now_text(now)
        self.removed = Removed()

    def run(
        self, articles: Sequence[int], addresses: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Removed:
        """Remove articles, and addresses that led to none.

        Args:
            articles: their rows; one that is not there any more is passed over.
            addresses: of the frontier.
            progress: is told how many articles are done, and of how many.

        Raises:
            ArchiveError: the file cannot be written; what was forgotten before stays so, and the rest is as it was.
        """
        parts = [articles[at : at + AT_ONCE] for at in range(0, len(articles), AT_ONCE)] or [()]
        done = 0
        for part in parts:
            with self._transaction():
                self._batch(part, addresses if done == 0 else ())
            done += len(part)
            if progress is not None:
                progress(done, len(articles))
        # A later part may have removed what an earlier one left.
        self.removed.named_by -= set(articles)
        self.removed.same_text -= set(articles)
        return self.removed

    def _batch(self, articles: Sequence[int], addresses: Sequence[str]) -> None:
        """Remove some articles. The caller holds the transaction."""
        # With secure_delete, SQLite overwrites what is deleted (sqlite.org/pragma.html#pragma_secure_delete).
        self._db.execute("PRAGMA secure_delete = ON")
        for statement in filter(None, map(str.strip, _TABLES.split(";"))):
            self._db.execute(statement)
        try:
            self._choose_addresses(articles, addresses)
            self._choose_captures()
            other_forms = self._db.execute(_OTHER_FORMS).fetchall()
            self._change_others()
            self._remove()
            self._links.settle(url for (url,) in other_forms)
            scrub.note(self._db, self._at)
        finally:
            for name in ("going_articles", "going_urls", "going_keys", "going_captures", "going_payloads"):
                self._db.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def _choose_addresses(self, articles: Sequence[int], addresses: Sequence[str]) -> None:
        """Find all addresses of what is to be forgotten, and their keys."""
        execute, execute_many = self._db.execute, self._db.conn.executemany
        execute(
            "INSERT INTO temp.going_articles SELECT id, title FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(articles))],
        )
        execute_many("INSERT OR IGNORE INTO temp.going_urls VALUES (?)", [(url,) for url in addresses])
        for question in _ADDRESSES:
            execute(f"INSERT OR IGNORE INTO temp.going_urls {question}")
        # Checks of links have no fragments.
        execute(
            "INSERT OR IGNORE INTO temp.going_urls SELECT substr(url, 1, instr(url, '#') - 1) FROM temp.going_urls"
            " WHERE instr(url, '#') > 1"
        )
        keys: set[str] = set()
        profiles = self._profiles()
        for (url,) in execute("SELECT url FROM temp.going_urls").fetchall():
            keys |= _keys_by(url, profiles)
        execute_many("INSERT OR IGNORE INTO temp.going_keys VALUES (?)", [(one,) for one in keys])
        execute(f"INSERT OR IGNORE INTO temp.going_keys SELECT key FROM pages WHERE url {_GOING_URL}")
        for statement in _OF_OTHERS:
            execute(statement)
        execute(_SAME_KEY)
        self._choose_spellings(profiles)

    def _choose_spellings(self, profiles: Sequence[Site]) -> None:
        """Find other spellings of the addresses in the lists of articles that stay, which no source has named."""
        execute = self._db.execute
        keys = {row[0] for row in execute("SELECT key FROM temp.going_keys").fetchall()}
        hosts = {_host_of(row[0]) for row in execute("SELECT url FROM temp.going_urls").fetchall()}
        # To make the keys of an address takes longer than to look at its host, and most links lead to other ones.
        spellings = [
            (url,)
            for (url,) in execute(_NAMED_BY_OTHERS, {"lists": json.dumps(LISTS)}).fetchall()
            if _is_near(url, hosts, profiles) and not keys.isdisjoint(_keys_by(url, profiles))
        ]
        self._db.conn.executemany("INSERT OR IGNORE INTO temp.going_urls VALUES (?)", spellings)

    def _profiles(self) -> list[Site]:
        """Return the profiles of the sites that the addresses are of, as far as they are known."""
        rows = self._db.execute(
            f"SELECT site FROM articles WHERE id {_GOING} UNION SELECT site FROM pages WHERE url {_GOING_URL}"
        ).fetchall()
        return [self._sites[row[0]] for row in rows if row[0] in self._sites]

    def _choose_captures(self) -> None:
        """Find the captures of the addresses with their redirects and further pages, and the bytes of them alone."""
        execute = self._db.execute
        for question in _CAPTURES:
            execute(f"INSERT OR IGNORE INTO temp.going_captures {question}")
        for question in _CAPTURES_OF_OTHERS:
            execute(f"DELETE FROM temp.going_captures WHERE id IN ({question})")
        execute(_FURTHER)
        execute(_HOPS)
        while execute(_NEEDED).rowcount > 0:
            pass
        execute(_PAYLOADS)

    def _change_others(self) -> None:
        """Take what leads to the forgotten articles out of what other articles, pages and problems hold."""
        execute = self._db.execute
        urls = {row[0] for row in execute("SELECT url FROM temp.going_urls").fetchall()}
        titles = {row[0] for row in execute("SELECT title FROM temp.going_articles").fetchall()}
        named = {row[0] for row in execute(f"SELECT article_id FROM links WHERE {_LEADING_THERE}").fetchall()}
        execute(f"DELETE FROM links WHERE {_LEADING_THERE}")
        named |= self._trim_records(urls, titles)
        self.removed.named_by |= named
        for table, column in columns(How.ADDRESS):
            execute(f"DELETE FROM {table} WHERE {column} {_GOING_URL}")
        for table, column in columns(How.EMPTIED):
            execute(f"UPDATE {table} SET {column} = NULL WHERE {column} {_GOING_URL}")
        self._db.conn.create_function("names_forgotten", 1, lambda text: _names(text, urls), deterministic=True)
        for table, column in columns(How.DETAIL):
            execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IS NOT NULL AND names_forgotten({column})")
        self._regroup()

    def _trim_records(self, urls: Collection[str], titles: Collection[str]) -> set[int]:
        """Take what leads to the forgotten articles out of earlier states of others; return these articles."""
        changed = []
        articles = set()
        rows = self._db.execute(f"SELECT id, article_id, record FROM versions WHERE article_id NOT {_GOING}")
        for version_id, article_id, record in rows:
            rest = trimmed(record, urls, titles)
            if rest is not None:
                changed.append((rest, version_id))
                articles.add(article_id)
        self._db.conn.executemany("UPDATE versions SET record = ? WHERE id = ?", changed)
        return articles

    def _regroup(self) -> None:
        """Give the duplicates of a forgotten article a new original: the first of them that stays."""
        rows = self._db.execute(
            f"SELECT id, duplicate_of FROM articles WHERE duplicate_of {_GOING} AND id NOT {_GOING} ORDER BY id"
        ).fetchall()
        heirs: dict[int, int] = {}
        changes = []
        for article_id, original in rows:
            heir = heirs.setdefault(original, article_id)
            changes.append((None if heir == article_id else heir, article_id))
        self._db.conn.executemany("UPDATE articles SET duplicate_of = ? WHERE id = ?", changes)
        originals = self._db.execute(
            f"SELECT duplicate_of FROM articles WHERE id {_GOING} AND duplicate_of IS NOT NULL"
            f" AND duplicate_of NOT {_GOING}"
        ).fetchall()
        self.removed.same_text |= {row[0] for row in rows} | {row[0] for row in originals}

    def _remove(self) -> None:
        """Remove the rows themselves; what hangs on them goes with them."""
        removed = self.removed
        removed.versions += self._count(f"versions WHERE article_id {_GOING}")
        removed.shared += self._count(
            f"captures WHERE id {_GOING_CAPTURE} AND payload_id IS NOT NULL"
            " AND payload_id NOT IN (SELECT id FROM temp.going_payloads)"
        )
        # First, since a gap has a digest of the heads, which may be packed against those of a row that goes.
        leave_gaps(self._db, self._ids("going_captures"), self._at)
        free(self._db, self._ids("going_payloads"), self._ids("going_captures"))
        execute = self._db.execute
        removed.articles += execute(f"DELETE FROM articles WHERE id {_GOING}").rowcount
        # An edit leaves the names of earlier keywords without an article, so that no article tells which were its.
        Keywords(self._db).remove_unused()
        removed.captures += self._count("temp.going_captures")
        execute(f"DELETE FROM captures WHERE id {_GOING_CAPTURE}")
        # Two that go may be packed against one another, which a trigger guards.
        execute("UPDATE payloads SET earlier_id = NULL WHERE id IN (SELECT id FROM temp.going_payloads)")
        removed.payloads += execute("DELETE FROM payloads WHERE id IN (SELECT id FROM temp.going_payloads)").rowcount
        removed.addresses += execute(f"DELETE FROM pages WHERE kind = 'article' AND url {_GOING_URL}").rowcount
        Forgotten(self._db).add([row[0] for row in execute("SELECT key FROM temp.going_keys")], self._at)
        # Numbers of articles are given again, and what comes next would count as told; those of captures and of events
        # never are.
        execute(
            "UPDATE marks SET id = min(id, (SELECT coalesce(max(id), 0) FROM articles))"
            " WHERE name NOT IN (?, ?) AND name NOT GLOB ?",
            [scrub.NAME, PACKED, f"{WATCH_MARKS}*"],
        )

    def _count(self, what: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    def _ids(self, table: str) -> list[int]:
        return [row[0] for row in self._db.execute(f"SELECT id FROM temp.{table}").fetchall()]


def _host_of(url: str) -> str:
    """Return the host of an address as keys have it, without ``www.``; empty where the address is none of the web."""
    try:
        return authority(url).removeprefix("www.")
    except AddressError:
        return ""


def _is_near(url: str, hosts: Collection[str], profiles: Iterable[Site]) -> bool:
    """Return whether an address can have the key of one on these hosts: it is on one of them, or on their site's."""
    return _host_of(url) in hosts or any(belongs(site, url) for site in profiles)


def _keys_by(url: str, profiles: Iterable[Site]) -> frozenset[str]:
    """Return the keys that an address has by any of some profiles, and by itself."""
    return keys_of(url).union(*(keys_of(url, site) for site in profiles))


def _names(text: str, urls: Collection[str]) -> bool:
    """Return whether a text has one of these addresses in it."""
    return any(found in urls or found.rstrip(_AFTER) in urls for found in _ADDRESS.findall(str(text)))
