"""``scraper crawl``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.configuration import configuration
from scraper.cli.options import day, private_option
from scraper.cli.profiles import chosen, profiles, sites_option
from scraper.cli.progress import Watcher, deferred_notice, say, summary, troubles, unattended
from scraper.cli.site_id import SITE
from scraper.model import Site, SiteResult

if TYPE_CHECKING:
    from scraper.crawl import Options
    from scraper.store import Archive


@click.command("crawl")
@click.argument("names", metavar="[SITE]...", nargs=-1, type=SITE)
@click.option("--full", is_flag=True, help="Walk sitemaps and listings to their ends; leave nothing out.")
@click.option("--since", type=day, metavar="DATE", help="Also older articles, back to this day (2024-05-23).")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N articles a site.")
@sites_option
@click.option("--dry-run", is_flag=True, help="Visit the sources only; print the addresses that would be fetched.")
@click.option("--wait", is_flag=True, help="Wait for another crawl to end instead of giving up (exit code 75).")
@click.option("-v", "--verbose", is_flag=True, help="Say each URL.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well; so it is from cron anyway.")
@private_option
@click.pass_obj
def command(
    db: Path,
    names: tuple[str, ...],
    full: bool,
    since: dt.date | None,
    limit: int | None,
    sites_files: tuple[Path, ...],
    dry_run: bool,
    wait: bool,
    verbose: bool,
    quiet: bool,
    allow_private: bool,
) -> None:
    """Visit the sites that are due; archive what is new or changed.

    Without SITE: the sites of the --sites files, or else those that scraper.toml enables, or else all profiles.
    A first crawl takes the newest articles of each source and says what it left out.
    """
    from scraper.crawl import Options

    known = profiles(sites_files)
    sites = chosen(known, names, sites_files)
    options = Options(full=full, since=since, limit=limit, dry_run=dry_run)
    # cron mails whatever a command prints, so that a crawl without a terminal speaks only of what needs a person.
    if unattended() and not verbose:
        quiet = True
    report = CrawlReport(quiet=quiet, verbose=verbose)
    results = _locked_run(db, sites, options, allow_private, wait, report)
    if any(result.needs_person for result in results):
        sys.exit(1)


class CrawlReport:
    """Prints a crawl: its progress while it runs, its results at the end.

    Args:
        quiet: print nothing when all is well.
        verbose: name each URL as it is visited.
    """

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose

    def watcher(self) -> Watcher:
        """Return the observer that shows the crawl while it runs."""
        return Watcher(verbose=self._verbose, live=sys.stderr.isatty() and not self._quiet)

    def print_results(self, results: Sequence[SiteResult]) -> None:
        """Print a summary line of each site, then what was deferred, then what needs a person.

        A quiet crawl prints one paragraph on what needs a person, or nothing.
        """
        bad = [line for result in results for line in troubles(result)]
        if self._quiet:
            if bad:
                say("\n".join(["scraper crawl: something needs a person.", *bad]), err=True)
            return
        for result in results:
            say(summary(result), err=False)
        for result in results:
            notice = deferred_notice(result)
            if notice is not None:
                say(notice, err=True)
        for line in bad:
            say(line, err=True)


def _locked_run(
    db: Path, sites: Sequence[Site], options: Options, allow_private: bool, wait: bool, report: CrawlReport
) -> list[SiteResult]:
    """Crawl the sites while holding the archive's crawl lock, print what was done, and return it."""
    from scraper.cli.session import open_archive, run, settings, utc_now
    from scraper.crawl import crawl_sites
    from scraper.store import ArchiveLock

    with open_archive(db) as archive, ArchiveLock(db, utc_now, wait=wait), report.watcher() as watcher:
        # A crawl that Ctrl-C ended gently raises instead of returning, and what it did is printed all the same.
        results: list[SiteResult] = []
        try:
            run(
                archive,
                options,
                settings(configuration(), allow_private),
                watcher,
                lambda context: crawl_sites(context, sites),
                on_end=results.extend,
            )
        finally:
            # The live display would draw over the lines of the report.
            watcher.stop()
            report.print_results(results)
            # Only after printing: where the report could not be written (a full disk), nobody was told.
            _note_told(archive, results)
    return results


def _note_told(archive: Archive, results: Sequence[SiteResult]) -> None:
    """Note that a person was told of what is wrong with the sites."""
    from scraper.cli.session import utc_now

    told = [result.site for result in results if result.needs_person]
    if told:
        with archive.transaction():
            archive.problems.told(told, utc_now())
