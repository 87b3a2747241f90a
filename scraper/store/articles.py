"""Articles in their newest state: the rows of ``articles`` and the lists that hang on them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from scraper.model import Article, Decision, Facts, OtherArticle, Page, Reading
from scraper.policy.acceptance import text_to_compare
from scraper.policy.doubts import Doubt
from scraper.policy.headlines import SHARED_BY, candidates
from scraper.policy.identity import Identity
from scraper.store.columns import now_text
from scraper.store.connection import inserted_row
from scraper.store.keywords import Keywords
from scraper.store.leftovers import clear_next
from scraper.store.links import Links, alternate_urls, link_rows
from scraper.store.records import (
    KNOWN_COLUMNS,
    KNOWN_COUNT,
    STATE_COLUMNS,
    article_columns,
    known_article,
    state_article,
)

# Which article an address leads to: coalesce takes the first that is found, in the order of scraper/policy/identity.py.
# They are the article that the frontier names for this very address, that of a page with its key, that of a page with
# the key of the address which the page calls its own, the article of the same headline that names the address as its
# print or AMP version, and at last the article that has one of the two addresses. The first is looked up, since its row
# may have become part of another one since the page was read. Where nothing was read the title is
# NULL, which equals no headline, so that no print version is found.
IDENTIFY = """coalesce(
    (SELECT id FROM articles WHERE id = :article_id),
    (SELECT article_id FROM pages WHERE key = :key AND article_id IS NOT NULL ORDER BY id LIMIT 1),
    (SELECT article_id FROM pages WHERE key = :own_key AND article_id IS NOT NULL ORDER BY id LIMIT 1),
    (SELECT l.article_id FROM links l JOIN articles n ON n.id = l.article_id
        WHERE l.url = :url AND l.relation = 'alternate' AND l.title IN ('print', 'amp') AND n.title = :title LIMIT 1),
    (SELECT id FROM articles WHERE url = :own_url),
    (SELECT id FROM articles WHERE url = :url))"""

# Lead and body of the state before the newest one, where one visit alone has seen the newest. That began when the state
# before it ended, and only there can figures have changed at two visits in a row.
_EARLIER_TEXT = """
    (SELECT coalesce(v.lead || char(10, 10), '') || v.body FROM versions v WHERE v.article_id = k.id
        AND v.until = a.last_seen AND v.reader = a.reader ORDER BY v.seen_at DESC, v.id DESC LIMIT 1)
"""

# Articles with lead and body of the page, whatever their headlines. The length is what the index articles_site_length
# is asked for; for a text that is not to be compared it is NULL, which equals nothing.
_SAME_BODY = (
    "o.site = :site AND length(o.body) = length(:body) AND o.body = :body AND o.lead IS :lead AND o.id IS NOT k.id"
)

# The columns of Facts. "IS NOT k.id" also holds where no article is known and k.id is NULL; "<>" would then be NULL and
# find no other article. Articles without a body are kept without their text, or hold none, and equal headlines alone
# are no equal texts. The joins are outer ones, since the facts are asked for of new articles, too.
_FACTS = f"""
SELECT {_EARLIER_TEXT},
    (SELECT count(*) FROM articles o WHERE o.digest = :digest AND o.site = :site AND o.id IS NOT k.id AND o.body <> ''),
    (SELECT url FROM articles o WHERE o.digest = :digest AND o.site = :site AND o.id IS NOT k.id AND o.body <> ''
        ORDER BY o.id LIMIT 1),
    (SELECT o.id FROM articles o WHERE o.digest = :digest AND o.id IS NOT k.id AND o.duplicate_of IS NULL
        AND o.body <> '' ORDER BY o.id LIMIT 1),
    EXISTS (SELECT 1 FROM pages WHERE url = :found_in AND kind = 'feed'),
    (SELECT json_group_array(n) FROM (SELECT (SELECT count(*) FROM (SELECT 1 FROM articles o WHERE o.title = t.value
        AND o.site = :site AND o.id IS NOT k.id AND o.digest <> :digest LIMIT :shared_by)) AS n
        FROM json_each(:titles) t)),
    (SELECT count(*) FROM articles o WHERE {_SAME_BODY}),
    (SELECT url FROM articles o WHERE {_SAME_BODY} ORDER BY o.id LIMIT 1),
    (SELECT json_array(o.id, o.url, o.body = :body AND o.title = :own_title,
            o.site = :site AND o.capture_id IS NOT NULL)
        FROM articles o WHERE o.url IN (:stated_url, :own_url) AND o.id IS NOT k.id
        ORDER BY o.url <> :stated_url LIMIT 1),
    CASE WHEN k.id IS NULL THEN (SELECT json_array(min(o.id), min(o.url)) FROM articles o
        WHERE o.site = :site AND o.title = :own_title AND o.body = :body
        GROUP BY o.site HAVING count(*) = 1 AND max(o.gone_at) IS NOT NULL) END,
    {KNOWN_COLUMNS}, {STATE_COLUMNS}
FROM (SELECT {IDENTIFY} AS id) k
LEFT JOIN articles a ON a.id = k.id
LEFT JOIN captures c ON c.id = a.capture_id
"""

# How many columns of _FACTS stand before those of the known article.
_OWN_FACTS = 9

THERE: Mapping[str, None] = MappingProxyType({"gone_at": None, "missing_since": None})
"""The columns that an answer with the article clears: it neither is gone nor seems so."""

LISTS = ("authors", "article_keywords", "links", "vendors", "images")
"""The tables of the lists that hang on an article."""


def identity_values(identity: Identity) -> dict[str, Any]:
    """Return the values of :data:`IDENTIFY`."""
    return {
        "article_id": identity.article_id,
        "key": identity.keys[0],
        "own_key": identity.keys[-1],
        "url": identity.url,
        "title": identity.title,
        "own_url": identity.own_url,
    }


class Articles:
    """The table ``articles`` and its lists. The caller holds the transaction of every write.

    Args:
        db: the archive.
        links: their links.
    """

    def __init__(self, db: Database, links: Links) -> None:
        self._db = db
        self._links = links
        self._keywords = Keywords(db)

    def facts(self, page: Page, reading: Reading, identity: Identity) -> Facts:
        """Return what the archive knows of a page that was read, by one statement.

        Nothing may be written between facts and rows, so they are asked for inside the transaction of the page.

        Args:
            page: its row of the frontier.
            reading: what was read; its digest finds the same text elsewhere.
            identity: by what its article is found.
        """
        values: dict[str, Any] = {"digest": reading.digest, "site": page.site, "found_in": page.found_in}
        values |= {"body": text_to_compare(reading), "lead": None if reading.article is None else reading.article.lead}
        own_title = None if reading.article is None else reading.article.title
        values |= {"own_title": own_title, "stated_url": reading.stated_url}
        values |= {"titles": json.dumps(candidates(reading)), "shared_by": SHARED_BY}
        earlier_text, *row = self._db.execute(_FACTS, identity_values(identity) | values).fetchone()
        own, rest = row[:_OWN_FACTS], row[_OWN_FACTS:]
        same_text, same_text_url, twin_id, named_by_feed, same_titles, same_body, same_body_url, *others = own
        at_stated, gone_twin = (None if text is None else OtherArticle(*json.loads(text)) for text in others)
        known = known_article(rest)
        return Facts(
            known=known,
            earlier_text=earlier_text,
            state=None if known is None else state_article(known.url, rest[KNOWN_COUNT:]),
            same_text=same_text,
            same_text_url=same_text_url,
            twin_id=twin_id,
            named_by_feed=bool(named_by_feed),
            same_titles=tuple(json.loads(same_titles)),
            same_body=same_body,
            same_body_url=same_body_url,
            at_stated=at_stated,
            gone_twin=gone_twin,
        )

    def insert(
        self, decision: Decision, article: Article, reading: Reading, facts: Facts, capture_id: int | None, now: str
    ) -> int:
        """Add an article in its first state and return its row.

        Args:
            decision: what was decided.
            article: the record to be kept.
            reading: with its digest and its reader.
            facts: with the first article of the same text.
            capture_id: what it was read from; None where its site reserves its text.
            now: the time of the visit.
        """
        values = article_columns(article) | {
            "url": article.url,
            "site": article.site,
            "digest": reading.digest,
            "reader": reading.reader,
            # An article that is kept without its text is nobody's duplicate.
            "duplicate_of": None if capture_id is None else facts.twin_id,
            "first_seen": now,
            "last_seen": now,
            "changed_at": now,
            "capture_id": capture_id,
            "doubts": doubts_json(decision.doubts),
            "signals": decision.signals,
        }
        clear_next(self._db)
        marks = ", ".join("?" * len(values))
        cursor = self._db.execute(f"INSERT INTO articles ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        article_id = inserted_row(cursor)
        self._add_lists(article_id, article, LISTS)
        return article_id

    def renew(self, article_id: int, before: Article | None, after: Article, values: dict[str, Any]) -> None:
        """Write the newest state of an article: what differs from before, and some columns more.

        The search index is touched only where an indexed column is written, so equal texts are left alone.

        Args:
            article_id: its row.
            before: the state that the row holds; None: not known, everything is written.
            after: the state to be written.
            values: what else is written, by column.
        """
        columns = article_columns(after)
        if before is not None:
            old = article_columns(before)
            columns = {name: value for name, value in columns.items() if value != old[name]}
        self.update(article_id, columns | values)
        changed = [table for table in LISTS if before is None or _list_of(before, table) != _list_of(after, table)]
        # A row is known by its place in the list alone, and one item more at the top moves all others. So a list that
        # has changed is written anew.
        for table in changed:
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
        self._add_lists(article_id, after, changed)
        others = {*alternate_urls(before), *alternate_urls(after)}
        if "links" in changed and others:
            self._links.settle(others)

    def update(self, article_id: int, values: dict[str, Any]) -> None:
        """Write some columns of an article."""
        names = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(f"UPDATE articles SET {names} WHERE id = ?", [*values.values(), article_id])

    def seen(self, article_id: int, now: dt.datetime, columns: Mapping[str, Any]) -> None:
        """Note that an article is still there, or there again; with other columns, by name, that the visit gave."""
        self.update(article_id, {"last_seen": now_text(now), **THERE, **columns})

    def regroup(self, article_id: int, twin_id: int | None) -> None:
        """Give an article whose text has changed a new original, and its former duplicates one of their own.

        The first of those duplicates becomes the original of the others.

        Args:
            article_id: the article.
            twin_id: the first article that has its new text, or None.
        """
        # An original is no duplicate itself, so nullif gives that first one NULL rather than its own row. SQLite
        # evaluates a subquery once where it does not depend on the row (sqlite.org/lang_expr.html), so that all get the
        # same one.
        self._db.execute(
            "UPDATE articles SET duplicate_of = nullif((SELECT min(id) FROM articles WHERE duplicate_of = :id), id)"
            " WHERE duplicate_of = :id",
            {"id": article_id},
        )
        self.update(article_id, {"duplicate_of": twin_id})

    def twin_of(self, article_id: int, digest: str) -> int | None:
        """Return the first other article that has a text, is nobody's duplicate, and has this digest; or None."""
        (twin_id,) = self._db.execute(
            "SELECT min(id) FROM articles WHERE digest = ? AND id <> ? AND duplicate_of IS NULL AND body <> ''",
            [digest, article_id],
        ).fetchone()
        return None if twin_id is None else int(twin_id)

    def _add_lists(self, article_id: int, article: Article, tables: Sequence[str]) -> None:
        """Add the rows of lists, one statement a table, however many rows there are."""
        for table in tables:
            if table == "links":
                self._links.add(article_id, article)
                continue
            rows = _list_of(article, table)
            if not rows:
                continue
            # The rows of article_keywords name a keyword by its row, which must be there first.
            if table == "article_keywords":
                self._keywords.add(rows)
            self._db.execute(_INSERTS[table], [article_id, json.dumps(rows, ensure_ascii=False)])


# The rows of a list come as one JSON array. json_each gives each its place in the array as "key", from 0, and positions
# count from 1.
_INSERTS = {
    "authors": "INSERT INTO authors (article_id, position, name) SELECT ?, key + 1, value FROM json_each(?)",
    "article_keywords": "INSERT INTO article_keywords (article_id, position, keyword_id)"
    " SELECT ?, j.key + 1, k.id FROM json_each(?) j JOIN keywords k ON k.name = j.value",
    "vendors": "INSERT INTO vendors (article_id, position, name, place, url)"
    " SELECT ?, key + 1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
    "images": "INSERT INTO images (article_id, position, url, caption, credit)"
    " SELECT ?, key + 1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
}


def _list_of(article: Article, table: str) -> list[Any]:
    """Return the rows of one of an article's lists, as :data:`_INSERTS` and :meth:`Links.add` take them."""
    if table == "authors":
        return list(article.authors)
    if table == "article_keywords":
        # A keyword that a page gives twice counts once, where it stands first.
        return list(dict.fromkeys(article.keywords))
    if table == "vendors":
        return [(vendor.name, vendor.place, vendor.url) for vendor in article.vendors]
    if table == "images":
        return [(image.url, image.caption, image.credit) for image in article.images]
    return link_rows(article)


def doubts_json(doubts: Sequence[Doubt]) -> str | None:
    """Return what a page states and is not believed, as the archive stores it: field -> {stated, why}; or None."""
    if not doubts:
        return None
    return json.dumps({name: {"stated": stated, "why": why} for name, stated, why in doubts})


def bare(article: Article) -> Article:
    """Return what is kept of an article whose site reserves its text: address, title and day."""
    return replace(Article(article.url, article.site), title=article.title, date=article.date)
