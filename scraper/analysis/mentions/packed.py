"""A file as it was downloaded: as it is, or packed by gzip, xz or zip."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable

MOST_BYTES = 64_000_000
"""Chosen: sixteen times the list of municipalities as it is published."""

# What a file begins with (RFC 1952, the xz format, the zip format).
_GZIP, _XZ, _ZIP = b"\x1f\x8b", b"\xfd7zXZ\x00", b"PK\x03\x04"
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def unpacked(data: bytes) -> list[bytes] | None:
    """Return what is in a file: itself, or what it packs; of a zip each file that is in it, the largest first.

    Args:
        data: the bytes.

    Returns:
        None where it is damaged, or larger than :data:`MOST_BYTES`, as it is or unpacked.
    """
    unpack = next((how for mark, how in _WAYS if data.startswith(mark)), _as_it_is)
    try:
        parts = unpack(data)
    except _BROKEN:
        return None
    return parts if all(len(part) <= MOST_BYTES for part in parts) else None


def _as_it_is(data: bytes) -> list[bytes]:
    return [data]


def _of_gzip(data: bytes) -> list[bytes]:
    with gzip.open(io.BytesIO(data)) as file:
        return [file.read(MOST_BYTES + 1)]


def _of_xz(data: bytes) -> list[bytes]:
    with lzma.open(io.BytesIO(data)) as file:
        return [file.read(MOST_BYTES + 1)]


def _of_zip(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = sorted(packed.infolist(), key=lambda one: -one.file_size)
        parts = []
        for name in names[:_MOST_PARTS]:
            with packed.open(name) as file:
                parts.append(file.read(MOST_BYTES + 1))
        return parts


# A zip of the offices has the list and its description.
_MOST_PARTS = 8
_WAYS: tuple[tuple[bytes, Callable[[bytes], list[bytes]]], ...] = ((_GZIP, _of_gzip), (_XZ, _of_xz), (_ZIP, _of_zip))
