"""``scraper crawl`` in a pipe, from cron, with sources that break, beside another crawl."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli_running import process, scraper
from ports import refusing
from scraper.demo import DemoSite
from scraper.store import Archive, ArchiveLock
from server import Server

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoSite]:
    with DemoSite() as site:
        (tmp_path / "demo.toml").write_text(site.profile_toml(), encoding="utf-8")
        yield site


@pytest.fixture
def cron(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that cron gives: no terminal, and next to nothing else."""
    monkeypatch.delenv("TERM")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


def test_from_cron_silent_when_all_is_well(demo: DemoSite, cron: None) -> None:
    # A process of its own once: what Python and its libraries say at their start and end would be mail, too.
    for run in (process, scraper):
        done = run("--db", "a.db", "crawl", "--sites", "demo.toml")
        assert (done.code, done.out, done.err) == (0, "", "")
    assert scraper("--db", "a.db", "query", "SELECT count(*) AS n FROM articles").lines == [{"n": 12}]


def test_from_cron_one_paragraph_when_a_source_breaks(demo: DemoSite, cron: None, tmp_path: Path) -> None:
    text = demo.profile_toml().replace("/feed/", "/nofeed/")
    (tmp_path / "demo.toml").write_text(text, encoding="utf-8")
    done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml")
    assert (done.code, done.out) == (1, "")
    heading, *sentence = done.err.splitlines()
    assert heading == "scraper crawl: something needs a person."
    said = re.sub(r"since \d{4}-\d\d-\d\d \d\d:\d\d UTC", "since TIME", " ".join(line.strip() for line in sentence))
    assert said == (
        f"demo: feed {demo.base}/nofeed/: status 404 (since TIME). Open it in a browser; if it has moved, change the"
        " site's profile."
    )
    assert "\n\n" not in done.err


def test_from_cron_a_mistake_is_said(tmp_path: Path, cron: None) -> None:
    (tmp_path / "my.toml").write_text("[amt]\n")
    done = scraper("crawl", "--sites", "my.toml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: my.toml, site 'amt', key 'home': is missing; give the address of the front page\n"


def test_in_a_pipe_a_summary_without_colours_and_progress(demo: DemoSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "xterm-256color", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}.items():
        monkeypatch.setenv(name, value)
    done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml")
    assert (done.code, done.err) == (0, "")
    counts = "demo: 12 found, 12 new, 0 changed, 0 unchanged, 0 gone, 0 failed; "
    assert re.fullmatch(re.escape(counts) + r"\d+ requests, \d+\.\d kB\n", done.out), done.out


def test_verbose_names_each_address(demo: DemoSite) -> None:
    done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml", "-v")
    assert done.code == 0
    for url in demo.article_urls():
        assert f"demo: new: {url}\n" in done.err
    assert f"demo: {demo.base}/feed/: 6 links, 6 not known before\n" in done.err


def test_quiet_is_silent(demo: DemoSite) -> None:
    done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_dry_run_archives_nothing(demo: DemoSite) -> None:
    done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml", "--dry-run")
    assert (done.code, done.err) == (0, "")
    *named, summary = done.out.splitlines()
    assert sorted(named) == sorted(demo.article_urls())
    assert summary.startswith("demo: 12 found, 0 new, ")
    assert scraper("--db", "a.db", "query", "SELECT count(*) AS n FROM articles").lines == [{"n": 0}]


def test_a_dry_run_does_not_name_what_robots_txt_forbids(tmp_path: Path) -> None:
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /intern/\n")
        home = server.page("/", "<a href='/intern/a-1'>Ein neues Rathaus</a> <a href='/news/b-2'>Ein Amt am Ort</a>")
        (tmp_path / "my.toml").write_text(
            f'[amt]\nhome = "{home}"\nlistings = ["{home}"]\narticles = ["-[0-9]$"]\ndelay = 0\nprivate = true\n'
        )
        done = scraper("--db", "a.db", "crawl", "--sites", "my.toml", "--dry-run")
        assert done.out.splitlines()[:-1] == [server.url("/news/b-2")]


def test_a_limit_holds_and_the_next_run_goes_on(demo: DemoSite) -> None:
    crawl = ("--db", "a.db", "crawl", "--sites", "demo.toml")
    first = scraper(*crawl, "--limit", "5")
    assert first.out.startswith("demo: 12 found, 5 new, ")
    assert first.err == "demo: 7 more articles wait for a later crawl, by --limit\n"
    assert scraper(*crawl, "--limit", "6").err == "demo: 1 more article waits for a later crawl, by --limit\n"
    last = scraper(*crawl, "--limit", "1")
    assert (last.out.startswith("demo: 0 found, 1 new, "), last.err) == (True, "")


def test_a_site_that_is_down(tmp_path: Path) -> None:
    with refusing() as base:
        home = f"{base}/"
        (tmp_path / "my.toml").write_text(f'[amt]\nhome = "{home}"\nlistings = ["{home}"]\ndelay = 0\nprivate = true\n')
        done = scraper("--db", "a.db", "crawl", "--sites", "my.toml")
        assert done.code == 1
        assert done.out.startswith("amt: 0 found, 0 new, 0 changed, 0 unchanged, 0 gone, 0 failed; ")
        assert done.err == f"amt: {home}: connection refused; nothing was marked as gone\n"
    (row,) = scraper("--db", "a.db", "status").lines
    assert (row["last_success"], row["problem"]) == (None, f"{home}: connection refused; nothing was marked as gone")


NO_NETWORK = "none of 2 hosts could be reached (connection refused); nothing was changed. Check your connection.\n"


def two_dead_sites(folder: Path, *bases: str) -> None:
    profiles = [f'[amt{n}]\nhome = "{base}/"\ndelay = 0\nprivate = true\n' for n, base in enumerate(bases)]
    (folder / "my.toml").write_text("".join(profiles))


def test_no_network_is_one_line(tmp_path: Path) -> None:
    with refusing() as one, refusing() as other:
        two_dead_sites(tmp_path, one, other)
        done = scraper("--db", "a.db", "crawl", "--sites", "my.toml")
        assert (done.code, done.out, done.err) == (1, "", f"No network: {NO_NETWORK}")
    assert scraper("--db", "a.db", "query", "SELECT * FROM problems").lines == []


def test_from_cron_no_network_is_told_once(cron: None, tmp_path: Path) -> None:
    with refusing() as one, refusing() as other:
        two_dead_sites(tmp_path, one, other)
        first, second = (scraper("--db", "a.db", "crawl", "--sites", "my.toml") for _ in range(2))
        told = f"scraper crawl: no network: {NO_NETWORK}"
        assert (first.code, first.out, first.err.replace("\n  ", " ")) == (1, "", told)
        assert (second.code, second.out, second.err) == (1, "", "")


def test_another_crawl_holds_the_archive(demo: DemoSite, tmp_path: Path) -> None:
    with ArchiveLock(tmp_path / "a.db", lambda: NOW):
        done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml")
        assert (done.code, done.out) == (75, "")
        assert done.err == (
            f"Error: Another crawl holds the archive (process {os.getpid()}, since 2026-11-23 09:30 UTC;"
            f" lock file {tmp_path.resolve()}/a.db.lock). Wait for it with --wait, or try again later.\n"
        )
        # Asking goes on meanwhile.
        Archive.open(tmp_path / "a.db").close()
        assert scraper("--db", "a.db", "query", "SELECT 1 AS x").lines == [{"x": 1}]


def test_a_lock_says_since_when_in_the_local_zone(demo: DemoSite, tmp_path: Path, zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    with ArchiveLock(tmp_path / "a.db", lambda: NOW):
        done = scraper("--db", "a.db", "crawl", "--sites", "demo.toml")
    assert (done.code, done.out) == (75, "")
    assert f"(process {os.getpid()}, since 2026-11-23 10:30 CET; " in done.err


def test_verbose_says_one_link(server: Server, tmp_path: Path) -> None:
    home = server.page("/", "<a href='/news/a-1'>Ein neues Rathaus am Markt</a>")
    (tmp_path / "my.toml").write_text(
        f'[amt]\nhome = "{home}"\nlistings = ["{home}"]\narticles = ["-[0-9]$"]\ndelay = 0\nprivate = true\n'
    )
    done = scraper("--db", "a.db", "crawl", "--sites", "my.toml", "--dry-run", "-v")
    assert f"amt: {home}: 1 link, 1 not known before\n" in done.err


def test_the_exit_code_is_1_while_a_page_that_failed_is_not_had(server: Server, tmp_path: Path, cron: None) -> None:
    page = server.page("/news/1", status=500)
    items = f"<rss><channel><item><title>Meldung</title><link>{page}</link></item></channel></rss>"
    feed = server.page("/feed", items, headers={"content-type": "application/rss+xml"})
    (tmp_path / "my.toml").write_text(
        f'[amt]\nhome = "{server.url("/")}"\nfeeds = ["{feed}"]\nprivate = true\ndelay = 0\n'
    )
    first = scraper("--db", "a.db", "crawl", "--sites", "my.toml")
    assert (first.code, page in first.err) == (1, True)
    # The page is not due yet, and was told already.
    second = scraper("--db", "a.db", "crawl", "--sites", "my.toml")
    assert (second.code, second.err) == (1, "")
