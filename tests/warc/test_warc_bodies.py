"""Bodies as crawlers left them: encodings that are named and not there, there and not named, broken, cut off."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from pathlib import Path

import brotli
import pytest
import zstandard

from scraper.model.incoming import Broken
from scraper.warc import bodies
from warc_records import PAGE, all_of, answer, codes, gzipped, only, written

TYPE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
# Text that packs badly, so that half of what is packed is some of the page.
LONG = PAGE + b"".join(b"<p>%b</p>" % hashlib.sha256(b"%d" % number).hexdigest().encode() for number in range(9000))


def deflate(data: bytes) -> bytes:
    return zlib.compress(data)


def bare_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


PACKERS = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "deflate": deflate,
    "bare": bare_deflate,
}


def chunked(data: bytes, size: int = 700) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def read(tmp_path: Path, body: bytes, *lines: str, **fields: str):
    head = TYPE + b"".join(f"{line}\r\n".encode() for line in lines)
    return only(written(tmp_path, gzipped([answer(body, head, **fields)])))


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("header", ["Content-Encoding", "X-Crawler-Content-Encoding"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_compression_that_is_named(tmp_path: Path, name: str, header: str, is_packed: bool) -> None:
    """Until 16 May 2019 Common Crawl's bodies are plain below the header of a packed one."""
    coding = "deflate" if name == "bare" else name
    found = read(tmp_path, PACKERS[name](PAGE) if is_packed else PAGE, f"{header}: {coding}")
    assert found.response.body == PAGE
    assert found.flaws == ()


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_compression_that_nobody_names(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, PACKERS[name](PAGE)).response.body == PAGE
    assert read(tmp_path, PACKERS[name](PACKERS[name](PAGE)), f"Content-Encoding: {name}").response.body == PAGE


def test_both_names_at_once_and_a_name_that_is_none(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    assert read(tmp_path, packed, "Content-Encoding: gzip", "X-Crawler-Content-Encoding: gzip").response.body == PAGE
    assert read(tmp_path, PAGE, "Content-Encoding: utf-8").response.body == PAGE
    assert read(tmp_path, brotli.compress(gzip.compress(PAGE)), "Content-Encoding: gzip, br").response.body == PAGE


@pytest.mark.parametrize("header", ["Transfer-Encoding", "X-Crawler-Transfer-Encoding", "X-Nothing"])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_chunks(tmp_path: Path, header: str, is_chunked: bool) -> None:
    found = read(tmp_path, chunked(LONG) if is_chunked else LONG, f"{header}: chunked")
    assert found.response.body == LONG
    assert found.flaws == ()


def test_chunks_over_compression(tmp_path: Path) -> None:
    lines = ("Transfer-Encoding: chunked", "Content-Encoding: gzip")
    assert read(tmp_path, chunked(gzip.compress(LONG)), *lines).response.body == LONG
    # The chunks were taken off, and the compression wasn't.
    assert read(tmp_path, gzip.compress(LONG), *lines).response.body == LONG


def test_broken_chunks_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    whole = chunked(LONG)
    cut = read(tmp_path, whole[:20_000], "Transfer-Encoding: chunked")
    assert LONG.startswith(cut.response.body)
    assert len(cut.response.body) > 19_000
    wrong = read(tmp_path, whole[:5000] + b"zz" + whole[5000:], "Transfer-Encoding: chunked")
    assert wrong.response.body.startswith(LONG[:4000])
    assert (codes(cut), codes(wrong)) == (["body_chunks_broken"], ["body_chunks_broken"])


@pytest.mark.parametrize(
    "body", [b"0\r\n<p>Null</p>", b"fade\n<p>Licht aus</p>", b"a\r\n<p>eins</p>", b"100\r\n" + PAGE]
)
def test_pages_that_begin_like_chunks(tmp_path: Path, body: bytes) -> None:
    for lines in ((), ("Transfer-Encoding: chunked",)):
        assert b"<p>" in read(tmp_path, body, *lines).response.body
    assert read(tmp_path, body).response.body == body


@pytest.mark.parametrize("name", PACKERS)
def test_compression_that_is_cut_off(tmp_path: Path, name: str) -> None:
    packed = PACKERS[name](LONG)
    coding = "deflate" if name == "bare" else name
    found = read(tmp_path, packed[: len(packed) * 2 // 3], f"Content-Encoding: {coding}")
    assert codes(found) == ["body_packing_broken"]
    assert LONG.startswith(found.response.body)
    assert len(found.response.body) > len(PAGE)


def test_what_a_crawler_says_it_cut_off(tmp_path: Path) -> None:
    found = read(tmp_path, PAGE, "Content-Length: 5000", WARC_Truncated="length")
    assert [str(flaw) for flaw in found.flaws] == ["the record was cut off when it was captured (length)"]


def test_a_segment_is_the_beginning_of_a_page(tmp_path: Path) -> None:
    found = read(tmp_path, PAGE, WARC_Segment_Number="1")
    assert [str(flaw) for flaw in found.flaws] == ["the record was cut off when it was captured (segmented)"]


def test_what_a_crawler_cut_off_and_does_not_say(tmp_path: Path) -> None:
    assert codes(read(tmp_path, PAGE, "Content-Length: 5000")) == ["body_cut_off"]
    assert codes(read(tmp_path, (LONG * 6)[: 1024 * 1024])) == ["body_cut_off"]
    assert codes(read(tmp_path, PAGE, f"Content-Length: {len(PAGE)}")) == []
    # Literal headers over what a crawler has unpacked (Common Crawl before 16 May 2019).
    assert codes(read(tmp_path, PAGE, "Content-Length: 5000", "Content-Encoding: gzip")) == []


def digest(name: str, data: bytes, form: str) -> str:
    raw = hashlib.new(name, data).digest()
    forms = {"hex": raw.hex(), "base32": base64.b32encode(raw).decode(), "upper": raw.hex().upper()}
    return f"{name}:{forms[form]}"


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5", "sha512"])
@pytest.mark.parametrize("form", ["hex", "base32", "upper"])
def test_digests_in_all_forms(tmp_path: Path, name: str, form: str) -> None:
    right = read(tmp_path, PAGE, WARC_Payload_Digest=digest(name, PAGE, form))
    assert codes(right) == []
    wrong = read(tmp_path, PAGE, WARC_Payload_Digest=digest(name, b"other", form))
    assert [str(flaw) for flaw in wrong.flaws] == ["the payload digest of the record is not that of its bytes"]
    assert wrong.response.body == PAGE


def test_digests_of_what_programs_took_for_the_payload(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    sent = chunked(packed, 30)
    for payload in (sent, packed, PAGE):
        lines = ("Transfer-Encoding: chunked", "Content-Encoding: gzip")
        found = read(tmp_path, sent, *lines, WARC_Payload_Digest=digest("sha1", payload, "base32"))
        assert codes(found) == []


def test_the_digest_of_the_block(tmp_path: Path) -> None:
    block = TYPE + b"\r\n" + PAGE
    assert codes(read(tmp_path, PAGE, WARC_Block_Digest=digest("sha1", block, "base32"))) == []
    wrong = read(tmp_path, PAGE, WARC_Block_Digest=digest("sha1", PAGE, "base32"))
    assert [str(flaw) for flaw in wrong.flaws] == ["the block digest of the record is not that of its bytes"]
    assert codes(read(tmp_path, PAGE, WARC_Block_Digest="crc32:12345678", WARC_Payload_Digest="whatever")) == []


def test_a_body_beyond_the_bound_is_named_and_not_read(tmp_path: Path) -> None:
    large = answer(b"<html>" + b" " * bodies.MOST_RECORDED)
    bomb = answer(gzip.compress(b"<html>" + b" " * bodies.MOST_UNPACKED), TYPE + b"Content-Encoding: gzip\r\n")
    found = all_of(written(tmp_path, gzipped([large, bomb, answer()])))
    assert [str(each.fault) for each in found[:2] if isinstance(each, Broken)] == [
        "more than 32 MiB",
        "more than 64 MiB unpacked",
    ]
    assert found[2].response.body == PAGE


def test_what_was_one_gzip_member_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    assert read(tmp_path, packed, "Content-Encoding: gzip").response.packed == packed


def test_common_crawls_heads_come_back_as_they_were_sent(tmp_path: Path) -> None:
    lines = ("X-Crawler-Content-Encoding: gzip", "X-Crawler-Content-Length: 99", f"Content-Length: {len(PAGE)}")
    found = read(tmp_path, PAGE, *lines)
    assert found.response.header("content-encoding") == "gzip"
    assert found.response.exchange.response == TYPE + b"Content-Encoding: gzip\r\nContent-Length: 99\r\n"
    assert found.flaws == ()
