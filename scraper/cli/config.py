"""``scraper config``."""

from __future__ import annotations

from typing import Any

import click

from scraper.cli.archive_option import FILE
from scraper.cli.configuration import configuration
from scraper.cli.output import format_option, print_rows
from scraper.web.userinfo import masked_address


@click.command("config")
@format_option
def command(output_format: str | None) -> None:
    """What is configured, and where.

    Each key comes from the first place that has it: an option, an environment variable ($SCRAPER_DB,
    $SCRAPER_CONTACT, $SCRAPER_TIMEOUT), scraper.toml in this folder, scraper/scraper.toml in $XDG_CONFIG_HOME
    (~/.config where that is not set), the default. Paths in a file are relative to the file.

    \b
    db = "data/archive.db"            # the archive
    sites = ["sites.toml"]            # files of profiles, beside the built-in ones
    enabled = ["kommune21", "bsi"]    # what 'scraper crawl' visits
    contact = "press@example.org"     # how a site's operator reaches you
    timeout = 30                      # seconds that one request may take
    report_to = ["crawl.prom"]        # what is told how a crawl ended: addresses, files
    """
    from scraper.cli.profiles import enabled, profiles

    # An id that no profile has is told of here, rather than by the next crawl.
    enabled(profiles(()))
    print_rows(_rows(), output_format)
    if not configuration().files:
        click.echo(f"There is no {FILE}; 'scraper config --help' shows one.", err=True)


def _rows() -> list[dict[str, Any]]:
    """Return a record of each key: its value, as text or a list of texts, and where it comes from."""
    from scraper.policy.timeouts import USUAL_SECONDS

    set_ = configuration()
    timeout = set_.timeout.value or USUAL_SECONDS
    rows: list[tuple[str, Any, str]] = [
        ("db", str(set_.db.value), set_.db.source),
        ("sites", [str(file) for file in set_.sites.value], set_.sites.source),
        ("enabled", _listed(set_.enabled.value), set_.enabled.source),
        ("contact", set_.contact.value or None, set_.contact.source),
        ("timeout", timeout, set_.timeout.source),
        ("report_to", [masked_address(one) for one in set_.report_to.value] or None, set_.report_to.source),
    ]
    return [{"key": key, "value": value, "from": source} for key, value, source in rows]


def _listed(ids: tuple[str, ...] | None) -> list[str] | None:
    """Return the enabled sites; None stands for all."""
    if ids is None:
        return None
    return list(ids)
