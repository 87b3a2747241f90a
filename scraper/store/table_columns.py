"""The tables that leave the archive for analysts: each joined so that it is useful alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.model.exported import Column, Kind
from scraper.store.usual_spelling import usual_spelling

_TEXT, _WHOLE, _SHARE, _FLAG, _DAY, _TIME = Kind.TEXT, Kind.WHOLE, Kind.SHARE, Kind.FLAG, Kind.DAY, Kind.TIME


@dataclass(frozen=True, slots=True)
class OutgoingTable:
    """One table.

    Args:
        name: as users call it.
        columns: in their order.
        values: the SQL expression of each column.
        source: what stands behind FROM.
        order: the names of the columns that its rows are sorted by; the first one is a number that never falls.
    """

    name: str
    columns: tuple[Column, ...]
    values: tuple[str, ...]
    source: str
    order: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The whole table as a SELECT without order."""
        named = ", ".join(
            f'{value} AS "{column.name}"' for column, value in zip(self.columns, self.values, strict=True)
        )
        return f"SELECT {named} FROM {self.source}"


_Rows = Sequence[tuple[str, Kind, str]]


def _table(name: str, rows: _Rows, source: str, *order: str) -> OutgoingTable:
    """Return a table of rows: name of the column, kind, SQL expression."""
    columns = tuple(Column(column, kind) for column, kind, _ in rows)
    return OutgoingTable(name, columns, tuple(sql for _, _, sql in rows), source, order)


def _of_articles(table: str) -> str:
    """Return the source of a table whose rows belong to articles each: its rows in their order, then the article."""
    # SQLite never changes the order of tables around CROSS JOIN (sqlite.org/optoverview.html), and takes no other way
    # than the key of a table that is NOT INDEXED (sqlite.org/lang_indexedby.html). Else it would sort all rows.
    return f"{table} x NOT INDEXED CROSS JOIN articles a ON a.id = x.article_id"


# What each table says of the article that a row belongs to.
_OF_ARTICLE: _Rows = (
    ("article_id", _WHOLE, "x.article_id"),
    ("article_url", _TEXT, "a.url"),
    ("site", _TEXT, "a.site"),
    ("date", _DAY, "a.date"),
    ("article_title", _TEXT, "a.title"),
)
_AUTHORS = "(SELECT group_concat(name, '; ') FROM (SELECT name FROM authors WHERE article_id = a.id ORDER BY position))"
# The first declaration counts (policy/signals.py). JSON that is broken must not end an export.
_RESERVED = """coalesce(CASE WHEN json_valid(a.signals) THEN (
    SELECT e.value ->> '$.value' = '1' FROM json_each(a.signals, '$.evidence') e
    WHERE e.value ->> '$.kind' = 'tdm-reservation' LIMIT 1) END, 0)"""

_ARTICLES: _Rows = (
    ("id", _WHOLE, "a.id"),
    ("url", _TEXT, "a.url"),
    ("site", _TEXT, "a.site"),
    ("date", _DAY, "a.date"),
    ("kicker", _TEXT, "a.kicker"),
    ("title", _TEXT, "a.title"),
    ("lead", _TEXT, "a.lead"),
    ("body", _TEXT, "a.body"),
    ("authors", _TEXT, _AUTHORS),
    ("keywords", _TEXT, "a.keywords"),
    ("section", _TEXT, "a.section"),
    ("language", _TEXT, "a.language"),
    ("words", _WHOLE, "a.words"),
    ("published_at", _TIME, "a.published_at"),
    ("modified_at", _TIME, "a.modified_at"),
    ("access", _TEXT, "a.access"),
    ("reserved", _FLAG, _RESERVED),
    ("first_seen", _TIME, "a.first_seen"),
    ("last_seen", _TIME, "a.last_seen"),
    ("changed_at", _TIME, "a.changed_at"),
    ("missing_since", _TIME, "a.missing_since"),
    ("gone_at", _TIME, "a.gone_at"),
    ("earlier_states", _WHOLE, "(SELECT count(*) FROM versions v WHERE v.article_id = a.id)"),
    ("story_id", _WHOLE, "(SELECT min(s.story_id) FROM story_articles s WHERE s.article_id = a.id)"),
    ("duplicate_of", _WHOLE, "a.duplicate_of"),
    ("digest", _TEXT, "a.digest"),
)
_KEYWORDS: _Rows = (
    *_OF_ARTICLE,
    ("position", _WHOLE, "x.position"),
    ("name", _TEXT, "k.name"),
    ("canonical_name", _TEXT, "c.name"),
)
_AUTHOR_ROWS: _Rows = (*_OF_ARTICLE, ("position", _WHOLE, "x.position"), ("name", _TEXT, "x.name"))
_VENDORS: _Rows = (*_AUTHOR_ROWS, ("place", _TEXT, "x.place"), ("url", _TEXT, "x.url"))
_IMAGES: _Rows = (
    *_OF_ARTICLE,
    ("position", _WHOLE, "x.position"),
    ("url", _TEXT, "x.url"),
    ("caption", _TEXT, "x.caption"),
    ("credit", _TEXT, "x.credit"),
)
_IS_OTHER_FORM = "x.relation = 'alternate'"
_LINKS: _Rows = (
    *_OF_ARTICLE,
    ("relation", _TEXT, "x.relation"),
    ("position", _WHOLE, "x.position"),
    ("url", _TEXT, "x.url"),
    ("text", _TEXT, f"CASE WHEN NOT {_IS_OTHER_FORM} THEN x.title END"),
    ("kind", _TEXT, f"CASE WHEN {_IS_OTHER_FORM} THEN x.title END"),
    ("link_date", _DAY, "x.date"),
    ("teaser", _TEXT, "x.teaser"),
    ("target_id", _WHOLE, "x.target_id"),
    ("target_url", _TEXT, "t.url"),
    ("target_site", _TEXT, "t.site"),
    ("target_date", _DAY, "t.date"),
    ("target_title", _TEXT, "t.title"),
    ("target_gone_at", _TIME, "t.gone_at"),
    ("state", _TEXT, "k.state"),
    ("since", _TIME, "k.since"),
    ("checked_at", _TIME, "k.checked_at"),
    ("moved_to", _TEXT, "k.moved_to"),
)
# linkcheck keeps addresses without their fragment, and asks for references alone, of targets that are not archived.
_LINK_SOURCE = f"""{_of_articles("links")}
    LEFT JOIN articles t ON t.id = x.target_id
    LEFT JOIN link_checks k ON x.relation = 'reference' AND x.target_id IS NULL
        AND k.url = CASE instr(x.url, '#') WHEN 0 THEN x.url ELSE substr(x.url, 1, instr(x.url, '#') - 1) END"""


def _of_record(name: str) -> str:
    """Return the expression of a field of an earlier state's record."""
    return f"CASE WHEN json_valid(v.record) THEN v.record ->> '$.{name}' END"


def _list_of_record(name: str) -> str:
    """Return the expression of a list of an earlier state's record, its items joined."""
    items = f"SELECT group_concat(e.value, '; ') FROM json_each(v.record, '$.{name}') e"
    return f"CASE WHEN json_valid(v.record) THEN ({items}) END"


_VERSIONS: _Rows = (
    ("article_id", _WHOLE, "v.article_id"),
    ("article_url", _TEXT, "a.url"),
    ("site", _TEXT, "a.site"),
    ("id", _WHOLE, "v.id"),
    ("seen_at", _TIME, "v.seen_at"),
    ("until", _TIME, "v.until"),
    ("changed", _TEXT, "v.changed"),
    ("date", _DAY, _of_record("date")),
    ("kicker", _TEXT, "v.kicker"),
    ("title", _TEXT, "v.title"),
    ("lead", _TEXT, "v.lead"),
    ("body", _TEXT, "v.body"),
    ("authors", _TEXT, _list_of_record("authors")),
    ("keywords", _TEXT, _list_of_record("keywords")),
    ("section", _TEXT, _of_record("section")),
    ("published_at", _TIME, _of_record("published_at")),
    ("modified_at", _TIME, _of_record("modified_at")),
    ("digest", _TEXT, "v.digest"),
)
_MENTIONS: _Rows = (
    *_OF_ARTICLE,
    ("kind", _TEXT, "x.kind"),
    ("key", _TEXT, "x.key"),
    ("name", _TEXT, "x.name"),
    ("start", _WHOLE, "x.start"),
    ("end", _WHOLE, 'x."end"'),
    ("text", _TEXT, 'substr(a.body, x.start + 1, x."end" - x.start)'),
)
_STORIES: _Rows = (
    ("story_id", _WHOLE, "x.story_id"),
    *_OF_ARTICLE,
    ("is_first", _FLAG, "x.article_id = s.first_id"),
    ("share", _SHARE, "x.share"),
    ("articles", _WHOLE, "(SELECT count(*) FROM story_articles o WHERE o.story_id = x.story_id)"),
)


_KEYWORD_SOURCE = f"{_of_articles('article_keywords')} {usual_spelling('x')}"
_STORY_SOURCE = f"""{_of_articles("story_articles")}
    CROSS JOIN stories s ON s.id = x.story_id"""
# Both have their rows by article in an index alone.
_VERSION_SOURCE = "versions v INDEXED BY versions_article CROSS JOIN articles a ON a.id = v.article_id"
_MENTION_SOURCE = "mentions x INDEXED BY mentions_article CROSS JOIN articles a ON a.id = x.article_id"
_BY_PLACE = ("article_id", "position")

OUTGOING = {
    table.name: table
    for table in (
        _table("articles", _ARTICLES, "articles a NOT INDEXED", "id"),
        _table("keywords", _KEYWORDS, _KEYWORD_SOURCE, *_BY_PLACE),
        _table("authors", _AUTHOR_ROWS, _of_articles("authors"), *_BY_PLACE),
        _table("links", _LINKS, _LINK_SOURCE, "article_id", "relation", "position"),
        _table("vendors", _VENDORS, _of_articles("vendors"), *_BY_PLACE),
        _table("images", _IMAGES, _of_articles("images"), *_BY_PLACE),
        _table("versions", _VERSIONS, _VERSION_SOURCE, "article_id", "seen_at", "id"),
        _table("mentions", _MENTIONS, _MENTION_SOURCE, "article_id", "start", "kind", "key", "name", "end"),
        _table("stories", _STORIES, _STORY_SOURCE, "story_id", "article_id"),
    )
}
"""Name -> table, in the order in which they are shown."""
