"""A crawl killed at random moments, again and again: nothing that was committed is lost or asked for twice."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from faults.rig import environment, profile, serve_news
from server import Server

PAGES = 150
_LONGEST = 1.2


def kill_often(times: int) -> int:
    """Kill so many crawls; print what was found and return the exit code."""
    chance = random.Random(times)  # noqa: S311  (moments, not secrets)
    killed = runs = 0
    wrong: list[str] = []
    while killed < times and not wrong:
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            done, wrong = _one_archive(Path(folder), server, chance, times - killed)
        killed, runs = killed + done, runs + 1
        print(f"{killed} kills, {runs} archives of {PAGES} articles", flush=True)
    for line in wrong:
        print(f"wrong: {line}")
    print(f"{killed} kills; " + ("nothing lost, nothing asked for twice" if not wrong else "see above"))
    return 1 if wrong else 0


def _one_archive(folder: Path, server: Server, chance: random.Random, most: int) -> tuple[int, list[str]]:
    """Kill crawls of one archive until one of them comes to its end; return how many, and what is wrong."""
    serve_news(server, PAGES)
    sites, db = folder / "sites.toml", folder / "archive.db"
    values = {"home": server.url("/"), "feeds": [server.url("/feed")], "private": True, "delay": 0.0}
    sites.write_text(profile("bote", values), "utf-8")
    killed = 0
    while killed < most:
        before = _committed(db)
        server.clear()
        ended = _run(db, sites, chance.uniform(0.2, _LONGEST))
        wrong = _lost(before, _committed(db)) + _asked_twice(server, before) + _damage(db)
        if wrong or ended:
            return killed, wrong
        killed += 1
    _run(db, sites, 60.0)
    kept = len(_committed(db))
    return killed, _damage(db) + ([] if kept == PAGES else [f"{kept} of {PAGES} articles in the end"])


def _run(db: Path, sites: Path, seconds: float) -> bool:
    """Crawl, and kill it after so many seconds; return whether it ended by itself."""
    command = [sys.executable, "-m", "scraper", "--db", str(db), "crawl", "--full", "--sites", str(sites)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment({}))
    end = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    if child.poll() is None:
        child.send_signal(signal.SIGKILL)
        child.wait()
        return False
    return True


def _committed(db: Path) -> set[str]:
    if not db.exists():
        return set()
    with closing(sqlite3.connect(db)) as archive:
        known = archive.execute("SELECT count(*) FROM sqlite_master WHERE name = 'articles'").fetchone()[0]
        return {row[0] for row in archive.execute("SELECT url FROM articles")} if known else set()


def _lost(before: set[str], after: set[str]) -> list[str]:
    return [f"lost: {url}" for url in sorted(before - after)]


def _asked_twice(server: Server, before: set[str]) -> list[str]:
    return [f"asked for again: {path}" for path in server.paths() if server.url(path) in before]


def _damage(db: Path) -> list[str]:
    if not db.exists():
        return []
    with closing(sqlite3.connect(db)) as archive:
        found = archive.execute("PRAGMA integrity_check").fetchone()[0]
    return [] if found == "ok" else [f"integrity: {found}"]
