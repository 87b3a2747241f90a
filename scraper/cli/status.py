"""``scraper status``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from scraper.cli.hints import did_you_mean
from scraper.cli.output import format_option, is_for_reading, print_rows
from scraper.cli.profiles import own_profiles, profiles, sites_option, switched_off
from scraper.cli.site_id import SITE
from scraper.model import Site
from scraper.policy.standing_words import NEEDS_ATTENTION, NEVER_CRAWLED, NOT_FOLLOWED
from scraper.policy.telling import who
from scraper.report import local_time
from scraper.report.todays_readers import todays_readers

if TYPE_CHECKING:
    from scraper.store import Archive
    from scraper.store.health.fields import Readers

# The columns of the table, which fit into 80 columns of a terminal; what is wrong follows as lines below it.
_TABLE = {
    "site": "site",
    "verdict": "verdict",
    "newest_article": "newest",
    "last_crawl": "last crawl",
    "articles": "articles",
    "new_this_week": "new",
    "failed": "failed",
}
# Verdicts, as short as a column of the table.
_VERDICTS = {NEEDS_ATTENTION: "attention", NEVER_CRAWLED: "never", NOT_FOLLOWED: "left"}

_Row = dict[str, Any]


@click.command("status")
@click.argument("site", required=False, type=SITE)
@click.option(
    "--problems",
    is_flag=True,
    help="What is wrong with sites and sources, and the addresses that could not be archived or read, each with its"
    " reason.",
)
@click.option(
    "--storage",
    is_flag=True,
    help="What each site takes up, instead: its pages as they came, the same as the archive packs them, text, search"
    " index, earlier states.",
)
@sites_option
@format_option
@click.pass_obj
def command(
    db: Path,
    site: str | None,
    problems: bool,
    storage: bool,
    sites_files: tuple[Path, ...],
    output_format: str | None,
) -> None:
    """How each site is doing: verdict, newest article, last crawl, what is new, what is wrong since when.

    Exit code 1 if a site needs a person. An anomaly is what a host says that is not so: 'not modified' of what has
    changed, a wall or an error page as if it were the article, dates in the future.
    """
    from scraper.cli.session import utc_now
    from scraper.store import Archive

    if storage and problems:
        raise click.UsageError("--problems and --storage print different records: give one of them.")
    known = profiles(sites_files)
    if storage:
        _print_storage(db, site, known, output_format)
        return
    wanted = own_profiles(known, sites_files)
    off = switched_off(known)
    if site in known:
        wanted.append(known[site])
    readers = todays_readers(known.values())
    with Archive.read(db) as archive:
        only = None if site is None else [site]
        every_state = archive.site_states(utc_now(), wanted, known.values(), off, readers, only, local_time.local_day)
        states = every_state if site is None else [row for row in every_state if row["site"] == site]
        sites = {*known, *archive.site_ids()}
        if problems:
            rows = archive.page_problems(utc_now(), known.values(), site, readers)
        else:
            rows = [row | {"selectors": _unmatched(archive, known.get(row["site"]), readers)} for row in states]
    if site is not None and not states:
        _refuse_unknown(db, site, sites)
    _print(rows, output_format, are_problems=problems)
    # Judged by the states of the sites also with --problems: a skipped page is listed there and needs nobody.
    if any(row["verdict"] == NEEDS_ATTENTION for row in states):
        sys.exit(1)


def _refuse_unknown(db: Path, site: str, known: Iterable[str]) -> NoReturn:
    """End with exit code 2: there is no such site, neither in the archive nor among the profiles."""
    hint = did_you_mean(site, known)
    # There may be nothing like it, and so no hint.
    click.echo(f"There is no site '{site}' in {db}. {hint}".rstrip(), err=True)
    sys.exit(2)


def _print_storage(db: Path, site: str | None, known: Iterable[str], output_format: str | None) -> None:
    """Print what each site costs: in bytes for programs, in sizes for people, with a line for the file itself."""
    from scraper.cli.summary import size
    from scraper.store import Archive

    with Archive.read(db) as archive:
        # A site that was never crawled has no row: it costs nothing, and is no mistake.
        sites = {*known, *archive.site_ids()}
        rows = [row for row in archive.storage() if site in (None, row["site"])]
    if site is not None and site not in sites:
        _refuse_unknown(db, site, sites)
    if is_for_reading(output_format):
        columns = ("pages", "payloads", "text", "index", "history")
        print_rows(
            [{"site": row["site"], **{name: size(row[name]) for name in columns}} for row in rows], output_format
        )
        click.echo(
            f"{db}: {size(db.stat().st_size)}; 'pages' are what was captured, 'payloads' the same as it is packed."
        )
        click.echo("The file has the lists, the frontier, their indexes and unused space besides.")
    else:
        print_rows(rows, output_format)


def _unmatched(archive: Archive, profile: Site | None, readers: Readers) -> list[_Row]:
    """Return, for programs, the selectors of a profile that gave nothing of late; for people a problem names them."""
    if profile is None or profile.id not in readers:
        return []
    from dataclasses import asdict

    from scraper.policy.selected import unmatched

    sources = archive.newest_sources(profile.id, readers[profile.id], profile.rules_since)
    return [asdict(one) for one in unmatched(profile, sources)]


def _print(rows: Sequence[_Row], output_format: str | None, *, are_problems: bool) -> None:
    """Print rows for programs as they are, and for people as a table with lines below it."""
    from scraper.cli.mail import stamp
    from scraper.report import problem_text

    if not is_for_reading(output_format):
        print_rows(rows, output_format)
    elif are_problems:
        _print_lines(problem_text.page_problem_line(row, stamp) for row in rows)
    else:
        print_rows([_short(row) for row in sorted(rows, key=problem_text.worst)], output_format)
        others = (f"{who(row['site'])}: {line}" for row in rows for line in problem_text.other_lines(row, stamp))
        _print_lines([*problem_text.problem_lines(rows, stamp), *others])
    if are_problems and not rows:
        click.echo("No problems.", err=True)


def _print_lines(lines: Iterable[str]) -> None:
    from scraper.cli.mail import folded

    text = folded(list(lines))
    if text:
        click.echo(text)


def _short(row: _Row) -> _Row:
    """Return the row of the table for a site."""
    short = {name: row[key] for key, name in _TABLE.items()}
    return short | {
        "site": who(row["site"]),
        "verdict": _VERDICTS.get(row["verdict"], row["verdict"]),
        "last crawl": local_time.local(row["last_crawl"] or ""),
    }
