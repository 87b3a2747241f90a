"""The columns of the Parquet dataset: of its tables, and of the parts that they are made of.

Types are those of Arrow by a short name of ours, so that nothing of pyarrow is imported before a file is written.
docs/dataset.md explains every column; a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scraper.about import VERSION

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = "1"
"""Of the dataset; raised when a column changes its name, its type or its meaning."""

DAY, TIME, TEXT, INT, TEXTS = "day", "time", "text", "int", "texts"

Columns = tuple[tuple[str, str], ...]

_TEXT_OF_ARTICLES: Columns = (
    ("kicker", TEXT),
    ("title", TEXT),
    ("date", DAY),
    ("published_at", TIME),
    ("modified_at", TIME),
    ("lead", TEXT),
    ("body", TEXT),
    ("authors", TEXTS),
    ("keywords", TEXT),
    ("section", TEXT),
    ("language", TEXT),
    ("words", INT),
    ("access", TEXT),
    ("digest", TEXT),
    ("reader", TEXT),
    ("signals", TEXT),
    ("sources", TEXT),
)
# What each row of a table of articles begins with: whose it is.
_OF_ARTICLE: Columns = (("url", TEXT), ("site", TEXT), ("day", DAY))

_KEYWORD: Columns = (("position", INT), ("name", TEXT))
_LINK: Columns = (
    *(("relation", TEXT), ("position", INT), ("target_url", TEXT), ("title", TEXT)),
    *(("date", DAY), ("teaser", TEXT)),
)
_MENTION: Columns = (
    *(("position", INT), ("kind", TEXT), ("key", TEXT), ("name", TEXT)),
    *(("start", INT), ("end", INT)),
)
_CAPTURE: Columns = (
    *(("requested_url", TEXT), ("answered_url", TEXT), ("status", INT), ("media_type", TEXT)),
    *(("body_digest", TEXT), ("size", INT), ("source", TEXT), ("offset", INT), ("record_id", TEXT)),
)

LISTS: Mapping[str, Columns] = {"keywords": _KEYWORD, "links": _LINK, "mentions": _MENTION}
"""The tables that have a row for each item of an article's list."""

TABLES: Mapping[str, Columns] = {
    "articles": (
        *_OF_ARTICLE,
        *_TEXT_OF_ARTICLES,
        *(("first_seen", TIME), ("last_seen", TIME), ("captures", INT)),
    ),
    "keywords": (*_OF_ARTICLE, *_KEYWORD),
    "links": (*_OF_ARTICLE, *_LINK),
    "mentions": (*_OF_ARTICLE, *_MENTION),
    "captures": (
        *(("url", TEXT), ("site", TEXT), ("fetched_at", TIME)),
        *_CAPTURE,
        *(("last_seen", TIME), ("visits", INT)),
    ),
}
"""The tables of the dataset, each with its columns in their order; ``year`` is that of the folder."""

PART: Columns = (
    *(("key", TEXT), ("url", TEXT), ("site", TEXT), ("fetched_at", TIME)),
    *_CAPTURE,
    *_TEXT_OF_ARTICLES,
)
"""The columns of a part: what one record says of an article, in one row; the lists of the article follow them."""

REVISIT = "is_revisit"
"""The last plain column of a part: the record says that a page is unchanged, and has no text."""


def arrow_schema(columns: Columns, metadata: Mapping[str, str]) -> pa.Schema:
    """Return a schema of Arrow.

    Args:
        columns: names and types.
        metadata: what the file says of itself.
    """
    import pyarrow as pa

    fields = [pa.field(name, _type(kind)) for name, kind in columns]
    return pa.schema(fields, metadata=dict(metadata))


def part_schema() -> pa.Schema:
    """Return the schema of a part."""
    import pyarrow as pa

    schema = arrow_schema(PART, described("part"))
    for name, columns in LISTS.items():
        item = pa.struct([pa.field(column, _type(kind)) for column, kind in columns])
        schema = schema.append(pa.field(f"{name}_list", pa.list_(item)))
    return schema.append(pa.field(REVISIT, pa.bool_()))


def described(table: str) -> dict[str, str]:
    """Return what a file of a table says of itself: by which programs it was made, and what its columns mean."""
    from scraper.parser import PARSER_VERSION

    return {
        "scraper.table": table,
        "scraper.dataset_schema": SCHEMA_VERSION,
        "scraper.version": VERSION,
        "scraper.parser": PARSER_VERSION,
    }


def _type(kind: str) -> Any:
    import pyarrow as pa

    return {
        DAY: pa.date32(),
        TIME: pa.timestamp("us", tz="UTC"),
        TEXT: pa.string(),
        INT: pa.int64(),
        TEXTS: pa.list_(pa.string()),
    }[kind]
