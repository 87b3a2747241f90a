"""The command line: options, one call, output.

Commands are loaded when they are called, so that ``scraper --help`` stays quick.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from scraper.about import VERSION
from scraper.cli.hints import did_you_mean

# Name of the command -> what it does, in the order of --help. Its module in this package has the same name.
COMMANDS = {
    "crawl": "Visit the sites that are due; archive what is new or changed.",
    "fetch": "Archive these pages now and print the records.",
    "query": "Ask the archive in SQL; read-only.",
    "search": "Full-text search, best first.",
    "show": "One article with all its fields.",
    "sites": "The site profiles.",
    "status": "How each site is doing.",
    "why": "What the crawler would do with an address, and by which rule.",
    "demo": "A small invented news site on this machine, crawled and asked.",
}


class Commands(click.Group):
    """Loads a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of --help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, or None if there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"scraper.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a typo gets the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], COMMANDS, "'scraper --help' lists the commands.")
            ctx.fail(f"No such command '{args[0]}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; caught here, as click itself would end both with exit code 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from scraper.cli.progress import mute

            # The reader of our output has gone (| head).
            mute(sys.stdout)
            ctx.exit(0)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(130)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="scraper")
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    envvar="SCRAPER_DB",
    default=Path("data/archive.db"),
    show_default=True,
    show_envvar=True,
    help="The archive file.",
)
@click.pass_context
def cli(ctx: click.Context, db: Path) -> None:
    """An archive of government-IT news: one SQLite file that cron feeds and SQL asks.

    Exit codes: 0 done; 1 done, but something needs a person; 2 wrong usage or configuration;
    75 another crawl holds the archive; 130 interrupted, nothing lost.
    """
    ctx.obj = db


def main() -> None:
    """Run the command line; every error that the world can cause is one sentence and an exit code."""
    _open_streams()
    try:
        cli(prog_name="scraper")
    except OSError as error:
        # What is left here is nearly always the output: a full disk, a terminal that has gone.
        reason = f"cannot be written: {error.strerror}" if error.strerror else str(error)
        _complain(f"Error: {error.filename or 'the output'}: {reason}.")
        sys.exit(1)
    except Exception as error:
        # Loaded only now: the errors know all reasons, and 'scraper --help' needs none.
        from scraper.errors import CrawlInterruptedError, ScraperError

        if not isinstance(error, ScraperError):
            raise
        prefix = "" if isinstance(error, CrawlInterruptedError) else "Error: "
        _complain(f"{prefix}{error}")
        sys.exit(error.exit_code)


def _complain(text: str) -> None:
    """Say what went wrong, if anybody can hear it."""
    from scraper.cli.output import clean

    with suppress(OSError):
        click.echo(clean(text), err=True)


def _open_streams() -> None:
    """Let there be three streams that take every character: some start programs without, or in another encoding."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            # The lowest number that is free: no file of the archive may ever stand where messages are written to.
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (open to the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
