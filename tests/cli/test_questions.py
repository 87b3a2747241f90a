"""``query``: where the statement comes from, its values, what was probably meant, and how much it may take."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_running import Done, process, scraper
from empty_archive import put_empty_archive
from scraper.errors import QueryError
from scraper.store import Archive, readonly
from sized_terminal import on_terminal

USAGE = "Usage: scraper query [OPTIONS] [SQL] [PARAM]...\nTry 'scraper query --help' for help.\n\nError: "
NOTHING = "Error: There is no SQL in this. Write a statement, such as: SELECT count(*) FROM archive.\n"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    return path


@pytest.mark.parametrize(
    ("args", "stdin", "out"),
    [
        (("SELECT 1 AS x",), None, '{"x": 1}\n'),
        (("-",), "SELECT 'Größe' AS x", '{"x": "Größe"}\n'),
        ((), "-- newest\nSELECT 2 AS x\n", '{"x": 2}\n'),
        (("-", "a", "-5"), "SELECT ? || ? AS x;\n", '{"x": "a-5"}\n'),
        (("-p", "a", "-5", "--csv"), "\ufeffSELECT :a AS x", "x\n-5\n"),
        (("-p", "a", "7", "--param", ":b", "Amt", "SELECT :b || :a || @a AS x"), None, '{"x": "Amt77"}\n'),
        (("-- all\nSELECT 3 AS x",), None, '{"x": 3}\n'),
        (("SELECT ? AS x", "--", "--formt"), None, '{"x": "--formt"}\n'),
    ],
)
def test_statement_and_values(db: Path, args: tuple[str, ...], stdin: str | None, out: str) -> None:
    assert scraper("--db", db, "query", *args, stdin=stdin) == Done(0, out, "")


@pytest.mark.parametrize("sql", ["", " \n;", "-- a comment", "/* one */ -- two\n ; /* not closed", "/**/" * 5000])
def test_no_statement_is_a_sentence(db: Path, sql: str) -> None:
    assert scraper("--db", db, "query", "-", stdin=sql) == Done(2, "", NOTHING)


@pytest.mark.parametrize("sql", ["/* a */ SELECT 1 AS x", "-- a\n;;SELECT 1 AS x -- b", "/* - */SELECT 1 AS x/* c"])
def test_comments_around_a_statement(db: Path, sql: str) -> None:
    assert scraper("--db", db, "query", sql) == Done(0, '{"x": 1}\n', "")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("SELECT ?", "-p", "a", "1", "b"), "A statement takes its values by place or by name (-p), not both."),
        (("-",), "The statement on stdin is longer than 1,000,000 bytes."),
    ],
)
def test_wrong_usage(db: Path, args: tuple[str, ...], said: str) -> None:
    assert scraper("--db", db, "query", *args, stdin="x" * 2_000_000) == Done(2, "", USAGE + said + "\n")


@pytest.mark.parametrize("args", [("SELECT ?", "--formt", "csv"), ("--formt", "SELECT 1"), ("SELECT 1", "--formt=csv")])
def test_a_misspelled_option_is_never_sql(db: Path, args: tuple[str, ...]) -> None:
    done = scraper("--db", db, "query", *args)
    assert (done.code, done.out) == (2, "")
    assert "'--formt'" in done.err
    assert "'--format'" in done.err


def test_bytes_on_stdin_that_are_no_text(db: Path) -> None:
    import io
    import sys
    from unittest.mock import patch

    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"SELECT '\xff'"))):
        from scraper.cli.query import _statement

        statement = _statement(None, "-")  # type: ignore[arg-type]
    done = scraper("--db", db, "query", statement)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: SQLite says: not all of this is Unicode text. The statement was: SELECT ")


def test_a_terminal_is_told_of_no_rows(db: Path) -> None:
    assert on_terminal(80, "--db", db, "query", "SELECT 1 AS x WHERE 0") == "No rows.\n"
    assert scraper("--db", db, "query", "SELECT 1 AS x WHERE 0") == Done(0, "", "")


@pytest.mark.parametrize(
    ("sql", "name", "meant"),
    [
        ("SELECT titel FROM archive", "column: titel", "title"),
        ("SELECT a.Titel FROM articles a", "column: a.Titel", "title"),
        ("SELECT main.articles.siet FROM articles", "column: main.articles.siet", "site"),
        ("SELECT key_word FROM archive", "column: key_word", "keywords"),
        ("SELECT * FROM artikles", "table: artikles", "articles"),
        ("SELECT lenght(title) FROM archive", "function: lenght", "length"),
        # The columns are those of the tables that are named: 'pages' has a 'published', 'archive' has not.
        ("SELECT publishd FROM pages", "column: publishd", "published"),
        ("SELECT publishd FROM archive", "column: publishd", "published_at"),
    ],
)
def test_near_misses(db: Path, sql: str, name: str, meant: str) -> None:
    said = f"Error: SQLite says: no such {name}. Did you mean '{meant}'? The statement was: {sql}\n"
    assert scraper("--db", db, "query", sql) == Done(2, "", said)


def test_a_long_statement_is_not_shown_whole(db: Path) -> None:
    done = scraper("--db", db, "query", "-", stdin="SELECT xyzzy, " + "1, " * 1000 + "1")
    assert done.err.endswith("The statement was: SELECT xyzzy, " + "1, " * 162 + "…\n")


SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40) "
TOO_LARGE = (
    "SQLite says: string or blob too big. A value has at most 68 MiB here, and two that instr, replace or trim is given"
    " have less: ask for length(…) or substr(…) of them."
)  # fmt: skip
OUT_OF_MEMORY = "SQLite says: out of memory. A question takes at most 256 MiB of memory: ask for less at once."


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT zeroblob(1000000000)", TOO_LARGE),
        ("SELECT printf('%1000000000d', 1)", TOO_LARGE),
        ("SELECT format('%1000000000d', 1)", TOO_LARGE),
        ("SELECT printf('%.*c', '1000000000', 'x')", TOO_LARGE),
        ("SELECT printf('%12345678.2000000000c', 'x')", TOO_LARGE),
        (SERIES + "SELECT group_concat(printf('%2000000d', 1)) FROM n", TOO_LARGE),
        (
            "SELECT zeroblob(40000000) AS a, zeroblob(40000000) AS b",
            "A row of this answer has 76 MiB; it may have at most 68 MiB."
            " Ask for fewer columns, or for length(…) or substr(…) of them.",
        ),
    ],
)
def test_what_is_too_large_is_a_sentence(db: Path, sql: str, said: str) -> None:
    with Archive.read(db) as archive, pytest.raises(QueryError) as error:
        list(archive.rows(sql))
    assert str(error.value) == f"{said} The statement was: {sql}"


def test_all_values_together_are_bounded(db: Path) -> None:
    # In a process of its own, since the bound is one of the process and is not lifted again.
    assert process("--db", db, "query", "SELECT length(hex(zeroblob(35000000))) AS x") == Done(
        0, '{"x": 70000000}\n', ""
    )
    sql = "SELECT " + ", ".join(f"zeroblob(70000000) AS c{number}" for number in range(12))
    done = process("--db", db, "query", sql)
    assert (done.code, done.out, done.err) == (2, "", f"Error: {OUT_OF_MEMORY} The statement was: {sql}\n")


LONG_PATTERN = "SQLite says: LIKE or GLOB pattern too complex. What LIKE and GLOB look for has at most 250 bytes here."


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT instr(zeroblob(30000000), zeroblob(15000000) || '1')", TOO_LARGE),
        ("SELECT trim(hex(zeroblob(10000000)), hex(zeroblob(10000000)) || '1')", TOO_LARGE),
        ("SELECT hex(zeroblob(10000000)) LIKE '%' || hex(zeroblob(10000)) || '1'", LONG_PATTERN),
    ],
)
def test_no_function_runs_where_nothing_can_stop_it(db: Path, sql: str, said: str) -> None:
    # In a process of its own, which a bound of the test's time can end: SQLite's own functions would take hours.
    assert process("--db", db, "query", sql) == Done(2, "", f"Error: {said} The statement was: {sql}\n")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT printf('')",
        "SELECT printf()",
        "SELECT printf(NULL)",
        "SELECT printf('%d', 7)",
        "SELECT printf('%d * %s, %%*', 2000000000, 'Tel. 030123456789')",
        "SELECT printf('030123456789 %*d', -9, 1)",
    ],
)
def test_printf_is_that_of_sqlite_otherwise(db: Path, sql: str) -> None:
    import sqlite3

    own = sqlite3.connect(":memory:")
    with Archive.read(db) as archive:
        assert [tuple(row.values()) for row in archive.rows(sql)] == own.execute(sql).fetchall()
    own.close()


def test_the_largest_value_is_above_the_largest_page() -> None:
    from scraper.fetch import Settings

    assert Settings().max_body_bytes < readonly._LARGEST_VALUE
