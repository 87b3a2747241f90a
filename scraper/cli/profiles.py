"""Which profiles a command works with: built-in, ``data/sites.toml``, the configuration's, ``--sites FILE``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scraper.cli.configuration import configuration
from scraper.cli.hints import did_you_mean
from scraper.errors import ConfigError
from scraper.model import EarlierRules, Site
from scraper.sites import load_sites, read_profiles

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
        ConfigError: a file of profiles, or that of the configuration, cannot be read or holds a mistake.
    """
    # --sites comes last, so that a file named for one run overrides what the others say of the same site.
    return load_sites([*configuration().sites.value, *files])


def own_profiles(known: dict[str, Site], files: Sequence[Path]) -> list[Site]:
    """Return the profiles that the user has chosen: written in a file, or enabled by the configuration.

    Args:
        known: all profiles by id.
        files: the ``--sites`` files.
    """
    ids = dict.fromkeys(_written_in([*configuration().sites.value, *files]))
    if configuration().enabled.value is not None:
        ids |= dict.fromkeys(enabled(known))
    return [known[name] for name in ids]


def switched_off(known: dict[str, Site]) -> frozenset[str]:
    """Return the ids of the profiles that the configuration leaves out; none where it names no sites.

    Args:
        known: all profiles by id.
    """
    if configuration().enabled.value is None:
        return frozenset()
    return frozenset(known) - frozenset(enabled(known))


def chosen(known: dict[str, Site], names: Sequence[str], files: Sequence[Path]) -> list[Site]:
    """Return the profiles that a command is to work with.

    They are those of the ids that were typed; without ids those of the ``--sites`` files; without files those that the
    configuration enables; and where it says nothing of that, all.

    Args:
        known: all profiles by id.
        names: ids that the user typed.
        files: the ``--sites`` files.

    Raises:
        ConfigError: there is no such site, or none is named where some should be.
    """
    for name in names:
        if name not in known:
            raise ConfigError(f"There is no site '{name}'.", hint=_nearest(name, known))
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    if files:
        return [known[name] for name in _ids_of(files)]
    return [known[name] for name in enabled(known)]


def enabled(known: dict[str, Site]) -> tuple[str, ...]:
    """Return the ids of the sites that are crawled without being named: the configuration's, or else all.

    Raises:
        ConfigError: the configuration names a site that there is not, or none at all.
    """
    setting = configuration().enabled
    if setting.value is None:
        return tuple(known)
    for name in setting.value:
        if name not in known:
            raise ConfigError(
                f"{setting.source}, key 'enabled': there is no site '{name}'.", hint=_nearest(name, known)
            )
    if not setting.value:
        # Crawling every built-in profile instead would send requests to hosts that the user does not want.
        raise ConfigError(f"{setting.source}, key 'enabled': names no site, so there is nothing to crawl.")
    return setting.value


def _nearest(name: str, known: dict[str, Site]) -> str:
    return did_you_mean(name, known, "'scraper sites list' shows them all.")


def _ids_of(files: Sequence[Path]) -> list[str]:
    """Return the ids of the profiles in these files; one that two files name stands at its first mention.

    Raises:
        ConfigError: there is none.
    """
    ids = _written_in(files)
    if not ids:
        # Crawling every built-in profile instead would send requests to hosts that the user never named.
        raise ConfigError(f"{', '.join(str(file) for file in files)}: no profile in it, so there is nothing to crawl.")
    return ids


def _written_in(files: Sequence[Path]) -> list[str]:
    """Return the ids of the profiles in these files, each once."""
    # "utf-8-sig" drops the byte order mark that some editors write at the start of a file, and that tomllib refuses.
    return list({name: None for file in files for name in read_profiles(file.read_text("utf-8-sig"), str(file))})


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
        "keep": site.keep,
        "select": dict(site.select),
        # Who shows a profile to others shows the names of its cookies alone: a session or a subscription is a secret.
        "cookies": {name: "***" for name, _ in site.cookies},
        "until": {rules.until.isoformat(): _earlier_row(rules) for rules in site.earlier},
    }


def _earlier_row(rules: EarlierRules) -> dict[str, Any]:
    """Return the rules of an earlier time, as far as they differ from those after them."""
    row: dict[str, Any] = {}
    if rules.title_suffixes is not None:
        row["title_suffixes"] = list(rules.title_suffixes)
    if rules.select is not None:
        row["select"] = dict(rules.select)
    return row
