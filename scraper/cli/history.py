"""``scraper history``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.blocks import BOLD, PLAIN, shows_blocks, wrapped
from scraper.cli.output import format_option_with_default, print_rows
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.show import find_typed, not_there
from scraper.report.local_time import local, time_zones
from scraper.web.plain_text import one_line

if TYPE_CHECKING:
    from scraper.analysis.timeline import Event, Past
    from scraper.store import Archive

# Columns of a time and what stands between it and its event.
_HANGING = len("2026-11-27 11:15  ")


@click.command("history")
@click.argument("which", metavar="URL-or-ID")
@sites_option
@format_option_with_default("lines on a terminal, else jsonl")
@click.pass_obj
def command(db: Path, which: str, sites_files: tuple[Path, ...], output_format: str | None) -> None:
    """What became of one article: its states and what was observed.

    In order of time it says when the article was first seen, seen unchanged, changed and how, when its address answered
    without it, when it was back, and to which address it moved. 'scraper diff' compares the texts of two states.
    """
    from scraper.analysis.timeline import timeline
    from scraper.reading.error_pages import told_past
    from scraper.store import Archive

    past = None
    with Archive.read(db) as archive:
        article_id = find_typed(archive, which, sites_files)
        if article_id is not None:
            past = told_past(archive, article_id, profiles(sites_files))
        if past is None:
            click.echo(not_there(archive, which, sites_files), err=True)
            sys.exit(1)
    events = timeline(past)
    if shows_blocks(output_format):
        _print_lines(past, events)
    else:
        print_rows([event_row(event) for event in events], output_format)


def event_rows(archive: Archive, article_id: int, files: tuple[Path, ...]) -> list[dict[str, Any]] | None:
    """Return an article's events as records, in order of time, or None where there is no such article.

    Args:
        archive: opened for reading.
        article_id: the article's row.
        files: the ``--sites`` files.
    """
    from scraper.analysis.timeline import timeline
    from scraper.reading.error_pages import told_past

    past = told_past(archive, article_id, profiles(files))
    if past is None:
        return None
    return [event_row(event) for event in timeline(past)]


def _print_lines(past: Past, events: list[Event]) -> None:
    """Print the events for reading, a line each, with local times."""
    from scraper.report.event_text import event_text

    zones = ", ".join(time_zones([event.at for event in events]))
    for line in wrapped(f"{BOLD}{one_line(past.states[-1].article.title)}{PLAIN}"):
        click.echo(line)
    click.echo(f"{one_line(past.url)} (article {past.id}, times in {zones})")
    for event in events:
        for line in wrapped(f"{local(event.at)}  {one_line(event_text(event))}", hanging=_HANGING):
            click.echo(line)


def event_row(event: Event) -> dict[str, Any]:
    """Return an event as a record, the same keys for every kind; times in UTC."""
    return {
        "at": event.at,
        "kind": str(event.kind),
        "until": event.until,
        "times": event.times,
        "days": event.days,
        "state": event.state,
        "status": event.status,
        "url": event.url,
        "was": event.was,
        "fields": None if event.fields is None else list(event.fields),
        "edits": [{"kind": str(edit.kind), **edit.detail} for edit in event.edits],
        "silent": event.silent,
        "gone": event.gone,
        "evidence": event.evidence,
    }
