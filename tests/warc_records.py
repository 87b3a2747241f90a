"""Records of WARC files written by hand, byte by byte, for what no library would write."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

import zstandard

from scraper.model.incoming import Broken, Incoming, OwnRecord
from scraper.warc.reader import Stats, read

URL = "https://www.example.org/meldung/1"
DATE = "2016-09-01T10:00:00Z"
PAGE = (
    "<!DOCTYPE html><html><head><title>Grüße</title></head><body><p>Straßenverkehr im Landkreis</p></body></html>"
).encode()
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(kind: str, block: bytes, url: str | None = URL, *, version: str = "WARC/1.0", **fields: str | None) -> bytes:
    """Return a record; fields by names with underscores, None leaves one out that would be there."""
    named: dict[str, str | None] = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": DATE,
        "WARC-Record-ID": f"<urn:uuid:{abs(hash((kind, url, block))):x}>",
        "Content-Type": {
            "response": "application/http; msgtype=response",
            "request": "application/http; msgtype=request",
        }.get(kind, "application/http"),
        "Content-Length": str(len(block)),
    }
    named.update({name.replace("_", "-"): value for name, value in fields.items()})
    lines = [version, *(f"{name}: {value}" for name, value in named.items() if value is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(body: bytes = PAGE, head: bytes = HTML, url: str | None = URL, **fields: str | None) -> bytes:
    """Return a response record."""
    return record("response", head + b"\r\n" + body, url, **fields)


def redirect(source: str, target: str, **fields: str | None) -> bytes:
    """Return a response that leads on."""
    head = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {target}\r\n".encode()
    return answer(b"", head, source, **fields)


def numbered(number: int) -> str:
    """Return the address of a page."""
    return f"https://www.example.org/meldung/{number}"


def pages(count: int) -> list[bytes]:
    """Return so many responses, each of another address and of another length."""
    return [answer(PAGE + b" " * (number * 37 % 400), url=numbered(number)) for number in range(count)]


def gzipped(records: Iterable[bytes]) -> bytes:
    """Return records as gzip members."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def zstd(records: Iterable[bytes]) -> bytes:
    """Return records as frames of Zstandard."""
    packer = zstandard.ZstdCompressor()
    return b"".join(packer.compress(each) for each in records)


def plain(records: Iterable[bytes]) -> bytes:
    """Return records as they are."""
    return b"".join(records)


def whole(records: Iterable[bytes]) -> bytes:
    """Return records in one gzip member."""
    return gzip.compress(b"".join(records), mtime=0)


FORMS: Mapping[str, object] = {"gzip": gzipped, "zstd": zstd, "plain": plain, "whole": whole}


def written(folder: Path, data: bytes, name: str = "made.warc.gz") -> str:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data)
    return str(path)


def all_of(
    path: str, start: int = 0, end: int | None = None, stats: Stats | None = None, **options: object
) -> list[Incoming | OwnRecord | Broken]:
    """Return what is read of a file, of all addresses unless `wants` says otherwise."""
    wants = options.pop("wants", lambda url: True)
    return list(read(path, start=start, end=end, wants=wants, stats=stats, **options))  # type: ignore[arg-type]


def only(path: str, **options: object) -> Incoming:
    """Return the one record that may be of an article, which is all that a file gives."""
    found = all_of(path, **options)
    assert len(found) == 1, found
    assert isinstance(found[0], Incoming), found
    return found[0]


def codes(incoming: Incoming) -> list[str]:
    """Return the codes of what is wrong with a record."""
    return [str(flaw.reason) for flaw in incoming.flaws]
