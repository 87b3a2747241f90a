"""What a run writes only once somebody has answered: without a network it leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scraper.crawl.group_commit import GroupCommit
from scraper.fetch import Fetcher
from scraper.model import Fault
from scraper.policy.network import no_network


class Held:
    """What failures without an answer are to write, until it is known whether there is a network.

    Args:
        fetcher: knows whether any host has answered.
        commits: how the run writes.
    """

    def __init__(self, fetcher: Fetcher, commits: GroupCommit) -> None:
        self._fetcher = fetcher
        self._commits = commits
        self._waiting: list[Callable[[], Any]] = []
        self._undone_by: list[Callable[[], Any]] = []

    def later(self, work: Callable[[], Any]) -> None:
        """Write with the next commit after the first answer of the run.

        Args:
            work: as :meth:`GroupCommit.later` takes it.
        """
        self._waiting.append(work)
        if self._fetcher.is_answered:
            self.release()

    def undo(self, work: Callable[[], Any]) -> None:
        """Name what takes back something that had to be written before the first request.

        Args:
            work: as :meth:`GroupCommit.later` takes it.
        """
        self._undone_by.append(work)

    def release(self) -> None:
        """Write all that waits, whoever has answered."""
        for work in self._waiting:
            self._commits.later(work)
        self._waiting.clear()
        self._undone_by.clear()

    def end(self) -> Fault | None:
        """End the run: write what waits, or drop it where there was no network; return that fault, or None."""
        why = no_network(self._fetcher.unreached, self._fetcher.led_astray, is_answered=self._fetcher.is_answered)
        if why is None:
            self.release()
            return None
        self._waiting = self._undone_by
        self._undone_by = []
        self.release()
        return why
