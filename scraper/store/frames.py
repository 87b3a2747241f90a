"""Zstandard frames (RFC 8878) of the archive, unpacked within a bound."""

from __future__ import annotations

import zstandard

from scraper.errors import DamagedError


def frame_content(unpacker: zstandard.ZstdDecompressor, frame: bytes, most: int, what: str) -> bytes:
    """Return what a frame holds.

    Args:
        unpacker: with the dictionary that the frame needs.
        frame: the packed bytes.
        most: bytes beyond which a frame is damaged, and is not given the memory that it asks for.
        what: it is a frame of, for the error.

    Raises:
        DamagedError: it is damaged.
    """
    try:
        # It is -1 where a frame does not say how much it holds; those of the archive always do.
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= most:
            raise DamagedError(f"{what} is damaged: it claims to hold {size} bytes.")
        return unpacker.decompress(frame)
    except zstandard.ZstdError as error:
        raise DamagedError(f"{what} is damaged ({error}).") from error
