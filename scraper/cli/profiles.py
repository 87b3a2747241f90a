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

# The user's own profiles, beside the archive's usual place; relative to the directory that a command runs in.
_LOCAL_FILE = Path("data/sites.toml")

sites_option = click.option(
    "--sites",
    "sites_files",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="A TOML file of profiles; adds to the built-in ones and overrides them by id.",
)


def profiles(files: Sequence[Path]) -> dict[str, Site]:
    """Return all profiles by id; of two with the same id, the one of the later file.

    Raises:
        ProfileError: a file cannot be read or holds a mistake.
    """
    # --sites comes last, so that a file named for one run overrides what data/sites.toml says of the same site.
    local = [_LOCAL_FILE] if _LOCAL_FILE.exists() else []
    return load_sites([*local, *files])


def chosen(known: dict[str, Site], names: Sequence[str], files: Sequence[Path]) -> list[Site]:
    """Return the profiles of these ids; without ids, those of the ``--sites`` files; without files too, all.

    Args:
        known: all profiles by id.
        names: ids that the user typed.
        files: the ``--sites`` files.

    Raises:
        ConfigError: there is no such site, or the files name none.
    """
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, "'scraper sites list' shows them all.")
            raise ConfigError(f"There is no site '{name}'.", hint=hint)
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    if not files:
        return list(known.values())
    # A site that two files name is crawled once, in the place of its first mention. "utf-8-sig" drops the byte order
    # mark that some editors write at the start of a file, and that tomllib refuses.
    ids = {name: None for file in files for name in read_profiles(file.read_text("utf-8-sig"), str(file))}
    if not ids:
        # Crawling every built-in profile instead would send requests to hosts that the user never named.
        raise ConfigError(f"{', '.join(str(file) for file in files)}: no profile in it, so there is nothing to crawl.")
    return [known[name] for name in ids]


def as_row(site: Site) -> dict[str, Any]:
    """Return a profile as a record for printing, under the keys that TOML has for them; patterns as text."""
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
        # Who shows a profile to others shows the names of its cookies alone: a session or a subscription is a secret.
        "cookies": {name: "***" for name, _ in site.cookies},
    }
