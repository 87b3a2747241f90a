"""Show that cost grows straight: CPU and memory for a thousand articles, in a small archive and in a large one.

usage: python benchmarks/growth.py [--articles N] [--step N]

A site on loopback publishes one sitemap of synthetic articles after the other, and ``scraper crawl`` visits what is
new, as from cron: a line says what each run cost, readers included. A last run crawls the whole site at once into an
empty archive. The last line has the ratios to the first run.

What the profile said when this was written (2026-11-25, Python 3.11, two cores), for real pages of 140 kB, in ms of
CPU a page: 3.7 to read it (lexbor 0.4, looking for what would make it slow 0.2, the walk 1.3, judging and putting
together 1.8), 0.4 to hand it over, 0.9 to get it (unpacking 0.3), 1.1 to keep it (SQLite itself 0.4, the search index
0.2), 0.3 for the frontier and robots.txt; beside these 0.3 s to start, and 0.25 s for each reader. What paid: bytes
instead of text up to lexbor, patterns only where what they look for can be, judging boxes only when they are asked
for, gzip kept as sent and unpacked by isal, one transaction and one segment of the index for pages that are ready at
once, readers that make way for the crawl. What did not: compiling the parser (a sixth less, but builds for each
platform), a larger cache, less garbage collection. Nothing looks at more rows the more there
are: every question of the frontier and of the articles has its index, and what waits is lined up as numbers.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_WORDS = (
    "Landkreis Verwaltung Bürgerin Antrag Portal Rathaus Haushalt Sitzung Beschluss Software Register Ausweis"
    " Schule Brücke Straße Energie Wasser Förderung Ministerium Gemeinde"
).split()
_MENU = "".join(f'<li><a href="/rubrik/{at}">Rubrik {at}</a></li>' for at in range(40))


def page(number: int) -> str:
    """Return the page of an article; its words differ from those of its neighbours, and it refers to two of them."""
    words = [_WORDS[(number * 7 + at * 3) % len(_WORDS)] for at in range(120)]
    text = "".join(f"<p>{' '.join(words[at : at + 30])}. Es ist die Meldung {number}.</p>" for at in range(0, 120, 30))
    earlier = "".join(f' <a href="/news/{at}">Meldung {at}</a>' for at in (number // 2, number // 3) if at)
    return (
        f"<!DOCTYPE html><html lang=de><head><title>Meldung {number} - Der Bote</title></head><body><nav>{_MENU}</nav>"
        f"<article><h1>Meldung {number} aus dem Landkreis</h1><time datetime='2026-11-20'></time>{text}"
        f"<p>Darüber wurde berichtet:{earlier}.</p></article><aside>{_MENU}</aside></body></html>"
    )


class Newsstand:
    """The site; it lives in a thread, so that the cost of the crawl is that of other processes.

    Args:
        step: articles in one sitemap.
    """

    def __init__(self, step: int) -> None:
        self.published = 0
        self.home = ""
        self._step = step
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.home = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        self._ready.set()
        await server.serve_forever()

    async def _talk(self, questions: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        try:
            while line := await questions.readline():
                while await questions.readline() not in (b"\r\n", b""):
                    pass
                kind, body = self._answer(line.split()[1].decode())
                status = "200 OK" if body else "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: "
                answers.write(f"{head}{len(body.encode())}\r\n\r\n{body}".encode())
        except ConnectionError:
            pass
        finally:
            answers.close()

    def _answer(self, path: str) -> tuple[str, str]:
        """Return (content type, body); no body where there is no such page."""
        _, kind, *rest = path.split("/")
        if kind == "news":
            return "text/html", page(int(rest[0]))
        if kind == "sitemaps":
            maps = "".join(
                f"<sitemap><loc>{self.home}sitemap/{at}</loc><lastmod>2026-11-{at + 1:02}T00:00:00Z</lastmod></sitemap>"
                for at in range(self.published)
            )
            return "application/xml", f"<sitemapindex>{maps}</sitemapindex>"
        if kind == "sitemap":
            numbers = range(int(rest[0]) * self._step + 1, (int(rest[0]) + 1) * self._step + 1)
            urls = "".join(f"<url><loc>{self.home}news/{at}</loc></url>" for at in numbers)
            return "application/xml", f"<urlset>{urls}</urlset>"
        return "text/plain", ""


@dataclass(frozen=True)
class Cost:
    """What a crawl took: seconds of CPU in all processes, seconds, and the megabytes of the largest process."""

    cpu: float
    wall: float
    peak: float

    def line(self, articles: int) -> str:
        """Return the costs of so many articles."""
        each = self.cpu * 1000 / articles
        return f"{each:.2f} s CPU per 1,000, {articles / self.wall:.0f} pages/s, {self.peak:.0f} MB"


def cost(folder: Path, archive: str) -> Cost:
    """Crawl what is new."""
    start = time.monotonic()
    command = [sys.executable, "-m", "scraper", "--db", str(folder / archive)]
    child = os.posix_spawn(
        sys.executable,
        [*command, "crawl", "--full", "--sites", str(folder / "sites.toml")],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, sys.stdout.fileno(), os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"the crawl ended with {os.waitstatus_to_exitcode(status)}")
    # Linux counts kilobytes, macOS bytes.
    peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - start, peak)


def main() -> int:
    """Print the table; return 1 if the last thousand articles cost over 15 % more than the first."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=50_000)
    options.add_argument("--step", type=int, default=5_000)
    chosen = options.parse_args()
    stand = Newsstand(chosen.step)
    runs: list[Cost] = []
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        (folder / "sites.toml").write_text(
            f'[bote]\nname = "Der Bote"\nhome = "{stand.home}"\nsitemaps = ["{stand.home}sitemaps"]\n'
            "articles = ['^/news/[0-9]+$']\nprivate = true\ndelay = 0\nconnections = 8\n",
            "utf-8",
        )
        for _ in range(chosen.articles // chosen.step):
            stand.published += 1
            runs.append(cost(folder, "archive.db"))
            print(f"{stand.published * chosen.step:>7,} articles: {runs[-1].line(chosen.step)}", flush=True)
        whole = cost(folder, "whole.db")
        print(f"all at once:     {whole.line(stand.published * chosen.step)}")
    first, last = runs[0], runs[-1]
    cpu = max(last.cpu, whole.cpu / len(runs)) / first.cpu
    memory = max(last.peak, whole.peak) / first.peak
    print(f"against the first {chosen.step:,}: {cpu:.2f} times the CPU per 1,000, {memory:.2f} times the memory")
    return 1 if max(cpu, memory) > 1.15 else 0


if __name__ == "__main__":
    sys.exit(main())
