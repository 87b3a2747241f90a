"""The index of a WACZ is the one that cdxj-indexer makes of the same WARC."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cli_running import scraper
from scraper.warc.cdxj import LINES_A_BLOCK, Index, Place, entry, packed, timestamp

PLACE = Place("a.warc.gz", 120, 88, "00ff")
PAGE = (("WARC-Target-URI", "https://amt.example/ä"), ("WARC-Date", "2026-11-27T09:30:05Z"))
ANSWER = (*PAGE, ("Content-Type", "application/http;msgtype=response"), ("WARC-Payload-Digest", "sha1:AB"))


def line(kind: str, fields: tuple[tuple[str, str], ...], block: bytes) -> tuple[str, str, dict[str, str]] | None:
    """Return the key, the time and the values of a line."""
    found = entry(kind, fields, block, PLACE)
    if found is None:
        return None
    key, at, values = found.split(" ", 2)
    return key, at, json.loads(values)


def lines_of(file: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Return the lines of an index, without the digests of what is no answer.

    Where cdxj-indexer has to make one itself it has read the record before, and makes the digest of nothing.
    """
    found = []
    for text in gzip.decompress(file.read_bytes()).decode().splitlines():
        key, at, values = text.split(" ", 2)
        parsed = json.loads(values)
        if key.startswith("urn:"):
            del parsed["digest"]
        found.append((key, at, parsed))
    return found


def test_the_index_is_that_of_cdxj_indexer(sent_archive: Path, tmp_path: Path) -> None:
    wacz = tmp_path / "archive.wacz"
    assert scraper("--db", sent_archive, "export", "wacz", "--output", wacz).code == 0
    with zipfile.ZipFile(wacz) as opened:
        opened.extractall(tmp_path)

    subprocess.run(
        [
            *(Path(sys.executable).with_name("cdxj-indexer"), "--sort", "--post-append", "--digest-records"),
            *("--compress", "index.cdx.gz", "--output", "index.idx", tmp_path / "archive" / "scraper-00001.warc.gz"),
        ],
        cwd=tmp_path,
        check=True,
    )

    ours = tmp_path / "indexes"
    lines = lines_of(ours / "index.cdx.gz")
    assert lines == lines_of(tmp_path / "index.cdx.gz")
    beginnings = [
        [text.partition("{")[0] for text in (file / "index.idx").read_text().splitlines()] for file in (ours, tmp_path)
    ]
    assert beginnings[0] == beginnings[1]
    kinds = [values["mime"] for _, _, values in lines]
    assert {"text/html", "warc/revisit", "application/json"} <= set(kinds)


def test_an_answer_is_found_by_address_and_time() -> None:
    head = b"HTTP/1.1 404 Not Found\r\nContent-type: Text/HTML ; charset=utf-8\r\ncontent-type: x/y\r\n\r\nFort"

    assert line("response", ANSWER, head) == (
        "example,amt)/%c3%a4",
        "20261127093005",
        {
            "url": "https://amt.example/ä",
            "mime": "Text/HTML",
            "status": "404",
            "digest": "sha1:AB",
            "length": "88",
            "offset": "120",
            "filename": "a.warc.gz",
            "recordDigest": "sha256:00ff",
        },
    )


@pytest.mark.parametrize(
    ("head", "status", "mime"),
    [
        (b"HTTP/1.1 200\r\n\r\n", "200", None),
        (b"HTTP/1.1 200 OK\r\nContent-Type:\r\n\r\n", "200", ""),
        (b"HTTP/1.1 200 OK\r\nX: \xe4\r\nContent-Type: text/pl\xe4in\r\n\r\n", "200", "text/pläin"),
        ("HTTP/1.1 200 Grüße\r\nContent-Type: text/html\r\n\r\n".encode(), "200", "text/html"),
        (b"HTTP/1.1 200 OK", "200", None),
        (b"HTTP/1.1", None, None),
    ],
)
def test_heads_that_are_not_as_they_should_be(head: bytes, status: str | None, mime: str | None) -> None:
    found = line("response", ANSWER, head)

    assert found is not None
    assert (found[2].get("status"), found[2].get("mime")) == (status, mime)


def test_what_is_not_replayed_is_not_in_the_index() -> None:
    notes = (*PAGE, ("Content-Type", "application/warc-fields"))

    assert line("request", ANSWER, b"GET / HTTP/1.1\r\n\r\n") is None
    assert line("warcinfo", (("WARC-Date", "2026-11-27T09:30:05Z"),), b"software: x\r\n") is None
    assert line("metadata", notes, b"via: x\r\n") is None
    assert line("metadata", (*PAGE, ("Content-Type", "application/json")), b"{}") is not None


def test_a_payload_without_a_digest_gets_one() -> None:
    # The SHA-1 of "abc", from FIPS 180-2, in base32.
    expected = "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"
    fields = (*PAGE, ("Content-Type", "application/http;msgtype=response"))

    for found in (line("response", fields, b"HTTP/1.1 200 OK\r\n\r\nabc"), line("resource", PAGE, b"abc")):
        assert found is not None
        assert found[2]["digest"] == expected


def test_a_date_with_fractions_is_of_its_second() -> None:
    assert timestamp("2026-11-27T09:30:05.999Z") == "20261127093005"


@pytest.mark.parametrize("sorted_at_once", [1, 200, 10_000])
def test_lines_are_sorted_and_each_stands_once(tmp_path: Path, sorted_at_once: int) -> None:
    index = Index(tmp_path, sorted_at_once=sorted_at_once)
    texts = [f"org,example)/{number * 7 % 100} 20261127093005 {{}}\n" for number in range(200)]
    for text in texts:
        index.add(text)

    assert list(index.lines()) == sorted(set(texts))
    index.close()
    # What waited on the disk had no name.
    assert list(tmp_path.iterdir()) == []


def test_a_block_is_found_by_its_first_line() -> None:
    texts = [f"org,example)/{number:04} 20261127093005 {{}}\n" for number in range(2 * LINES_A_BLOCK + 1)]
    data = bytearray()

    head, *rows = packed(texts, data.extend)

    assert head == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'
    found = []
    for row in rows:
        key, at, values = row.split(" ", 2)
        place = json.loads(values)
        block = gzip.decompress(bytes(data[place["offset"] : place["offset"] + place["length"]])).decode()
        assert block.startswith(f"{key} {at} ")
        found += block.splitlines(keepends=True)
    assert (found, len(rows)) == (texts, 3)
