"""What the robots.txt of a site's hosts forbids that is archived."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlite_utils import Database

from scraper.model import Alarm, Reason, fault
from scraper.policy.robots import AGENT_TOKEN, Robots, Verdict
from scraper.store.health.newest import Newest
from scraper.store.readonly import rows
from scraper.web.urls import authority

NEWEST_ADDRESSES = 50
"""So many of a site's newest articles are looked at (chosen: a few weeks of a newsroom)."""

FEWEST_FORBIDDEN = 3
"""So many forbidden addresses are an alarm: one or two may be under a rule for a folder of their own (chosen)."""

# Articles without a day are as new as they are in the archive; both halves are read along one index.
_ADDRESSES = """
SELECT url FROM articles WHERE site = :site AND date IS {no} NULL AND gone_at IS NULL ORDER BY {order} LIMIT :most
"""
_DATED, _UNDATED = _ADDRESSES.format(no="NOT", order="date DESC, id DESC"), _ADDRESSES.format(no="", order="id DESC")
_RULES = "SELECT robots, robots_at FROM hosts WHERE host = :host AND robots IS NOT NULL"


def judge(newest: Newest) -> list[Alarm]:
    """Return what stands of a site whose robots.txt, as it was read last, forbids addresses that are archived.

    Args:
        newest: what the archive has of the site.
    """
    db, now = newest.db, newest.now
    values = {"site": newest.site.id, "most": NEWEST_ADDRESSES}
    urls = [row["url"] for sql in (_DATED, _UNDATED) for row in rows(db, sql, values)]
    forbidding: Counter[Verdict] = Counter()
    since = now
    files: dict[str, tuple[Robots, dt.datetime]] = {}
    for url in urls[:NEWEST_ADDRESSES]:
        host = authority(url)
        if host not in files:
            files[host] = _rules(db, host, now)
        robots, read_at = files[host]
        verdict = robots.allowed(AGENT_TOKEN, url)
        if not verdict.allowed:
            forbidding[verdict] += 1
            since = min(since, read_at)
    forbidden = forbidding.total()
    if forbidden < FEWEST_FORBIDDEN:
        return []
    rule = forbidding.most_common(1)[0][0]
    of = min(len(urls), NEWEST_ADDRESSES)
    why = fault(Reason.ROBOTS_TOOK_AWAY, forbidden=forbidden, of=of, line=rule.line or 0, rule=rule.rule or "")
    return [Alarm(why, since)]


def _rules(db: Database, host: str, now: dt.datetime) -> tuple[Robots, dt.datetime]:
    """Return the rules of a host that were read last, and when that was; a host without any forbids nothing."""
    for row in rows(db, _RULES, {"host": host}):
        return Robots.parse(row["robots"]), dt.datetime.fromisoformat(row["robots_at"])
    return Robots(), now
