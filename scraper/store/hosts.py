"""What politeness remembers of hosts between runs."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.model import HostState
from scraper.store.columns import from_text, to_text


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
                "robots": state.robots,
                "robots_at": to_text(state.robots_at),
                "delay": state.delay,
                "not_before": to_text(state.not_before),
                "failures": state.failures,
                "tdmrep": state.tdmrep,
                "tdmrep_at": to_text(state.tdmrep_at),
            },
            pk="host",
        )
