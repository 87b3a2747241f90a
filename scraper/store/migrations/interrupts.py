"""Ctrl-C while SQLite runs a statement for minutes."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible(database: sqlite3.Connection) -> Iterator[None]:
    """Let Ctrl-C end the statement that runs.

    Python would raise KeyboardInterrupt in the next function that SQLite calls, and its module drops what these raise.
    Where somebody else listens to Ctrl-C, or in another thread than the main one, nothing is changed.

    Args:
        database: on which the statements run.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed meanwhile.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed = False

    def press(number: int, frame: object) -> None:
        nonlocal pressed
        pressed = True
        database.interrupt()

    signal.signal(signal.SIGINT, press)
    try:
        yield
    except sqlite3.OperationalError as error:
        if pressed:
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Between two statements there is nothing to be interrupted.
    if pressed:
        raise KeyboardInterrupt
