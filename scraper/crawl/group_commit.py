"""Group commit: pages that are ready within the same moment share one transaction.

Each page is still whole or not there at all, and its visit goes on only when it is on the disk, so a kill costs no
more than the pages in flight. A polite crawl has one page a transaction; where a host allows hundreds a second, most
of what a commit costs (the journal's pages, the search index's new segment) is paid once for several.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from scraper.errors import ArchiveError
from scraper.store import LONGEST_WAIT, Archive

T = TypeVar("T")
# The first page of a group waits so many seconds for others, unless nobody else is on the way. Measured on 1,000 pages
# of a local site: beyond this a commit's share of a page's cost falls no further.
_MOMENT = 0.04
# So many pages make a group, which takes some 30 ms to write: the answers of other hosts wait no longer.
_MOST = 64
# Seconds between two looks at a lock that another process holds. The event loop goes on meanwhile.
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class _Write:
    """What is to be written, and who waits for it, if anybody does."""

    work: Callable[[], Any]
    done: asyncio.Future[Any] | None


class GroupCommit:
    """The one way in which a run writes to the archive.

    Args:
        archive: opened for writing.
        longest_wait: seconds that a group waits for another process that writes, before it is given up.
    """

    def __init__(self, archive: Archive, longest_wait: float = LONGEST_WAIT) -> None:
        self._archive = archive
        self._longest_wait = longest_wait
        self._group: list[_Write] = []
        self._timer: asyncio.TimerHandle | None = None
        self._turn = asyncio.Lock()
        self._commits: set[asyncio.Task[None]] = set()
        self._is_scheduled = False
        self._in_flight = 0
        self._unheard: list[Exception] = []
        self._is_hurried = False

    def hurry(self) -> None:
        """Wait for nobody any more: the run is to end at once, and what cannot be written now is done again later."""
        self._longest_wait = 0.0
        self._is_hurried = True

    @contextmanager
    def visiting(self) -> Iterator[None]:
        """Count a visit that is in flight: a group waits for those that may still join it, and for nobody else."""
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1
            self._commit_if_ripe()

    async def write(self, work: Callable[[], T]) -> T:
        """Do some writing within the next transaction; return its result once that is committed.

        Args:
            work: writes to the archive. What it raises undoes its own writes only; it is called again where another
                write of its group has failed, so it must change nothing but the archive.

        Raises:
            ArchiveError: the transaction cannot be committed, and nothing of it is kept.
        """
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._group.append(_Write(work, done))
        if self._timer is None:
            self._timer = loop.call_later(_MOMENT, self._commit_soon)
        self._commit_if_ripe()
        result: T = await done
        return result

    def later(self, work: Callable[[], Any]) -> None:
        """Do some writing within the next transaction, whenever that is, at the latest when :meth:`flush` is called.

        For what a kill may cost: that a source has not changed, that a site is done. A run without news writes once.

        Args:
            work: as for :meth:`write`. What it raises is raised by :meth:`flush`.
        """
        self._group.append(_Write(work, None))

    async def flush(self) -> None:
        """Commit what is waiting, and wait for what is being committed.

        Raises:
            Exception: what the first writing raised that nobody waited for.
        """
        await self._commit()
        if self._unheard and not self._is_hurried:
            error = self._unheard[0]
            self._unheard.clear()
            raise error

    def _commit_if_ripe(self) -> None:
        """Have the group committed soon where no visit in flight can still join it, or where it is large enough."""
        waiting = sum(write.done is not None for write in self._group)
        most = min(self._in_flight, _MOST)
        if waiting > 0 and waiting >= most:
            self._commit_soon()

    def _commit_soon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._is_scheduled:
            return
        self._is_scheduled = True
        # The set keeps the task alive until it is done; the event loop itself holds it weakly.
        task = asyncio.get_running_loop().create_task(self._commit())
        self._commits.add(task)
        task.add_done_callback(self._commits.discard)

    async def _commit(self) -> None:
        """Commit the group, after the one before it."""
        async with self._turn:
            self._is_scheduled = False
            group, self._group = self._group, []
            if not group:
                return
            try:
                outcomes = await self._write_all(group)
            except Exception as error:  # noqa: BLE001  (whatever it is, nobody waits for ever)
                outcomes = [error] * len(group)
            self._hand_out(group, outcomes)

    async def _write_all(self, group: list[_Write]) -> list[Any]:
        """Do all the writing of a group, in one transaction if possible; return what each write returned or raised.

        Raises:
            ArchiveError: nothing of the group is kept.
        """
        try:
            return await self._in_one_transaction(group)
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  (it is handed to the visit that waits for it)
            if len(group) == 1:
                return [error]
        # One of them failed, and took the others along: each gets a transaction of its own.
        outcomes: list[Any] = []
        for write in group:
            outcomes += await self._write_all([write])
        return outcomes

    async def _in_one_transaction(self, group: list[_Write]) -> list[Any]:
        await self._begin()
        try:
            outcomes = [write.work() for write in group]
            self._archive.commit()
        except BaseException as error:
            self._archive.rollback()
            own = self._archive.own_error(error)
            if own is not None:
                raise own from error
            raise
        return outcomes

    async def _begin(self) -> None:
        """Begin a transaction; while another process has its turn, everybody else goes on."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not self._archive.begin():
            if loop.time() - began > self._longest_wait:
                raise self._archive.held_for_too_long()
            await asyncio.sleep(_PAUSE)

    def _hand_out(self, group: list[_Write], outcomes: list[Any]) -> None:
        for write, outcome in zip(group, outcomes, strict=True):
            if write.done is None:
                self._unheard += [outcome] if isinstance(outcome, Exception) else []
            elif write.done.done():
                # What was read is kept, also where nobody waits for it any more.
                continue
            elif isinstance(outcome, Exception):
                write.done.set_exception(outcome)
            else:
                write.done.set_result(outcome)
