"""``scraper reparse``: what an older reader has left in an archive is read again, and nothing else is touched."""

from __future__ import annotations

import gzip
import os
import re
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
from index_contents import fits
from scraper.store import Archive
from server import Server
from terminal import on_terminal

OUTDATE = "UPDATE articles SET reader = '5' || substr(reader, 2)"
# Tables that a reading fills, or that must not be touched by one.
TABLES = (
    *("articles", "authors", "article_keywords", "links", "vendors", "images", "versions", "captures", "visits"),
    *("pages", "sites", "problems", "forgotten"),
)


@pytest.fixture
def db(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    """A copy of the demo's archive: twelve articles, one of them edited, and its profile beside it."""
    shutil.copy(demo_archive[0], tmp_path / "archive.db")
    shutil.copy(demo_archive[0].with_name("demo.toml"), tmp_path / "demo.toml")
    return tmp_path / "archive.db"


def write(db: Path, *statements: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def ask(db: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def content(db: Path) -> dict[str, list[Any]]:
    """Return all rows, by table."""
    return {table: sorted(ask(db, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def reparse(db: Path, *args: object) -> Done:
    return scraper("--db", db, "reparse", "--sites", db.with_name("demo.toml"), *args)


def test_all_that_an_older_reader_got_wrong_is_read_again_and_nothing_else_changes(db: Path) -> None:
    before = content(db)
    write(
        db,
        f"{OUTDATE}, kicker = NULL, section = 'Alt', date = '1999-01-01', keywords = NULL, digest = 'alt',"
        " doubts = '{}', sources = NULL, duplicate_of = NULL",
        "DELETE FROM authors",
        "DELETE FROM article_keywords",
        "UPDATE links SET target_id = NULL, title = 'Alt'",
        "UPDATE versions SET reader = '5-' || substr(reader, 3), title = 'Alt', changed = 'title', record = '{}'",
    )
    done = reparse(db, "-t")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "Read again: 12 articles, 1 earlier state.\nkicker: 12 filled, 0 lost, 0 changed\n  http"
    )
    assert "\nsection: 0 filled, 0 lost, 12 changed\n" in done.out
    assert "\nauthors: 12 filled, 0 lost, 0 changed\n" in done.out
    assert re.search(r"\ndate: 0 filled, 0 lost, 12 changed\n  \S+: 1999-01-01 → 20\d\d-", done.out)
    assert "\nearlier states, title: 0 filled, 0 lost, 1 changed\n" in done.out
    assert content(db) == before
    assert ask(db, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'kicker: Lindental'") > [(0,)]
    done = reparse(db, "-t")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Read again: 0 articles.\n12 articles left alone, read by today's parser and profile already.\n"
    )


def test_a_dry_run_says_the_same_and_writes_nothing(db: Path) -> None:
    write(db, f"{OUTDATE}, kicker = 'Alt' WHERE id <= 2", f"{OUTDATE} WHERE id = 3")
    before = content(db)
    done = reparse(db, "--dry-run", "-t")
    head, lines = done.out.split("\n", 1)
    assert (done.code, done.err, head) == (0, "", "Would be read again: 3 articles, 1 earlier state.")
    assert content(db) == before
    assert reparse(db, "-t").out.split("\n", 1) == ["Read again: 3 articles, 1 earlier state.", lines]
    assert "9 articles left alone" in lines
    assert "kicker: 0 filled, 0 lost, 2 changed\n" in lines


def test_counts_are_records_for_programs(db: Path) -> None:
    url = ask(db, "SELECT url, kicker FROM articles WHERE id = 2")
    write(db, f"{OUTDATE}, kicker = NULL WHERE id = 2", "UPDATE versions SET reader = '5', lead = NULL")
    done = reparse(db, "--json")
    first = {"state": "newest", "field": "kicker", "filled": 1, "lost": 0, "changed": 0}
    assert (done.code, done.err) == (0, "")
    (newest, earlier) = __import__("json").loads(done.out)
    assert newest == first | {"examples": [{"url": url[0][0], "before": None, "after": url[0][1]}]}
    assert (earlier["state"], earlier["field"], earlier["filled"]) == ("earlier", "lead", 1)


def test_diff_shows_the_words_that_differ(db: Path) -> None:
    ((url, body),) = ask(db, "SELECT url, body FROM articles WHERE id = 2")
    words = body.split(" ")
    words[5] = "Schreibmaschine"
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(f"{OUTDATE}, body = ?, kicker = NULL WHERE id = 2", [" ".join(words)])
    shown = reparse(db, "--diff", "--dry-run", "-t").out.splitlines()
    assert shown[0].startswith(f"{url} (capture 2): kicker: – → ")
    old, new = " ".join(words[2:9]), " ".join(body.split(" ")[2:9])
    assert shown[1] == f"{url} (capture 2): body: … {old} … → … {new} …"
    done = reparse(db, "--diff")
    assert [(row["url"], row["state"], row["field"]) for row in done.lines] == [
        (url, "newest", "kicker"),
        (url, "newest", "body"),
    ]
    assert (done.lines[1]["before"], done.lines[1]["after"]) == (" ".join(words), body)


def test_since_and_all_and_a_site_choose_what_is_read(db: Path) -> None:
    write(db, OUTDATE)
    day, number = ask(db, "SELECT date, count(*) FROM articles GROUP BY date ORDER BY date DESC LIMIT 1")[0]
    assert reparse(db, "--since", day, "-t").out.startswith(f"Read again: {number} article")
    assert reparse(db, "demo", "-t").out.startswith(f"Read again: {12 - number} articles.\n{number} article")
    assert reparse(db, "--all", "-t").out == "Read again: 12 articles, 1 earlier state.\nNo field differs.\n"
    done = reparse(db, "dmeo")
    assert (done.code, done.err) == (2, "Error: There is no site 'dmeo'. Did you mean 'demo'?\n")


# Profiles


LEFT = (
    "demo: 12 articles left alone, read by another profile than today's. --sites FILE names that profile;"
    " --new-profile replaces its readings.\n"
)


def with_selector(db: Path) -> None:
    profile = db.with_name("demo.toml")
    profile.write_text(profile.read_text("utf-8") + '\n[demo.select]\nkicker = "h1"\n', "utf-8")


@pytest.mark.parametrize("version", ["5", None])
def test_another_profile_is_named_before_it_replaces_anything(db: Path, version: str | None) -> None:
    if version is not None:
        write(db, OUTDATE)
    with_selector(db)
    before = content(db)
    for more in ((), ("--dry-run",)):
        done = reparse(db, "-t", *more)
        assert (done.code, done.err) == (1, LEFT)
        assert content(db) == before
    done = reparse(db, "-t", "--new-profile")
    assert (done.code, done.err) == (0, "")
    assert "\nkicker: 0 filled, 0 lost, 11 changed\n" in done.out
    assert ask(db, "SELECT count(*) FROM articles WHERE kicker = title") == [(11,)]
    assert len(content(db)["versions"]) == 1


@pytest.mark.parametrize(("key", "kickers"), [("y", 11), ("n", 0)])
def test_on_a_terminal_a_person_is_asked(db: Path, key: str, kickers: int) -> None:
    with_selector(db)
    pressed: list[bytes] = []

    def press(said: str) -> bytes:
        if "Replace its readings? [y/N]:" not in said or pressed:
            return b""
        pressed.append(f"{key}\n".encode())
        return pressed[0]

    seen = on_terminal("--db", db, "reparse", "--sites", db.with_name("demo.toml"), press=press, columns=200)
    assert "demo: 12 articles read by another profile than today's.\n" in seen.text
    assert seen.code == (0 if kickers else 1)
    assert ask(db, "SELECT count(*) FROM articles WHERE kicker = title") == [(kickers,)]


def test_a_site_without_a_profile_is_left_alone(db: Path) -> None:
    write(db, OUTDATE)
    before = content(db)
    done = scraper("--db", db, "reparse", "-t")
    assert (done.code, done.out) == (1, "Read again: 0 articles.\n")
    assert done.err == "demo: 12 articles left alone, as there is no such profile. Name its file with --sites FILE.\n"
    assert content(db) == before


def test_a_fetch_with_another_profile_says_how_that_replaces_what_is_archived(tmp_path: Path, server: Server) -> None:
    text = "<p>" + "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um. " * 5 + "</p>"
    html = f"<h1>Quelloffen in Lindental</h1><b class=ort>Lindental</b>{text * 2}"
    url = server.page("/news/1", f"<html lang=de><title>Quelloffen</title><article>{html}</article></html>")
    profile = f"[bote]\nname = 'Der Bote'\nhome = '{server.url('/')}'\narticles = ['^/news/']\nprivate = true\n"
    for name, select in (("a", "[bote.select]\nkicker = '.ort'\n"), ("b", "")):
        (tmp_path / f"{name}.toml").write_text(profile + select, "utf-8")
    db = ("--db", tmp_path / "archive.db")
    said = (
        f"{url}: the archive has read it by another profile, and keeps it as it is; the next crawl reads what is new,"
        " and 'scraper reparse --new-profile' with the --sites of this call replaces what is there\n"
    )
    assert scraper(*db, "fetch", "--sites", "a.toml", url).lines[0]["kicker"] == "Lindental"
    for files in (("--sites", "b.toml"), ("--allow-private",)):
        done = scraper(*db, "fetch", *files, url)
        assert (done.code, done.err, done.lines[0]["kicker"]) == (0, said, "Lindental")
    assert scraper(*db, "reparse", "--sites", "b.toml", "--new-profile").lines[0]["lost"] == 1
    done = scraper(*db, "fetch", "--sites", "b.toml", url)
    assert (done.code, done.err, done.lines[0]["kicker"]) == (0, "", None)


# What cannot be read


def test_damaged_and_missing_bytes_are_named_and_the_rest_is_read(db: Path) -> None:
    write(
        db,
        OUTDATE,
        "UPDATE payloads SET data = zeroblob(200) WHERE id = (SELECT payload_id FROM captures WHERE id = 2)",
        "UPDATE payloads SET codec = 'none', data = CAST('<h1>Falsch</h1>' AS BLOB)"
        " WHERE id = (SELECT payload_id FROM captures WHERE id = 3)",
        "PRAGMA foreign_keys = OFF",
        "DELETE FROM payloads WHERE id = (SELECT payload_id FROM captures WHERE id = 4)",
        "UPDATE captures SET payload_id = NULL WHERE id = 5",
    )
    urls = [url for (url,) in ask(db, "SELECT url FROM articles WHERE id BETWEEN 2 AND 4 ORDER BY id")]
    titles = ask(db, "SELECT title, reader FROM articles WHERE id BETWEEN 2 AND 5")
    for number in (8, 0):
        done = reparse(db, "-t")
        assert done.code == 1
        assert done.out.startswith(f"Read again: {number} articles")
        assert "1 article left alone, without bytes in the archive.\n" in done.out
        assert sorted(done.err.splitlines()) == sorted(
            f"{url}: could not be read again: the bytes of its capture {capture} are damaged or missing. A backup may"
            " still have them."
            for capture, url in enumerate(urls, 2)
        )
        assert ask(db, "SELECT title, reader FROM articles WHERE id BETWEEN 2 AND 5") == titles


def test_a_page_that_is_no_article_any_more_stays_and_is_named(db: Path) -> None:
    wall = b"<html lang=de><head><title>Anmelden</title></head><body><h1>Anmelden</h1><form><input type=password>"
    import hashlib

    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(f"{OUTDATE} WHERE id = 2")
        (payload_id,) = connection.execute("SELECT payload_id FROM captures WHERE id = 2").fetchone()
        digest = hashlib.sha256(wall).digest()
        connection.execute("UPDATE captures SET digest = ? WHERE id = 2", [digest])
        connection.execute(
            "UPDATE payloads SET codec = 'none', dictionary_id = NULL, data = ?, digest = ? WHERE id = ?",
            [wall, digest, payload_id],
        )
    before = content(db)
    done = reparse(db, "-t")
    ((url,),) = ask(db, "SELECT url FROM articles WHERE id = 2")
    assert (done.code, done.err) == (
        0,
        f"1 page left as read before, no article to today's parser:\n  {url}: a login wall\n",
    )
    assert content(db) == before


def test_an_archive_of_an_older_schema_is_migrated_first(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    file.write_bytes(gzip.decompress((ROOT / "tests/fixtures/archives/schema-4.db.gz").read_bytes()))
    done = scraper("--db", file, "reparse", "--dry-run")
    assert done.code == 2
    assert "is an archive of the older schema version 4." in done.err
    done = scraper("--db", file, "reparse", "-t")
    assert "migrated" in done.err
    assert "Read again: " in done.out


def test_there_is_no_archive(tmp_path: Path) -> None:
    for more in ((), ("--dry-run",), ("--index",)):
        done = scraper("--db", tmp_path / "none.db", "reparse", *more)
        assert (done.code, done.out) == (2, "")
        assert "there is no archive yet" in done.err
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_a_sentence_and_the_next_run_goes_on(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(db)
    write(db, f"{OUTDATE}, body = '', kicker = NULL", "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("VACUUM")
    opened = Archive.open

    def full(path: Path, **more: Any) -> Archive:
        archive = opened(path, **more)
        (pages,) = archive._db.execute("PRAGMA page_count").fetchone()
        archive._db.execute(f"PRAGMA max_page_count = {pages}")
        return archive

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "open", full)
        # All articles are written at once, however slowly they are read: the first one alone would fit.
        patch.setattr("scraper.batch.reparse._SECONDS_A_COMMIT", 3600.0)
        done = reparse(db, "-t")
    assert (done.code, done.out) == (2, "Read again: 0 articles.\n")
    assert done.err == f"Error: {db}: the disk is full. What was archived is whole; make room and start again.\n"
    assert reparse(db).code == 0
    assert content(db) == before


# Stopped, and beside others


def started(db: Path, *, slow: float = 0.0) -> subprocess.Popen[bytes]:
    """Start a run that takes so many seconds an article; it says on stdout when the first ones are written."""
    program = f"""
import sys, time
from scraper import cli
from scraper.batch import reparse
reparse._ARTICLES_A_COMMIT = 2
reparse.AT_A_TIME = 1
written = reparse.Reparse._count
def count(self, *args):
    written(self, *args)
    print("written", flush=True)
    time.sleep({slow})
reparse.Reparse._count = count
sys.argv = ["scraper", "--db", {str(db)!r}, "reparse", "-t", "--sites", {str(db.with_name("demo.toml"))!r}]
cli.main()
"""
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_anywhere_is_gone_on_with(db: Path, number: signal.Signals) -> None:
    before = content(db)
    write(db, f"{OUTDATE}, kicker = NULL")
    process = started(db, slow=0.5)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert err.decode().splitlines() == [
            "Finishing what is under way; press Ctrl-C again to stop at once.",
            "Interrupted. Nothing is lost; the next run goes on from here.",
        ]
        assert re.search(r"Read again: [2-9] articles, 1 earlier state\.\n", out.decode())
    ((left,),) = ask(db, "SELECT count(*) FROM articles WHERE substr(reader, 1, 1) = '5'")
    assert 0 < left < 12
    done = reparse(db, "-t")
    assert done.code == 0
    assert f"Read again: {left} article" in done.out
    assert content(db) == before


def test_two_at_once_and_no_reading_process_outlives_a_kill(db: Path) -> None:
    before = content(db)
    write(db, f"{OUTDATE}, kicker = NULL", "UPDATE versions SET reader = '5'")
    runs = [started(db), started(db)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert [err for _, err in said] == [b"", b""]
    assert content(db) == before
    write(db, f"{OUTDATE}, kicker = NULL")
    process = started(db, slow=60)
    assert process.stdout is not None
    process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not say which processes a process has started")
    readers = [int(child) for child in children.read_text().split()]
    assert readers
    process.kill()
    process.communicate()
    end = time.monotonic() + 20
    while any(is_alive(reader) for reader in readers):
        assert time.monotonic() < end
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # One that has ended and that nobody has asked after is no process any more.
    return " Z " not in Path(f"/proc/{process}/stat").read_text()


def test_a_terminal_shows_how_far_it_is(db: Path) -> None:
    write(db, OUTDATE)
    seen = on_terminal("--db", db, "reparse", "--sites", db.with_name("demo.toml"), columns=120)
    assert seen.code == 0
    assert "reading again" in seen.raw
    assert "12/12" in seen.raw
    assert "Read again: 12 articles, 1 earlier state.\nNo field differs.\n" in seen.text


# The index


def test_the_search_index_is_built_anew(db: Path) -> None:
    found = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'Elterngeld'"
    before = ask(db, found)
    write(db, "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
    assert ask(db, found) == [(0,)]
    write(db, "DELETE FROM words", "DROP TABLE articles_words_data")
    done = scraper("--db", db, "reparse", "--index", "--format", "jsonl")
    assert (done.code, done.out) == (0, '{"articles": 12}\n')
    assert ask(db, found) == before > [(0,)]
    assert fits(db)
    done = scraper("--db", db, "reparse", "--index", "--format", "table")
    assert (done.code, done.out, done.err) == (0, "Search indexes built anew: 12 articles.\n", "")
    done = scraper("--db", db, "reparse", "--index", "--all")
    assert done.code == 2
    assert done.err.endswith("Error: --index builds the search indexes anew and reads nothing again: give it alone.\n")


def test_an_index_of_another_version_is_mended_by_what_writes_next_and_said_in_one_line(db: Path) -> None:
    write(db, "UPDATE indexes SET maker = 'of old'", "DELETE FROM words")
    done = scraper("--db", db, "latest", "--new")
    assert done.code == 0
    assert done.err == (
        f"{db.name}: the index of word forms was made by another version of the program and was built anew"
        " (articles: 12).\n"
    )
    assert fits(db)
    assert scraper("--db", db, "latest", "--new").err == ""


def test_a_terminal_shows_how_far_the_index_is(db: Path) -> None:
    seen = on_terminal("--db", db, "reparse", "--index", columns=120)
    assert seen.code == 0
    assert "search index" in seen.raw
    assert "Search indexes built anew: 12 articles.\n" in seen.text
