"""What ``scraper forget`` would remove, asked of an archive that is only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.model import Site
from scraper.policy.identity import identity_of
from scraper.store.files import resolved
from scraper.store.forgotten import keys_of
from scraper.store.reach import COLUMNS
from scraper.store.readonly import Row

if TYPE_CHECKING:
    from scraper.store.archive import Archive

_LISTED = """
SELECT a.id, coalesce(a.date, substr(a.first_seen, 1, 10)) AS date, a.site, a.title,
    (SELECT count(*) FROM captures c WHERE c.url IN (
        SELECT a.url UNION SELECT p.url FROM pages p WHERE p.article_id = a.id)) AS captures,
    (SELECT count(*) FROM versions v WHERE v.article_id = a.id) AS versions, a.url
FROM articles a WHERE a.id = ?
"""
_LISTED_ADDRESS = """
SELECT NULL AS id, coalesce(substr(p.published, 1, 10), substr(p.lastmod, 1, 10)) AS date, p.site, NULL AS title,
    (SELECT count(*) FROM captures c WHERE c.url = p.url) AS captures, 0 AS versions, p.url
FROM pages p WHERE p.url = ?
"""
# The tables in which a search index keeps its rows are named after it, and SQLite's own begin with its name.
_OWN_TABLES = """
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'articles_fts*'
    AND name NOT GLOB 'articles_words*'
ORDER BY name
"""


@dataclass(slots=True)
class Chosen:
    """What is to be forgotten.

    Attributes:
        articles: rows of articles, each once.
        addresses: of the frontier, which led to no article.
        forgotten: addresses that were forgotten before, with the time.
        missing: what was asked for and is not there.
    """

    articles: dict[int, None] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)
    forgotten: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to forget."""
        return not self.articles and not self.addresses


def choose_number(archive: Archive, number: int | None, text: str, chosen: Chosen) -> None:
    """Add the article of a number, or what was typed to what is missing."""
    if number is None or archive.article(number) is None:
        chosen.missing.append(text)
    else:
        chosen.articles[number] = None


def choose_address(archive: Archive, url: str, site: Site | None, text: str, chosen: Chosen) -> None:
    """Add what an address leads to: an article, or a row of the frontier.

    Args:
        archive: opened for reading.
        url: the canonical address.
        site: its profile, or None.
        text: as it was typed.
        chosen: what is added to.
    """
    article_id = archive.find_article(identity_of(url, site))
    if article_id is not None:
        chosen.articles[article_id] = None
        return
    marks = ", ".join("?" * len(keys := sorted(keys_of(url, site))))
    waiting = f"SELECT url FROM pages WHERE kind = 'article' AND (url = ? OR key IN ({marks}))"
    found = [row["url"] for row in archive.rows(waiting, [url, *keys])]
    chosen.addresses.update(dict.fromkeys(found))
    if found:
        return
    at = archive.forgotten.since([url], site)
    if at is None:
        chosen.missing.append(text)
    else:
        chosen.forgotten[text] = at


def choose_where(archive: Archive, condition: str, chosen: Chosen) -> None:
    """Add the articles that a condition in SQL holds for.

    Args:
        archive: opened for reading, so that nothing can be changed by it.
        condition: of the columns of ``articles``.
        chosen: what is added to.

    Raises:
        QueryError: SQLite refuses it.
    """
    # The condition stands on lines of its own, so that a comment at its end does not take in what follows.
    found = archive.rows(f"SELECT id FROM articles WHERE (\n{condition}\n) ORDER BY id")
    chosen.articles.update(dict.fromkeys(row["id"] for row in found))


def listed(archive: Archive, chosen: Chosen) -> Iterator[Row]:
    """Yield a row of each article and each address that is chosen: what it is, with how many captures and versions."""
    for article_id in chosen.articles:
        yield from archive.rows(_LISTED, [article_id])
    for url in chosen.addresses:
        yield from archive.rows(_LISTED_ADDRESS, [url])


def own_tables(archive: Archive) -> list[str]:
    """Return the tables that somebody else has made in the archive."""
    return [row["name"] for row in archive.rows(_OWN_TABLES) if row["name"] not in COLUMNS]


def older_files(path: Path) -> Sequence[str]:
    """Return the names of the files that migrations have left beside an archive."""
    path = resolved(path)
    return sorted(file.name for file in path.parent.glob(f"{path.name}.v[0-9]*"))
