"""Digests of records (ISO 28500 §5.8, §5.9): made, and compared with the bytes that they are of."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from typing import Any

# None of them is a safeguard against forgery here: they find what was damaged on its way.
_ALGORITHMS: dict[str, Callable[..., Any]] = {
    "sha1": hashlib.sha1,
    "sha-1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha-256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "sha-512": hashlib.sha512,
    "md5": hashlib.md5,
}


def sha1_of(data: bytes) -> str:
    """Return the SHA-1 of some bytes as indexes of WARC files expect it: in base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def is_right(labelled: str, candidates: Iterable[bytes]) -> bool:
    """Return whether a digest is that of one of these bytes; what cannot be checked counts as right.

    Args:
        labelled: as ``sha1:…``, in base32, base64 or hexadecimal digits of any case.
        candidates: the bytes that writers have taken it of, the likeliest first.
    """
    algorithm, colon, value = labelled.partition(":")
    make = _ALGORITHMS.get(algorithm.strip().lower())
    if make is None or not colon:
        return True
    expected = _forms(value.strip(), make(usedforsecurity=False).digest_size)
    if not expected:
        return False
    seen: list[bytes] = []
    for data in candidates:
        if any(data is other for other in seen):
            continue
        seen.append(data)
        if make(data, usedforsecurity=False).digest() in expected:
            return True
    return False


def _forms(value: str, size: int) -> set[bytes]:
    """Return the digests of this size that a text may mean."""
    readers: tuple[Callable[[str], bytes], ...] = (bytes.fromhex, _base32, _base64)
    found = set()
    for read in readers:
        try:
            digest = read(value)
        except (ValueError, binascii.Error):
            continue
        if len(digest) == size:
            found.add(digest)
    return found


def _base32(value: str) -> bytes:
    bare = value.rstrip("=").upper()
    return base64.b32decode(bare + "=" * (-len(bare) % 8))


def _base64(value: str) -> bytes:
    bare = value.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_")
