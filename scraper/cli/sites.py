"""``scraper sites``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from scraper.cli.output import format_option, is_for_reading, print_records, print_rows
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
    rows = [as_row(site) for site in chosen(profiles(sites_files), names, sites_files)]
    if is_for_reading(output_format):
        rows = [row | {"until": _until_lines(row["until"])} for row in rows]
    print_records(rows, output_format)


command.add_command(check_command)


def _until_lines(until: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the rules of earlier times for reading, by day, each as it stands in TOML below its day."""
    return {day: "; ".join(_rule_lines(rules)) for day, rules in until.items()}


def _rule_lines(rules: dict[str, Any]) -> Iterator[str]:
    for name, value in rules.items():
        # A version without any selector takes those of the version after it away.
        if name == "select" and value:
            yield from (f"select.{field} = {_toml(selector)}" for field, selector in value.items())
        else:
            yield f"{name} = {_toml(value)}"


def _toml(value: Any) -> str:
    """Return a text, a list of texts or an empty table as TOML has it: the blank before a suffix is a part of it."""
    return json.dumps(value, ensure_ascii=False)


def _list_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a profile as a line of the list: of its sources only how many there are."""
    counts = {name: len(row[name]) for name in ("feeds", "sitemaps", "listings")}
    return {"id": row["id"], "name": row["name"], "home": row["home"], **counts, "delay": row["delay"]}
