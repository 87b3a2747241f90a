"""What a crawl that nobody watches says, and so what cron mails: one paragraph, or nothing.

New trouble is told with since when; what stands is told again once a week, and once more when it is well again. The
table ``problems`` remembers what was told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scraper.model import Fault, NotedProblem, Reason, SiteResult
from scraper.policy.counts import counted
from scraper.policy.reasons import ALARMS, next_step
from scraper.policy.telling import Telling, is_due, to_tell, who
from scraper.report import local_time
from scraper.report.problem_text import began
from scraper.web import plain_text

if TYPE_CHECKING:
    from scraper.store import Archive

# A blank at which no line is broken; it is written as a plain one.
_NO_BREAK = "\u00a0"
# How many failed pages of a site are named; 'scraper status --problems' has them all.
_PAGES_NAMED = 5


def mail(archive: Archive, results: Sequence[SiteResult], now: dt.datetime) -> str:
    """Return the paragraph on a crawl; empty where there is nothing to tell.

    Args:
        archive: in which the crawl has noted what is wrong.
        results: of its sites.
        now: the time.
    """
    # A run that an error has ended has no results, and the archive may be what was at fault.
    if not results:
        return ""
    since, told = archive.problems.without_network()
    why = no_network(results)
    if why is not None:
        if not is_due(told, now):
            return ""
        # The first time, it is said as of now.
        known = f" (since {stamp(since)})" if since is not None else ""
        return folded([f"scraper crawl: {why}{known}. {why.reason.hint}"])
    telling = to_tell(archive.problems.noted([result.site for result in results]), now)
    network = _network_again(results, since)
    return paragraph(telling, network)


def note_told(archive: Archive, results: Sequence[SiteResult], now: dt.datetime) -> None:
    """Note that a person was told of what :func:`mail` says, or has seen the same on a terminal.

    It comes behind the printing: a kill in between makes that it is told twice, which is better than never.

    Args:
        archive, results, now: as :func:`mail` was given them.
    """
    if not results:
        return
    problems = archive.problems
    since, told = problems.without_network()
    if no_network(results) is not None:
        if is_due(told, now):
            with archive.transaction():
                problems.mark_without_network(since or now, now)
        return
    telling = to_tell(problems.noted([result.site for result in results]), now)
    is_back = _network_again(results, since) is not None
    if telling.told or is_back:
        with archive.transaction():
            problems.mark_told(telling.told, now)
            if is_back:
                problems.mark_with_network()


def no_network(results: Sequence[SiteResult]) -> Fault | None:
    """Return the one fault of a run that reached nobody, or None.

    Args:
        results: of its sites, each of which has it.
    """
    faults = [problem.fault for result in results for problem in result.problems]
    return next((fault for fault in faults if fault.reason is Reason.NO_NETWORK), None)


def _network_again(results: Sequence[SiteResult], since: dt.datetime | None) -> str | None:
    """Return the line that says that there is a network again, or None."""
    # A run whose hosts are all left alone for now asks nobody, and shows nothing.
    is_shown = any(result.complete for result in results)
    if since is None or not is_shown:
        return None
    return f"well again: the network (no host could be reached since {stamp(since)})."


def paragraph(telling: Telling, network: str | None = None, command: str = "crawl") -> str:
    """Return what there is to tell as one paragraph; empty where there is nothing.

    Args:
        telling: what there is to tell.
        network: the line that says that there is a network again, or None.
        command: the one that tells it.
    """
    lines = [_standing(one, "") for one in telling.new]
    lines += [_standing(one, "still: ") for one in telling.again]
    lines += _pages(telling.articles)
    lines += _pages_again(telling.articles_again)
    over = [] if network is None else [network]
    over += [_well_again(one) for one in telling.over]
    notices = [f"{who(one.site)}: for your information: {one.problem}." for one in telling.notices]
    if not (lines or over or notices):
        return ""
    return folded([_heading(command, telling, is_over=bool(over)), *lines, *over, *notices])


def _heading(command: str, telling: Telling, *, is_over: bool) -> str:
    if telling.needs_person:
        return f"scraper {command}: something needs a person."
    if is_over:
        return f"scraper {command}: something is well again."
    return f"scraper {command}: for your information."


def folded(lines: Sequence[str], width: int = plain_text.MAIL_COLUMNS) -> str:
    """Return lines folded to so many columns, times local; an address stays whole, so that it can be followed.

    Args:
        lines: sentences, a line each.
        width: columns of a mail, or of the terminal.
    """
    text = plain_text.folded([local_time.with_local_stamps(line) for line in lines], width)
    return text.replace(_NO_BREAK, " ")


def stamp(moment: dt.date) -> str:
    """Return a time for people: ``2026-11-20 07:17 CET``, or a day alone, which stays on one line."""
    return local_time.stamp(moment).replace(" ", _NO_BREAK)


def since_when(one: NotedProblem) -> str:
    """Return since when a problem stands, and in how many runs it was met where that is more than one."""
    since = f"since {_began(one)}"
    if one.times == 1:
        return since
    return f"{since}, {counted(one.times, 'run')}"


def _began(one: NotedProblem) -> str:
    return stamp(began(one.problem.fault.reason, one.since))


def _standing(one: NotedProblem, how: str) -> str:
    step = next_step(one.problem.fault.reason, is_source=one.problem.kind is not None)
    return f"{who(one.site)}: {how}{one.problem} ({since_when(one)}). {step}".rstrip()


def _well_again(one: NotedProblem) -> str:
    since = _began(one)
    # Of a source its address says what is well again; an alarm is of no address, and a site can have several.
    if one.problem.fault.reason in ALARMS:
        return f"{who(one.site)}: well again; this is over: {one.problem} (since {since})."
    return f"{who(one.site)}: well again{_where(one)} (had failed since {since})."


def _where(one: NotedProblem) -> str:
    parts = [part for part in (one.problem.kind, one.problem.url) if part]
    if not parts:
        return ""
    return f": {' '.join(parts)}"


def _pages(articles: Sequence[NotedProblem]) -> list[str]:
    """Return the lines on pages that could not be archived: the first few of each site, then how many more."""
    lines = []
    for site, pages in _by_site(articles).items():
        named = pages[:_PAGES_NAMED]
        lines += [_sentence(f"{site}: not archived: {one.problem.url}: {one.problem.fault.advice}") for one in named]
        more = len(pages) - len(named)
        if more:
            lines.append(f"{site}: and {more} more; 'scraper status {site} --problems' lists them.")
    return lines


def _sentence(text: str) -> str:
    """Return a text with a stop at its end; that of a hint stands there already."""
    return text if text.endswith(".") else f"{text}."


def _pages_again(articles: Sequence[NotedProblem]) -> list[str]:
    return [
        f"{site}: still not archived: {counted(len(pages), 'page')}, the first since {stamp(pages[0].since)};"
        f" 'scraper status {site} --problems' lists them."
        for site, pages in _by_site(articles).items()
    ]


def _by_site(articles: Sequence[NotedProblem]) -> dict[str, list[NotedProblem]]:
    found: dict[str, list[NotedProblem]] = {}
    for one in articles:
        found.setdefault(who(one.site), []).append(one)
    return found
