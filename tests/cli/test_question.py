"""Questions on a terminal, where Ctrl-C comes before the program waits for an answer."""

from __future__ import annotations

import os
import pty
import signal
from contextlib import closing
from typing import Any

import pytest

from scraper.cli import question


def test_a_ctrl_c_right_before_the_waiting_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    real = question.select.select

    def late(*waited_for: Any) -> Any:
        # The handler of Python itself, which raises, runs only once this module's code goes on.
        monkeypatch.setattr(question.select, "select", real)
        signal.raise_signal(signal.SIGUSR1)
        # Whoever waits for the line alone gets one, rather than waiting for ever.
        os.write(ours, b"n\n")
        return real(*waited_for)

    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    try:
        with closing(os.fdopen(theirs)) as typed:
            monkeypatch.setattr("sys.stdin", typed)
            monkeypatch.setattr(question.select, "select", late)
            with pytest.raises(KeyboardInterrupt):
                question.is_agreed("Let them go?")
    finally:
        signal.signal(signal.SIGUSR1, before)
        os.close(ours)
