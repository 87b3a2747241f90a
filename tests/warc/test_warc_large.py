"""Files of wget's, and records too large for any memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import textwrap
import zlib
from pathlib import Path

import pytest

import warc_records as made
from scraper.warc.sources import is_splittable
from server import Server
from warc_records import all_of, gzipped, numbered, record

_GIB = 1024**3
_LARGE = 3 * _GIB

# Reads a file in a process of its own, and says how many records it met, how many pages, and its largest memory in MiB.
_READING = textwrap.dedent(
    """
    import re, sys
    from pathlib import Path
    from scraper.warc.reader import Stats, read
    stats = Stats()
    wants = lambda url: sys.argv[2] in url
    pages = [item.response.url for item in read(sys.argv[1], wants=wants, stats=stats) if hasattr(item, "response")]
    # The largest that this program had; getrusage would count the one that started it, too.
    (largest,) = re.findall(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
    print(stats.records, len(pages), int(largest) // 1024)
    """
)


def read_apart(path: Path, wanted: str) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", _READING, str(path), wanted], capture_output=True, text=True, check=True, timeout=120
    )
    return [int(number) for number in done.stdout.split()]


def large_record() -> tuple[bytes, bytes]:
    """Return what stands before and behind the bytes of a video of 3 GiB."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    whole = record("response", head, numbered(99), Content_Length=str(len(head) + _LARGE))
    return whole.removesuffix(b"\r\n\r\n"), b"\r\n\r\n"


@pytest.mark.parametrize("wanted", ["/meldung/1", "meldung"])
def test_a_record_of_3_gb_is_skipped_in_a_plain_file(tmp_path: Path, wanted: str) -> None:
    before, behind = large_record()
    path = tmp_path / "plain.warc"
    with path.open("wb") as file:
        file.write(made.pages(2)[0] + before)
        # The hole takes no room on the disk.
        file.seek(_LARGE, 1)
        file.write(behind + made.pages(2)[1])
    records, pages, memory = read_apart(path, wanted)
    assert (records, pages) == (3, 1 if wanted == "/meldung/1" else 2)
    assert memory < 200


def test_a_record_of_3_gb_is_skipped_in_a_gzip_member(tmp_path: Path) -> None:
    before, behind = large_record()
    path = tmp_path / "large.warc.gz"
    piece = b"\0" * (64 * 1024 * 1024)
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    with path.open("wb") as file:
        file.write(gzipped(made.pages(2)[:1]))
        # Behind a full flush nothing refers to what came before it, so that the same packed bytes stand for each piece.
        file.write(b"\x1f\x8b\x08" + bytes(7) + packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH))
        file.write((packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)) * (_LARGE // len(piece)))
        file.write(packer.compress(behind) + packer.flush())
        check = zlib.crc32(before)
        for _ in range(_LARGE // len(piece)):
            check = zlib.crc32(piece, check)
        size = len(before) + _LARGE + len(behind)
        file.write(zlib.crc32(behind, check).to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little"))
        file.write(gzipped(made.pages(2)[1:]))
    records, pages, memory = read_apart(path, "meldung")
    assert (records, pages) == (3, 2)
    assert memory < 200


def test_many_pages_at_the_bound_take_no_more_memory_than_one(tmp_path: Path) -> None:
    large = made.answer(b"<html>" + b"Verwaltung " * 2_900_000)
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(gzipped([large]) * 6)
    records, pages, memory = read_apart(path, "meldung")
    assert (records, pages) == (6, 6)
    assert memory < 300


def test_the_limit_of_open_files_is_not_met(tmp_path: Path) -> None:
    path = tmp_path / "few.warc.gz"
    path.write_bytes(gzipped(made.pages(1)))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    for _ in range(min(soft, 2000)):
        assert len(all_of(str(path))) == 1


@pytest.mark.parametrize("options", [["--no-warc-compression"], []])
def test_what_wget_records(tmp_path: Path, options: list[str]) -> None:
    with Server() as server:
        server.page("/", '<html><body><a href="/meldung/1">eins</a> <a href="/alt">zwei</a></body></html>')
        server.page("/meldung/1", "<html><body><h1>Grüße</h1></body></html>")
        server.page("/meldung/2", "<html><body><h1>Zweite</h1></body></html>")
        server.redirect("/alt", "/meldung/2")
        run = ["wget", "--quiet", "--recursive", "--level=2", "--warc-file=made", *options, server.url("/")]
        subprocess.run(run, cwd=tmp_path, check=False, timeout=60)
        base = server.url("/").rstrip("/")
    (path,) = tmp_path.glob("made.warc*")

    found = {
        each.response.url.removeprefix(base): each for each in all_of(str(path), wants=lambda url: "robots" not in url)
    }

    assert {"/", "/meldung/1", "/meldung/2"} <= set(found)
    assert not any(each.flaws for each in found.values())
    page = found["/meldung/1"].response
    assert "Grüße".encode() in page.body
    assert page.exchange.request.startswith(b"GET /meldung/1 HTTP/1.1\r\n")
    assert page.exchange.remote_address == "127.0.0.1"
    assert found["/meldung/2"].response.requested_url == f"{base}/alt"
    assert is_splittable(str(path))
