"""What politeness remembers of hosts between runs."""

from __future__ import annotations

import re

from sqlite_utils import Database

from scraper.model import HostState
from scraper.store.columns import from_text, to_text

# User and password of an address within a line of robots.txt or a text of tdmrep.json.
_USER = re.compile(rb"(https?://)[^/?#\\\s\"<>]*@", re.IGNORECASE)


def _masked(file: bytes | None) -> bytes | None:
    """Return a host's file with ``***`` for user and password in any address in it."""
    if file is None or b"@" not in file:
        return file
    return _USER.sub(rb"\1***@", file)


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
                "robots": _masked(state.robots),
                "robots_at": to_text(state.robots_at),
                "delay": state.delay,
                "not_before": to_text(state.not_before),
                "failures": state.failures,
                "tdmrep": _masked(state.tdmrep),
                "tdmrep_at": to_text(state.tdmrep_at),
            },
            pk="host",
        )
