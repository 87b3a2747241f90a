"""``scraper sites``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scraper.cli.output import format_option, print_records, print_rows
from scraper.cli.profiles import as_row, chosen, profiles, sites_option
from scraper.cli.site_id import SITE
from scraper.cli.sites_add import add_command
from scraper.cli.sites_check import command as check_command


@click.group("sites", invoke_without_command=True)
@sites_option
@format_option
@click.pass_context
def command(ctx: click.Context, sites_files: tuple[Path, ...], output_format: str | None) -> None:
    """The site profiles: built-in, those of data/sites.toml, and those of --sites FILE."""
    # 'scraper sites' alone is the list: who types it wants to see what there is, not the help.
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command, sites_files=sites_files, output_format=output_format)
        return
    if sites_files or output_format:
        raise click.UsageError(f"Options go behind the command: scraper sites {ctx.invoked_subcommand} …", ctx)


command.add_command(add_command)


@command.command("list")
@sites_option
@format_option
def list_command(sites_files: tuple[Path, ...] = (), output_format: str | None = None) -> None:
    """All profiles, a line each."""
    print_rows([_list_row(as_row(site)) for site in profiles(sites_files).values()], output_format)


@command.command("show")
@click.argument("names", metavar="SITE...", nargs=-1, required=True, type=SITE)
@sites_option
@format_option
def show_command(names: tuple[str, ...], sites_files: tuple[Path, ...], output_format: str | None) -> None:
    """These profiles, with all their keys."""
    print_records([as_row(site) for site in chosen(profiles(sites_files), names, sites_files)], output_format)


command.add_command(check_command)


def _list_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a profile as a line of the list: of its sources only how many there are."""
    counts = {name: len(row[name]) for name in ("feeds", "sitemaps", "listings")}
    return {"id": row["id"], "name": row["name"], "home": row["home"], **counts, "delay": row["delay"]}
