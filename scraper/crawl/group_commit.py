"""Group commit: pages that are ready within the same moment share one transaction.

Each page is still whole or not there at all, and its visit goes on only when it is on the disk, so a kill costs no
more than the pages in flight. A polite crawl has one page a transaction; where a host allows hundreds a second, most
of what a commit costs (the journal's pages, the search index's new segment) is paid once for several.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from scraper.errors import ArchiveError
from scraper.store import Archive

T = TypeVar("T")
# So long the first page of a group waits for others, and so many make a group.
_MOMENT = 0.005
_MOST = 16


@dataclass(frozen=True, slots=True)
class _Write:
    """What is to be written, and who waits for it, if anybody does."""

    work: Callable[[], Any]
    done: asyncio.Future[Any] | None


class GroupCommit:
    """Writes to the archive from visits that run side by side.

    Args:
        archive: opened for writing.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._group: list[_Write] = []
        self._timer: asyncio.TimerHandle | None = None
        self._unheard: list[Exception] = []

    async def write(self, work: Callable[[], T]) -> T:
        """Do some writing within the next transaction; return its result once that is committed.

        Args:
            work: writes to the archive; called once. What it raises undoes its own writes only.

        Raises:
            ArchiveError: the transaction cannot be committed, and nothing of it is kept.
        """
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._group.append(_Write(work, done))
        if len(self._group) >= _MOST:
            self._commit()
        elif self._timer is None:
            self._timer = loop.call_later(_MOMENT, self._commit)
        result: T = await done
        return result

    def later(self, work: Callable[[], Any]) -> None:
        """Do some writing within the next transaction, whenever that is, at the latest when :meth:`flush` is called.

        For what a kill may cost: that a source has not changed, that a site is done. A run without news writes once.

        Args:
            work: writes to the archive; called once. What it raises is raised by :meth:`flush`.
        """
        self._group.append(_Write(work, None))

    def flush(self) -> None:
        """Commit what is waiting, now.

        Raises:
            Exception: what the first writing raised that nobody waited for.
        """
        self._commit()
        if self._unheard:
            error = self._unheard[0]
            self._unheard.clear()
            raise error

    def _commit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._group:
            return
        group, self._group = self._group, []
        outcomes: list[Any] = []
        try:
            with self._archive.transaction():
                outcomes += [self._one(write.work) for write in group]
        except Exception as error:  # noqa: BLE001  (whatever it is, nobody waits for ever)
            outcomes = [error] * len(group)
        for write, outcome in zip(group, outcomes, strict=True):
            if write.done is None:
                self._unheard += [outcome] if isinstance(outcome, Exception) else []
            # What was read is kept, also where nobody waits for it any more.
            elif write.done.done():
                continue
            elif isinstance(outcome, Exception):
                write.done.set_exception(outcome)
            else:
                write.done.set_result(outcome)

    def _one(self, work: Callable[[], Any]) -> Any:
        """Return what one write returns or raises; the error of the archive itself ends the transaction."""
        try:
            with self._archive.savepoint():
                return work()
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  (it is handed to the visit that waits for it)
            return error
