"""Signals: the first ends the crawl with the page in flight, the second at once."""

from __future__ import annotations

import signal
import subprocess
import threading
from pathlib import Path

from faults import facts
from faults.background import PATIENCE, Check, Lines, asked_for, goes_on_later, held_until, running
from faults.harness import article
from server import Server


def one_signal(number: signal.Signals) -> Check:
    """Return a check of the first signal: the page in flight is archived, and nothing else is asked for."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        db, free = folder / "archive.db", threading.Event()
        server.handler("/news/3", held_until(free, article(3)))
        with running(db, sites) as child:
            asked_for(server, "/news/3")
            child.send_signal(number)
            lines = Lines(child)
            wrong = [] if lines.until("Finishing the pages in flight") else ["it does not say that it finishes"]
            free.set()
            said = lines.rest()
            code = child.wait(PATIENCE)
        wrong += [] if code == 130 else [f"exit code {code}"]
        wrong += [] if facts.article_count(db, path="%/news/3") == 1 else ["the page in flight is not archived"]
        wrong += [] if server.paths()[-1] == "/news/3" else [f"asked for {server.paths()[-1]} after the signal"]
        server.page("/news/3", article(3))
        return said, code, wrong + facts.damage(db) + goes_on_later(db, sites)

    return check


def ctrl_c_twice(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """The second Ctrl-C stops at once: the page in flight, which would never be answered, is not waited for."""
    db = folder / "archive.db"
    server.never_answers("/news/3")
    # So patient that only the second Ctrl-C can end the wait for the page.
    with running(db, sites, SCRAPER_TIMEOUT="600") as child:
        asked_for(server, "/news/3")
        lines = Lines(child)
        child.send_signal(signal.SIGINT)
        wrong = [] if lines.until("Finishing the pages in flight") else ["the first Ctrl-C says nothing"]
        child.send_signal(signal.SIGINT)
        wrong += [] if lines.until("Stopped at once") else ["the second Ctrl-C does not stop it"]
        said = lines.rest()
        try:
            code = child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            code, wrong = 0, [*wrong, f"it still runs {PATIENCE:.0f} s after the second Ctrl-C"]
    wrong += [] if code == 130 else [f"exit code {code}"]
    wrong += [] if facts.article_count(db, path="%/news/3") == 0 else ["a page without an answer is archived"]
    server.page("/news/3", article(3))
    return said, code, wrong + facts.damage(db) + goes_on_later(db, sites)


SIGNALS: dict[str, Check] = {
    "SIGTERM": one_signal(signal.SIGTERM),
    "SIGHUP": one_signal(signal.SIGHUP),
    "Ctrl-C": one_signal(signal.SIGINT),
    "Ctrl-C twice": ctrl_c_twice,
}
