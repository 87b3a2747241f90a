"""Say what the pages of ``scraper serve`` cost: CPU time of the server and its memory.

usage: python benchmarks/serve.py ARCHIVE [--times N] [--most-ms N] [--most-mb N]

It starts the server, asks for each page once and then some times more, and prints the CPU time of the first answer, of
the middle one of the later ones, and of the slowest, in milliseconds. Then come statements that take as much as they
can (STATEMENTS), each as page, CSV and JSON, and two at once. An archive of 100,000 articles comes from
``benchmarks/search_archive.py FILE --until DAY --copies 0.1``. CPU time is read from /proc, so that what else the
machine does is not counted; that is Linux alone, and has steps of 10 ms.

Exit code 1: the front page took more than --most-ms at its first answer, or the server had more than --most-mb while it
was asked one thing after the other.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).parents[1]
# Columns of /proc/PID/stat behind the name in parentheses, counted from 0 (proc(5)): time in user mode and in the
# kernel, in ticks.
_USER, _KERNEL = 11, 12
_TICKS = os.sysconf("SC_CLK_TCK")
# The bounds of the project for an archive of 100,000 articles.
_MOST_MS, _MOST_MB = 300, 200
_FRONT = "/"
_PAGES = (
    _FRONT,
    "/latest",
    "/edits",
    "/edits.json",
    "/status",
    "/sites",
    "/stories",
    "/keywords",
    "/places",
    "/vendors",
    "/questions",
    "/search",
    "/archive",
    "/archive/articles",
    "/archive/history",
    "/archive/checked_links",
)
STATEMENTS = {
    "all rows, sorted by the largest column": "SELECT * FROM articles ORDER BY body DESC, title",
    "all texts as one": "SELECT group_concat(body) FROM articles",
    "all texts as one, counted": "SELECT length(group_concat(body)) FROM articles",
    "all texts as JSON": "SELECT json_group_array(body) FROM articles",
    "groups of texts": "SELECT body, count(*) FROM articles GROUP BY body ORDER BY 2 DESC",
    "distinct pairs of texts": "SELECT DISTINCT a.body || b.id FROM articles a, articles b LIMIT 100000",
    "a text of 4 MB": "SELECT printf('%.*c', 4000000, 'x')",
    "a text of 30 MB": "SELECT printf('%.*c', 30000000, 'x')",
    "a BLOB of 30 MB": "SELECT zeroblob(30000000)",
    "three BLOBs of 4 MB": "SELECT randomblob(4000000) FROM articles LIMIT 3",
    "ten BLOBs of 4 MB": "SELECT randomblob(4000000) FROM articles LIMIT 10",
    "a text that doubles": "WITH RECURSIVE n(i, t) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, t || t FROM n"
    " WHERE i < 25) SELECT max(length(t)) FROM n",
    "a text of 4 MB in each row": "SELECT replace(hex(zeroblob(200000)), '0', '0123456789') FROM articles",
    "two million letters, of which one is an emoji": "SELECT unicode_lower(replace(hex(zeroblob(999000)), '0', 'Ä'))"
    " || '😀'",
    "1,000 texts of 12 kB": "SELECT substr(hex(zeroblob(2000000)), 1, 12000) FROM articles LIMIT 1000",
    "three texts of 4 MB": "SELECT printf('%.*c', 4000000, 'x') FROM articles LIMIT 3",
    "a BLOB of 4 MB": "SELECT randomblob(4000000)",
    "three million rows remembered": "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 3000000)"
    " SELECT count(*) FROM n",
}
"""Statements of one's own that take as much memory as they are allowed, or are refused: what they do -> SQL."""
_FORMS = ("", ".csv", ".json")
# As many as a reader may have in two windows.
_AT_ONCE = 2


@dataclass(frozen=True)
class Server:
    """A server that is up.

    Args:
        pid: its process.
        base: its address, without a slash at the end.
    """

    pid: int
    base: str

    @property
    def cpu_ms(self) -> float:
        """CPU time until now, of all its threads."""
        columns = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return 1000 * (int(columns[_USER]) + int(columns[_KERNEL])) / _TICKS

    @property
    def peak_mb(self) -> float:
        """The most memory that was resident, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1000

    def cost(self, path: str) -> tuple[float, int, int]:
        """Ask for a page; return the CPU time in milliseconds, the status and the bytes of the answer."""
        before = self.cpu_ms
        try:
            with urllib.request.urlopen(self.base + path, timeout=600) as answer:  # noqa: S310  (a server of ours)
                status, size = answer.status, len(answer.read())
        except urllib.error.HTTPError as error:
            status, size = error.code, len(error.read())
        return self.cpu_ms - before, status, size


@contextmanager
def serving(archive: Path) -> Iterator[Server]:
    """Yield a server of an archive."""
    command = [sys.executable, "-m", "scraper", "--db", str(archive), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            said = ""
            while not (found := re.search(r"http://\S+(?=/ )", said)):
                line = process.stderr.readline()
                if not line:
                    raise SystemExit(f"The server has ended: {said}")
                said += line
            yield Server(process.pid, found[0])
        finally:
            process.terminate()


def paths(archive: Path) -> list[str]:
    """Return what is asked for: the lists, and one or two pages of each kind that the archive has."""
    with closing(sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)) as db:

        def first(sql: str) -> str | None:
            row = db.execute(sql).fetchone()
            return None if row is None else quote(str(row[0]), safe="")

        words = first("SELECT name FROM keywords JOIN article_keywords ON keyword_id = id LIMIT 1")
        site = first("SELECT site FROM articles GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
        keyword = first(
            "SELECT name FROM keywords WHERE id = (SELECT keyword_id FROM article_keywords GROUP BY 1"
            " ORDER BY count(*) DESC LIMIT 1)"
        )
        one = {
            "/article/": ("SELECT max(id) FROM articles", "SELECT max(id) / 2 FROM articles"),
            "/story/": ("SELECT max(story_id) FROM story_articles",),
            "/site/": ("SELECT min(site) FROM articles",),
            "/place/": ("SELECT key FROM mentions WHERE kind = 'land' GROUP BY key ORDER BY count(*) DESC LIMIT 1",),
            "/vendor/": ("SELECT name FROM vendors GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",),
        }
        found = [f"{path}{value}" for path, statements in one.items() for sql in statements if (value := first(sql))]
    searches = [f"/search?q={quote(text)}" for text in ("Verwaltung", "die", "Haus*", '"der stadt"')]
    if words is not None:
        searches.append(f"/search?q={words}")
    if site is not None:
        found += [f"/site/{site}", f"/site/{site}.json", f"/edits?site={site}"]
    if keyword is not None:
        found.append(f"/keyword/{keyword}")
        searches.append(f"/search?q=die&keyword={keyword}")
    return [*_PAGES, *found, *searches]


def measure(server: Server, asked: Sequence[str], times: int) -> float:
    """Print what each page costs; return what the front page did at its first answer, in milliseconds."""
    print(f"{'page':<50} {'status':>6} {'kB':>7} {'first':>7} {'middle':>7} {'most':>7}")
    front = 0.0
    for path in asked:
        first, status, size = server.cost(path)
        later = [server.cost(path)[0] for _ in range(times)]
        front = first if path == _FRONT else front
        figures = f"{first:>7.0f} {statistics.median(later):>7.0f} {max(later):>7.0f}"
        print(f"{path[:50]:<50} {status:>6} {size / 1000:>7,.0f} {figures}", flush=True)
    return front


def ask_for_much(server: Server) -> float:
    """Ask :data:`STATEMENTS`, and print the most memory that the server had until then; return it, in megabytes.

    What two at once take is printed, too, and is no part of it.
    """
    print(f"\n{'statement':<50} {'status':>6} {'kB':>7} {'CPU ms':>7} {'MB':>7}")
    asked = {name: [f"/archive{form}?{urlencode({'sql': sql})}" for form in _FORMS] for name, sql in STATEMENTS.items()}
    for name, forms in asked.items():
        for path in forms:
            spent, status, size = server.cost(path)
            print(f"{name[:50]:<50} {status:>6} {size / 1000:>7,.0f} {spent:>7.0f} {server.peak_mb:>7,.0f}", flush=True)
    peak = server.peak_mb
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(server.cost, [path for forms in asked.values() for path in forms]))
    print(f"{f'all of them, {_AT_ONCE} at once':<74} {server.peak_mb:>7,.0f}")
    return peak


def main() -> int:
    """Measure; return 1 where a bound does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--times", type=int, default=5, help="how often each page is asked for after the first time")
    parser.add_argument("--most-ms", type=float, default=_MOST_MS)
    parser.add_argument("--most-mb", type=float, default=_MOST_MB)
    options = parser.parse_args()
    asked = paths(options.archive)
    with serving(options.archive) as server:
        print(f"started: {server.cpu_ms:,.0f} ms, {server.peak_mb:,.0f} MB")
        front = measure(server, asked, max(options.times, 1))
        print(f"pages: {server.peak_mb:,.0f} MB at most")
        peak = ask_for_much(server)
    print(f"front page: {front:,.0f} ms of CPU, at most {options.most_ms:,.0f}")
    print(f"memory: {peak:,.0f} MB at most, bound {options.most_mb:,.0f}")
    return 0 if front <= options.most_ms and peak <= options.most_mb else 1


if __name__ == "__main__":
    sys.exit(main())
