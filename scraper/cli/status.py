"""``scraper status``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scraper.cli.output import format_option, print_rows


@click.command("status")
@click.argument("site", required=False)
@click.option("--problems", is_flag=True, help="The addresses that could not be archived, each with its reason.")
@format_option
@click.pass_obj
def command(db: Path, site: str | None, problems: bool, style: str | None) -> None:
    """How each site is doing: last success, new this week, failures. Exit code 1 if one needs a person."""
    from scraper.cli.session import utc_now
    from scraper.store import Archive, ask

    with Archive.read(db) as archive:
        states = [row for row in ask.site_states(archive.db, utc_now()) if site in (None, row["site"])]
        rows = ask.problems(archive.db, site) if problems else states
    if site is not None and not states:
        click.echo(f"There is no site '{site}' in {db}.", err=True)
        sys.exit(2)
    print_rows(rows, style)
    if problems and not rows:
        click.echo("No problems.", err=True)
    if any(row["problem"] or row["failing"] for row in states):
        sys.exit(1)
