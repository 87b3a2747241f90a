"""How values stand in Datasette's tables: addresses and numbers of articles as links, NULL as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scraper.report.markup import inside_link, missing, outside_link
from scraper.serve.pages import addresses

# Characters of an address that a cell shows; the link has all of them. Chosen: longer than those that browsers are
# known to send, so that none is cut but the hostile.
_SHOWN = 2_000
# In a statement of one's own, which is of no table, these columns are taken for numbers of articles.
_ARTICLE_COLUMNS = frozenset({"article_id", "target_id", "duplicate_of", "first_id"})
# Tables whose own number is that of an article.
_ARTICLE_TABLES = frozenset({"articles", "archive"})
# In a table of articles these stand before all others, by which a reader knows an article.
_BEFORE_ADDRESSES = ("Link", "id", "date", "site", "kicker", "title")
_SITE_COLUMNS = frozenset({"site", "target_site"})
_BLANK = re.compile(r"\s")


def titles_first(columns: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the columns of a table, or the cells of a row, with its long addresses behind the headlines.

    Args:
        columns: each with ``name``, or of a cell ``column``.
    """
    found = list(columns)
    names = [one.get("name") or one["column"] for one in found]
    if "title" not in names:
        return found
    order = {name: place for place, name in enumerate(_BEFORE_ADDRESSES)}
    places = sorted(range(len(found)), key=lambda place: order.get(names[place], len(order)))
    return [found[place] for place in places]


def cell(column: str, value: Any, table: str | None) -> Any:
    """Return what a cell shows, where Datasette would show something else; None leaves it to Datasette.

    Args:
        column: its name.
        value: of SQLite's types, or a mapping with ``value`` and ``label`` where it refers to a row of another table.
        table: its table; None: it is of the answer to a statement.
    """
    if value is None:
        return missing()
    label, plain = _unfolded(value)
    if plain is None:
        return missing()
    if isinstance(plain, int) and _is_article(column, table):
        return inside_link(addresses.article(plain), str(plain) if label is None else f"{label} ({plain})")
    if isinstance(plain, str) and column in _SITE_COLUMNS and plain:
        return inside_link(addresses.named("site", plain), plain)
    if label is not None:
        return None
    if isinstance(plain, str):
        return _address(plain)
    return None


def _unfolded(value: Any) -> tuple[str | None, Any]:
    """Return the label of a reference to another row, or None, and the value."""
    if isinstance(value, Mapping) and "value" in value:
        return str(value.get("label") or "–"), value["value"]
    return None, value


def _is_article(column: str, table: str | None) -> bool:
    if column in _ARTICLE_COLUMNS:
        return True
    return column == "id" and table in _ARTICLE_TABLES


def _address(text: str) -> Any:
    """Return a link for a text that is an address of the web and nothing else."""
    # A list of its words takes ten times as much memory as a text, which may have megabytes.
    word = text.strip()
    if not word or _BLANK.search(word):
        return None
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return outside_link(text, shown)
