"""Records as table, JSON, JSON lines, CSV, TSV, Markdown or HTML.

What a command needs of it is here: :func:`format_option`, :func:`print_rows`, :func:`print_records`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import click

from scraper.cli.output.options import (
    FORMATS,
    format_option,
    format_option_with_default,
    is_for_reading,
    sheet_style,
    shows_text,
)
from scraper.cli.output.text import clean, shortened

__all__ = [
    "FORMATS",
    "Row",
    "clean",
    "format_option",
    "format_option_with_default",
    "is_for_reading",
    "print_records",
    "print_rows",
    "shortened",
    "shows_text",
]

Row = dict[str, Any]


class _Counted:
    """Hands records on, and knows how many there were."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.number = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.number += 1
            yield row


def print_rows(rows: Iterable[Row], output_format: str | None) -> int:
    """Print records to stdout and return how many there were.

    Args:
        rows: the records; all have the same keys.
        output_format: one of :data:`FORMATS`, or None for the default.
    """
    counted = _Counted(rows)
    if is_for_reading(output_format):
        from scraper.cli.output.table import print_table

        print_table(counted)
    else:
        for text in _writer(output_format or "jsonl")(counted):
            # Without a word on colours, click would take escape sequences out of a text that goes into a file.
            click.echo(text, nl=False, color=True)
    return counted.number


def _writer(output_format: str) -> Callable[[Iterable[Row]], Iterator[str | bytes]]:
    """Return what makes the text of a form, part by part; each is imported only where it is asked for."""
    if output_format in ("json", "jsonl"):
        from scraper.cli.output.json_text import json_array, json_lines

        return json_array if output_format == "json" else json_lines
    if output_format in ("markdown", "html"):
        from scraper.cli.output.markup import html_lines, markdown_lines

        return markdown_lines if output_format == "markdown" else html_lines
    from scraper.cli.output.sheets import csv_lines, tsv_lines

    lines = csv_lines if output_format == "csv" else tsv_lines
    return lambda rows: lines(rows, sheet_style())


def print_records(rows: Sequence[Row], output_format: str | None) -> None:
    """Print whole records: in full for reading on a terminal, else as :func:`print_rows` does."""
    if is_for_reading(output_format):
        from scraper.cli.output.records import record_text

        for row in rows:
            click.echo(record_text(row))
    else:
        print_rows(rows, output_format)
