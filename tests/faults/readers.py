"""The processes that read pages beside the crawl: stopped, killed, or their answer lost, no page is lost with them."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from faults import facts
from faults.background import PATIENCE, Check, happens, running
from faults.harness import article, feed
from faults.spoils import XML
from server import Exchange, Server

# Pages that come so fast, and so many, that the crawl starts processes to read them, whatever the machine.
_PAGES = 300
# The first pages are held back until all connections of the site wait, so that they come as a burst.
_CONNECTIONS = 16
# Every reader is given up after 20 s for a page, and what it did not answer is read again.
_ENDS_WITHIN = 60.0 + PATIENCE


def _children(pid: int) -> list[int]:
    """Return the processes that a crawl has started to read pages."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(number) for number in task.read_text().split()]
    return [number for number in found if _reads_pages(number)]


def _reads_pages(pid: int) -> bool:
    with suppress(OSError):
        return b"reading" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _each(number: signal.Signals) -> Callable[[list[int]], None]:
    """Return what sends a signal to each reader that there is."""

    def send(readers: list[int]) -> None:
        for pid in readers:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    return send


def _lose_answers(readers: list[int]) -> None:
    """Take an answer out of each reader's pipe, so that the crawl waits for one that never comes.

    The readers are stopped while their pipes are emptied; afterwards they go on, unaware.
    """
    _each(signal.SIGSTOP)(readers)
    for pid in readers:
        with suppress(OSError):
            answers = os.open(f"/proc/{pid}/fd/1", os.O_RDONLY | os.O_NONBLOCK)
            try:
                while os.read(answers, 2**20):
                    pass
            except BlockingIOError:
                pass
            finally:
                os.close(answers)
    _each(signal.SIGCONT)(readers)


def reader_fault(harm: Callable[[list[int]], None]) -> Check:
    """Return a check of a crawl whose readers come to harm, one generation of them, in the middle of their work.

    Args:
        harm: what happens to the processes with these numbers.
    """

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        if not Path("/proc/self/task").exists() or (os.cpu_count() or 1) < 2:
            return "not tried: it needs Linux, and more than one processor", 0, []
        db, harmed = folder / "archive.db", threading.Event()
        _serve_burst(server, harmed)
        text = sites.read_text("utf-8")
        sites.write_text(text + f"connections = {_CONNECTIONS}\n", "utf-8")
        with running(db, sites, "--full") as child:
            happens(lambda: _children(child.pid) or child.poll() is not None, "no reader was started")
            readers = _children(child.pid)
            harm(readers)
            harmed.set()
            try:
                said = (child.communicate(timeout=_ENDS_WITHIN)[0] or b"").decode()
            except subprocess.TimeoutExpired:
                return "", 0, [f"the crawl does not end within {_ENDS_WITHIN:.0f} s"]
            finally:
                # A stopped process outlives the one that started it.
                _each(signal.SIGKILL)([pid for pid in readers if _reads_pages(pid)])
        wrong = [] if readers else ["no reader was started, so nothing was tried"]
        wrong += [] if child.returncode == 0 else [f"exit code {child.returncode}: {said[-300:]!r}"]
        kept = facts.article_count(db)
        wrong += [] if kept == _PAGES else [f"{kept} of {_PAGES} articles"]
        return said, child.returncode, wrong + facts.damage(db)

    return check


def _serve_burst(server: Server, harmed: threading.Event) -> None:
    """Serve many pages; the last of them are answered only once the readers came to harm."""
    held_back = range(_PAGES // 2, _PAGES + 1)

    def answer(exchange: Exchange) -> None:
        number = int(exchange.request.path.rpartition("/")[2])
        while number in held_back and not harmed.wait(0.02):
            if exchange.wait(0):
                return
        exchange.answer(200, article(number))

    for number in range(1, _PAGES + 1):
        server.handler(f"/news/{number}", answer)
    server.page("/feed", feed([server.url(f"/news/{number}") for number in range(1, _PAGES + 1)]), headers=XML)


# Issue 12, section 2, "No wait without an end": a reader that does not answer within 20 s for a page is replaced, and
# the page is read again.
READERS: dict[str, Check] = {
    "a reader is stopped": reader_fault(_each(signal.SIGSTOP)),
    "a reader is killed": reader_fault(_each(signal.SIGKILL)),
    "a reader's answer is lost": reader_fault(_lose_answers),
}
