"""The chain of hashes over the captures: what was put in, taken out or changed since a link was noted breaks it.

A link is the sha256 of three things, one behind the other: the link before it (32 zero bytes for the first capture),
the digest of the capture's row, and 16 random bytes, its salt. Captures follow one another by their numbers. Of a
capture that was forgotten the link stays in ``gaps``; without its salt nobody who has the text can prove by the link
that the archive held it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from typing import Any

from scraper.errors import ArchiveError

CAPTURE_FIELDS = (
    *("id", "url", "requested_url", "fetched_at", "status", "protocol", "remote_address", "exchange", "media_type"),
    *("digest", "size", "via_id", "part_of", "signals"),
)
"""The columns of ``captures`` that its digest is taken of. How bytes are packed, and whether they are still kept, is no
part of it."""

_BEFORE_THE_FIRST = bytes(32)
# Chosen: as many bytes as the seed of a random UUID, too many to be tried out.
_SALT_BYTES = 16
_EXCHANGE = CAPTURE_FIELDS.index("exchange")

Heads = tuple[bytes, bytes]
"""The heads of a request and of its answer."""


def new_salt() -> bytes:
    """Return the salt of a new capture."""
    return os.urandom(_SALT_BYTES)


def capture_digest(values: Sequence[Any], unpack: Callable[[bytes], Heads]) -> bytes:
    """Return the digest of a capture's row, 32 bytes.

    Args:
        values: :data:`CAPTURE_FIELDS`, as the table holds them.
        unpack: takes apart what stands in ``captures.exchange``.
    """
    row = list(values)
    row[_EXCHANGE] = _heads_digest(row[_EXCHANGE], unpack)
    text = json.dumps([value.hex() if isinstance(value, bytes) else value for value in row], ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()


def _heads_digest(exchange: bytes | None, unpack: Callable[[bytes], Heads]) -> bytes | None:
    """Return the digest of the heads themselves, which stays when they are packed in another way."""
    if exchange is None:
        return None
    try:
        request, response = unpack(exchange)
    except ArchiveError:
        # What is damaged cannot be packed in another way either, so its bytes stand for it.
        return hashlib.sha256(exchange).digest()
    return hashlib.sha256(len(request).to_bytes(4, "big") + request + response).digest()


def chain_link(before: bytes | None, digest: bytes, salt: bytes) -> bytes:
    """Return the link of a capture, 32 bytes.

    Args:
        before: the link of the capture before it, or None for the first.
        digest: the :func:`capture_digest`.
        salt: its salt.
    """
    return hashlib.sha256((before or _BEFORE_THE_FIRST) + digest + salt).digest()
