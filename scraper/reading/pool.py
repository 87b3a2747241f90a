"""Reading pages beside the crawl: processes that are started only where pages come faster than one can read.

A polite crawl waits for its hosts and never needs them. Where a host allows many pages a second (one's own,
or an archive of pages), reading is most of the work, and each core takes its share of it.
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
from time import monotonic

from scraper.model import Response, Site
from scraper.reading import Reading, read
from scraper.reading.thread import WorkerThread
from scraper.reading.worker import LENGTH

# So many pages are looked at before other processes are thought of, and so many a second are many.
_SAMPLE = 20
_MANY_A_SECOND = 40
# One a core, the crawl itself not counted: it waits for them.
_MOST = 4
_MODULE = "scraper.reading.worker"
_LARGEST = 2**24
# Bytes of a page that may take a second or more.
_LARGE = 500_000
_PIPE = 2**20


class Reader:
    """Reads pages in this process, or in others where that pays.

    Args:
        thread: where large pages are read that are read in this process.
    """

    def __init__(self, thread: WorkerThread) -> None:
        self._thread = thread
        self._began: float | None = None
        self._pages = 0
        self._helpers: list[_Helper] = []
        self._given_up = (os.cpu_count() or 1) < 2

    async def read(self, response: Response, site: Site) -> Reading:
        """Read an answer; return the record, and why it is not archived or None.

        Args:
            response: an answer with status 200.
            site: the profile that its address belongs to.
        """
        if not self._helpers and self._pays():
            await self._start()
        if not self._helpers:
            return await self._read_here(response, site)
        helper = min(self._helpers, key=lambda one: one.waiting)
        try:
            return await helper.ask(response, site)
        except (OSError, EOFError):
            # It was ended from outside; nothing is lost by it.
            self._helpers = [one for one in self._helpers if one is not helper]
            self._given_up = True
            return await self._read_here(response, site)

    async def close(self) -> None:
        """End the other processes, if there are any."""
        helpers, self._helpers = self._helpers, []
        for helper in helpers:
            await helper.close()

    async def _read_here(self, response: Response, site: Site) -> Reading:
        if len(response.body) > _LARGE:
            return await self._thread.run(read, response, site)
        return read(response, site)

    def _pays(self) -> bool:
        """Count a page; return whether pages come faster than one process should read them."""
        if self._given_up:
            return False
        self._pages += 1
        if self._began is not None and self._pages <= _SAMPLE:
            return False
        many = self._began is not None and _MANY_A_SECOND * (monotonic() - self._began) < _SAMPLE
        self._began, self._pages = monotonic(), 0
        return many

    async def _start(self) -> None:
        self._given_up = True
        # No memory, no more processes: one is enough.
        with suppress(OSError):
            for _ in range(min(os.cpu_count() or 1, _MOST)):
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", "-m", _MODULE, limit=_LARGEST,
                    stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                )  # fmt: skip
                self._helpers.append(_Helper(process))


class _Helper:
    """One process that reads.

    Args:
        process: as started, with both pipes.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None  # noqa: S101  (told to the type checker)
        assert process.stdout is not None  # noqa: S101
        self._process = process
        _widen(process.stdin)
        self._questions, self._answers = process.stdin, process.stdout
        self._asked: deque[asyncio.Future[Reading]] = deque()
        self._listening = asyncio.create_task(self._listen())

    @property
    def waiting(self) -> int:
        """How many pages it has not answered yet."""
        return len(self._asked)

    async def ask(self, response: Response, site: Site) -> Reading:
        """Return what the process read.

        Raises:
            OSError, EOFError: it has ended.
        """
        answer: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        # The body goes along once.
        data = pickle.dumps((replace(response, packed=b""), site), pickle.HIGHEST_PROTOCOL)
        self._asked.append(answer)
        self._questions.write(LENGTH.pack(len(data)) + data)
        if self._listening.done():
            raise EOFError("the reading process ended")
        return await answer

    async def close(self) -> None:
        """End the process."""
        self._listening.cancel()
        self._questions.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _listen(self) -> None:
        """Hand out the answers, which come in the order of the questions."""
        try:
            while True:
                (size,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
                answer: Reading = pickle.loads(await self._answers.readexactly(size))  # noqa: S301 (our own process)
                future = self._asked.popleft()
                if not future.done():
                    future.set_result(answer)
        except (asyncio.IncompleteReadError, OSError):
            for future in self._asked:
                if not future.done():
                    future.set_exception(EOFError("the reading process ended"))


def _widen(questions: asyncio.StreamWriter) -> None:
    """Let a pipe hold a whole page, where the system can: Linux's own 64 KiB take many turns for one."""
    pipe = questions.transport.get_extra_info("pipe")
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
