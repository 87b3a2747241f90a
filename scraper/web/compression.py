"""Content-Encoding taken off under a bound (RFC 9110 §8.4.1).

httpx's own decoders know no bound, hand out a truncated gzip body as complete, and stop after the first
of several gzip members; so the raw bytes are unpacked here.
"""

from __future__ import annotations

from collections.abc import Callable

import brotli
import zstandard
from isal import isal_zlib

_STEP = 64 * 1024
# Members or frames of one body; what packs block by block makes one of each 64 KiB.
_MAX_PARTS = 10_000
# Its stub says that the class is an instance.
_DAMAGED: type[Exception] = isal_zlib.error  # type: ignore[assignment]
_GZIP = 16 + isal_zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_NAMES = ("gzip", "x-gzip")
# Deflate, and no flags.
_PLAIN_MEMBER = b"\x1f\x8b\x08\x00"


class BodyError(Exception):
    """The body cannot be unpacked; the text says why."""


class BoundError(Exception):
    """The body unpacks to more than the bound."""


def unpack(data: bytes, encodings: str, bound: int) -> bytes:
    """Return the body without its content encodings.

    Args:
        data: bytes as sent.
        encodings: the Content-Encoding header, in the order in which they were put on.
        bound: the most bytes that any step may yield.

    Raises:
        BodyError: truncated, damaged, or of an encoding that is not known.
        BoundError: more bytes than the bound.
    """
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    if len(names) > 3:
        raise BodyError(f"{len(names)} content encodings on top of each other")
    for name in reversed(names):
        data = _decoder(name)(data, bound) if data else data
    return data


def unpack_and_keep(data: bytes, encodings: str, bound: int) -> tuple[bytes, bytes]:
    """Return the body, and the data where every gunzip makes the same body of them (RFC 1952 §2.3), else nothing.

    That is one member without optional fields, and nothing behind it, as web servers send it.

    Args, Raises: as :func:`unpack`.
    """
    if encodings.strip().lower() not in _GZIP_NAMES or not data.startswith(_PLAIN_MEMBER):
        return unpack(data, encodings, bound), b""
    body, end, members = _members(data, bound)
    return body, data if members == 1 and end == len(data) else b""


def _decoder(name: str) -> Callable[[bytes, int], bytes]:
    decoders: dict[str, Callable[[bytes, int], bytes]] = {
        "gzip": _gunzip,
        "x-gzip": _gunzip,
        "deflate": _inflate,
        "br": _unbrotli,
        "zstd": _unzstd,
        "identity": lambda data, bound: data,
    }
    if name not in decoders:
        raise BodyError(f"unknown content encoding '{name[:40]}'")
    return decoders[name]


def _bounded(size: int, bound: int) -> None:
    if size > bound:
        raise BoundError(f"more than {bound // 1024 // 1024} MiB unpacked")


def _gunzip(data: bytes, bound: int) -> bytes:
    """Unpack one gzip member after the other; zlib checks each trailer (RFC 1952 §2.2)."""
    if not data.startswith(_GZIP_MAGIC):
        # Servers that say gzip and send plain text are common enough; browsers refuse, archives should not.
        return data
    return _members(data, bound)[0]


def _members(data: bytes, bound: int) -> tuple[bytes, int, int]:
    """Return what the gzip members hold, where the last one ends, and how many there are."""
    out = bytearray()
    position = parts = 0
    while data.startswith(_GZIP_MAGIC, position):
        member, position = _one_stream(data, position, _GZIP, bound - len(out))
        out += member
        _bounded(len(out), bound)
        parts = _counted(parts)
    return bytes(out), position, parts


def _counted(parts: int) -> int:
    if parts >= _MAX_PARTS:
        raise BodyError(f"more than {_MAX_PARTS} parts compressed one by one")
    return parts + 1


def _inflate(data: bytes, bound: int) -> bytes:
    """Unpack zlib, or the bare deflate that some servers send under the same name."""
    try:
        return _one_stream(data, 0, isal_zlib.MAX_WBITS, bound)[0]
    except BodyError:
        return _one_stream(data, 0, -isal_zlib.MAX_WBITS, bound)[0]


def _one_stream(data: bytes, position: int, bits: int, bound: int) -> tuple[bytes, int]:
    """Return what one stream holds and where it ends; fed in steps, since zlib copies what it does not use."""
    unpacker = isal_zlib.decompressobj(bits)
    out = bytearray()
    while not unpacker.eof:
        if position >= len(data):
            raise BodyError("the compressed body is truncated")
        step = data[position : position + _STEP]
        position += len(step)
        try:
            out += unpacker.decompress(step, bound + 1 - len(out))
        except _DAMAGED as error:
            raise BodyError(f"damaged compression ({error})") from error
        _bounded(len(out), bound)
        # At the very bound zlib may hold input back until it is asked again.
        position -= len(unpacker.unconsumed_tail)
    return bytes(out), position - len(unpacker.unused_data)


def _unbrotli(data: bytes, bound: int) -> bytes:
    unpacker = brotli.Decompressor()
    out = bytearray()
    try:
        chunk = unpacker.process(data, output_buffer_limit=_STEP)
        # can_accept_more_data() says yes while output is still held back; an empty chunk is the end.
        while chunk:
            out += chunk
            _bounded(len(out), bound)
            chunk = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise BodyError("damaged compression (brotli)") from error
    if not unpacker.is_finished():
        raise BodyError("the compressed body is truncated")
    return bytes(out)


def _unzstd(data: bytes, bound: int) -> bytes:
    """Unpack zstd frames; RFC 9659 limits the window to 8 MiB."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    try:
        with unpacker.stream_reader(data, read_across_frames=True) as reader:
            out = bytearray()
            while chunk := reader.read(_STEP):
                out += chunk
                _bounded(len(out), bound)
        _complete_zstd(data, len(out))
    except zstandard.ZstdError as error:
        raise BodyError(f"damaged compression ({error})") from error
    return bytes(out)


def _complete_zstd(data: bytes, size: int) -> None:
    """The stream reader ends quietly where the data do; the frame's own end is what proves it complete."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    position = parts = seen = 0
    while position < len(data):
        frame = unpacker.decompressobj(read_across_frames=False)
        while not frame.eof:
            if position >= len(data):
                raise BodyError("the compressed body is truncated")
            step = data[position : position + _STEP]
            position += len(step)
            seen += len(frame.decompress(step))
        position -= len(frame.unused_data)
        parts = _counted(parts)
    if seen != size:
        raise BodyError("the compressed body is truncated")
