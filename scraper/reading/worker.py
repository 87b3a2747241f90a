"""The other side of :mod:`scraper.reading.pool`: a process that reads pages until its pipe ends."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

from scraper.reading.page import read

LENGTH = struct.Struct("!I")
"""What stands before each pickle: its length in bytes."""

READY = b"ready\n"
"""What comes before all answers: the process has been started."""

# The crawl goes first where cores are short: it is what keeps the readers fed.
_NICE = 5


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Read pages for another process until it ends; Ctrl-C is its business.

    Args:
        questions: pickles of (number, response, site), each after its length.
        answers: where pickles of (number, reading) go in the same form and order.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    answers.write(READY)
    answers.flush()
    while len(head := questions.read(LENGTH.size)) == LENGTH.size:
        (size,) = LENGTH.unpack(head)
        data = questions.read(size)
        if len(data) < size:
            break
        number, response, site = pickle.loads(data)  # noqa: S301 (our own process)
        answer = pickle.dumps((number, read(response, site)), pickle.HIGHEST_PROTOCOL)
        with suppress(BrokenPipeError):
            answers.write(LENGTH.pack(len(answer)) + answer)
            answers.flush()


if __name__ == "__main__":
    # The finders are made before the process says that it is ready, since the time for its first page begins there.
    import scraper.parser.record  # noqa: F401

    main(sys.stdin.buffer, sys.stdout.buffer)
