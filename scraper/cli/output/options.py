"""``--format``, its short forms, and how CSV is written: options that all commands with records share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from scraper.cli.output.sheets import SheetStyle

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown", "html")
# The short forms, most of them as sqlite-utils has them.
_SHORT_FORMS = {
    "table": ("-t", "--table"),
    "json": ("--json",),
    "jsonl": ("--nl",),
    "csv": ("--csv",),
    "tsv": ("--tsv",),
    "markdown": ("--markdown",),
    "html": ("--html",),
}
_SHEETS = frozenset({"csv", "tsv"})
# Forms whose values are those of the record; the others show a text for each.
_WITH_VALUES = frozenset({"json", "jsonl"})
# Where a call keeps what these options said, for the writer, so that no command has to hand it through.
_CHOSEN = "scraper.cli.output.chosen"
_STYLE = "scraper.cli.output.style"


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format``, its short forms, ``--raw`` and ``--excel`` to a command, which gets ``output_format`` alone.

    Two forms that contradict each other are a usage error.
    """
    return format_option_with_default("table on a terminal, jsonl in a pipe")(command)


def format_option_with_default(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return :func:`format_option` for a command that does something else where no format is asked for.

    Args:
        default: what it does then, for ``--help``.
    """

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed([*_format_options(default), *_short_options()]):
            command = option(command)
        return command

    return with_options


def _format_options(default: str) -> list[Callable[..., Any]]:
    return [
        click.option(
            "--format",
            "--fmt",
            "output_format",
            # No default here: whether stdout is a terminal is known only when the command runs.
            type=click.Choice(FORMATS),
            callback=_decide,
            help="How records are printed; in short -t, --json, --nl (jsonl), --csv, --tsv, --markdown, --html."
            f"  [default: {default}]",
        ),
        click.option(
            "--raw",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_note,
            help="CSV and TSV without the apostrophe that stands before a cell which a spreadsheet would run as a"
            " formula: one that begins with = + - @ or a tab.",
        ),
        click.option(
            "--excel",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_note,
            help="CSV for spreadsheets with German settings: UTF-8 with its mark, semicolons, CRLF, decimal commas, and"
            " the apostrophe in each piece that they would cut off.",
        ),
    ]


def _short_options() -> list[Callable[..., Any]]:
    """Return an option for each short form; the help of ``--format`` names them, so that each takes no line there."""
    return [
        click.option(*names, form, is_flag=True, is_eager=True, expose_value=False, hidden=True, callback=_note)
        for form, names in _SHORT_FORMS.items()
    ]


def _note(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Keep that a flag was given until ``--format``, which is not eager and so comes after all flags, decides."""
    if value:
        ctx.meta.setdefault(_CHOSEN, set()).add(param.name)


def _decide(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the one form that was asked for, by whatever option, or None for the default."""
    flags: set[str] = ctx.meta.get(_CHOSEN, set())
    # A shell that completes a line asks in the middle of it.
    if ctx.resilient_parsing:
        return value
    style = SheetStyle(raw="raw" in flags, excel="excel" in flags)
    forms = {form for form in FORMATS if form in flags or form == value}
    if style.excel:
        forms.add("csv")
    if len(forms) > 1:
        named = " and ".join(form for form in FORMATS if form in forms)
        raise click.UsageError(f"Records are printed in one format, not as {named}.", ctx)
    is_for_a_sheet = bool(forms) and forms <= _SHEETS
    if style.raw and not is_for_a_sheet:
        raise click.UsageError("--raw is for CSV and TSV: say --csv or --tsv, too.", ctx)
    ctx.meta[_STYLE] = style
    return next(iter(forms), None)


def sheet_style() -> SheetStyle:
    """Return how the running command was told to write CSV and TSV."""
    ctx = click.get_current_context(silent=True)
    style = SheetStyle()
    if ctx is not None:
        style = ctx.meta.get(_STYLE, style)
    return style


def is_for_reading(output_format: str | None) -> bool:
    """Return whether whole records are printed for a person to read: as a table, which is a terminal's default."""
    return output_format == "table" or (output_format is None and sys.stdout.isatty())


def shows_text(output_format: str | None) -> bool:
    """Return whether each value is shown as a text, so that lists and mappings within it are better text already."""
    return is_for_reading(output_format) or (output_format or "jsonl") not in _WITH_VALUES
