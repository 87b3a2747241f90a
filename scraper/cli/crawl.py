"""``scraper crawl``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.configuration import configuration
from scraper.cli.mail import folded, mail, no_network, note_told
from scraper.cli.options import day, private_option
from scraper.cli.profiles import chosen, profiles, sites_option
from scraper.cli.progress import Watcher, is_drawable, say, unattended
from scraper.cli.report_to import Reporting, report_to_option
from scraper.cli.site_id import SITE
from scraper.cli.summary import cut_by_limit, notices, plain_line, table, troubles, troubles_of_archive
from scraper.cli.watching import AtEnd, named_file, watch_option
from scraper.model import Site, SiteResult
from scraper.policy.telling import to_tell
from scraper.report.local_time import with_local_stamps

if TYPE_CHECKING:
    from scraper.crawl import Options
    from scraper.store import Archive


@click.command("crawl")
@click.argument("names", metavar="[SITE]...", nargs=-1, type=SITE)
@click.option("--full", is_flag=True, help="Walk sitemaps and listings to their ends; defer nothing.")
@click.option(
    "--since",
    type=day,
    metavar="DATE",
    help="Only articles of this day and later, deferred ones too: 2024-05-23, 23.5.2024, 7d, 2w, yesterday. Older ones"
    " are deferred.",
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N articles a site.")
@sites_option
@click.option("--dry-run", is_flag=True, help="Visit the sources only; print the addresses that would be fetched.")
@click.option("--wait", is_flag=True, help="Wait for another crawl to end instead of giving up (exit code 75).")
@click.option("-v", "--verbose", is_flag=True, help="Say each URL.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well; so it is from cron anyway.")
@watch_option
@click.option("--no-watch", is_flag=True, help="Leave out the saved searches, which 'scraper watch' tells of.")
@private_option
@report_to_option
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
    watch_file: Path | None,
    no_watch: bool,
    allow_private: bool,
    report_to: tuple[str, ...],
) -> None:
    """Visit the sites that are due; archive what is new or changed.

    Without SITE: the sites of the --sites files, or else those that scraper.toml enables, or else all profiles.
    A first crawl takes the newest articles of each source and says once what it deferred.

    On a terminal the crawl shows on stderr what it does and waits for, and at its end one table. In a pipe each
    site is one plain line on stdout with all its counts. From cron, or with -q, nothing is said but what needs
    a person.

    At its end it does what 'scraper watch' does. A channel of a saved search that cannot be told does not change the
    exit code.
    """
    from scraper.cli.session import utc_now
    from scraper.crawl import Options

    options = Options(full=full, since=since, limit=limit, dry_run=dry_run)
    # cron mails whatever a command prints, so that a crawl without a terminal speaks only of what needs a person.
    if unattended() and not verbose:
        quiet = True
    report = CrawlReport(options, quiet=quiet, verbose=verbose)
    # A dry run archives nothing, which a monitor would take for a crawl.
    with Reporting(db, utc_now, report_to, is_silent=dry_run) as monitored:
        monitored.profiles = profiles(sites_files)
        monitored.sites = chosen(monitored.profiles, names, sites_files)
        # Where nobody has written down a search, nothing of what looks for them is loaded.
        is_watched = not no_watch and not dry_run
        searches = named_file(watch_file) if is_watched else None
        order = _Order(monitored.sites, options, allow_private, wait, searches, monitored.profiles)
        monitored.needs_person = _locked_run(db, order, report, monitored.results)
    if monitored.needs_person:
        sys.exit(1)


class CrawlReport:
    """Prints a crawl: its progress while it runs, its results at the end.

    Args:
        options: what the crawl was asked for.
        quiet: print nothing when all is well.
        verbose: name each URL as it is visited.
    """

    def __init__(self, options: Options, *, quiet: bool, verbose: bool) -> None:
        self._options = options
        self._quiet = quiet
        self._verbose = verbose
        self._is_live = is_drawable(sys.stderr) and not quiet

    def watcher(self, sites: Sequence[Site]) -> Watcher:
        """Return the observer that shows the crawl of some sites while it runs."""
        return Watcher(verbose=self._verbose, live=self._is_live, sites=sites)

    def waits_for_lock(self, holder: str) -> None:
        """Say on a terminal that another crawl is waited for, and which one that is."""
        if self._is_live:
            say(f"{with_local_stamps(holder)} Waiting for its end; Ctrl-C gives up.", err=True)

    def print_results(self, archive: Archive, results: Sequence[SiteResult], now: dt.datetime, *, spaced: bool) -> None:
        """Print what was done, then the notices that no person has seen yet, then what needs a person.

        A quiet crawl prints one paragraph on what needs a person, or nothing.

        Args:
            archive: opened for writing.
            results: of all sites.
            now: the time.
            spaced: whether an empty line parts the table from the headlines above it.
        """
        if self._quiet:
            text = mail(archive, results, now)
            if text:
                say(text, err=True)
            return
        why = no_network(results)
        if why is not None:
            say(_folded(f"{why.advice[:1].upper()}{why.advice[1:]}"), err=True)
            return
        if results:
            self._print_summary(results, spaced=spaced)
        noted = archive.problems.noted([result.site for result in results])
        telling = to_tell(noted, now)
        bad = [*troubles_of_archive(noted), *(line for result in results for line in troubles(result))]
        for line in (*cut_by_limit(results), *notices(telling.notices), *bad):
            say(_folded(line), err=True)

    def _print_summary(self, results: Sequence[SiteResult], *, spaced: bool) -> None:
        """Print what was done: one table on a terminal, else a plain line of each site, which scripts can read."""
        if sys.stdout.isatty():
            from scraper.cli.screen import terminal_size

            line_break = "\n" if spaced else ""
            text = table(results, terminal_size(sys.stdout)[0], dry_run=self._options.dry_run)
            say(f"{line_break}{text}", err=False)
            return
        for result in results:
            say(plain_line(result), err=False)


def _folded(line: str) -> str:
    """Return a line, times local, in lines that fit the terminal, if stderr is one; addresses and names stay whole."""
    if not sys.stderr.isatty():
        return with_local_stamps(line)
    from scraper.cli.screen import terminal_size

    return folded([line], terminal_size(sys.stderr)[0])


@dataclass(frozen=True, slots=True)
class _Order:
    """What a run was asked for.

    Args:
        sites: the profiles of the sites.
        options: of the crawl.
        allow_private: whether addresses in private networks are fetched.
        wait: whether another crawl is waited for.
        watch_file: the saved searches that are told at its end; None: none are.
        known: all profiles by id, which a saved search may name, and by whose patterns links find articles.
    """

    sites: Sequence[Site]
    options: Options
    allow_private: bool
    wait: bool
    watch_file: Path | None
    known: Mapping[str, Site]


def _locked_run(db: Path, order: _Order, report: CrawlReport, results: list[SiteResult]) -> bool:
    """Crawl the sites while holding the archive's crawl lock, print what was done, and return what follows from it.

    Args:
        db: the archive.
        order: what was asked for.
        report: prints the run.
        results: gets what was done at each site, also of a crawl that Ctrl-C ended gently, which raises.

    Returns:
        Whether something needs a person: what this run met, or a page that failed in an earlier one and is not due yet.
    """
    from scraper.cli.session import open_archive, run, settings, utc_now
    from scraper.crawl import crawl_sites
    from scraper.store import ArchiveLock

    lock = ArchiveLock(db, utc_now, wait=order.wait, on_wait=report.waits_for_lock)
    with (
        open_archive(db) as archive,
        lock,
        AtEnd(db, archive, order.watch_file, order.known, utc_now) as watched,
        report.watcher(order.sites) as watcher,
    ):
        archive.links.know(order.known.values())
        try:
            run(
                archive,
                order.options,
                settings(configuration(), order.allow_private),
                watcher,
                lambda context: crawl_sites(context, order.sites),
                on_end=results.extend,
                announce=watcher.announce,
            )
            watcher.stop()
            # Before the report, which says which channels cannot be told.
            watched.tell()
        finally:
            # The live display would draw over the lines of the report.
            watcher.stop()
            now = utc_now()
            report.print_results(archive, results, now, spaced=watcher.has_scrolled)
            # Only after printing: where the report could not be written (a full disk), nobody was told.
            note_told(archive, results, now)
        has_met_trouble = any(result.needs_person for result in results)
        has_bad_file = watched.report()
        is_archive_in_trouble = archive.problems.has_alarm_of_archive()
        has_failed_pages = archive.problems.has_failed_pages([site.id for site in order.sites])
        return has_met_trouble or has_bad_file or is_archive_in_trouble or has_failed_pages
