"""Show how many records a second come out of a WARC file: where none is asked for, read, and into an archive.

usage: python benchmarks/import_warc.py [--warc FILE] [--pages N] [--workers N] [--peers PYTHON]

Without ``--warc``, a file of synthetic news is made (articles of benchmarks/growth.py's kind, twelve sites). With
``--peers``, the Python of an environment with warcio and trafilatura, their plain loop reads the same file right after:
each response record of a page, its text by ``trafilatura.bare_extraction``. CPU is that of all processes; memory is the
largest of one process. What a record costs depends on the machine and on what else it does; the ratios hold.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_LOOP = """
import sys
from warcio.archiveiterator import ArchiveIterator
import trafilatura
n = 0
with open(sys.argv[1], "rb") as file:
    for record in ArchiveIterator(file):
        if record.rec_type != "response":
            continue
        body = record.content_stream().read()
        trafilatura.bare_extraction(body, url=record.rec_headers.get_header("WARC-Target-URI"), with_metadata=True)
        n += 1
print(n)
"""
_WORDS = (
    "Stadt Kreis Verwaltung Land Antrag digital Bürger Portal Fachverfahren Register Datenschutz Kommune Projekt "
    "Ministerium Behörde Plattform Dienst online Gemeinde Software offen Standard Verfahren Mitarbeiter Schule Netz "
    "neue gemeinsam künftig einfach sicher schnell bundesweit erstmals der die das und mit für von auf bei eine wird"
).split()


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU in all processes, seconds, and the most memory of one process in bytes."""

    cpu: float
    wall: float
    memory: int

    def line(self, name: str, records: int) -> str:
        """Return the costs of so many records."""
        return (
            f"{name:<34} {records / self.wall:8.0f} records/s, {records / self.cpu:8.0f} a second and core,"
            f" {self.cpu * 1000 / records:6.2f} ms CPU, {self.memory / 1e6:5.0f} MB"
        )


def run(command: list[str]) -> Cost:
    """Run a command to its end."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss * 1024)


def sentence(rng: random.Random) -> str:
    """Return a sentence without sense."""
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(8, 20))).capitalize() + "."


def page(rng: random.Random, site: int, number: int) -> str:
    """Return a page of some 60 kB, most of it template."""
    menu = "".join(
        f"<li class='menu-item i{item}'><a href='/rubrik/{item}/'>Rubrik {item}</a></li>" for item in range(300)
    )
    teasers = "".join(
        f"<div class='teaser'><h3><a href='/meldung/{number + item}'>{sentence(rng)}</a></h3>"
        f"<p>{sentence(rng)}</p></div>"
        for item in range(1, 40)
    )
    body = "".join(f"<p>{' '.join(sentence(rng) for _ in range(4))}</p>" for _ in range(9))
    day = dt.date(2016, 1, 1) + dt.timedelta(days=number % 2000)
    return (
        f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{sentence(rng)} - Bote {site}</title>"
        f"<meta property='article:published_time' content='{day}T08:00:00+01:00'></head>"
        f"<body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>{sentence(rng)}</h1><p class='lead'><strong>{sentence(rng)}</strong></p>{body}</article>"
        f"<aside>{teasers}</aside></main><footer><ul>{menu}</ul></footer></body></html>"
    )


def make(path: Path, pages: int) -> None:
    """Write a WARC file of so many pages of twelve sites."""
    rng = random.Random(18)  # noqa: S311  (no secret)
    with path.open("wb") as file:
        for number in range(pages):
            site = number % 12
            url = f"https://bote{site}.example/meldung/{number}"
            body = page(rng, site, number).encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(
                body
            )
            at = dt.datetime(2019, 1, 1) + dt.timedelta(minutes=number)
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
                f"WARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {url}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + len(body)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + body + b"\r\n\r\n", 6, mtime=0))


def records_in(path: Path) -> int:
    """Return how many response records a file has."""
    from scraper.warc.reader import Stats, read

    stats = Stats()
    for _ in read(str(path), wants=lambda url: False, stats=stats):
        pass
    return stats.records


def main() -> None:
    """Run all, and print a line of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warc", type=Path, help="a file that is there")
    parser.add_argument("--pages", type=int, default=2000, help="of the file that is made")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--peers", help="Python of an environment with warcio and trafilatura")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.warc or Path(folder) / "made.warc.gz"
        if asked.warc is None:
            make(path, asked.pages)
        records = records_in(path)
        print(f"{path.name}: {records} records, {path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")
        scraper = [sys.executable, "-m", "scraper", "--db"]
        nothing = [*scraper, f"{folder}/none.db", "import", "warc", str(path), "--host", "nothing.example"]
        print(run([*nothing, "--workers", "1"]).line("nothing of it, one worker", records), flush=True)
        ours = None
        for workers in dict.fromkeys((1, asked.workers)):
            everything = [*scraper, f"{folder}/all{workers}.db", "import", "warc", str(path), "--all"]
            ours = run([*everything, "--workers", str(workers)])
            print(ours.line(f"into an archive, {workers} worker(s)", records), flush=True)
        if asked.peers and ours is not None:
            theirs = run([asked.peers, "-c", _LOOP, str(path)])
            print(theirs.line("warcio + trafilatura", records), flush=True)
            print(f"{theirs.wall / ours.wall:.1f} times as fast; {theirs.cpu / ours.cpu:.1f} times by CPU")


if __name__ == "__main__":
    main()
