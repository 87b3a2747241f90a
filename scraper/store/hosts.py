"""What politeness remembers of hosts between runs."""

from __future__ import annotations

import re

from sqlite_utils import Database

from scraper.model import HostState
from scraper.store.columns import from_text, to_text
from scraper.web.userinfo import masked, masked_address

# The value of a line of robots.txt that is one address (sitemaps.org).
_SITEMAP = re.compile(r"^([ \t]*sitemap[ \t]*:)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
# The texts of a JSON document. One with an escaped quote is met in parts.
_JSON_TEXT = re.compile(r'(")([^"]*)')
# '@' as JSON may escape it (RFC 8259 §7).
_ESCAPED_AT = "\\u0040"


def _kept_robots(file: bytes | None) -> bytes | None:
    """Return a robots.txt with ``***`` for user and password in any address in it; its rules stay as they are."""
    return _masked(file, _SITEMAP)


def _kept_tdmrep(file: bytes | None) -> bytes | None:
    """Return a tdmrep.json with ``***`` for user and password in any address in it."""
    if file is None:
        return None
    return _masked(file.replace(_ESCAPED_AT.encode(), b"@"), _JSON_TEXT)


def _masked(file: bytes | None, addresses: re.Pattern[str]) -> bytes | None:
    """Return a host's file with ``***`` for user and password.

    Args:
        file: its bytes.
        addresses: what stands before an address alone, and the address.
    """
    if file is None or b"@" not in file:
        return file
    # Whatever bytes a host sends come back from the text as they were.
    text = file.decode("utf-8", "surrogateescape")
    text = addresses.sub(lambda found: found[1] + masked_address(found[2]), text)
    return masked(text).encode("utf-8", "surrogateescape")


class Hosts:
    """The table ``hosts``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def load(self, host: str) -> HostState:
        """Return what is known of a host; an empty state for a new one."""
        row = self._db.execute(
            "SELECT robots, robots_at, delay, not_before, failures, tdmrep, tdmrep_at FROM hosts WHERE host = ?", [host]
        ).fetchone()
        if row is None:
            return HostState(host)
        robots, robots_at, delay, not_before, failures, tdmrep, tdmrep_at = row
        return HostState(
            host, robots, from_text(robots_at), delay, from_text(not_before), failures, tdmrep, from_text(tdmrep_at)
        )

    def save(self, state: HostState) -> None:
        """Write a host's state. The caller holds the transaction."""
        # Of robots and tdmrep, b"" says that the host has no such file; None becomes NULL: nobody has asked for it yet.
        self._db.table("hosts").upsert(
            {
                "host": state.host,
                "robots": _kept_robots(state.robots),
                "robots_at": to_text(state.robots_at),
                "delay": state.delay,
                "not_before": to_text(state.not_before),
                "failures": state.failures,
                "tdmrep": _kept_tdmrep(state.tdmrep),
                "tdmrep_at": to_text(state.tdmrep_at),
            },
            pk="host",
        )
