"""``scraper stories``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from scraper.cli.blocks import headline, say_cut, shows_blocks, wrapped
from scraper.cli.options import days, limit_option, refuse_unknown_sites, since_option, site_option, until_option
from scraper.cli.output import Row, clean, format_option_with_default, print_rows
from scraper.report.story_text import days_text, percent
from scraper.web.plain_text import one_line

# Stories that are shown when nothing else is asked for; chosen as what one looks through.
_USUAL_LIMIT = 20
_INDENT = 2
_NOTHING = "No story of {papers} papers{bounds}. A story is one release or report that stands in several papers."


@click.command("stories")
@since_option
@until_option
@site_option
@click.option(
    "--min",
    "papers",
    type=click.IntRange(min=2),
    metavar="N",
    default=2,
    show_default=True,
    help="Only what so many papers wrote.",
)
@limit_option(_USUAL_LIMIT, "How many stories at the most.")
@format_option_with_default("blocks of lines on a terminal, jsonl in a pipe")
@click.pass_obj
def command(
    db: Path,
    since: dt.date | None,
    until: dt.date | None,
    sites: tuple[str, ...],
    papers: int,
    limit: int,
    output_format: str | None,
) -> None:
    """What several papers wrote: one release or report each, the newest first.

    Of each story the headline of its first article, and below it each paper with its day and how much of the first text
    it has. --since, --until and --site ask for stories of which an article lies within these days, or is of this site.
    Who has less than 80 % of it has shortened it where its own text is shorter by a tenth or more, else rewritten it.
    'scraper diff FIRST SECOND' says what the second paper changed, and 'scraper show URL-or-ID', also_in, in which
    papers one article stands.
    """
    from scraper.store import Archive
    from scraper.store.told import StoryFilter

    asked = StoryFilter(days(since, until), sites, papers, limit)
    with Archive.read(db) as archive:
        refuse_unknown_sites(archive, sites)
        found = archive.stories.newest(asked)
    if not shows_blocks(output_format):
        print_rows(found.rows, output_format)
        return
    if found.rows:
        # Colours are what click calls all sequences of a terminal; wrapped() has none for what takes none.
        click.echo("\n".join(line for row in found.rows for line in _block(row)), color=True)
    elif sys.stdout.isatty():
        click.echo(_nothing(papers, since, until, sites), err=True)
    say_cut(len(found.rows), found.total)


def _nothing(papers: int, since: dt.date | None, until: dt.date | None, sites: tuple[str, ...]) -> str:
    """Return the sentence that says that there is no story to show."""
    bounds = [f" {word} {day.isoformat()}" for word, day in (("since", since), ("until", until)) if day]
    of_sites = [f" with {', '.join(sites)}"] if sites else []
    return _NOTHING.format(papers=papers, bounds="".join([*of_sites, *bounds]))


def _block(row: Row) -> Iterator[str]:
    """Yield a story in lines: its day, its headline, and each article with its address; and an empty one."""
    yield f"{clean(row['date'])} · {row['papers']} papers"
    yield from wrapped(headline(row))
    for one in row["articles"]:
        yield from wrapped(" · ".join(_facts(one)), indent=_INDENT, hanging=2 * _INDENT)
        # Never wrapped: an address in two parts cannot be clicked on or copied.
        yield f"{' ' * 2 * _INDENT}{clean(one['url'])}"
    yield ""


def _facts(one: Row) -> Iterator[str]:
    """Yield what is said of an article of a story: its paper, that it is the first, else when and how much."""
    yield one_line(clean(one["paper"]))
    if one["is_first"]:
        yield "first"
        return
    yield days_text(one["days"])
    change = f", {one['change']}" if one["change"] else ""
    yield f"{percent(one['share'])} of the first text{change}"
