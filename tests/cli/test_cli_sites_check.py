"""``scraper sites check``: what is well, and what broke, on a site that was crawled before."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, environment, scraper
from scraper.onboarding.check import MOST_REQUESTS
from server import XML_HEADERS, Server
from terminal import on_terminal

TEXT = (
    "Der Landkreis Lindental hat ein neues Portal für seine Bürgerinnen und Bürger vorgestellt, Ausgabe {}. "
    "Anträge auf Wohngeld lassen sich damit von zu Hause aus stellen, und die Verwaltung antwortet elektronisch. "
    "Nach Angaben der Landrätin haben sich im ersten Monat mehr als tausend Menschen angemeldet. "
)
WALL = (
    "<html lang=de><head><title>Cookies</title></head><body><h1>Wir schätzen Ihre Privatsphäre</h1>"
    "<p>Bitte stimmen Sie der Verwendung von Cookies zu, um fortzufahren.</p><button>Alle akzeptieren</button></body>"
)
ROBOTS = "User-agent: *\nDisallow: /intern/\n"


def page(number: int, *, kicker: str = "dach", keywords: bool = True, head: str = "", body: str = "inhalt") -> str:
    named = f'<meta name=keywords content="Wohngeld, Portal {number}">' if keywords else ""
    return (
        f"<html lang=de><head><title>Portal {number}</title>{named}{head}"
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Portal {number}",'
        f' "datePublished": "2025-11-{number:02}T08:00:00Z"}}</script></head><body><main><p class={kicker}>Wohnen</p>'
        f"<h1>Portal {number}</h1><div class={body}><p>{TEXT.format(number)}</p><p>{TEXT.format(-number)}</p></div>"
        "</main></body></html>"
    )


class Amt:
    """A site of twelve articles that was crawled once."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.db = folder / "archive.db"
        server.robots(ROBOTS)
        self.feed(*range(12, 0, -1))
        self.pages(*range(1, 13))
        self.profile()

    @property
    def home(self) -> str:
        return self.server.url("/")

    def profile(self, more: str = "[amt.select]\nkicker = 'p.dach'\n", *, name: str = "amt") -> None:
        (self.folder / f"{name}.toml").write_text(
            f"[{name}]\nhome = '{self.home}'\nfeeds = ['{self.home}feed']\narticles = ['^/(?P<id>m\\d+)$']\ndelay = 0\n"
            f"private = true\n{more}"
        )

    def feed(self, *numbers: int, path: str = "/feed", start: str = "/m") -> None:
        items = "".join(
            f"<item><title>Portal {n}</title><link>{self.server.url(f'{start}{n}')}</link>"
            f"<pubDate>{n:02} Nov 2025 08:00:00 GMT</pubDate></item>"
            for n in numbers
        )
        body = f"<rss version='2.0'><channel><title>Amt</title>{items}</channel></rss>"
        self.server.page(path, body, headers=XML_HEADERS, etag=f'"{hash(body)}"')

    def pages(self, *numbers: int, **more: Any) -> None:
        for number in numbers:
            self.server.page(f"/m{number}", page(number, **more), etag=f'"{number}"')

    def run(self, *args: object, sites: tuple[str, ...] = ("amt",)) -> Done:
        files = [option for name in sites for option in ("--sites", self.folder / f"{name}.toml")]
        return scraper("--db", self.db, *args, *files)

    def crawl(self) -> None:
        done = self.run("crawl")
        assert (done.code, done.err) == (0, "")
        self.server.clear()

    def check(self, *args: object) -> Done:
        return self.run("sites", "check", *args)

    def found(self) -> tuple[int, list[str], list[str]]:
        """Return the exit code, what broke, and what else is said."""
        done = self.check()
        (row,) = done.lines
        assert done.err == ""
        return done.code, [one["problem"] for one in row["broken"]], [one["problem"] for one in row["notes"]]


@pytest.fixture
def amt(server: Server, tmp_path: Path) -> Iterator[Amt]:
    site = Amt(server, tmp_path)
    site.crawl()
    return site


def content(db: Path) -> list[Any]:
    with closing(sqlite3.connect(db)) as connection:
        return [line for line in connection.iterdump() if "articles_fts" not in line]


def test_of_a_site_that_is_well_all_is_found_and_nothing_is_written(amt: Amt) -> None:
    before = content(amt.db)
    done = amt.check("-t")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "amt: ok (8 requests)\n"
        f"  feed     {amt.home}feed: 12 entries, 12 articles, 12 known,\n    newest 2025-11-12\n"
        "  pages    5 asked for, 5 articles; text as archived on 5 of 5\n"
        "  kicker   5 of 5, archive 100 %, by the profile's selector 'kicker'\n"
        "  title    5 of 5, archive 100 %, by h1\n"
        "  date     5 of 5, archive 100 %, by JSON-LD datePublished\n"
        '  body     5 of 5, archive 100 %, by div "inhalt"\n'
        "  keywords 5 of 5, archive 100 %, by meta keywords\n"
    )
    paths = ["/robots.txt", "/.well-known/tdmrep.json", "/feed", "/m12", "/m11", "/m10", "/m9", "/m8"]
    assert amt.server.paths() == paths
    # In full: a host that says "not modified" of what has changed would hide what a check is for.
    assert not any(one.header("if-none-match") for one in amt.server.requests)
    assert content(amt.db) == before


def test_a_renamed_class_is_found_field_by_field(amt: Amt) -> None:
    amt.pages(*range(1, 15), kicker="zeile", keywords=False)
    amt.feed(*range(14, 2, -1))
    done = amt.check("-t")
    assert (done.code, done.err) == (1, "")
    assert done.out == (
        "amt: broken (8 requests)\n"
        "  ! selector kicker = 'p.dach' matches nothing on 5 pages.\n"
        "  ! keywords found on 0 of 5 pages; the archive has it in 100 % of 12 articles.\n"
        "  > Look for the new class in the page's source; of a relaunched site,\n"
        "    '[amt.until.\"DAY\".select]' keeps the old one for old captures.\n"
        f"  > 'scraper fetch --no-store --explain {amt.home}m12' shows what\n"
        "    the page offers; mend [amt.select], then 'scraper reparse'.\n"
        f"  feed     {amt.home}feed: 12 entries, 12 articles, 10 known,\n    newest 2025-11-14\n"
        "  pages    5 asked for, 5 articles; text as archived on 3 of 3\n"
        "  kicker   5 of 5, archive 100 %, by line or element above the headline\n"
        "  title    5 of 5, archive 100 %, by h1\n"
        "  date     5 of 5, archive 100 %, by JSON-LD datePublished\n"
        '  body     5 of 5, archive 100 %, by div "inhalt"\n'
        "  keywords 0 of 5, archive 100 %\n"
    )
    # The newest archived articles and the newest new ones, in turns.
    assert amt.server.paths()[3:] == ["/m12", "/m14", "/m11", "/m13", "/m10"]


def test_a_mended_profile_is_well_again_and_old_captures_keep_their_rules(amt: Amt) -> None:
    amt.pages(*range(1, 13), kicker="zeile")
    amt.profile("[amt.select]\nkicker = 'p.zeile'\n[amt.until.2099-01-01.select]\nkicker = 'p.dach'\n")
    # The rules that hold until then are those of today, too, and find nothing.
    assert amt.found()[1] == ["selector kicker = 'p.dach' matches nothing on 5 pages"]
    amt.profile("[amt.select]\nkicker = 'p.zeile'\n[amt.until.2025-01-01.select]\nkicker = 'p.dach'\n")
    assert amt.found() == (0, [], [])


def test_what_gives_a_field_is_told(amt: Amt) -> None:
    for number in range(1, 13):
        plain = page(number).replace("application/ld+json", "text/plain")
        amt.server.page(f"/m{number}", plain.replace("<h1>", f"<p class=datum>{number}.11.2025</p><h1>"))
    assert amt.found() == (1, ["date now comes from 'date near the headline', was 'JSON-LD datePublished'"], [])


def test_another_part_of_the_page_is_no_text(amt: Amt) -> None:
    amt.profile("[amt.select]\nbody = 'div.inhalt p:first-child'\n")
    code, broken, _ = amt.found()
    assert (code, broken) == (0, [])
    for number in range(1, 13):
        short = (
            page(number)
            .replace(
                TEXT.format(number),
                f"Ausgabe {number}: Mehr über das neue Portal des Landkreises lesen Sie in den nächsten Tagen hier.",
            )
            .replace(TEXT.format(-number), "")
        )
        amt.server.page(f"/m{number}", short)
    code, broken, _ = amt.found()
    assert code == 1
    assert broken == ["body has 80 words, the archive 225, over 5 pages"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 404}, "status 404"),
        ({"body": "<html><body><p>Wir sind umgezogen</p>"}, "the feed is an HTML page"),
        ({"body": "<rss version='2.0'><channel></channel></rss>", "headers": XML_HEADERS}, "the feed has no entries"),
    ],
)
def test_a_dead_feed_is_named(amt: Amt, answer: dict[str, Any], why: str) -> None:
    amt.server.page("/feed", **answer)
    code, broken, notes = amt.found()
    assert (code, broken, notes) == (1, [f"feed {amt.home}feed: {why}"], [])
    # The archive knows pages to look at all the same.
    assert len(amt.server.paths()) == 8


def test_a_feed_that_has_moved_and_one_whose_addresses_have_changed(amt: Amt) -> None:
    amt.server.redirect("/feed", "/rss.xml", status=301)
    amt.feed(*range(12, 0, -1), path="/rss.xml")
    assert amt.found() == (0, [], [f"feed {amt.home}feed leads to {amt.home}rss.xml for good"])
    amt.feed(*range(12, 0, -1), start="/aktuelles/", path="/feed")
    code, broken, notes = amt.found()
    assert (code, broken[0]) == (
        1,
        f"feed {amt.home}feed names 12 articles of the site, and none fits an 'articles' pattern",
    )
    assert f"the archive knows none of the 12 articles that feed {amt.home}feed names" in notes


def test_of_a_sitemap_only_what_the_patterns_name_counts(amt: Amt) -> None:
    amt.profile(f"sitemaps = ['{amt.home}sitemap.xml']\n[amt.select]\nkicker = 'p.dach'\n")
    places = "".join(f"<url><loc>{amt.home}{path}</loc></url>" for path in ("m12", "m11", "impressum", "kontakt"))
    amt.server.page("/sitemap.xml", f"<urlset>{places}</urlset>", headers=XML_HEADERS)
    (row,) = amt.check().lines
    counts = [(one["entries"], one["articles"], one["fitting"], one["known"]) for one in row["sources"]]
    assert (row["verdict"], counts) == ("ok", [(12, 12, 12, 12), (4, 2, 2, 2)])
    assert "/impressum" not in amt.server.paths()
    places = f"<url><loc>{amt.home}impressum</loc></url>"
    amt.server.page("/sitemap.xml", f"<urlset>{places}</urlset>", headers=XML_HEADERS)
    assert amt.found()[1] == [
        f"sitemap {amt.home}sitemap.xml: 1 link, none fits 'articles' (^/(?P<id>m\\d+)$)",
    ]


def test_new_pages_are_asked_for_that_wait_for_their_first_visit(amt: Amt) -> None:
    amt.feed(*range(14, 0, -1))
    amt.pages(13, 14)
    amt.run("crawl", "--limit", "1")
    amt.server.clear()
    amt.check()
    # 14 is archived and 13 is known by its address alone.
    assert amt.server.paths()[3:] == ["/m14", "/m13", "/m12", "/m11", "/m10"]


def test_what_a_feed_names_is_an_article_in_case_of_doubt(server: Server, tmp_path: Path) -> None:
    amt = Amt(server, tmp_path)
    (tmp_path / "amt.toml").write_text(
        f"[amt]\nhome = '{amt.home}'\nfeeds = ['{amt.home}feed']\ndelay = 0\nprivate = true\n"
    )
    links = "".join(f"<li><a href='/m{n}'>Portal {n} im Landkreis</a> {n}.11.2025</li>" for n in range(30))
    amt.feed(12)
    server.page(
        "/m12", f"<html lang=de><head><title>Portale</title></head><body><h1>Portale</h1><ul>{links}</ul></body>"
    )
    (row,) = amt.check().lines
    assert [(one["code"], one["status"]) for one in row["pages"]] == [(None, 200)]
    server.page("/m12", WALL)
    (row,) = amt.check().lines
    assert [(one["code"], one["status"]) for one in row["pages"]] == [("consent_wall", 200)]


def test_a_feed_that_brings_nothing_new_while_another_does(amt: Amt) -> None:
    amt.profile(f"sitemaps = ['{amt.home}sitemap.xml']\n[amt.select]\nkicker = 'p.dach'\n")
    places = f"<url><loc>{amt.home}m12</loc><lastmod>2026-02-01</lastmod></url>"
    amt.server.page("/sitemap.xml", f"<urlset>{places}</urlset>", headers=XML_HEADERS)
    assert amt.found() == (
        0,
        [],
        [f"feed {amt.home}feed names nothing newer than 2025-11-12; the site's newest article is of 2026-02-01"],
    )


def test_robots_that_now_forbids_is_named_with_its_line(amt: Amt) -> None:
    amt.server.robots(ROBOTS + "Disallow: /m1\nCrawl-delay: 0.05\n")
    host = f"{amt.server.host}:{amt.server.port}"
    code, broken, notes = amt.found()
    assert code == 1
    assert broken == [f"robots.txt of {host} now forbids 4 of the 12 newest archived articles: line 3 (Disallow: /m1)"]
    assert notes[0].startswith(f"robots.txt of {host} has changed: 2 other lines since 20")
    assert notes[1:] == [f"robots.txt of {host} asks for a Crawl-delay of 0.05 s, was none"]
    assert [path for path in amt.server.paths() if path.startswith("/m1")] == []
    assert len(amt.server.paths()) == 8


def test_what_robots_forbade_before_is_only_noted(amt: Amt) -> None:
    amt.server.robots(ROBOTS + "Disallow: /m1\n")
    with closing(sqlite3.connect(amt.db)) as connection, connection:
        connection.execute("UPDATE hosts SET robots = ?", [ROBOTS.encode() + b"Disallow: /m1\n"])
    code, broken, notes = amt.found()
    assert (code, broken) == (0, [])
    assert [note.partition(" forbids ")[2] for note in notes] == [
        "4 of the 12 newest archived articles: line 3 (Disallow: /m1)"
    ]


def test_a_new_reservation_is_said_and_an_old_one_noted(amt: Amt) -> None:
    tdmrep = '[{"location": "/", "tdm-reservation": 1}]'
    amt.server.page("/.well-known/tdmrep.json", tdmrep, headers={"Content-Type": "application/json"})
    code, broken, notes = amt.found()
    assert code == 1
    evidence = "tdm-reservation: 1 in tdmrep.json for /"
    assert broken == [f"text and data mining is now reserved ({evidence}): new articles are kept without their text"]
    assert notes == []
    amt.feed(*range(14, 0, -1))
    amt.pages(13, 14)
    with closing(sqlite3.connect(amt.db)) as connection, connection:
        connection.execute("UPDATE hosts SET robots_at = '2025-01-01T00:00:00Z', tdmrep_at = '2025-01-01T00:00:00Z'")
        connection.execute("UPDATE pages SET due_at = '2025-01-01T00:00:00Z', etag = NULL")
    amt.run("crawl")
    code, broken, notes = amt.found()
    assert (code, broken) == (0, [])
    assert notes == [f"text and data mining is reserved ({evidence}): articles are kept without their text"]


def test_articles_that_are_kept_without_their_text_say_nothing_of_what_is_usual(amt: Amt) -> None:
    with closing(sqlite3.connect(amt.db)) as connection, connection:
        reserved = '{"date": "2025-11-01", "evidence": []}'
        connection.execute(
            "UPDATE articles SET capture_id = NULL, body = '', keywords = NULL, signals = ? WHERE date < '2025-11-08'",
            [reserved],
        )
    (row,) = amt.check().lines
    (keywords,) = [one for one in row["fields"] if one["field"] == "keywords"]
    assert (row["verdict"], keywords["usual"], keywords["archived"]) == ("ok", 5, 5)


def test_a_wall_is_called_one(amt: Amt) -> None:
    for number in range(1, 13):
        amt.server.page(f"/m{number}", WALL)
    assert amt.found() == (1, ["5 of 5 pages that should be articles are none: a consent wall"], [])


def test_single_pages_are_named_and_break_nothing(amt: Amt) -> None:
    amt.server.page("/m12", WALL)
    amt.server.page("/m11", "weg", status=410)
    assert amt.found() == (
        0,
        [],
        [
            f"no article: {amt.home}m12 (a consent wall)",
            f"an archived article is gone (status 410: there is no such page): {amt.home}m11",
        ],
    )


def test_articles_that_are_gone_and_articles_that_have_moved(amt: Amt) -> None:
    for number in (12, 11, 10):
        amt.server.page(f"/m{number}", "weg", status=404)
    amt.server.redirect("/m9", "/neu/9", status=301)
    amt.server.page("/neu/9", page(9))
    code, broken, notes = amt.found()
    assert code == 1
    assert broken == [
        "3 of 5 archived articles that were asked for are gone (status 404: there is no such page)",
    ]
    assert notes == [f"1 of 5 archived articles lead to other addresses, such as {amt.home}neu/9"]


def test_redirects_to_the_front_page_are_articles_that_are_gone(amt: Amt) -> None:
    amt.server.page("/", "<html><body><h1>Start</h1></body></html>")
    for number in range(1, 13):
        amt.server.redirect(f"/m{number}", "/")
    code, broken, notes = amt.found()
    assert (code, notes) == (1, [f"1 page left for another time: {MOST_REQUESTS} requests are made at the most"])
    assert broken == [
        "4 of 4 archived articles that were asked for are gone (redirects to the home page; the article is probably"
        " gone)"
    ]


def test_a_dead_host_is_a_sentence(amt: Amt) -> None:
    amt.server.__exit__()
    done = amt.check("-t")
    assert (done.code, done.err) == (1, "")
    assert done.out == "amt: unreachable (2 requests)\n  ! cannot be checked now: connection refused.\n"


def test_a_host_that_asked_for_a_pause_is_left_alone(amt: Amt) -> None:
    with closing(sqlite3.connect(amt.db)) as connection, connection:
        connection.execute("UPDATE hosts SET not_before = strftime('%Y-%m-%dT00:00:00Z', 'now', '+2 days')")
    code, broken, _ = amt.found()
    assert (code, amt.server.paths()) == (1, [])
    assert broken[0].startswith(
        "cannot be checked now: the host failed or asked for a pause; it is left alone until 20"
    )


def test_a_site_that_was_never_crawled_is_looked_at_without_an_archive(server: Server, tmp_path: Path) -> None:
    amt = Amt(server, tmp_path)
    assert amt.found() == (0, [], ["the archive has no article of it to compare with"])
    assert not amt.db.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["amt.toml"]
    amt.profile("[amt.select]\nbody = 'div.artikel'\n")
    assert amt.found()[:2] == (1, ["selector body = 'div.artikel' matches nothing on 5 pages"])


def test_the_sources_of_a_site_that_names_none_are_found(server: Server, tmp_path: Path) -> None:
    amt = Amt(server, tmp_path)
    (tmp_path / "amt.toml").write_text(f"[amt]\nhome = '{amt.home}'\ndelay = 0\nprivate = true\n")
    links = "".join(
        f'<article><h2><a href="/m{n}">Portal {n} im Landkreis Lindental</a></h2></article>' for n in (9, 8)
    )
    feed = '<link rel=alternate type="application/rss+xml" href="/feed">'
    server.page("/", f"<html lang=de><head><title>Amt</title>{feed}</head><body><main>{links}</main></body></html>")
    done = amt.check()
    (row,) = done.lines
    assert (done.code, row["verdict"], row["broken"]) == (0, "ok", [])
    assert [(one["kind"], one["url"], one["is_named"], one["status"]) for one in row["sources"]] == [
        ("sitemap", f"{amt.home}sitemap.xml", False, 404),
        ("listing", amt.home, False, 200),
        ("feed", f"{amt.home}feed", False, 200),
    ]
    amt.server.page("/", "<html><body><p>Wartung</p></body></html>")
    code, broken, _ = amt.found()
    assert code == 1
    assert broken[0].startswith(f"listing {amt.home}: ")


def test_no_more_than_the_bound_is_asked_for_and_pages_have_their_share(amt: Amt) -> None:
    sitemaps = [f"'{amt.home}map{n}'" for n in range(9)]
    amt.profile(f"sitemaps = [{', '.join(sitemaps)}]\n[amt.select]\nkicker = 'p.dach'\n")
    for n in range(9):
        amt.server.redirect_chain(f"/map{n}")
    assert amt.found() == (
        1,
        [f"sitemap {amt.home}map0: more than 3 redirects"],
        [f"8 sources left for another time: {MOST_REQUESTS} requests are made at the most"],
    )
    assert len(amt.server.paths()) == MOST_REQUESTS
    assert amt.server.paths()[-5:] == ["/m12", "/m11", "/m10", "/m9", "/m8"]
    for n in range(12):
        amt.server.redirect_chain(f"/m{n + 1}")
    amt.server.clear()
    assert (
        amt.found()[2][-1]
        == f"8 sources and 5 pages left for another time: {MOST_REQUESTS} requests are made at the most"
    )
    assert len(amt.server.paths()) == MOST_REQUESTS


def test_records_have_stable_keys(amt: Amt) -> None:
    (row,) = amt.check().lines
    assert list(row) == ["site", "verdict", "broken", "notes", "requests", "archived", "sources", "pages", "fields"]
    assert list(row["sources"][0]) == [
        *("url", "kind", "is_named", "status", "moved_to", "entries", "articles", "fitting", "looked_up", "known"),
        *("newest", "code", "problem"),
    ]
    assert list(row["pages"][0]) == [
        *("url", "is_archived", "status", "code", "problem", "has", "sources", "moved_to", "same_text"),
    ]
    assert list(row["fields"][0]) == [
        *("field", "found", "pages", "usual", "archived", "source", "usual_source", "differs", "compared"),
    ]
    amt.server.page("/feed", status=500)
    (row,) = amt.check().lines
    assert row["broken"] == [
        {
            "code": "source_fails",
            "problem": f"feed {amt.home}feed: status 500",
            "next": "Open it in a browser: has it moved? Put its address of today into the profile.",
            "detail": {"kind": "feed", "url": f"{amt.home}feed", "why": "status 500"},
        }
    ]


def test_the_worst_comes_first_and_what_is_well_takes_a_line(amt: Amt) -> None:
    (amt.folder / "bad.toml").write_text(
        f"[zoll]\nhome = '{amt.home}'\nfeeds = ['{amt.home}none']\ndelay = 0\nprivate = true\n"
    )
    done = amt.run("sites", "check", "-t", sites=("amt", "bad"))
    assert done.code == 1
    assert (
        done.out
        == (
            "zoll: broken (3 requests)\n"
            f"  ! feed {amt.home}none: status 404.\n"
            "  > Open it in a browser: has it moved? Put its address of today into the\n    profile.\n"
            "  - the archive has no article of it to compare with.\n"
            f"  feed     {amt.home}none: status 404\n"
            "\n"
            "amt: ok (6 requests): 1 source, 5 articles\n"
        )
        or "zoll: broken" in done.out
    )
    assert [row["site"] for row in amt.run("sites", "check", sites=("amt", "bad")).lines] == ["zoll", "amt"]
    assert [row["site"] for row in amt.run("sites", "check", "amt", sites=("amt", "bad")).lines] == ["amt"]
    done = amt.run("sites", "check", "ammt")
    assert (done.code, done.err) == (2, "Error: There is no site 'ammt'. Did you mean 'amt'?\n")


def test_an_archive_that_cannot_be_read_is_a_sentence(amt: Amt) -> None:
    with closing(sqlite3.connect(amt.db)) as connection, connection:
        connection.execute("ALTER TABLE pages RENAME COLUMN key TO was_key")
    done = amt.check()
    assert done.code == 2
    assert done.err.startswith(f"Error: {amt.db}: ")
    assert "no such column" in done.err
    (amt.folder / "text.db").write_text("kein Archiv")
    amt.db = amt.folder / "text.db"
    done = amt.check()
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def test_ctrl_c_prints_what_was_looked_at_until_then(amt: Amt) -> None:
    amt.server.never_answers("/m11")
    process = subprocess.Popen(
        [sys.executable, "-m", "scraper", "--db", amt.db, "sites", "check", "--sites", amt.folder / "amt.toml", "-t"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(None),
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while "/m11" not in amt.server.paths() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.startswith(
        "amt: unfinished (5 requests)\n"
        "  - the check was stopped before its end.\n"
        f"  feed     {amt.home}feed: 12 entries, 12 articles, 12 known,\n    newest 2025-11-12\n"
        "  pages    1 asked for, 1 article; text as archived on 1 of 1\n"
    )
    assert err == "Interrupted. What was looked at until then stands above; a check writes nothing.\n"


def test_a_terminal_shows_which_site_is_looked_at(amt: Amt) -> None:
    seen = on_terminal("--db", amt.db, "sites", "check", "--sites", amt.folder / "amt.toml")
    assert seen.code == 0
    assert "Checking amt" in seen.raw
    assert "amt: ok (8 requests)\n" in seen.text
