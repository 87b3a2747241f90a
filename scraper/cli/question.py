"""A question on a terminal that is answered by yes or no."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False, "": False}


def is_agreed(question: str) -> bool:
    """Ask a person on stderr, and return whether they agree; an empty answer is no.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, or the input ended.
    """
    while True:
        click.echo(f"{question} [y/N]: ", nl=False, err=True)
        answer = _line().strip().lower()
        if answer in _ANSWERS:
            return _ANSWERS[answer]
        click.echo("Error: invalid input", err=True)


def _line() -> str:
    """Return a line that was typed.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, or the input ended.
    """
    # A Ctrl-C that comes right before Python waits for a line is not heard until the next key, since nothing wakes that
    # waiting; input() sets up a whole line editor before it. So both are waited for here.
    with _told_of_signals() as heard:
        ready, _, _ = select.select([sys.stdin, heard], [], [])
        line = "" if heard in ready else sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line


@contextmanager
def _told_of_signals() -> Iterator[int]:
    """Yield the end of a pipe that can be read once a signal has come."""
    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    try:
        yield heard
    finally:
        signal.set_wakeup_fd(before)
        os.close(heard)
        os.close(told)
