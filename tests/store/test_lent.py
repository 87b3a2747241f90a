"""Connections that Datasette asks by: they only ask, know the archive's functions, and bound an answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.errors import ArchiveError, QueryError
from scraper.store.lent import Lent, explained


@pytest.fixture
def lent(press_archive: Path) -> Iterator[Lent]:
    opened = Lent(press_archive)
    yield opened
    opened.close()


def test_rows_have_names_and_functions_of_the_archive_are_there(lent: Lent) -> None:
    row = lent.connection.execute("SELECT unicode_lower('Ä') AS letter, header(NULL, 'x') AS header").fetchone()
    assert dict(row) == {"letter": "ä", "header": None}


def test_a_function_that_could_run_for_hours_is_refused(lent: Lent) -> None:
    with pytest.raises(sqlite3.DataError, match="too big"):
        lent.connection.execute("SELECT instr(zeroblob(30000000), zeroblob(15000000) || x'01')").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles",
        "CREATE TABLE x (y)",
        "ATTACH ':memory:' AS other",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA query_only = OFF",
        "VACUUM INTO 'x.db'",
        "SELECT load_extension('x')",
    ],
)
def test_anything_else_than_asking_is_refused(lent: Lent, statement: str) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        lent.connection.execute(statement).fetchall()


def test_an_answer_is_bounded_and_the_next_one_begins_anew(lent: Lent) -> None:
    megabyte = "replace(hex(zeroblob(500000)), '00', 'ä')"
    rows = "WITH n AS (SELECT value FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]'))"
    for _ in range(3):
        assert len(lent.connection.execute(f"{rows} SELECT {megabyte} FROM n").fetchall()) == 20
    with pytest.raises(sqlite3.OperationalError, match="more than 12 MiB"):
        lent.connection.execute(f"{rows} SELECT {megabyte}, {megabyte}, {megabyte}, {megabyte} FROM n").fetchall()
    assert lent.connection.execute("SELECT 1").fetchone()[0] == 1


def test_text_that_is_no_utf_8_is_shown_all_the_same(lent: Lent) -> None:
    assert lent.connection.execute("SELECT CAST(x'fffe41' AS TEXT)").fetchone()[0] == "\ufffd\ufffdA"


def test_what_no_archive_is_cannot_be_lent(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive yet"):
        Lent(tmp_path / "none.db")


def test_errors_are_told_apart_by_whose_fault_they_are(lent: Lent, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as caught:
        lent.connection.execute("SELECT nowhere")
    assert isinstance(explained(tmp_path, caught.value), QueryError)
    damage = sqlite3.DatabaseError("malformed")
    damage.sqlite_errorname = "SQLITE_CORRUPT"
    assert isinstance(explained(tmp_path, damage), ArchiveError)
    assert isinstance(explained(tmp_path, MemoryError()), QueryError)
    assert isinstance(explained(tmp_path, OverflowError("too large")), QueryError)
    own = ArchiveError("gone")
    assert explained(tmp_path, own) is own
    assert explained(tmp_path, KeyError("x")) is None
