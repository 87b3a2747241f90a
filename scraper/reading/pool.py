"""Reading pages beside the crawl: processes that are started only where pages come faster than one can read.

A polite crawl waits for its hosts and never needs them. Where a host allows many pages a second (one's own, or an
archive of pages), reading is most of the work, and each core takes its share of it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pickle
import sys
from collections import deque
from contextlib import suppress
from dataclasses import replace
from itertools import count
from time import monotonic

from scraper.model import Reading, Reason, Response, Site, fault
from scraper.reading.page import read
from scraper.reading.thread import WorkerThread
from scraper.reading.worker import LENGTH, READY

ANSWER_SECONDS = 20.0
"""How long a process may read one page. The slowest page that is known takes two seconds; what takes longer is dead,
stopped, or its answer is lost."""

START_SECONDS = 60.0
"""How long a process may take to start; on a busy machine it waits for its turn, and no page is to blame."""

# So many pages are looked at before other processes are thought of, and so many a second are many: one process reads
# some 200 pages a second, and does the rest of the crawl besides.
_SAMPLE = 20
_MANY_A_SECOND = 40
# One a core, the crawl itself not counted: it waits for them.
_MOST = 4
_MODULE = "scraper.reading.worker"
# The largest answer that the pipe's reader takes at once; a record is no longer than its page.
_LARGEST_ANSWER = 2**24
# Pages beyond so many bytes may take a second or more, in which the hosts of other sites would wait.
_LARGE_PAGE = 500_000
# Linux's own pipes hold 64 KiB, which takes many turns for one page.
_PIPE_BYTES = 2**20
# A page whose reader was lost is read once more, in case the reader was at fault and not the page.
_MOST_LOSSES = 2
# So many processes in a row that end before they have started: no other will start either, and so on for ever.
_MOST_FAILED_STARTS = 5


class ReaderLostError(Exception):
    """A process ended, stopped or lost an answer.

    Args:
        is_culprit: whether it was busy with the very page that is told so, and not with one before it.
    """

    def __init__(self, *, is_culprit: bool) -> None:
        super().__init__("the reading process was lost")
        self.is_culprit = is_culprit


class ReaderPool:
    """Reads pages in this process, or in others where that pays.

    Args:
        thread: where large pages are read that are read in this process.
        answer_seconds: how long a process may read one page.
        processes: so many are started for the first page, whatever the pace; None: as it pays.
    """

    def __init__(
        self, thread: WorkerThread, answer_seconds: float = ANSWER_SECONDS, *, processes: int | None = None
    ) -> None:
        self._thread = thread
        self._answer_seconds = answer_seconds
        self._processes = processes
        self._starting = asyncio.Lock()
        self._began: float | None = None
        self._pages = 0
        self._workers: list[_Worker] = []
        self._replacing = asyncio.Lock()
        self._failed_starts = 0
        is_alone = (os.cpu_count() or 1) < 2
        # How many processes there are is not a matter of the pace where somebody has said it.
        self._is_settled = is_alone or processes is not None

    async def read(self, response: Response, site: Site) -> Reading:
        """Read a response.

        A process that does not answer in time is replaced, and its pages are read again; a page that cost two
        processes is given up, with :attr:`Reason.READER_LOST`.

        Args:
            response: a full answer.
            site: the profile that its address belongs to.
        """
        if not self._workers and self._pays():
            await self._start()
        if self._processes is not None:
            await self._start_first(self._processes)
        losses = 0
        while self._workers and losses < _MOST_LOSSES:
            worker = min(self._workers, key=lambda one: one.waiting)
            try:
                return await worker.ask(response, site)
            except ReaderLostError as error:
                # A page that only waited behind the one at fault is asked for again as often as needed. Otherwise two
                # bad pages would take the good ones behind them along.
                if error.is_culprit:
                    losses += 1
                await self._replace(worker)
        if losses:
            # What has ended another process is not read in this one, also where no other can be started.
            return Reading(None, fault(Reason.READER_LOST))
        return await self._read_here(response, site)

    async def close(self) -> None:
        """End the other processes, if there are any."""
        workers, self._workers = self._workers, []
        for worker in workers:
            await worker.close()

    async def _read_here(self, response: Response, site: Site) -> Reading:
        if len(response.body) > _LARGE_PAGE:
            return await self._thread.run(read, response, site)
        return read(response, site)

    def _pays(self) -> bool:
        """Count a page; return whether pages come faster than one process should read them."""
        if self._is_settled:
            return False
        self._pages += 1
        if self._began is not None and self._pages <= _SAMPLE:
            return False
        many = self._began is not None and _MANY_A_SECOND * (monotonic() - self._began) < _SAMPLE
        self._began, self._pages = monotonic(), 0
        return many

    async def _start_first(self, processes: int) -> None:
        """Start the processes that were asked for, once; pages that come meanwhile wait for them."""
        async with self._starting:
            if self._processes is None:
                return
            for _ in range(processes):
                await self._add_worker()
            self._processes = None

    async def _start(self) -> None:
        self._is_settled = True
        for _ in range(min(os.cpu_count() or 1, _MOST)):
            await self._add_worker()

    async def _add_worker(self) -> None:
        # No memory, no more processes: those that there are, or this one, are enough.
        with suppress(OSError):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", _MODULE, limit=_LARGEST_ANSWER,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            self._workers.append(_Worker(process, self._answer_seconds))

    async def _replace(self, worker: _Worker) -> None:
        """Put a new process in the place of one that was lost; the first page that notices does, the others wait."""
        async with self._replacing:
            if worker not in self._workers:
                return
            self._workers.remove(worker)
            await worker.close()
            self._failed_starts = 0 if worker.has_started else self._failed_starts + 1
            if self._failed_starts < _MOST_FAILED_STARTS:
                await self._add_worker()


class _Worker:
    """One process that reads.

    Args:
        process: as started, with both pipes.
        answer_seconds: how long it may read one page.
    """

    def __init__(self, process: asyncio.subprocess.Process, answer_seconds: float) -> None:
        assert process.stdin is not None  # noqa: S101  (told to the type checker)
        assert process.stdout is not None  # noqa: S101
        self._process = process
        self._answer_seconds = answer_seconds
        _widen(process.stdin)
        self._questions, self._answers = process.stdin, process.stdout
        self._numbers = count()
        self._asked: deque[tuple[int, asyncio.Future[Reading]]] = deque()
        self._is_lost = False
        self.has_started = False
        self._has_work = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    @property
    def waiting(self) -> int:
        """How many pages it has not answered yet."""
        return len(self._asked)

    async def ask(self, response: Response, site: Site) -> Reading:
        """Return what the process read.

        Raises:
            ReaderLostError: it has ended, or does not answer.
        """
        if self._is_lost:
            raise ReaderLostError(is_culprit=False)
        # Drop the compressed copy: the worker needs the decoded body only, and no heads of the exchange.
        further = tuple(replace(other, packed=b"", exchange=None) for other in response.further)
        page = replace(response, packed=b"", exchange=None, further=further)
        number = next(self._numbers)
        data = pickle.dumps((number, page, site), pickle.HIGHEST_PROTOCOL)
        answer: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        self._asked.append((number, answer))
        self._has_work.set()
        self._questions.write(LENGTH.pack(len(data)) + data)
        return await answer

    async def close(self) -> None:
        """End the process."""
        self._listening.cancel()
        self._lose()
        self._questions.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _listen(self) -> None:
        """Hand out the answers as they come, in the order of the questions.

        The process reads one page at a time, so the time of a page that waits begins with the answer before its own.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._answers.readexactly(len(READY))
            self.has_started = True
            while True:
                await self._has_work.wait()
                async with asyncio.timeout(self._answer_seconds):
                    answered, reading = await self._next_answer()
                number, answer = self._asked[0]
                if answered != number:
                    # An answer was lost, and each that follows would be taken for that of the page before.
                    self._lose()
                    return
                self._asked.popleft()
                if not answer.done():
                    answer.set_result(reading)
                if not self._asked:
                    self._has_work.clear()
        except Exception:  # noqa: BLE001  (whatever came through the pipe, nobody waits for ever)
            self._lose()

    async def _next_answer(self) -> tuple[int, Reading]:
        (size,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        answer: tuple[int, Reading] = pickle.loads(await self._answers.readexactly(size))  # noqa: S301 (our own process)
        return answer

    def _lose(self) -> None:
        """Tell all whose pages are not answered; the first of them is the page that it was busy with."""
        self._is_lost = True
        for place, (_, answer) in enumerate(self._asked):
            if not answer.done():
                # No page is to blame for a process that has read none.
                is_culprit = self.has_started and place == 0
                answer.set_exception(ReaderLostError(is_culprit=is_culprit))
        self._asked.clear()


def _widen(questions: asyncio.StreamWriter) -> None:
    """Let a pipe hold a whole page, where the system can."""
    pipe = questions.transport.get_extra_info("pipe")
    # The pipe of a process that has ended already is closed, which is a ValueError here and found out when it is asked.
    with suppress(OSError, AttributeError, ValueError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
