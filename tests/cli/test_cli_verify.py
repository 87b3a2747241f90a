"""``scraper verify``: what it prints, and its exit codes."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli_running import Done, environment
from empty_archive import put_empty_archive
from scraper.cli import session
from scraper.store import Archive, repack
from store_records import LATER, URL, full_article, plain, save, sqlite

Run = Callable[..., Done]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(archive, plain(2), b"<p>zwei</p>")
    monkeypatch.setattr(session, "utc_now", lambda: LATER)
    return path


def digest(run: Run, db: Path) -> str:
    return str(json.loads(run("--db", db, "verify", "--format", "json").out)["digest"])


def test_an_archive_that_is_whole(run: Run, db: Path) -> None:
    with sqlite(db) as connection:
        (link,) = connection.execute("SELECT lower(hex(link)) FROM captures WHERE id = 2").fetchone()
    done = run("--db", db, "verify")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"2026-11-24T09:30:00Z  captures 2  newest 2  digest {link}\n"
    assert run("--db", db, "verify", "-q") == Done(0, "", "")


def test_an_empty_archive(run: Run, db: Path) -> None:
    put_empty_archive(db.with_name("empty.db"))
    done = run("--db", db.with_name("empty.db"), "verify")
    assert done == Done(0, f"2026-11-24T09:30:00Z  captures 0  digest {'0' * 64}\n", "")


def test_what_is_wrong_is_named(run: Run, db: Path) -> None:
    with sqlite(db) as connection:
        connection.execute("UPDATE captures SET status = 201 WHERE id = 2")
        connection.execute("UPDATE articles SET body = 'Etwas anderes' WHERE id = 1")
    done = run("--db", db, "verify", "--quiet")
    assert done.code == 1
    assert done.out == (
        "captures, row 2 (https://amtsblick.example/meldung_2): the row is not the one that was captured, or is no link"
        " of the chain: its link does not follow from it and from the row before it.\n"
        f"articles, row 1 ({URL}): its text is not that of its digest.\n"
        "2 faults. docs/evidence.md says what to do about each.\n"
    )
    (first, _) = json.loads(run("--db", db, "verify", "--format", "json").out)["faults"]
    assert first["text"] == done.out.splitlines()[0].rstrip(".")
    del first["text"]
    assert first == {
        "code": "row_changed",
        "table": "captures",
        "row": 2,
        "url": "https://amtsblick.example/meldung_2",
        "capture": 2,
    }


def test_known_gaps_are_no_fault(run: Run, db: Path) -> None:
    with sqlite(db) as connection:
        connection.execute("INSERT INTO gaps (capture_id, link, at) VALUES (3, zeroblob(32), '2026-11-23T12:00:00Z')")
        connection.execute("INSERT INTO gaps (capture_id, link, at) VALUES (4, zeroblob(32), '2026-11-24T12:00:00Z')")
        connection.execute("UPDATE captures SET payload_id = NULL WHERE id = 1")
    done = run("--db", db, "verify")
    assert done.code == 0
    assert done.out.splitlines()[1:] == [
        "2 captures forgotten: 1 on 2026-11-23, 1 on 2026-11-24.",
        "1 capture kept without bytes, which the profiles let go.",
    ]


def test_a_digest_that_was_kept(run: Run, db: Path) -> None:
    kept = digest(run, db)
    with Archive.open(db) as archive:
        save(archive, plain(3), b"<p>drei</p>")
    # As it may stand on paper, or come out of a mail.
    done = run("--db", db, "verify", "-q", "--digest", f"{kept[:32]} {kept[32:].upper()}")
    assert done == Done(0, "", "")
    done = run("--db", db, "verify", "--digest", kept)
    assert done.code == 0
    assert done.out.splitlines()[1] == (
        f"{kept}: the digest of this archive when capture 2 was the newest (fetched 2026-11-23T09:30:00Z)."
        " 2 captures up to it: all unchanged, none put in, none taken out."
    )
    known = json.loads(run("--db", db, "verify", "--digest", kept, "--format", "json").out)["digests"]
    assert known == [
        {
            "digest": kept,
            "unchanged": True,
            "capture": 2,
            "fetched_at": "2026-11-23T09:30:00Z",
            "captures": 2,
            "forgotten": 0,
            "proved_from": 1,
        }
    ]


def test_a_digest_of_what_was_changed_since(run: Run, db: Path) -> None:
    kept = digest(run, db)
    with sqlite(db) as connection:
        connection.execute("UPDATE payloads SET data = zeroblob(8) WHERE id = 1")
    done = run("--db", db, "verify", "-q", "--digest", kept)
    assert done.code == 1
    assert done.out.splitlines()[0].endswith("But not every capture up to it is what it was:")
    assert done.out.splitlines()[1].startswith(f"payloads, row 1 ({URL}): its bytes ")


def test_a_digest_that_is_not_in_the_chain(run: Run, db: Path) -> None:
    done = run("--db", db, "verify", "--digest", "ab" * 32)
    assert done.code == 1
    assert done.out.splitlines()[1:] == [
        f"{'ab' * 32}: no digest that this archive ever had. Either it is one of another archive, or of a later state"
        " than this file is, or captures were changed, put in or taken out since."
    ]
    known = json.loads(run("--db", db, "verify", "--digest", "ab" * 32, "--format", "json").out)["digests"]
    assert (known[0]["unchanged"], known[0]["capture"]) == (False, None)


def test_a_gap_without_seal_is_said_of_a_digest(run: Run, db: Path) -> None:
    kept = digest(run, db)
    with Archive.open(db) as archive, archive.transaction():
        repack.free(archive._db, [], [1])
    with sqlite(db) as connection:
        connection.execute("INSERT INTO gaps (capture_id, link, at) SELECT id, link, fetched_at FROM captures LIMIT 1")
        connection.execute("UPDATE articles SET capture_id = NULL")
        connection.execute("DELETE FROM captures WHERE id = 1")
    done = run("--db", db, "verify", "--digest", kept)
    assert done.code == 1
    assert done.out.splitlines()[-1].endswith(
        " Captures from 2 on up to it: all unchanged, none put in, none taken out. 1 capture up to it forgotten,"
        " which leaves known gaps. It proves nothing of what is older than capture 2: the gap before that has no seal."
    )
    known = json.loads(run("--db", db, "verify", "--digest", kept, "--format", "json").out)["digests"]
    assert (known[0]["unchanged"], known[0]["proved_from"]) == (False, 2)


def test_what_is_no_digest(run: Run, db: Path) -> None:
    done = run("--db", db, "verify", "--digest", "123")
    assert done.code == 2
    assert "'123' is no digest: it has 64 figures from 0 to 9 and a to f." in " ".join(done.err.split())


def test_no_archive(run: Run, tmp_path: Path) -> None:
    done = run("--db", "none.db", "verify")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: none.db: there is no archive yet.")


@pytest.fixture
def locked(db: Path) -> Iterator[Path]:
    """The archive in a folder that only root may write."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(db, folder / "archive.db")
    folder.chmod(0o555)
    yield folder / "archive.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_all_is_checked_where_nothing_can_be_written(locked: Path) -> None:
    # Without the rights of root, for whom no folder is read-only; they go after everything is imported.
    started = """
import os, sys
import scraper.cli.verify, scraper.store.verify, scraper.cli.configuration, scraper.cli.progress, scraper.cli.session
import scraper.cli.output
from scraper import cli
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
cli.main()
"""
    with sqlite(locked) as connection:
        connection.execute("DELETE FROM articles_fts_docsize WHERE id = 1")
    done = subprocess.run(
        [sys.executable, "-c", started, "--db", str(locked), "verify", "-q"],
        capture_output=True,
        text=True,
        env=environment(),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-2] == (
        "articles_fts: the search index does not hold the words of the articles, or is damaged; 'scraper reparse"
        " --index' builds it anew."
    )


SLOW = """
import sys
from scraper import cli
from scraper.store.verify import file
def check(check):
    print("begun", flush=True)
    question = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    try:
        check.db.execute(question).fetchone()
    except file.sqlite3.Error as error:
        file.said(error)
import scraper.store.verify
scraper.store.verify.check_structure = check
cli.main()
"""


def test_ctrl_c_ends_sqlites_own_check(db: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, "--db", str(db), "verify"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"Interrupted.\n")
