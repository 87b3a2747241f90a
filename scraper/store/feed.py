"""What a feed tells of articles, by two statements for some hundred of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from scraper.model.feed_article import FeedArticle
from scraper.policy.passed_on import is_withheld
from scraper.policy.reasons import MOVED
from scraper.store.readonly import rows
from scraper.store.usual_spelling import usual_spelling

# Articles that are read at a time; chosen: with whole texts of the usual length some 3 MiB.
_AT_ONCE = 500
# Characters of a text that are enough for a summary; chosen above what any summary shows.
_BEGINNING = 1_000
# More than a text can have: SQLite takes the number for one of 32 bits.
_WHOLE = 2**31 - 1

_ARTICLES = f"""
SELECT a.id, a.url, a.site, s.name AS site_name, a.kicker, a.title, a.section, a.language,
    substr(a.lead, 1, :characters) AS lead, substr(a.body, 1, :characters) AS body,
    a.date, a.published_at, a.first_seen, a.changed_at, a.gone_at, a.signals, a.capture_id,
    (SELECT json_group_array(name) FROM (
        SELECT name FROM authors WHERE article_id = a.id ORDER BY position)) AS authors,
    (SELECT json_group_array(name) FROM (
        SELECT c.name FROM article_keywords ak {usual_spelling("ak")}
        WHERE ak.article_id = a.id ORDER BY ak.position)) AS keywords
FROM articles a JOIN sites s ON s.id = a.site WHERE a.id IN (SELECT value FROM json_each(:ids))
"""
# The addresses of the few articles that have moved, with the row of the first capture that came from each. Rows of
# captures are given in the order in which they came into the archive, so that what an import adds of the past comes
# behind, and changes no answer. An article whose text is reserved has no captures; its addresses are known in order.
_ADDRESSES = """
SELECT p.article_id AS id, p.url, p.id AS page, (SELECT min(c.id) FROM captures c WHERE c.url = p.url) AS capture
FROM pages p JOIN articles a ON a.id = p.article_id
WHERE p.kind = 'article' AND (p.reason IN ({moved}) OR p.url = a.url) AND p.article_id IN (
    SELECT article_id FROM pages WHERE article_id IN (SELECT value FROM json_each(:ids)) AND reason IN ({moved}))
ORDER BY capture IS NULL, capture, page
""".format(moved=", ".join(f"'{reason}'" for reason in sorted(MOVED)))


def feed_articles(db: Database, ids: Sequence[int], *, whole: bool = False) -> Iterator[FeedArticle]:
    """Yield what a feed tells of articles, in the order of their numbers as given.

    Args:
        db: an archive opened for reading or writing.
        ids: the articles' rows; of one that is not there any more, nothing comes.
        whole: whether the whole text is wanted, or as much as a summary needs.
    """
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        asked = {"ids": json.dumps(some)}
        first: dict[int, str] = {}
        for address in rows(db, _ADDRESSES, asked):
            first.setdefault(address["id"], address["url"])
        characters = _WHOLE if whole else _BEGINNING
        found = {row["id"]: row for row in rows(db, _ARTICLES, asked | {"characters": characters})}
        for article_id in some:
            if article_id in found:
                article = found[article_id]
                yield _article(article, first.get(article_id, str(article["url"])))


def _article(row: dict[str, Any], first_url: str) -> FeedArticle:
    signals, capture_id = row.pop("signals"), row.pop("capture_id")
    return FeedArticle(
        **row
        | {
            "first_url": first_url,
            "authors": tuple(json.loads(row["authors"])),
            # Two spellings of one keyword are one.
            "keywords": tuple(dict.fromkeys(json.loads(row["keywords"]))),
            "is_reserved": is_withheld(signals, is_archived=capture_id is not None),
        }
    )
