"""The command line: options, one call, output.

Commands are loaded when they are called, so that ``scraper --help`` stays quick.
"""

from __future__ import annotations

import atexit
import io
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

from scraper.about import VERSION
from scraper.cli.archive_option import archive_option, with_archive_option
from scraper.cli.configured import configured_archive
from scraper.cli.hints import did_you_mean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Name of the command -> what it does, in the order of --help. Its module in this package has the same name, with an
# underscore behind it where that is a keyword of Python.
COMMANDS = {
    "crawl": "Visit the sites that are due; archive what is new or changed.",
    "fetch": "Archive these pages now and print the records.",
    "query": "Ask the archive in SQL; read-only.",
    "search": "Full-text search, best first.",
    "latest": "The newest articles, by day and site.",
    "stories": "What several papers wrote: one release or report each.",
    "watch": "Tell what is new, changed or gone for saved searches.",
    "show": "One article with all its fields.",
    "history": "What became of one article: its states and what was observed.",
    "diff": "Which words differ between two states, or between two articles.",
    "cite": "Cite an article: as text, BibTeX, RIS or CSL-JSON.",
    "sites": "The site profiles.",
    "status": "How each site is doing.",
    "linkcheck": "Ask whether what the articles refer to is still there.",
    "names": "The official names of municipalities and districts.",
    "why": "What the crawler would do with an address, and by which rule.",
    "reparse": "Read the archived captures again with today's parser and profiles.",
    "export": "Write the archive in the formats of archivists and analysts.",
    "import": "Take in what others have archived.",
    "serve": "Look at the archive in the browser.",
    "backup": "Copy the archive into one file, also while a crawl writes it.",
    "compact": "Make the archive smaller.",
    "verify": "Check that the archive holds what it held; print one digest of it.",
    "forget": "Remove articles for good, with all that the archive holds of them.",
    "config": "What is configured, and where.",
    "mcp": "Answer an assistant over MCP: search, show, history, query.",
    "completion": "Print the script that completes commands in a shell.",
    "demo": "Small invented news sites on this machine, crawled and asked.",
}
# Commands that never look at the archive.
_WITHOUT_ARCHIVE = frozenset({"completion", "demo"})

# What a shell makes of a command that SIGINT (signal 2) has ended: 128 plus the number of the signal.
_INTERRUPTED = 130


class Commands(click.Group):
    """Loads a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of --help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command, or None if there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        # Importing every command here would load httpx, SQLite and asyncio even for 'scraper --help'.
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"scraper.cli.{module}").command
        return with_archive_option(command, None if cmd_name in _WITHOUT_ARCHIVE else configured_archive)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin so, without loading a single command."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=does) for name, does in COMMANDS.items() if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a typo gets the nearest name."""
        if args:
            name = args[0]
            # What begins with a dash, as in 'scraper -- --db', was meant as an option, and click itself says so.
            is_option = name.startswith("-")
            if name not in COMMANDS and not is_option:
                hint = did_you_mean(name, COMMANDS, "'scraper --help' lists the commands.")
                ctx.fail(f"No such command '{name}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a closed pipe ends it with exit code 0, Ctrl-C with 130.

        Both are caught here because click's own ``main`` would end either with exit code 1.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from scraper.cli.progress import mute

            # Whoever reads the output has closed it, as 'head' does after ten lines: that is no error. What is still
            # buffered for the pipe would raise again when Python flushes stdout at exit.
            mute(sys.stdout)
            ctx.exit(0)
        # click makes an Abort of Ctrl-C at a question, and of the end of the input there.
        except (KeyboardInterrupt, click.Abort):
            # A second Ctrl-C, while Python ends, would end the process by the signal and not with this exit code. A
            # program that calls main() and goes on keeps its own Ctrl-C until it ends itself.
            atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
            click.echo("Interrupted.", err=True)
            ctx.exit(_INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading a single command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    """Print the versions of what a report of a fault has to name, and end."""
    if not is_asked or ctx.resilient_parsing:
        return
    from platform import python_version

    from scraper.store.sqlite_version import SQLITE_VERSION

    click.echo(f"scraper {VERSION}, Python {python_version()}, SQLite {SQLITE_VERSION}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the versions of scraper, Python and SQLite.",
)
def cli() -> None:
    """An archive of government-IT news: one SQLite file that cron feeds and SQL asks.

    Environment: $SCRAPER_DB is the archive; $SCRAPER_CONTACT is how a site's operator reaches you (a mail address,
    sent with each request); $SCRAPER_TIMEOUT is how many seconds a request may take. All of them may stand in a file,
    too; 'scraper config' shows what is set, and where.

    Exit codes: 0 done; 1 done, but something needs a person; 2 wrong usage or configuration;
    75 another crawl holds the archive; 130 interrupted, nothing lost.
    """


# Behind --version, as it stands in --help.
cli.params.append(archive_option())


def main() -> None:
    """Run the command line; what goes wrong outside of the program is told in one sentence and by an exit code."""
    _open_streams()
    try:
        cli(prog_name="scraper")
    except OSError as error:
        # Errors of the archive and of the network have become a ScraperError below, so an error of the system that
        # arrives here is nearly always one of the output: a full disk, a terminal that has gone.
        reason = f"cannot be written: {error.strerror}" if error.strerror else str(error)
        _complain(f"Error: {error.filename or 'the output'}: {reason}.")
        sys.exit(1)
    except Exception as error:
        # Imported only when something went wrong: the module loads every reason, and 'scraper --help' must stay quick.
        from scraper.errors import CrawlInterruptedError, ScraperError

        # Any other exception is a mistake in the program, and its traceback is what a bug report needs.
        if not isinstance(error, ScraperError):
            raise
        # The user asked for an interruption, so that its message is not announced as an error.
        prefix = "" if isinstance(error, CrawlInterruptedError) else "Error: "
        _complain(f"{prefix}{error}")
        sys.exit(error.exit_code)


def _complain(text: str) -> None:
    """Write what went wrong to stderr; if stderr cannot be written either, only the exit code tells."""
    from scraper.cli.local_time import with_local_stamps
    from scraper.cli.output import clean

    # The exit code must not change because stderr is closed or stands on the same full disk.
    with suppress(OSError):
        click.echo(clean(with_local_stamps(text)), err=True)


def _open_streams() -> None:
    """Make sure that stdin, stdout and stderr are open, and that the last two take every character.

    A service manager or a shell (``>&-``) may start the program with a stream closed, which Python shows as None.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            # open() takes the lowest free number (POSIX), and the streams before this one are open by now: so this is
            # the number of the closed stream. Left free, it would be given to the archive, and whatever a library
            # writes to "stderr" would end up in the middle of the database.
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (open to the end)
    for stream in (sys.stdout, sys.stderr):
        # A program that calls main() may have put an object of its own in the place of a stream.
        if isinstance(stream, io.TextIOWrapper):
            # A terminal in Latin-1 shows a dash as \u2013 then, where Python would raise UnicodeEncodeError.
            stream.reconfigure(errors="backslashreplace")
