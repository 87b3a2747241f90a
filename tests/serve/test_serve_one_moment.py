"""A page is of one moment of the archive, whatever a crawl writes while it is made, and has only so much time."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from scraper.demo import DAYS
from scraper.errors import ConfigError, QueryError
from scraper.serve import plugin
from scraper.serve.archives import Archives, Followed, asked_while_wanted
from scraper.serve.asked import Asked, House, Page, Route
from scraper.store import Archive

_COUNT = "SELECT count(*) AS number FROM articles WHERE title = 'Neu'"


@pytest.fixture
def db(press_archive: Path, tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(press_archive)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    return path


def _count(archive: Archive) -> int:
    return int(next(archive.rows(_COUNT))["number"])


def _write(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE articles SET title = 'Neu' WHERE id = 1")
        other.commit()


def test_what_is_written_between_two_questions_of_a_page_is_on_the_next_one(db: Path) -> None:
    def question(archive: Archive) -> tuple[int, int]:
        before = _count(archive)
        _write(db)
        return before, _count(archive)

    archives = Archives(db)
    try:
        assert asyncio.run(archives.ask(question)) == (0, 0)
        assert asyncio.run(archives.ask(_count)) == 1
    finally:
        archives.close()


def test_a_question_that_fails_ends_its_moment(db: Path) -> None:
    def question(archive: Archive) -> None:
        _count(archive)
        raise ConfigError("is not understood.")

    archives = Archives(db)
    try:
        for _ in range(2):
            with pytest.raises(ConfigError):
                asyncio.run(archives.ask(question))
        _write(db)
        assert asyncio.run(archives.ask(_count)) == 1
        # The log can be taken in: nobody reads an older state any more.
        with closing(sqlite3.connect(db, isolation_level=None)) as other:
            is_busy, *_ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert is_busy == 0
    finally:
        archives.close()


def test_who_leaves_ends_no_question_of_another(db: Path) -> None:
    """Both are asked by one connection, one after the other."""
    began, is_left, next_began = threading.Event(), threading.Event(), threading.Event()
    has_next_begun: list[bool] = []

    def question(_: Archive) -> None:
        began.set()
        is_left.wait()

    def interrupt(_: Archive) -> None:
        is_left.set()
        # Time enough for a thread that does not wait.
        has_next_begun.append(next_began.wait(0.2))

    async def leave(threads: ThreadPoolExecutor) -> None:
        asked = asyncio.ensure_future(asked_while_wanted(threads, Followed(db, Archive.read), question, interrupt))
        while not began.is_set():
            await asyncio.sleep(0)
        threads.submit(next_began.set)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    with ThreadPoolExecutor(1) as threads:
        asyncio.run(leave(threads))
    assert has_next_begun == [False]
    assert next_began.is_set()


def test_a_page_of_ours_that_takes_too_long_is_stopped(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(archive: Archive, house: House, asked: Asked) -> Page:
        list(
            archive.rows(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e7) SELECT max(i) FROM n"
            )
        )
        raise AssertionError

    monkeypatch.setattr(plugin, "LONGEST_ANSWER", 0.05)
    house = House(db, {}, frozenset(), lambda: DAYS[-1])
    with Archive.read(db) as archive, pytest.raises(QueryError, match=r"longer than 0\.05 seconds"):
        plugin.Plugin(house, ())._answer(archive, Route("/", endless), Asked({}, {}, "html", "/", ""))
