"""Articles and their rows: fields, lists, versions, search index."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, Response, Verdict
from scraper.store.captures import Captures
from scraper.store.columns import day_text, now_text, to_text
from scraper.store.fulltext import SearchIndex
from scraper.store.sanitize import storable, storable_record

_TEXT = ("kicker", "title", "date", "published_at", "modified_at", "lead", "body")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a record.

    Args:
        id: the article's row.
        verdict: ``new``, ``changed`` or ``unchanged``.
        changed_at: when its text last changed, as far as the archive saw.
    """

    id: int
    verdict: Verdict
    changed_at: dt.datetime


def text_digest(article: Article) -> str:
    """Return the sha256 of what a reader would call the text: kicker, headline, lead, body.

    White space is folded, so that a new line break is not an edit.
    """
    parts = (article.kicker or "", article.title, article.lead or "", article.body)
    text = "\x00".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Articles:
    """The table ``articles`` and those that hang on it.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.captures = Captures(db)
        self.index = SearchIndex(db)

    def save(
        self, article: Article, response: Response, known: int | None, parser: str, signals: str | None = None
    ) -> Saved:
        """Keep the bytes and what was read from them. The caller holds the transaction.

        Args:
            article: the record.
            response: the bytes it was read from.
            known: the article's id, where the frontier knows it already.
            parser: version of the parser.
            signals: what the site reserves, as JSON, or None.
        """
        article = storable_record(article)
        now = now_text(response.fetched_at)
        signals = None if signals is None else storable(signals)
        row = self._row(article, parser) | {"signals": signals}
        old = self._find(article.url, known)
        if old is None:
            capture = self.captures.add(response, signals)
            return Saved(self._insert(article, row, capture, now), "new", response.fetched_at)
        article_id, old_digest, capture_id, changed_at, url = old
        capture = self._capture(response, capture_id, signals)
        if url not in (article.url, response.requested_url):
            # Another form of the same page (print, AMP): its bytes are kept, but it holds less than the article.
            return Saved(article_id, "unchanged", self.seen(article_id, response.fetched_at))
        if old_digest == row["digest"]:
            self._refresh(article_id, article, row, capture, now)
            return Saved(article_id, "unchanged", dt.datetime.fromisoformat(changed_at))
        self._update(article_id, row | {"changed_at": now, "last_seen": now, "capture_id": capture, "gone_at": None})
        self._regroup(article_id, row["digest"])
        self._renew_lists(article_id, article)
        self._version(article_id, row, capture, now)
        return Saved(article_id, "changed", response.fetched_at)

    def save_reserved(self, article: Article, now: dt.datetime, known: int | None, parser: str, signals: str) -> Saved:
        """Keep address, title and day of an article whose site reserves its text; no capture, no version.

        What was archived before the reservation stays as it is.

        Args:
            article: the record.
            now: when it was seen.
            known: the article's id, where the frontier knows it already.
            parser: version of the parser.
            signals: what the site reserves, as JSON.
        """
        signals = storable(signals)
        bare = storable_record(Article(article.url, article.site, title=article.title, date=article.date))
        old = self._find(bare.url, known)
        if old is None:
            row = self._row(bare, parser) | {"signals": signals}
            return Saved(self._insert(bare, row, None, now_text(now)), "new", now)
        self._update(old[0], {"signals": signals})
        return Saved(old[0], "unchanged", self.seen(old[0], now))

    def kept_bare(self, article_id: int) -> tuple[str, str] | None:
        """Return (address, signals) of an article that is kept without its text, or None."""
        row = self._db.execute(
            "SELECT url, signals FROM articles WHERE id = ? AND capture_id IS NULL AND signals IS NOT NULL",
            [article_id],
        ).fetchone()
        return (row[0], row[1]) if row else None

    def reserve(self, article_id: int, signals: str) -> None:
        """Add to what was declared for an article, by what it is marked; its text stays as it was archived."""
        row = self._db.execute("SELECT signals FROM articles WHERE id = ?", [article_id]).fetchone()
        old = json.loads(row[0])["evidence"] if row and row[0] else []
        new = json.loads(storable(signals))
        added = [one for one in new["evidence"] if one not in old]
        if added:
            told = {"date": new["date"], "evidence": [*old, *added]}
            self._update(article_id, {"signals": json.dumps(told, ensure_ascii=False)})

    def seen(self, article_id: int, now: dt.datetime) -> dt.datetime:
        """Note that an article is still there, unchanged (304); return when its text last changed."""
        self._update(article_id, {"last_seen": now_text(now), "gone_at": None})
        row = self._db.execute("SELECT changed_at FROM articles WHERE id = ?", [article_id]).fetchone()
        return dt.datetime.fromisoformat(row[0])

    def last_full(self, article_id: int) -> dt.datetime | None:
        """Return when the bytes were fetched from which an article was read last, or None."""
        row = self._db.execute(
            "SELECT c.fetched_at FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.id = ?", [article_id]
        ).fetchone()
        return dt.datetime.fromisoformat(row[0]) if row else None

    def gone(self, article_id: int, now: dt.datetime) -> bool:
        """Note that an article answers 404 or 410; return whether that is news."""
        cursor = self._db.execute(
            "UPDATE articles SET gone_at = ? WHERE id = ? AND gone_at IS NULL", [now_text(now), article_id]
        )
        return cursor.rowcount == 1

    def published(self, article_id: int) -> dt.datetime | None:
        """Return when an article was published, at midnight UTC where only the day is known."""
        row = self._db.execute("SELECT published_at, date FROM articles WHERE id = ?", [article_id]).fetchone()
        if row is None or not any(row):
            return None
        moment = dt.datetime.fromisoformat(row[0] or row[1])
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    def alternate_of(self, url: str, title: str) -> int | None:
        """Return the article of this headline that names an address as its print or AMP version, or None.

        The headline proves it: a template's print button can lead to any page.
        """
        row = self._db.execute(
            "SELECT a.id FROM links l JOIN articles a ON a.id = l.article_id"
            " WHERE l.url = ? AND l.relation = 'alternate' AND l.title IN ('print', 'amp') AND a.title = ?",
            [url, title],
        ).fetchone()
        return int(row[0]) if row else None

    def _find(self, url: str, known: int | None) -> tuple[int, str, int | None, str, str] | None:
        found: tuple[int, str, int | None, str, str] | None = self._db.execute(
            "SELECT id, digest, capture_id, changed_at, url FROM articles WHERE id = ? OR url = ?"
            " ORDER BY id = ? DESC LIMIT 1",
            [known, url, known],
        ).fetchone()
        return found

    def _capture(self, response: Response, old: int | None, signals: str | None) -> int:
        """Keep the response, unless the very same bytes are kept already."""
        digest = hashlib.sha256(response.body).hexdigest()
        if old is not None and digest == self.captures.digest_of(old):
            return old
        return self.captures.add(response, signals)

    def _row(self, article: Article, parser: str) -> dict[str, Any]:
        return {
            "kicker": article.kicker,
            "title": article.title,
            "date": day_text(article.date),
            "published_at": to_text(article.published_at),
            "modified_at": to_text(article.modified_at),
            "lead": article.lead,
            "body": article.body,
            "section": article.section,
            "language": article.language,
            "words": len(f"{article.lead or ''} {article.body}".split()),
            "digest": text_digest(article),
            "access": article.access,
            "parser": parser,
        }

    def _insert(self, article: Article, row: dict[str, Any], capture: int | None, now: str) -> int:
        values = row | {
            "url": article.url,
            "site": article.site,
            "duplicate_of": self._twin(row["digest"], None),
            "first_seen": now,
            "last_seen": now,
            "changed_at": now,
            "capture_id": capture,
        }
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._db.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", list(values.values()))
        article_id = int(cursor.lastrowid or 0)
        self._lists(article_id, article)
        if capture is not None:
            self._version(article_id, row, capture, now)
        self._db.execute(
            "UPDATE links SET target_id = ? WHERE url = ? AND +target_id IS NULL", [article_id, article.url]
        )
        return article_id

    def _twin(self, digest: str, but: int | None) -> int | None:
        """Return the first article with this text, other than one, or None."""
        row = self._db.execute(
            "SELECT id FROM articles WHERE digest = ? AND id IS NOT ? AND duplicate_of IS NULL AND body <> ''"
            " ORDER BY id LIMIT 1",
            [digest, but],
        ).fetchone()
        return int(row[0]) if row else None

    def _regroup(self, article_id: int, digest: str) -> None:
        """An article's text has changed: its duplicates are another's now, and so may it be."""
        self._db.execute(
            "UPDATE articles SET duplicate_of = nullif((SELECT min(id) FROM articles WHERE duplicate_of = :id), id)"
            " WHERE duplicate_of = :id",
            {"id": article_id},
        )
        self._update(article_id, {"duplicate_of": self._twin(digest, article_id)})

    def _refresh(self, article_id: int, article: Article, row: dict[str, Any], capture: int, now: str) -> None:
        """Take over what stands around an unchanged text; that makes no version."""
        self._update(article_id, row | {"capture_id": capture, "last_seen": now, "gone_at": None})
        self._renew_lists(article_id, article)

    def _update(self, article_id: int, values: dict[str, Any]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE articles SET {names} WHERE id = ?", [*values.values(), article_id])

    def _version(self, article_id: int, row: dict[str, Any], capture: int, now: str) -> None:
        self._db.execute(
            f"INSERT INTO versions (article_id, seen_at, capture_id, digest, parser, {', '.join(_TEXT)})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [article_id, now, capture, row["digest"], row["parser"], *(row[name] for name in _TEXT)],
        )

    def _renew_lists(self, article_id: int, article: Article) -> None:
        for table in ("authors", "article_keywords", "links", "vendors", "images"):
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
        self.index.remove(article_id)
        self._lists(article_id, article)

    def _lists(self, article_id: int, article: Article) -> None:
        self._many("authors", article_id, [(name,) for name in article.authors])
        self._many("article_keywords", article_id, [(self._keyword(name),) for name in _unique(article.keywords)])
        self._links(article_id, article)
        self._many("vendors", article_id, [(v.name, v.place, v.url) for v in article.vendors])
        self._many("images", article_id, [(i.url, i.caption, i.credit) for i in article.images])
        self.index.add(article_id, article)

    def _many(self, table: str, article_id: int, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * (len(rows[0]) + 2))
            values = [(article_id, position, *row) for position, row in enumerate(rows, 1)]
            self._db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    def _keyword(self, name: str) -> int:
        self._db.execute("INSERT INTO keywords (name) VALUES (?) ON CONFLICT DO NOTHING", [name])
        return int(self._db.execute("SELECT id FROM keywords WHERE name = ?", [name]).fetchone()[0])

    def _links(self, article_id: int, article: Article) -> None:
        rows: list[tuple[Any, ...]] = [
            (n, "reference", link.url, link.text, None, None) for n, link in enumerate(article.links, 1)
        ]
        rows += [
            (n, "related", item.url, item.title, day_text(item.date), item.teaser)
            for n, item in enumerate(article.related, 1)
        ]
        rows += [(n, "alternate", other.url, other.kind, None, None) for n, other in enumerate(article.alternates, 1)]
        self._db.conn.executemany(
            "INSERT INTO links (article_id, position, relation, url, title, date, teaser, target_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, coalesce((SELECT article_id FROM pages WHERE url = ?),"
            " (SELECT id FROM articles WHERE url = ?)))",
            [(article_id, *row, row[2], row[2]) for row in rows],
        )


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))
