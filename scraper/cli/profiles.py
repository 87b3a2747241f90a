"""Which profiles a command works with: built-in, ``data/sites.toml``, ``--sites FILE``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scraper.cli.hints import did_you_mean
from scraper.errors import ConfigError
from scraper.model import Site
from scraper.sites import load_sites, read_profiles

_LOCAL = Path("data/sites.toml")

sites_option = click.option(
    "--sites",
    "sites_files",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="A TOML file of profiles; adds to the built-in ones and overrides them by id.",
)


def profiles(files: Sequence[Path]) -> dict[str, Site]:
    """Return all profiles by id.

    Raises:
        ProfileError: a file cannot be read or holds a mistake.
    """
    own = [_LOCAL] if _LOCAL.exists() else []
    return load_sites([*own, *files])


def chosen(known: dict[str, Site], names: Sequence[str], files: Sequence[Path]) -> list[Site]:
    """Return the profiles of these ids; of no ids, those of the user's files, or all.

    Raises:
        ConfigError: there is no such site, or the files name none.
    """
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, "'scraper sites list' shows them all.")
            raise ConfigError(f"There is no site '{name}'.", hint=hint)
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    own = {name: None for file in files for name in read_profiles(file.read_text("utf-8-sig"), str(file))}
    if files and not own:
        # Not all the others: that would be some hundred requests that nobody asked for.
        raise ConfigError(f"{', '.join(str(file) for file in files)}: no profile in it, so there is nothing to crawl.")
    if own:
        return [known[name] for name in own]
    return list(known.values())


def as_row(site: Site) -> dict[str, Any]:
    """Return a profile as a record, patterns as text."""
    return {
        "id": site.id,
        "name": site.name,
        "home": site.home,
        "feeds": list(site.feeds),
        "sitemaps": list(site.sitemaps),
        "listings": list(site.listings),
        "articles": [pattern.pattern for pattern in site.articles],
        "ignore": [pattern.pattern for pattern in site.ignore],
        "title_suffixes": list(site.title_suffixes),
        "delay": site.delay,
        "connections": site.connections,
        "private": site.private,
        "tdm": site.tdm,
        "noarchive": site.noarchive,
        "select": dict(site.select),
    }
