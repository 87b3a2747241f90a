"""One article, found by any of its addresses, as the fields of the record."""

from __future__ import annotations

import json

from sqlite_utils import Database

from scraper.policy.identity import Identity
from scraper.store.articles import IDENTIFY, identity_values
from scraper.store.readonly import Row, rows

_NAMES = "SELECT name FROM authors WHERE article_id = ? ORDER BY position"
_KEYWORDS = (
    "SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
    " WHERE ak.article_id = ? ORDER BY ak.position"
)
_REFERENCES = (
    "SELECT url, text, state, since, checked_at, moved_to FROM checked_links WHERE article_id = ? ORDER BY position"
)
_LINKS = "SELECT {} FROM links WHERE article_id = ? AND relation = '{}' ORDER BY position"
_VENDORS = "SELECT name, place, url FROM vendors WHERE article_id = ? ORDER BY position"
# What is named, once each, in order of the text; nothing where the text has changed since it was looked for.
_MENTIONS = (
    "SELECT kind, name, key, count(start) AS times FROM mentions"
    " WHERE article_id = ? AND article_id NOT IN (SELECT article_id FROM index_queue)"
    " GROUP BY kind, key ORDER BY min(start) IS NULL, min(start), kind"
)
_IMAGES = "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position"


def article(db: Database, article_id: int) -> Row | None:
    """Return one article as the fields of the record, or None.

    Args:
        db: an archive opened for reading or writing.
        article_id: its row.
    """
    found = next(rows(db, "SELECT * FROM articles WHERE id = ?", [article_id]), None)
    if found is None:
        return None
    own = [article_id]
    # These take the place of the columns keywords, sources and doubts, which hold the same as text. The title of a link
    # is called what it is in the record: the text of a reference, the headline of a related article, or the kind of an
    # alternate.
    return found | {
        "authors": [row["name"] for row in rows(db, _NAMES, own)],
        "keywords": [row["name"] for row in rows(db, _KEYWORDS, own)],
        "links": [_where_known(row) for row in rows(db, _REFERENCES, own)],
        "related": list(rows(db, _LINKS.format("title, url, date, teaser", "related"), own)),
        "vendors": list(rows(db, _VENDORS, own)),
        "images": list(rows(db, _IMAGES, own)),
        "mentions": list(rows(db, _MENTIONS, own)),
        "alternates": list(rows(db, _LINKS.format("url, title AS kind", "alternate"), own)),
        "sources": json.loads(found["sources"] or "{}"),
        "doubts": json.loads(found["doubts"] or "{}"),
    }


def _where_known(reference: Row) -> Row:
    """Return a reference without what is not known of it, as where nobody has asked for its address yet."""
    return {name: value for name, value in reference.items() if value is not None or name in ("url", "text")}


def find_article(db: Database, identity: Identity) -> int | None:
    """Return the row of the article that an address leads to, by any of its spellings, or None."""
    # The keys depend on the profiles, and whoever asks may have others than the crawl had. What the crawl noted of the
    # very address holds whatever they say.
    noted = "(SELECT article_id FROM pages WHERE url = :url AND article_id IS NOT NULL)"
    (article_id,) = db.execute(f"SELECT coalesce({noted}, {IDENTIFY})", identity_values(identity)).fetchone()
    if article_id is None:
        return None
    return int(article_id)


def site_names(db: Database) -> dict[str, str]:
    """Return the names of the sites that the archive knows, by their ids, in the order of these."""
    return {row["id"]: row["name"] for row in rows(db, "SELECT id, name FROM sites ORDER BY id")}


def site_ids(db: Database) -> list[str]:
    """Return the ids of the sites that the archive knows, in the order of the alphabet."""
    return [row["id"] for row in rows(db, "SELECT id FROM sites ORDER BY id")]
