"""WARC files written by hand, record by record, so that a test knows where each begins."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterable
from pathlib import Path

from scraper.model import Site

SITE = Site(id="bote", name="Der Bote", home="https://bote.example/")
DAY = dt.datetime(2019, 5, 16, 8, 30, tzinfo=dt.UTC)
TEXT = "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um, und alle machen mit. "


def url_of(number: int) -> str:
    """Return the address of article so and so."""
    return f"https://bote.example/meldung/{number}"


def html_of(number: int, added: str = "") -> str:
    """Return the page of article so and so."""
    first = f"{TEXT * 4}Das ist die Meldung mit der Nummer {number}."
    return (
        f"<html lang='de'><head><title>Meldung Nummer {number} aus Lindental</title></head><body><article>"
        f"<h1>Meldung Nummer {number} aus Lindental</h1><p>{first}</p><p>{TEXT * 3}{added}</p></article></body></html>"
    )


def record(
    url: str, html: str, moment: dt.datetime = DAY, *, status: str = "200 OK", media_type: str = "text/html"
) -> bytes:
    """Return a response record as one gzip member."""
    body = html.encode()
    http = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return member("response", url, http.encode() + body, moment, "application/http; msgtype=response")


def member(kind: str, url: str, block: bytes, moment: dt.datetime, content_type: str) -> bytes:
    """Return a record of any kind as one gzip member."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: {moment:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{hash_of(url, moment)}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def hash_of(url: str, moment: dt.datetime) -> str:
    """Return twelve hexadecimal figures that name a record."""
    import hashlib

    return hashlib.sha256(f"{url} {moment}".encode()).hexdigest()[:12]


def article(number: int, added: str = "", moment: dt.datetime = DAY) -> bytes:
    """Return the record of article so and so.

    Args:
        number: which.
        added: what stands at the end of its text.
        moment: of the capture.
    """
    return record(url_of(number), html_of(number, added), moment)


def write(path: Path, records: Iterable[bytes]) -> list[int]:
    """Write records into a file; return where each begins."""
    offsets, at = [], 0
    with path.open("wb") as file:
        for one in records:
            offsets.append(at)
            at += file.write(one)
    return offsets
