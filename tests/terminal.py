"""The command line on a terminal: a pseudo-terminal of a known size, and what stands on it in the end."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass

from cli_running import environment

CTRL_C = b"\x03"
# A command that says nothing for so long hangs.
PATIENCE = 60.0
# What scraper.cli.screen writes before it draws its rows anew: lines up, the start of the line, the rest erased.
_ERASED = re.compile(r"\x1b\[(\d+)A\r\x1b\[J")


@dataclass(frozen=True)
class Seen:
    """What a person saw.

    Attributes:
        code: the exit code.
        text: what stands on the terminal in the end, as one text.
        raw: all that was written to it.
    """

    code: int
    text: str
    raw: str


def on_terminal(
    *args: object,
    columns: int = 80,
    lines: int = 24,
    press: Callable[[str], bytes] = lambda said: b"",
    env: dict[str, str | None] | None = None,
) -> Seen:
    """Run ``scraper`` on a terminal to its end.

    Args:
        args: of the command line.
        columns, lines: of the terminal.
        press: asked with all that was written so far, again and again; returns the keys that are pressed then.
        env: environment variables beside the usual.
    """
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-m", "scraper", *map(str, args)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment({"TERM": "xterm-256color", "COLUMNS": None, "LINES": None, **(env or {})}),
        start_new_session=True,
        # The terminal sends the signal of a key to the session that it controls.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    try:
        raw = _read(ours, press)
        return Seen(child.wait(PATIENCE), seen(raw), raw)
    finally:
        os.close(ours)
        child.kill()


def _read(terminal: int, press: Callable[[str], bytes]) -> str:
    """Return all that is written to a terminal until nobody holds it any more, and press keys meanwhile."""
    data = b""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.05)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                # Linux says so where the last program has closed its side.
                break
            if not piece:
                break
            data += piece
        keys = press(data.decode("utf-8", "replace"))
        if keys:
            os.write(terminal, keys)
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def seen(raw: str) -> str:
    """Return what stands on a terminal after all that was written: rows that were drawn anew stand once."""
    first, *pieces = _ERASED.split(raw)
    lines = first.split("\n")
    for number, text in zip(pieces[::2], pieces[1::2], strict=True):
        # The cursor stands behind the last line feed, or behind what the terminal has echoed of a key ("^C").
        lines = [*lines[: len(lines) - 1 - int(number)], *text.split("\n")]
    return "\n".join(lines)
