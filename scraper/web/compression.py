"""Compressed bytes unpacked under a bound: content codings of HTTP, gzip files, payloads of the archive.

httpx's own decoders know no bound, hand out a truncated gzip body as complete, and stop after the first of several gzip
members; so the raw bytes are unpacked here. The codings are those of RFC 9110 §8.4.1 (gzip, deflate), RFC 7932 (br) and
RFC 8878 (zstd). A name that is none of these takes nothing off, as in browsers (Fetch standard, "handle content
codings": with a coding that is not supported "return bytes"): servers send ``none``, ``utf-8``, ``binary`` or
``aws-chunked``, which only say how a file was put there.
"""

from __future__ import annotations

from collections.abc import Callable

import brotli
import zstandard
from isal import isal_zlib

# What is handed to a decompressor at once, and what is taken from it: zlib copies the input that it does not use, so
# that thousands of members in one body would cost a copy of the whole rest each.
_STEP = 64 * 1024
# A step that meets damage gives nothing of what it read, so a damaged file is read in steps as short as this.
_SHORT_STEP = 512
# How many gzip members or zstd frames a body may have; programs that compress block by block make one of each 64 KiB.
_MAX_PARTS = 10_000
# How many codings may lie on top of each other: each of them multiplies what a few bytes unpack to.
_MAX_CODINGS = 3
# RFC 9659 §3: who sends zstd over HTTP keeps the window to 8 MiB.
_ZSTD_WINDOW = 8 * 1024 * 1024
_MIB = 1024 * 1024

# isal's type stub declares this class of exceptions as an instance.
_DAMAGED: type[Exception] = isal_zlib.error  # type: ignore[assignment]
_ZLIB_FORMAT = isal_zlib.MAX_WBITS
_BARE_DEFLATE = -isal_zlib.MAX_WBITS
_GZIP_FORMAT = 16 + isal_zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
# RFC 1952 §2.3: the magic number, deflate as the method, and no flags, that is no optional fields.
_PLAIN_MEMBER = b"\x1f\x8b\x08\x00"
# RFC 9110 §8.4.1.3: "x-gzip" means the same.
_GZIP_NAMES = ("gzip", "x-gzip")
_TRUNCATED = "the compressed body is truncated"


class CompressionError(Exception):
    """The bytes cannot be unpacked: truncated, damaged or packed too often; the text says which."""


class SizeBoundError(Exception):
    """The bytes unpack to more than the bound."""


def unpack(data: bytes, codings: str, bound: int) -> bytes:
    """Return a body without its content codings.

    Args:
        data: the body as it was sent.
        codings: the Content-Encoding header: names in the order in which they were put on (RFC 9110 §8.4).
        bound: the most bytes that any step may yield.

    Raises:
        CompressionError: truncated, damaged, or packed too often.
        SizeBoundError: more bytes than the bound.
    """
    names = [name.strip().lower() for name in codings.split(",")]
    decoders = [_DECODERS[name] for name in names if name in _DECODERS]
    if len(decoders) > _MAX_CODINGS:
        raise CompressionError(f"{len(decoders)} content encodings on top of each other")
    for decode in reversed(decoders):
        # An empty body has nothing to take off, though some servers name a coding for it.
        if data:
            data = decode(data, bound)
    return data


def unpack_and_keep(data: bytes, codings: str, bound: int) -> tuple[bytes, bytes]:
    """Return a body without its content codings, and its data as they were sent where an archive can keep those.

    That is so where the data are one gzip member without optional fields (RFC 1952 §2.3) and with nothing behind it, as
    web servers send it: any program that knows gzip then makes the same body of them. Else the data are empty.

    Args, Raises: as :func:`unpack`.
    """
    is_gzip = codings.strip().lower() in _GZIP_NAMES
    if not is_gzip or not data.startswith(_PLAIN_MEMBER):
        return unpack(data, codings, bound), b""
    chunks: list[bytes] = []
    end, members = _read_members(data, bound, chunks)
    body = b"".join(chunks)
    is_one_member = members == 1 and end == len(data)
    if not is_one_member:
        return body, b""
    return body, data


def gunzip(data: bytes, bound: int) -> bytes:
    """Return what a whole gzip file holds, as the archive keeps payloads; nothing may stand behind its last member.

    Args:
        data: one or more gzip members.
        bound: the most bytes to return.

    Raises:
        CompressionError: no gzip file, truncated, damaged, or with something behind it.
        SizeBoundError: more bytes than the bound.
    """
    chunks: list[bytes] = []
    end, members = _read_members(data, bound, chunks)
    if not members:
        raise CompressionError("no gzip file")
    if end < len(data):
        raise CompressionError(f"{len(data) - end} bytes behind the end of the gzip file")
    return b"".join(chunks)


def gunzip_readable(data: bytes, bound: int) -> bytes:
    """Return what can be read of a gzip file, or the bytes themselves where they are none; never raises.

    Sitemaps and feeds are sent as gzip files of their own, truncated ones included: half a sitemap names half of the
    articles, an error none.

    Args:
        data: bytes with or without gzip's magic number.
        bound: the most bytes to return; the rest is cut off.
    """
    if not data.startswith(_GZIP_MAGIC):
        return data[:bound]
    chunks: list[bytes] = []
    try:
        _read_members(data, bound, chunks)
    except SizeBoundError:
        # What was unpacked until then stands in the chunks, and is cut off at the bound below.
        pass
    except CompressionError:
        # Read in one step, the member that is damaged has given nothing.
        chunks = _undamaged(data, bound)
    return b"".join(chunks)[:bound]


def _undamaged(data: bytes, bound: int) -> list[bytes]:
    """Return what stands before the place at which a gzip file is damaged or cut off."""
    chunks: list[bytes] = []
    try:
        _read_members(data, bound, chunks, first_step=_SHORT_STEP)
    except (CompressionError, SizeBoundError):
        return chunks
    return chunks


def _check_size(size: int, bound: int) -> None:
    if size > bound:
        raise SizeBoundError(f"more than {bound // _MIB} MiB unpacked")


def _check_parts(parts: int) -> None:
    if parts > _MAX_PARTS:
        raise CompressionError(f"more than {_MAX_PARTS} parts compressed one by one")


def _gunzip_body(data: bytes, bound: int) -> bytes:
    # Servers that say gzip and send plain text are common enough; browsers refuse them, archives should not.
    if not data.startswith(_GZIP_MAGIC):
        return data
    chunks: list[bytes] = []
    _read_members(data, bound, chunks)
    return b"".join(chunks)


def _read_members(data: bytes, bound: int, chunks: list[bytes], *, first_step: int | None = None) -> tuple[int, int]:
    """Unpack one gzip member after the other; zlib checks each trailer (RFC 1952 §2.2).

    Args:
        data: what begins with a member.
        bound: the most bytes of all members together.
        chunks: what was unpacked is put in here, so that it is there also when an error is raised.
        first_step: how many bytes of the first member are read at once; all of them if None, since nearly every body
            is a single member.

    Returns:
        Where the last member ends, and how many there are.
    """
    position = members = size = 0
    step = first_step or len(data)
    while data.startswith(_GZIP_MAGIC, position):
        members += 1
        _check_parts(members)
        position, size = _read_stream(data, position, _GZIP_FORMAT, bound, chunks, size=size, step=step)
        step = min(step, _STEP)
    return position, members


def _inflate(data: bytes, bound: int) -> bytes:
    """Unpack zlib, or the bare deflate that some servers send under the same name (RFC 9110 §8.4.1.2)."""
    try:
        return _whole_stream(data, _ZLIB_FORMAT, bound)
    except CompressionError:
        # If this fails as well, its error is the one that is told.
        return _whole_stream(data, _BARE_DEFLATE, bound)


def _whole_stream(data: bytes, window_bits: int, bound: int) -> bytes:
    """Unpack data that are one stream, in a format by zlib's numbers."""
    chunks: list[bytes] = []
    _read_stream(data, 0, window_bits, bound, chunks, step=len(data))
    return b"".join(chunks)


def _read_stream(
    data: bytes, position: int, window_bits: int, bound: int, chunks: list[bytes], *, size: int = 0, step: int
) -> tuple[int, int]:
    """Unpack one stream into chunks.

    Args:
        data, position: where the stream begins.
        window_bits: the format, by zlib's numbers.
        bound: the most bytes in chunks.
        chunks: what was unpacked is appended.
        size: how many bytes chunks hold already.
        step: how many bytes are read at once.

    Returns:
        Where the stream ends, and how many bytes chunks hold then.
    """
    unpacker = isal_zlib.decompressobj(window_bits)
    while not unpacker.eof:
        if position >= len(data):
            raise CompressionError(_TRUNCATED)
        read = data[position : position + step]
        try:
            # One byte more than allowed is asked for: if it comes, the bound is broken, and no more memory is used.
            chunk = unpacker.decompress(read, bound + 1 - size)
        except _DAMAGED as error:
            raise CompressionError(f"damaged compression ({error})") from error
        chunks.append(chunk)
        size += len(chunk)
        _check_size(size, bound)
        # At the very bound zlib may hold input back until it is asked again.
        position += len(read) - len(unpacker.unconsumed_tail)
    return position - len(unpacker.unused_data), size


def _unbrotli(data: bytes, bound: int) -> bytes:
    """Unpack a brotli stream (RFC 7932)."""
    unpacker = brotli.Decompressor()
    out = bytearray()
    try:
        chunk = unpacker.process(data, output_buffer_limit=_STEP)
        # can_accept_more_data() says yes while output is still held back; an empty chunk is the end.
        while chunk:
            out += chunk
            _check_size(len(out), bound)
            if unpacker.is_finished():
                break
            chunk = unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise CompressionError("damaged compression (brotli)") from error
    if not unpacker.is_finished():
        raise CompressionError(_TRUNCATED)
    return bytes(out)


def _unzstd(data: bytes, bound: int) -> bytes:
    """Unpack zstd frames (RFC 8878)."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with unpacker.stream_reader(data, read_across_frames=True) as reader:
            out = bytearray()
            while chunk := reader.read(_STEP):
                out += chunk
                _check_size(len(out), bound)
        # The stream reader ends quietly where the data do; only the ends of the frames prove that they are whole.
        if _size_of_frames(data) != len(out):
            raise CompressionError(_TRUNCATED)
    except zstandard.ZstdError as error:
        raise CompressionError(f"damaged compression ({error})") from error
    return bytes(out)


def _size_of_frames(data: bytes) -> int:
    """Return how many bytes whole zstd frames hold; raises where the last one has no end."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    position = frames = size = 0
    while position < len(data):
        frames += 1
        _check_parts(frames)
        frame = unpacker.decompressobj(read_across_frames=False)
        while not frame.eof:
            if position >= len(data):
                raise CompressionError(_TRUNCATED)
            read = data[position : position + _STEP]
            position += len(read)
            size += len(frame.decompress(read))
        position -= len(frame.unused_data)
    return size


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip_body,
    "x-gzip": _gunzip_body,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
