"""``scraper why``: the rule behind each decision."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_running import scraper
from empty_archive import put_empty_archive
from scraper.model import HostState
from scraper.store import Archive
from server import Server


@pytest.fixture
def profile(server: Server, tmp_path: Path) -> Path:
    """A profile with patterns, on loopback."""
    server.page("/robots.txt", "User-agent: *\nDisallow: /intern/\nCrawl-delay: 0.2\n")
    file = tmp_path / "sites.toml"
    file.write_text(
        f'[here]\nhome = "{server.url()}"\ndelay = 0.1\nprivate = true\n'
        'articles = ["^/news/"]\nignore = ["^/termine/"]\n'
    )
    return file


def why(profile: Path, *args: str) -> dict[str, tuple[str, str]]:
    """Return (answer, rule) by question."""
    done = scraper("why", "--sites", profile, *args)
    assert (done.code, done.err) == (0, "")
    return {row["question"]: (row["answer"], row["rule"]) for row in done.lines}


def test_an_article_of_a_profile(server: Server, profile: Path) -> None:
    found = why(profile, server.url("/news/1?utm_source=x"))
    assert found["address"][0] == server.url("/news/1")
    assert found["site"][0] == "here"
    assert found["pattern"] == ("an article", "articles = '^/news/'")
    assert found["robots.txt"][0] == "allowed"
    assert found["pace"] == ("0.2 s between requests, 1 at a time", "Crawl-delay of robots.txt")
    assert found["verdict"][0] == "it would be fetched, once it is known"


def test_robots_txt_is_quoted_with_its_line(server: Server, profile: Path) -> None:
    found = why(profile, server.url("/intern/1"))
    assert found["robots.txt"][0] == "forbidden"
    assert found["robots.txt"][1].startswith("line 2: Disallow: /intern/")
    assert found["verdict"] == ("forbidden", "the rule above: robots.txt")


def test_an_ignored_address_names_the_pattern(server: Server, profile: Path) -> None:
    assert why(profile, server.url("/termine/1"))["verdict"] == ("never visited", "the rule above: pattern")


def test_a_private_address_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "none.toml"
    empty.write_text("")
    found = why(empty, "--offline", "http://169.254.169.254/latest/meta-data/")
    assert found["guard"][0] == "refused"


def test_the_page_itself_is_never_asked_for(server: Server, profile: Path) -> None:
    why(profile, server.url("/news/1"))
    assert [request.path for request in server.requests] == ["/robots.txt", "/.well-known/tdmrep.json"]


def test_offline_asks_nothing(server: Server, profile: Path) -> None:
    found = why(profile, "--offline", server.url("/news/1"))
    assert found["robots.txt"] == ("not known", "it was never read")
    assert server.requests == []


def test_a_reservation_says_what_follows(server: Server, profile: Path) -> None:
    server.page("/.well-known/tdmrep.json", json.dumps([{"location": "/", "tdm-reservation": 1}]))
    answer, rule = why(profile, server.url("/news/1"))["reservations"]
    assert answer.startswith("kept without its text: the site reserves text and data mining")
    assert rule == "tdm-reservation: 1 in tdmrep.json for /"


def test_a_wrong_address_is_wrong_usage(profile: Path) -> None:
    assert scraper("why", "--sites", profile, "mailto:a@b.de").code == 2


def test_an_address_without_a_pattern_is_not_promised_to_be_fetched(server: Server, profile: Path) -> None:
    answer, rule = why(profile, server.url("/rubrik/"))["verdict"]
    assert answer == "it would be fetched, once it is known"
    assert rule.startswith("only a feed or 'scraper fetch' can bring it in")


def test_a_reservation_of_the_page_itself_is_known_once_it_was_visited(server: Server, profile: Path) -> None:
    text = "Die Stadt hat ihr neues Rathaus eröffnet, und alle Ämter sind wieder unter einem Dach. " * 5
    meta = '<meta name="tdm-reservation" content="1">'
    url = server.page("/news/1", f"<head>{meta}</head><article><h1>Ein neues Rathaus</h1><p>{text}</p></article>")
    assert scraper("fetch", "--sites", profile, url).code == 0
    answer, rule = why(profile, url)["reservations"]
    assert answer.startswith("kept without its text: the site reserves text and data mining")
    assert "a meta element" in rule


@pytest.mark.parametrize(("failures", "said"), [(1, "1 failed request in a row"), (2, "2 failed requests in a row")])
def test_one_failure_is_no_failures(profile: Path, server: Server, tmp_path: Path, failures: int, said: str) -> None:
    (tmp_path / "data").mkdir()
    put_empty_archive(tmp_path / "data" / "archive.db")
    host = HostState(server.url("/")[7:-1], robots=b"", failures=failures, tdmrep=b"")
    with Archive.open(tmp_path / "data" / "archive.db") as archive, archive.transaction():
        archive.hosts.save(host)
    assert why(profile, server.url("/news/1"))["back-off"] == ("none", said)


def test_an_archive_that_can_never_be_is_refused(tmp_path: Path) -> None:
    done = scraper("why", "--offline", "--db", ":memory:", "https://amtsblick.example/1")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: :memory:: an archive in memory would be gone when the command ends. Name a file with --db FILE.\n"
    )


def test_for_people_times_are_local(profile: Path, server: Server, tmp_path: Path, zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    put_empty_archive(tmp_path / "a.db")
    host = HostState(
        server.url("/")[7:-1], robots=b"", robots_at=dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC), tdmrep=b""
    )
    with Archive.open(tmp_path / "a.db") as archive, archive.transaction():
        archive.hosts.save(host)
    ask = ("why", "--db", "a.db", "--sites", profile, "--offline", server.url("/news/1"))
    assert "read 2026-11-24 00:30 CET" in scraper(*ask, "--format", "table").out
    assert "read 2026-11-23 23:30 UTC" in scraper(*ask).out


def test_for_people_each_answer_is_a_line(server: Server, profile: Path) -> None:
    shown = scraper("why", "--sites", profile, "--offline", server.url("/termine/1"), "--format", "table").out
    assert [line.split(":")[0] for line in shown.splitlines()] == [
        *("address", "site", "pattern", "guard", "robots.txt", "pace", "back-off", "plan", "reservations", "verdict")
    ]
    assert "pattern:      never visited (ignore = '^/termine/')\n" in shown
