"""The bytes: each payload unpacked, and compared with its digest and with the captures that had it."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from typing import Any

import zstandard

from scraper.errors import ArchiveError
from scraper.model.flaw import Finding, Flaw
from scraper.store.payloads import Payloads
from scraper.store.verify.reading import Check, said

# What the codecs raise of damaged bytes, and what an unknown codec or a missing dictionary leads to. A damaged frame
# may also ask for more memory than there is.
_UNPACKING = (
    *(ArchiveError, sqlite3.Error, zstandard.ZstdError, zlib.error),
    *(OSError, EOFError, LookupError, TypeError, ValueError, MemoryError),
)


def check_payloads(check: Check) -> None:
    """Unpack every payload, and tell which are not what they were."""
    payloads = Payloads(check.db)
    for payload_id, (digest,) in check.rows("payloads", "digest"):
        users = _users(check, payload_id)
        first = min((user[0] for user in users), default=None)
        url = users[0][1] if users else None
        try:
            body = payloads.body(payload_id)
        except _UNPACKING as error:
            detail: dict[str, str | int] = {"said": said(error)}
            check.found(Finding(Flaw.PAYLOAD_DAMAGED, "payloads", payload_id, url, detail, first))
            continue
        found = hashlib.sha256(body).digest()
        if found != digest:
            check.found(Finding(Flaw.PAYLOAD_CHANGED, "payloads", payload_id, url, {}, first))
        for capture_id, address, of_capture, size in users:
            # Where the bytes changed themselves, that has been told, and the capture's own row is in the chain.
            if of_capture != digest or (size != len(body) and found == digest):
                other = Finding(
                    Flaw.OTHER_PAYLOAD, "captures", capture_id, address, {"payload": payload_id}, capture_id
                )
                check.found(other)


def _users(check: Check, payload_id: int) -> list[Any]:
    """Return (id, url, digest, size) of the captures that had a payload."""
    try:
        select = "SELECT id, url, digest, size FROM main.captures WHERE payload_id = ? ORDER BY id"
        return check.db.execute(select, [payload_id]).fetchall()
    except sqlite3.Error as error:
        # The row itself was told of when the chain was followed.
        said(error)
        return []
