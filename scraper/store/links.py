"""The links of articles, and which archived article each of them leads to: the table ``links``.

``links.target_id`` is kept true as articles come, move and go, in whatever order. What an address leads to is said by
one question, :data:`_TARGETS`. A link is asked about when it is written; and wherever an article gains or loses an
address, :meth:`Links.settle` asks anew for all links to that address.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, Site
from scraper.store.columns import day_text
from scraper.store.link_keys import LinkKey, LinkKeys, is_at, number_of, places_in

MAKER = "links:"
"""Rows of ``indexes`` say by which patterns of a site the keys of the links to it were made: ``links:kommune21``."""

# The articles that addresses lead to, with the place of each address in the lists that are asked about; the first line
# that says something of an address counts, in the order of scraper/policy/identity.py: an article of a page with its
# key, of a page with the key that it has by itself, of a page with this very address (which another profile may have
# given another key), the one that has the address, and at last the only one that calls it its print or AMP version. A
# template's print button can lead all articles to one page, which is none of them then. The join leaves out articles
# that a program without foreign keys has deleted. CROSS JOIN has SQLite begin with the list
# (sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join).
_TARGETS = """
SELECT j.key, 1, p.id, t.id FROM json_each(:keys) j CROSS JOIN pages p ON p.key = j.value JOIN articles t
    ON t.id = p.article_id
UNION ALL
SELECT j.key, 2, p.id, t.id FROM json_each(:plain) j CROSS JOIN pages p ON p.key = j.value JOIN articles t
    ON t.id = p.article_id
UNION ALL
SELECT j.key, 3, p.id, t.id FROM json_each(:urls) j CROSS JOIN pages p ON p.url = j.value JOIN articles t
    ON t.id = p.article_id
UNION ALL
SELECT j.key, 4, 0, t.id FROM json_each(:urls) j CROSS JOIN articles t ON t.url = j.value
UNION ALL
SELECT j.key, 5, 0, t.id FROM json_each(:numbers) j CROSS JOIN articles t
    ON t.id = (SELECT min(article_id) FROM links WHERE key = j.value {other_form})
WHERE t.id = (SELECT max(article_id) FROM links WHERE key = j.value {other_form})
""".format(other_form="AND relation = 'alternate' AND title IN ('print', 'amp')")
_INSERT = (
    "INSERT INTO links (article_id, position, relation, url, title, date, teaser, key, target_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# A link that leads where it should is not written again, nor is it read where many lead there: each of the ranges is
# looked up in the index on key and target.
_LEAD_TO = """
UPDATE links SET target_id = :target WHERE (key = :number AND target_id IS NULL)
    OR (key = :number AND target_id < :target) OR (key = :number AND target_id > :target)
"""
_IS_ANY_LINKED = "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM links WHERE key = j.value) LIMIT 1"
_LEAD_NOWHERE = "UPDATE links SET target_id = NULL WHERE key = :number AND target_id IS NOT NULL"
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
        self._absent: dict[str, str] | None = None

    def know(self, sites: Iterable[Site]) -> None:
        """Take profiles into account, whose patterns say which addresses are of one article."""
        if self.keys.know(sites):
            self._absent = None

    def rules(self) -> dict[str, str]:
        """Return by which rules the keys of links were made, by the id of the site."""
        rows = self._db.execute("SELECT name, maker FROM indexes WHERE name GLOB ?", [f"{MAKER}*"]).fetchall()
        return {name.removeprefix(MAKER): maker for name, maker in rows}

    def absent(self) -> dict[str, str]:
        """Return the places of sites whose profiles have made keys and are not known here, each with the site's id."""
        if self._absent is None:
            known = {site.id for site in self.keys.sites()}
            rules = {name: rule for name, rule in self.rules().items() if name not in known}
            self._absent = {place: name for name, rule in rules.items() for place in places_in(rule)}
        return self._absent

    def add(self, article_id: int, article: Article) -> None:
        """Write the links of an article, each with the article that it leads to."""
        rows = [(*row, self.keys.of(row[2])) for row in link_rows(article)]
        if not rows:
            return
        keys = {key for *_, key in rows if key is not None}
        self._note_absent(keys)
        targets = self._targets(keys)
        self._db.conn.executemany(
            _INSERT,
            [(article_id, *row, None if key is None else key.number, targets.get(key)) for *row, key in rows],
        )

    def settle(self, urls: Iterable[str], page_keys: Iterable[str] = ()) -> None:
        """Let the links to some addresses lead to where these lead now, to an archived article or to none.

        Args:
            urls: addresses that lead to an article since a moment ago, or do so no more.
            page_keys: the same as keys of pages, which a profile may have made that is not known here.
        """
        keys = {key for key in map(self.keys.of, urls) if key is not None}
        keys |= {LinkKey(number_of(key), key, None, None) for key in page_keys}
        # An article that is new is mostly one that no other links to yet.
        asked = {number for key in keys for number in key.numbers}
        if self._db.execute(_IS_ANY_LINKED, [json.dumps(list(asked))]).fetchone() is None:
            return
        targets = self._targets(keys)
        # Two addresses with one number lead to one article, but where another profile has made the keys of their pages.
        led_to = {number: targets[key] for key in keys & targets.keys() for number in key.numbers}
        nowhere = asked - led_to.keys()
        execute_many = self._db.conn.executemany
        execute_many(_LEAD_TO, [{"number": number, "target": target} for number, target in led_to.items()])
        execute_many(_LEAD_NOWHERE, [{"number": number} for number in nowhere])

    def _note_absent(self, keys: Iterable[LinkKey]) -> None:
        """Note which profiles would have given some links another key, so that a crawl that has them does it."""
        absent = self.absent()
        if not absent:
            return
        named = {name for place, name in absent.items() if any(is_at([place], key.url) for key in keys)}
        self._db.conn.executemany("DELETE FROM indexes WHERE name = ?", [(f"{MAKER}{name}",) for name in named])

    def _targets(self, keys: Collection[LinkKey]) -> dict[LinkKey | None, int]:
        """Return the articles that addresses lead to; addresses that lead to none are left out."""
        asked = list(keys)
        if not asked:
            return {}
        columns = dict(zip(("numbers", "keys", "plain", "urls"), map(list, zip(*asked, strict=True)), strict=True))
        rows = self._db.execute(_TARGETS, {name: json.dumps(column) for name, column in columns.items()}).fetchall()
        found: dict[LinkKey | None, int] = {}
        for place, _, _, article_id in sorted(rows):
            found.setdefault(asked[place], article_id)
        return found

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
