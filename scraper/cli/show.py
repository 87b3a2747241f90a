"""``scraper show``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.output import format_option, print_records
from scraper.cli.profiles import profiles, sites_option

if TYPE_CHECKING:
    from scraper.store import Archive


@click.command("show")
@click.argument("which", metavar="URL-or-ID")
@sites_option
@format_option
@click.pass_obj
def command(db: Path, which: str, sites_files: tuple[Path, ...], style: str | None) -> None:
    """One article with all its fields, by any of its addresses or by its number."""
    from scraper.store import Archive

    with Archive.read(db) as archive:
        article_id = int(which) if which.isascii() and which.isdigit() else _by_url(archive, which, sites_files)
        row = archive.article(article_id) if article_id is not None and article_id < 2**63 else None
    if row is None:
        click.echo(f"{which}: there is no such article in {db}. Archive it with 'scraper fetch'.", err=True)
        sys.exit(1)
    print_records([row], style)


def _by_url(archive: Archive, text: str, files: tuple[Path, ...]) -> int | None:
    from scraper.policy.identity import identity_of
    from scraper.sites import site_for
    from scraper.web.urls import canonical, typed

    url = canonical(typed(text))
    return archive.find_article(identity_of(url, site_for(url, profiles(files).values())))
