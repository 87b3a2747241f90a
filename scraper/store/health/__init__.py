"""What the archive's own history says is wrong with its sites and with itself; read only.

A judge of this room reads facts by a few statements, and asks a pure function what follows. :data:`SITES_JUDGES`,
:data:`SITE_JUDGES` and :data:`ARCHIVE_JUDGES` name all of them. ``scraper status`` asks them as of now, each crawl at
its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from scraper.model import Alarm, Site
from scraper.store.health import bodies, cadence, derived, fields, hosts, program, robots, room, walls
from scraper.store.health.newest import Newest

Alarms = Mapping[str | None, list[Alarm]]
"""What stands, by the id of the site; under None what is of the archive as a whole."""
SitesJudge = Callable[[Database, Iterable[Site], dt.datetime], Mapping[str, list[Alarm]]]
"""Archive, profiles and time to what stands of each site; sites without anything may be left out."""
SiteJudge = Callable[[Newest], list[Alarm]]
"""What the archive has newest of one site to what stands of it."""
ArchiveJudge = Callable[[Database, dt.datetime], Iterable[Alarm]]
"""Archive and time to what stands of the archive as a whole."""

SITES_JUDGES: tuple[SitesJudge, ...] = (cadence.quiet, hosts.judge)
SITE_JUDGES: tuple[SiteJudge, ...] = (bodies.judge, walls.judge, robots.judge, fields.judge)
ARCHIVE_JUDGES: tuple[ArchiveJudge, ...] = (program.judge, room.judge, derived.judge)


def alarms(
    db: Database, sites: Iterable[Site], now: dt.datetime, readers: fields.Readers = fields.NO_READERS
) -> Alarms:
    """Return what stands of some sites and of the archive as a whole.

    Args:
        db: the archive, which is only read.
        sites: the profiles of the sites that are judged.
        now: the time of the question, aware UTC.
        readers: who reads the pages of sites whose profiles select something, by their ids
            (:func:`scraper.reading.readers`); of others nobody asks whether their selectors match.
    """
    profiles = list(sites)
    found: dict[str | None, list[Alarm]] = {}
    for judge_sites in SITES_JUDGES:
        for site, standing in judge_sites(db, profiles, now).items():
            found.setdefault(site, []).extend(standing)
    # One site after the other: what the archive has of all of them would take megabytes at once.
    for profile in profiles:
        newest = Newest(db, profile, now, readers.get(profile.id))
        found.setdefault(profile.id, []).extend(alarm for judge in SITE_JUDGES for alarm in judge(newest))
    # Of a site that is well there is no key, so that what is returned is what stands.
    found = {site: standing for site, standing in found.items() if standing}
    of_archive = [alarm for judge_archive in ARCHIVE_JUDGES for alarm in judge_archive(db, now)]
    if of_archive:
        found[None] = of_archive
    return found
