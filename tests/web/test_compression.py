"""Content encodings come off whole and bounded, or the answer is an error."""

from __future__ import annotations

import gzip
import time
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.web.compression import (
    CompressionError,
    SizeBoundError,
    gunzip,
    gunzip_readable,
    unpack,
    unpack_and_keep,
)

TEXT = "Grüße aus dem Rathaus. ".encode() * 200
BOUND = 1_000_000


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("name", PACKERS)
def test_every_encoding_comes_off(name: str) -> None:
    assert unpack(PACKERS[name](TEXT), name.upper(), BOUND) == TEXT


@pytest.mark.parametrize("name", PACKERS)
def test_a_truncated_body_is_an_error_wherever_it_is_cut(name: str) -> None:
    packed = PACKERS[name](TEXT)
    for length in (1, 5, len(packed) // 2, len(packed) - 1):
        if name.endswith("gzip") and length == 1:
            continue  # a single byte is not known as gzip
        with pytest.raises(CompressionError):
            unpack(packed[:length], name, BOUND)


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_is_stopped_at_the_bound(name: str) -> None:
    with pytest.raises(SizeBoundError):
        unpack(PACKERS[name](bytes(BOUND + 1)), name, BOUND)


@pytest.mark.parametrize("name", PACKERS)
def test_the_bound_itself_is_allowed(name: str) -> None:
    assert len(unpack(PACKERS[name](bytes(BOUND)), name, BOUND)) == BOUND


def test_bare_deflate_is_read_as_well() -> None:
    assert unpack(bare(TEXT), "deflate", BOUND) == TEXT


def test_all_members_of_a_gzip_body_are_read() -> None:
    assert unpack(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", BOUND) == b"one two"


def test_all_frames_of_a_zstd_body_are_read() -> None:
    pack = zstandard.ZstdCompressor().compress
    assert unpack(pack(b"one ") + pack(b"two"), "zstd", BOUND) == b"one two"


def test_the_second_member_is_no_way_around_the_bound() -> None:
    half = gzip.compress(bytes(BOUND // 2 + 1))
    with pytest.raises(SizeBoundError):
        unpack(half + half, "gzip", BOUND)


def test_a_gzip_trailer_that_does_not_fit_is_damage() -> None:
    packed = bytearray(gzip.compress(TEXT, mtime=0))
    packed[-6] ^= 0xFF
    with pytest.raises(CompressionError, match="damaged"):
        unpack(bytes(packed), "gzip", BOUND)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_many_empty_parts_do_not_take_for_ever(name: str) -> None:
    # A quarter of a million copies of the rest would be half a terabyte of copying.
    empty = gzip.compress(b"", mtime=0) if name == "gzip" else zstandard.ZstdCompressor().compress(b"")
    with pytest.raises(CompressionError, match="parts"):
        unpack(empty * (4_000_000 // len(empty)), name, BOUND)


def test_encodings_on_top_of_each_other_come_off_in_reverse() -> None:
    assert unpack(brotli.compress(gzip.compress(TEXT, mtime=0)), "gzip, br", BOUND) == TEXT


def test_a_pile_of_encodings_is_refused() -> None:
    with pytest.raises(CompressionError, match="4 content encodings"):
        unpack(b"x", "gzip, gzip, gzip, gzip", BOUND)


@pytest.mark.parametrize(
    "name", ["none", "UTF-8", "binary", "aws-chunked", "identity", "8bit", "text/html", "", ",", "rot13", "x" * 5000]
)
def test_a_name_that_is_no_coding_takes_nothing_off(name: str) -> None:
    assert unpack(TEXT, name, BOUND) == TEXT
    assert unpack_and_keep(TEXT, name, BOUND) == (TEXT, b"")


@pytest.mark.parametrize("names", ["aws-chunked, gzip", "gzip, none", "utf-8,gzip,binary", "none, none, none, gzip"])
def test_the_codings_beside_such_a_name_come_off(names: str) -> None:
    assert unpack(gzip.compress(TEXT), names, BOUND) == TEXT


def test_plain_text_called_gzip_is_left_alone() -> None:
    assert unpack(TEXT, "gzip", BOUND) == TEXT


def test_an_empty_body_has_nothing_to_take_off() -> None:
    assert unpack(b"", "br", BOUND) == b""


@settings(max_examples=150)
@given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_damage_is_only_ever_one_of_our_errors(name: str, data: bytes, place: int, value: int) -> None:
    packed = bytearray(PACKERS[name](data))
    packed[place % len(packed)] = value
    try:
        out = unpack(bytes(packed), name, 1000)
    except (CompressionError, SizeBoundError):
        return
    assert len(out) <= 1000


@pytest.mark.parametrize("name", ["gzip", "x-gzip", " GZIP "])
def test_one_plain_member_is_kept_as_it_was_sent(name: str) -> None:
    packed = gzip.compress(TEXT, mtime=0)
    assert unpack_and_keep(packed, name, BOUND) == (TEXT, packed)


def _with_length_of(body: bytes) -> bytes:
    return len(body).to_bytes(4, "little")


def _named(body: bytes) -> bytes:
    """Return a member with a file name in its header."""
    packed = gzip.compress(body, mtime=0)
    return packed[:3] + b"\x08" + packed[4:10] + b"datei.html\0" + packed[10:]


@pytest.mark.parametrize(
    ("data", "encodings"),
    [
        pytest.param(
            gzip.compress(TEXT, mtime=0) + b"M\xc3\xbcll" + _with_length_of(TEXT), "gzip", id="garbage behind it"
        ),
        pytest.param(gzip.compress(TEXT, mtime=0) + bytes(8), "gzip", id="padding behind it"),
        pytest.param(gzip.compress(b"") + gzip.compress(TEXT, mtime=0), "gzip", id="two members"),
        pytest.param(_named(TEXT), "gzip", id="optional fields"),
        pytest.param(gzip.compress(gzip.compress(TEXT, mtime=0)), "gzip, gzip", id="packed twice"),
        pytest.param(gzip.compress(brotli.compress(TEXT)), "br, gzip", id="packed in two ways"),
        pytest.param(TEXT, "gzip", id="not packed at all"),
        pytest.param(zlib.compress(TEXT), "deflate", id="another encoding"),
    ],
)
def test_what_another_gunzip_may_read_otherwise_is_not_kept_as_sent(data: bytes, encodings: str) -> None:
    assert unpack_and_keep(data, encodings, BOUND) == (TEXT, b"")


@given(st.binary(max_size=200), st.binary(max_size=20), st.integers(0, 30), st.integers(0, 255))
@settings(max_examples=300, database=None)
def test_what_is_kept_as_sent_reads_the_same_with_the_standard_library(
    body: bytes, behind: bytes, place: int, byte: int
) -> None:
    data = bytearray(gzip.compress(body, mtime=0) + behind)
    data[place % len(data)] = byte
    try:
        found, packed = unpack_and_keep(bytes(data), "gzip", BOUND)
    except CompressionError:
        return
    if packed:
        assert gzip.decompress(packed) == found


def test_a_payload_is_gunzipped_whole() -> None:
    packed = gzip.compress(TEXT, mtime=0)
    assert gunzip(packed, len(TEXT)) == TEXT
    assert gunzip(packed + gzip.compress(b"two"), BOUND) == TEXT + b"two"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (TEXT, "no gzip file"),
        (b"", "no gzip file"),
        (gzip.compress(TEXT, mtime=0)[:-1], "truncated"),
        (gzip.compress(TEXT, mtime=0) + b"x", "1 bytes behind the end"),
        (gzip.compress(TEXT, mtime=0)[:-8] + bytes(8), "damaged"),
    ],
)
def test_a_payload_that_is_not_whole_is_an_error(data: bytes, why: str) -> None:
    with pytest.raises(CompressionError, match=why):
        gunzip(data, BOUND)


def test_a_payload_has_a_bound() -> None:
    with pytest.raises(SizeBoundError):
        gunzip(gzip.compress(TEXT, mtime=0), len(TEXT) - 1)


def test_a_file_gives_what_can_be_read_of_it() -> None:
    assert gunzip_readable(TEXT, BOUND) == TEXT
    assert gunzip_readable(gzip.compress(TEXT, mtime=0) + gzip.compress(b"two") + b"garbage", BOUND) == TEXT + b"two"
    assert gunzip_readable(gzip.compress(bytes(BOUND)), 1000) == bytes(1000)
    assert gunzip_readable(TEXT, 10) == TEXT[:10]


def test_a_damaged_file_gives_what_stands_before_the_damage() -> None:
    lines = b"".join(b"https://example.org/%d/%d\n" % (n, n * n * 7919) for n in range(20_000))
    packed = bytearray(gzip.compress(lines, mtime=0))
    assert lines.startswith(gunzip_readable(bytes(packed[: len(packed) // 2]), BOUND))
    assert len(gunzip_readable(bytes(packed[: len(packed) // 2]), BOUND)) > len(lines) // 3
    packed[-5] ^= 0xFF
    found = gunzip_readable(bytes(packed), BOUND)
    assert lines.startswith(found)
    assert len(found) > len(lines) * 9 // 10


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_no_file_raises(data: bytes, place: int, value: int) -> None:
    packed = bytearray(gzip.compress(data, mtime=0))
    packed[place % len(packed)] = value
    assert len(gunzip_readable(bytes(packed), 100)) <= 100


def test_three_encodings_come_off() -> None:
    assert unpack(gzip.compress(gzip.compress(gzip.compress(TEXT))), "gzip, gzip, gzip", BOUND) == TEXT


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_ten_thousand_parts_are_unpacked_and_no_more(name: str) -> None:
    part = gzip.compress(b"x", mtime=0) if name == "gzip" else zstandard.ZstdCompressor().compress(b"x")
    assert unpack(part * 10_000, name, BOUND) == b"x" * 10_000
    with pytest.raises(CompressionError, match="more than 10000 parts"):
        unpack(part * 10_001, name, BOUND)


def test_a_member_behind_another_does_not_copy_all_that_follows() -> None:
    data = gzip.compress(b"x", mtime=0) * 9_000 + gzip.compress(bytes(4_000_000), 0)
    before = time.process_time()
    assert len(unpack(data, "gzip", 5_000_000)) == 4_009_000
    assert time.process_time() - before < 1


def test_a_window_of_more_than_8_mib_is_refused() -> None:
    def packed(window: int) -> bytes:
        parameters = zstandard.ZstdCompressionParameters(window_log=window)
        packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        return packer.compress(TEXT) + packer.flush()

    assert unpack(packed(23), "zstd", BOUND) == TEXT
    with pytest.raises(CompressionError):
        unpack(packed(24), "zstd", BOUND)
