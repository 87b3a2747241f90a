"""Pages read in other processes: the same records, in any order, and no page lost with a process."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal

import pytest

from scraper.model import Response, Site
from scraper.reading import pool as reader
from scraper.reading import read
from scraper.reading.pool import Reader
from scraper.reading.thread import WorkerThread

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
    monkeypatch.setattr(reader, "_SAMPLE", 1)
    monkeypatch.setattr(reader, "_MANY_A_SECOND", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


async def read_all(the_reader: Reader, numbers: range) -> list[str]:
    """Read these pages at once; return the titles."""
    readings = await asyncio.gather(*(the_reader.read(response(number), SITE) for number in numbers))
    return [article.title for article, _ in readings if article is not None]


def titles(numbers: range) -> list[str]:
    """Return the titles of these pages, read here."""
    return [article.title for number in numbers if (article := read(response(number), SITE)[0])]


def test_other_processes_read_the_same() -> None:
    async def run() -> tuple[int, list[str]]:
        the_reader = Reader(WorkerThread())
        await read_all(the_reader, range(3))
        helpers = len(the_reader._helpers)
        found = await read_all(the_reader, range(40))
        await the_reader.close()
        return helpers, found

    helpers, found = asyncio.run(run())
    assert helpers == 2
    assert found == titles(range(40))


def test_a_killed_process_costs_no_page() -> None:
    async def run() -> list[str]:
        the_reader = Reader(WorkerThread())
        await read_all(the_reader, range(3))
        waiting = asyncio.create_task(read_all(the_reader, range(60)))
        await asyncio.sleep(0)
        for helper in the_reader._helpers:
            os.kill(helper._process.pid, signal.SIGKILL)
        found = await waiting
        await the_reader.close()
        return found

    assert asyncio.run(run()) == titles(range(60))


def test_a_slow_crawl_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MANY_A_SECOND", 1_000_000)

    async def run() -> int:
        the_reader = Reader(WorkerThread())
        await read_all(the_reader, range(10))
        return len(the_reader._helpers)

    assert asyncio.run(run()) == 0
