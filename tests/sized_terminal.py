"""The command line on a real terminal of a given width."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from cli_running import environment


def on_terminal(columns: int, *args: object, lines: int = 50) -> str:
    """Run ``scraper`` with stdout on a terminal of so many columns and return what it shows, without stdin."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    sizes = {"COLUMNS": None, "LINES": None, "NO_COLOR": None}
    with subprocess.Popen(
        [sys.executable, "-m", "scraper", *map(str, args)],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        env=environment(sizes),
    ) as running:
        os.close(follower)
        shown = b""
        # Linux reports an error, and macOS an empty text, when the last process has closed its side.
        try:
            while part := os.read(leader, 65536):
                shown += part
        except OSError:
            pass
        running.wait(timeout=60)
    os.close(leader)
    # A terminal makes CR LF of each line feed.
    return shown.decode().replace("\r\n", "\n")
