"""Calls that take too long or meet a busy archive, answered in this process with small bounds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.types import CallToolRequestParams, CallToolResult

from empty_archive import put_empty_archive
from scraper.assistants import server
from scraper.assistants.answers import House
from scraper.errors import QueryError
from scraper.store import Archive
from scraper.store.search import Filter
from store_records import plain, save

# It has no end.
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
# Long enough for the clock to be looked at.
LONG = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) SELECT count(*) FROM n"
# One single call of a function, from which SQLite never looks up: some seconds, after which the thread ends by itself.
STUCK = "SELECT printf('%.*c', 3000000, 'a') LIKE '%' || printf('%.*c', 240, 'a') || 'b'"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, plain(1))
    return path


def house(**changes: Callable[..., Any]) -> House:
    functions: dict[str, Callable[..., Any]] = {
        "find": lambda archive, which: int(which),
        "not_there": lambda archive, which: f"{which} is not there.",
        "events": lambda archive, number: [],
        "refuse": lambda archive, words: None,
    }
    return House(**(functions | changes))


def assistant(db: Path, **changes: Callable[..., Any]) -> server.AssistantServer:
    return server.AssistantServer(db, house(**changes), nullcontext)


def sentence(result: CallToolResult) -> tuple[bool | None, str]:
    return result.is_error, result.content[0].text  # type: ignore[union-attr]


def test_a_question_is_stopped_when_its_time_is_over(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_SECONDS", 0.05)
    assert sentence(assistant(db).answered("query", {"sql": ENDLESS})) == (
        True,
        "This took longer than 0.05 seconds, and was stopped. Ask for less: fewer articles, a shorter span of days, or"
        " no LIKE over all texts.",
    )


def test_the_time_is_that_of_all_questions_of_a_call(db: Path) -> None:
    clock = count()
    with Archive.read(db) as archive:
        with pytest.raises(QueryError, match="longer than 3 seconds"), archive.asking.within(3, lambda: next(clock)):
            for _ in range(10):
                list(archive.rows(LONG))
        # Behind the block nothing is bounded.
        assert list(archive.rows("SELECT 1 AS one")) == [{"one": 1}]


def test_a_search_does_not_lift_the_bound_of_its_call(db: Path) -> None:
    clock = count()
    with (
        Archive.read(db) as archive,
        pytest.raises(QueryError, match="longer than 20 seconds"),
        archive.asking.within(20, lambda: next(clock)),
    ):
        assert len(archive.search("Meldung", Filter())) == 1
        for _ in range(50):
            list(archive.rows(LONG))


def test_ctrl_c_is_not_taken_for_the_end_of_the_time(db: Path) -> None:
    with Archive.read(db) as archive, pytest.raises(KeyboardInterrupt), archive.asking.within(60):
        raise KeyboardInterrupt


def test_a_call_that_cannot_be_stopped_is_given_up(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_SECONDS", 0.05)
    monkeypatch.setattr(server, "_GRACE_SECONDS", 0.05)

    async def call() -> CallToolResult:
        asked = assistant(db)
        return await asked.call_tool(None, CallToolRequestParams(name="query", arguments={"sql": STUCK}))  # type: ignore[arg-type]

    assert sentence(anyio.run(call)) == (True, "This took too long, and is not waited for. Ask for less.")


def test_an_archive_that_another_program_holds_is_said(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(db)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        is_error, said = sentence(assistant(db).answered("query", {"sql": "SELECT 1"}))
    assert (is_error, said) == (
        True,
        f"{db}: another program holds the archive for writing. Close it and start again.",
    )


def test_a_mistake_in_the_program_is_one_sentence_of_one_call(db: Path) -> None:
    def broken(archive: Archive, which: str) -> int:
        raise ZeroDivisionError("by zero")

    is_error, said = sentence(assistant(db, find=broken).answered("show", {"article": "1"}))
    assert (is_error, re.sub(r":\d+:", ":N:", said)) == (
        True,
        "This could not be read: a mistake in scraper, please report it (ZeroDivisionError at test_bounded_calls.py:N:"
        " by zero).",
    )


def test_what_utf8_cannot_hold_is_sent_as_an_escape(db: Path) -> None:
    is_error, said = sentence(assistant(db).answered("query", {"sql": "SELECT '\ud800'"}))
    assert (is_error, said) == (
        True,
        "SQLite says: not all of this is Unicode text. The statement was: SELECT '\\ud800'",
    )
