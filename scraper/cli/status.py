"""``scraper status``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scraper.cli.hints import did_you_mean
from scraper.cli.output import format_option, print_rows
from scraper.cli.site_id import SITE


@click.command("status")
@click.argument("site", required=False, type=SITE)
@click.option(
    "--problems", is_flag=True, help="The addresses that could not be archived or read, each with its reason."
)
@format_option
@click.pass_obj
def command(db: Path, site: str | None, problems: bool, output_format: str | None) -> None:
    """How each site is doing: last success, new this week, failures, anomalies. Exit code 1 if one needs a person.

    An anomaly (column 'lies') is what a host says that is not so: 'not modified' of what has changed, a wall or an
    error page as if it were the article, dates in the future.
    """
    from scraper.cli.session import utc_now
    from scraper.store import Archive

    with Archive.read(db) as archive:
        every_state = archive.site_states(utc_now())
        states = every_state
        if site is not None:
            states = [row for row in every_state if row["site"] == site]
        rows = archive.page_problems(site) if problems else states
    if site is not None and not states:
        hint = did_you_mean(site, [str(row["site"]) for row in every_state])
        # There may be nothing like it, and so no hint.
        click.echo(f"There is no site '{site}' in {db}. {hint}".rstrip(), err=True)
        sys.exit(2)
    print_rows(rows, output_format)
    if problems and not rows:
        click.echo("No problems.", err=True)
    # Judged by the states of the sites also with --problems: a skipped page is listed there and needs nobody.
    if any(row["problem"] or row["failing"] for row in states):
        sys.exit(1)
