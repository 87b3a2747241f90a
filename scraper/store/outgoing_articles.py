"""Articles as the archive gives them away: one record for each, plain values that JSON can hold.

docs/exchange.md explains the record. Its names are those of the tables (docs/schema.md), and rows are named by what is
the same in every archive: captures by their records, articles by their addresses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from scraper.model import Site
from scraper.policy.identity import digest_of_text
from scraper.policy.reservations import reservation
from scraper.policy.signals import stored

VERSION = 1
"""The version of the record. A program that knows this one can read it; a later one raises it where that ends."""

NameOf = Callable[[bytes, str | None], str]
"""Returns the name of a capture's record, given its link in the chain and the record that it was imported from."""

# The columns of articles that stand in the record as they are, those that hold JSON, and those that say what was read
# and so are left out where the site reserves its text.
_PLAIN = (
    *("url", "kicker", "title", "date", "published_at", "modified_at", "lead", "body", "keywords", "section"),
    *("language", "words", "digest", "access", "first_seen", "last_seen", "changed_at", "gone_at", "missing_since"),
    "reader",
)
_OF_JSON = ("sources", "doubts", "signals")
_OF_THE_TEXT: Mapping[str, Any] = {
    "kicker": None,
    "published_at": None,
    "modified_at": None,
    "lead": None,
    "body": "",
    "keywords": None,
    "section": None,
    "language": None,
    "words": 0,
    "access": "free",
    "sources": None,
    "doubts": None,
}
_VERSION = (
    *("seen_at", "until", "digest", "kicker", "title", "lead", "body", "reader", "changed"),
)
_PAGE = (
    *("url", "state", "found_in", "published", "lastmod", "due_at", "full_due_at", "visited_at", "etag"),
    *("last_modified", "failures", "last_status", "reason", "detail"),
)
_LISTS = {
    "links": (
        "SELECT relation, url, title, date, teaser FROM links WHERE article_id = ?"
        " ORDER BY relation DESC, position",
        ("relation", "url", "title", "date", "teaser"),
    ),
    "vendors": (
        "SELECT name, place, url FROM vendors WHERE article_id = ? ORDER BY position",
        ("name", "place", "url"),
    ),
    "images": (
        "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position",
        ("url", "caption", "credit"),
    ),
}
_NAMES = {
    "authors": "SELECT name FROM authors WHERE article_id = ? ORDER BY position",
    "keywords": "SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
    " WHERE ak.article_id = ? ORDER BY ak.position",
}
# All captures of an article: those of its addresses and of its states, the redirects on the way to them, what these
# redirects led to, and further pages. The index on url finds the first, those on via_id and part_of the others.
_CAPTURES = """
WITH RECURSIVE own (id) AS (
    SELECT id FROM captures WHERE url IN (
        SELECT url FROM articles WHERE id = :id UNION SELECT url FROM pages WHERE article_id = :id)
    UNION SELECT capture_id FROM articles WHERE id = :id AND capture_id IS NOT NULL
    UNION SELECT capture_id FROM versions WHERE article_id = :id AND capture_id IS NOT NULL
    UNION SELECT c.id FROM captures c JOIN own ON c.via_id = own.id
    UNION SELECT c.id FROM captures c JOIN own ON c.part_of = own.id
    UNION SELECT c.via_id FROM captures c JOIN own ON c.id = own.id WHERE c.via_id IS NOT NULL
    UNION SELECT c.part_of FROM captures c JOIN own ON c.id = own.id WHERE c.part_of IS NOT NULL)
SELECT c.id, c.link, o.record_id, o.capture_id IS NOT NULL, c.url, c.fetched_at
FROM own JOIN captures c ON c.id = own.id LEFT JOIN origins o ON o.capture_id = c.id ORDER BY c.id
"""
_ARTICLE = f"""
SELECT a.site, s.name, s.home, a.capture_id, o.url, {", ".join(f"a.{name}" for name in (*_PLAIN, *_OF_JSON))}
FROM articles a JOIN sites s ON s.id = a.site LEFT JOIN articles o ON o.id = a.duplicate_of WHERE a.id = ?
"""


class OutgoingArticles:
    """What an export says of articles.

    Args:
        db: the archive; the caller holds a transaction, so that captures and articles are of one moment.
        name_of: names the records of captures.
        sites: the profiles by their ids, which say what follows from a reservation.
    """

    def __init__(self, db: Database, name_of: NameOf, sites: Mapping[str, Site] | None = None) -> None:
        self._db = db
        self._name_of = name_of
        self._sites = sites or {}

    def articles(self, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
        """Yield the records of some articles; of one that is not there, none.

        Args:
            ids: their rows, which are read one by one.
        """
        for article_id in ids:
            record = self.record(article_id)
            if record is not None:
                yield record

    def record(self, article_id: int) -> dict[str, Any] | None:
        """Return the record of an article, or None where there is none of this row."""
        row = self._db.execute(_ARTICLE, [article_id]).fetchone()
        if row is None:
            return None
        site, name, home, capture_id, duplicate_of, *rest = row
        values = dict(zip((*_PLAIN, *_OF_JSON), rest, strict=True))
        is_reserved = self._is_reserved(site, capture_id, values["signals"])
        if is_reserved:
            values |= _OF_THE_TEXT
            # The digest of the text would still tell whether somebody else's text is the same.
            values["digest"] = digest_of_text(None, values["title"], None, "")
        captures = {} if is_reserved else self.captures(article_id)
        article = {column: _from_json(value) if column in _OF_JSON else value for column, value in values.items()}
        return {
            "record": "article",
            "version": VERSION,
            "site": {"id": site, "name": name, "home": home},
            "is_reserved": is_reserved,
            "article": article
            | {
                "capture": None if is_reserved else captures.get(capture_id, {}).get("record"),
                "duplicate_of": None if is_reserved else duplicate_of,
            },
            **self._lists(article_id, is_reserved=is_reserved),
            "versions": [] if is_reserved else self._versions(article_id, captures),
            "pages": self._rows(
                f"SELECT {', '.join(_PAGE)} FROM pages WHERE article_id = ? ORDER BY id", article_id, _PAGE
            ),
            "captures": [
                {key: value for key, value in capture.items() if key != "is_imported"} for capture in captures.values()
            ],
        }

    def captures(self, article_id: int) -> dict[int, dict[str, Any]]:
        """Return all captures of an article by their rows, each with its record's name, address, time and visits."""
        found: dict[int, dict[str, Any]] = {}
        rows = self._db.execute(_CAPTURES, {"id": article_id}).fetchall()
        for capture_id, link, record_id, is_imported, url, fetched_at in rows:
            found[capture_id] = {
                "record": self._name_of(link or b"", record_id),
                "url": url,
                "fetched_at": fetched_at,
                "visits": self._rows(
                    "SELECT at, status FROM visits WHERE capture_id = ? ORDER BY at", capture_id, ("at", "status")
                ),
                "is_imported": bool(is_imported),
            }
        return found

    def _is_reserved(self, site_id: str, capture_id: int | None, signals: str | None) -> bool:
        """Return whether nothing of an article's text may leave: it was never kept, or its site reserves it now."""
        if signals is None:
            return False
        if capture_id is None:
            return True
        site = self._sites.get(site_id) or Site(site_id, site_id, "")
        return reservation(stored(signals), site) is not None

    def _lists(self, article_id: int, *, is_reserved: bool) -> dict[str, list[Any]]:
        if is_reserved:
            return {name: [] for name in (*_NAMES, *_LISTS)}
        names: dict[str, list[Any]] = {
            name: [value for (value,) in self._db.execute(sql, [article_id]).fetchall()] for name, sql in _NAMES.items()
        }
        return names | {name: self._rows(sql, article_id, columns) for name, (sql, columns) in _LISTS.items()}

    def _versions(self, article_id: int, captures: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
        rows = self._db.execute(
            f"SELECT capture_id, record, {', '.join(_VERSION)} FROM versions WHERE article_id = ? ORDER BY seen_at, id",
            [article_id],
        ).fetchall()
        return [
            dict(zip(_VERSION, rest, strict=True))
            | {"capture": captures.get(capture_id, {}).get("record"), "record": json.loads(record)}
            for capture_id, record, *rest in rows
        ]

    def _rows(self, sql: str, of: int, columns: Iterable[str]) -> list[dict[str, Any]]:
        return [dict(zip(columns, row, strict=True)) for row in self._db.execute(sql, [of]).fetchall()]


def _from_json(text: str | None) -> Any:
    """Return what a column holds as JSON."""
    return None if text is None else json.loads(text)
