"""Loaded by each Python that is started with this folder in its path: some words in a page do harm to who reads it."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any


def _is_reader() -> bool:
    """Return whether this is a process that reads tasks; its module is not named to it yet."""
    return "scraper.batch.mapping.child" in sys.orig_argv


def _harm(body: bytes) -> None:
    if b"TOEDLICH" in body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"ENDLOS" in body:
        while True:
            time.sleep(0.01)
    if b"UNERSAETTLICH" in body:
        eaten = []
        while True:
            eaten.append(bytearray(10_000_000))
            time.sleep(0.01)
    marker = os.environ.get("ONCE_ONLY", "")
    if b"EINMAL" in body and marker and not os.path.exists(marker):  # noqa: PTH110  (quick to load)
        open(marker, "w").close()  # noqa: PTH123
        os.kill(os.getpid(), signal.SIGKILL)


if _is_reader():
    if "LARGEST_FILE" in os.environ:
        import resource

        largest = int(os.environ["LARGEST_FILE"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    import scraper.reading
    from scraper.reading import page

    _read = page.read

    def _poisoned(response: Any, site: Any) -> Any:
        _harm(response.body)
        return _read(response, site)

    from scraper.warc import reader

    _message_of = reader.message_of

    def _poisoned_message(frame: Any, url: str, **rest: Any) -> Any:
        if "toedlich" in url:
            os.kill(os.getpid(), signal.SIGKILL)
        return _message_of(frame, url, **rest)

    reader.message_of = _poisoned_message
    page.read = _poisoned
    scraper.reading.read = _poisoned
