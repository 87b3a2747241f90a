"""The body of an answer in a record, without transfer and content encoding: by what its bytes are.

What the head says of encodings cannot be trusted. Crawlers store bodies as they were sent, or without the encodings
with the headers left as they were (Common Crawl until 16 May 2019), or with those renamed to ``X-Crawler-…`` (since
then, and our own exports); some take off the chunks and leave the compression, some the other way round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import brotli
import zstandard
from isal import isal_zlib

from scraper.model import Fault, Reason, fault
from scraper.warc.http_message import MessageHead
from scraper.web.compression import CompressionError, SizeBoundError, gunzip_readable, unpack_and_keep
from scraper.web.sniff import is_binary

MOST_RECORDED = 32 * 1024 * 1024
"""The most bytes of a body as it is recorded; as many as the crawler takes from the network."""

MOST_UNPACKED = 64 * 1024 * 1024
"""The most bytes of a body unpacked; as many as the crawler takes."""

_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# How often compression is taken off that no header names: pages were packed by a cache and by the server before it.
_MOST_UNNAMED = 2
# Lengths at which crawlers cut bodies off, sometimes without saying so: Common Crawl until and since March 2025.
_CUT_AT = frozenset({1024 * 1024, 5 * 1024 * 1024})
# A chunk begins with its length in hexadecimal digits, which an extension may follow (RFC 9112 §7.1). A length of more
# digits than these is none of a body that is read.
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
# Markup begins with what no compression begins with. Brotli and bare deflate have no magic number, and could be read
# out of text by chance.
_BEGINS_LIKE_A_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?A-Za-z]")
_LINE_END = re.compile(rb"\r?\n")
_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """A body without encodings.

    Args:
        data: the bytes.
        unchunked: as recorded, without chunks, but with its content encoding: what a payload digest is of.
        packed: as recorded where that was one gzip member; else empty.
        flaws: what is wrong with it.
    """

    data: bytes
    unchunked: bytes
    packed: bytes = b""
    flaws: tuple[Fault, ...] = ()


def decoded(recorded: bytes, head: MessageHead, *, is_page: bool) -> Body:
    """Return a body without transfer and content encoding.

    Args:
        recorded: the body as it stands in the record.
        head: the head of the answer, as it stands in the record.
        is_page: whether it may be a page: then compression that no header names is taken off as well.

    Raises:
        SizeBoundError: it unpacks to more than :data:`MOST_UNPACKED`.
    """
    flaws: list[Fault] = []
    unchunked = _without_chunks(recorded, head, flaws)
    codings = head.header("content-encoding") or head.header("x-crawler-content-encoding")
    data, packed = _unpacked(unchunked, codings, flaws)
    rounds = _MOST_UNNAMED if is_page else 0
    while rounds and data.startswith((_GZIP_MAGIC, _ZSTD_MAGIC)):
        data, packed = _unpacked(data, _named_by_magic(data), flaws)
        rounds -= 1
    if not flaws and _is_cut_off(recorded, unchunked, data, head):
        flaws.append(fault(Reason.BODY_CUT_OFF))
    return Body(data, unchunked, packed, tuple(flaws))


def _named_by_magic(data: bytes) -> str:
    if data.startswith(_GZIP_MAGIC):
        return "gzip"
    return "zstd"


def _without_chunks(recorded: bytes, head: MessageHead, flaws: list[Fault]) -> bytes:
    """Return a body without chunks: those that a header names as far as they go, others where they are whole."""
    named = head.header("transfer-encoding") or head.header("x-crawler-transfer-encoding")
    is_named = "chunked" in named.lower()
    if not _CHUNK.match(recorded):
        return recorded
    joined, is_whole = _joined_chunks(recorded)
    if is_whole:
        return joined
    # A page may begin with a line of a number or a word like "fade", and the header be one of the wire alone.
    if not is_named or not joined:
        return recorded
    flaws.append(fault(Reason.BODY_CHUNKS_BROKEN))
    return joined


def _joined_chunks(data: bytes) -> tuple[bytes, bool]:
    """Return what the chunks of a body hold, and whether all of them up to the last one are there and right."""
    parts: list[bytes] = []
    at = 0
    while (line := _CHUNK.match(data, at)) is not None:
        size = int(line[1], 16)
        if size == 0:
            # A page that begins with a line "0" is none of no bytes.
            is_end = bool(parts) or not data[line.end() :].strip()
            return (b"".join(parts), True) if is_end else (b"", False)
        begin = line.end()
        parts.append(data[begin : begin + size])
        ending = _LINE_END.match(data, begin + size)
        if ending is None:
            # Cut off, or a length that is not right. A first chunk like that is none: its line was text of the page.
            is_cut_off = begin + size >= len(data)
            return (b"".join(parts), False) if is_cut_off or len(parts) > 1 else (b"", False)
        at = ending.end()
    # What is left behind the last right chunk is kept, as a browser would show it.
    return b"".join(parts) + data[at:], False


def _unpacked(data: bytes, codings: str, flaws: list[Fault]) -> tuple[bytes, bytes]:
    """Return a body without compression, and as it was where that is one gzip member."""
    names = codings.strip()
    is_plain = not names or _BEGINS_LIKE_A_PAGE.match(data) is not None
    if is_plain or not data:
        return data, b""
    try:
        return unpack_and_keep(data, names, MOST_UNPACKED)
    except CompressionError:
        pass
    # The header may name what a crawler took off, and text is no compressed body.
    if not is_binary(data):
        return data, b""
    partly = _readable(data, names)
    # Not even a beginning could be unpacked: the bytes are of some other kind, and are judged as they are.
    if not partly:
        flaws.append(fault(Reason.BODY_PACKING_BROKEN))
        return data, b""
    flaws.append(fault(Reason.BODY_PACKING_BROKEN))
    return partly, b""


def _readable(data: bytes, names: str) -> bytes:
    """Return what can be read of a body whose compression is cut off or damaged; empty where nothing can."""
    last = names.rpartition(",")[2].strip().lower()
    if data.startswith(_GZIP_MAGIC):
        return gunzip_readable(data, MOST_UNPACKED)
    if last == "br":
        return _brotli_readable(data)
    if last == "zstd" or data.startswith(_ZSTD_MAGIC):
        return _zstd_readable(data)
    if last == "deflate":
        return _deflate_readable(data, isal_zlib.MAX_WBITS) or _deflate_readable(data, -isal_zlib.MAX_WBITS)
    return b""


def _brotli_readable(data: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    out = bytearray()
    try:
        chunk = unpacker.process(data, output_buffer_limit=_STEP)
        while chunk and len(out) < MOST_UNPACKED and not unpacker.is_finished():
            out += chunk
            chunk = unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error:
        return bytes(out)
    return bytes(out + chunk)


def _zstd_readable(data: bytes) -> bytes:
    out = bytearray()
    try:
        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
            while len(out) < MOST_UNPACKED and (chunk := reader.read(_STEP)):
                out += chunk
    except zstandard.ZstdError:
        return bytes(out)
    return bytes(out)


def _deflate_readable(data: bytes, window_bits: int) -> bytes:
    unpacker = isal_zlib.decompressobj(window_bits)
    try:
        return bytes(unpacker.decompress(data, MOST_UNPACKED))
    except Exception:  # noqa: BLE001  (isal's own class is not one for its type stub; whatever it is, nothing is read)
        return b""


def _is_cut_off(recorded: bytes, unchunked: bytes, data: bytes, head: MessageHead) -> bool:
    """Return whether a body is shorter than its head says, or just as long as crawlers cut bodies off."""
    if len(recorded) in _CUT_AT:
        return True
    # Chunks tell their own end, and a length beside them does not count (RFC 9112 §6.3).
    if unchunked is not recorded:
        return False
    text = head.header("content-length").partition(",")[0].strip()
    # With a content encoding named, the length is that of other bytes, or the encoding itself tells its end.
    is_of_these = data is unchunked and not head.header("content-encoding")
    is_number = text.isascii() and text.isdigit()
    if not is_of_these or not is_number:
        return False
    return len(unchunked) < int(text[:18])


__all__ = ["MOST_RECORDED", "MOST_UNPACKED", "Body", "SizeBoundError", "decoded"]
