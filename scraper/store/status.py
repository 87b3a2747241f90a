"""The state of the sites, and what is wrong with their addresses; read only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from sqlite_utils import Database

from scraper.model import Fault, Problem, stored_fault
from scraper.policy.reasons import NOTICES, in_general, speaks_of_host
from scraper.store.columns import now_text
from scraper.store.problems import OF_A_SITE
from scraper.store.readonly import Row, rows
from scraper.web.urls import authority

_WEEK = dt.timedelta(days=7)
_NEEDS_PERSON = "code NOT IN ({})".format(", ".join(f"'{reason}'" for reason in sorted(NOTICES)))
# A run went well unless a problem of its site or of one of its sources was open at its end. A problem that is not over
# has no end; '9999' stands for one, as it sorts after all times.
_STATES = f"""
SELECT s.id AS site,
    (SELECT count(*) FROM articles WHERE site = s.id) AS articles,
    (SELECT max(finished_at) FROM crawl_sites cs WHERE cs.site = s.id AND NOT EXISTS (
        SELECT 1 FROM problems WHERE problems.site = s.id AND since <= cs.finished_at
        AND coalesce(until, '9999') > cs.finished_at AND {OF_A_SITE} AND {_NEEDS_PERSON})) AS last_success,
    (SELECT count(*) FROM articles WHERE site = s.id AND first_seen >= :week) AS new_this_week,
    (SELECT count(*) FROM pages WHERE site = s.id AND state = 'failed') AS failing,
    (SELECT count(*) FROM pages WHERE site = s.id AND state = 'deferred' AND kind = 'article') AS left_out
FROM sites s ORDER BY s.id
"""
_OPEN = (
    f"SELECT site, url, code, detail FROM problems WHERE until IS NULL AND {OF_A_SITE} AND {_NEEDS_PERSON} ORDER BY id"
)
_KINDS = "SELECT url, kind FROM pages WHERE kind <> 'article'"


def site_states(db: Database, now: dt.datetime) -> list[Row]:
    """Return one row a site: articles, last success, new this week, failures, what was left out, what is wrong.

    Args:
        db: an archive opened for reading.
        now: the time of the question, aware UTC.
    """
    open_problems = _open_problems(db)
    anomalies = _anomalies(db)
    states = list(rows(db, _STATES, {"week": now_text(now - _WEEK)}))
    for state in states:
        wrong = open_problems.get(state["site"], [])
        # None, rather than an empty text, says that nothing is wrong.
        state["problem"] = "; ".join(map(str, wrong)) or None
        state["lies"] = anomalies.get(state["site"], [])
    return states


def problems(db: Database, site: str | None = None) -> list[Row]:
    """Return the addresses that could not be archived, each with its reason, newest first.

    Args:
        db: an archive opened for reading.
        site: of this site only.
    """
    sql = (
        "SELECT site, url, kind, state, last_status AS status, reason, detail, failures, due_at FROM pages"
        " WHERE state IN ('failed', 'skipped', 'gone') AND reason IS NOT NULL AND (:site IS NULL OR site = :site)"
        " ORDER BY site, kind <> 'article', visited_at DESC, id DESC"
    )
    return [_with_sentence(row) for row in rows(db, sql, {"site": site})]


def _with_sentence(row: Row) -> Row:
    """Return the row of a page with its reason as a sentence, and the code of it beside that."""
    code, detail = row["reason"], row.pop("detail")
    return row | {"reason": stored_fault(code, detail).advice, "code": code}


def _open_problems(db: Database) -> dict[str, list[Problem]]:
    """Return by site what is wrong with it and its sources, the oldest first."""
    # The sentence says of what kind a source is, which the problem itself does not know.
    kinds = {row["url"]: row["kind"] for row in rows(db, _KINDS)}
    found: dict[str, list[Problem]] = {}
    for row in rows(db, _OPEN):
        problem = Problem(stored_fault(row["code"], row["detail"]), row["url"], kinds.get(row["url"]))
        found.setdefault(row["site"], []).append(problem)
    return found


def _anomalies(db: Database) -> dict[str, list[str]]:
    """Return what the hosts of each site said that is not so: a line for each host and kind, with an example."""
    pages: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], str] = {}
    for site, url, fault in _noted(db):
        # The anomaly is named without its details: with a count or an address in the sentence each page would have one
        # of its own, and nothing would be counted together.
        anomaly = (site, authority(url), in_general(fault.reason))
        pages[anomaly] += 1
        examples.setdefault(anomaly, url)
    lines: dict[str, list[str]] = {}
    for anomaly, count in pages.most_common():
        site, host, what = anomaly
        number = "1 page" if count == 1 else f"{count} pages"
        lines.setdefault(site, []).append(f"{host}: {what} ({number}, such as {examples[anomaly]})")
    return lines


def _noted(db: Database) -> Iterator[tuple[str, str, Fault]]:
    """Yield site, address and anomaly of each page whose host said something that is not so."""
    sql = (
        "SELECT site, url, state, reason, detail FROM pages"
        " WHERE state IN ('done', 'failed') AND reason IS NOT NULL ORDER BY site, id"
    )
    for row in rows(db, sql):
        fault = stored_fault(row["reason"], row["detail"])
        # The reason of a failed page may be its own or an anomaly of its host; the code tells which.
        if speaks_of_host(fault.reason, is_archived=row["state"] == "done"):
            yield row["site"], row["url"], fault
