"""What the archive's own history says is wrong with its sites and with itself; read only.

A judge of this room reads facts by a few statements, and asks a pure function what follows. :data:`SITE_JUDGES` and
:data:`ARCHIVE_JUDGES` name all of them. ``scraper status`` asks them as of now, each crawl at its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from scraper.model import Alarm, Site
from scraper.store.health import bodies, cadence, fields, hosts, program, robots, room, walls

Alarms = Mapping[str | None, list[Alarm]]
"""What stands, by the id of the site; under None what is of the archive as a whole."""
SiteJudge = Callable[[Database, Iterable[Site], dt.datetime], Mapping[str, list[Alarm]]]
"""Archive, profiles and time to what stands of each site; sites without anything may be left out."""
ArchiveJudge = Callable[[Database, dt.datetime], Iterable[Alarm]]
"""Archive and time to what stands of the archive as a whole."""

SITE_JUDGES: tuple[SiteJudge, ...] = (cadence.quiet, fields.judge, bodies.judge, walls.judge, robots.judge, hosts.judge)
ARCHIVE_JUDGES: tuple[ArchiveJudge, ...] = (program.judge, room.judge)


def alarms(db: Database, sites: Iterable[Site], now: dt.datetime) -> Alarms:
    """Return what stands of some sites and of the archive as a whole.

    Args:
        db: the archive, which is only read.
        sites: the profiles of the sites that are judged.
        now: the time of the question, aware UTC.
    """
    profiles = list(sites)
    found: dict[str | None, list[Alarm]] = {}
    for judge_sites in SITE_JUDGES:
        for site, standing in judge_sites(db, profiles, now).items():
            if standing:
                found.setdefault(site, []).extend(standing)
    of_archive = [alarm for judge_archive in ARCHIVE_JUDGES for alarm in judge_archive(db, now)]
    if of_archive:
        found[None] = of_archive
    return found
