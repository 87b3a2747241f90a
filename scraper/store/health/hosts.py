"""What stands of the hosts that sites depend on: a certificate that ends soon, a pause that does not end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.model import Alarm, Reason, Site, fault
from scraper.policy.program_alarms import BACK_OFF, CERTIFICATE_DAYS
from scraper.policy.reasons import OF_THE_WHOLE_HOST
from scraper.store.columns import from_text, now_text
from scraper.web.urls import authority, origin

_WARNED = dt.timedelta(days=CERTIFICATE_DAYS)
# A pause beyond this was written by a clock that was wrong; no host is left alone for longer.
_LONGEST_PAUSE = dt.timedelta(days=60)
# The hosts of so many of a site's newest articles are its own.
_NEWEST = 50
# A certificate that has ended is told of by each crawl: there is no connection. One that was last looked at before its
# last days may have been renewed since; robots.txt is read anew each day (RFC 9309 §2.4), and so says when that was.
_IN_DANGER = """
SELECT host, certificate_until, not_before FROM hosts
WHERE certificate_until BETWEEN :now AND :soon
        AND julianday(robots_at) >= julianday(certificate_until) - :warned
    OR failures > 0 AND not_before > :now AND not_before < :never
"""
_NEWEST_PAGES = "SELECT url FROM articles WHERE site = ? ORDER BY first_seen DESC, id DESC LIMIT ?"
# The pages of a host have one beginning of their addresses, and '0' is the character behind '/'.
_LAST_GOOD = "SELECT max(visited_at) FROM pages WHERE site = ? AND url >= ? || '/' AND url < ? || '0'"
_TOLD = """
SELECT url FROM problems WHERE site = ? AND until IS NULL AND code IN (SELECT value FROM json_each(?))
"""
_TELLING = json.dumps(sorted(OF_THE_WHOLE_HOST | {Reason.HOST_DOWN}))


@dataclass(frozen=True, slots=True)
class _Host:
    """A host in danger: when its certificate ends, and until when it is left alone, where that is told of."""

    name: str
    certificate_until: dt.datetime | None
    not_before: dt.datetime | None


def judge(db: Database, sites: Iterable[Site], now: dt.datetime) -> Mapping[str, list[Alarm]]:
    """Return what stands of the hosts of each site.

    Args:
        db: the archive, which is only read.
        sites: the profiles.
        now: the time of the question.
    """
    hosts = _in_danger(db, now)
    # Usually there is no such host, and then no site is looked at.
    if not hosts:
        return {}
    found = {}
    for site in sites:
        alarms = [alarm for at in _origins(db, site) for alarm in _of_host(db, site, at, hosts, now)]
        if alarms:
            found[site.id] = alarms
    return found


def _in_danger(db: Database, now: dt.datetime) -> dict[str, _Host]:
    values = {
        "now": now_text(now),
        "soon": now_text(now + _WARNED),
        "warned": CERTIFICATE_DAYS,
        "never": now_text(now + _LONGEST_PAUSE),
    }
    rows = db.execute(_IN_DANGER, values).fetchall()
    return {host: _Host(host, from_text(until), from_text(pause)) for host, until, pause in rows}


def _origins(db: Database, site: Site) -> list[str]:
    """Return the origins that a site's front page, its sources and its newest articles have."""
    newest = [row[0] for row in db.execute(_NEWEST_PAGES, [site.id, _NEWEST]).fetchall()]
    return list(dict.fromkeys(map(origin, [site.home, *site.feeds, *site.sitemaps, *site.listings, *newest])))


def _of_host(db: Database, site: Site, at: str, hosts: Mapping[str, _Host], now: dt.datetime) -> list[Alarm]:
    """Return what stands of one host of a site.

    Args:
        db, site, now: as for :func:`judge`.
        at: the origin by which the site knows the host.
        hosts: those in danger.
    """
    host = hosts.get(authority(at))
    if host is None:
        return []
    found = []
    is_secure = at.startswith("https:")
    until = host.certificate_until
    if is_secure and until is not None and now <= until <= now + _WARNED:
        found.append(Alarm(fault(Reason.CERTIFICATE_ENDS, day=until.date().isoformat()), until - _WARNED, f"{at}/"))
    pause = host.not_before
    if pause is not None and now < pause < now + _LONGEST_PAUSE:
        found += _back_off(db, site, at, pause, now)
    return found


def _back_off(db: Database, site: Site, at: str, pause: dt.datetime, now: dt.datetime) -> list[Alarm]:
    since = from_text(db.execute(_LAST_GOOD, [site.id, at, at]).fetchone()[0])
    if since is None or now - since <= BACK_OFF:
        return []
    # What the crawl itself has found of the site's host, or of this one, is the same trouble, and stands there already.
    told = db.execute(_TOLD, [site.id, _TELLING]).fetchall()
    is_of_home = authority(at) == authority(site.home)
    if any(url == at or (url is None and is_of_home) for (url,) in told):
        return []
    return [Alarm(fault(Reason.BACK_OFF_STANDS, until=f"{pause:%Y-%m-%d %H:%M}"), since, f"{at}/")]
