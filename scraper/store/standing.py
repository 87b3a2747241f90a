"""What stands now: the problems that crawls have noted, and the alarms of the moment; read only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlite_utils import Database

from scraper.model import Alarm, NotedProblem, Problem, Reason, Site
from scraper.policy.reasons import ALARMS, NOTICES
from scraper.store import health
from scraper.store.columns import now_text
from scraper.store.health.fields import NO_READERS, Readers
from scraper.store.problems import Problems
from scraper.store.readonly import rows

# A turn that a clock which was ahead has noted counts as of now: by it, all other sites would be left for a year.
_TURNS = """
SELECT s.id, s.name, s.home,
    coalesce((SELECT max(finished_at) FROM crawl_sites WHERE site = s.id AND finished_at <= :now), :now) AS last_turn
FROM sites s WHERE EXISTS (SELECT 1 FROM crawl_sites WHERE site = s.id)
"""
# A site that no run came to for so long, while runs came to others, is followed no more. Chosen: longer than a month,
# for the sake of who crawls some sites once a month.
_FOLLOWED_FOR = dt.timedelta(days=35)
# The same for a site that the configuration leaves out. Chosen: longer than a day, for the sake of who crawls it by its
# name each day.
_OFF_AFTER = dt.timedelta(days=2)


def open_problems(
    db: Database, now: dt.datetime, sites: Iterable[Site], readers: Readers = NO_READERS
) -> dict[str | None, list[NotedProblem]]:
    """Return by site what stands of it and its sources, the oldest first; under None what is of the archive.

    Args:
        db: an archive opened for reading.
        now: the time of the question, aware UTC.
        sites: the sites that are judged, as :func:`followed` returns them.
        readers: as for :func:`scraper.store.health.alarms`.
    """
    found: dict[str | None, list[NotedProblem]] = {}
    known: dict[tuple[str | None, Reason, str | None], NotedProblem] = {}
    for one in Problems(db).noted():
        reason = one.problem.fault.reason
        if not one.is_open or one.is_of_article:
            continue
        if reason in ALARMS:
            known[one.site, reason, one.problem.url] = one
        else:
            found.setdefault(one.site, []).append(one)
    # An alarm that a crawl has noted may not stand any more: 'scraper reparse' can end one, and a site that nobody
    # crawls any more has none.
    for site, standing in health.alarms(db, sites, now, readers).items():
        for alarm in standing:
            row = known.get((site, alarm.fault.reason, alarm.url))
            found.setdefault(site, []).append(_as_noted(site, alarm, row, now))
    return found


def noted_problems(
    db: Database, now: dt.datetime, profiles: Iterable[Site], switched_off: Collection[str] = ()
) -> list[NotedProblem]:
    """Return what crawls have noted of sites that are followed and of the archive as a whole, the oldest first.

    Unlike with :func:`open_problems` no site is judged anew: that takes seconds in a large archive.

    Args:
        db, now, profiles, switched_off: as for :func:`followed`.
    """
    names = {None, *(site.id for site in followed(db, now, profiles, switched_off))}
    # What is of the archive as a whole costs little, and nobody else would say that crawls do not begin any more.
    found = [one for site, standing in open_problems(db, now, []).items() if site in names for one in standing]
    found += [
        one
        for one in Problems(db).noted()
        if one.is_open and not one.is_of_article and one.problem.fault.reason in ALARMS and one.site in names - {None}
    ]
    return sorted(found, key=lambda one: (one.since, one.id))


def followed(
    db: Database, now: dt.datetime, profiles: Iterable[Site], switched_off: Collection[str] = ()
) -> list[Site]:
    """Return the sites that crawls come to; one whose profile is not at hand is judged by what the archive has of it.

    A site that was renamed, switched off or taken out of the configuration has no history that goes on. Without this,
    what was wrong with it at last would stand for ever.

    Args:
        db: an archive opened for reading.
        now: the time of the question, aware UTC.
        profiles: those that are at hand.
        switched_off: the ids of sites that the configuration leaves out.
    """
    known = {site.id: site for site in profiles}
    turns = rows(db, _TURNS, {"now": now_text(now)})
    found = [(row, dt.datetime.fromisoformat(row["last_turn"])) for row in turns]
    newest = max((last for _, last in found), default=None)
    return [
        known.get(row["id"]) or Site(id=row["id"], name=row["name"], home=row["home"])
        for row, last in found
        if newest is not None and newest - last < (_OFF_AFTER if row["id"] in switched_off else _FOLLOWED_FOR)
    ]


def _as_noted(site: str | None, alarm: Alarm, row: NotedProblem | None, now: dt.datetime) -> NotedProblem:
    """Return an alarm that stands with what a crawl has noted of it, if one has."""
    problem = Problem(alarm.fault, alarm.url, is_notice=alarm.fault.reason in NOTICES)
    if row is None:
        return NotedProblem(id=0, site=site, problem=problem, since=alarm.since, last=now)
    return replace(row, problem=problem)
