"""Show what an export as WARC costs: CPU and memory for each page, beside warcio's writer in the same run.

usage: python benchmarks/export_warc.py [--pages FOLDER] [--count N]

Without a folder the pages are invented: one template around articles of their own, some 60 kB each. With one, its
``*.html`` are taken for the pages of one site. Each page is captured once and visited once. Our export reads them from
the archive; warcio is given the same pages from memory, so that it has the easier work: it writes the answer and the
request of each, with digests, and no revisit. The last line has a ratio, so that runs on different machines can be
compared.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.batch.export_warc import WarcOrder, export_warc
from scraper.model import Exchange, Response, Site
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection

_WORDS = (
    "Landkreis Verwaltung Bürgerin Antrag Portal Rathaus Haushalt Sitzung Beschluss Software Register Ausweis"
    " Schule Brücke Straße Energie Wasser Förderung Ministerium Gemeinde"
).split()
_START = datetime(2026, 1, 1, 8, tzinfo=UTC)
_SITE = Site(id="bote", name="Der Bote", home="https://bote.example/")
_REQUEST = b"GET / HTTP/1.1\r\nHost: bote.example\r\nAccept-Encoding: gzip, br\r\n"
_RESPONSE = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: br\r\n"
# The bound that an export is to keep.
_MOST_MS = 4.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What writing took.

    Args:
        ms: of CPU, for each page.
        bytes: of the file.
    """

    ms: float
    bytes: int


def _invented(count: int) -> Iterable[bytes]:
    drawn = random.Random(18)  # noqa: S311  (no secret)
    frame = " ".join(f'<div class="nav-{number}"><a href="/thema/{number}">Thema</a></div>' for number in range(800))
    for number in range(count):
        text = " ".join(drawn.choices(_WORDS, k=900))
        yield f"<!DOCTYPE html><html><title>{number}</title><body>{frame}<p>{text}</p></body></html>".encode()


def _fill(db: Path, pages: Iterable[bytes]) -> None:
    with Archive.open(db) as archive, archive.transaction():
        archive.frontier.add_site(_SITE)
        for number, body in enumerate(pages):
            at = _START + timedelta(minutes=number)
            url = f"https://bote.example/meldung/{number}.html"
            exchange = Exchange(url, 200, _REQUEST, _RESPONSE, "HTTP/1.1", "192.0.2.1", at)
            answer = Response(url, url, 200, (("content-type", "text/html"),), body, at, exchange=exchange)
            capture = archive.captures.add(answer, site=_SITE.id)
            archive.captures.visited(capture, at + timedelta(days=1), 304)


def _ours(db: Path, file: Path, count: int) -> Cost:
    order = WarcOrder(file, OutgoingSelection(), None, force=True, operator="", agent="benchmark", now=_START)
    with Archive.read(db) as archive:
        return _measured(lambda: export_warc(archive, order), file, count)


def _warcio(file: Path, pages: list[bytes]) -> Cost | None:
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ModuleNotFoundError:
        return None

    def write() -> None:
        with file.open("wb") as opened:
            writer = WARCWriter(opened, gzip=True)
            for number, body in enumerate(pages):
                url = f"https://bote.example/meldung/{number}.html"
                sent = StatusAndHeaders("GET / HTTP/1.1", [("Host", "bote.example")], is_http_request=True)
                request = writer.create_warc_record(url, "request", http_headers=sent)
                got = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                answer = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=got)
                writer.write_request_response_pair(request, answer)

    return _measured(write, file, len(pages))


def _measured(work: Callable[[], object], file: Path, count: int) -> Cost:
    before = time.process_time()
    work()
    return Cost((time.process_time() - before) * 1000 / count, file.stat().st_size)


def main() -> None:
    """Print what both cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="a folder of *.html, for real pages")
    parser.add_argument("--count", type=int, default=2000, help="how many pages at the most (default: 2000)")
    asked = parser.parse_args()
    named = () if asked.pages is None else sorted(asked.pages.glob("*.html"))[: asked.count]
    pages = [file.read_bytes() for file in named] or list(_invented(asked.count))
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "archive.db"
        _fill(db, pages)
        theirs = _warcio(Path(folder) / "theirs.warc.gz", pages)
        size = sum(map(len, pages)) // len(pages)
        del pages
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = _ours(db, Path(folder) / "ours.warc.gz", _count(db))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"pages of {size:,} bytes; the process grew by {grown / 1024:.0f} MiB during our export")
    print(f"ours:   {ours.ms:.2f} ms a page, {ours.bytes:,} bytes (to reach: at most {_MOST_MS} ms)")
    if theirs is not None:
        print(f"warcio: {theirs.ms:.2f} ms a page, {theirs.bytes:,} bytes")
        print(f"warcio takes {theirs.ms / ours.ms:.1f} times as long")


def _count(db: Path) -> int:
    with Archive.read(db) as archive:
        return len(archive.outgoing.roots(OutgoingSelection()))


if __name__ == "__main__":
    main()
