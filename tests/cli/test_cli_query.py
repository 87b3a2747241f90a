"""``query``, ``search``, ``show`` and ``status`` on an archive of the demo site."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, environment, scraper
from scraper.model import Article
from scraper.store import Archive
from store_records import save

EVIL = "\x1b[31mrot\x1b]0;x\x07 \u202eumgekehrt \x9b2J\u2066"
FORMULAS = ["=1+1", "+49 30", "-5", "@SUM", "\tx"]


@pytest.fixture
def db(demo_archive: tuple[Path, list[Done]]) -> Path:
    return demo_archive[0]


def ask(db: Path, *args: object) -> Done:
    done = scraper("--db", db, *args)
    assert (done.code, done.err) == (0, "")
    return done


def read(done: Done, style: str) -> list[dict[str, Any]]:
    """Read the records of a format back; a table only as text."""
    match style:
        case "json":
            found: list[dict[str, Any]] = json.loads(done.out)
            return found
        case "jsonl":
            return done.lines
        case "csv":
            return list(csv.DictReader(io.StringIO(done.out)))
        case _:
            return []


@pytest.mark.parametrize("style", ["json", "jsonl", "csv"])
def test_query_in_every_format(db: Path, style: str) -> None:
    done = ask(db, "query", "SELECT title, words FROM archive ORDER BY date LIMIT 2", "--format", style)
    found = read(done, style)
    assert [row["title"] for row in found] == ["Bürgerbüro funkt aus dem Bus", found[1]["title"]]
    assert [int(row["words"]) > 0 for row in found] == [True, True]


def test_query_as_table(db: Path) -> None:
    done = ask(db, "query", "SELECT title, words FROM archive ORDER BY date LIMIT 1", "--format", "table")
    head, rule, line = done.out.splitlines()
    assert head.split() == ["title", "words"]
    assert set(rule.strip()) == {"─"}
    assert line.split()[:5] == ["Bürgerbüro", "funkt", "aus", "dem", "Bus"]


@pytest.mark.parametrize("style", ["json", "jsonl", "csv", "table"])
def test_search_and_show_in_every_format(db: Path, style: str) -> None:
    done = ask(db, "search", "Elterngeld", "--format", style)
    shown = ask(db, "show", "1", "--format", style)
    if style == "table":
        assert "[Elterngeld]" in done.out
        assert re.search(r"^title: +Elterngeld in zwölf Klicks$", shown.out, re.MULTILINE)
    else:
        assert "Elterngeld in zwölf Klicks" in [row["title"] for row in read(done, style)]
        assert [row["title"] for row in read(shown, style)] == ["Elterngeld in zwölf Klicks"]


def test_show_by_any_address(db: Path) -> None:
    (row,) = ask(db, "query", "SELECT id, url FROM articles WHERE url LIKE '%meldung_102%'").lines
    profile = db.with_name("demo.toml")
    for which in (row["id"], row["url"], row["url"] + "#top", re.sub(r"(meldung_\d+).*", r"\1", row["url"])):
        assert ask(db, "show", which, "--sites", profile).lines[0]["id"] == row["id"]


@pytest.mark.parametrize(
    "which", ["999", "99999999999999999999", "9" * 5000, "0" * 5000, f"{999:05000}", "https://a.example/x"]
)
def test_show_of_what_is_not_there(db: Path, which: str) -> None:
    done = scraper("--db", db, "show", which)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"{which}: there is no such article in {db}. Archive it with 'scraper fetch'.\n"


def test_search_narrowed(db: Path) -> None:
    rows = ask(db, "search", "die", "--since", "1.1.2026", "--until", "2026-06-30", "--site", "demo").lines
    assert rows
    assert all("2026-01-01" <= row["date"] <= "2026-06-30" for row in rows)


@pytest.mark.parametrize(
    ("params", "sql", "value"),
    [
        (["OZG%"], "SELECT ? AS x", "OZG%"),
        (["12"], "SELECT ? AS x", 12),
        (["-12"], "SELECT ? AS x", -12),
        (["007"], "SELECT ? AS x", "007"),
        (["--", "--5"], "SELECT ? AS x", "--5"),
        (["-0.5"], "SELECT ? AS x", "-0.5"),
        (["-akte"], "SELECT ? AS x", "-akte"),
        (["1.5"], "SELECT ? AS x", "1.5"),
        (["²"], "SELECT ? AS x", "²"),
        (["9" * 40], "SELECT ? AS x", "9" * 40),
        (["a", "b"], "SELECT ? || ? AS x", "ab"),
    ],
)
def test_parameters(db: Path, params: list[str], sql: str, value: object) -> None:
    assert ask(db, "query", sql, *params).lines == [{"x": value}]


READS = "'scraper query' only reads; nothing in the archive was changed."


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("INSERT INTO sites VALUES ('a', 'b', 'c')", "attempt to write a readonly database"),
        ("DROP TABLE articles", "attempt to write a readonly database"),
        ("UPDATE articles SET title = ''", "attempt to write a readonly database"),
        ("PRAGMA journal_mode = DELETE", "not authorized"),
        ("PRAGMA query_only = 0", "not authorized"),
        ("PRAGMA user_version = 7", "not authorized"),
        ("ATTACH 'evil.db' AS evil", "not authorized"),
        ("ATTACH 'file:evil.db?mode=rwc' AS evil", "not authorized"),
        ("VACUUM INTO 'evil.db'", "authorization denied"),
        ("SELECT load_extension('evil')", "not authorized"),
    ],
)
def test_query_writes_nothing_anywhere(db: Path, tmp_path: Path, sql: str, said: str) -> None:
    before = hashlib.sha256(db.read_bytes()).hexdigest()
    done = scraper("--db", db, "query", sql)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Error: SQLite says: {said}. {READS} The statement was: {sql}\n"
    assert list(tmp_path.iterdir()) == []
    assert hashlib.sha256(db.read_bytes()).hexdigest() == before
    assert ask(db, "query", "PRAGMA journal_mode").lines == [{"journal_mode": "wal"}]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELCT 1", 'near "SELCT": syntax error.'),
        ("SELECT 1; SELECT 2", "You can only execute one statement at a time. Ask them one by one."),
        (
            "SELECT xyzzy FROM articles",
            "no such column: xyzzy. The tables are listed by:"
            ' scraper query "SELECT name, sql FROM sqlite_schema".',
        ),
        ("SELECT ?", "Incorrect number of bindings supplied. The current statement uses 1, and there are 0 supplied."),
        ("SELECT json('{')", "malformed JSON."),
        ("SELECT title FROM articles WHERE articles_fts MATCH '('", 'no such column: articles_fts. The tables are'
         ' listed by: scraper query "SELECT name, sql FROM sqlite_schema".'),
    ],
)  # fmt: skip
def test_a_wrong_statement_gets_sqlites_words(db: Path, sql: str, said: str) -> None:
    done = scraper("--db", db, "query", sql)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Error: SQLite says: {said} The statement was: {sql}\n"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM pragma_table_info('articles')",
        "PRAGMA table_info(articles)",
        "PRAGMA integrity_check",
        "EXPLAIN QUERY PLAN SELECT * FROM articles",
        "SELECT value FROM json_each('[1]')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
        "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'Amt'",
        "SELECT sql FROM sqlite_schema",
    ],
)
def test_what_only_asks_is_answered(db: Path, sql: str) -> None:
    assert ask(db, "query", sql).lines


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """An archive with titles that attack terminals and spreadsheets."""
    path = tmp_path / "evil.db"
    with Archive.open(path) as archive:
        for number, title in enumerate([EVIL, *FORMULAS]):
            save(archive, Article(url=f"https://a.example/{number}", site="a", title=title, body=title + " wort"))
    return path


HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


# CSV and TSV keep the text where they go into a file; tests/cli/test_sheets.py tries them on a terminal.
@pytest.mark.parametrize("style", ["table", "json", "jsonl", "markdown", "html"])
@pytest.mark.parametrize("command", [("query", "SELECT * FROM articles"), ("search", "wort"), ("show", "1")])
def test_nothing_acts_on_the_terminal(evil: Path, command: tuple[str, ...], style: str) -> None:
    out = ask(evil, *command, "--format", style).out
    assert HARMFUL.findall(out) == []
    assert "umgekehrt" in out
    if style in ("json", "jsonl"):
        assert EVIL in [row["title"] for row in read(Done(0, out, ""), style)]


def test_csv_runs_no_formula(evil: Path) -> None:
    done = ask(evil, "query", "SELECT title FROM articles WHERE id > 1 ORDER BY id", "--format", "csv")
    cells = [row["title"] for row in read(done, "csv")]
    assert cells == ["'=1+1", "'+49 30", "'-5", "'@SUM", "'\tx"]


def test_csv_keeps_numbers_and_bytes(evil: Path) -> None:
    done = ask(evil, "query", "SELECT -5 AS n, NULL AS none, x'ff00' AS bytes, 'a\nb' AS text", "--format", "csv")
    assert read(done, "csv") == [{"n": "-5", "none": "", "bytes": "ff00", "text": "a\nb"}]


@pytest.mark.parametrize("args", [("query", "SELECT 1"), ("search", "x"), ("show", "1"), ("status",)])
def test_no_archive_is_one_sentence(args: tuple[str, ...], tmp_path: Path) -> None:
    done = scraper(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: data/archive.db: there is no archive yet."
        " Make one with 'scraper crawl' or 'scraper fetch URL', or name another with --db FILE.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_the_archive(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_DB", str(db))
    assert scraper("query", "SELECT 1 AS x").lines == [{"x": 1}]


def test_a_reader_that_leaves_gets_no_traceback(db: Path) -> None:
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n"
    command = [sys.executable, "-m", "scraper", "--db", str(db), "query", sql]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == '{"i": 1}\n'
        running.stdout.close()
        assert running.stderr.read() == ""
        assert running.wait() == 0


def test_interrupted_is_130(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scraper.store.readonly.rows", interrupted)
    done = scraper("--db", db, "query", "SELECT 1")
    assert (done.code, done.out, done.err) == (130, "", "Interrupted.\n")


def test_bytes_that_are_no_text_in_a_parameter(db: Path) -> None:
    done = scraper("--db", db, "query", "SELECT ?", b"\xff".decode("utf-8", "surrogateescape"))
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: SQLite says: not all of this is Unicode text. The statement was: SELECT ?\n"


def test_status(db: Path) -> None:
    done = ask(db, "status", "demo")
    (row,) = done.lines
    assert (row["site"], row["articles"], row["failed"], row["problem"]) == ("demo", 12, 0, None)
    done = scraper("--db", db, "status", "none")
    assert (done.code, done.out, done.err) == (2, "", f"There is no site 'none' in {db}.\n")


def test_status_names_the_anomalies_of_hosts(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(db.read_bytes())
    assert [row["anomalies"] for row in ask(copy, "status", "demo").lines] == [[]]
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("UPDATE pages SET reason = 'new_etag' WHERE kind = 'feed'")
        other.execute("UPDATE pages SET state = 'failed', reason = 'consent_wall' WHERE url LIKE '%eltern%'")
    (row,) = scraper("--db", copy, "status", "demo").lines
    (feed,), (page,) = ([one["url"] for one in _pages(copy, like)] for like in ("%feed%", "%eltern%"))
    host = feed.split("/")[2]
    assert row["anomalies"] == [
        f"{host}: a new ETag for the same bytes (1 page, such as {feed})",
        f"{host}: a consent wall (1 page, such as {page})",
    ]


def _pages(db: Path, like: str) -> list[dict[str, str]]:
    return ask(db, "query", "SELECT url FROM pages WHERE url LIKE ? AND reason IS NOT NULL", like).lines


def test_status_problems_names_each_address(db: Path) -> None:
    (row,) = ask(db, "status", "--problems").lines
    assert (row["state"], row["status"]) == ("gone", 404)
    assert row["reason"] == "status 404: there is no such page"


def test_status_of_what_fails_is_1(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(db.read_bytes())
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute(
            "UPDATE pages SET state = 'failed', reason = 'other', detail = 'kaputt' WHERE url LIKE '%elterngeld%'"
        )
    done = scraper("--db", copy, "status", "--problems")
    assert (done.code, done.err) == (1, "")
    assert "kaputt" in [row["reason"] for row in done.lines]
    assert scraper("--db", copy, "status").code == 1


def test_crawling_says_what_it_did(demo_archive: tuple[Path, list[Done]]) -> None:
    first, second, third = demo_archive[1]
    summary = r"demo: {}; \d+ requests, \d+\.\d kB\n"
    counts = "12 found, 12 new, 0 changed, 0 unchanged, 0 gone, 0 failed"
    assert (first.code, first.err) == (0, "")
    assert re.fullmatch(summary.format(counts), first.out), first.out
    counts = "0 found, 0 new, 1 changed, 0 unchanged, 0 gone, 0 failed"
    assert (second.code, second.err) == (0, "")
    assert re.fullmatch(summary.format(counts), second.out), second.out
    assert third.code == 1
    assert re.fullmatch(
        r"http://\S+: not archived: status 404: there is no such page, since [-\d]+ [:\d]+ \S+; it is marked as gone"
        r" when that is seen again a day later; the archive keeps what it had: scraper show 12\n",
        third.err,
    ), third.err
    assert third.out == ""


def _until_open(process: subprocess.Popen[str], db: Path) -> None:
    """Wait until a process has opened an archive; its statement runs a moment later, and burns a processor."""
    files = Path(f"/proc/{process.pid}/fd")
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with suppress(OSError):
            if any(file.readlink() == db for file in files.iterdir()):
                break
        time.sleep(0.02)
    time.sleep(0.1)


def test_a_statement_that_never_ends_is_ended_by_ctrl_c(db: Path) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    with subprocess.Popen(
        [sys.executable, "-m", "scraper", "--db", str(db), "query", endless],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as asking:  # fmt: skip
        _until_open(asking, db)
        for _ in range(20):
            asking.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                asking.wait(0.5)
                break
        assert asking.stderr is not None
        assert (asking.wait(1), asking.stderr.read()) == (130, "Interrupted.\n")
