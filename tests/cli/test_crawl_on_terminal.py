"""``scraper crawl`` on terminals of all kinds: dumb ones, ones without a size, and with other options."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.cli.crawl import CrawlReport
from scraper.crawl import Options
from scraper.demo import DemoSite
from server import Server
from terminal import on_terminal

# Longer than the display takes to its first drawing.
_UNTIL_DRAWN = 0.6


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoSite]:
    with DemoSite() as site:
        (tmp_path / "demo.toml").write_text(site.profile_toml(), encoding="utf-8")
        yield site


def test_a_dumb_terminal_gets_no_control_sequences(demo: DemoSite) -> None:
    seen = on_terminal("crawl", "--sites", "demo.toml", env={"TERM": "dumb"})
    assert seen.code == 0
    head, row = seen.raw.splitlines()
    assert head.split() == ["site", "new", "requests", "size"]
    assert row.split()[:2] == ["demo", "12"]
    assert "\x1b" not in seen.raw


def test_a_terminal_without_a_size_is_taken_for_a_usual_one(demo: DemoSite) -> None:
    seen = on_terminal("crawl", "--sites", "demo.toml", columns=0, lines=0)
    assert "new      demo  Elterngeld in zwölf Klicks\n" in seen.text


def test_with_v_each_article_has_one_line(demo: DemoSite) -> None:
    seen = on_terminal("crawl", "--sites", "demo.toml", "-v", columns=60)
    lines = seen.text.splitlines()
    # Whole, however long: an address is there to be copied.
    assert [line for line in lines if "elterngeld" in line.lower()] == [
        f"demo: new: {demo.base}/demo-meldungen/elterngeld-in-zwoelf-klicks/"
    ]


def test_quiet_is_silent_on_a_terminal_too(demo: DemoSite) -> None:
    assert on_terminal("crawl", "--sites", "demo.toml", "-q").raw == ""


def test_a_dry_run_names_the_addresses_above_its_rows(tmp_path: Path, server: Server) -> None:
    urls = [server.url(f"/news/{number}") for number in range(1, 4)]
    items = "".join(f"<item><title>Meldung</title><link>{url}</link></item>" for url in urls)
    server.page("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", headers={"Content-Type": "text/xml"})
    server.handler("/robots.txt", lambda exchange: (exchange.wait(_UNTIL_DRAWN), exchange.answer(404)))
    (tmp_path / "my.toml").write_text(
        f'[amt]\nhome = "{server.url()}"\nfeeds = ["{server.url("/feed")}"]\nprivate = true\ndelay = 0\n'
    )
    seen = on_terminal("crawl", "--sites", "my.toml", "--dry-run")
    assert "amt  ────────  0 sources    waits: robots.txt\n" in seen.raw
    *named, blank, head, row = seen.text.splitlines()
    assert (sorted(named), blank, head.split()) == (urls, "", ["site", "found", "requests", "size"])
    assert row.split()[:3] == ["amt", "3", "2"]


def test_in_a_pipe_nobody_is_told_of_a_wait_for_the_lock(capsys: pytest.CaptureFixture[str]) -> None:
    CrawlReport(Options(), quiet=False, verbose=False).waits_for_lock("Another crawl holds the archive.")
    assert capsys.readouterr() == ("", "")
