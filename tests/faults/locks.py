"""Two programs and one archive: each waits for the other, is told of it, or goes on beside it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from faults import facts
from faults.background import PATIENCE, Check, asked_for, held_until, running, unlike
from faults.harness import ARTICLES, article, crawl, profile_of, serve_news
from server import Exchange, Server


def another_program(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """Another program holds the archive for writing for three seconds; the crawl waits for it."""
    db = folder / "archive.db"
    crawl(db, sites, {})
    released: list[float] = []
    with closing(sqlite3.connect(db, isolation_level=None, check_same_thread=False)) as other:

        def release() -> None:
            other.execute("ROLLBACK")
            released.append(time.monotonic())

        other.execute("BEGIN EXCLUSIVE")
        timer = threading.Timer(3.0, release)
        timer.start()
        done = crawl(db, sites, {})
        over = time.monotonic()
        timer.join()
    waited = [] if released[0] < over else ["it ended while the other program still held the archive"]
    return done.said, done.code, unlike(done, 0) + waited


def two_crons(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """A second crawl while the first runs."""
    db = folder / "archive.db"
    held = threading.Event()
    server.handler("/news/3", held_until(held, article(3)))
    with running(db, sites) as first:
        asked_for(server, "/news/3")
        done = crawl(db, sites, {})
        wrong = [] if first.poll() is None else ["the first crawl was over before the second began"]
        held.set()
        code = first.wait(PATIENCE)
    wrong += [] if code == 0 else [f"the first crawl ends with {code}"]
    kept = facts.article_count(db)
    wrong += [] if kept == ARTICLES else [f"{kept} of {ARTICLES} articles"]
    return done.said, done.code, wrong + unlike(done, 75, "Another crawl holds the archive")


def write_lock_held(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """Another process holds the write lock while a page waits to be kept; meanwhile the other host is asked on and on.

    The lock is held until the other host has answered a chain of redirects, which needs no writing. By the order of the
    requests alone, no clock: a crawl that stands still with the lock never asks for the end of the chain.
    """
    db, locked, walked = folder / "archive.db", threading.Event(), threading.Event()
    with Server() as other:
        serve_news(other)
        _redirect_until_locked(other, locked, walked)
        sites.write_text(profile_of("bote", server) + profile_of("other", other), "utf-8")
        # The last page of the first host is answered once the lock is held, and the other host is on its way.
        server.handler("/news/5", held_until(locked, article(5)))
        with running(db, sites) as child:
            asked_for(server, "/news/5")
            asked_for(other, "/news/5")
            with _flock(db.with_name(db.name + ".write")):
                locked.set()
                goes_on = walked.wait(PATIENCE / 3)
            said = (child.communicate(timeout=PATIENCE)[0] or b"").decode()
    wrong = [] if goes_on else ["nobody asked the other host while the write lock was held"]
    wrong += [] if child.returncode == 0 else [f"exit code {child.returncode}: {said[-300:]!r}"]
    kept = facts.article_count(db)
    wrong += [] if kept == 2 * ARTICLES else [f"{kept} of {2 * ARTICLES} articles"]
    return said, child.returncode, wrong + facts.damage(db)


def _redirect_until_locked(server: Server, locked: threading.Event, walked: threading.Event) -> None:
    """Lead from the fifth article through four redirects to its text, and begin once the lock is held."""

    def first(exchange: Exchange) -> None:
        while not locked.wait(0.02):
            if exchange.wait(0):
                return
        # The first host's page comes first, and waits for the lock; only then does this one go on.
        exchange.wait(0.5)
        exchange.answer(302, "", location="/weiter/1")

    def last(exchange: Exchange) -> None:
        walked.set()
        exchange.answer(200, article(5))

    server.handler("/news/5", first)
    for hop in (1, 2, 3):
        server.redirect(f"/weiter/{hop}", f"/weiter/{hop + 1}")
    server.handler("/weiter/4", last)


@contextmanager
def _flock(file: Path) -> Iterator[None]:
    """Hold a lock file as another process would; the locks of one process and of another are alike to flock."""
    number = os.open(file, os.O_RDWR)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def second_crawl_by_symlink(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
    """A second crawl of the same archive, which it calls by the name of a symbolic link."""
    db, link, free = folder / "archive.db", folder / "elsewhere" / "link.db", threading.Event()
    link.parent.mkdir()
    link.symlink_to(db)
    server.handler("/news/3", held_until(free, article(3)))
    with running(db, sites) as first:
        asked_for(server, "/news/3")
        done = crawl(link, sites, {})
        free.set()
        code = first.wait(PATIENCE)
    wrong = [] if code == 0 else [f"the first crawl ends with {code}"]
    return done.said, done.code, wrong + unlike(done, 75, "Another crawl holds the archive") + facts.damage(db)


def lock_file_is_symlink(suffix: str) -> Check:
    """Return a check of a lock file that leads to another file, which must not be emptied."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        db, precious = folder / "archive.db", folder / "precious.txt"
        precious.write_text("not to be lost", "utf-8")
        lock = db.with_name(db.name + suffix)
        lock.symlink_to(precious)
        done = crawl(db, sites, {})
        wrong = unlike(done, 2, f"{lock}: is a link, and a lock file is a file of its own")
        wrong += [] if precious.read_text("utf-8") == "not to be lost" else ["the file that it leads to was changed"]
        return done.said, done.code, wrong + ([] if server.paths() == [] else ["a host was asked"])

    return check


LOCKS: dict[str, Check] = {
    "another program holds the archive": another_program,
    "two crawls at once": two_crons,
    # Issue 12, section 2, "The lock never stops the loop".
    "another process holds the write lock": write_lock_held,
    "two crawls at once, one through a symbolic link": second_crawl_by_symlink,
    "the crawl's lock file is a symbolic link": lock_file_is_symlink(".lock"),
    "the write lock's file is a symbolic link": lock_file_is_symlink(".write"),
}
