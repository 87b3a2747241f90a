"""Group commit: pages that are ready within the same moment share one transaction.

Each page is still written whole or not at all, and its visit goes on only when it is on the disk, so a kill costs no
more than the pages in flight. A polite crawl has one page a transaction; where a host allows hundreds a second, most
of what a commit costs (the journal's pages, the search index's new segment) is paid once for several.

A group is written by the event loop without a pause between its first write and its commit, so no other step of the
run sees half of it. Only for the database's lock does it wait, and then nothing is written yet.
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
# A group of so many pages waits for no more. It takes some 30 ms to write, in which the answers of all hosts wait.
_MOST = 64
# Seconds between two tries to get a lock that another process holds. The event loop goes on meanwhile.
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class _Write:
    """A piece of writing that waits for its group's transaction.

    Args:
        work: writes to the archive.
        done: gets the result once that is committed; None where nobody waits for it.
    """

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
        # One group at a time is committed: on one connection, SQLite refuses to begin a transaction within another.
        self._turn = asyncio.Lock()
        self._commits: set[asyncio.Task[None]] = set()
        self._is_scheduled = False
        self._in_flight = 0
        # What writes have raised that nobody waits for: flush() raises the first.
        self._unheard: list[Exception] = []
        self._is_hurried = False

    def hurry(self) -> None:
        """End the run at once: wait for no other process, and raise nothing of what nobody waits for.

        What cannot be written now is fetched again by the next run.
        """
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
            # The group may have waited for this very visit, which ends without writing anything.
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
        # Only the first write of a group sets the timer: if each one put it off, a steady flow would never be written.
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
        # A group that is being committed now holds the turn, so that this one comes after it.
        await self._commit()
        if self._unheard and not self._is_hurried:
            error = self._unheard[0]
            self._unheard.clear()
            raise error

    def _commit_if_ripe(self) -> None:
        """Have the group committed soon where no visit in flight can still join it, or where it is large enough."""
        # What nobody waits for makes no group ripe, or a run without news would write at each source instead of once.
        waiting = sum(write.done is not None for write in self._group)
        most = min(self._in_flight, _MOST)
        if waiting > 0 and waiting >= most:
            self._commit_soon()

    def _commit_soon(self) -> None:
        """Have the group committed as soon as the one before it is."""
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
            # Whoever writes from here on belongs to the next group, for which another commit has to be scheduled.
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
            ArchiveError: the file cannot be written; nothing of the group is kept.
        """
        try:
            return await self._in_one_transaction(group)
        except ArchiveError:
            # A full disk, a damaged file or a lock that is not given back: no write by itself would do better.
            raise
        except Exception as error:  # noqa: BLE001  (it is handed to the visit that waits for it)
            if len(group) == 1:
                return [error]
        # One write failed, and its rollback undid the others: each gets a transaction of its own.
        outcomes: list[Any] = []
        for write in group:
            try:
                outcomes += await self._write_all([write])
            except ArchiveError as error:
                # What was committed before stays, and whoever waits for it is told so. The rest is not tried any more.
                return outcomes + [error] * (len(group) - len(outcomes))
        return outcomes

    async def _in_one_transaction(self, group: list[_Write]) -> list[Any]:
        """Do all the writing of a group and commit it; return what each write returned.

        Raises:
            ArchiveError: the file itself cannot be written.
            Exception: what one of the writes raised; nothing of the group is kept.
        """
        await self._begin()
        try:
            outcomes = [write.work() for write in group]
            self._archive.commit()
        except BaseException as error:
            # Also when the program is told to end: a transaction left open would keep the lock from other processes.
            self._archive.rollback()
            error_of_the_file = self._archive.own_error(error)
            if error_of_the_file is not None:
                raise error_of_the_file from error
            raise
        return outcomes

    async def _begin(self) -> None:
        """Begin a transaction; while another process holds the lock, visits and requests go on.

        Raises:
            ArchiveError: the lock cannot be had in time.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not self._archive.begin():
            if loop.time() - began > self._longest_wait:
                raise self._archive.held_for_too_long()
            await asyncio.sleep(_PAUSE)

    def _hand_out(self, group: list[_Write], outcomes: list[Any]) -> None:
        """Wake whoever waits for a write with what it returned or raised."""
        for write, outcome in zip(group, outcomes, strict=True):
            has_failed = isinstance(outcome, Exception)
            if write.done is None:
                if has_failed:
                    self._unheard.append(outcome)
            elif write.done.done():
                # The visit was cancelled while it waited. What it read is kept all the same.
                continue
            elif has_failed:
                write.done.set_exception(outcome)
            else:
                write.done.set_result(outcome)
