"""Content encodings come off whole and bounded, or the answer is an error."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.fetch.content_encoding import BodyError, BoundError, unpack, unpack_and_keep

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
        with pytest.raises(BodyError):
            unpack(packed[:length], name, BOUND)


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_is_stopped_at_the_bound(name: str) -> None:
    with pytest.raises(BoundError):
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
    with pytest.raises(BoundError):
        unpack(half + half, "gzip", BOUND)


def test_a_gzip_trailer_that_does_not_fit_is_damage() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF
    with pytest.raises(BodyError, match="damaged"):
        unpack(bytes(packed), "gzip", BOUND)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_many_empty_parts_do_not_take_for_ever(name: str) -> None:
    # A quarter of a million copies of the rest would be half a terabyte of copying.
    empty = gzip.compress(b"", mtime=0) if name == "gzip" else zstandard.ZstdCompressor().compress(b"")
    with pytest.raises(BodyError, match="parts"):
        unpack(empty * (4_000_000 // len(empty)), name, BOUND)


def test_encodings_on_top_of_each_other_come_off_in_reverse() -> None:
    assert unpack(brotli.compress(gzip.compress(TEXT)), "gzip, br", BOUND) == TEXT


def test_a_pile_of_encodings_is_refused() -> None:
    with pytest.raises(BodyError, match="4 content encodings"):
        unpack(b"x", "gzip, gzip, gzip, gzip", BOUND)


def test_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(BodyError, match="unknown content encoding 'rot13'"):
        unpack(b"x", "rot13", BOUND)


def test_identity_and_plain_text_called_gzip_are_left_alone() -> None:
    assert unpack(TEXT, "identity", BOUND) == TEXT
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
    except (BodyError, BoundError):
        return
    assert len(out) <= 1000


@pytest.mark.parametrize("name", ["gzip", "x-gzip", " GZIP "])
def test_one_plain_member_is_kept_as_it_was_sent(name: str) -> None:
    packed = gzip.compress(TEXT)
    assert unpack_and_keep(packed, name, BOUND) == (TEXT, packed)


def _with_length_of(body: bytes) -> bytes:
    return len(body).to_bytes(4, "little")


def _named(body: bytes) -> bytes:
    """Return a member with a file name in its header."""
    packed = gzip.compress(body)
    return packed[:3] + b"\x08" + packed[4:10] + b"datei.html\0" + packed[10:]


@pytest.mark.parametrize(
    ("data", "encodings"),
    [
        pytest.param(gzip.compress(TEXT) + b"M\xc3\xbcll" + _with_length_of(TEXT), "gzip", id="garbage behind it"),
        pytest.param(gzip.compress(TEXT) + bytes(8), "gzip", id="padding behind it"),
        pytest.param(gzip.compress(b"") + gzip.compress(TEXT), "gzip", id="two members"),
        pytest.param(_named(TEXT), "gzip", id="optional fields"),
        pytest.param(gzip.compress(gzip.compress(TEXT)), "gzip, gzip", id="packed twice"),
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
    data = bytearray(gzip.compress(body) + behind)
    data[place % len(data)] = byte
    try:
        found, packed = unpack_and_keep(bytes(data), "gzip", BOUND)
    except BodyError:
        return
    if packed:
        assert gzip.decompress(packed) == found
