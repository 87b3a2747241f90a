"""The drills: a layout changes, a wall comes, a source dies; the archive finds it and says when it is well again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import WORDS, rss

from cli_running import Done, scraper
from scraper.cli import session
from server import Server

FIRST_DAY = dt.datetime(2026, 10, 1, 6, 0, tzinfo=dt.UTC)
A_DAY = 4
PROFILE = """\
[test]
name = "Test"
home = "{home}"
feeds = ["{home}feed"]
articles = ['^/news/(?P<id>\\d+)$']
delay = 0
private = true

[test.select]
body = "{body}"
authors = ".autor"
"""
RSS = {"Content-Type": "application/rss+xml"}


class Newspaper:
    """A site that publishes four articles a day, an archive of it, and a clock that both go by.

    Args:
        server: on loopback.
        folder: for archive and profile.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.now = FIRST_DAY
        self.text_class = "text"
        self.published: list[int] = []
        self.mend(".text")

    def mend(self, body: str) -> None:
        """Write the profile with a selector for the body."""
        text = PROFILE.format(home=self.server.url("/"), body=body)
        (self.folder / "test.toml").write_text(text, encoding="utf-8")

    def page(self, number: int) -> str:
        """Return the page of an article in the layout of today."""
        day = self.now.date()
        return (
            f"<!DOCTYPE html><html lang=de><head><title>Meldung {number} aus dem Rathaus</title>"
            '<meta property="og:type" content="article"></head><body><nav><a href="/">Start</a></nav><main><article>'
            f"<h1>Meldung {number} aus dem Rathaus</h1><p class=autor>Erika Muster</p>"
            f'<time datetime="{day}">{day:%d.%m.%Y}</time>'
            f'<div class="{self.text_class}"><p>{WORDS}Es ist die Meldung {number}.</p><p>{WORDS}</p></div>'
            "<p>Der Newsletter des Rathauses erscheint an jedem Freitag.</p></article></main></body></html>"
        )

    def publish(self) -> None:
        """Publish the articles of a day, of which the feed names the newest twenty."""
        start = len(self.published)
        for number in range(start, start + A_DAY):
            self.server.page(f"/news/{number}", self.page(number))
            self.published.append(number)
        urls = [self.server.url(f"/news/{number}") for number in reversed(self.published[-20:])]
        self.server.page("/feed", rss(urls), headers=RSS)

    def crawl(self) -> Done:
        """Crawl as cron does it."""
        return self.run("crawl", "test", "-q")

    def run(self, *args: str) -> Done:
        return scraper("--db", self.folder / "archive.db", *args, "--sites", self.folder / "test.toml")

    def status(self) -> Done:
        return self.run("status", "test", "--format", "table")

    def days(self, number: int) -> list[Done]:
        """Let days pass, each with its articles and a crawl."""
        done = []
        for _ in range(number):
            self.publish()
            done.append(self.crawl())
            self.now += dt.timedelta(days=1)
        return done


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    with Server() as server:
        one = Newspaper(server, tmp_path)
        monkeypatch.setenv("TZ", "UTC")
        monkeypatch.setattr(session, "utc_now", lambda: one.now)
        yield one


def show(d, what=""):
    print("---", what, d.code)
    print(d.out + d.err)


def test_fields(paper):
    paper.days(10)
    paper.page = lambda n, old=paper.page: (
        old(n)
        .replace("<p class=autor>Erika Muster</p>", "")
        .replace("<time", "<i")
        .replace("datetime=", "title=")
        .replace(".2026", "")
    )
    for i in range(3):
        for d in paper.days(1):
            show(d, f"lost{i}")
    show(paper.status())
    del paper.page
    for i in range(4):
        for d in paper.days(1):
            show(d, f"back{i}")
    assert 0


def test_wall(paper):
    paper.days(10)
    wall = (
        "<html><head><title>Bitte stimmen Sie zu</title></head><body><h1>Ihre Zustimmung</h1><p>Wir und unsere 147 Partner verwenden Cookies. "
        "Um diese Seite zu lesen, stimmen Sie bitte der Verarbeitung zu.</p><button>Alle akzeptieren</button><button>Ablehnen</button></body></html>"
    )
    old = paper.page
    paper.page = lambda n: wall
    for n in paper.published:
        paper.server.page(f"/news/{n}", wall)
    for i in range(3):
        for d in paper.days(1):
            show(d, f"wall{i}")
    show(paper.status())
    del paper.page
    for n in paper.published:
        paper.server.page(f"/news/{n}", paper.page(n))
    for i in range(4):
        for d in paper.days(1):
            show(d, f"back{i}")
    assert 0


def test_feed(paper):
    paper.days(10)
    paper.server.page("/feed", rss([]), headers=RSS)
    for i in range(3):
        show(paper.crawl(), "empty")
        paper.now += dt.timedelta(days=1)
    show(paper.status())
    paper.server.remove("/feed")
    for i in range(2):
        show(paper.crawl(), "404")
        paper.now += dt.timedelta(days=1)
    for i in range(2):
        for d in paper.days(1):
            show(d, f"back{i}")
    assert 0


def test_clock(paper):
    paper.days(10)
    paper.now += dt.timedelta(days=365)
    for d in paper.days(2):
        show(d)
    show(paper.status())
    paper.now -= dt.timedelta(days=365)
    for d in paper.days(3):
        show(d)
    show(paper.status())
    assert 0


def test_robots(paper):
    paper.days(10)
    paper.server.page("/robots.txt", "User-agent: *\nDisallow: /news/\n", headers={"Content-Type": "text/plain"})
    for d in paper.days(3):
        show(d)
    show(paper.status())
    assert 0


def test_tdm(paper):
    paper.days(10)
    old = paper.page
    paper.page = lambda n: old(n).replace("</head>", '<meta name="tdm-reservation" content="1"></head>')
    for d in paper.days(3):
        show(d)
    show(paper.status())
    assert 0
