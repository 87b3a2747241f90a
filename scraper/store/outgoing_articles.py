"""Articles as the archive gives them away: one record for each, plain values that JSON can hold.

docs/exchange.md explains the record. Its names are those of the tables (docs/schema.md), and rows are named by what is
the same in every archive: captures by their records, articles by their addresses.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.policy.identity import digest_of_text

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
_VERSION = (*("seen_at", "until", "digest", "kicker", "title", "lead", "body", "reader", "changed"),)
_PAGE = (
    *("url", "state", "found_in", "published", "lastmod", "due_at", "full_due_at", "visited_at", "etag"),
    *("last_modified", "failures", "last_status", "reason", "detail"),
)
_LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "links": (
        "SELECT relation, url, title, date, teaser FROM links WHERE article_id = ? ORDER BY relation DESC, position",
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
SELECT c.id, c.link, o.record_id, o.capture_id IS NOT NULL, c.url, c.fetched_at, c.via_id, c.part_of
FROM own JOIN captures c ON c.id = own.id LEFT JOIN origins o ON o.capture_id = c.id ORDER BY c.id
"""
_ARTICLE = f"""
SELECT a.site, s.name, s.home, a.capture_id, o.url, {", ".join(f"a.{name}" for name in (*_PLAIN, *_OF_JSON))}
FROM articles a JOIN sites s ON s.id = a.site LEFT JOIN articles o ON o.id = a.duplicate_of WHERE a.id = ?
"""


@dataclass(frozen=True, slots=True)
class OutgoingArticle:
    """The record of an article.

    Args:
        url: its address.
        at: when it was seen last (aware, UTC).
        data: the record.
    """

    url: str
    at: dt.datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaptureOfArticle:
    """A capture of an article.

    Args:
        id: its row.
        is_imported: whether it came out of a file.
        data: what the record says of it.
    """

    id: int
    is_imported: bool
    data: dict[str, Any]


class OutgoingArticles:
    """What an export says of articles.

    Args:
        db: the archive; the caller holds a transaction, so that captures and articles are of one moment.
        name_of: names the records of captures.
    """

    def __init__(self, db: Database, name_of: NameOf) -> None:
        self._db = db
        self._name_of = name_of

    def articles(self, ids: Iterable[int]) -> Iterator[OutgoingArticle]:
        """Yield the records of some articles; of one that is not there, none.

        Args:
            ids: their rows, which are read one by one.
        """
        for article_id in ids:
            article = self.article(article_id)
            if article is not None:
                yield article

    def article(self, article_id: int) -> OutgoingArticle | None:
        """Return the record of an article, or None where there is none of this row."""
        row = self._db.execute(_ARTICLE, [article_id]).fetchone()
        if row is None:
            return None
        site, name, home, capture_id, duplicate_of, *rest = row
        values = dict(zip((*_PLAIN, *_OF_JSON), rest, strict=True))
        # An article that was archived whole before its site reserved the text has both a capture and signals.
        is_reserved = capture_id is None and values["signals"] is not None
        if is_reserved:
            values |= _OF_THE_TEXT
            # The digest of a text would still tell whether somebody else's text is the same.
            values["digest"] = digest_of_text(None, values["title"], None, "")
        captures = () if is_reserved else self.captures(article_id)
        names = {capture.id: capture.data["record"] for capture in captures}
        article = {column: _from_json(value) if column in _OF_JSON else value for column, value in values.items()}
        data = {
            "record": "article",
            "version": VERSION,
            "site": {"id": site, "name": name, "home": home},
            "is_reserved": is_reserved,
            "article": article
            | {"capture": names.get(capture_id), "duplicate_of": None if is_reserved else duplicate_of},
            **self._lists(article_id, is_reserved=is_reserved),
            "versions": [] if is_reserved else self._versions(article_id, names),
            "pages": self._rows(
                f"SELECT {', '.join(_PAGE)} FROM pages WHERE article_id = ? AND kind = 'article' ORDER BY url",
                article_id,
                _PAGE,
            ),
            "captures": [capture.data for capture in captures],
        }
        return OutgoingArticle(values["url"], dt.datetime.fromisoformat(values["last_seen"]), data)

    def captures(self, article_id: int) -> tuple[CaptureOfArticle, ...]:
        """Return all captures of an article, in the order of their rows."""
        rows = self._db.execute(_CAPTURES, {"id": article_id}).fetchall()
        imported = _imported(rows)
        found = []
        for capture_id, link, record_id, _, url, fetched_at, *_ in rows:
            name = self._name_of(link or b"", record_id)
            origin = None if record_id is None or record_id.strip("<>") == name else record_id
            visits = self._rows(
                "SELECT at, status FROM visits WHERE capture_id = ? ORDER BY at", capture_id, ("at", "status")
            )
            data = {"record": name, "origin": origin, "url": url, "fetched_at": fetched_at, "visits": visits}
            found.append(CaptureOfArticle(capture_id, capture_id in imported, data))
        return tuple(found)

    def _lists(self, article_id: int, *, is_reserved: bool) -> dict[str, list[Any]]:
        if is_reserved:
            return {name: [] for name in (*_NAMES, *_LISTS)}
        names: dict[str, list[Any]] = {
            name: [value for (value,) in self._db.execute(sql, [article_id]).fetchall()] for name, sql in _NAMES.items()
        }
        return names | {name: self._rows(sql, article_id, columns) for name, (sql, columns) in _LISTS.items()}

    def _versions(self, article_id: int, names: Mapping[int, str]) -> list[dict[str, Any]]:
        rows = self._db.execute(
            f"SELECT capture_id, record, {', '.join(_VERSION)} FROM versions WHERE article_id = ? ORDER BY seen_at, id",
            [article_id],
        ).fetchall()
        return [
            dict(zip(_VERSION, rest, strict=True)) | {"capture": names.get(capture_id), "record": json.loads(record)}
            for capture_id, record, *rest in rows
        ]

    def _rows(self, sql: str, of: int, columns: Iterable[str]) -> list[dict[str, Any]]:
        return [dict(zip(columns, row, strict=True)) for row in self._db.execute(sql, [of]).fetchall()]


def _imported(rows: Sequence[Sequence[Any]]) -> set[int]:
    """Return which captures came out of files: those that say so, with the redirects and further pages beside them.

    Args:
        rows: of :data:`_CAPTURES`.
    """
    imported = {row[0] for row in rows if row[3]}
    # A redirect has a smaller number than what it led to, the first page a smaller one than those behind it.
    for capture_id, *_, via_id, _ in reversed(rows):
        if capture_id in imported and via_id is not None:
            imported.add(via_id)
    for capture_id, *_, part_of in rows:
        if part_of in imported:
            imported.add(capture_id)
    return imported


def _from_json(text: str | None) -> Any:
    """Return what a column holds as JSON."""
    return None if text is None else json.loads(text)
