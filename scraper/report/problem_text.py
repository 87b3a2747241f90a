"""What is wrong with sites, sources and pages, and what else their state says, as sentences for people.

The records are those of :mod:`scraper.store.status`. How a time is written is the caller's: a mail keeps it on one
line, a page of the browser breaks where it likes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from scraper.model import Reason
from scraper.policy.counts import counted
from scraper.policy.severity import Severity
from scraper.policy.standing_words import NEEDS_ATTENTION, NOT_FOLLOWED
from scraper.policy.telling import who

Record = Mapping[str, Any]
Stamp = Callable[[dt.date], str]
"""Writes a time (aware), or a day alone, for a sentence."""

# These begin with a day, the first on which nothing came; the archive keeps it as its midnight in UTC.
_OF_A_DAY = frozenset({Reason.QUIET})


def worst(state: Record) -> int:
    """Return the place of a site in a table: the archive as a whole, then the worst, then those that are well.

    Args:
        state: the record of the site; that of the archive as a whole has None as its site.
    """
    if state["site"] is None:
        return 0
    if state["problems"] and state["verdict"] != NOT_FOLLOWED:
        return int(Severity[state["problems"][0]["severity"].upper()])
    # Without a problem of its own, a site that needs a person has pages that failed.
    return Severity.MAJOR if state["verdict"] == NEEDS_ATTENTION else Severity.NOTICE


def problem_lines(states: Iterable[Record], stamp: Stamp) -> Iterator[str]:
    """Yield what is wrong with all sites that are followed, the worst first, each with its site in front.

    Args:
        states: the records of the sites.
        stamp: writes times.
    """
    followed = [state for state in states if state["verdict"] != NOT_FOLLOWED]
    found = [(problem, state["site"]) for state in followed for problem in state["problems"]]
    # What is of the archive as a whole is worse than the same of one site.
    found.sort(key=lambda one: (Severity[one[0]["severity"].upper()], one[1] is not None, one[0]["since"]))
    for problem, site in found:
        yield f"{who(site)}: {told(problem, stamp)}"


def other_lines(state: Record, stamp: Stamp) -> Iterator[str]:
    """Yield what else is to be said of a site, without its name: failed pages, notices, anomalies, what is deferred.

    Args:
        state: the record of the site.
        stamp: writes times.
    """
    site = who(state["site"])
    if state["failed"]:
        yield not_archived(site, state["failed"])
    for notice in state["notices"]:
        # How many articles are deferred stands below, as of now and not as of the last crawl.
        if notice["code"] != Reason.FIRST_CRAWL_DEFERRED:
            yield f"for your information: {told(notice, stamp)}"
    for anomaly in state["anomalies"]:
        yield f"{anomaly}."
    if state["deferred"]:
        older = counted(state["deferred"], "older article")
        yield f"{older} deferred; 'scraper crawl {site} --full' gets them."


def not_archived(site: str, count: int) -> str:
    """Return the sentence on the addresses of a site that could not be archived."""
    return f"{counted(count, 'failed address', 'failed addresses')}; 'scraper status {site} --problems' says why."


def told(problem: Record, stamp: Stamp) -> str:
    """Return a problem with since when, how often it was met and what to do next.

    Args:
        problem: one of a site's record.
        stamp: writes times.
    """
    return f"{what(problem)} ({since_when(problem, stamp)}). {problem['next'] or ''}".rstrip()


def what(problem: Record) -> str:
    """Return a problem alone, behind the source or page that it is of."""
    where = " ".join(part for part in (problem["kind"], problem["url"]) if part)
    return f"{where}: {problem['problem']}" if where else str(problem["problem"])


def since_when(record: Record, stamp: Stamp) -> str:
    """Return since when a problem stands, and how often it was met where that is more than once."""
    since = f"since {stamp(began(record.get('code'), dt.datetime.fromisoformat(record['since'])))}"
    if record["times"] == 1:
        return since
    return f"{since}, {counted(record['times'], 'time')}"


def began(code: str | None, since: dt.datetime) -> dt.date:
    """Return when a problem began: a moment, or a day where no more than that is known of it.

    Args:
        code: its reason; None for that of a page.
        since: when, aware, as the archive keeps it.
    """
    if code in _OF_A_DAY:
        return since.astimezone(dt.UTC).date()
    return since


def page_problem_line(row: Record, stamp: Stamp) -> str:
    """Return a record of ``scraper status --problems`` as a sentence.

    Args:
        row: the record.
        stamp: writes times.
    """
    where = " ".join(part for part in (row["kind"], row["url"]) if part)
    reason = row["reason"].removesuffix(".")
    sentence = f"{who(row['site'])}: {row['state']}: {where}: {reason}"
    if row["since"] is None:
        return f"{sentence}."
    return f"{sentence} ({since_when(row, stamp)})."
