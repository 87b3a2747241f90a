"""A site that was relaunched: its profile has rules by date, and captures of both layouts are read right."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, scraper
from scraper.cli import session
from scraper.model import EarlierRules, Site
from scraper.parser import reader
from server import XML_HEADERS, Server

BEFORE = dt.datetime(2024, 2, 20, 9, tzinfo=dt.UTC)
AFTER = dt.datetime(2024, 3, 10, 9, tzinfo=dt.UTC)
TEXT = (
    "Der Landkreis Lindental hat ein neues Portal für seine Bürgerinnen und Bürger vorgestellt, Ausgabe {}. "
    "Anträge auf Wohngeld lassen sich damit von zu Hause aus stellen, und die Verwaltung antwortet elektronisch. "
    "Nach Angaben der Landrätin haben sich im ersten Monat mehr als tausend Menschen angemeldet."
)
PROFILE = """
[amt]
name = "Amtsblatt"
home = "{home}"
feeds = ["{home}feed"]
articles = ['^/(?P<id>m\\d+)$']
delay = 0
private = true
"""
OLD = '[amt.select]\nkicker = "td.thema"\nbody = "td.text"\n'
NEW = 'title_suffixes = [" im Neublatt"]\n[amt.select]\nkicker = "p.dach"\nbody = "div.inhalt"\n'
EARLIER = (
    '[amt.until."1.3.2024"]\ntitle_suffixes = [" im Altblatt"]\n'
    '[amt.until."1.3.2024".select]\nkicker = "td.thema"\nbody = "td.text"\n'
)


def old(number: int) -> str:
    return (
        f"<html lang=de><head><title>Portal {number} im Altblatt</title></head><body><table>"
        f"<tr><td class=thema>Wohnen</td></tr><tr><td><h1>Portal {number} im Altblatt</h1></td></tr>"
        f"<tr><td class=text><p>{TEXT.format(number)}</p></td></tr>"
        f"<tr><td class=rand><p>{TEXT.format('des Abonnements')}</p></td></tr></table></body></html>"
    )


def new(number: int) -> str:
    return (
        f"<html lang=de><head><title>Portal {number} im Neublatt</title></head><body><main><p class=dach>Wohnen</p>"
        f"<h1>Portal {number} im Neublatt</h1><div class=inhalt><p>{TEXT.format(number)}</p></div>"
        f"<div class=mehr><p>{TEXT.format('der Werbung')}</p></div></main></body></html>"
    )


def feed(server: Server, *numbers: int) -> None:
    items = "".join(f"<item><title>Portal</title><link>{server.url(f'/m{n}')}</link></item>" for n in numbers)
    server.page("/feed", f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>", headers=XML_HEADERS)


class Relaunched:
    """Articles 1 and 2 of the old layout; since the relaunch 1 has the new one, 2 is gone, and 3 is new."""

    def __init__(self, server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server, self.folder, self._patch = server, folder, monkeypatch
        self.db = folder / "archive.db"
        self.profile(OLD.replace("[amt.select]", 'title_suffixes = [" im Altblatt"]\n[amt.select]'))
        for number in (1, 2):
            server.page(f"/m{number}", old(number))
        feed(server, 1, 2)
        assert self.crawl(BEFORE)["new"] == 2
        server.page("/m1", new(1))
        server.page("/m2", "weg", status=404)
        server.page("/m3", new(3))
        feed(server, 1, 3)

    def profile(self, more: str) -> None:
        (self.folder / "my.toml").write_text(PROFILE.format(home=self.server.url("/")) + more)

    def run(self, *args: object) -> Done:
        return scraper("--db", self.db, args[0], "--sites", self.folder / "my.toml", *args[1:])

    def crawl(self, when: dt.datetime, says: str = "") -> dict[str, int]:
        self._patch.setattr(session, "utc_now", lambda: when)
        done = self.run("crawl")
        assert done.err == says
        return {what: int(count) for count, what in re.findall(r"(\d+) (\w+)", done.out)}

    def articles(self) -> list[Any]:
        with closing(sqlite3.connect(self.db)) as connection:
            sql = "SELECT title, kicker, body, reader FROM articles ORDER BY url"
            return connection.execute(sql).fetchall()

    def edits(self) -> int:
        with closing(sqlite3.connect(self.db)) as connection:
            return int(connection.execute("SELECT count(*) FROM versions").fetchone()[0])


@pytest.fixture
def site(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Relaunched:
    return Relaunched(server, tmp_path, monkeypatch)


def read_right(*numbers: int) -> list[tuple[str, str, str]]:
    return [(f"Portal {n}", "Wohnen", TEXT.format(n)) for n in numbers]


def test_the_next_crawl_makes_no_edit_and_reads_each_capture_by_the_rules_of_its_time(site: Relaunched) -> None:
    site.profile(NEW + EARLIER)
    done = site.crawl(AFTER)
    assert (done["new"], done["changed"], done["gone"]) == (1, 0, 0)
    assert [row[:3] for row in site.articles()] == read_right(1, 2, 3)
    assert site.edits() == 0
    assert site.crawl(AFTER + dt.timedelta(days=30))["changed"] == 0
    assert site.edits() == 0


def test_reparse_keeps_both_layouts_right(site: Relaunched) -> None:
    site.profile(NEW)
    site.crawl(AFTER)
    # Without rules of its time, what the crawl could not fetch again loses its fields.
    lost = site.run("reparse", "--new-profile", "--dry-run", "--json")
    assert '"kicker", "filled": 0, "lost": 1' in " ".join(lost.out.split())
    site.profile(NEW + EARLIER)
    done = site.run("reparse", "--new-profile", "--dry-run", "-t")
    assert done.out.startswith("Would be read again: 3 articles")
    done = site.run("reparse", "--new-profile", "-t")
    assert (done.code, done.out.splitlines()[0][:23]) == (0, "Read again: 3 articles,")
    assert [row[:3] for row in site.articles()] == read_right(1, 2, 3)
    # One reader for the captures of all times.
    assert len({row[3] for row in site.articles()}) == 1
    assert site.run("reparse", "-t").out.startswith("Read again: 0 articles.")
    assert site.crawl(AFTER + dt.timedelta(days=30))["changed"] == 0


def test_an_article_of_both_layouts_has_no_edit_of_the_rules_alone(site: Relaunched) -> None:
    site.profile(NEW)
    # The crawl could not know better: read by the new rules, the old page has another text.
    assert site.crawl(AFTER)["changed"] == 1
    site.profile(NEW + EARLIER)
    assert site.run("reparse", "--new-profile").code == 0
    (_, changed) = states(site)
    assert changed == ""


def states(site: Relaunched) -> tuple[str, str]:
    """Return headline and changed fields of the one earlier state."""
    with closing(sqlite3.connect(site.db)) as connection:
        return connection.execute("SELECT title, changed FROM versions").fetchone()


def test_dead_selectors_are_judged_by_what_todays_rules_read(site: Relaunched) -> None:
    gone = NEW.replace("p.dach", "p.gone")
    for number in range(4, 12):
        site.server.page(f"/m{number}", old(number))
    feed(site.server, *range(4, 12))
    site.profile(gone + EARLIER)
    assert site.crawl(BEFORE + dt.timedelta(days=1))["new"] == 8
    for number in range(12, 17):
        site.server.page(f"/m{number}", new(number))
    feed(site.server, *range(12, 17))
    site.crawl(
        AFTER,
        "amt: selectors that match nothing: kicker = 'p.gone'; none on 5 of 5 pages, was 0 %. 'scraper sites check'"
        " with the site's name shows what is found; 'scraper reparse' applies a mended profile.\n",
    )
    (row,) = site.run("status").lines
    assert row["selectors"] == [{"field": "kicker", "selector": "p.gone", "articles": 5}]


def test_a_saved_page_is_read_by_the_rules_of_its_day(site: Relaunched, tmp_path: Path) -> None:
    site.profile(NEW + EARLIER)
    site.crawl(AFTER)
    (tmp_path / "page.html").write_text(old(7))
    url = site.server.url("/m7")
    options = ("--sites", "my.toml", "--file", "page.html", url)
    for day, title in (("29.2.2024", "Portal 7"), ("2024-03-01", "Portal 7 im Altblatt")):
        done = scraper("fetch", *options, "--saved", day)
        assert [row["title"] for row in done.lines] == [title]
    explained = scraper("fetch", *options, "--explain", "--saved", "29.2.2024").lines
    assert {row["field"]: row["source"] for row in explained}["kicker"] == "the profile's selector 'kicker'"
    done = scraper("fetch", "--saved", "29.2.2024", url)
    assert (done.code, done.err.splitlines()[-1]) == (
        2,
        "Error: --saved says when the page of --file was saved, and there is no --file.",
    )


SITE = Site(
    id="a",
    name="A",
    home="https://a.example/",
    select=(("body", "main"),),
    title_suffixes=(" neu",),
    earlier=(
        EarlierRules(dt.date(2010, 1, 1), title_suffixes=(" uralt",)),
        EarlierRules(dt.date(2020, 1, 1), select=(("body", "td"),), title_suffixes=(" alt",)),
        EarlierRules(dt.date(2024, 1, 1), select=()),
    ),
)


@pytest.mark.parametrize(
    ("day", "select", "suffixes"),
    [
        ("2024-01-01", (("body", "main"),), (" neu",)),
        ("2023-12-31", (), (" neu",)),
        ("2020-01-01", (), (" neu",)),
        ("2019-12-31", (("body", "td"),), (" alt",)),
        ("2009-12-31", (("body", "td"),), (" uralt",)),
    ],
)
def test_a_key_that_a_version_leaves_out_is_as_in_the_version_after_it(
    day: str, select: tuple[tuple[str, str], ...], suffixes: tuple[str, ...]
) -> None:
    found = SITE.at(dt.date.fromisoformat(day))
    assert (found.select, found.title_suffixes, found.earlier) == (select, suffixes, ())


def test_the_reader_knows_the_rules_of_all_times() -> None:
    from dataclasses import replace

    plain = replace(SITE, earlier=())
    readers = {reader(site) for site in (SITE, plain, replace(SITE, earlier=SITE.earlier[:1]))}
    assert len(readers) == 3
    # As it was before profiles had rules by date: archives that exist are not read again.
    assert reader(Site(id="a", name="A", home="https://a.example/")).endswith("-91580137")
