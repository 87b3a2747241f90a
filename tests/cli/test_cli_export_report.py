"""``export report`` from the command line to the file, the terminal and the mail that arrives."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli_running import ROOT, environment, process, scraper
from empty_archive import put_empty_archive
from mail_server import MailServer, mail_server
from ports import refusing
from scraper.cli import export_report
from scraper.report import local_time
from scraper.store import Archive
from sized_terminal import on_terminal
from store_records import plain, save

MONDAY = dt.date(2026, 11, 16)
WEEK = ("--since", "2026-11-09", "--until", "2026-11-15")
WATCH = """[smtp]
host = "127.0.0.1"
port = {port}
from = "Archiv <archive@example.org>"

[wohngeld]
name = "Wohngeld"
words = "Wohngeld"
"""


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def fill(path: Path, monday: dt.date = MONDAY) -> None:
    """Make an archive of the week before a Monday, and of that Monday."""
    path.parent.mkdir(exist_ok=True)
    put_empty_archive(path)
    with Archive.open(path) as archive:
        for number, before in enumerate((8, 7, 4, 1, 0), 1):
            day = monday - dt.timedelta(days=before)
            title = f"Straßenverkehrsamt prüft Antrag {number}"
            save(archive, plain(number, date=day, title=title, body="Wohngeld kommt."), at=at(day))


@pytest.fixture
def db() -> Path:
    path = Path("data/archive.db")
    fill(path)
    return path


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def watch_file(server: MailServer) -> None:
    Path("data/watch.toml").write_text(WATCH.format(port=server.port), encoding="utf-8")


def test_a_page_into_a_file(db: Path) -> None:
    done = scraper("export", "report", *WEEK, "--output", "week.html")
    assert (done.code, done.out, done.err) == (0, "", "")
    text = Path("week.html").read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "Presseschau" in text
    assert [number for number in range(1, 6) if f"Antrag {number}" in text] == [2, 3, 4]


def test_a_file_that_is_there_is_replaced_with_force_alone(db: Path) -> None:
    Path("week.html").write_text("mine")
    done = scraper("export", "report", *WEEK, "--output", "week.html")
    assert (done.code, done.err) == (
        2,
        "Error: week.html: is there already. Name another file, or replace it with --force.\n",
    )
    assert Path("week.html").read_text() == "mine"
    assert scraper("export", "report", *WEEK, "--output", "week.html", "--force").code == 0
    assert "Presseschau" in Path("week.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["data/archive.db", "data/archive.db-wal", "data/archive.db.write", "link.html"])
def test_the_archive_is_not_replaced_with_force_either(db: Path, name: str) -> None:
    Path("link.html").symlink_to(db)
    before = db.read_bytes()
    done = scraper("export", "report", *WEEK, "--output", name, "--force")
    assert (done.code, done.err) == (2, f"Error: {name}: belongs to the archive itself. Name another file.\n")
    assert db.read_bytes() == before


def test_a_hyphen_is_stdout(db: Path) -> None:
    done = scraper("export", "report", *WEEK, "--output", "-")
    assert done.out == scraper("export", "report", *WEEK).out
    assert not Path("-").exists()


def test_a_pipe_gets_the_page_and_a_terminal_the_text(db: Path) -> None:
    assert scraper("export", "report", *WEEK).out.startswith("<!DOCTYPE html>")
    assert scraper("export", "report", *WEEK, "--format", "text").out.startswith("Presseschau 9.–15. November 2026\n")
    shown = on_terminal(80, "export", "report", *WEEK)
    assert shown.startswith("Presseschau 9.–15. November 2026\n")
    assert "<" not in shown


def test_the_usual_week_is_the_last_seven_days_that_are_over(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_time, "today", lambda: MONDAY)
    text = scraper("export", "report", "--format", "text").out
    assert text.startswith("Presseschau 9.–15. November 2026\n")
    assert [number for number in range(1, 6) if f"Antrag {number}\n" in text] == [2, 3, 4]
    assert "16. November 2026" in scraper("export", "report", "--since", "today", "--format", "text").out


def test_a_review_may_be_of_one_day_and_today_ends_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_time, "today", lambda: MONDAY)
    assert export_report._days(MONDAY, MONDAY) == (MONDAY, MONDAY)
    assert export_report._days(MONDAY, None) == (MONDAY, MONDAY)
    assert export_report._days(MONDAY - dt.timedelta(days=3), None) == (dt.date(2026, 11, 13), dt.date(2026, 11, 15))


def test_until_alone_is_the_end_of_seven_days(db: Path) -> None:
    text = scraper("export", "report", "--until", "2026-11-15", "--format", "text").out
    assert text.startswith("Presseschau 9.–15. November 2026\n")


def test_days_that_exclude_each_other_are_refused(db: Path) -> None:
    done = scraper("export", "report", "--since", "2026-11-09", "--until", "2026-11-08")
    assert done.code == 2
    assert "No day is both" in done.err


def test_saved_searches_query_and_language(db: Path, post: MailServer) -> None:
    watch_file(post)
    text = scraper("export", "report", *WEEK, "--lang", "en", "--query", "Wohngeld", "--format", "text").out
    assert "Searched for: “Wohngeld”" in text
    assert "Saved searches" in text
    assert "Wohngeld: 3 articles" in text
    assert "Monday 9 November" in text
    none = scraper("export", "report", *WEEK, "--query", "Katasteramt", "--format", "text")
    assert "Kein Artikel dieser Tage passt zur Suche." in none.out
    assert none.code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--site", "amtsblik"), "There is no site 'amtsblik'"),
        (("--query", "site:amtsblik Wohngeld"), "There is no site 'amtsblik'"),
        (("--query", "„"), "has neither a letter nor a digit"),
        (("--mail", "press at example"), "press at example"),
        (("--watch", "nothing.toml"), "nothing.toml"),
        (("--lang", "fr"), "'fr'"),
        (("--output", "no/such/week.html"), "its folder is not there"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(db: Path, args: tuple[str, ...], said: str) -> None:
    done = scraper("export", "report", *WEEK, *args)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_without_an_archive_it_says_so() -> None:
    done = scraper("export", "report")
    assert done.code != 0
    assert "Error: " in done.err


def test_a_mail_has_text_and_page_and_nothing_is_printed(db: Path, post: MailServer) -> None:
    watch_file(post)
    done = scraper("export", "report", *WEEK, "--mail", "press@example.org", "--mail", "Rat <rat@example.org>")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert [taken.recipients for taken in post.taken] == [["press@example.org"], ["rat@example.org"]]
    message = post.taken[0].message
    assert message["Subject"] == "Presseschau 9.–15. November 2026"
    assert message["From"] == "Archiv <archive@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith("<press-review.")
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    written = text.get_content().replace("\r\n", "\n")
    assert written == scraper("export", "report", *WEEK, "--format", "text").out
    assert all(len(line) <= 72 for line in written.splitlines() if "http" not in line)
    assert "Straßenverkehrsamt prüft Antrag 2" in page.get_content()
    assert max(map(len, post.taken[0].data.splitlines())) <= 78
    assert len(post.taken[0].data) < 1_000_000


def test_the_same_review_is_the_same_message(db: Path, post: MailServer) -> None:
    watch_file(post)
    for args in ((), (), ("--lang", "en")):
        assert scraper("export", "report", *WEEK, *args, "--mail", "press@example.org").code == 0
    assert scraper("export", "report", *WEEK, "--mail", "rat@example.org").code == 0
    first, again, english, other = (taken.message["Message-ID"] for taken in post.taken)
    assert first == again
    assert len({first, english, other}) == 3


def test_one_address_that_is_refused_does_not_hold_up_the_others(db: Path) -> None:
    with mail_server(refused={"nobody@example.org": "550 no such user"}) as server:
        watch_file(server)
        mails = ("--mail", "nobody@example.org", "--mail", "press@example.org")
        done = scraper("export", "report", *WEEK, *mails, "--output", "w.html")
    assert done.code == 1
    assert "Error: nobody@example.org: " in done.err
    assert "550" in done.err
    assert "in the watch file" not in done.err
    assert [taken.recipients for taken in server.taken] == [["press@example.org"]]
    assert Path("w.html").exists()


def test_a_server_that_cannot_be_reached_is_a_sentence(db: Path) -> None:
    with refusing() as url:
        port = url.rpartition(":")[2]
        Path("data/watch.toml").write_text(WATCH.format(port=port), encoding="utf-8")
        done = process("export", "report", *WEEK, "--mail", "press@example.org")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        f"Error: press@example.org: the mail server 127.0.0.1:{port} cannot be reached (connection refused)."
        " Look at host and port under [smtp] in the watch file.",
        "Send it later with these days: --since 2026-11-09 --until 2026-11-15.",
    ]


@pytest.mark.parametrize(
    "server",
    [{"data_answer": "451 try later"}, {"drops": True}, {"refused": {"press@example.org": "450 greylisted"}}],
)
def test_no_review_is_said_to_be_sent_again_by_itself(db: Path, server: dict[str, Any]) -> None:
    with mail_server(**server) as running:
        watch_file(running)
        done = scraper("export", "report", *WEEK, "--mail", "press@example.org")
    assert done.code == 1
    assert "Send it later with these days: --since 2026-11-09 --until 2026-11-15.\n" in done.err
    assert "tried again" not in done.err


CRON = "0 7 * * 1  cd $HOME/scraper && .venv/bin/scraper export report --lang de --mail press@example.org"


def test_the_cron_line_as_it_stands(tmp_path: Path, post: MailServer) -> None:
    """Cron runs the sixth field by sh, with little of an environment (crontab(5))."""
    assert CRON in (export_report.command.help or "")
    home = tmp_path / "home"
    (home / "scraper").mkdir(parents=True)
    fill(home / "scraper" / "data" / "archive.db", local_time.today())
    (home / "scraper" / "data" / "watch.toml").write_text(WATCH.format(port=post.port), encoding="utf-8")
    programs = home / "scraper" / ".venv" / "bin"
    programs.mkdir(parents=True)
    program = programs / "scraper"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scraper "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    command = CRON.split(None, 5)[5]
    sh = shutil.which("sh")
    assert sh is not None
    done = subprocess.run(
        [sh, "-c", command],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (taken,) = post.taken
    assert taken.message["Subject"].startswith("Presseschau ")
    text, _ = taken.message.iter_parts()
    assert "3 Artikel aus 1 Quelle" in text.get_content()


def test_in_c_locale_and_latin_environments_the_page_is_utf_8(db: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scraper", "export", "report", *WEEK],
        env=environment({"PYTHONIOENCODING": None, "LC_ALL": "C", "PYTHONUTF8": "0"}),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert "Straßenverkehrsamt" in done.stdout.decode("utf-8")
