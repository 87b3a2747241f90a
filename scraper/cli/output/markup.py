"""Records as tables of Markdown and of HTML, written row by row."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from scraper.cli.output.text import clean, is_number, value_text

# What Markdown (GitHub Flavored Markdown) would take as its own in the middle of a line, "|" between cells included.
_MARKS = re.compile(r"[\\`*_\[\]|~]")
_ADDRESS = re.compile(r"https?://\S+")
# In an address, all but these two would be taken as part of it, the backslash included.
_MARKS_OF_AN_ADDRESS = re.compile(r"[\\|]")
_LINE_END = re.compile(r"\r\n|\r|\n")


def markdown_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a table of GitHub Flavored Markdown, a line each record; pipes are escaped, line breaks are ``<br>``."""
    has_names = False
    for row in rows:
        if not has_names:
            yield _markdown_line(row)
            # Where the first value is a number, the column stands at the right.
            yield _line_of("---:" if is_number(value) else "---" for value in row.values())
            has_names = True
        yield _markdown_line(row.values())


def html_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a plain ``<table>``, a line each record, in which nothing of a value is markup; no rows, no table."""
    has_names = False
    for row in rows:
        if not has_names:
            yield f"<table>\n<thead>\n{_html_line(row, 'th')}</thead>\n<tbody>\n"
            has_names = True
        yield _html_line(row.values(), "td")
    if has_names:
        yield "</tbody>\n</table>\n"


def _markdown_line(values: Iterable[Any]) -> str:
    return _line_of(_markdown_cell(clean(value_text(value))) for value in values)


def _line_of(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _markdown_cell(text: str) -> str:
    """Return a text as a cell: on one line, and with nothing that Markdown or HTML would take as markup."""
    marks = _MARKS_OF_AN_ADDRESS if _ADDRESS.fullmatch(text) else _MARKS
    return _LINE_END.sub("<br>", marks.sub(r"\\\g<0>", html.escape(text, quote=False)))


def _html_line(values: Iterable[Any], tag: str) -> str:
    cells = "".join(f"<{tag}>{html.escape(clean(value_text(value)))}</{tag}>" for value in values)
    return f"<tr>{cells}</tr>\n"
