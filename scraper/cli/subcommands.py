"""A command that has commands of its own, each loaded when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from scraper.cli.archive_option import with_archive_option
from scraper.cli.configured import configured_archive


class LazyGroup(click.Group):
    """Loads a subcommand's module when it is called, so that the others cost nothing.

    Args:
        subcommands: name -> (module with the attribute of that name or ``command``, what it does), in the order of
            --help.
        args, kwargs: as for :class:`click.Group`.
    """

    def __init__(self, *args: Any, subcommands: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._subcommands = subcommands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of --help."""
        return list(self._subcommands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a subcommand and return the subcommand, or None if there is no such one."""
        if cmd_name not in self._subcommands:
            return None
        module = import_module(self._subcommands[cmd_name][0])
        found: click.Command = getattr(module, f"{cmd_name}_command", None) or module.command
        return with_archive_option(found, configured_archive)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading a single subcommand."""
        rows = [(name, does) for name, (_, does) in self._subcommands.items()]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)
