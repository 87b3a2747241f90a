"""The state of the sites, and what is wrong with their addresses."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from scraper.store.columns import now_text
from scraper.store.readonly import Row, rows


def problems(db: Database, site: str | None = None) -> list[Row]:
    """Return the addresses that could not be archived, each with its reason, newest first."""
    sql = (
        "SELECT site, url, kind, state, last_status AS status, last_error AS reason, failures, due_at FROM pages"
        " WHERE state IN ('failed', 'skipped', 'gone') AND last_error IS NOT NULL AND (:site IS NULL OR site = :site)"
        " ORDER BY site, kind <> 'article', visited_at DESC, id DESC"
    )
    return list(rows(db, sql, {"site": site}))


def site_states(db: Database, now: dt.datetime) -> list[Row]:
    """Return one row a site: articles, last success, new this week, failures, what was left out."""
    week_ago = now_text(now - dt.timedelta(days=7))
    sql = """
    SELECT s.id AS site,
        (SELECT count(*) FROM articles WHERE site = s.id) AS articles,
        (SELECT max(finished_at) FROM crawl_sites WHERE site = s.id AND problem IS NULL) AS last_success,
        (SELECT count(*) FROM articles WHERE site = s.id AND first_seen >= :week) AS new_this_week,
        (SELECT count(*) FROM pages WHERE site = s.id AND state = 'failed') AS failing,
        (SELECT count(*) FROM pages WHERE site = s.id AND state = 'left' AND kind = 'article') AS left_out,
        (SELECT problem FROM crawl_sites WHERE site = s.id ORDER BY crawl_id DESC LIMIT 1) AS problem
    FROM sites s ORDER BY s.id
    """
    return list(rows(db, sql, {"week": week_ago}))
