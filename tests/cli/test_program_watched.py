"""The program watches itself, from history to exit code: found by ``status`` or the next crawl, and told once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3
import ssl
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli_running import Done, scraper
from empty_archive import put_empty_archive
from faults.certificates import signed
from faults.harness import feed, serve_news
from scraper.cli.session import utc_now
from scraper.store import Archive
from server import XML_HEADERS, Server

DAY = dt.timedelta(days=1)
MIB = 1024**2
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _site(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site with five articles, and nobody who watches, as under cron."""
    monkeypatch.delenv("TERM", raising=False)
    serve_news(server)
    Path("my.toml").write_text(
        f'[amt]\nhome = "{server.url()}"\nfeeds = ["{server.url("/feed")}"]\nprivate = true\ndelay = 0.0\n',
        encoding="utf-8",
    )
    yield


def crawl() -> Done:
    return scraper("crawl", "--db", "a.db", "--sites", "my.toml")


def status(*more: str) -> Done:
    return scraper("status", "--db", "a.db", "--sites", "my.toml", *more)


def folded(text: str) -> str:
    return " ".join(text.split())


def crawled_daily(days: int, until: dt.datetime) -> None:
    put_empty_archive(Path("a.db"))
    with Archive.open(Path("a.db")) as archive, archive.transaction():
        for back in reversed(range(days)):
            number = archive.crawls.start(["amt"], until - back * DAY)
            archive.crawls.finish(number, until - back * DAY)


def test_a_dead_cron_is_found_by_status_and_noted_by_the_crawl_that_ends_it() -> None:
    now = utc_now()
    crawled_daily(14, now - 5 * DAY)
    done = status("--format", "table")
    assert done.code == 1
    assert folded(done.out).count("archive: no crawl for 5 days, usually there is one within 24 hours (since ") == 1
    (row, *_) = status().lines
    assert (row["site"], row["verdict"], [one["code"] for one in row["problems"]]) == (
        None,
        "needs attention",
        ["no_crawl"],
    )
    # Asking writes nothing, and works where nothing can be written.
    with closing(sqlite3.connect("a.db")) as db:
        assert db.execute("SELECT count(*) FROM problems").fetchone() == (0,)
    first, second = crawl(), crawl()
    assert [(one.code, one.out, one.err) for one in (first, second)] == [(0, "", "")] * 2
    assert status().code == 0
    with closing(sqlite3.connect("a.db")) as db:
        ((code, since, until),) = db.execute("SELECT code, since, until FROM problems").fetchall()
    assert (code, since) == ("no_crawl", f"{now - 5 * DAY:%Y-%m-%dT%H:%M:%SZ}")
    assert since < until <= f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"


def test_a_disk_without_room_is_told_once_and_when_it_is_well_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert crawl().err == ""
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1000 * MIB, 999 * MIB, 4096))
    done = crawl()
    assert done.code == 1
    assert folded(done.err).startswith(
        "scraper crawl: something needs a person. archive: the disk of the archive has 0 MiB left, and the archive has"
    )
    assert folded(done.err).endswith(
        "Make room: 'scraper compact', 'scraper forget' and an upgrade need as much as the archive has."
    )
    # It still stands, which the exit code says; a mail each day would not be read.
    assert (crawl().code, crawl().err) == (1, "")
    assert status().code == 1
    monkeypatch.setattr(shutil, "disk_usage", real)
    assert status().code == 0
    # What is told and over within one second is told to nobody again; here a day goes by.
    with closing(sqlite3.connect("a.db")) as db, db:
        db.execute("UPDATE problems SET told_at = ?", [f"{utc_now() - DAY:%Y-%m-%dT%H:%M:%SZ}"])
    done = crawl()
    assert done.code == 0
    assert folded(done.err).startswith(
        "scraper crawl: something is well again. archive: well again; this is over: the disk of the archive has 0 MiB"
    )
    assert (crawl().code, crawl().err) == (0, "")
    with closing(sqlite3.connect("a.db")) as db:
        rows = db.execute("SELECT site, code, times, until IS NOT NULL FROM problems").fetchall()
    assert rows == [(None, "disk_short", 3, 1)]


def test_a_copied_archive_goes_on_by_itself(tmp_path: Path) -> None:
    now = utc_now()
    crawled_daily(14, now - DAY / 24)
    shutil.copy("a.db", "b.db")
    assert crawl().code == 0
    # The machine that has the copy is told of its own runs alone.
    assert scraper("status", "--db", "b.db").code == 0
    with closing(sqlite3.connect("b.db")) as db, db:
        db.execute("UPDATE crawls SET started_at = datetime(started_at, '-9 days') || 'Z', finished_at = NULL")
        db.execute("UPDATE crawls SET started_at = replace(started_at, ' ', 'T'), finished_at = started_at")
    assert scraper("status", "--db", "b.db").code == 1
    assert status().code == 0


def test_a_terminal_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert crawl().code == 0
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1000 * MIB, 999 * MIB, 4096))
    done = crawl()
    assert done.code == 1
    assert "archive: the disk of the archive has 0 MiB left" in done.err


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl command here")
def test_a_certificate_that_ends_is_told_by_the_crawl_that_sees_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, authority = signed(tmp_path, "localhost", (-1, 10))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.wrap(context)
    home = f"https://localhost:{server.port}/"
    server.page("/feed", feed([f"{home}news/{number}" for number in range(1, 6)]), headers=XML_HEADERS)
    Path("my.toml").write_text(
        f'[amt]\nhome = "{home}"\nfeeds = ["{home}feed"]\nprivate = true\ndelay = 0.0\n', encoding="utf-8"
    )
    done = crawl()
    assert done.code == 1
    # The day is that of the certificate, which the test of the fetcher looks at.
    assert re.sub(r"\d{4}-\d\d-\d\d", "DAY", folded(done.err)).startswith(
        f"scraper crawl: something needs a person. amt: {home}: its certificate ends on DAY (since DAY "
    )
    asked = server.paths()
    # What is known of the certificate cost no request.
    assert sorted(asked) == sorted(
        ["/robots.txt", "/feed", *(f"/news/{n}" for n in range(1, 6)), "/.well-known/tdmrep.json"]
    )
    assert status().code == 1
    ((problem,),) = ([one["code"] for one in row["problems"]] for row in status("amt").lines)
    assert problem == "certificate_ends"
