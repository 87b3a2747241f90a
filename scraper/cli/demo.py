"""``scraper demo``."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.output import print_rows
from scraper.cli.summary import table, troubles
from scraper.model import Site, SiteResult

# Columns that the summary of a crawl may take; chosen as narrow as a terminal is.
_WIDTH = 78
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
)


@click.command("demo")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the demo's archive as this new file, to ask it more.",
)
def command(keep: Path | None) -> None:
    """A small invented news site on this machine, crawled and asked. Needs no internet."""
    from tempfile import TemporaryDirectory

    from scraper.errors import ConfigError

    if keep is not None and keep.exists():
        raise ConfigError(f"{keep}: is there already, and the demo wants a new archive.", hint="Name another file.")
    with TemporaryDirectory(prefix="scraper-demo-") as folder:
        _run_demo(keep or Path(folder) / "archive.db")
    if keep is not None:
        click.echo(f"\nThe archive is {keep}. Ask it: scraper --db {keep} search Rathaus")


def _run_demo(db: Path) -> None:
    """Crawl the invented site, edit one of its articles, crawl again, and answer the questions from the archive."""
    from scraper.demo import DemoSite
    from scraper.sites import read_profiles

    with DemoSite() as demo:
        site = read_profiles(demo.profile_toml(), "the demo's profile")["demo"]
        click.echo(f"A small invented news site is served at {demo.url}\n")
        _print_result("First crawl", _crawl(db, site))
        url = demo.edit()
        click.echo(f"\nAn editor changes {url}\n")
        _print_result("Second crawl", _crawl(db, site))
    for question, sql in _QUESTIONS:
        click.echo(f'\n{question}\n  scraper query "{sql}"\n')
        _print_answer(db, sql)


def _crawl(db: Path, site: Site) -> SiteResult:
    """Crawl the one site as ``scraper crawl`` does, without a progress display."""
    from scraper.cli.session import open_archive, run, utc_now
    from scraper.crawl import NullObserver, Options, crawl_sites
    from scraper.fetch import Settings
    from scraper.store import ArchiveLock

    with open_archive(db) as archive, ArchiveLock(db, utc_now):
        results = run(archive, Options(), Settings(), NullObserver(), lambda context: crawl_sites(context, [site]))
    return results[0]


def _print_result(title: str, result: SiteResult) -> None:
    click.echo(f"{title}\n")
    # As wide as any terminal, since the one table of one site fits into sixty columns.
    for line in table([result], _WIDTH).splitlines():
        click.echo(f"  {line}")
    for line in troubles(result):
        click.echo(f"  {line}")


def _print_answer(db: Path, sql: str) -> None:
    """Run a statement on the archive and print the rows as a table, even into a pipe: the demo is for reading."""
    from scraper.store import Archive

    with Archive.read(db) as archive:
        print_rows(archive.rows(sql), "table")
