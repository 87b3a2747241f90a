"""Show what a page costs: bytes in the archive's file, and CPU to pack it and to read it back, beside the usual ways.

usage: python benchmarks/storage.py [--pages FOLDER] [--count N]

Without a folder the pages are invented: one template around articles of their own. With one, its ``*.html`` are taken
for the pages of one site, in the order of their names. Each page is captured twice, the second time with another
number of visitors in its footer. The lines say what the file grew by for each capture, without the text and its index
(see below), what the same pages need as gzip members of a WARC file and as Zstandard frames, and how long packing and
reading back took. The last line has a ratio, so that runs on different machines can be compared.

What counts for a captured page: the tables captures, payloads, dictionaries, visits, gaps, and the frontier (pages),
with their indexes, as SQLite's table dbstat counts them. The text with its lists and the search index are apart, since
they cost the same however pages are stored.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import zstandard

from scraper.model import Exchange, Response, Site
from scraper.store import Archive
from scraper.web.urls import key

_WORDS = (
    "Landkreis Verwaltung Bürgerin Antrag Portal Rathaus Haushalt Sitzung Beschluss Software Register Ausweis"
    " Schule Brücke Straße Energie Wasser Förderung Ministerium Gemeinde"
).split()
_CAPTURED = ("captures", "payloads", "dictionaries", "visits", "gaps", "pages")
_START = datetime(2026, 1, 1, 8, tzinfo=UTC)
_SITE = Site(id="bote", name="Der Bote", home="https://bote.example/")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and how its host sends it.

    Args:
        number: its place.
        body: unpacked.
    """

    number: int
    body: bytes

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://bote.example/meldung/{self.number:04}.html"

    def response(self, at: datetime) -> Response:
        """Return the page as an answer, packed by gzip as most hosts send it."""
        head = (
            "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\nVary: Accept-Encoding\r\n"
            f"Date: {at:%a, %d %b %Y %H:%M:%S} GMT\r\nLast-Modified: {at:%a, %d %b %Y %H:%M:%S} GMT\r\n"
            f'ETag: "{random.Random(self.body).randrange(2**40):x}"\r\nContent-Encoding: gzip\r\n'  # noqa: S311
        )
        request = f"GET /meldung/{self.number:04}.html HTTP/1.1\r\nHost: bote.example\r\nAccept-Encoding: gzip\r\n"
        exchange = Exchange(
            url=self.url, at=at, status=200, protocol="HTTP/1.1", remote_address="192.0.2.1",
            request=request.encode(), response=head.encode(),
        )  # fmt: skip
        headers = (("content-type", "text/html; charset=utf-8"),)
        return Response(
            self.url, self.url, 200, headers, self.body, at, packed=gzip.compress(self.body, 6), exchange=exchange
        )

    def later(self) -> Page:
        """Return the page as it is at the next visit: another number of visitors, the same text."""
        footer = f"<footer>{random.Random(self.number).randrange(10**6)} Besuche</footer></body>"  # noqa: S311
        return Page(self.number, self.body.replace(b"</body>", footer.encode(), 1))


def invented(count: int) -> list[Page]:
    """Return pages of one template."""
    rng = random.Random(7)  # noqa: S311
    menu = "".join(
        f'<li id="m{rng.random()}"><a href="/rubrik/{rng.random()}">{rng.choice(_WORDS)}</a>' for _ in range(900)
    )
    pages = []
    for number in range(count):
        text = " ".join(rng.choice(_WORDS) + rng.choice(("", "s", "en")) for _ in range(400))
        html = f"<!DOCTYPE html><body><ul>{menu}</ul><h1>{number}</h1><p>{text}</p><ul>{menu[::-1]}</ul></body>"
        pages.append(Page(number, html.encode()))
    return pages


def captured_bytes(file: Path) -> int:
    """Return the bytes of a file that belong to captured pages."""
    with closing(sqlite3.connect(file)) as db:
        marks = ",".join("?" * len(_CAPTURED))
        row = db.execute(
            f"SELECT sum(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name WHERE s.tbl_name IN ({marks})",
            _CAPTURED,
        ).fetchone()
        return int(row[0])


def keep(file: Path, pages: Iterable[Page], at: datetime, *, has_earlier: bool) -> None:
    """Capture pages, some in one transaction as a crawl does."""
    pages = list(pages)
    with Archive.open(file) as archive:
        for start in range(0, len(pages), 32):
            with archive.transaction():
                archive.frontier.add_site(_SITE)
                for page in pages[start : start + 32]:
                    archive.frontier.add(page.url, _SITE.id, "article", "done", key(page.url, _SITE))
                    earlier = page.number + 1 if has_earlier else None
                    archive.captures.add(
                        page.response(at + timedelta(seconds=page.number)), site=_SITE.id, earlier=earlier
                    )


def cpu(work: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that something takes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def pack_and_read(file: Path, pages: list[Page]) -> tuple[float, float]:
    """Return the milliseconds of CPU to pack a page and to read it back."""
    with Archive.open(file) as archive:
        payloads = archive.captures.payloads
        current = payloads.dictionaries.of_site(_SITE.id, _START)
        assert current.bodies is not None
        dictionary = current.bodies
        dictionary.packed(pages[0].body)
        packing = cpu(lambda: [dictionary.packed(page.body) for page in pages])
        ids = [
            row["payload_id"]
            for row in archive.rows("SELECT payload_id FROM captures ORDER BY id LIMIT ?", [len(pages)])
        ]
        payloads.body(ids[-1])
        reading = cpu(lambda: [payloads.body(number) for number in ids])
    return packing / len(pages), reading / len(pages)


def warc_record(page: Page) -> bytes:
    """Return a page as a gzip member of a WARC file."""
    response = page.response(_START)
    assert response.exchange is not None
    block = response.exchange.response + b"\r\n" + page.body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Date: 2026-01-01T08:00:00Z\r\nWARC-Target-URI: {page.url}\r\n"
        f"WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 6)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--count", type=int, default=500)
    options = parser.parse_args()
    if options.pages is None:
        pages = invented(options.count)
    else:
        files = sorted(options.pages.glob("**/*.html"))[: options.count]
        pages = [Page(number, file.read_bytes()) for number, file in enumerate(files)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.db"
        with Archive.open(file):
            empty = captured_bytes(file)
        keep(file, pages, _START, has_earlier=False)
        first = captured_bytes(file)
        keep(file, [page.later() for page in pages], _START + timedelta(days=1), has_earlier=True)
        second = captured_bytes(file)
        packing, reading = pack_and_read(file, pages)
    count = len(pages)
    raw = sum(len(page.body) for page in pages) / count
    warc = sum(len(warc_record(page)) for page in pages) / count
    plain = sum(len(zstandard.ZstdCompressor(level=3).compress(page.body)) for page in pages) / count
    print(f"{count} pages of {raw:,.0f} bytes")
    print(f"gzip WARC         {warc:8,.0f} bytes a page")
    print(f"zstd -3           {plain:8,.0f} bytes a page")
    print(f"archive           {(first - empty) / count:8,.0f} bytes a captured page")
    print(f"the same text     {(second - first) / count:8,.0f} bytes for another capture")
    print(f"packing           {packing:8.3f} ms of CPU a page")
    print(f"reading back      {reading:8.3f} ms of CPU a page")
    print(f"gzip WARC / archive: {warc * count / (first - empty):.1f}")


if __name__ == "__main__":
    main()
