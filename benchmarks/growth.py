"""Show that cost grows straight: CPU and memory for a thousand articles, in a small archive and in a large one.

usage: python benchmarks/growth.py [--articles N]

Synthetic pages of one template are read and kept as a crawl does it, without the network, in one process. A line
is printed every 5,000 articles; the last line has the ratios to the first. What was found when this was written
(2026-11-24): nine tenths of the time are parser, SQLite's inserts and the search index, in this order; none of
them looks at more rows the more there are, because every question of the frontier and of the articles has its index.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

from scraper import parser, plan, signals
from scraper.model import Link, Response, Site
from scraper.store import Archive
from scraper.urls import key

SITE = Site(id="bote", name="Der Bote", home="https://bote.example/")
START = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
STEP = 5_000
_WORDS = (
    "Landkreis Verwaltung Bürgerin Antrag Portal Rathaus Haushalt Sitzung Beschluss Software Register Ausweis"
    " Schule Brücke Straße Energie Wasser Förderung Ministerium Gemeinde"
).split()


def page(number: int) -> bytes:
    """Return the page of an article; its words differ from those of its neighbours."""
    words = [_WORDS[(number * 7 + at * 3) % len(_WORDS)] for at in range(120)]
    text = "".join(f"<p>{' '.join(words[at : at + 30])}. Es ist die Meldung {number}.</p>" for at in range(0, 120, 30))
    menu = "".join(f'<li><a href="/rubrik/{at}">Rubrik {at}</a></li>' for at in range(40))
    return (
        f"<!DOCTYPE html><html lang=de><head><title>Meldung {number} - Der Bote</title></head><body><nav>{menu}</nav>"
        f"<article><h1>Meldung {number} aus dem Landkreis</h1><time datetime='2026-11-20'></time>{text}"
        f'<p>Stichwörter: <a rel="tag" href="/t/1">{words[0]}</a></p></article><aside>{menu}</aside></body></html>'
    ).encode()


def keep(archive: Archive, number: int) -> None:
    """Read and keep one article, as a visit does."""
    url = f"https://bote.example/news/{number}"
    response = Response(url, url, 200, (("content-type", "text/html; charset=utf-8"),), page(number), START)
    article = parser.parse(response.body, url, content_type=response.content_type, site=SITE)
    plan.reservation(signals.read(url, response.headers, article.directives), SITE)
    with archive.transaction():
        row = archive.frontier.add(url, SITE.id, "article", "waiting", key(url, SITE), None, Link(url))
        saved = archive.articles.save(article, response, None, parser.PARSER_VERSION)
        archive.frontier.finish(row, "done", response, START, due_at=START, article_id=saved.id)


def megabytes() -> float:
    """Return the peak memory so far; Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024 * 1024)


def main() -> int:
    """Print the table; return 1 if the last thousand articles cost over 15 % more than the first."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=50_000)
    articles = options.parse_args().articles
    rows: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive.db") as archive:
        with archive.transaction():
            archive.frontier.add_site(SITE)
        print("| articles | CPU s per 1,000 | peak MB |\n| --- | --- | --- |")
        start = time.process_time()
        for number in range(1, articles + 1):
            keep(archive, number)
            if number % STEP == 0:
                now = time.process_time()
                rows.append(((now - start) * 1000 / STEP, megabytes()))
                print(f"| {number:,} | {rows[-1][0]:.2f} | {rows[-1][1]:.0f} |", flush=True)
                start = now
    cpu, memory = rows[-1][0] / rows[0][0], rows[-1][1] / rows[0][1]
    print(f"\n{articles:,} articles against {STEP:,}: {cpu:.2f} times the CPU per 1,000, {memory:.2f} times the memory")
    return 1 if max(cpu, memory) > 1.15 else 0


if __name__ == "__main__":
    sys.exit(main())
