"""Archived pages read on a Dask cluster: some at a time, through files that all machines see.

This process is the only one that reads the archive and writes it. Pages go to the workers, and readings come back, as
files in the shared folder: a scheduler is made for messages, not for gigabytes of pages.
"""

from __future__ import annotations

import asyncio
import pickle
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from scraper.batch.cluster import Cluster, WorkersDieError
from scraper.batch.reparse import AT_A_TIME
from scraper.errors import ScraperError
from scraper.model import Reading, Reason, Response, Site, fault
from scraper.reading.pool import ReaderPool
from scraper.reading.thread import WorkerThread

PAGES_A_TASK = 25
"""Pages that one task reads. Chosen: some tenth of a second of work, which is much more than the scheduler takes."""

# Chosen: what waits for others to come with it waits so long at most.
_PATIENCE_SECONDS = 0.05
_WAKE_SECONDS = 1.0
_TASKS_A_THREAD = 2

Page = tuple[Response, Site]

# One process a thread of the worker, kept for the next task.
_kept = threading.local()


class ClusterPages:
    """Reads pages as :class:`scraper.reading.pool.ReaderPool` does, on a cluster.

    Args:
        cluster: connected.
        folder: what all machines see.
    """

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self._cluster = cluster
        self._folder = folder
        self._waiting: list[tuple[Page, asyncio.Future[Reading]]] = []
        self._under_way: dict[Any, list[asyncio.Future[Reading]]] = {}
        self._patience: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None

    async def read(self, response: Response, site: Site) -> Reading:
        """Read a response.

        Args:
            response: a full answer.
            site: the profile that its address belongs to.

        Raises:
            ScraperError: the scheduler is gone, no worker is left, or the shared folder cannot be written.
        """
        loop = asyncio.get_running_loop()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        answer: asyncio.Future[Reading] = loop.create_future()
        # The worker needs the decoded body only, and no heads of the exchange.
        further = tuple(replace(other, packed=b"", exchange=None) for other in response.further)
        page = replace(response, packed=b"", exchange=None, further=further)
        self._waiting.append(((page, site), answer))
        if len(self._waiting) >= PAGES_A_TASK:
            self._send()
        elif self._patience is None:
            self._patience = loop.call_later(_PATIENCE_SECONDS, self._send)
        return await answer

    async def close(self) -> None:
        """Wait for nothing any more."""
        if self._watching is not None:
            self._watching.cancel()
        if self._patience is not None:
            self._patience.cancel()
        self._under_way.clear()

    def _send(self) -> None:
        """Have a worker read what waits."""
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        answers = [answer for _, answer in waiting]
        loop = asyncio.get_running_loop()
        file = self._folder / f"pages-{uuid4().hex}"
        try:
            _write(file, [page for page, _ in waiting])
        except OSError as error:
            self._fail(answers, _unwritable(self._folder, error))
            return

        def ended(future: Any) -> None:
            # A run that was stopped has closed its loop, and waits for nothing any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._take, future, file)

        future = self._cluster.submit(read_pages, str(file), done=ended)
        self._under_way[future] = answers

    def _take(self, future: Any, file: Path) -> None:
        """Hand out the readings of a task that has ended."""
        answers = self._under_way.pop(future, [])
        readings = _readings_file(file)
        try:
            self._cluster.result(future)
            found: list[Reading] = pickle.loads(readings.read_bytes())  # noqa: S301 (our own process)
        except WorkersDieError:
            found = [Reading(None, fault(Reason.READER_LOST))] * len(answers)
        except OSError as error:
            self._fail(answers, _unwritable(self._folder, error))
            return
        except Exception as error:  # noqa: BLE001  (whoever waits for a page is told)
            self._fail(answers, error)
            return
        finally:
            for one in (file, readings):
                with suppress(OSError):
                    one.unlink(missing_ok=True)
        for answer, reading in zip(answers, found, strict=True):
            if not answer.done():
                answer.set_result(reading)

    async def _watch(self) -> None:
        """Tell all who wait when the scheduler is gone, or no worker is left."""
        try:
            while True:
                await asyncio.sleep(_WAKE_SECONDS)
                if self._cluster.is_gone:
                    raise self._cluster.gone()
                if self._under_way:
                    self._cluster.look_for_workers()
        except ScraperError as error:
            under_way, self._under_way = self._under_way, {}
            for answers in under_way.values():
                self._fail(answers, error)

    def _fail(self, answers: list[asyncio.Future[Reading]], error: Exception) -> None:
        for answer in answers:
            if not answer.done():
                answer.set_exception(error)


def articles_at_a_time(cluster: Cluster) -> int:
    """Return for how many processes a run should have articles under way, so that no thread of a cluster waits.

    Args:
        cluster: connected.
    """
    return max(1, -(-cluster.threads * PAGES_A_TASK * _TASKS_A_THREAD // AT_A_TIME))


def read_pages(file: str) -> None:
    """Read the pages of a file, on a worker; the readings come to stand in a file beside it.

    Args:
        file: in the folder that all machines see.
    """
    path = Path(file)
    if _readings_file(path).exists():
        # Another worker, which the scheduler took for dead, has done it.
        return
    pages: list[Page] = pickle.loads(path.read_bytes())  # noqa: S301 (our own process)
    if not hasattr(_kept, "loop"):
        _kept.loop = asyncio.new_event_loop()
        # A process of its own: what a page ends is that, and not the worker.
        _kept.pool = ReaderPool(WorkerThread(), processes=1)
    readings = _kept.loop.run_until_complete(_all(_kept.pool, pages))
    _write(_readings_file(path), readings)


async def _all(pool: ReaderPool, pages: list[Page]) -> list[Reading]:
    return list(await asyncio.gather(*(pool.read(response, site) for response, site in pages)))


def _readings_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.read")


def _write(file: Path, value: object) -> None:
    partial = file.with_name(f"{file.name}.{uuid4().hex}.tmp")
    partial.write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    partial.replace(file)


def _unwritable(folder: Path, error: OSError) -> ScraperError:
    return ScraperError(
        f"{folder} cannot be used: {error.strerror or error}.",
        hint="Nothing is lost; run the same command again when that is mended.",
    )
