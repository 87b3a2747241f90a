"""``scraper import warc``: articles out of WARC files, with the times of their captures, once, whatever happens."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, environment, scraper
from made_warc import DAY, article, html_of, member, record, url_of, write
from scraper.batch.mapping import cutting
from scraper.batch.past import Past
from scraper.model.incoming import Recalled, Taken
from scraper.store import Archive
from server import Server
from terminal import on_terminal

POISON = Path(__file__).parent / "mapping" / "poison"
OTHER = "https://anzeiger.example/stadtrat"
KEPT = ("url", "title", "body", "first_seen", "last_seen")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where the archive will be; its profile lies beside it."""
    (tmp_path / "bote.toml").write_text('[bote]\nname = "Der Bote"\nhome = "https://bote.example/"\n')
    return tmp_path / "archive.db"


def imported(db: Path, *args: object) -> Done:
    """Import into the archive, with the profile beside it."""
    return scraper("--db", db, "import", "warc", "--sites", db.with_name("bote.toml"), *args)


def ask(db: Path, sql: str) -> list[Any]:
    """Return the rows of a question."""
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def counts(row: dict[str, Any]) -> dict[str, int]:
    """Return what became of the records of a file, that is not nothing."""
    return {name: value for name, value in row.items() if isinstance(value, int) and value and name != "size"}


def test_articles_come_with_the_times_of_their_captures(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(1), article(2), article(1, "Ein Satz kam dazu.", DAY + timedelta(days=3))])

    done = imported(db, path)

    assert (done.code, done.err) == (0, "")
    (row,) = done.lines
    assert (row["file"], row["state"], row["trouble"]) == (str(path), "read", None)
    assert counts(row) == {"records": 3, "pages": 3, "new": 2, "versions": 1}
    assert ask(db, "SELECT url, first_seen, last_seen FROM articles ORDER BY url") == [
        (url_of(1), "2019-05-16T08:30:00Z", "2019-05-19T08:30:00Z"),
        (url_of(2), "2019-05-16T08:30:00Z", "2019-05-16T08:30:00Z"),
    ]


def test_an_older_capture_never_replaces_a_newer_state(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(1, "Der neue Satz."), article(1, moment=DAY - timedelta(days=1000))])

    assert counts(imported(db, path).lines[0]) == {"records": 2, "pages": 2, "new": 1, "versions": 1}
    ((body, first_seen),) = ask(db, "SELECT body, first_seen FROM articles")
    assert body.endswith("Der neue Satz.")
    assert first_seen == "2016-08-19T08:30:00Z"


def test_the_same_file_twice_adds_nothing(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(3)])
    imported(db, path)
    before = ask(db, "SELECT * FROM captures")

    (row,) = imported(db, path).lines

    assert row["state"] == "already"
    assert counts(row) == {}
    said = imported(db, path, "--format", "table").out
    assert said.startswith(f"{path}: imported already, on ")
    assert ask(db, "SELECT * FROM captures") == before


def test_a_file_that_has_changed_is_read_again_and_adds_what_is_new(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(3)])
    imported(db, path)
    write(path, [article(number) for number in range(4)])

    assert counts(imported(db, path).lines[0]) == {"records": 4, "pages": 4, "new": 1, "there": 3}


def test_another_selection_reads_it_again(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(1), record(OTHER, html_of(77))])

    assert counts(imported(db, path).lines[0]) == {"records": 2, "pages": 1, "new": 1}
    assert counts(imported(db, path, "--host", "www.anzeiger.example").lines[0]) == {
        "records": 2,
        "pages": 1,
        "new": 1,
    }
    assert counts(imported(db, path, "--all").lines[0]) == {"records": 2, "pages": 2, "there": 2}
    assert ask(db, "SELECT site FROM articles ORDER BY 1") == [("anzeiger.example",), ("bote",)]


def test_where_no_page_is_of_the_sites_people_read_what_to_name(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [record(OTHER, html_of(77))])

    done = imported(db, path, "--format", "table")

    assert (done.code, done.out) == (0, f"{path}: 1 record, 0 pages of these sites.\n")
    assert done.err == (
        "No page is of the sites that were asked for. Name them with --site or --host, or take all with --all.\n"
    )
    # Programs see the number, and who takes all hosts has nothing else to name.
    assert imported(db, path, "--since", "2018").err == ""
    write(path, [member("warcinfo", OTHER, b"software: x", DAY, "application/warc-fields")])
    assert imported(db, path, "--all", "--format", "table").err == ""


def test_only_captures_of_some_days(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number, moment=DAY + timedelta(days=number)) for number in range(5)])

    done = imported(db, path, "--since", "17.5.2019", "--until", "2019-05-18")

    assert counts(done.lines[0]) == {"records": 5, "pages": 2, "new": 2}
    assert ask(db, "SELECT url FROM articles ORDER BY 1") == [(url_of(1),), (url_of(2),)]


def test_a_record_of_a_time_still_to_come_is_named(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    offsets = write(path, [article(1), article(2, moment=datetime(2099, 5, 23, tzinfo=DAY.tzinfo))])

    done = imported(db, path)

    assert done.code == 1
    (row,) = done.lines
    assert counts(row) == {"records": 2, "pages": 2, "new": 1, "failed": 1}
    assert row["broken"] == [
        {
            "offset": offsets[1],
            "url": url_of(2),
            "code": "record_of_future",
            "reason": "the record is of 2099-05-23, which is still to come",
        }
    ]


def test_what_is_no_article_is_counted(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    pdf = record("https://bote.example/plan.pdf", "%PDF-1.4 und so weiter", media_type="application/pdf")
    listing = "".join(f"<li><a href='/meldung/{number}'>Meldung {number}</a></li>" for number in range(50))
    page = record("https://bote.example/archiv", f"<html><body><ul>{listing}</ul></body></html>")
    front = record("https://bote.example/", f"<html><body><ul>{listing}</ul></body></html>")
    write(path, [article(1), pdf, page, front])

    assert counts(imported(db, path).lines[0]) == {"records": 4, "pages": 3, "new": 1, "no_articles": 2}


def test_parts_of_a_file_are_taken_in_their_order(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "RANGE_BYTES", 1500)
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(20)])

    (row,) = imported(db, path, "--workers", 2).lines

    assert counts(row) == {"records": 20, "pages": 20, "new": 20}
    assert ask(db, "SELECT url FROM captures ORDER BY id") == [(url_of(number),) for number in range(20)]
    assert ask(db, 'SELECT "offset", finished_at IS NULL FROM imports') == [(path.stat().st_size, 0)]
    assert [one.name for one in db.parent.iterdir() if "import-" in one.name] == []


def test_a_file_that_is_none_costs_the_others_nothing(db: Path) -> None:
    good, text, missing = (db.with_name(name) for name in ("a.warc.gz", "liste.txt", "fehlt.warc.gz"))
    write(good, [article(1)])
    text.write_text("Das ist keine WARC-Datei.\n" * 20)

    done = imported(db, text, missing, good, "--format", "table")

    assert done.code == 1
    assert done.out == f"{good}: 1 record, 1 page of these sites: 1 new article.\n"
    errors = done.err.splitlines()
    assert len(errors) == 2
    assert str(text) in errors[0]
    assert errors[1] == f"{missing} cannot be opened: No such file or directory. Look at its spelling."
    assert ask(db, "SELECT count(*) FROM articles") == [(1,)]


def test_a_record_that_kills_its_reader_is_named_and_all_else_is_taken(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISON), os.environ.get("PYTHONPATH", "")]))
    path = db.with_name("a.warc.gz")
    offsets = write(path, [article(1), article(2, "TOEDLICH"), article(3)])

    done = imported(db, path, "--format", "table")

    assert done.code == 1
    assert done.out == f"{path}: 3 records, 2 pages of these sites: 2 new articles, 1 record broken.\n"
    assert done.err.splitlines() == [
        f"{path}: 1 record not read:",
        f"  at byte {offsets[1]}, {url_of(2)}: left out, as two processes that read it ended (signal SIGKILL)",
    ]
    (row,) = imported(db, path, "--since", "2000").lines
    assert row["broken"] == [
        {
            "offset": offsets[1],
            "url": url_of(2),
            "code": "kills_reader",
            "reason": "left out, as two processes that read it ended (signal SIGKILL)",
        }
    ]


def started(db: Path, *args: object) -> subprocess.Popen[str]:
    """Start an import in a process of its own."""
    command = [sys.executable, "-m", "scraper", "--db", str(db), "import", "warc"]
    return subprocess.Popen(
        [*command, "--sites", str(db.with_name("bote.toml")), *map(str, args)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip


def wait_for_articles(db: Path, process: subprocess.Popen[str]) -> None:
    """Wait until some are in the archive."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if db.exists():
            try:
                if ask(db, "SELECT count(*) FROM articles")[0][0] >= 25:
                    return
            except sqlite3.OperationalError:
                pass
        time.sleep(0.005)


def test_a_run_that_was_killed_is_gone_on_with(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(400)])
    process = started(db, path)
    wait_for_articles(db, process)
    process.kill()
    process.communicate()
    ((there,),) = ask(db, "SELECT count(*) FROM articles")
    assert 0 < there < 400

    (row,) = imported(db, path).lines

    assert row["state"] == "read"
    assert row["begun_at"] > 0
    assert row["records"] == row["new"] + row["there"] < 400
    assert ask(db, "SELECT count(*), count(DISTINCT url) FROM captures") == [(400, 400)]
    assert [one.name for one in db.parent.iterdir() if "import-" in one.name] == []
    assert json.loads(ask(db, "SELECT counts FROM imports")[0][0])["new"] == 400


def test_ctrl_c_once_finishes_what_is_under_way(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(400)])
    process = started(db, path, path.with_name("b.warc.gz"), "--format", "table")
    write(path.with_name("b.warc.gz"), [article(number) for number in range(400, 900)])
    wait_for_articles(db, process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err.splitlines()[0] == "Finishing the records under way; press Ctrl-C again to stop at once."
    assert err.splitlines()[-1] == "Interrupted. Nothing is lost; the next run goes on from here."
    imported(db, path, path.with_name("b.warc.gz"))
    assert ask(db, "SELECT count(*), count(DISTINCT url) FROM captures") == [(900, 900)]


def test_ctrl_c_twice_stops_at_once(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(400)])
    process = started(db, path, "--format", "table")
    wait_for_articles(db, process)
    process.send_signal(signal.SIGINT)
    time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Nothing is lost; the next run goes on" in err.splitlines()[-1]
    assert "Traceback" not in err
    imported(db, path)
    assert ask(db, "SELECT count(*), count(DISTINCT url) FROM captures") == [(400, 400)]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--all", "--host", "x.example"), "--all takes the pages of all hosts: give it without --site and --host."),
        (("--host", "https://x.example/"), "'https://x.example/' is no host: write it like example.org"),
        (("--host", "x.example:8080"), "'x.example:8080' is no host: write it like example.org"),
        (("--since", "2020", "--until", "2019"), "No day is both: --since 2020-01-01 is later than --until 2019"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense(db: Path, args: tuple[str, ...], said: str) -> None:
    done = imported(db, "a.warc.gz", *args)

    assert done.code == 2
    assert said in done.err


def test_a_file_on_the_web(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(3)])
    with Server() as server:
        server.page("/a.warc.gz", path.read_bytes(), headers={"Content-Type": "application/gzip"})
        done = imported(db, server.url("/a.warc.gz"), "--format", "table")
        again = imported(db, server.url("/a.warc.gz"), "--format", "table")
        missing = imported(db, server.url("/b.warc.gz"))

    assert (done.code, done.err) == (0, "")
    assert done.out == f"{server.url('/a.warc.gz')}: 3 records, 3 pages of these sites: 3 new articles.\n"
    assert again.out.startswith(f"{server.url('/a.warc.gz')}: imported already, on ")
    assert missing.code == 1
    assert missing.err.startswith(f"{server.url('/b.warc.gz')}")


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_a_file_that_wget_has_written(db: Path) -> None:
    with Server() as server:
        for number in range(3):
            server.page(f"/meldung/{number}", html_of(number))
        server.page("/alt", status=301, headers={"Location": "/meldung/2"})
        db.with_name("bote.toml").write_text(f'[bote]\nname = "Der Bote"\nhome = "{server.url("/")}"\n')
        urls = [server.url(one) for one in ("/meldung/0", "/meldung/1", "/alt", "/fehlt")]
        subprocess.run(
            ["wget", "-q", "--warc-file", db.with_name("w"), "-O", os.devnull, "--no-proxy", *urls],
            check=False,
            timeout=60,
        )
        done = imported(db, db.with_name("w.warc.gz"))

    assert (done.code, done.err) == (0, "")
    (row,) = done.lines
    assert (row["new"], row["broken"], row["flaws"]) == (3, [], [])
    assert ask(db, "SELECT url FROM articles ORDER BY url") == [(server.url(f"/meldung/{one}"),) for one in range(3)]
    hops = "SELECT c.url FROM captures c JOIN captures d ON d.via_id = c.id"
    assert ask(db, hops) == [(server.url("/alt"),)]


def test_an_archive_that_cannot_be_written(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(1)])
    imported(db, path)
    db.chmod(0o444)

    done = imported(db, path, "--all")

    assert (done.code, done.out) == (2, "")
    assert done.err == (f"Error: {db}: is read-only. Make it writable (chmod u+w), or choose another with --db FILE.\n")


def test_a_crawl_may_write_meanwhile(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(200)])
    process = started(db, path)
    wait_for_articles(db, process)
    with Archive.open(db) as archive, archive.transaction():
        archive.marks.remove(["somebody"])
    _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, "")
    assert ask(db, "SELECT count(*) FROM articles") == [(200,)]


def test_no_room_for_what_is_read_is_a_sentence(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISON), os.environ.get("PYTHONPATH", "")]))
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(20)])
    monkeypatch.setenv("LARGEST_FILE", "5000")

    done = imported(db, path, "--format", "table")

    assert done.code == 1
    assert re.fullmatch(
        rf"{path}: what is read cannot be kept in \S+/\.archive\.db\.import-\w+ \(File too large\)\. "
        r"Make room there; the next run goes on\.\n",
        done.err,
    )
    monkeypatch.delenv("LARGEST_FILE")
    assert counts(imported(db, path).lines[0]) == {"records": 20, "pages": 20, "new": 20}


def test_a_terminal_shows_how_far_it_is(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    write(path, [article(number) for number in range(120)])
    seen = on_terminal("--db", db, "import", "warc", path, "--sites", db.with_name("bote.toml"), columns=100)

    assert seen.code == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.raw)
    shown = [float(number) for number in re.findall(r"([\d.]+)/[\d.]+ kB", plain)]
    assert shown == sorted(shown)
    assert shown[-1] > 0
    assert seen.text.rstrip().endswith("a.warc.gz: 120 records, 120 pages of these sites: 120 new articles.")


def test_a_wrong_digest_is_named_and_the_page_taken(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    plain = gzip.decompress(article(1))
    wrong = plain.replace(b"Content-Type: app", b"WARC-Payload-Digest: sha1:AAAA\r\nContent-Type: app", 1)
    write(path, [gzip.compress(wrong), article(2)])

    done = imported(db, path)

    (row,) = done.lines
    assert done.code == 0
    assert counts(row) == {"records": 2, "pages": 2, "new": 2}
    assert row["flaws"] == [
        {
            "offset": 0,
            "url": url_of(1),
            "code": "wrong_digest",
            "reason": "the payload digest of the record is not that of its bytes",
        }
    ]
    said = imported(db, path, "--all", "--format", "table").err.splitlines()
    assert said == [
        f"{path}: 1 record with flaws, read all the same:",
        f"  at byte 0, {url_of(1)}: the payload digest of the record is not that of its bytes",
    ]


def test_revisits_find_their_original_and_others_are_counted(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    later = DAY + timedelta(days=5)
    write(path, [revisit(1, later), article(1), revisit(2, later)])

    assert counts(imported(db, path).lines[0]) == {"records": 3, "pages": 3, "new": 1, "visits": 1, "orphans": 1}
    assert ask(db, "SELECT last_seen FROM articles") == [("2019-05-21T08:30:00Z",)]
    ((offset, noted),) = ask(db, 'SELECT "offset", counts FROM imports')
    assert offset == path.stat().st_size
    assert json.loads(noted) == {"records": 3, "pages": 3, "new": 1, "visit": 1, "orphan": 1}


def test_what_waited_is_counted_with_its_file(db: Path) -> None:
    later = DAY + timedelta(days=5)
    first, second = db.with_name("a.warc.gz"), db.with_name("b.warc.gz")
    write(first, [revisit(1, later), revisit(2, later)])
    write(second, [revisit(3, later), article(1)])

    rows = imported(db, first, second).lines
    assert [counts(row) for row in rows] == [
        {"records": 2, "pages": 2, "visits": 1, "orphans": 1},
        {"records": 2, "pages": 2, "new": 1, "orphans": 1},
    ]
    kept = [json.loads(text) for (text,) in ask(db, "SELECT counts FROM imports ORDER BY id")]
    assert [(each["orphan"], "waiting" in each) for each in kept] == [(1, False), (1, False)]


def test_ids_of_names_make_no_record_one_of_our_exports(db: Path) -> None:
    path = db.with_name("a.warc")
    gone = gzip.decompress(record(url_of(1), "<h1>Nicht gefunden</h1>", status="404 Not Found"))
    wall = gzip.decompress(record(url_of(2), "<h1>Cookies</h1><p>Bitte stimmen Sie zu.</p>"))
    path.write_bytes((gone + wall).replace(b"-4000-8000-", b"-5000-8000-"))

    assert counts(imported(db, path).lines[0]) == {"records": 2, "pages": 2, "no_articles": 2}
    assert ask(db, "SELECT count(*) FROM captures") == [(0,)]


def revisit(number: int, moment: datetime) -> bytes:
    """Return a record that says that an article was unchanged."""
    url = url_of(number)
    head = (
        f"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: {url}\r\nWARC-Date: {moment:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{number}>\r\n"
        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
        f"WARC-Refers-To-Target-URI: {url}\r\nWARC-Refers-To-Date: {DAY:%Y-%m-%dT%H:%M:%SZ}\r\n"
        "Content-Type: application/http; msgtype=response\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    return gzip.compress(head.encode(), mtime=0)


def test_a_damaged_place_costs_its_record_alone(db: Path) -> None:
    path = db.with_name("a.warc.gz")
    offsets = write(path, [article(number) for number in range(4)])
    data = bytearray(path.read_bytes())
    data[offsets[1] + 40 : offsets[1] + 200] = b"\0" * 160
    path.write_bytes(data)

    done = imported(db, path)

    (row,) = done.lines
    assert done.code == 1
    assert row["new"] == 3
    assert [one["offset"] for one in row["broken"]] == [offsets[1]]
    assert imported(db, path).lines[0]["state"] == "already"


def test_a_mistake_with_one_record_that_has_waited_costs_the_others_nothing(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_late = Past.take_late

    def taken(past: Past, recalled: Recalled, import_id: int | None) -> Taken:
        if recalled.incoming.response.url == url_of(7):
            raise ValueError("no such month")
        return take_late(past, recalled, import_id)

    monkeypatch.setattr(Past, "take_late", taken)
    path = db.with_name("a.warc.gz")
    later = [revisit(number, DAY + timedelta(days=1)) for number in range(30)]
    write(path, [*later, *(article(number) for number in range(30))])
    done = imported(db, path)
    (row,) = done.lines
    assert counts(row) == {"records": 60, "pages": 60, "new": 30, "visits": 29, "failed": 1}
    assert [one["url"] for one in row["broken"]] == [url_of(7)]
    assert done.code == 1
    assert ask(db, "SELECT count(*) FROM visits") == [(29,)]
