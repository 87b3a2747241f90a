"""``scraper demo``: what it keeps, what is wrong with the archive that it makes, and the archive in the browser."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from cli_running import Done, environment, scraper
from scraper.cli.demo import play
from scraper.demo import DAYS, DemoPress
from scraper.demo.article import at
from scraper.model import Site
from scraper.sites import read_profiles
from scraper.store import Archive

LAST = DAYS[-1].astimezone(dt.UTC)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Done]:
    """Play with --serve and --keep, look at the first page, end it; return archive, page and what was said."""
    folder = tmp_path_factory.mktemp("demo")
    words = ("demo", "--keep", "demo.db", "--until", "2026-11-20", "--serve", "--port", "0")
    with subprocess.Popen(
        [sys.executable, "-m", "scraper", *words],
        cwd=folder,
        env=environment({"TMPDIR": str(folder)}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdout is not None
        said = ""
        try:
            while not (found := re.search(r"The archive is at (http://127\.0\.0\.1:\d+/)", said)):
                line = running.stdout.readline()
                assert line, said
                said += line
            with urllib.request.urlopen(found[1], timeout=20) as answer:  # noqa: S310
                page = answer.read().decode()
            # As systemd and 'kill' end it. Of the two ways it is the one that removes nothing by itself.
            running.send_signal(signal.SIGTERM)
            out, err = running.communicate(timeout=20)
        finally:
            running.kill()
    return folder / "demo.db", page, Done(running.returncode, said + out, err)


def demo_sites(archive: Path) -> list[Site]:
    profiles = archive.with_name("demo.sites.toml")
    return list(read_profiles(profiles.read_text("utf-8"), str(profiles)).values())


def test_the_archive_is_shown_until_it_is_ended(served: tuple[Path, str, Done]) -> None:
    archive, page, done = served
    assert "<h1" in page
    assert (done.code, done.err) == (0, "")
    assert "What was published last?" not in done.out
    assert {file.name for file in archive.parent.iterdir()} >= {"demo.db", "demo.sites.toml", "demo.watch.toml"}
    # Without --keep the archive would have been in there.
    assert list(archive.parent.glob("scraper-demo-*")) == []


def test_what_is_kept_can_be_asked_as_it_says(served: tuple[Path, str, Done], monkeypatch: pytest.MonkeyPatch) -> None:
    archive, _, done = served
    monkeypatch.chdir(archive.parent)
    lines = re.findall(r"^  scraper (--db .*)$", done.out, re.MULTILINE)
    # The number of an article is another in each archive, so that it has to be said.
    assert [line.split()[2] for line in lines] == ["search", "history", "diff", "status", "watch"]
    for line in lines:
        answer = scraper(*line.split())
        # The status of this archive is not well, on purpose.
        assert (answer.code, answer.err) == (int("status" in line), ""), line


@pytest.mark.parametrize("file", ["demo.db", "demo.sites.toml", "demo.watch.toml"])
def test_nothing_that_is_there_is_written_over(file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text("mine")
    done = scraper("demo", "--keep", tmp_path / "demo.db")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {tmp_path / file}: is there already, and the demo wants new files. Name another file with --keep.\n"
    )
    assert [one.name for one in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize(("typed", "day"), [("1000", "1000-12-31"), ("1999", "1999-12-31"), ("2999", "2999-12-31")])
def test_it_is_played_in_the_time_of_news_sites(typed: str, day: str) -> None:
    done = scraper("demo", "--until", typed)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: --until {day}: the demo is played on days from 2000 to 2100. Leave it out to play until now.\n"
    )


@pytest.mark.parametrize("later", [dt.timedelta(minutes=1), dt.timedelta(days=365)], ids=["that day", "a year later"])
def test_a_site_has_fallen_silent_and_a_feed_is_lost(served: tuple[Path, str, Done], later: dt.timedelta) -> None:
    archive = served[0]
    with Archive.read(archive) as opened:
        found = {
            name: [alarm.fault.reason for alarm in alarms]
            for name, alarms in opened.alarms(demo_sites(archive), LAST + later).items()
            if alarms
        }
        rows = list(opened.rows("SELECT site, code FROM problems WHERE until IS NULL AND site IS NOT NULL"))
    assert {name: codes for name, codes in found.items() if "quiet" in codes}.keys() == {"kreisblatt"}
    assert ("rathauspost", "http_status") in {(row["site"], row["code"]) for row in rows}


def test_a_field_is_missing_of_late_on_a_monday_too(served: tuple[Path, str, Done], tmp_path: Path) -> None:
    # On the morning of a Monday, the crawls of only one of the two weeks with news are there.
    with DemoPress(at(2026, 11, 16, 9)) as press:
        for _ in play(press, tmp_path / "demo.db"):
            pass
    for archive, missing in ((served[0], 8), (tmp_path / "demo.db", 5)):
        with Archive.read(archive) as opened:
            rows = list(
                opened.rows("SELECT site, code, detail FROM problems WHERE until IS NULL AND code LIKE '%_lost'")
            )
        assert [(row["site"], row["code"]) for row in rows] == [("demo", "section_lost")]
        assert json.loads(str(rows[0]["detail"])) == {"missing": missing, "of": missing, "was": 100}


def test_the_archive_has_what_each_page_shows(served: tuple[Path, str, Done]) -> None:
    with Archive.read(served[0]) as opened:

        def number(sql: str) -> int:
            (row,) = opened.rows(sql)
            (value,) = row.values()
            assert isinstance(value, int), json.dumps(row)
            return value

        assert number("SELECT max(n) FROM (SELECT count(*) AS n FROM versions GROUP BY article_id)") >= 6
        assert number("SELECT count(*) FROM silent_edits") >= 4
        assert number("SELECT count(*) FROM articles WHERE gone_at IS NOT NULL") >= 3
        assert number("SELECT count(*) FROM pages WHERE reason = 'moved_by_redirect'") == 1
        assert number("SELECT count(*) FROM pages WHERE reason = 'error_page' AND state = 'gone'") == 1
        assert number("SELECT count(*) FROM pages WHERE reason = 'login_wall' AND article_id IS NOT NULL") == 1
        assert number("SELECT count(*) FROM articles WHERE signals IS NOT NULL AND capture_id IS NULL") == 1
        assert number("SELECT count(*) FROM articles WHERE language = 'en'") == 1
        assert number("SELECT count(*) FROM (SELECT 1 FROM story_articles GROUP BY story_id HAVING count(*) > 3)") == 2
        assert number("SELECT count(DISTINCT name) FROM mentions WHERE kind = 'municipality'") == 8
        assert number("SELECT count(DISTINCT substr(date, 1, 4)) FROM articles") == 5
        assert number("SELECT count(DISTINCT name) FROM vendors") == 4
        assert number("SELECT max(length(title)) FROM articles") > 150
        assert number("SELECT count(*) FROM citations WHERE site <> target_site") >= 10
