"""``scraper fetch``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.options import private_option
from scraper.cli.output import clean, format_option, print_records, shortened
from scraper.cli.profiles import profiles, sites_option
from scraper.model import Outcome, Reason, Site, fault

if TYPE_CHECKING:
    from scraper.store import Archive


@click.command("fetch")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--no-store", is_flag=True, help="Only print; archive nothing.")
@click.option(
    "--file",
    "page",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Read this saved page instead of the network (one URL, nothing is archived).",
)
@click.option("--explain", is_flag=True, help="Print for each field what on the page gave it.")
@sites_option
@format_option
@private_option
@click.pass_obj
def command(
    db: Path,
    urls: tuple[str, ...],
    no_store: bool,
    page: Path | None,
    explain: bool,
    sites_files: tuple[Path, ...],
    style: str | None,
    allow_private: bool,
) -> None:
    """Archive these pages now and print the records.

    A URL without a scheme is tried as https. Exit code 1 if a page is not an article or cannot be had.
    """
    targets = _targets(urls, sites_files)
    if page is not None:
        rows, outcomes = _from_file(page, targets)
    elif no_store:
        rows, outcomes = _without_archive(db, targets, allow_private)
    else:
        rows, outcomes = _archived(db, targets, allow_private)
    if explain:
        print_records([line for row in rows for line in _explained(row)], style)
    else:
        print_records([{name: row[name] for name in row if name not in _UNSAID} for row in rows], style)
    for outcome in outcomes:
        _say(outcome)
    if any(outcome.fault for outcome in outcomes):
        sys.exit(1)


def _targets(urls: Sequence[str], files: Sequence[Path]) -> list[tuple[str, Site]]:
    from scraper.sites import site_for, unlisted
    from scraper.web.urls import canonical, typed

    known = profiles(files)
    targets = []
    for url in dict.fromkeys(canonical(typed(text)) for text in urls):
        site = site_for(url, known.values())
        targets.append((url, site or unlisted(url)))
    return targets


def _from_file(page: Path, targets: Sequence[tuple[str, Site]]) -> tuple[list[dict[str, Any]], list[Outcome]]:
    from scraper.errors import ConfigError
    from scraper.parser import parse

    if len(targets) != 1:
        raise ConfigError("--file reads one saved page, so it takes one URL.")
    (url, site) = targets[0]
    try:
        data = page.read_bytes()
    except OSError as error:
        raise ConfigError(f"{page}: cannot be read: {error.strerror}.") from error
    article = parse(data, url, site=site)
    if article.is_article:
        return [article_row(article)], []
    why = fault(article.why_not or Reason.NOT_AN_ARTICLE)
    return [article_row(article)], [Outcome(url, "failed", why)]


def _archived(
    db: Path, targets: Sequence[tuple[str, Site]], allow_private: bool
) -> tuple[list[dict[str, Any]], list[Outcome]]:
    from scraper.cli.session import open_archive

    with open_archive(db) as archive:
        outcomes = _visit(archive, targets, allow_private)
        rows = [
            _as_record(found)
            for outcome in outcomes
            if outcome.fault is None and outcome.article_id and (found := archive.article(outcome.article_id))
        ]
    return rows, outcomes


def _visit(archive: Archive, targets: Sequence[tuple[str, Site]], allow_private: bool) -> list[Outcome]:
    from scraper.cli.session import run
    from scraper.crawl import NullObserver, Options, fetch_pages
    from scraper.fetch import Settings

    settings = Settings(allow_private=allow_private)
    return run(archive, Options(), settings, NullObserver(), lambda context: fetch_pages(context, targets))


def _without_archive(
    db: Path, targets: Sequence[tuple[str, Site]], allow_private: bool
) -> tuple[list[dict[str, Any]], list[Outcome]]:
    from contextlib import suppress
    from tempfile import TemporaryDirectory

    from scraper.errors import ArchiveError

    with TemporaryDirectory() as folder:
        other = Path(folder) / "archive.db"
        # An archive that cannot be asked knows of no host; what is only printed does not need it.
        with suppress(ArchiveError):
            _take_along(db, other, targets)
        return _archived(other, targets, allow_private)


def _take_along(db: Path, other: Path, targets: Sequence[tuple[str, Site]]) -> None:
    """Note in another archive what this one knows of some hosts: their rules, and the pauses they asked for."""
    from scraper.store import Archive
    from scraper.web.urls import authority

    with Archive.read(db) as known, Archive.open(other) as archive, archive.transaction():
        for host in {authority(url) for url, _ in targets}:
            archive.hosts.save(known.hosts.load(host))


_UNSAID = ("sources", "directives")
# A line of --explain: field, value and source stand beside each other on a terminal.
_SHORT = 60


def _explained(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a line for each field of a record: its value, cut short, and what on the page gave it."""
    sources: dict[str, str] = row.get("sources", {})
    return [
        {"url": row["url"], "field": name, "value": _beginning(row.get(name)), "source": source}
        for name, source in sources.items()
    ]


def _beginning(value: Any) -> str:
    """Return a value as a line of text; of long ones the beginning."""
    if isinstance(value, list):
        is_of_records = bool(value) and isinstance(value[0], dict)
        value = f"{len(value)} items" if is_of_records else "; ".join(map(str, value))
    return shortened(str(value), _SHORT)


_INSIDE = ("id", "digest", "capture_id", "duplicate_of", "reader", "words")


def _as_record(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _INSIDE}


def article_row(article: Any) -> dict[str, Any]:
    """Return a record of the parser as a row for printing, dates as ISO 8601."""
    from dataclasses import asdict

    from scraper.store.columns import day_text, to_text

    moments = {name: to_text(getattr(article, name)) for name in ("published_at", "modified_at")}
    related = [asdict(item) | {"date": day_text(item.date)} for item in article.related]
    why_not = None if article.why_not is None else str(fault(article.why_not))
    return asdict(article) | moments | {"date": day_text(article.date), "related": related, "why_not": why_not}


def _say(outcome: Outcome) -> None:
    """Say why a page is not shown, or what a person should know of one that is."""
    if outcome.fault is not None:
        kept = f"; the archive keeps what it had: scraper show {outcome.article_id}" if outcome.article_id else ""
        click.echo(clean(f"{outcome.url}: not archived: {outcome.fault.advice}{kept}"), err=True)
    if outcome.reserved is not None:
        click.echo(clean(f"{outcome.url}: {outcome.reserved}"), err=True)
    if outcome.read_again:
        click.echo(
            clean(f"{outcome.url}: what is archived of it was read again, by today's parser and profile"), err=True
        )
