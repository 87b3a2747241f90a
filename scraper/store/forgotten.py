"""What was forgotten and may not come back: only digests of keys, which do not say what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from sqlite_utils import Database

from scraper.errors import AddressError
from scraper.model import Alternate, Article, Page, Reference, Related, Site
from scraper.store import scrub
from scraper.web.urls import KEY_RULE, key

_Linked = TypeVar("_Linked", Reference, Related, Alternate)
# Values of one statement. SQLite takes 32,766 of them (sqlite.org/limits.html); chosen below the 999 of old versions.
_KEYS_AT_ONCE = 900


def keys_of(url: str, site: Site | None = None) -> frozenset[str]:
    """Return the keys by which an address is known: by the profile of its site, and by the address alone.

    A page that was archived with a profile may be asked for without it, so that one key alone would not find it.

    Args:
        url: an address in any spelling; what is none has no key.
        site: the profile, or None.
    """
    try:
        return frozenset({key(url), key(url, site)})
    except AddressError:
        return frozenset()


def are_forgotten(keys: Iterable[str], digests: Collection[bytes]) -> bool:
    """Return whether one of some keys was forgotten.

    Args:
        keys: of addresses.
        digests: what :meth:`Forgotten.digests` has given, which can be taken to where no archive is.
    """
    return any(_digest(one) in digests for one in keys)


class Forgotten:
    """The table ``forgotten``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, keys: Iterable[str], at: str) -> None:
        """Note that all addresses of these keys were forgotten; of what was forgotten before, the first time stays."""
        self._db.conn.executemany(
            "INSERT INTO forgotten (key, rule, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(_digest(one), KEY_RULE, at) for one in keys],
        )

    def add_address(self, url: str, site: Site, at: str) -> None:
        """Forget an address that was found to lead to what was forgotten, and to no article that stays."""
        self._db.execute("PRAGMA secure_delete = ON")
        self.add(keys_of(url, site), at)
        deleted = self._db.execute(
            "DELETE FROM pages WHERE url = ? AND kind = 'article' AND article_id IS NULL", [url]
        ).rowcount
        self._db.execute("DELETE FROM problems WHERE url = ?", [url])
        if deleted:
            scrub.note(self._db, at, of_the_log=True)

    def is_empty(self) -> bool:
        """Return whether nothing was ever forgotten."""
        (is_any,) = self._db.execute("SELECT EXISTS (SELECT 1 FROM forgotten)").fetchone()
        return not is_any

    def digests(self) -> frozenset[bytes]:
        """Return the digests of all that was forgotten, for :func:`are_forgotten`."""
        return frozenset(digest for (digest,) in self._db.execute("SELECT key FROM forgotten").fetchall())

    def among(self, keys: Collection[str]) -> dict[str, str]:
        """Return when each of these keys was forgotten, those that were not left out."""
        # Most archives never forget anything, and their crawls are spared the digests of all that is asked for.
        if self.is_empty():
            return {}
        found: dict[str, str] = {}
        digests = {_digest(one): one for one in keys}
        rest = iter(digests)
        while some := list(islice(rest, _KEYS_AT_ONCE)):
            marks = ", ".join("?" * len(some))
            rows = self._db.execute(f"SELECT key, at FROM forgotten WHERE key IN ({marks})", some)
            found |= {digests[digest]: at for digest, at in rows.fetchall()}
        return found

    def since(self, addresses: Iterable[str], site: Site | None = None) -> str | None:
        """Return when one of these addresses was forgotten, by the time of the first; None where none was."""
        if self.is_empty():
            return None
        keys = frozenset[str]().union(*(keys_of(url, site) for url in addresses))
        return min(self.among(keys).values(), default=None)

    def others(self, pages: Sequence[Page]) -> Sequence[Page]:
        """Return the pages but those that were forgotten."""
        if not pages or self.is_empty():
            return pages
        keys = {page.url: keys_of(page.url) | {page.key} for page in pages}
        gone = self.among(frozenset[str]().union(*keys.values()))
        return [page for page in pages if keys[page.url].isdisjoint(gone)]

    def without(self, article: Article, site: Site | None = None) -> Article:
        """Return a record without the links that lead to what was forgotten, and without what they say of it.

        Args:
            article: the record.
            site: its profile, where that is known.
        """
        if self.is_empty():
            return article
        urls = [
            *(link.url for link in article.links),
            *(item.url for item in article.related if item.url),
            *(other.url for other in article.alternates),
        ]
        keys = {url: keys_of(url, site) for url in urls}
        known = self.among(frozenset[str]().union(*keys.values()))
        gone = {url for url, own in keys.items() if not own.isdisjoint(known)}
        if not gone:
            return article
        return replace(
            article,
            links=_others(article.links, gone),
            related=_others(article.related, gone),
            alternates=_others(article.alternates, gone),
        )


def _digest(one: str) -> bytes:
    # An address that a page gives may hold half of a surrogate pair, which has no form in UTF-8.
    return hashlib.sha256(one.encode("utf-8", "replace")).digest()


def _others(links: list[_Linked], gone: Collection[str]) -> list[_Linked]:
    return [link for link in links if link.url not in gone]
