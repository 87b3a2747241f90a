"""``scraper linkcheck``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.configuration import configuration
from scraper.cli.options import private_option, refuse_unknown_sites, site_option
from scraper.cli.output import format_option, is_for_reading, print_rows
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.progress import MigrationProgress, say
from scraper.cli.site_id import SITE
from scraper.cli.terminal_times import with_local_times

if TYPE_CHECKING:
    from scraper.crawl import CrawlContext, LinkNews, LinkReport
    from scraper.model import Site

# Chosen: half an hour of a slow host, or a few minutes of many hosts; once a night it comes through six thousand
# references a month.
_BUDGET = 200


@click.command("linkcheck")
@click.argument("names", metavar="[SITE]...", nargs=-1, type=SITE)
@site_option
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    metavar="N",
    default=_BUDGET,
    show_default=True,
    help="Ask for at most N addresses; the next run goes on from there. robots.txt, redirects and further tries of an"
    " address that fails are not counted.",
)
@sites_option
@private_option
@format_option
@click.pass_obj
def command(
    db: Path,
    names: tuple[str, ...],
    sites: tuple[str, ...],
    budget: int,
    sites_files: tuple[Path, ...],
    allow_private: bool,
    output_format: str | None,
) -> None:
    """Ask whether what the articles refer to is still there, and print what has vanished, moved, changed or come back.

    Addresses that were never asked for come first, then those asked for the longest ago: each once a month, one that is
    missing again after a day, as only the second answer makes it gone. All that is known stands in the view
    checked_links. A reference to an archived article costs no request, since the crawl looks after it.

    A crawl may run meanwhile; hosts of site profiles are then left to a later run.
    """
    from scraper.store.connection import refuse_missing

    # A new archive has no references, and would only hide that the name of another one was mistyped.
    refuse_missing(db)
    known = profiles(sites_files)
    if not _locked_run(db, [*dict.fromkeys((*names, *sites))], known, budget, allow_private, output_format):
        sys.exit(1)


def _locked_run(
    db: Path, names: list[str], known: dict[str, Site], budget: int, allow_private: bool, output_format: str | None
) -> bool:
    """Check the references of some sites while holding the lock for that; return whether there was a network."""
    from scraper.cli.session import open_archive, run, settings, utc_now
    from scraper.crawl import NullObserver, Options, check_links
    from scraper.store import LINK_CHECK, ArchiveLock, is_crawled

    reports: list[LinkReport] = []
    with open_archive(db) as archive, ArchiveLock(db, utc_now, work=LINK_CHECK), MigrationProgress() as progress:
        refuse_unknown_sites(archive, names)
        archive.links.know(known.values())

        async def work(context: CrawlContext) -> LinkReport:
            return await check_links(
                context,
                names,
                lambda url: _site_of(url, known),
                budget,
                lambda: is_crawled(db),
                lambda done, total: progress.show("Asking", done, total),
            )

        bounds = settings(configuration(), allow_private)
        # A run that the first Ctrl-C ended raises instead of returning, and what it found is printed all the same.
        try:
            run(archive, Options(), bounds, NullObserver(), work, on_end=reports.append)
        finally:
            # What is drawn on the terminal goes first, or the records would stand in the middle of it.
            progress.__exit__()
            has_network = True
            for report in reports:
                has_network = _print_report(report, output_format)
    return has_network


def _site_of(url: str, known: dict[str, Site]) -> Site:
    """Return the profile that names an address, or one made up for its host."""
    from scraper.sites import site_for, unlisted

    return site_for(url, known.values()) or unlisted(url)


def _print_report(report: LinkReport, output_format: str | None) -> bool:
    """Print what a run found; return False where there was no network."""
    why = report.no_network
    if why is not None:
        say(f"{why.advice[:1].upper()}{why.advice[1:]}", err=True)
        return False
    rows = [_row(news, as_text=is_for_reading(output_format)) for news in report.news]
    # A person at a terminal reads the counts below; a table without rows would say nothing more.
    is_empty_table = not rows and output_format is None
    if not is_empty_table:
        print_rows(with_local_times(rows, output_format), output_format)
    if sys.stderr.isatty():
        say(_counts(report), err=True)
    return True


def _row(news: LinkNews, *, as_text: bool) -> dict[str, Any]:
    """Return what was found of an address as a record.

    Args:
        news: what was found.
        as_text: whether a reason is for reading rather than for a program, which takes the code.
    """
    from scraper.policy.gone import without_guess
    from scraper.store.columns import to_text

    after = news.after
    reason = None
    if after.fault is not None:
        reason = without_guess(after.fault) if as_text else str(after.fault.reason)
    return {
        "url": after.url,
        "state": after.state,
        "was": None if news.before is None else news.before.state,
        "since": to_text(after.since),
        "status": after.status,
        "moved_to": after.moved_to if after.state == "moved" else None,
        "reason": reason,
        "articles": news.articles,
    }


def _counts(report: LinkReport) -> str:
    """Return what a run found in numbers, as a sentence."""
    from scraper.model.link_check import STATES

    if not report.due:
        return "No reference is to be asked for today: those that were asked for are left alone for a while."
    found = ", ".join(f"{report.states[state]:,} {state}" for state in STATES if report.states[state])
    parts = [f"{report.asked:,} of {report.due:,} addresses asked for" + (f": {found}" if found else "")]
    if report.archived:
        parts.append(f"{report.archived:,} lead to archived articles")
    if report.left:
        parts.append(f"{report.left:,} wait for a later run")
    return f"{'; '.join(parts)}."
