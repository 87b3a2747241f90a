"""``scraper latest``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.blocks import day_label, headline, say_cut, shows_blocks, wrapped
from scraper.cli.options import (
    MOST_ARTICLES,
    days,
    limit_option,
    refuse_unknown_sites,
    since_option,
    site_option,
    until_option,
)
from scraper.cli.output import Row, clean, format_option_with_default, print_rows
from scraper.cli.terminal_times import with_local_times
from scraper.report import local_time

if TYPE_CHECKING:
    from scraper.store import Archive
    from scraper.store.latest import Selection
    from scraper.store.marks import Mark

# Articles that are shown when nothing else is asked for; chosen as what one looks through.
_USUAL_LIMIT = 20
# Who asks for the first time what is new is told of so many days; chosen as what a press review covers.
_FIRST_DAYS = 7
# The name of the mark for all sites; a choice of sites has one of its own, with their ids behind a colon.
_MARK = "latest"
# Columns before an article, below its site, and before the other lines of it.
_INDENT, _HANGING = 2, 4


@click.command("latest")
@since_option
@until_option
@site_option
@click.option(
    "--new",
    is_flag=True,
    help="Only what has come since this was last asked; the first time, that of the last 7 days. For cron: says"
    " nothing when there is nothing, and prints for reading also where stdout is no terminal. Each choice of --site"
    " is asked for itself. While --limit leaves some out, all of them stay new.",
)
@limit_option(None, f"How many articles at the most.  [default: {_USUAL_LIMIT}; with --new all]")
@format_option_with_default("blocks of lines on a terminal and with --new, else jsonl")
@click.pass_obj
def command(
    db: Path,
    since: dt.date | None,
    until: dt.date | None,
    sites: tuple[str, ...],
    new: bool,
    limit: int | None,
    output_format: str | None,
) -> None:
    """The newest articles, by day and site.

    On a terminal in blocks of lines, times in the local zone; in a pipe, and with --format, as records. An
    article that stands word for word at several sites, headline included, is shown once; 'scraper stories' shows what
    papers have edited.
    """
    from scraper.store import Archive
    from scraper.store.latest import Selection

    chosen = Selection(days(since, until), sites, limit=limit or _USUAL_LIMIT)
    if new:
        _print_new(db, chosen, limit, output_format)
        return
    with Archive.read(db) as archive:
        refuse_unknown_sites(archive, sites)
        reads = shows_blocks(output_format)
        shown, total = _print(archive, chosen, output_format, reads=reads)
        if reads:
            say_cut(shown, total)


def _print_new(db: Path, chosen: Selection, limit: int | None, output_format: str | None) -> None:
    """Print what has come since this was last asked, and note in the archive how far that was."""
    from dataclasses import replace

    name = _mark_name(chosen.sites)
    with _opened_for_mark(db) as archive:
        refuse_unknown_sites(archive, chosen.sites)
        # Taken before the articles are read, so that what a crawl archives meanwhile is new the next time.
        newest = archive.marks.newest()
        told = archive.marks.get(name)
        chosen = replace(chosen, after=told, up_to=newest, limit=limit or MOST_ARTICLES)
        if told is None and chosen.days.since is None:
            chosen = replace(chosen, days=replace(chosen.days, since=_first_day()))
        shown, total = _print(archive, chosen, output_format, reads=output_format is None)
        if shown < total:
            # What --limit left out would never be new again.
            click.echo(f"{shown:,} of {total:,}; all of them stay new until --limit shows all.", err=True)
            return
        _note_told(archive, name, told, newest)


def _mark_name(sites: Sequence[str]) -> str:
    """Return the name of the mark of those who ask for these sites."""
    if not sites:
        return _MARK
    return f"{_MARK}:{','.join(sorted(set(sites)))}"


def _first_day() -> dt.date:
    """Return from which day on articles are told of who asks for the first time."""
    return local_time.today() - dt.timedelta(days=_FIRST_DAYS)


def _opened_for_mark(db: Path) -> Archive:
    """Return the archive, opened for writing; before anything is printed, since it would be printed again each time.

    Raises:
        ArchiveError: there is none, or it cannot be written.
    """
    from scraper.cli.opening import open_archive
    from scraper.errors import ArchiveError
    from scraper.store import Archive

    # Opening for writing would make an archive where there is none, and migrate an older one.
    Archive.read(db).close()
    try:
        return open_archive(db)
    except ArchiveError as error:
        raise ArchiveError(
            error.message,
            hint="--new notes in the archive how far you were told; without it, 'scraper latest' only reads.",
        ) from error


def _note_told(archive: Archive, name: str, told: Mark | None, newest: Mark | None) -> None:
    """Note how far somebody was told, if that is further than before."""
    # Only after all was written: who ends the program or closes the pipe before is told again.
    sys.stdout.flush()
    # An empty archive has no last article, and leaves the first answer of seven days to the first that has.
    if newest is not None and newest != told:
        with archive.transaction():
            archive.marks.put(name, newest)


def _print(archive: Archive, chosen: Selection, output_format: str | None, *, reads: bool) -> tuple[int, int]:
    """Print the articles, in blocks for reading, else as records; return how many, and how many there are."""
    found = archive.latest(chosen)
    if not reads:
        print_rows(with_local_times(found.rows, output_format), output_format)
    elif found.rows:
        # Colours are what click calls all sequences of a terminal; wrapped() has none for what takes none.
        click.echo("\n".join(_lines(found.rows)), color=True)
    elif sys.stdout.isatty():
        click.echo(_nothing(chosen), err=True)
    return len(found.rows), found.total


def _nothing(chosen: Selection) -> str:
    """Return the sentence that says that there is no article to show."""
    if chosen.after is not None:
        return "Nothing new since this was last asked."
    bounds = [
        f"{word} {day.isoformat()}" for word, day in (("since", chosen.days.since), ("until", chosen.days.until)) if day
    ]
    of_sites = [f"of {', '.join(chosen.sites)}"] if chosen.sites else []
    return f"{' '.join(['No article', *of_sites, *bounds])}."


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of articles for reading: a heading for each day, under it the sites, under these the articles."""
    for day, of_day in groupby(rows, _day):
        yield _heading(day)
        for site, of_site in groupby(of_day, _site):
            yield ""
            yield clean(site)
            for row in of_site:
                yield from wrapped(f"{_when(row)}{headline(row)}", indent=_INDENT, hanging=_HANGING)
                # Never wrapped: an address in two parts cannot be clicked on or copied.
                yield f"{' ' * _HANGING}{clean(row['url'])}"
        yield ""


def _heading(day: str) -> str:
    """Return a day with its weekday; a text that is no day, which only another program can have written, as it is."""
    try:
        return f"{dt.date.fromisoformat(day):%A}, {day}"
    except ValueError:
        return clean(day)


def _day(row: Row) -> str:
    """Return the day under which an article stands: its own, or else the local one on which it was first seen."""
    return row["date"] or local_time.local_day(row["first_seen"])


def _site(row: Row) -> str:
    return str(row["site"])


def _when(row: Row) -> str:
    """Return what stands before a headline: the local time of publication, or that the day is of the first visit."""
    if row["date"] is None:
        return f"{day_label(row)}  "
    if row["published_at"] is None:
        return ""
    time = local_time.local(row["published_at"])
    # Far from Berlin, the local day of a time may be another than the day that the page states; then both are shown.
    return f"{time.removeprefix(row['date']).strip()}  "
