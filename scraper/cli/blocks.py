"""Articles for reading: a block of lines each, wrapped to the width, with the headline in bold.

A text carries its styles as control characters, which :func:`scraper.cli.output.clean` leaves in no text of a page:
:data:`BOLD`, :data:`MARKED`, :data:`REMOVED` and :data:`INSERTED` switch a style on, :data:`PLAIN` switches it off.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator

import click

from scraper.cli.options import MOST_ARTICLES
from scraper.cli.output import Row, clean
from scraper.cli.output.width import terminal_columns
from scraper.report import local_time
from scraper.web.plain_text import one_line

BOLD, MARKED, PLAIN, REMOVED, INSERTED = "\x01", "\x02", "\x03", "\x04", "\x05"
# What switches the styles of a terminal (ECMA-48, "Select Graphic Rendition"): 1 is bold, 4 underlined, 9 crossed out,
# 31 red, 32 green, 0 none of them. What is marked is bold too, since underlining alone is hard to see in small letters;
# what was removed or inserted differs by more than its colour, so that nobody has to tell red from green.
_ANSI = {
    BOLD: "\x1b[1m",
    MARKED: "\x1b[1;4m",
    PLAIN: "\x1b[0m",
    REMOVED: "\x1b[31;9m",
    INSERTED: "\x1b[32;1m",
}
_NO_STYLES = dict.fromkeys(map(ord, _ANSI))
# Columns of a line of text that is mailed (RFC 5322, section 2.1.1: a line should have no more than 78 characters).
_WIDTH_OF_A_MAIL = 78
# Chosen: on a terminal of fewer columns, lines are longer than it rather than one word each.
_LEAST_WIDTH = 30
# Terminals that act on no escape sequences call themselves so.
_DUMB = "dumb"


def shows_blocks(output_format: str | None) -> bool:
    """Return whether articles are shown in blocks: no format was asked for, and stdout is a terminal."""
    return output_format is None and sys.stdout.isatty()


def takes_styles() -> bool:
    """Return whether stdout is a terminal that shows bold letters, and its user has not set NO_COLOR (no-color.org)."""
    wants_plain = bool(os.environ.get("NO_COLOR"))
    is_able = sys.stdout.isatty() and os.environ.get("TERM", _DUMB) != _DUMB
    return is_able and not wants_plain


def width() -> int:
    """Return how many columns a line may take: those of the terminal, or elsewhere those of a mail."""
    columns = terminal_columns()
    if columns is None:
        return _WIDTH_OF_A_MAIL
    return max(columns, _LEAST_WIDTH)


def one_line_with_marks(text: str) -> str:
    """Return a snippet on one line, as :func:`one_line` does, with its marks where they are."""
    parts = re.split(f"([{MARKED}{PLAIN}])", text)
    # Every second part is a mark, since the pattern is a group.
    cleaned = [part if number % 2 else clean(part) for number, part in enumerate(parts)]
    return " ".join("".join(cleaned).split())


def headline(row: Row) -> str:
    """Return the headline of an article in bold, behind its kicker."""
    title = f"{BOLD}{one_line(row['title'])}{PLAIN}"
    if not row["kicker"]:
        return title
    return f"{one_line(row['kicker'])}: {title}"


def day_label(row: Row) -> str:
    """Return the day of an article; where its page states none, the local day on which it was first seen, so named."""
    return row["date"] or f"seen {local_time.local_day(row['first_seen'])}"


def wrapped(text: str, *, indent: int = 0, hanging: int | None = None) -> Iterator[str]:
    """Yield a text in lines of the output's width, its styles as the output takes them.

    Args:
        text: on one line, styles as control characters.
        indent: columns before the first line.
        hanging: columns before the others; None: as many.
    """
    # Without styles, what was searched for stands in brackets, as it does in a record.
    if not takes_styles():
        text = _with_brackets(text)
    later = indent if hanging is None else hanging
    style = PLAIN
    for number, line in enumerate(_lines(text.split(" "), width() - max(indent, later))):
        margin = " " * (later if number else indent)
        shown, style = _styled(line, style)
        yield margin + shown


def _with_brackets(text: str) -> str:
    """Return a text without styles, but for brackets around what is marked."""
    shown = []
    is_marked = False
    for character in text:
        if character == MARKED:
            is_marked = True
            shown.append("[")
        elif character == PLAIN and is_marked:
            is_marked = False
            shown.append("]")
        elif character not in _ANSI:
            shown.append(character)
    return "".join(shown)


def _lines(words: Iterable[str], columns: int) -> Iterator[str]:
    """Yield the words in lines of so many columns."""
    line, used = "", 0
    for word in words:
        for part in _parts(word, columns):
            size = _size(part)
            if line and used + 1 + size > columns:
                yield line
                line, used = part, size
            elif line:
                line, used = f"{line} {part}", used + 1 + size
            else:
                line, used = part, size
    yield line


def _parts(word: str, columns: int) -> Iterator[str]:
    """Yield a word in parts of at most so many columns; nearly every word is one part."""
    part, used = "", 0
    for character in word:
        size = _size(character)
        if used + size > columns:
            yield part
            part, used = "", 0
        part, used = part + character, used + size
    yield part


def _size(text: str) -> int:
    """Return how many columns a text takes; the characters of the styles take none."""
    # Imported only for reading, since the commands that print JSON need no widths.
    from rich.cells import cell_len

    return cell_len(text.translate(_NO_STYLES))


def _styled(line: str, style: str) -> tuple[str, str]:
    """Return a line with the sequences of its styles, and the style that goes on in the next line.

    Args:
        line: with the styles as control characters.
        style: the one that was on at the end of the line before.
    """
    # A style ends with its line, so that no margin is underlined, and no prompt where the output is cut off.
    shown = [] if style == PLAIN else [_ANSI[style]]
    for character in line:
        if character in _ANSI:
            style = character
            shown.append(_ANSI[character])
        else:
            shown.append(character)
    if style != PLAIN:
        shown.append(_ANSI[PLAIN])
    return "".join(shown), style


def say_cut(shown: int, total: int, most_counted: int | None = None, *, counted: str = "") -> None:
    """Say on stderr how much of a result is shown, and how to get more of it; nothing where all of it is shown.

    Args:
        shown: how many articles.
        total: how many there are.
        most_counted: up to how many they were counted; None: all were.
        counted: what was counted, where that is not plain from what is shown.
    """
    if shown >= total:
        return
    more = f"--limit {total} shows all"
    if total > MOST_ARTICLES:
        more = f"--limit {MOST_ARTICLES} shows the most that can be shown, and 'scraper query' gets all"
    of_all = f"{total:,}"
    if most_counted is not None and total > most_counted:
        of_all = f"more than {most_counted:,}"
    click.echo(f"{shown:,} of {of_all}{counted}; {more}.", err=True)
