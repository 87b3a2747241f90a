"""``scraper serve`` as a process: how it begins and ends, what it follows, that it writes nothing."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import pytest

from cli_running import environment, process
from serving import Serving, serving

SLOW = "/archive?sql=WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n)+SELECT+count(*)+FROM+n"
PAGES = (
    "/",
    "/questions",
    "/archive",
    "/archive/articles",
    "/archive/articles/1",
    "/archive?sql=select+count(*)+from+archive",
)


@pytest.fixture
def db(press_archive: Path, tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "archive.db"
    path.parent.mkdir()
    # As SQLite copies it, with what its log holds.
    with closing(sqlite3.connect(press_archive)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    return path


@pytest.fixture
def server(db: Path) -> Iterator[Serving]:
    with serving(db) as up:
        yield up


def titles(server: Serving) -> list[str]:
    answer = server.get("/archive?sql=select+title+from+articles+order+by+id")
    return [cell.text() for cell in answer.page.css(".data td")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_its_end_and_no_error(server: Serving, number: int) -> None:
    assert server.get("/questions").status == 200
    assert server.end(number) == 0
    assert server.said().splitlines() == [server.said().strip()]
    assert server.printed() == b""


def test_it_ends_while_a_question_runs(server: Serving) -> None:
    asking = threading.Thread(target=lambda: _quietly(server))
    asking.start()
    time.sleep(0.5)
    began = time.monotonic()
    assert server.end(signal.SIGINT) == 0
    assert time.monotonic() - began < 6
    asking.join()
    assert "Traceback" not in server.said()


def test_it_ends_while_questions_wait_and_an_answer_is_not_read(server: Serving) -> None:
    place = urlsplit(server.base)
    targets = [*[SLOW] * 6, "/archive/captures.csv?_stream=on", "/archive/articles/1"]
    with ExitStack() as stack:
        for target in targets:
            asking = stack.enter_context(socket.create_connection((place.hostname, place.port)))
            asking.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(1)
        began = time.monotonic()
        assert server.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 6
    assert server.said().splitlines() == [server.said().strip()]


def _quietly(server: Serving) -> None:
    try:
        server.get(SLOW)
    except OSError:
        return
    except Exception as error:  # noqa: BLE001  (a connection that is cut may end in any way)
        assert "http.client" in type(error).__module__


def test_what_nobody_waits_for_any_more_is_ended(server: Serving) -> None:
    place = urlsplit(server.base)
    server.get("/archive/articles/1")
    with ExitStack() as stack:
        for _ in range(6):
            asking = stack.enter_context(socket.create_connection((place.hostname, place.port)))
            asking.sendall(f"GET {SLOW} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(1)
    began = time.monotonic()
    assert server.get("/archive/articles/1").status == 200
    # Each of the six has ten seconds, and two are asked at once.
    assert time.monotonic() - began < 5
    assert server.said().splitlines() == [server.said().strip()]


def test_what_takes_long_is_waited_for_by_nobody_else(server: Serving) -> None:
    place = urlsplit(server.base)
    pages = (*PAGES, "/archive/articles.csv", "/latest.json")
    slowest = 0.0
    with ExitStack() as stack:
        for _ in range(6):
            asking = stack.enter_context(socket.create_connection((place.hostname, place.port)))
            asking.sendall(f"GET {SLOW}&_timelimit=4000 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        # Until the first two have ended, which must not wait for the two that follow on their connections either.
        end = time.monotonic() + 7
        while time.monotonic() < end:
            for page in pages:
                began = time.monotonic()
                assert (page, server.get(page).status) == (page, 200)
                slowest = max(slowest, time.monotonic() - began)
    # Behind the six, it would be twelve seconds, and behind two of them eight.
    assert slowest < 6


def test_what_takes_longer_than_a_moment_is_answered(server: Serving) -> None:
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 12000000) SELECT count(*) FROM n"
    began = time.monotonic()
    answer = server.get(f"/archive?sql={quote_plus(rows)}")
    assert answer.status == 200
    assert answer.page.css_first(".data td").text() == "12000000"
    # Otherwise it has shown nothing.
    assert time.monotonic() - began > 0.5


def test_ctrl_c_twice_ends_it_too(server: Serving) -> None:
    asking = threading.Thread(target=lambda: _quietly(server))
    asking.start()
    time.sleep(0.5)
    assert server.end(signal.SIGINT, signal.SIGINT) in (0, 130)
    asking.join()


def test_a_port_that_is_taken_is_a_sentence(db: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = process("--db", db, "serve", "--port", taken.getsockname()[1])
    assert done.code == 2
    assert done.err.startswith("Error: 127.0.0.1, port ")
    assert done.err.endswith("Address already in use. Choose another with --port.\n")


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "a..b", "x" * 300])
def test_an_address_that_is_none_of_this_machine_is_a_sentence(db: Path, host: str) -> None:
    done = process("--db", db, "serve", "--port", "0", "--host", host)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


def test_without_an_archive_there_is_nothing_to_serve(tmp_path: Path) -> None:
    done = process("--db", tmp_path / "none.db", "serve", "--port", "0")
    assert done.code == 2
    assert "there is no archive yet" in done.err
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_what_to_install(db: Path, tmp_path: Path) -> None:
    (tmp_path / "datasette.py").write_text("raise ModuleNotFoundError('datasette', name='datasette')")
    path = os.pathsep.join((str(tmp_path), environment()["PYTHONPATH"]))
    done = process("--db", db, "serve", "--port", "0", env={"PYTHONPATH": path})
    assert done.code == 2
    assert "pip install" in done.err
    assert "Traceback" not in done.err


def test_a_closed_stderr_does_not_end_it(db: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "scraper", "--db", str(db), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=writing, env=environment()) as up:
        os.close(writing)
        try:
            serving_there = Serving(f"http://127.0.0.1:{port}", up, sys.stdin, sys.stdin)  # type: ignore[arg-type]
            assert _when_up(serving_there) == 200
        finally:
            up.send_signal(signal.SIGTERM)
        assert up.wait(30) == 0


def _when_up(server: Serving) -> int:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            return server.get("/questions").status
        except OSError:
            time.sleep(0.05)
    raise AssertionError


def test_it_listens_on_ipv6(db: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("There is no IPv6 here.")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("There is no IPv6 here.")
    with serving(db, "--host", "::1") as server:
        assert server.base.startswith("http://[::1]:")
        assert server.get("/questions").status == 200
        assert server.get("/questions", Host="evil.example").status == 421


def test_for_other_machines_it_warns_and_answers_by_addresses_and_the_names_that_are_named(db: Path) -> None:
    with serving(db, "--host", "0.0.0.0", "--name", "Archiv.example") as server:  # noqa: S104
        assert "can read the whole archive, without a password" in server.said()
        assert server.base.startswith("http://127.0.0.1:")
        for host in ("127.0.0.1", "192.168.1.7:8010", "archiv.example", "ARCHIV.example:8010", "[fd00::1]"):
            assert server.get("/questions", Host=host).status == 200
        for host in ("evil.example", "archiv.example.evil.example"):
            assert server.get("/questions", Host=host).status == 421


def test_on_loopback_no_warning_is_said(server: Serving) -> None:
    assert "password" not in server.said()


def test_it_follows_the_file_that_takes_the_archive_s_name(db: Path, server: Serving) -> None:
    before = titles(server)
    other = db.with_name("other.db")
    shutil.copy(db, other)
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("UPDATE articles SET title = 'Neue Datei' WHERE id = 1")
    other.replace(db)
    assert titles(server) == ["Neue Datei", *before[1:]]
    assert "Neue Datei" in server.get("/archive/articles/1").text


def test_an_archive_that_has_vanished_or_is_an_older_one_is_a_sentence_until_it_is_back(
    db: Path, server: Serving
) -> None:
    assert server.get("/archive/articles").status == 200
    aside = db.with_name("aside.db")
    db.replace(aside)
    for page in PAGES:
        answer = server.get(page)
        assert (page, answer.status) == (page, 503)
        assert "there is no archive yet" in answer.page.css_first("main").text()
    shutil.copy(aside, db)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA user_version = 3")
    for page in PAGES:
        answer = server.get(page)
        assert answer.status == 503
        assert "older schema version 3" in answer.page.css_first("main").text()
    aside.replace(db)
    for page in PAGES:
        assert server.get(page).status == 200
    assert "Traceback" not in server.said()


def _contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return what lies in a folder, but for what SQLite needs to read beside a writer."""
    return {
        path.name: (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.iterdir()
        if not path.name.endswith(("-shm", "-wal"))
    }


def test_an_archive_that_is_damaged_while_it_is_served_is_no_fault_of_the_reader(db: Path, server: Serving) -> None:
    page = 4096
    with db.open("r+b") as file:
        # All but the first page, which has the schema; the file stays the same one.
        size = file.seek(0, os.SEEK_END)
        file.seek(page)
        file.write(b"\xff" * (size - page))
    for path in ("/", "/search?q=Amt", "/status", "/archive?sql=select+sum(length(body))+from+articles"):
        answer = server.get(path)
        assert answer.status == 503, path
        assert "damaged" in answer.text
    assert "Traceback" not in server.said()


def test_nothing_is_written_anywhere(db: Path, tmp_path: Path) -> None:
    home, temporary, here = (tmp_path / name for name in ("home", "tmp", "here"))
    for folder in (home, temporary, here):
        folder.mkdir()
    before = _contents(db.parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("TMPDIR", str(temporary))
        patch.setenv("SQLITE_TMPDIR", str(temporary))
        with serving(db, cwd=here) as server:
            for page in PAGES:
                assert server.get(page).status == 200
            for statement in ("attach+'x.db'+as+x", "vacuum+into+'x.db'", "pragma+journal_mode%3Ddelete"):
                assert server.get(f"/archive?sql={statement}").status == 400
            for target in ("/archive", "/archive/articles/1/-/delete", "/archive/-/execute-write", "/-/messages"):
                assert server.get(target, "POST", Content_Length="0").status == 405
            assert server.end(signal.SIGTERM) == 0
    assert _contents(db.parent) == before
    assert [list(folder.rglob("*")) for folder in (home, temporary, here)] == [[], [], []]


_WRITER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
print("ready", flush=True)
number = 0
while True:
    number += 1
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE articles SET words = ? WHERE id = 1", [number])
    connection.execute("COMMIT")
    if number % 20 == 0:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


def test_pages_are_answered_while_another_program_writes(db: Path, server: Serving) -> None:
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(db)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        seen = set()
        for _ in range(15):
            for page in PAGES:
                assert (page, server.get(page).status) == (page, 200)
            seen.add(server.get("/archive/articles.json?_shape=array&id=1&_col=words").text)
        assert len(seen) > 1
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    assert "locked" not in server.said()


def test_a_reader_does_not_keep_the_log_from_being_taken_in(db: Path, server: Serving) -> None:
    # More rows than an answer has, so that its statement is not read to its end.
    assert server.get("/archive?sql=select+a.id+from+articles+a,articles+b,articles+c").status == 200
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("UPDATE articles SET words = 1 WHERE id = 1")
        is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert is_busy == 0
