"""``scraper search``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from scraper.cli.options import day
from scraper.cli.output import format_option, print_rows
from scraper.cli.site_id import SITE


# Unknown options are let through, so that a word with a hyphen in front (-akte) can be searched for.
@click.command("search", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True)
@click.option("--site", metavar="SITE", type=SITE, help="Only this site.")
@click.option("--since", type=day, metavar="DATE", help="Published on this day or later.")
@click.option("--until", type=day, metavar="DATE", help="Published on this day or earlier.")
@click.option("--keyword", metavar="WORD", help="With this keyword of the editor.")
@click.option("--section", metavar="NAME", help="In this section.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many at the most.")
@format_option
@click.pass_obj
def command(
    db: Path,
    words: tuple[str, ...],
    site: str | None,
    since: dt.date | None,
    until: dt.date | None,
    keyword: str | None,
    section: str | None,
    limit: int,
    output_format: str | None,
) -> None:
    """Full-text search, best first, with a snippet.

    All words must be there; "two words" in quotes stand together; Digital* finds what begins so.
    """
    from scraper.store import Archive
    from scraper.store.search import Filter

    narrow = Filter(site, since, until, keyword, section, limit)
    with Archive.read(db) as archive:
        number = print_rows(archive.search(" ".join(words), narrow), output_format)
    if number == 0:
        # On stderr, so that a program that reads the records from a pipe gets none instead of a sentence.
        click.echo("Nothing found.", err=True)
