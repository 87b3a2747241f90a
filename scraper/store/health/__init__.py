"""What the archive's own history says is wrong with its sites and with itself; read only.

A judge of this room reads facts by a few statements, and asks a pure function what follows. :data:`SITE_JUDGES`,
:data:`READING_JUDGES` and :data:`ARCHIVE_JUDGES` name all of them. ``scraper status`` asks them as of now, each
crawl at its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from scraper.model import Alarm, Site
from scraper.store.health import bodies, cadence, derived, fields, hosts, program, robots, room, walls

Alarms = Mapping[str | None, list[Alarm]]
"""What stands, by the id of the site; under None what is of the archive as a whole."""
SiteJudge = Callable[[Database, Iterable[Site], dt.datetime], Mapping[str, list[Alarm]]]
"""Archive, profiles and time to what stands of each site; sites without anything may be left out."""
ReadingJudge = Callable[[Database, Iterable[Site], dt.datetime, fields.Readers], Mapping[str, list[Alarm]]]
"""The same of a judge that has to know, too, who reads the pages of a site today."""
ArchiveJudge = Callable[[Database, dt.datetime], Iterable[Alarm]]
"""Archive and time to what stands of the archive as a whole."""

SITE_JUDGES: tuple[SiteJudge, ...] = (cadence.quiet, bodies.judge, walls.judge, robots.judge, hosts.judge)
READING_JUDGES: tuple[ReadingJudge, ...] = (fields.judge,)
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
    of_sites = [judge_sites(db, profiles, now) for judge_sites in SITE_JUDGES]
    of_sites += [judge_reading(db, profiles, now, readers) for judge_reading in READING_JUDGES]
    for verdicts in of_sites:
        for site, standing in verdicts.items():
            # Of a site that is well there is no key, so that what is returned is what stands.
            if not standing:
                continue
            found.setdefault(site, []).extend(standing)
    of_archive = [alarm for judge_archive in ARCHIVE_JUDGES for alarm in judge_archive(db, now)]
    if of_archive:
        found[None] = of_archive
    return found
