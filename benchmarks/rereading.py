"""Show what it costs to read an archive again: CPU and time for each page, beside a crawl of the same pages.

usage: python benchmarks/rereading.py [--articles N] [--archive FILE --sites FILE]

A site on loopback (that of benchmarks/growth.py) publishes synthetic articles; ``scraper crawl`` archives them, and
``scraper reparse`` reads all of them again, as after a new version of the parser. Then it is killed in the middle and
started again, which says what a kill costs. CPU is that of all processes. With ``--archive``, an archive that is there
is copied and read again instead, with the profiles of ``--sites``.

What a page costs depends on the machine and on what else it does. The ratios hold: to reading alone, which one process
does in the same run, and to the crawl.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Pages that are read in this process, to know what reading alone costs at this very time.
_SAMPLE = 400


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU in all processes, and seconds."""

    cpu: float
    wall: float

    def line(self, pages: int) -> str:
        """Return the costs of so many pages."""
        cores = self.cpu / self.wall
        return (
            f"{self.cpu * 1000 / pages:6.2f} ms CPU a page, {self.wall * 1000 / pages:6.2f} ms, {cores:.2f} cores busy"
        )


def growth() -> Any:
    """Return the module benchmarks/growth.py."""
    spec = importlib.util.spec_from_file_location("growth", Path(__file__).with_name("growth.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["growth"] = module
    spec.loader.exec_module(module)
    return module


def cost(archive: Path, *args: str) -> Cost:
    """Run a command of the program to its end."""
    start = time.monotonic()
    command = [sys.executable, "-m", "scraper", "--db", str(archive), *args]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{args[0]} ended with {child.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - start)


def outdate(archive: Path) -> int:
    """Let an older parser have read all articles; return how many there are."""
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute("UPDATE versions SET reader = '0' || substr(reader, instr(reader, '-'))")
        return db.execute("UPDATE articles SET reader = '0' || substr(reader, instr(reader, '-'))").rowcount


def left(archive: Path) -> int:
    """Return how many articles are still as the older parser has read them."""
    with closing(sqlite3.connect(archive)) as db:
        return int(db.execute("SELECT count(*) FROM articles WHERE reader LIKE '0-%'").fetchone()[0])


def reading_alone(archive: Path, sites: Path) -> float:
    """Return what it costs to read a page: seconds of CPU in this process, with nothing around it."""
    from scraper.reading import read
    from scraper.sites import load_sites
    from scraper.store import Archive

    known = load_sites([sites])
    with Archive.read(archive) as opened:
        rows = list(opened.rows(f"SELECT capture_id, site FROM articles WHERE capture_id > 0 LIMIT {_SAMPLE}"))
        responses = [(opened.captures.response(row["capture_id"]), known[row["site"]]) for row in rows]
    start = time.process_time()
    for response, site in responses:
        assert response is not None
        read(response, site)
    return (time.process_time() - start) / len(responses)


def killed_once(archive: Path, sites: Path, after: float) -> tuple[int, Cost]:
    """Kill a run after so many seconds; return what it left, and what the next run cost."""
    command = [sys.executable, "-m", "scraper", "--db", str(archive), "reparse", "--sites", str(sites)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.wait()
    remaining = left(archive)
    return remaining, cost(archive, "reparse", "--sites", str(sites))


def main() -> int:
    """Print the figures; return 1 if a run left anything as an older parser had read it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=2_000)
    options.add_argument("--archive", type=Path)
    options.add_argument("--sites", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as text:
        archive, sites = Path(text) / "archive.db", chosen.sites or Path(text) / "sites.toml"
        if chosen.archive:
            shutil.copy(chosen.archive, archive)
        else:
            stand = growth().Newsstand(chosen.articles)
            stand.published = 1
            sites.write_text(
                f'[bote]\nname = "Der Bote"\nhome = "{stand.home}"\nsitemaps = ["{stand.home}sitemaps"]\n'
                "articles = ['^/news/[0-9]+$']\nprivate = true\ndelay = 0\nconnections = 8\n",
                "utf-8",
            )
            crawl = cost(archive, "crawl", "--full", "--sites", str(sites))
            print(f"crawl:         {crawl.line(chosen.articles)}")
        articles = outdate(archive)
        alone = reading_alone(archive, sites)
        print(f"reading alone: {alone * 1000:6.2f} ms CPU a page, in one process")
        again = cost(archive, "reparse", "--sites", str(sites))
        is_done = left(archive) == 0
        print(f"reparse:       {again.line(articles)}; {again.cpu / articles / alone:.2f} times reading alone")
        nothing = cost(archive, "reparse", "--sites", str(sites))
        print(f"nothing to do: {nothing.cpu:6.2f} s CPU")
        outdate(archive)
        remaining, rest = killed_once(archive, sites, again.wall / 2)
        print(f"killed:        {articles - remaining:,} of {articles:,} were kept; then {rest.line(max(1, remaining))}")
        is_done = is_done and left(archive) == 0
    return 0 if is_done else 1


if __name__ == "__main__":
    sys.exit(main())
