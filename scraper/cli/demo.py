"""``scraper demo``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.demo_files import DemoFiles
from scraper.cli.options import last_day
from scraper.cli.output import print_rows
from scraper.cli.serve import port_option
from scraper.cli.summary import table, troubles
from scraper.model import Site, SiteResult

if TYPE_CHECKING:
    import socket

    from scraper.demo import DemoPress

# Columns that the summary of a crawl may take; chosen as narrow as a terminal is.
_WIDTH = 78
# The crawls that are shown: the first, and one that finds what was edited.
_SHOWN_CRAWLS = (1, 7)
# Years in which the demo can be played. Its articles go back four years, and the archive does not believe every date.
# Chosen: the time of news sites, and longer than this program will last.
_PLAYED_YEARS = range(2000, 2101)
# The article of which most states are kept; what tells of edits has most to tell of it.
_MOST_EDITED = "SELECT article_id FROM versions GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT 1"
# What a reader of the demo can ask the archive, each as a question and as the SQL that answers it. The statements are
# printed to be copied, so they use only views and tables that docs/schema.md explains.
_QUESTIONS = (
    (
        "What was published last?",
        "SELECT date, kicker, title, authors FROM archive ORDER BY date DESC LIMIT 4",
    ),
    (
        "Which article was edited most, and what was changed each time?",
        "SELECT seen_at, title, length(body) AS characters, changed FROM history"
        f" WHERE article_id = ({_MOST_EDITED}) ORDER BY seen_at",
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
    help="Keep the demo's archive as this new file, to ask it more; its profiles and saved searches stand beside it.",
)
@click.option(
    "--until",
    type=last_day,
    metavar="DAY",
    help="Play until the evening of this day, for the same articles each time; the documentation's is of 2026-11-20."
    "  [default: now]",
)
@click.option("--serve", "serves", is_flag=True, help="Open the archive to the browser, until Ctrl-C.")
@port_option
def command(keep: Path | None, until: dt.date | None, serves: bool, port: int) -> None:
    """Small invented news sites on this machine, crawled and asked. Needs no internet.

    Five sites are served and crawled on some days up to yesterday or today, which are played: their times are those of
    the archive, so that edits and removals are found, and that one of the sites has fallen silent. All questions of
    docs/cookbook.md have answers in it.
    """
    from tempfile import TemporaryDirectory

    from scraper.cli.interrupts import signals_interrupt

    listener = _listener(port) if serves else None
    if keep is not None:
        DemoFiles(keep).refuse_existing()
    with TemporaryDirectory(prefix="scraper-demo-") as folder:
        files = DemoFiles(keep or Path(folder) / "archive.db")
        # Whatever signal ends it, the folder is removed. Each crawl hears signals itself, and forgets those who heard
        # them before it.
        with _played(files, _now(until)) as press, signals_interrupt():
            if listener is None:
                _answer_questions(files.archive)
            if keep is None:
                click.echo("\nTo ask more, keep the archive: scraper demo --keep demo.db")
            else:
                _say_kept(files)
            if listener is not None:
                # The sites stay up meanwhile, so that the links to them lead somewhere.
                _serve(files, press, listener, is_now=until is None)


def _listener(port: int) -> socket.socket:
    """Return the socket of ``--serve``; what is missing for it is said before anything is played."""
    from scraper.errors import needing

    with needing("serve"):
        from scraper.serve.plugin import Plugin as Plugin
    from scraper.serve.server import listen

    return listen("127.0.0.1", port)


def _now(until: dt.date | None) -> dt.datetime:
    """Return until when is played: the end of a day, where the demo's sites are, or now.

    Raises:
        ConfigError: no news site was there on that day, or will be for long.
    """
    from scraper.cli.session import utc_now
    from scraper.demo import CET
    from scraper.errors import ConfigError

    if until is None:
        return utc_now()
    if until.year not in _PLAYED_YEARS:
        raise ConfigError(
            f"--until {until.isoformat()}: the demo is played on days from {_PLAYED_YEARS[0]} to {_PLAYED_YEARS[-1]}.",
            hint="Leave it out to play until now.",
        )
    return dt.datetime.combine(until, dt.time(23, 59), CET)


@contextmanager
def _played(files: DemoFiles, now: dt.datetime) -> Iterator[DemoPress]:
    """Crawl the invented sites on each day that is played, and leave them up within the block."""
    from scraper.demo import DemoPress

    with DemoPress(now) as press:
        files.write_beside(press)
        addresses = ", ".join(site.url for site in press.sites)
        click.echo(f"{len(press.sites)} small invented news sites are served at {addresses}.")
        days = press.days
        click.echo(f"{len(days)} crawls are played, on days from {_day(days[0])} to {_day(days[-1])}.")
        for number, results in enumerate(play(press, files.archive), 1):
            if number in _SHOWN_CRAWLS:
                click.echo(f"\nCrawl {number}, {_day(press.moment)}\n")
                _print_results(results)
        yield press


def _answer_questions(db: Path) -> None:
    for question, sql in _QUESTIONS:
        click.echo(f'\n{question}\n  scraper query "{sql}"\n')
        _print_answer(db, sql)


def _serve(files: DemoFiles, press: DemoPress, listener: socket.socket, *, is_now: bool) -> None:
    """Show the archive in the browser, as ``scraper serve`` does, until Ctrl-C.

    Args:
        files: the archive's.
        press: the sites, up.
        listener: where is listened.
        is_now: whether the last days are played; else it is the evening of the last one that is.
    """
    from scraper.cli.session import utc_now
    from scraper.serve.asked import House
    from scraper.serve.server import serve

    clock = utc_now if is_now else press.now
    house = House(files.archive, _profiles(press), frozenset(), clock, files.searches)
    serve(house, listener, lambda address: click.echo(f"\nThe archive is at {address} (Ctrl-C ends it)"))


def _say_kept(files: DemoFiles) -> None:
    click.echo(f"\nThe archive is {files.archive}. Ask it:")
    click.echo(f"  scraper --db {files.archive} search Rathaus")
    # Sites are crawled side by side, so that an article has another number in each archive.
    for number in _most_edited(files.archive):
        click.echo(f"  scraper --db {files.archive} history {number}")
        click.echo(f"  scraper --db {files.archive} diff {number}")
    click.echo(f"  scraper --db {files.archive} status --sites {files.profiles}")
    click.echo(f"  scraper --db {files.archive} watch --watch {files.searches}")


def _most_edited(db: Path) -> list[int]:
    """Return the number of the article that was edited most; nothing where none was."""
    from scraper.store import Archive

    with Archive.read(db) as archive:
        return [row["article_id"] for row in archive.rows(_MOST_EDITED)]


def play(press: DemoPress, db: Path) -> Iterator[list[SiteResult]]:
    """Yield what each crawl of the demo did, one for each day that is played.

    Args:
        press: the sites, up.
        db: the archive, which is made where it is not there.
    """
    from scraper.cli.session import open_archive
    from scraper.demo.places import NAMES

    sites = list(_profiles(press).values())
    with open_archive(db) as archive:
        archive.official_names().put(NAMES, press.now(), lambda done, of: None)
    for number, day in enumerate(press.days):
        press.moment = day
        yield _crawl(db, sites, press.now, full=number == 0)


def _profiles(press: DemoPress) -> dict[str, Site]:
    from scraper.sites import read_profiles

    return read_profiles(press.profiles_toml(), "the demo's profiles")


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
