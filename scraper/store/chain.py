"""The chain of hashes over the captures: what was put in, taken out or changed since a link was noted breaks it.

A link is the sha256 of the link before it (32 zero bytes for the first capture) and of the capture's seal, one behind
the other. A seal is the sha256 of the digest of the capture's row and of 16 random bytes, its salt. Captures follow one
another by their numbers.

Of a capture that was forgotten link and seal stay in ``gaps``. Without its salt nobody who has the text can prove by
them that the archive held it, while its link still follows from the one before it: without the seal, whoever writes the
file could make everything before a gap anew, and no later link would tell.
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

BEFORE_THE_FIRST = bytes(32)
"""The link that the first capture follows."""

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


def seal(digest: bytes, salt: bytes) -> bytes:
    """Return the seal of a capture, 32 bytes, which stays in ``gaps`` where the capture is forgotten.

    Args:
        digest: the :func:`capture_digest`.
        salt: its salt.
    """
    return hashlib.sha256(digest + salt).digest()


def chain_link(before: bytes | None, digest: bytes, salt: bytes) -> bytes:
    """Return the link of a capture, 32 bytes.

    Args:
        before: the link of the capture before it, or None for the first.
        digest: the :func:`capture_digest`.
        salt: its salt.
    """
    return sealed_link(before, seal(digest, salt))


def sealed_link(before: bytes | None, of: bytes) -> bytes:
    """Return the link of a capture of which only the :func:`seal` is known, 32 bytes.

    Args:
        before: the link of the capture before it, or None for the first.
        of: its seal.
    """
    return hashlib.sha256((before or BEFORE_THE_FIRST) + of).digest()
