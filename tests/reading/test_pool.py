"""Pages read in other processes: the same records, in any order, and no page lost with a process."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import pickle
import signal
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest
from quick_worker import DEADLY

from scraper.model import Reading, Reason, Response, Site, fault
from scraper.reading import pool as module
from scraper.reading import read
from scraper.reading.pool import ReaderPool, _Worker
from scraper.reading.thread import WorkerThread

T = TypeVar("T")
# What the program itself starts.
OWN_MODULE = module._MODULE
HERE = Path(__file__).parent

SITE = Site(id="bote", name="Der Bote", home="https://bote.example/")
TEXT = "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um, und alle machen mit. " * 5


def response(number: int) -> Response:
    """Return the answer with article so and so."""
    url = f"https://bote.example/meldung/{number}"
    html = f"<article><h1>Meldung Nummer {number} aus Lindental</h1><p>{TEXT}</p><p>{TEXT}</p></article>"
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Response(url, url, 200, headers, html.encode(), dt.datetime(2026, 11, 24, tzinfo=dt.UTC))


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the processes with the third page, however slow the machine."""
    monkeypatch.setattr(module, "_SAMPLE", 1)
    monkeypatch.setattr(module, "_MANY_A_SECOND", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes that read nothing but headlines; the program's own are started by the test of what they read."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr(module, "_MODULE", "quick_worker")


async def read_all(pool: ReaderPool, numbers: Iterable[int]) -> list[Reading]:
    """Read these pages at once."""
    return await asyncio.gather(*(pool.read(response(number), SITE) for number in numbers))


async def started(answer_seconds: float = 20.0) -> ReaderPool:
    """Return a pool whose processes have been started, and have answered."""
    pool = ReaderPool(WorkerThread(), answer_seconds)
    await read_all(pool, range(3))
    await read_all(pool, range(2 * len(pool._workers)))
    # Where none could start, this process would have read the pages, and nothing of the others would be tested.
    assert [worker.has_started for worker in pool._workers] == ([] if module._MANY_A_SECOND else [True, True])
    return pool


def titles(readings: Iterable[Reading]) -> list[str]:
    return [reading.article.title for reading in readings if reading.article is not None]


def expected(numbers: Iterable[int]) -> list[str]:
    return [f"Meldung Nummer {number} aus Lindental" for number in numbers]


def run(work: Callable[[ReaderPool], Awaitable[T]], answer_seconds: float = 20.0) -> T:
    """Do something with a pool whose processes run."""

    async def whole() -> T:
        pool = await started(answer_seconds)
        try:
            # What would wait for ever fails instead.
            async with asyncio.timeout(40):
                return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(whole())


def test_other_processes_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MODULE", OWN_MODULE)

    async def work(pool: ReaderPool) -> tuple[int, list[Reading]]:
        return len(pool._workers), await read_all(pool, range(40))

    workers, readings = run(work)
    assert workers == 2
    assert readings == [read(response(number), SITE) for number in range(40)]


def test_a_slow_crawl_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MANY_A_SECOND", 1_000_000)

    async def work(pool: ReaderPool) -> int:
        await read_all(pool, range(10))
        return len(pool._workers)

    assert run(work) == 0


def test_whoever_knows_that_there_is_much_to_read_starts_all_processes_with_the_first_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MANY_A_SECOND", 1_000_000)

    async def whole() -> tuple[list[Reading], int]:
        pool = ReaderPool(WorkerThread(), processes=3)
        try:
            return await read_all(pool, range(7)), len(pool._workers)
        finally:
            await pool.close()

    readings, workers = asyncio.run(whole())
    assert (titles(readings), workers) == (expected(range(7)), 3)


def test_where_no_process_can_start_the_crawl_reads_its_pages_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MODULE", "scraper.no_such_module")
    starts = []
    add = ReaderPool._add_worker

    async def counted(pool: ReaderPool) -> None:
        starts.append(pool)
        await add(pool)

    monkeypatch.setattr(ReaderPool, "_add_worker", counted)

    async def whole() -> list[Reading]:
        pool = ReaderPool(WorkerThread())
        try:
            async with asyncio.timeout(40):
                return await read_all(pool, range(20))
        finally:
            await pool.close()

    assert titles(asyncio.run(whole())) == expected(range(20))
    assert 2 < len(starts) < 2 + module._MOST_FAILED_STARTS


# Many times what a page takes on a machine that is busy with other tests; a test that loses an answer waits so long.
SOON = 2.0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_that_is_ended_or_stopped_costs_no_page(how: signal.Signals) -> None:
    async def work(pool: ReaderPool) -> list[Reading]:
        before = [worker._process for worker in pool._workers]
        waiting = asyncio.create_task(read_all(pool, range(60)))
        await asyncio.sleep(0)
        for process in before:
            os.kill(process.pid, how)
        readings = await waiting
        # Others were started in their place, and go on; nothing is left of the first.
        assert len(pool._workers) == 2
        assert None not in [process.returncode for process in before]
        return readings + await read_all(pool, range(60, 70))

    assert titles(run(work, answer_seconds=SOON)) == expected(range(70))


def lose(worker: _Worker, *errors: Exception) -> None:
    """Let the next answer of a process get lost: something else comes through its pipe, or nothing."""
    hear, left = worker._next_answer, iter(errors or (None,))

    async def deaf() -> tuple[int, Reading]:
        answer = await hear()
        for error in left:
            if error is not None:
                raise error
            return await hear()
        return answer

    worker._next_answer = deaf  # type: ignore[method-assign]


@pytest.mark.parametrize("error", [None, pickle.UnpicklingError("no pickle"), EOFError(), AttributeError("no class")])
def test_a_lost_answer_costs_no_page(error: Exception | None) -> None:
    """Also where something else was written into the pipe: nobody waits for ever."""

    async def work(pool: ReaderPool) -> list[Reading]:
        for worker in pool._workers:
            lose(worker, *([error] if error else []))
        return await read_all(pool, range(6))

    assert titles(run(work, answer_seconds=SOON if error is None else 20.0)) == expected(range(6))


def test_the_pages_behind_a_lost_one_are_not_to_blame() -> None:
    """Three processes are lost while the same pages wait behind: more than a page may cost that is to blame."""

    async def work(pool: ReaderPool) -> list[Reading]:
        await pool._workers.pop().close()
        waiting = [asyncio.create_task(pool.read(response(number), SITE)) for number in range(40)]
        await asyncio.sleep(0)
        for _ in range(3):
            worker = pool._workers[0]
            os.kill(worker._process.pid, signal.SIGKILL)
            while worker in pool._workers or not pool._workers or not pool._workers[0].waiting:
                await asyncio.sleep(0.001)
        return await asyncio.gather(*waiting)

    readings = run(work)
    # Which pages each process was busy with when it ended is a matter of luck; all behind them are read.
    assert titles(readings)[-30:] == expected(range(10, 40))


def test_a_page_that_costs_two_processes_is_given_up_and_the_others_are_read() -> None:
    """Its process ends whenever it is asked for this page; the others that it was asked for are not to blame."""

    async def work(pool: ReaderPool) -> list[Reading]:
        return await read_all(pool, [*range(5), DEADLY, *range(5, 10)])

    readings = run(work)
    assert titles(readings) == expected(range(10))
    assert [reading.fault for reading in readings if reading.article is None] == [fault(Reason.READER_LOST)]


def test_a_page_that_has_cost_a_process_is_never_read_in_the_crawl_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no memory for another process; what ended one would end the whole crawl."""

    async def none(*_: object, **__: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    async def work(pool: ReaderPool) -> list[Reading]:
        monkeypatch.setattr(asyncio, "create_subprocess_exec", none)
        await pool._workers.pop().close()
        return await read_all(pool, [1, DEADLY, 2, 3])

    readings = run(work)
    assert titles(readings) == expected([1, 2, 3])
    assert [reading.fault for reading in readings if reading.article is None] == [fault(Reason.READER_LOST)]


def test_reading_ends_with_the_pool() -> None:
    async def work(pool: ReaderPool) -> list[int | None]:
        processes = [worker._process for worker in pool._workers]
        await pool.close()
        assert titles(await read_all(pool, range(2))) == expected(range(2))
        return [process.returncode for process in processes]

    ended = run(work)
    assert len(ended) == 2
    assert None not in ended
