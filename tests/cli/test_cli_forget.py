"""``scraper forget``: the list, the question, what is said afterwards, and what a kill leaves."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli_running import ROOT, Done, environment, scraper
from empty_archive import put_empty_archive
from scraper.batch.mapping.folder import own_folder
from scraper.store import Archive
from scraper.store.forget import AT_ONCE
from store_records import NOW, plain, response, write
from terminal import CTRL_C, on_terminal

REACH = "Backups, exports and mails cannot be reached from here; remove them from there yourself.\n"
TITLE = "Pegelmesser warnt die Feuerwehr"


@pytest.fixture
def db(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    """A copy of the demo's archive, closed."""
    file = tmp_path / "archive.db"
    shutil.copy(demo_archive[0], file)
    return file


def ask(file: Path, sql: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql, values).fetchall()


def url_of(db: Path, title: str = TITLE) -> str:
    return str(ask(db, "SELECT url FROM articles WHERE title = ?", title)[0][0])


def test_in_a_pipe_it_lists_and_changes_nothing(db: Path) -> None:
    before = db.read_bytes()
    done = scraper("--db", db, "forget", "--where", f"title = '{TITLE}'")
    number = ask(db, "SELECT id FROM articles WHERE title = ?", TITLE)[0][0]
    row = {"id": number, "date": "2026-09-29", "site": "demo", "title": TITLE, "captures": 1, "versions": 0}
    assert done.lines == [row | {"url": url_of(db)}]
    said = "Nothing was changed. With --yes, 'scraper forget' removes 1 article for good.\n"
    assert (done.code, done.err) == (1, said)
    assert db.read_bytes() == before


def test_what_a_killed_import_had_read_goes_too(db: Path) -> None:
    # Letters that a pattern takes for others, in the name of the archive.
    db = db.rename(db.with_name("archive[1].db"))
    left = db.with_name(".archive[1].db.import-ab12")
    with own_folder(db.with_name("other.db")) as of_another, own_folder(db) as at_work:
        left.mkdir()
        (left / "lock").touch()
        (left / "000000.spool").write_text(TITLE)
        done = scraper("--db", db, "forget", "--yes", "--where", f"title = '{TITLE}'")
        assert done.code == 0
        assert not left.exists()
        assert of_another.exists()
        assert at_work.exists()


def test_with_yes_it_removes_and_names_what_it_cannot_reach(db: Path, tmp_path: Path) -> None:
    (tmp_path / "archive.db.v6").write_bytes(b"old")
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("CREATE TABLE notizen (text)")
    url = url_of(db)
    namers = [row[0] for row in ask(db, "SELECT DISTINCT article_id FROM links WHERE url = ? ORDER BY 1", url)]
    done = scraper("--db", db, "forget", url, "--yes")
    assert [row["title"] for row in done.lines] == [TITLE]
    name = "article" if len(namers) == 1 else "articles"
    first = ", ".join(map(str, namers[:10]))
    more = f" and {len(namers) - 10} more" if len(namers) > 10 else ""
    assert (done.code, done.err) == (
        0,
        "Forgotten: 1 article, 0 earlier states, 1 capture, 1 address. They are not archived again.\n"
        f"The pages of other articles named them ({name} {first}{more}): their lists are cleared, but the bytes of"
        " these pages stay as they were captured.\n"
        "Tables of your own in the archive were not looked into: notizen.\n"
        f"Older archives beside it still hold them; remove these files: archive.db.v6.\n{REACH}",
    )
    assert TITLE.encode() not in db.read_bytes()
    assert [file.name for file in tmp_path.glob("archive.db-*")] == []
    day = ask(db, "SELECT DISTINCT substr(at, 1, 10) FROM forgotten")[0][0]
    again = scraper("--db", db, "forget", url, "--yes")
    assert (again.code, again.out, again.err) == (0, "", f"{url}: was forgotten on {day}.\n")
    fetched = scraper("--db", db, "fetch", "--allow-private", url)
    said = f"{url}: not archived: was forgotten on {day}; it is not archived again\n"
    assert (fetched.code, fetched.out, fetched.err) == (1, "", said)
    (plan,) = [row for row in scraper("--db", db, "why", "--offline", url).lines if row["question"] == "plan"]
    assert (plan["answer"], plan["rule"]) == ("it is not archived again", f"it was forgotten on {day}")


@pytest.mark.parametrize("command", ["show", "history", "diff", "cite"])
def test_whoever_asks_for_what_was_forgotten_is_told_so(db: Path, command: str) -> None:
    url = url_of(db)
    assert scraper("--db", db, "forget", url, "--yes").code == 0
    (at,) = ask(db, "SELECT min(at) FROM forgotten")[0]
    done = scraper("--db", db, command, url)
    assert (done.code, done.err) == (1, f"{url}: was forgotten on {at[:10]}; it is not archived again.\n")


def test_what_is_not_there_is_said_and_the_others_are_forgotten(db: Path) -> None:
    nowhere = "https://amtsblick.example/nie"
    done = scraper("--db", db, "forget", "1", nowhere, "77", "--yes")
    first, second, rest = done.err.split("\n", 2)
    assert first == f"{nowhere}: there is no such article in {db}; nothing is forgotten of it."
    assert second == f"77: there is no such article in {db}; nothing is forgotten of it."
    assert (done.code, rest.startswith("Forgotten: 1 article,")) == (1, True)
    assert ask(db, "SELECT count(*) FROM articles WHERE id = 1") == [(0,)]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "Error: Missing argument 'URL-or-ID...', or --where SQL.\n"),
        (("--where", "0"), 1, "There is no article in {db} that the condition holds for; nothing is forgotten.\n"),
        (
            ("--where", "titel = 'x'"),
            2,
            "Error: SQLite says: no such column: titel. Did you mean 'title'? The statement was: SELECT id FROM"
            " articles WHERE (\ntitel = 'x'\n) ORDER BY id\n",
        ),
        (
            ("--where", "1); DELETE FROM articles; SELECT (1"),
            2,
            "Error: SQLite says: You can only execute one statement at a time. Ask them one by one. The statement was:"
            " SELECT id FROM articles WHERE (\n1); DELETE FROM articles; SELECT (1\n) ORDER BY id\n",
        ),
    ],
)
def test_a_condition_that_finds_nothing_or_is_wrong(db: Path, args: tuple[str, ...], code: int, said: str) -> None:
    done = scraper("--db", db, "forget", "--yes", *args)
    assert (done.code, done.out) == (code, "")
    assert done.err.endswith(said.format(db=db))
    assert ask(db, "SELECT count(*) > 10 FROM articles") == [(1,)]


def test_a_file_that_is_read_only_is_left_as_it_is(db: Path) -> None:
    db.chmod(0o444)
    done = scraper("--db", db, "forget", "1", "--yes")
    assert (done.code, done.err) == (
        2,
        f"Error: {db}: is read-only. Make it writable (chmod u+w), or choose another with --db FILE.\n",
    )


@pytest.mark.parametrize(
    ("key", "code"), [(b"n\n", 1), (b"y\n", 0), (b"vielleicht\ny\n", 0), (CTRL_C, 130), (b"\x04", 130)]
)
def test_on_a_terminal_it_asks(db: Path, key: bytes, code: int) -> None:
    pressed: list[str] = []

    def press(said: str) -> bytes:
        if "for good?" not in said or pressed:
            return b""
        pressed.append(said)
        return key

    seen = on_terminal("--db", db, "forget", "1", press=press)
    assert "Forget 1 article for good? [y/N]:" in seen.text
    assert seen.code == code
    assert ask(db, "SELECT count(*) FROM articles WHERE id = 1") == [(int(code != 0),)]


def test_where_another_program_reads_the_log_stays_and_the_next_one_empties_it(db: Path) -> None:
    log = db.with_name(f"{db.name}-wal")
    with closing(sqlite3.connect(db, isolation_level=None)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        done = scraper("--db", db, "forget", "1", "--yes")
        assert done.code == 1
        assert done.err.endswith(
            f"Another program reads {db}, so that its log still holds what was forgotten. Close that program; the next"
            " command that writes, such as 'scraper crawl', empties the log.\n"
        )
        assert log.stat().st_size > 0
        reader.execute("COMMIT")
        # Any command that writes does it, and so does the same one, which finds nothing to forget any more.
        again = scraper("--db", db, "forget", "1", "--yes")
        assert (again.code, again.err) == (1, f"1: there is no such article in {db}; nothing is forgotten of it.\n")
        assert log.stat().st_size < 50_000
    assert ask(db, "SELECT count(*) FROM marks WHERE name = 'scrub'") == [(0,)]


def test_a_kill_at_any_moment_leaves_each_article_whole_or_forgotten(tmp_path: Path) -> None:
    original = tmp_path / "alle.db"
    put_empty_archive(original)
    number = 450
    with Archive.open(original) as archive, archive.transaction():
        for at in range(number):
            url = f"https://amtsblick.example/meldung_{at}"
            body = f"Satz {at} der Meldung. " * 40
            write(archive, plain(at, body=body), response(f"<p>{body}</p>".encode(), NOW, url))
    db = tmp_path / "archive.db"
    for wanted in (1, AT_ONCE + 1, number):
        for file in tmp_path.glob("archive.db*"):
            file.unlink()
        shutil.copy(original, db)
        command = [sys.executable, "-m", "scraper", "--db", str(db), "forget", "--where", "1", "--yes"]
        process = subprocess.Popen(
            command, env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while ask(db, "SELECT count(*) FROM gaps")[0][0] < wanted and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = ask(db, "SELECT count(*) FROM articles")[0][0]
        assert left <= number - wanted
        assert ask(db, "SELECT count(*) FROM captures") == [(left,)]
        assert ask(db, "SELECT count(*) FROM gaps") == [(number - left,)]
        assert ask(db, "PRAGMA integrity_check") == [("ok",)]
    done = scraper("--db", db, "forget", "--where", "1", "--yes")
    assert done.code in (0, 1)
    with Archive.open(db):
        pass
    assert ask(db, "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM marks)") == [(0, 0)]
    assert b"der Meldung" not in db.read_bytes()
