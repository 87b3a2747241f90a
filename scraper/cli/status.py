"""``scraper status``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from scraper.cli.output import format_option, print_rows


@click.command("status")
@click.argument("site", required=False)
@click.option("--problems", is_flag=True, help="The addresses that could not be archived, each with its reason.")
@format_option
@click.pass_obj
def command(db: Path, site: str | None, problems: bool, style: str | None) -> None:
    """How each site is doing: last success, new this week, failures, lies. Exit code 1 if one needs a person.

    A lie is what a host says that is not so: 'not modified' of what has changed, a wall or an error page as if
    it were the article, dates in the future.
    """
    from scraper.cli.session import utc_now
    from scraper.store import Archive, status

    with Archive.read(db) as archive:
        everything = status.site_states(archive.db, utc_now())
        known = [str(row["site"]) for row in everything]
        states = [row for row in everything if site in (None, row["site"])]
        rows = status.problems(archive.db, site) if problems else _with_lies(archive.db, states)
    if site is not None and not states:
        near = get_close_matches(site, known, 1)
        click.echo(f"There is no site '{site}' in {db}.{f' Did you mean {near[0]!r}?' if near else ''}", err=True)
        sys.exit(2)
    print_rows(rows, style)
    if problems and not rows:
        click.echo("No problems.", err=True)
    if any(row["problem"] or row["failing"] for row in states):
        sys.exit(1)


def _with_lies(db: Any, states: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with what their hosts said that is not so, a line for each host and lie."""
    from scraper.policy import acceptance
    from scraper.store.lies import noted
    from scraper.web.urls import authority

    seen: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], str] = {}
    for site, url, state, text in noted(db):
        if state == "done" or acceptance.is_pretence(text):
            # A count or an address at the end would make a lie of its own of each page.
            lie = (site, authority(url), acceptance.kind_of_lie(text))
            seen[lie] += 1
            examples.setdefault(lie, url)
    told: dict[str, list[str]] = {}
    for lie, count in seen.most_common():
        pages = "1 page" if count == 1 else f"{count} pages"
        told.setdefault(lie[0], []).append(f"{lie[1]}: {lie[2]} ({pages}, such as {examples[lie]})")
    return [row | {"lies": told.get(row["site"], [])} for row in states]
