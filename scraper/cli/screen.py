"""A terminal on which lines scroll by above rows that are drawn anew in place."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TextIO

from scraper.cli.output.text import cut

Rows = Callable[[int, int], Sequence[str]]
"""Returns the rows for a terminal of so many columns and lines."""

# Seconds between two drawings; chosen so that seconds are seen to pass, while a slow line is not filled with them.
_REDRAW_SECONDS = 0.2
# Lines that wait for the terminal at the most; the oldest are dropped, as they would scroll by unread anyway.
_MOST_LINES = 2000
# How long the end of a crawl waits for a terminal that takes nothing more (Ctrl-S).
_PATIENCE_SECONDS = 2.0
# Columns and lines of a terminal that does not tell its size.
_USUAL_TERMINAL = (80, 24)
# Control sequences of terminals (ECMA-48): the cursor so many lines up, and all behind the cursor erased.
_UP = "\x1b[{}A"
_ERASE_BELOW = "\x1b[J"


class Screen:
    """Draws on a terminal from a thread of its own, so that whoever prints does not wait for the terminal.

    Args:
        stream: the terminal.
        rows: asked for the rows at each drawing, in the thread.

    Attributes:
        has_printed: whether any line has scrolled by.
    """

    def __init__(self, stream: TextIO, rows: Rows) -> None:
        self._stream = stream
        self._rows = rows
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self._ends = threading.Event()
        self._drawn = 0
        self.has_printed = False
        # A terminal that takes nothing for good must not keep the program from its end.
        self._thread = threading.Thread(target=self._run, name="screen", daemon=True)

    def start(self) -> None:
        """Begin to draw."""
        self._thread.start()

    def print(self, line: str) -> None:
        """Let a line scroll by above the rows, with the next drawing; returns at once."""
        self._lines.append(line)
        self.has_printed = True

    def stop(self) -> None:
        """Print the lines that still wait, erase the rows, and leave the terminal to others; harmless twice."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def _run(self) -> None:
        # A terminal that was closed, and one that cannot show a character, are no reason to end the crawl.
        with suppress(OSError, ValueError):
            while not self._ends.wait(_REDRAW_SECONDS):
                columns, lines = terminal_size(self._stream)
                # The last column stays free: a full line would move the cursor on in some terminals, and not in others.
                self._draw([cut(row, columns - 1) for row in self._rows(columns - 1, lines)])
            self._draw([])

    def _draw(self, rows: Sequence[str]) -> None:
        """Write what scrolls by where the rows stood, and the rows anew below it, at one go: so nothing flickers."""
        start = ""
        if self._drawn:
            start = _UP.format(self._drawn) + "\r" + _ERASE_BELOW
        # Whoever prints may do so meanwhile, so that the deque is emptied line by line.
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        text = start + "".join(f"{line}\n" for line in (*lines, *rows))
        if text:
            self._stream.write(text)
            self._stream.flush()
        self._drawn = len(rows)


def terminal_size(stream: TextIO) -> tuple[int, int]:
    """Return columns and lines of the terminal behind a stream."""
    # shutil asks stdout alone, which may be a pipe while the display stands on stderr.
    with suppress(OSError, ValueError):
        columns, lines = os.get_terminal_size(stream.fileno())
        # Some terminals, such as serial lines, say that they have no columns at all.
        if columns and lines:
            return columns, lines
    return _USUAL_TERMINAL
