"""Which sites have fallen silent: the days of their articles and of the looks at them, judged by their own rhythm."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import median

from sqlite_utils import Database

from scraper.analysis.cadence import History, quiet_sites
from scraper.analysis.cadence_days import MOST_DAYS
from scraper.model import Alarm, Reason, Site, fault
from scraper.policy.reasons import ALARMS, NOTICES
from scraper.policy.severity import Severity, severity
from scraper.store.columns import now_text
from scraper.store.problems import OF_A_SITE
from scraper.store.readonly import rows

# The day of an article is the one that its page states. Only that of articles of the last weeks is compared with their
# first visit, since that reads the rows themselves: an older day cannot hide that a site is silent now.
_COMPARED = dt.timedelta(days=120)
# The index on site and date has all that older days need; SQLite's own choice, the one on dates, would read each row.
# The last weeks are read by that one: its own choice there is an index of sites, by which it would read all rows.
# A row for each site, with all its days in one text, since a row for each day costs several times as much.
_DATED = """
SELECT site, group_concat(day || ' ' || articles) AS days FROM (
    SELECT site, date AS day, count(*) AS articles FROM articles INDEXED BY articles_site_date
    WHERE date BETWEEN :earliest AND :compared GROUP BY site, date
    UNION ALL
    SELECT site, min(date, substr(first_seen, 1, 10)), count(*) FROM articles INDEXED BY articles_date
    WHERE date > :compared GROUP BY 1, 2
) GROUP BY site
"""
_UNDATED = """
SELECT site, group_concat(day || ' ' || articles) AS days FROM (
    SELECT site, substr(first_seen, 1, 10) AS day, count(*) AS articles FROM articles
    WHERE date IS NULL AND site IN (SELECT id FROM sites) GROUP BY 1, 2
) GROUP BY site
"""
# The last look of each day. It leaps back from day to day by the index, so that a crawl each quarter of an hour costs
# no more than one a day.
_LOOKS = """
WITH RECURSIVE looks (site, look) AS (
    SELECT id, (SELECT max(finished_at) FROM crawl_sites WHERE site = sites.id AND finished_at <= :now) FROM sites
    UNION ALL
    SELECT site, (SELECT max(finished_at) FROM crawl_sites c
        WHERE c.site = looks.site AND c.finished_at < substr(looks.look, 1, 10))
    FROM looks WHERE look >= :earliest
)
SELECT site, group_concat(look) AS looks FROM looks WHERE look >= :earliest GROUP BY site
"""
# A run went well unless a problem of its site or of one of its sources was open at its end, as in ``scraper status``.
_FAILURES = f"""
SELECT site, since, coalesce(until, '9999') AS until FROM problems
WHERE site IS NOT NULL AND code NOT IN (SELECT value FROM json_each(:passed_over)) AND {OF_A_SITE}
"""
# By when in the day articles come is learned from the newest of each site. Chosen: weeks of a site of several a day.
_NEWEST = 200
_HOURS = """
SELECT s.value AS site, substr(a.published_at, 12, 2) AS hour, count(*) AS articles
FROM json_each(:sites) s JOIN articles a ON a.id IN (
    SELECT id FROM articles WHERE site = s.value AND date IS NOT NULL ORDER BY date DESC LIMIT :newest)
WHERE a.published_at IS NOT NULL GROUP BY 1, 2
"""
# Articles without a day that come all at once were found, and not published then, as after a relaunch. Chosen: more
# than any newsroom of this field writes in a day, and more than five times what the site's days usually bring.
_FLOOD, _FLOOD_FACTOR = 20, 5
# What is the matter with such a host costs nothing that it publishes.
_PASSED_OVER = sorted(NOTICES | ALARMS | {reason for reason in Reason if severity(reason) >= Severity.MINOR})
_DAY_LENGTH = len("2026-11-27")
Days = dict[str, Counter[dt.date]]


def quiet(db: Database, sites: Iterable[Site], now: dt.datetime) -> Mapping[str, list[Alarm]]:
    """Return an alarm for each site that has fallen silent.

    Args:
        db: the archive, which is only read.
        sites: the sites that are judged; all that were ever crawled are what they are compared with.
        now: the time of the question, aware UTC.
    """
    wanted = {site.id for site in sites}
    if not wanted:
        return {}
    found = quiet_sites(_histories(db, wanted, now), now)
    return {
        name: [
            Alarm(
                fault(Reason.QUIET, days=verdict.working_days, gap=f"{verdict.usual_gap:.1f}"),
                dt.datetime.combine(verdict.since, dt.time(), dt.UTC),
            )
        ]
        for name, verdict in found.items()
        if name in wanted
    }


def _histories(db: Database, wanted: set[str], now: dt.datetime) -> dict[str, History]:
    """Return what the archive knows of the days of each site that was ever crawled."""
    earliest = (now - dt.timedelta(days=MOST_DAYS)).date().isoformat()
    looks = _looks(db, earliest, now)
    compared = (now - _COMPARED).date().isoformat()
    dated = _by_day(db, _DATED, {"earliest": earliest, "compared": compared})
    undated = _by_day(db, _UNDATED, {})
    hours = _hours(db, wanted & looks.keys())
    failures = _failures(db)
    histories = {}
    for name, own_looks in looks.items():
        articles = dated.get(name, Counter[dt.date]())
        if name in undated:
            articles += _published(undated[name], articles, _day(own_looks[0]))
        went_well = _outside(own_looks, failures.get(name, []))
        days = frozenset(day for day in map(_day, went_well) if day is not None)
        last = dt.datetime.fromisoformat(went_well[-1]) if went_well else None
        histories[name] = History(articles, days, last, hours.get(name, ()))
    return histories


def _published(undated: Mapping[dt.date, int], dated: Mapping[dt.date, int], began: dt.date | None) -> Counter[dt.date]:
    """Return by day the articles without a day that came when they were first seen, rather than being found then.

    What the first crawl finds may be of any age, and so may what comes in a flood.
    """
    usual = median([*dated.values(), *undated.values()])
    most = max(_FLOOD, _FLOOD_FACTOR * usual)
    return Counter({day: count for day, count in undated.items() if count <= most and (began is None or day > began)})


def _by_day(db: Database, sql: str, values: dict[str, str]) -> Days:
    """Return the number of articles by site and day."""
    found: Days = {}
    for row in rows(db, sql, values):
        counts = found[row["site"]] = Counter()
        for one in row["days"].split(","):
            text, _, count = one.rpartition(" ")
            day = _day(text)
            if day is not None:
                counts[day] += int(count)
    return found


def _looks(db: Database, earliest: str, now: dt.datetime) -> dict[str, list[str]]:
    """Return the last look at each site on each day, in their order."""
    values = {"earliest": earliest, "now": now_text(now)}
    return {row["site"]: sorted(row["looks"].split(",")) for row in rows(db, _LOOKS, values)}


def _failures(db: Database) -> dict[str, list[tuple[str, str]]]:
    """Return since when and until when something was wrong with each site or its sources."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows(db, _FAILURES, {"passed_over": json.dumps(_PASSED_OVER)}):
        found[row["site"]].append((row["since"], row["until"]))
    return found


def _outside(looks: Iterable[str], failures: Iterable[tuple[str, str]]) -> list[str]:
    """Return the looks that lie in no failure, in their order; both are walked once, in order of time."""
    waiting = sorted(failures, reverse=True)
    went_well, until = [], ""
    for look in looks:
        while waiting and waiting[-1][0] <= look:
            until = max(until, waiting.pop()[1])
        if look >= until:
            went_well.append(look)
    return went_well


def _hours(db: Database, sites: Iterable[str]) -> dict[str, list[int]]:
    """Return how many of the newest articles of each site came in each hour of the day, UTC."""
    found: dict[str, list[int]] = {}
    values = {"sites": json.dumps(sorted(sites)), "newest": _NEWEST}
    for row in rows(db, _HOURS, values):
        if row["hour"].isdecimal() and int(row["hour"]) < 24:
            found.setdefault(row["site"], [0] * 24)[int(row["hour"])] += row["articles"]
    return found


def _day(text: str | None) -> dt.date | None:
    """Return the day that a day or a time of the archive begins with; None: it is no day, as SQL may have put it."""
    try:
        return dt.date.fromisoformat((text or "")[:_DAY_LENGTH])
    except ValueError:
        return None
