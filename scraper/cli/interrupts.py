"""Ctrl-C, asked twice: the first lets what is under way finish, the second stops at once."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from scraper.cli.progress import say

# Ctrl-C, the end that a service manager asks for, and the end of the terminal's session.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Protocol):
    """What a run looks at between two steps, such as :class:`scraper.crawl.StopEvent`."""

    @property
    def is_set(self) -> bool:
        """Whether the end was asked for."""

    def set(self) -> None:
        """Ask for the end."""


def stop_on_signals(stop: Stop, heard: Callable[[], None]) -> None:
    """Let the first signal set a stop event, and the second cancel the task that calls this.

    Args:
        stop: the event.
        heard: is called when the first signal has come.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def on_signal() -> None:
        if not stop.is_set:
            stop.set()
            heard()
        elif task is not None:
            task.cancel()

    for number in _SIGNALS:
        # nohup starts its command with SIGHUP ignored, so that the run outlives the terminal; a handler would undo
        # that.
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue
        loop.add_signal_handler(number, on_signal)


@contextmanager
def stopping(stop: Callable[[], None], heard: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Within it, let the first signal ask for the end and the second raise KeyboardInterrupt; for runs without a loop.

    Args:
        stop: asks for the end; called by the handler of the signal, it may take no lock.
        heard: is called after that.

    Yields:
        What returns whether the first signal has come.
    """
    came: list[int] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)
        stop()
        heard()

    before = {}
    for number in _SIGNALS:
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue
        before[number] = signal.signal(number, on_signal)
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def announce(text: str) -> None:
    """Say on stderr what a run does next."""
    # A terminal shows "^C" for the key, and the message begins on the line below.
    line_break = "\n" if sys.stderr.isatty() else ""
    say(f"{line_break}{text}", err=True)


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a command as Ctrl-C does, so that what it has begun to write is removed.

    Raises:
        KeyboardInterrupt: one of them came, whatever error it made of what was under way.
    """
    heard: list[int] = []

    def interrupt(number: int, _: object) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    # nohup starts its command with SIGHUP ignored.
    heeded = [number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    except Exception as error:
        # In the middle of a statement, SQLite makes an error of its own of the exception that the handler raises.
        if heard:
            raise KeyboardInterrupt from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
