"""What is or was wrong with sites, sources and pages: since when, how often, until when, and whether it was told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from scraper.model import Alarm, Fault, NotedProblem, Page, Problem, Reason, stored_fault
from scraper.policy.reasons import ALARMS, NOTICES
from scraper.store.columns import detail_text, from_text, now_text, storable_text

OF_A_SITE = "NOT EXISTS (SELECT 1 FROM pages g WHERE g.url = problems.url AND g.kind = 'article')"
"""The problems of a site and its sources, rather than of single articles; a condition on ``problems``."""


# Kind NULL: the site as a whole, or a source that is in no frontier any more. What is over is of interest where a
# person was told of it before its end and is to be told of that end, which is so neither of single articles nor of
# notices. CASE is what keeps SQLite from looking for an earlier row of every problem: an AND whose value is asked for
# computes both of its sides, and a site may have thousands of problems.
_NOTED = """
SELECT p.id, p.site, p.url, p.code, p.detail, g.kind, p.since, p.last, p.times, p.until, p.told_at,
    CASE WHEN p.code IN (SELECT value FROM json_each(:notices)) THEN EXISTS (
        SELECT 1 FROM problems e WHERE e.site IS p.site AND e.code = p.code AND e.url IS p.url AND e.id < p.id
        AND e.told_at IS NOT NULL) END
FROM problems p LEFT JOIN pages g ON g.url = p.url
WHERE (:sites IS NULL OR p.site IS NULL OR p.site IN (SELECT value FROM json_each(:sites)))
    AND (p.until IS NULL OR (p.told_at < p.until AND g.kind IS NOT 'article'
        AND p.code NOT IN (SELECT value FROM json_each(:notices))))
ORDER BY p.since, p.id
"""
_ALARMS = json.dumps(sorted(ALARMS))
# A problem ends no earlier than it began, and a person who was told of it was told before its end. Both times can lie
# ahead where a clock was wrong; without this, the end of what was told then would never be told.
_UNTIL = "max(:now, since)"
_TOLD_BEFORE = f"min(told_at, strftime('%Y-%m-%dT%H:%M:%SZ', {_UNTIL}, '-1 second'))"
_ENDS = f"until = {_UNTIL}, told_at = {_TOLD_BEFORE}"
# What the diary has on a network that is not there: since when, and when a person was told.
_NETWORK_MARKS = ("no network: since", "no network: told")


class Problems:
    """The table ``problems``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(
        self, site: str | None, url: str | None, fault: Fault, now: dt.datetime, since: dt.datetime | None = None
    ) -> None:
        """Note that something is wrong: a new problem, or one more time of one that is known.

        Args:
            site: id of the site; None for the archive as a whole.
            url: the source or the page; None for the site as a whole.
            fault: what is wrong.
            now: the time of the run that found it.
            since: since when a new one stands; None for this very run.
        """
        # The conflict is named as the index problems_open has it: one open problem for each site, code and address.
        # There NULL becomes an empty text, since NULLs are distinct to a unique index, and a site would have a new
        # problem with each run. A problem that is over does not conflict, so what comes back is a new row.
        self._db.execute(
            "INSERT INTO problems (site, url, code, detail, since, last) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (coalesce(site, ''), code, coalesce(url, '')) WHERE until IS NULL DO UPDATE"
            " SET last = excluded.last, times = times + 1, detail = excluded.detail,"
            # What a clock that was ahead has noted stands since now at the latest, and was told by now.
            " since = iif(problems.since > excluded.last, excluded.since, problems.since),"
            # A notice that counts more than when a person was told of it is news again.
            f" told_at = CASE code WHEN '{Reason.FIRST_CRAWL_DEFERRED}' THEN"
            # What a person wrote into the column may be no JSON, of which SQLite takes no member.
            " iif(json_valid(problems.detail) AND excluded.detail ->> 'count' <= problems.detail ->> 'count',"
            " min(told_at, excluded.last), NULL) ELSE min(told_at, excluded.last) END",
            [
                site,
                storable_text(url),
                str(fault.reason),
                detail_text(fault),
                now_text(since or now),
                now_text(now),
            ],
        )

    def page_failed(self, page: Page, fault: Fault, now: dt.datetime) -> None:
        """Note why a page failed; what it failed of before is over, if that was another reason."""
        if page.fault is not None and page.fault.reason != fault.reason:
            self.page_recovered(page, now)
        self.note(page.site, page.url, fault, now)

    def page_recovered(self, page: Page, now: dt.datetime) -> None:
        """Note that what was wrong with a page is over."""
        self._db.execute(
            f"UPDATE problems SET {_ENDS} WHERE site = :site AND url = :url AND until IS NULL",
            {"now": now_text(now), "site": page.site, "url": page.url},
        )

    def settle(self, site: str, found: Iterable[Problem], now: dt.datetime, *, complete: bool) -> None:
        """Note what a crawl found wrong with a site and its sources.

        Args:
            site: its id.
            found: what is wrong.
            now: the end of the site's turn.
            complete: whether the turn came to its own end; then what was not found any more is over. Alarms end with
                :meth:`settle_alarms`.
        """
        standing = []
        for problem in found:
            self.note(site, problem.url, problem.fault, now)
            standing.append([str(problem.fault.reason), storable_text(problem.url)])
        if complete:
            # By code and address, as note() tells problems apart. By the time when it was last found, a problem of the
            # run before would stand where both runs ended in the same second. The problems of single articles end with
            # a visit of the article.
            self._db.execute(
                f"UPDATE problems SET {_ENDS} WHERE site = :site AND until IS NULL AND {OF_A_SITE}"
                " AND code NOT IN (SELECT value FROM json_each(:alarms)) AND NOT EXISTS ("
                " SELECT 1 FROM json_each(:standing) f WHERE f.value ->> 0 = code AND f.value ->> 1 IS problems.url)",
                {"now": now_text(now), "site": site, "standing": json.dumps(standing), "alarms": _ALARMS},
            )

    def settle_alarms(
        self, found: Mapping[str | None, Sequence[Alarm]], sites: Iterable[str], now: dt.datetime
    ) -> None:
        """Note what stands by the archive's own history; what does not stand any more is over.

        Args:
            found: what stands, by site; under None what is of the archive as a whole.
            sites: the ids of the sites that were judged; those of others stay as they are.
            now: the time of the judgement.
        """
        standing = []
        for site, alarms in found.items():
            for alarm in alarms:
                self.note(site, alarm.url, alarm.fault, now, alarm.since)
                standing.append([site, str(alarm.fault.reason), storable_text(alarm.url)])
        self._db.execute(
            f"UPDATE problems SET {_ENDS} WHERE until IS NULL"
            " AND code IN (SELECT value FROM json_each(:alarms))"
            " AND (site IS NULL OR site IN (SELECT value FROM json_each(:sites))) AND NOT EXISTS ("
            " SELECT 1 FROM json_each(:standing) f WHERE f.value ->> 0 IS site AND f.value ->> 1 = code"
            " AND f.value ->> 2 IS problems.url)",
            {
                "now": now_text(now),
                "alarms": _ALARMS,
                "sites": json.dumps(list(sites)),
                "standing": json.dumps(standing),
            },
        )

    def stand_at(self, prefix: str) -> bool:
        """Return whether something is wrong with the archive as a whole at an address that begins so."""
        found = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM problems WHERE site IS NULL AND until IS NULL AND substr(url, 1, ?) = ?)",
            [len(prefix), prefix],
        )
        return bool(found.fetchone()[0])

    def settle_addresses(
        self, prefix: str, found: Mapping[str, Fault], asked: Iterable[str], known: Iterable[str], now: dt.datetime
    ) -> None:
        """Note what is wrong with what is no site and has an address here, such as a channel of a saved search.

        Args:
            prefix: what all these addresses begin with.
            found: what is wrong, by address.
            asked: the addresses that were asked; what was not found at them any more is over.
            known: the addresses that there are; of others, what is wrong ends without a word.
            now: the time.
        """
        for address, why in found.items():
            self.note(None, address, why, now)
        standing = [[str(why.reason), storable_text(address)] for address, why in found.items()]
        self._db.execute(
            f"UPDATE problems SET until = {_UNTIL},"
            f" told_at = iif(url IN (SELECT value FROM json_each(:known)), {_TOLD_BEFORE}, {_UNTIL})"
            " WHERE site IS NULL AND until IS NULL AND substr(url, 1, length(:prefix)) = :prefix"
            " AND (url IN (SELECT value FROM json_each(:asked)) OR url NOT IN (SELECT value FROM json_each(:known)))"
            " AND NOT EXISTS (SELECT 1 FROM json_each(:standing) f"
            " WHERE f.value ->> 0 = code AND f.value ->> 1 = problems.url)",
            {
                "prefix": prefix,
                "now": now_text(now),
                "asked": json.dumps(list(asked)),
                "known": json.dumps(list(known)),
                "standing": json.dumps(standing),
            },
        )

    def note_over(self, alarm: Alarm, now: dt.datetime) -> None:
        """Note what stood of the archive as a whole until now, and is over by what begins now."""
        self.note(None, alarm.url, alarm.fault, now, alarm.since)
        self._db.execute(
            f"UPDATE problems SET {_ENDS} WHERE until IS NULL AND site IS NULL AND code = :code AND url IS :url",
            {"now": now_text(now), "code": str(alarm.fault.reason), "url": storable_text(alarm.url)},
        )

    def noted(self, sites: Iterable[str] | None = None) -> list[NotedProblem]:
        """Return what is wrong, and what was told of that is over but for that end; the oldest first.

        Args:
            sites: their ids; None for all. What is of the archive as a whole belongs to each choice.
        """
        wanted = None if sites is None else json.dumps(list(sites))
        values = {"sites": wanted, "notices": json.dumps(sorted(NOTICES))}
        return [_noted(row) for row in self._db.execute(_NOTED, values).fetchall()]

    def mark_told(self, problems: Iterable[int], now: dt.datetime) -> None:
        """Note that a person was told of some problems as they are now.

        Args:
            problems: their rows.
            now: the time.
        """
        # An end that a clock which was ahead has noted would be told with each run until that time has come.
        self._db.conn.executemany(
            "UPDATE problems SET told_at = max(?1, coalesce(until, ?1)) WHERE id = ?2",
            [(now_text(now), problem) for problem in problems],
        )

    def without_network(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """Return since when no host can be reached, and when a person was told of it last; None where neither is so."""
        marks = dict(self._db.execute("SELECT name, at FROM marks WHERE name IN (?, ?)", _NETWORK_MARKS).fetchall())
        since, told = (from_text(marks.get(name)) for name in _NETWORK_MARKS)
        return since, told

    def mark_without_network(self, since: dt.datetime, told: dt.datetime) -> None:
        """Note since when no host can be reached, and when a person was told of it."""
        for name, at in zip(_NETWORK_MARKS, (since, told), strict=True):
            self._db.execute(
                "INSERT INTO marks (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
                [name, now_text(at)],
            )

    def mark_with_network(self) -> None:
        """Note that there is a network again."""
        self._db.execute("DELETE FROM marks WHERE name IN (?, ?)", _NETWORK_MARKS)

    def has_failed_pages(self, sites: Iterable[str]) -> bool:
        """Return whether an article's page of these sites failed at its last visit.

        Sources are left out: each run asks for them, and one that the profile has ceased to name would count for ever.
        """
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM pages WHERE state = 'failed' AND kind = 'article'"
            " AND site IN (SELECT value FROM json_each(?)))",
            [json.dumps(list(sites))],
        ).fetchone()
        return bool(row[0])

    def has_alarm_of_archive(self) -> bool:
        """Return whether something is wrong with the archive as a whole, by its own history."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM problems WHERE site IS NULL AND until IS NULL"
            " AND code IN (SELECT value FROM json_each(?)))",
            [json.dumps(sorted(ALARMS - NOTICES))],
        ).fetchone()
        return bool(row[0])

    def was_found(self, site: str, reason: Reason, since: dt.datetime) -> bool:
        """Return whether a crawl since then found this of a site."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM problems WHERE site = ? AND code = ? AND last >= ?)",
            [site, str(reason), now_text(since)],
        ).fetchone()
        return bool(row[0])


def _noted(row: Sequence[Any]) -> NotedProblem:
    """Return a row of :data:`_NOTED`."""
    number, site, url, code, detail, kind, since, last, times, until, told_at, was_told_before = row
    why = stored_fault(code, detail)
    return NotedProblem(
        id=number,
        site=site,
        problem=Problem(why, url, kind, is_notice=why.reason in NOTICES),
        since=dt.datetime.fromisoformat(since),
        last=dt.datetime.fromisoformat(last),
        times=times,
        until=from_text(until),
        told_at=from_text(told_at),
        was_told_before=bool(was_told_before),
    )
