"""One article, found by any of its addresses, as the fields of the record."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.store.readonly import Row, rows


def article(db: Database, article_id: int) -> Row | None:
    """Return one article as the fields of the record, or None."""
    found = next(rows(db, "SELECT * FROM articles WHERE id = ?", [article_id]), None)
    if found is None:
        return None
    own = [article_id]
    names = "SELECT name FROM authors WHERE article_id = ? ORDER BY position"
    words = (
        "SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
        " WHERE ak.article_id = ? ORDER BY ak.position"
    )
    link = "SELECT {} FROM links WHERE article_id = ? AND relation = '{}' ORDER BY position"
    return found | {
        "authors": [row["name"] for row in rows(db, names, own)],
        "keywords": [row["name"] for row in rows(db, words, own)],
        "links": list(rows(db, link.format("url, title AS text", "reference"), own)),
        "related": list(rows(db, link.format("title, url, date, teaser", "related"), own)),
        "vendors": list(rows(db, "SELECT name, place, url FROM vendors WHERE article_id = ? ORDER BY position", own)),
        "images": list(rows(db, "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position", own)),
        "alternates": list(rows(db, link.format("url, title AS kind", "alternate"), own)),
    }


def find_article(db: Database, url: str, key: str) -> int | None:
    """Return the id of the article that an address leads to, by any of its spellings, or None."""
    found = rows(
        db,
        "SELECT id FROM articles WHERE url = :url UNION ALL SELECT article_id FROM pages"
        " WHERE (url = :url OR key = :key) AND article_id IS NOT NULL LIMIT 1",
        {"url": url, "key": key},
    )
    row = next(found, None)
    return None if row is None else int(row["id"])
