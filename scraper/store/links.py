"""The links of articles, and which archived article each of them leads to: the table ``links``.

``links.target_id`` is kept true as articles come, move and go, in whatever order. What an address leads to is said by
one expression, :data:`_TARGET`. A link is asked by it when it is written; and wherever an article gains or loses an
address, :meth:`Links.settle` asks anew for all links to that address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, Site
from scraper.store.columns import day_text
from scraper.store.link_keys import LinkKeys, number_of

# The article that an address leads to, in the order of scraper/policy/identity.py: that of a page with its key, that of
# a page with this very address (which another profile may have given another key), the one that has the address, and at
# last the only one that calls it its print or AMP version. A template's print button can lead all articles to one page,
# which is none of them then. The join leaves out articles that a program without foreign keys has deleted.
_TARGET = """coalesce(
    (SELECT p.article_id FROM pages p JOIN articles t ON t.id = p.article_id WHERE p.key = {key} ORDER BY p.id LIMIT 1),
    (SELECT p.article_id FROM pages p JOIN articles t ON t.id = p.article_id WHERE p.key = {plain}
        ORDER BY p.id LIMIT 1),
    (SELECT p.article_id FROM pages p JOIN articles t ON t.id = p.article_id WHERE p.url = {url}),
    (SELECT id FROM articles WHERE url = {url}),
    (SELECT min(o.article_id) FROM links o WHERE o.key = {number} AND +o.relation = 'alternate'
        AND o.title IN ('print', 'amp') HAVING min(o.article_id) = max(o.article_id)))"""
# The rows come as one JSON array. The places of number, key, plain key and canonical address in a row are those below.
_INSERT = """
INSERT INTO links (article_id, position, relation, url, title, date, teaser, key, target_id)
SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, {target}
FROM json_each(?)
""".format(
    target=_TARGET.format(number="(value ->> 6)", key="(value ->> 7)", plain="(value ->> 8)", url="(value ->> 9)")
)
# Of two addresses with one number both say the same, but where another profile has made the keys of their pages. A link
# that leads where it should is not written again: the index on key and target has all that is asked for.
_SETTLE = """
UPDATE links SET target_id = asked.target FROM (
    SELECT value ->> 0 AS number, max({target}) AS target FROM json_each(?) GROUP BY number
) AS asked
WHERE links.key = asked.number AND links.target_id IS NOT asked.target
""".format(
    target=_TARGET.format(number="(value ->> 0)", key="(value ->> 1)", plain="(value ->> 2)", url="(value ->> 3)")
)
# '$' is the character behind '#', so that the addresses with any fragment are a range of the index links_url.
_LEAD = """
UPDATE links SET target_id = :id
WHERE (url = :url OR (url > :url || '#' AND url < :url || '$')) AND +target_id IS NULL
"""
_ADDRESSES_OF = """
SELECT url FROM pages WHERE article_id = :id UNION SELECT url FROM articles WHERE id = :id
UNION SELECT url FROM links WHERE article_id = :id AND relation = 'alternate' AND url IS NOT NULL
"""

_Row = tuple[Any, ...]


class Links:
    """The table ``links``. The caller holds the transaction of every write.

    Args:
        db: the archive.

    Attributes:
        keys: by what links find their targets; it has to know the profiles.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.keys = LinkKeys()

    def know(self, sites: Iterable[Site]) -> None:
        """Take profiles into account, whose patterns say which addresses are of one article."""
        self.keys.know(sites)

    def add(self, article_id: int, article: Article) -> None:
        """Write the links of an article, each with the article that it leads to."""
        rows = [(*row, *self._key_columns(row[2])) for row in link_rows(article)]
        if rows:
            self._db.execute(_INSERT, [article_id, json.dumps(rows, ensure_ascii=False)])

    def settle(self, urls: Iterable[str], page_keys: Iterable[str] = ()) -> None:
        """Let the links to some addresses lead to where these lead now, to an archived article or to none.

        Args:
            urls: addresses that lead to an article since a moment ago, or do so no more.
            page_keys: the same as keys of pages, which a profile may have made that is not known here.
        """
        keys = {key for key in map(self.keys.of, urls) if key is not None}
        asked: list[_Row] = [(number, key.key, key.plain, key.url) for key in keys for number in key.numbers]
        asked += [(number_of(key), key, None, None) for key in page_keys]
        if asked:
            self._db.execute(_SETTLE, [json.dumps(asked)])

    def addresses_of(self, article_id: int) -> list[str]:
        """Return all addresses of an article, with those that it calls its print version and the like."""
        return [row[0] for row in self._db.execute(_ADDRESSES_OF, {"id": article_id}).fetchall()]

    def lead(self, url: str, article_id: int) -> None:
        """Let links without a target lead to an article that was found by their address, with a profile not known here.

        Args:
            url: the address as in ``links``, without its fragment.
            article_id: the article.
        """
        self._db.execute(_LEAD, {"url": url, "id": article_id})

    def _key_columns(self, url: str | None) -> tuple[Any, ...]:
        return self.keys.of(url) or (None, None, None, None)


def link_rows(article: Article) -> list[_Row]:
    """Return the rows of ``links`` but for keys and targets: position, relation, url, title, date, teaser.

    The table holds three lists of the record, and positions count within each.
    """
    rows: list[_Row] = [
        (place, "reference", link.url, link.text, None, None) for place, link in enumerate(article.links, 1)
    ]
    rows += [
        (place, "related", item.url, item.title, day_text(item.date), item.teaser)
        for place, item in enumerate(article.related, 1)
    ]
    rows += [
        (place, "alternate", other.url, other.kind, None, None) for place, other in enumerate(article.alternates, 1)
    ]
    return rows


def alternate_urls(article: Article | None) -> list[str]:
    """Return the addresses of the other forms of an article; links to them lead to it."""
    return [] if article is None else [other.url for other in article.alternates]
