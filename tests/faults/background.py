"""A crawl in the background, what it says meanwhile, and what must hold once a fault of the machine is over."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from faults import facts
from faults.harness import ARTICLES, Ended, command, crawl, variables
from server import Exchange, Server

# Seconds on the wall after which something that must happen will not happen any more.
PATIENCE = 60.0
Check = Callable[[Path, Server, Path], tuple[str, int, list[str]]]


def unlike(done: Ended, code: int, *words: str) -> list[str]:
    """Return what is wrong with how a crawl ended: another exit code, words that it does not say, broken bounds."""
    wrong = [] if done.code == code else [f"exit code {done.code}, not {code}: {done.said[-300:]!r}"]
    wrong += [f"does not say {word!r}: {done.said[-300:]!r}" for word in words if word not in done.said]
    return wrong + done.broken_bounds()


def goes_on(db: Path, sites: Path, count: int, *arguments: str) -> list[str]:
    """Return what is wrong when the fault is over and the next crawl runs."""
    done = crawl(db, sites, {}, arguments=arguments)
    kept = facts.article_count(db)
    wrong = [f"the next crawl: {problem}" for problem in unlike(done, 0)]
    return wrong + ([] if kept == count else [f"{kept} of {count} articles after the next crawl"])


def goes_on_later(db: Path, sites: Path) -> list[str]:
    """Return what is wrong when the pause after a failure is over and the next crawl runs."""
    facts.retry_failed(db)
    return goes_on(db, sites, ARTICLES)


def held_until(free: threading.Event, body: str) -> Callable[[Exchange], None]:
    """Return a handler that answers with this page once the event is set; not at all if the server stops before."""

    def answer(exchange: Exchange) -> None:
        while not free.wait(0.02):
            if exchange.wait(0):
                return
        exchange.answer(200, body)

    return answer


def asked_for(server: Server, path: str) -> None:
    """Wait until a host was asked for a path."""
    happens(lambda: path in server.paths(), f"nobody asks for {path}")


def happens(condition: Callable[[], object], otherwise: str) -> None:
    """Wait for something that must happen; a run in which it does not is void."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.02)


class Lines:
    """What a running child says, line by line, read in a thread of its own: a child that says nothing hangs nobody."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._said: list[str] = []
        self._child = child
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._said.append(line.decode("utf-8", "replace"))

    def until(self, words: str) -> bool:
        """Wait for a line with these words; return whether it came."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ended = not self._reader.is_alive()
            if any(words in line for line in self._said):
                return True
            if ended:
                return False
            time.sleep(0.02)
        return False

    def rest(self) -> str:
        """Wait for the child's last word; return all that it said."""
        self._reader.join(PATIENCE)
        return "".join(self._said)


def _heed_signals() -> None:
    """Undo what nohup or a shell's & did: both start their children with signals ignored."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def running(db: Path, sites: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Crawl in the background, stdout and stderr in one pipe; what still runs at the end is killed."""
    child = subprocess.Popen(
        [*command(db), "crawl", "--sites", str(sites), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=variables({"SCRAPER_TIMEOUT": "10", **more}),
        preexec_fn=_heed_signals,
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
