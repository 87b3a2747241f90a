"""``--db``, before the command and behind it, and the archive that it comes to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

FILE = "scraper.toml"
"""The name of a configuration file; see :mod:`scraper.cli.configuration`."""

DEFAULT_ARCHIVE = Path("data/archive.db")
NAMED_ARCHIVE = "scraper.cli.db"
"""Where click's context keeps what ``--db`` named, for all commands of one call."""


class _ArchiveFile(click.Path):
    """A file name; an empty one would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or end with exit code 2."""
        if not str(value).strip():
            self.fail("no file is named.", param, ctx)
        return super().convert(value, param, ctx)


def _remember(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    """Note what ``--db`` named; the one behind the command is met later, and so wins over the one before it."""
    if value is not None:
        context.meta[NAMED_ARCHIVE] = value


def archive_option() -> click.Option:
    """Return ``--db``, for the program and for each of its commands."""
    return click.Option(
        ["--db"],
        metavar="FILE",
        type=_ArchiveFile(path_type=Path),
        expose_value=False,
        callback=_remember,
        help=f"The archive file.  [default: $SCRAPER_DB, else db of {FILE}, else {DEFAULT_ARCHIVE}]",
    )


def with_archive_option(command: click.Command, archive: Callable[[], Path] | None) -> click.Command:
    """Give a command and its subcommands ``--db``, and the archive as the object of their contexts.

    Args:
        command: as its module made it; one that has been here before is returned as it is.
        archive: returns the archive, when a command is called. None for commands that never look at it, which must
            not fail for a broken configuration.
    """
    is_done = any(parameter.name == "db" for parameter in command.params)
    if is_done:
        return command
    command.params.append(archive_option())
    if archive is not None and command.callback is not None:
        command.callback = _with_archive(command.callback, archive)
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            with_archive_option(subcommand, archive)
    return command


def _with_archive(call: Callable[..., Any], archive: Callable[[], Path]) -> Callable[..., Any]:
    """Return the function of a command, called with the archive as the object of its context."""

    @wraps(call)
    def called(*args: Any, **values: Any) -> Any:
        # Only here have all options been read; and a broken configuration must not keep anybody from '--help', which
        # ends a command before it is called.
        click.get_current_context().obj = archive()
        return call(*args, **values)

    return called
