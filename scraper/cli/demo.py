"""``scraper demo``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.output import print_rows
from scraper.cli.summary import table, troubles
from scraper.model import Site, SiteResult

if TYPE_CHECKING:
    from scraper.demo import DemoPress

# Columns that the summary of a crawl may take; chosen as narrow as a terminal is.
_WIDTH = 78
# The crawls that are shown: the first, and one that finds what was edited.
_SHOWN_CRAWLS = (1, 7)
# What a reader of the demo can ask the archive, each as a question and as the SQL that answers it. The statements are
# printed to be copied, so they use only views and tables that docs/schema.md explains.
_QUESTIONS = (
    (
        "What was published last?",
        "SELECT date, kicker, title, authors FROM archive ORDER BY date DESC LIMIT 4",
    ),
    (
        "Which articles were edited after the archive first saw them, and where?",
        "SELECT h.title, h.seen_at, length(h.body) AS characters, h.changed FROM history h"
        " WHERE h.article_id IN (SELECT article_id FROM versions) ORDER BY h.article_id, h.seen_at",
    ),
    (
        "Which keywords does the editor use most?",
        "SELECT k.name AS keyword, count(*) AS articles FROM article_keywords JOIN keywords k ON k.id = keyword_id"
        " GROUP BY k.id ORDER BY articles DESC, keyword LIMIT 5",
    ),
    (
        "Who printed the releases of the government, under which headline, and how much of them?",
        "SELECT a.date, a.site, a.title, round(100 * s.share) AS percent FROM stories st JOIN articles f ON f.id ="
        " st.first_id JOIN story_articles s ON s.story_id = st.id JOIN articles a ON a.id = s.article_id WHERE f.site ="
        " 'staatskanzlei' AND a.id <> f.id ORDER BY f.date, a.date",
    ),
)


@click.command("demo")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the demo's archive as this new file, to ask it more.",
)
def command(keep: Path | None) -> None:
    """Small invented news sites on this machine, crawled and asked. Needs no internet.

    Four sites are served and crawled on some days of an autumn, which are played: their times are those of the archive,
    so that edits and removals are found. All questions of docs/schema.md have answers in it.
    """
    from tempfile import TemporaryDirectory

    from scraper.errors import ConfigError

    if keep is not None and keep.exists():
        raise ConfigError(f"{keep}: is there already, and the demo wants a new archive.", hint="Name another file.")
    with TemporaryDirectory(prefix="scraper-demo-") as folder:
        _run_demo(keep or Path(folder) / "archive.db")
    if keep is None:
        click.echo("\nTo ask more, keep the archive: scraper demo --keep demo.db")
    else:
        click.echo(f"\nThe archive is {keep}. Ask it: scraper --db {keep} search Rathaus")


def _run_demo(db: Path) -> None:
    """Crawl the invented sites on each day that is played, and answer the questions from the archive."""
    from scraper.demo import DAYS, DemoPress

    with DemoPress() as press:
        addresses = ", ".join(site.url for site in press.sites)
        click.echo(f"{len(press.sites)} small invented news sites are served at {addresses}.")
        click.echo(f"{len(DAYS)} crawls are played, on days from {_day(DAYS[0])} to {_day(DAYS[-1])}.")
        for number, results in enumerate(play(press, db), 1):
            if number in _SHOWN_CRAWLS:
                click.echo(f"\nCrawl {number}, {_day(press.moment)}\n")
                _print_results(results)
    for question, sql in _QUESTIONS:
        click.echo(f'\n{question}\n  scraper query "{sql}"\n')
        _print_answer(db, sql)


def play(press: DemoPress, db: Path) -> Iterator[list[SiteResult]]:
    """Yield what each crawl of the demo did, one for each day that is played.

    Args:
        press: the sites, up.
        db: the archive, which is made where it is not there.
    """
    from scraper.demo import DAYS
    from scraper.sites import read_profiles

    sites = list(read_profiles(press.profiles_toml(), "the demo's profiles").values())
    for number, day in enumerate(DAYS):
        press.moment = day
        yield _crawl(db, sites, press.now, full=number == 0)


def _crawl(db: Path, sites: list[Site], clock: Callable[[], dt.datetime], *, full: bool) -> list[SiteResult]:
    """Crawl the sites as ``scraper crawl`` does, without a progress display."""
    from scraper.cli.session import open_archive, run
    from scraper.crawl import NullObserver, Options, crawl_sites
    from scraper.fetch import Settings
    from scraper.store import ArchiveLock

    with open_archive(db) as archive, ArchiveLock(db, clock):
        return run(
            archive,
            Options(full=full),
            Settings(),
            NullObserver(),
            lambda context: crawl_sites(context, sites),
            clock=clock,
        )


def _day(moment: dt.datetime) -> str:
    return moment.date().isoformat()


def _print_results(results: list[SiteResult]) -> None:
    # As wide as any terminal, since the one table of some sites fits into sixty columns.
    for line in table(results, _WIDTH).splitlines():
        click.echo(f"  {line}")
    for result in results:
        for line in troubles(result):
            click.echo(f"  {line}")


def _print_answer(db: Path, sql: str) -> None:
    """Run a statement on the archive and print the rows as a table, even into a pipe: the demo is for reading."""
    from scraper.store import Archive

    with Archive.read(db) as archive:
        print_rows(archive.rows(sql), "table")
