"""The screen: lines above, rows below, and nobody waits for the terminal."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable

from scraper.cli.screen import Screen
from terminal import seen

PATIENCE = 10.0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


class Stopped(io.StringIO):
    """A terminal that takes nothing (Ctrl-S) until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.goes_on = threading.Event(), threading.Event()

    def write(self, text: str) -> int:
        self.is_asked.set()
        self.goes_on.wait(PATIENCE)
        return super().write(text)


def test_lines_stand_above_rows_and_rows_go_in_the_end() -> None:
    stream = io.StringIO()
    screen = Screen(stream, lambda columns, lines: ["amt  1 of 2", "bund  0 of 2"])
    screen.start()
    screen.print("new  amt  Grüße")
    until(lambda: "Grüße" in stream.getvalue())
    assert seen(stream.getvalue()) == "new  amt  Grüße\namt  1 of 2\nbund  0 of 2\n"
    screen.print("new  amt  Ein neues Rathaus")
    screen.stop()
    screen.stop()
    assert seen(stream.getvalue()) == "new  amt  Grüße\nnew  amt  Ein neues Rathaus\n"


def test_whoever_prints_does_not_wait_for_the_terminal() -> None:
    stream = Stopped()
    screen = Screen(stream, lambda columns, lines: [])
    screen.start()
    screen.print("0")
    assert stream.is_asked.wait(PATIENCE)
    for number in range(1, 5000):
        screen.print(str(number))
    assert not stream.goes_on.is_set()
    stream.goes_on.set()
    screen.stop()
    lines = stream.getvalue().splitlines()
    # A bound on what waits: the oldest is dropped, as it would scroll by unread.
    assert (lines[0], lines[-1], len(lines)) == ("0", "4999", 2001)


def test_a_terminal_that_was_closed_ends_the_drawing_alone() -> None:
    stream = io.StringIO()
    screen = Screen(stream, lambda columns, lines: ["amt"])
    stream.close()
    screen.start()
    screen.print("x")
    screen.stop()


def test_rows_never_reach_the_last_column() -> None:
    stream = io.StringIO()
    asked = []

    def rows(columns: int, lines: int) -> list[str]:
        asked.append(columns)
        return ["x" * 500]

    screen = Screen(stream, rows)
    screen.start()
    until(lambda: "x" in stream.getvalue())
    screen.stop()
    (row,) = [line for line in stream.getvalue().splitlines() if line.startswith("x")][:1]
    assert len(row) == asked[0]
    assert row.endswith("x…")
