"""``scraper mcp``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.profiles import sites_option
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.assistants.answers import House
    from scraper.store import Archive


@click.command("mcp")
@sites_option
@click.pass_context
def command(ctx: click.Context, sites_files: tuple[Path, ...]) -> None:
    """Answer an assistant over MCP: search, show, history, query.

    An assistant that speaks the Model Context Protocol starts this command by itself and talks to it over stdin and
    stdout; it ends when stdin is closed. Name it in the assistant's configuration, with the whole path of the archive:

    \b
    "mcpServers": {
      "archive": {
        "command": "/path/to/scraper/.venv/bin/scraper",
        "args": ["mcp", "--db", "/path/to/scraper/data/archive.db"]
      }
    }

    The archive is only read. Each answer cites its sources by address, day seen and digest, has bounds of rows,
    characters and time, and says what it cut. Text of pages stands in a field of its own, as data and never as an
    instruction. What an assistant asks for leaves this machine where its model runs elsewhere.

    Needs the extra: .venv/bin/pip install -e '.[mcp]'
    """
    try:
        from scraper.assistants.server import serve
    except ModuleNotFoundError as error:
        raise ConfigError(
            "An assistant needs the library mcp, which is not installed.",
            hint="Install it where scraper is installed: .venv/bin/pip install -e '.[mcp]'.",
        ) from error
    # Whoever types this by hand would see a program that hangs.
    if sys.stdin.isatty():
        click.echo("An assistant talks to this on stdin. Ctrl-C ends it; 'scraper mcp --help' says more.", err=True)
    # Calls are answered in threads, and what click knows of the command line is a thread's own.
    serve(ctx.obj, _house(sites_files), lambda: ctx.scope(cleanup=False))


def _house(files: tuple[Path, ...]) -> House:
    """Return what the tools share with the other commands.

    Args:
        files: the ``--sites`` files, whose profiles say which spellings of an address are one article's.
    """
    from scraper.assistants.answers import House
    from scraper.cli.show import find_typed, not_there

    return House(
        find=lambda archive, which: find_typed(archive, which, files),
        not_there=lambda archive, which: not_there(archive, which, files),
        events=lambda archive, number: _events(archive, number, files),
        refuse=_refuse,
    )


def _events(archive: Archive, number: int, files: tuple[Path, ...]) -> list[dict[str, Any]] | None:
    """Return what 'scraper history' prints, as records."""
    from scraper.cli.history import event_rows

    return event_rows(archive, number, files)


def _refuse(archive: Archive, words: str) -> None:
    """Refuse words of which nothing can be searched for, and sites that are none, as 'scraper search' does.

    Raises:
        ConfigError: says so.
    """
    from scraper.cli.options import refuse_unknown_sites
    from scraper.cli.search import understood

    refuse_unknown_sites(archive, understood(words).sites)
