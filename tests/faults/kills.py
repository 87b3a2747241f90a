"""A crawl killed at random moments, again and again: nothing that was committed is lost or asked for twice."""

from __future__ import annotations

import random
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from faults import facts
from faults.harness import HANGS_AFTER, command, profile_of, serve_news, variables
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
    sites.write_text(profile_of("bote", server), "utf-8")
    killed = 0
    while killed < most:
        before = set(facts.article_urls(db))
        server.clear()
        ended = _run(db, sites, chance.uniform(0.2, _LONGEST))
        wrong = _lost(before, set(facts.article_urls(db))) + _asked_twice(server, before) + facts.damage(db)
        if wrong or ended:
            return killed, wrong or _incomplete(db)
        killed += 1
    if not _run(db, sites, HANGS_AFTER):
        return killed, ["the crawl that was not killed hangs"]
    return killed, facts.damage(db) + _incomplete(db)


def _incomplete(db: Path) -> list[str]:
    """Return what is missing after a crawl that came to its end."""
    kept = len(facts.article_urls(db))
    return [] if kept == PAGES else [f"{kept} of {PAGES} articles in the end"]


def _run(db: Path, sites: Path, seconds: float) -> bool:
    """Crawl, and kill it after so many seconds; return whether it ended by itself."""
    line = [*command(db), "crawl", "--full", "--sites", str(sites)]
    child = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=variables({}))
    end = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    if child.poll() is None:
        child.send_signal(signal.SIGKILL)
        child.wait()
        return False
    return True


def _lost(before: set[str], after: set[str]) -> list[str]:
    return [f"lost: {url}" for url in sorted(before - after)]


def _asked_twice(server: Server, before: set[str]) -> list[str]:
    return [f"asked for again: {path}" for path in server.paths() if server.url(path) in before]
