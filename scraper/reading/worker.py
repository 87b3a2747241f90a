"""The other side of :mod:`scraper.reading.pool`: a process that reads pages until its pipe ends."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from scraper.model import Reading, Response, Site
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
    serve(questions, answers, _answer)


def _answer(question: tuple[int, Response, Site]) -> tuple[int, Reading]:
    number, response, site = question
    return number, read(response, site)


def serve(questions: BinaryIO, answers: BinaryIO, answer: Callable[[Any], object]) -> None:
    """Answer another process until its pipe ends.

    Args:
        questions: pickles, each after its length.
        answers: where :data:`READY` goes first, and then the pickles of the answers, in the same form and order.
        answer: makes an answer of a question.
    """
    answers.write(READY)
    answers.flush()
    while len(head := questions.read(LENGTH.size)) == LENGTH.size:
        (size,) = LENGTH.unpack(head)
        data = questions.read(size)
        if len(data) < size:
            break
        packed = pickle.dumps(answer(pickle.loads(data)), pickle.HIGHEST_PROTOCOL)  # noqa: S301 (our own process)
        with suppress(BrokenPipeError):
            answers.write(LENGTH.pack(len(packed)) + packed)
            answers.flush()


if __name__ == "__main__":
    # The finders are made before the process says that it is ready, since the time for its first page begins there.
    import scraper.parser.record  # noqa: F401

    main(sys.stdin.buffer, sys.stdout.buffer)
