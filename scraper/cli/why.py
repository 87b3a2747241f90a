"""``scraper why``: what the crawler would do with an address, and by which rule."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.configuration import configuration
from scraper.cli.options import private_option
from scraper.cli.output import format_option, is_for_reading, print_records, shows_text
from scraper.cli.profiles import profiles, sites_option
from scraper.report.local_time import with_local_stamps


@click.command("why")
@click.argument("url", metavar="URL")
@click.option("--offline", is_flag=True, help="Ask no network, not even for a robots.txt that was never read.")
@sites_option
@format_option
@private_option
@click.pass_obj
def command(
    db: Path, url: str, offline: bool, sites_files: tuple[Path, ...], output_format: str | None, allow_private: bool
) -> None:
    """What the crawler would do with an address, and by which rule.

    The page itself is not fetched; robots.txt and tdmrep.json are, where they were never read.
    """
    from scraper.cli.session import settings, utc_now
    from scraper.crawl.explain import ask_host, explain, gather
    from scraper.sites import site_for, unlisted
    from scraper.web.urls import canonical, typed

    address = canonical(typed(url))
    profile = site_for(address, profiles(sites_files).values())
    # Of a host without a profile, the rules are those that 'scraper fetch' would go by.
    site = profile or unlisted(address)
    facts = gather(db, address, profile, site, utc_now())
    facts.allow_private = allow_private
    if not offline:
        ask_host(facts, utc_now, settings(configuration(), allow_private))
    rows = [{"question": step.question, "answer": step.answer, "rule": step.rule} for step in explain(facts)]
    if shows_text(output_format):
        rows = [{name: with_local_stamps(text) for name, text in row.items()} for row in rows]
    if is_for_reading(output_format):
        # As records of three fields, the ten answers would take thirty lines that all look alike.
        rows = [{row["question"]: f"{row['answer']} ({row['rule']})" for row in rows}]
    print_records(rows, output_format)
