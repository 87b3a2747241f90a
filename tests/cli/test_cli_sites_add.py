"""``scraper sites add``: what it shows, what it prints into a pipe, and when it writes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import shapes
from cli_running import environment, scraper
from scraper.sites import read_profiles
from server import Server
from shapes import ShapeServer
from terminal import on_terminal


@pytest.fixture
def site() -> Iterator[ShapeServer]:
    with ShapeServer(shapes.shape("typo3")) as server:
        yield server


def profile(server: Server, site_id: str = "verbund") -> str:
    return (
        f'[{site_id}]\nname = "IT-Verbund"\nhome = "{server.url("/")}"\n'
        f'feeds = ["{server.url("/aktuelles?type=100")}"]\n'
        "articles = ['^/aktuelles/details/(?!(?i:page|seite|feed|rss|print|druck|amp|index|archiv)?[-_]?\\d*(?:[/?]|$))"
        "(?P<id>[^/?.]+)/?$']\n"
        "ignore = ['[?&]type=98(?:&|$)']\n"
        'title_suffixes = [" | IT-Verbund"]\nprivate = true\n'
    )


def test_a_pipe_gets_the_profile_and_stderr_the_rest(site: ShapeServer, tmp_path: Path) -> None:
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--id", "verbund")
    assert (done.code, done.out) == (0, profile(site))
    assert f"Feeds:\n  {site.url('/aktuelles?type=100')}\n    12 entries\n" in done.err
    assert "Taken as articles: 46 of the addresses seen, such as\n" in done.err
    assert "Reserved: nothing is declared\n" in done.err
    # Neither an archive nor a file of profiles comes into being.
    assert list(tmp_path.iterdir()) == []


def test_one_record_for_programs(site: ShapeServer) -> None:
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--id", "verbund", "--format", "json")
    (record,) = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert set(record) == {
        *("id", "name", "home", "requests", "profile", "toml", "feeds", "sitemaps", "listings", "takes", "leaves"),
        *("crawl_delay", "articles", "remarks", "written"),
    }
    assert (record["id"], record["toml"], record["written"]) == ("verbund", profile(site), None)
    assert record["requests"] == len(site.requests)
    assert record["feeds"] == [{"url": site.url("/aktuelles?type=100"), "entries": 12}]
    assert (record["takes"]["count"], len(record["takes"]["examples"])) == (46, 5)
    assert [remark["code"] for remark in record["remarks"]] == ["twins"]
    assert len(record["articles"]) == 5
    for row in record["articles"]:
        story = site.shape.stories[site.path_of(row["url"])]
        assert (row["title"], row["date"], row["site"]) == (story.title, str(story.at.date()), "verbund")
        assert set(row["sources"]) >= {"title", "date", "body"}
        assert row["robots"] == {"allowed": True, "line": None, "rule": None}
        assert (row["not_archived"], row["reserved"], row["signals"]) == (None, None, [])


def test_written_only_when_asked_and_then_crawled(site: ShapeServer, tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text('# mine\n[amt]\nhome = "https://amt.example/"\n')
    before = own.read_text()
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--id", "verbund", "--write", "--to", "mine.toml")
    assert done.code == 0
    assert own.read_text() == f"{before}\n{profile(site)}"
    said = "Written to mine.toml. Try it: scraper crawl verbund --sites mine.toml --dry-run -v\n"
    assert (done.out, done.err.startswith(said)) == (profile(site), True)
    # As it stands in the file, it needs no option to be crawled.
    own.write_text(own.read_text().replace("private = true", "private = true\ndelay = 0"))
    assert scraper("crawl", "verbund", "--sites", "mine.toml").code == 0
    (row,) = scraper("query", "SELECT count(*) AS articles FROM articles").lines
    assert row == {"articles": 46}


def test_a_known_site_is_said_and_not_asked(site: ShapeServer, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "sites.toml"
    file.write_text(profile(site))
    done = scraper("sites", "add", site.url("/aktuelles"), "--allow-private")
    known = f"{site.url('/')} is known: it has the profile of your own 'verbund'"
    more = (
        "'scraper sites show verbund' shows it, 'scraper crawl verbund' archives the site. With --again it is looked at"
    )
    more += " anew.\n"
    assert (done.code, done.out, done.err) == (0, "", f"{known}. {more}")
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--write")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"Error: {known}; nothing was written. {more}"
    assert site.requests == []
    assert file.read_text() == profile(site)
    done = scraper("sites", "add", "kommune21.de", "--format", "json")
    assert json.loads(done.out) == [{"id": "kommune21", "known": "built-in profile"}]


def test_a_known_site_is_looked_at_again_and_its_profile_is_shown_under_its_id_and_not_written(
    site: ShapeServer, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "sites.toml"
    file.write_text(profile(site))
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--again")
    assert done.code == 0
    assert read_profiles(done.out, "stdout")["verbund"].articles
    (record,) = json.loads(scraper("sites", "add", site.url("/"), "--allow-private", "--again", "--format", "json").out)
    assert (record["id"], record["toml"]) == ("verbund", done.out)
    site.clear()
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--again", "--write")
    assert done.code == 2
    assert done.err.endswith(
        "Error: --again shows what a site has now; --write would write over what you have chosen.\n"
    )
    assert site.requests == []
    assert file.read_text() == profile(site)


def test_an_id_that_is_taken_is_refused(site: ShapeServer, tmp_path: Path) -> None:
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--id", "kommune21")
    assert (done.code, done.err) == (
        2,
        "Error: There is a site 'kommune21' already. 'scraper sites show kommune21' shows it.\n",
    )
    done = scraper("sites", "add", site.url("/"), "--id", "Über uns")
    assert done.code == 2
    assert "'Über uns' is no id; an id is made of a-z, 0-9, '.', '_' and '-'." in done.err
    (tmp_path / "broken.toml").write_text("[amt\n")
    done = scraper("sites", "add", site.url("/"), "--allow-private", "--to", "broken.toml")
    assert done.code == 2
    assert site.requests == []


def test_errors_are_a_sentence_each() -> None:
    done = scraper("sites", "add", "http://127.0.0.1:1/")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "Error: http://127.0.0.1:1/robots.txt: refused: 127.0.0.1, an address in a private or special network. If you"
        " mean it, allow it with --allow-private, or private = true in the site's profile.\n"
    )
    done = scraper("sites", "add", "ftp://example.org")
    assert done.code == 2


def test_on_a_terminal_it_is_read_asked_and_written(site: ShapeServer, tmp_path: Path) -> None:
    answered: list[str] = []

    def press(said: str) -> bytes:
        if "[y/N]" not in said or answered:
            return b""
        answered.append("y")
        return b"y\n"

    seen = on_terminal("sites", "add", site.url("/"), "--allow-private", "--id", "verbund", press=press)
    assert seen.code == 0
    assert (tmp_path / "data" / "sites.toml").read_text() == profile(site)
    shown = seen.text[seen.text.index("Looked at with") :]
    assert "\n  title:        Glasfaserverfahren in Königslutten geht in Betrieb" in shown
    assert "Write this profile as 'verbund' to data/sites.toml? [y/N]: y\n" in shown
    # Addresses and patterns stay whole; all else fits.
    whole = ("http://", "articles = ")
    long = [line for line in shown.splitlines() if len(line) > 80 and not any(one in line for one in whole)]
    assert long == []


def test_no_is_no(site: ShapeServer, tmp_path: Path) -> None:
    def press(said: str) -> bytes:
        return b"\n" if said.endswith("[y/N]: ") else b""

    seen = on_terminal("sites", "add", site.url("/"), "--allow-private", press=press)
    assert seen.code == 0
    assert not (tmp_path / "data").exists()


def test_ctrl_c_writes_nothing(tmp_path: Path) -> None:
    with Server() as server:
        server.never_answers("/")
        args = ("sites", "add", server.url("/"), "--allow-private", "--write")
        child = subprocess.Popen(
            [sys.executable, "-m", "scraper", *args],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while "/" not in server.paths():
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, "", "Interrupted.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_proposed_profile_reads_as_it_is_shown(site: ShapeServer) -> None:
    done = scraper("sites", "add", site.url("/"), "--allow-private")
    (read,) = read_profiles(done.out, "stdout").values()
    assert read.id == f"127.0.0.1-{site.port}"
