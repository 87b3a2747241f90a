"""What hosts said that is not so, as far as the archive saw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlite_utils import Database

from scraper.store.columns import now_text


def noted(db: Database) -> Iterator[tuple[str, str, str, str]]:
    """Yield (site, address, state, what was noted) of each page that has a note or failed.

    Args:
        db: the archive.
    """
    yield from db.execute(
        "SELECT site, url, state, last_error FROM pages"
        " WHERE state IN ('done', 'failed') AND last_error IS NOT NULL ORDER BY site, id"
    )


def was_reported(db: Database, site: str, what: str, since: dt.datetime) -> bool:
    """Whether a crawl since then reported this of a site.

    Args:
        db: the archive.
        site: its id.
        what: a part of what was said.
        since: the beginning of the time that counts.
    """
    sql = "SELECT 1 FROM crawl_sites WHERE site = ? AND finished_at >= ? AND instr(problem, ?) > 0 LIMIT 1"
    return db.execute(sql, [site, now_text(since), what]).fetchone() is not None
