"""The state of the sites, and what is wrong with their addresses; read only."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from sqlite_utils import Database

from scraper.model import Fault, NotedProblem, Reason, Site, stored_fault
from scraper.policy.counts import counted
from scraper.policy.reasons import ALARMS, INSTEAD, MOVED, NOTICES, in_general, next_step, speaks_of_host
from scraper.policy.severity import severity
from scraper.policy.standing_words import BY_HAND, NEEDS_ATTENTION, NEVER_CRAWLED, NOT_FOLLOWED, OK
from scraper.store.columns import now_text
from scraper.store.days import NEWEST_DAY, Days, utc_day
from scraper.store.health.fields import NO_READERS, Readers
from scraper.store.problems import OF_A_SITE, Problems
from scraper.store.readonly import Row, rows
from scraper.store.standing import followed, noted_problems, open_problems
from scraper.web.urls import authority

_WEEK = dt.timedelta(days=7)
# A run went well unless a problem of its site or of one of its sources was open at its end. A problem that is
# not over has no end; '9999' stands for one, as it sorts after all times. A notice needs nobody, and an alarm speaks of
# more than one run, so that neither spoils one.
#
# What came in the last week is counted for all sites at once, by the index on when articles were seen first: SQLite's
# own choice for a site would read the rows of all of its articles, which are long.
_STATES = f"""
WITH new (site, articles) AS MATERIALIZED (
    SELECT site, count(*) FROM articles INDEXED BY articles_first_seen WHERE first_seen >= :week GROUP BY site
)
SELECT s.id AS site,
    {NEWEST_DAY} AS newest_article,
    (SELECT max(finished_at) FROM crawl_sites cs WHERE cs.site = s.id) AS last_crawl,
    (SELECT max(finished_at) FROM crawl_sites cs WHERE cs.site = s.id AND NOT EXISTS (
        SELECT 1 FROM problems WHERE problems.site = s.id AND since <= cs.finished_at
        AND code NOT IN (SELECT value FROM json_each(:passed_over))
        AND coalesce(until, '9999') > cs.finished_at AND {OF_A_SITE})) AS last_success,
    (SELECT count(*) FROM articles WHERE site = s.id) AS articles,
    coalesce((SELECT articles FROM new WHERE new.site = s.id), 0) AS new_this_week,
    (SELECT count(*) FROM pages WHERE site = s.id AND kind = 'article' AND state = 'failed') AS failed,
    (SELECT count(*) FROM pages WHERE site = s.id AND state = 'deferred' AND kind = 'article') AS deferred
FROM sites s WHERE :only IS NULL OR s.id IN (SELECT value FROM json_each(:only)) ORDER BY s.id
"""
_PAGES = """
SELECT site, url, kind, state, last_status AS status, reason, detail, failures, due_at FROM pages
WHERE state IN ('failed', 'skipped', 'gone') AND reason IS NOT NULL AND (:site IS NULL OR site = :site)
    AND reason NOT IN (SELECT value FROM json_each(:moved))
ORDER BY site, kind <> 'article', visited_at DESC, id DESC
"""
# Nearly all pages are done and have no reason. To read them in their order takes a sixth of the time that the index on
# states takes, by which SQLite would look up each of them.
_WITH_REASON = """
SELECT site, url, state, reason, detail FROM pages NOT INDEXED
WHERE state IN ('done', 'failed') AND reason IS NOT NULL ORDER BY site, id
"""


def site_states(
    db: Database,
    now: dt.datetime,
    sites: Iterable[Site] = (),
    profiles: Iterable[Site] | None = None,
    switched_off: Collection[str] = (),
    readers: Readers = NO_READERS,
    only: Collection[str] | None = None,
    seen_day: Callable[[str], str] = utc_day,
) -> list[Row]:
    """Return one row a site: its verdict, newest article, last crawl, last success, counts, and what is wrong.

    What is wrong with the archive as a whole is a row more, the first one, whose site is None.

    Args:
        db: an archive opened for reading.
        now: the time of the question, aware UTC.
        sites: the sites of the configuration, of which those that were never crawled are listed, too.
        profiles: by which sites are judged that were crawled, where they are at hand; None: ``sites``.
        switched_off: the ids of sites that the configuration leaves out.
        readers: as for :func:`scraper.store.health.alarms`.
        only: the ids of the sites that are asked for; None: all.
        seen_day: as for :class:`scraper.store.days.Days`, by which the newest article is told that states no day.
    """
    sites = [site for site in sites if only is None or site.id in only]
    is_followed = {site.id: site for site in followed(db, now, sites if profiles is None else profiles, switched_off)}
    # To judge each site of a large archive takes seconds, also where one is asked for.
    judged = [site for name, site in is_followed.items() if only is None or name in only]
    noted = open_problems(db, now, judged, readers)
    # What hosts answer instead of articles is no anomaly of its own where that is said already.
    walled = {name for name, found in noted.items() if any(map(_is_of_walls, found))}
    anomalies = _anomalies(db, walled)
    wanted = [site.id for site in sites]
    values = {"week": now_text(now - _WEEK), "passed_over": json.dumps(sorted(NOTICES | ALARMS))}
    Days(seen_day=seen_day).prepare(db)
    states = {row["site"]: row for row in rows(db, _STATES, values | {"only": _ids(only)})}
    missing = [name for name in dict.fromkeys(wanted) if name not in states]
    states |= {name: dict.fromkeys(_COUNTED, 0) | {"site": name} for name in missing}
    of_sites = [
        _site_state(
            state,
            noted.get(name, []),
            anomalies.get(name, []),
            is_wanted=name in wanted,
            is_left=state.get("last_crawl") is not None and name not in is_followed,
        )
        for name, state in sorted(states.items())
    ]
    of_archive = noted.get(None)
    if of_archive is None:
        return of_sites
    empty = dict.fromkeys(_COUNTED) | {"site": None, "failed": 0}
    return [_site_state(empty, of_archive, [], is_wanted=True, is_left=False), *of_sites]


def _ids(only: Collection[str] | None) -> str | None:
    return None if only is None else json.dumps(sorted(only))


def _site_state(
    state: Row, noted: Sequence[NotedProblem], anomalies: list[str], *, is_wanted: bool, is_left: bool
) -> Row:
    """Return the row of a site with its verdict in front, and with what is wrong behind its counts.

    Args:
        state: its times and counts.
        noted: what stands of it.
        anomalies: what its hosts say that is not so.
        is_wanted: whether the configuration names it.
        is_left: whether it was crawled once, and is no more.
    """
    problems = sorted((one for one in noted if not one.problem.is_notice), key=worst_first)
    notices = [one for one in noted if one.problem.is_notice]
    # Whoever fetched a page by hand was told what became of it, and no crawl ever comes to it.
    is_by_hand = state.get("last_crawl") is None and not is_wanted
    has_failed_pages = bool(state["failed"]) and not is_by_hand
    needs_person = (bool(problems) or has_failed_pages) and not is_left
    counts = {name: state.get(name) for name in (*_TIMES, *_COUNTED)}
    verdict = NOT_FOLLOWED if is_left else _verdict(state, needs_person=needs_person, is_by_hand=is_by_hand)
    return {"site": state["site"], "verdict": verdict} | counts | {
        # None, rather than an empty text, says that nothing is wrong.
        "problem": "; ".join(str(one.problem) for one in problems) or None,
        "problems": [problem_row(one) for one in problems],
        "notices": [problem_row(one) for one in notices],
        "anomalies": anomalies,
    }  # fmt: skip


def noted_rows(
    db: Database, now: dt.datetime, profiles: Iterable[Site], switched_off: Collection[str] = ()
) -> list[Row]:
    """Return what the last crawls have noted and needs a person, the worst first: each problem with its ``site``.

    It costs little; :func:`site_states` judges all anew.

    Args:
        db: an archive opened for reading.
        now: the time of the question, aware UTC.
        profiles, switched_off: as for :func:`site_states`.
    """
    noted = [one for one in noted_problems(db, now, profiles, switched_off) if not one.problem.is_notice]
    return [{"site": one.site} | problem_row(one) for one in sorted(noted, key=worst_first)]


def worst_first(one: NotedProblem) -> tuple[int, dt.datetime, int]:
    """Return the place of a problem among others: the worst first, and of those that are as bad the oldest."""
    return severity(one.problem.fault.reason), one.since, one.id


_TIMES = ("newest_article", "last_crawl", "last_success")
_COUNTED = ("articles", "new_this_week", "failed", "deferred")


def _verdict(state: Row, *, needs_person: bool, is_by_hand: bool) -> str:
    """Return how a site is doing, in a word or two."""
    if needs_person:
        return NEEDS_ATTENTION
    if state.get("last_crawl") is not None:
        return OK
    has_pages = bool(state["articles"] or state["failed"])
    return BY_HAND if is_by_hand and has_pages else NEVER_CRAWLED


def problem_row(one: NotedProblem) -> Row:
    """Return a problem of a site or a source: what, since when, how often, and what to do next."""
    reason = one.problem.fault.reason
    return {
        "url": one.problem.url,
        "kind": one.problem.kind,
        "code": str(reason),
        "severity": severity(reason).word,
        "problem": str(one.problem.fault),
        "since": now_text(one.since),
        "last": now_text(one.last),
        "times": one.times,
        "next": next_step(reason, is_source=one.problem.kind is not None) or None,
    }


def problems(
    db: Database,
    now: dt.datetime,
    profiles: Iterable[Site],
    site: str | None = None,
    readers: Readers = NO_READERS,
) -> list[Row]:
    """Return what is wrong: sites and sources first, then the addresses that could not be archived, newest first.

    Args:
        db: an archive opened for reading.
        now: the time of the question, aware UTC.
        profiles: by which sites are judged.
        site: of this site only.
        readers: as for :func:`scraper.store.health.alarms`.
    """
    noted = Problems(db).noted(None if site is None else [site])
    of_articles = [one for one in noted if one.is_open and one.is_of_article]
    # What stands of the archive as a whole is asked for with all sites alone.
    judged = [one for one in followed(db, now, profiles) if site in (None, one.id)]
    of_sites = open_problems(db, now, judged, readers)
    standing = [one for name, found in of_sites.items() if site in (None, name) for one in found] + of_articles
    standing.sort(key=lambda one: (one.since, one.id))
    by_page = {(one.problem.url, str(one.problem.fault.reason)): one for one in standing}
    pages = list(rows(db, _PAGES, {"site": site, "moved": json.dumps(sorted(MOVED))}))
    named = {(row["url"], row["reason"]) for row in pages}
    others = [one for one in standing if (one.problem.url, str(one.problem.fault.reason)) not in named]
    return [*map(_as_page, others), *(_with_sentence(row, by_page.get((row["url"], row["reason"]))) for row in pages)]


def _as_page(one: NotedProblem) -> Row:
    """Return a problem that is no state of a page, of a site or a source, with the keys of one that is."""
    state = "notice" if one.problem.is_notice else "problem"
    kind = one.problem.kind or "site"
    fault = one.problem.fault
    row: Row = {"site": one.site, "url": one.problem.url, "kind": kind, "state": state, "status": None}
    row |= {"reason": fault.advice, "failures": one.times, "due_at": None, "code": str(fault.reason)}
    return row | _since(one)


def _with_sentence(row: Row, noted: NotedProblem | None) -> Row:
    """Return the row of a page with its reason as a sentence, the code of it beside that, and since when."""
    code, detail = row["reason"], row.pop("detail")
    return row | {"reason": stored_fault(code, detail).advice, "code": code} | _since(noted)


def _since(noted: NotedProblem | None) -> Row:
    if noted is None:
        return {"since": None, "times": None}
    return {"since": now_text(noted.since), "times": noted.times}


def _is_of_walls(one: NotedProblem) -> bool:
    return one.problem.fault.reason is Reason.WALLS_GROW


def _anomalies(db: Database, walled: Collection[str | None]) -> dict[str, list[str]]:
    """Return what the hosts of each site said that is not so: a line for each host and kind, with an example.

    Args:
        db: an archive opened for reading.
        walled: the sites of which it stands already that they give walls instead of articles.
    """
    pages: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], str] = {}
    for site, url, fault in _noted(db):
        if site in walled and fault.reason in INSTEAD:
            continue
        # The anomaly is named without its details: with a count or an address in the sentence each page would have one
        # of its own, and nothing would be counted together.
        anomaly = (site, authority(url), in_general(fault.reason))
        pages[anomaly] += 1
        examples.setdefault(anomaly, url)
    lines: dict[str, list[str]] = {}
    for anomaly, count in pages.most_common():
        site, host, what = anomaly
        lines.setdefault(site, []).append(f"{host}: {what} ({counted(count, 'page')}, such as {examples[anomaly]})")
    return lines


def _noted(db: Database) -> Iterator[tuple[str, str, Fault]]:
    """Yield site, address and anomaly of each page whose host said something that is not so."""
    for row in rows(db, _WITH_REASON):
        fault = stored_fault(row["reason"], row["detail"])
        # The reason of a failed page may be its own or an anomaly of its host; the code tells which.
        if speaks_of_host(fault.reason, is_archived=row["state"] == "done"):
            yield row["site"], row["url"], fault
