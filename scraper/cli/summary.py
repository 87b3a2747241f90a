"""What a crawl did, for people: a line of each site in a pipe, one table on a terminal, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.cli.output import clean, shortened
from scraper.model import NotedProblem, Problem, Reason, SiteResult, fault
from scraper.policy.counts import counted
from scraper.policy.reasons import NOTICES
from scraper.policy.telling import who

# The counts that stand in every plain line, even when they are zero, so that the lines of all sites are alike.
_COUNTS = ("found", "new", "changed", "unchanged", "gone", "failed")
# What is news of a site. A site without any of it shares one row of the table with the others without.
_NEWS = ("found", "new", "changed", "gone", "failed", "skipped")
# The prefixes of the SI are powers of ten: 1 kB is 1,000 bytes (1,024 bytes are 1 KiB, IEC 80000-13).
_KILO = 1000
# Columns of a site's id in the table; chosen so that the counts beside it fit into 60 columns.
_LONGEST_ID = 24


def size(number: int) -> str:
    """Return bytes for people: ``1.4 MB``."""
    if number < _KILO:
        return f"{number} B"
    value, unit = number / _KILO, "kB"
    for bigger in ("MB", "GB", "TB"):
        if value < _KILO:
            break
        value, unit = value / _KILO, bigger
    return f"{value:.1f} {unit}"


def plain_line(result: SiteResult) -> str:
    """Return the line of a site for a pipe: always the same counts, as plain numbers that a script can read."""
    counts = [f"{getattr(result, name)} {name}" for name in _COUNTS]
    if result.skipped:
        counts.append(f"{result.skipped} skipped")
    noun = "request" if result.requests == 1 else "requests"
    return f"{result.site}: {', '.join(counts)}; {result.requests} {noun}, {size(result.bytes)}"


def table(results: Sequence[SiteResult], width: int, *, dry_run: bool = False) -> str:
    """Return the table of a crawl for a terminal: only sites with news, and only columns that say something.

    Args:
        results: of all sites.
        width: columns of the terminal.
        dry_run: whether nothing was to be archived, so that what was found is the news.
    """
    news = tuple(name for name in _NEWS if dry_run or name != "found")
    shown = [result for result in results if _has_news(result, news)]
    quiet = [result for result in results if not _has_news(result, news)]
    if not shown:
        return _nothing_new(results)
    names = [name for name in news if any(getattr(result, name) for result in shown)]
    rows = [_row(result.site, [result], names) for result in shown]
    if quiet:
        rows.append(_row(f"{len(quiet)} without news" if len(quiet) > 1 else quiet[0].site, quiet, names))
    if len(rows) > 1:
        rows.append(_row("total", results, names))
    return "\n".join(_aligned([["site", *names, "requests", "size"], *rows], width))


def _has_news(result: SiteResult, news: Sequence[str]) -> bool:
    return bool(_problems(result)) or any(getattr(result, name) for name in news)


def _problems(result: SiteResult) -> list[Problem]:
    """Return what is wrong with a site and its sources, without what needs no person."""
    return [problem for problem in result.problems if problem.fault.reason not in NOTICES]


def _nothing_new(results: Sequence[SiteResult]) -> str:
    """Return the sentence on a crawl without news."""
    whose = results[0].site if len(results) == 1 else f"{len(results)} sites"
    asked, cost = sum(result.requests for result in results), sum(result.bytes for result in results)
    return f"{whose}: nothing new; {counted(asked, 'request')}, {size(cost)}"


def _row(name: str, results: Sequence[SiteResult], names: Sequence[str]) -> list[str]:
    """Return a row of the table: the sums of some sites."""
    counts = [f"{sum(getattr(result, column) for result in results):,}" for column in (*names, "requests")]
    return [shortened(name, _LONGEST_ID), *counts, size(sum(result.bytes for result in results))]


def _aligned(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return rows as lines with their numbers below each other; what is too wide loses its last columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    # Two spaces stand between columns. The site and its first count stay, however narrow the terminal is.
    while len(widths) > 2 and sum(widths) + 2 * (len(widths) - 1) > width:
        widths.pop()
    lines = []
    for row in rows:
        site, *numbers = zip(row, widths, strict=False)
        cells = [f"{site[0]:{site[1]}}", *(f"{text:>{column}}" for text, column in numbers)]
        lines.append("  ".join(cells))
    return lines


def troubles(result: SiteResult) -> list[str]:
    """Return the lines on what needs a person at a site."""
    lines = [f"{result.site}: {clean(problem.advice)}" for problem in _problems(result)]
    lines += [f"{result.site}: not archived: {clean(f'{url}: {fault.advice}')}" for url, fault in result.failures]
    # The result carries only the first few failures by address, so that a site that fails as a whole stays readable.
    more = result.failed - len(result.failures)
    if more > 0:
        lines.append(f"{result.site}: and {more:,} more; 'scraper status --problems' lists them")
    return lines


def troubles_of_archive(noted: Sequence[NotedProblem]) -> list[str]:
    """Return the lines on what needs a person with the archive as a whole.

    Args:
        noted: what the archive has on the sites of a run, and on itself.
    """
    found = [one.problem for one in noted if one.site is None and one.is_open and not one.problem.is_notice]
    return [f"{who(None)}: {clean(problem.advice)}" for problem in found]


def cut_by_limit(results: Sequence[SiteResult]) -> list[str]:
    """Return the line that says how much ``--limit`` left to a later crawl, if anything."""
    cut = [result for result in results if result.waiting]
    if not cut:
        return []
    whose = cut[0].site if len(cut) == 1 else f"{len(cut)} sites"
    more = counted(sum(result.waiting for result in cut), "more article waits", "more articles wait")
    return [f"{whose}: {more} for a later crawl, by --limit"]


def notices(found: Sequence[NotedProblem]) -> list[str]:
    """Return the lines on what needs no person.

    Args:
        found: the notices that are to be told.
    """
    lines = [(who(notice.site), notice.problem) for notice in found]
    deferred = [pair for pair in lines if pair[1].fault.reason is Reason.FIRST_CRAWL_DEFERRED]
    # A first crawl of all sites would say the same line for each of them.
    if len(deferred) > 1:
        count = sum(int(dict(problem.fault.detail).get("count", 0)) for _, problem in deferred)
        everywhere = Problem(fault(Reason.FIRST_CRAWL_DEFERRED, count=count, site="SITE"))
        lines = [*(pair for pair in lines if pair not in deferred), (f"{len(deferred)} sites", everywhere)]
    return [f"{site}: {clean(problem.advice)}" for site, problem in lines]
