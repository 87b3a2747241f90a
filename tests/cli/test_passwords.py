"""A password in an address is never kept and never told, wherever a host or a person writes it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from cli_running import scraper
from scraper.store.captures import Captures
from server import XML_HEADERS, Exchange, Server

WORD = "geheim42"
USER = f"user:{WORD}@"
TEXT = (
    "Der Landkreis hat in dieser Woche ein neues Portal für seine Bürgerinnen und Bürger vorgestellt. "
    "Anträge auf Wohngeld lassen sich damit von zu Hause aus stellen, und die Verwaltung antwortet elektronisch. "
    "Nach Angaben der Landrätin haben sich im ersten Monat mehr als tausend Menschen angemeldet. "
)
# What a host may write instead of an address: none of them can be asked for.
BROKEN = (
    f"ftp://{USER}amt.example/",
    f"https://{USER}[amt/",
    f"https://user:{WORD}/x@amt.example/",
    f"https:{USER}[amt/",
    f"https://user:{WORD}@x@amt.example:port/",
    f"//{USER}amt example/",
    f"https:\\\\{USER}amt.example:99999/",
)


@pytest.fixture
def hostile(server: Server, tmp_path: Path) -> Server:
    """A site that writes a user and a password wherever an address may stand, with its profile ``amt.toml``."""
    (tmp_path / "amt.toml").write_text(
        f'[amt]\nhome = "{server.url("/")}"\nfeeds = ["{server.url("/feed")}", "{server.url("/feed.json")}"]\n'
        f'listings = ["{server.url("/liste")}"]\nsitemaps = ["{server.url("/karten")}"]\n'
        "articles = ['^/news/(?P<id>[^/]+)$']\ndelay = 0\nprivate = true\n"
        + "".join(
            f'[amt{number}]\nhome = "{server.url(f"/{number}/")}"\nfeeds = ["{server.url(f"/weg/{number}")}"]\n'
            "delay = 0\nprivate = true\n"
            for number in range(len(BROKEN))
        ),
        encoding="utf-8",
    )
    with_user = with_password(server)
    sitemaps = [with_user("/karte"), *BROKEN]
    server.robots("".join(f"Sitemap: {url}\n" for url in sitemaps) + f"# {with_user('/')}\n")
    policy = [
        {"location": "/", "tdm-reservation": 0, "tdm-policy": with_user("/politik")},
        *({"location": "/anderes", "tdm-policy": url} for url in BROKEN),
    ]
    server.page("/.well-known/tdmrep.json", json.dumps(policy), headers={"Content-Type": "application/json"})
    urls = [with_user(f"/news/{number}") for number in range(1, 6)]
    items = "".join(
        f"<item><title>Eine Meldung</title><link>{url}</link><guid isPermaLink='true'>{url}</guid>"
        f"<source url='{url}'>Amt</source><comments>{url}</comments></item>"
        for url in [*urls, *BROKEN]
    )
    guids = "".join(f"<item><title>Nur ein Guid</title><guid>{with_user(f'/news/{n}')}</guid></item>" for n in (6, 7))
    server.page("/feed", f"<rss version='2.0'><channel>{items}{guids}</channel></rss>", headers=XML_HEADERS)
    entries = ", ".join(f'{{"id": "{url}", "url": "{url}", "title": "Eine Meldung"}}' for url in urls)
    server.page(
        "/feed.json",
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Amt", "items": [{entries}],'
        f' "next_url": "{with_user("/feed-2.json")}"}}',
        headers={"Content-Type": "application/feed+json"},
    )
    locs = "".join(f"<url><loc>{with_user(f'/news/{number}')}</loc></url>" for number in (2, 8))
    broken_locs = "".join(f"<url><loc>{url}</loc></url>" for url in BROKEN)
    server.page("/karte", f"<urlset>{locs}{broken_locs}</urlset>", headers=XML_HEADERS)
    index = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (with_user("/karte"), *BROKEN))
    server.page("/karten", f"<sitemapindex>{index}</sitemapindex>", headers=XML_HEADERS)
    links = "".join(f"<h2><a href='{url}'>Eine Meldung aus dem Rathaus</a></h2>" for url in (*urls, *BROKEN))
    alternate = f"<link rel=alternate type='application/rss+xml' href='{with_user('/feed-3')}'>"
    next_page = f"<a rel=next href='{with_user('/liste/2')}'>weiter</a>"
    for path in ("/", "/liste"):
        server.page(path, f"<html><head><title>Alle</title>{alternate}</head><body>{links}{next_page}</body></html>")
    server.prefix("/news/", lambda exchange: _article(server, exchange))
    for number, location in enumerate(BROKEN):
        server.redirect(f"/weg/{number}", location)
        server.redirect(f"/news/weg-{number}", location)
    server.redirect("/news/3", with_user("/news/3a"))
    server.redirect("/news/4", f"//{USER}{server.host}:{server.port}/news/4a")
    server.redirect("/news/5", f"http:\\\\{USER}{server.host}:{server.port}/news/5a")
    return server


def with_password(server: Server):  # type: ignore[no-untyped-def]
    return lambda path: server.url(path).replace("//", f"//{USER}")


def _article(server: Server, exchange: Exchange) -> None:
    """Answer with an article that has a password in each of its addresses, and in those of its head."""
    with_user = with_password(server)
    own = with_user(exchange.request.path)
    other = f"https://{USER}anders.example"
    name = exchange.request.path.rpartition("/")[2]
    body = (
        f"<!DOCTYPE html><html lang=de><head><title>Meldung {name} aus dem Rathaus</title>"
        f'<base href="{with_user("/")}"><link rel=canonical href="{own}"><meta property="og:url" content="{own}">'
        f'<meta property="og:type" content="article"><meta property="og:image" content="{other}/bild.jpg">'
        f'<meta name="twitter:image" content="{other}/vogel.jpg"><meta property="article:author" content="{other}/ich">'
        f'<meta name="tdm-policy" content="{other}/politik"><meta name="tdm-reservation" content="0">'
        f'<meta name="tdm-policy" content="{BROKEN[2]}">'
        f'<link rel=amphtml href="{own}/amp"><link rel=alternate hreflang=en href="{own}/en">'
        f'<link rel=alternate media=print href="{own}/druck"><link rel=next href="{own}?seite=2">'
        f'<link rel=shortlink href="{other}/kurz"><link rel=license href="{other}/lizenz">'
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        f'"@id": "{own}", "url": "{own}", "mainEntityOfPage": "{own}", "headline": "Meldung {name} aus dem Rathaus", '
        f'"image": {{"@type": "ImageObject", "url": "{other}/ld.jpg", "caption": "Rathaus"}}, '
        f'"author": {{"@type": "Person", "name": "Erika Beispiel", "url": "{other}/erika"}}, '
        f'"publisher": {{"name": "Amt", "url": "{other}/"}}}}</script></head><body>'
        f"<main><article><h1>Meldung {name} aus dem Rathaus</h1><time datetime='2026-11-20T08:00:00Z'>20. November 2026"
        f"</time><p>{TEXT} Es ist die Meldung {name}. <a href='{other}/mehr'>Mehr dazu</a></p><p>{TEXT}"
        f"<a href='https:{USER}anders.example/doppelpunkt'>Anders geschrieben</a></p>"
        f"<figure><img src='{other}/foto.jpg' srcset='{other}/gross.jpg 2x'>"
        "<figcaption>Das Rathaus</figcaption></figure>"
        f"<p>{TEXT}</p><h3>Weitere Informationen</h3><ul><li><a href='{other}/lesen'>Weiterlesen im Amtsblatt</a></li>"
        "</ul></article><aside><h2>Verwandte Meldungen</h2>"
        f"<ul><li><a href='{with_user('/news/1')}'>Eine andere Meldung"
        " aus dem Rathaus</a></li></ul></aside></main></body></html>"
    )
    exchange.answer(
        200,
        body,
        link=f"<{own}>; rel=canonical, <https:{USER}anders.example/>; rel=license",
        content_location=f"https:{USER}anders.example/",
        refresh=f"0; url={other}",
        tdm_policy=f"https:{USER}anders.example/politik",
        tdm_reservation="0",
        x_robots_tag=f"max-snippet: {other}",
        content_usage=f'train-ai=n;url="{other}"',
        content_signal=f"ai-train=no, url={other}",
        x_any=f"https:{USER}anders.example/",
    )


def places(db: Path) -> set[str]:
    """Return where the password stands in an archive: table and column, or a file."""
    found = set()
    with closing(sqlite3.connect(db)) as archive:
        captures = Captures(Database(archive))
        tables = [name for (name,) in archive.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            cursor = archive.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    if name == "exchange" and isinstance(value, bytes):
                        value = b"".join(captures.heads(value))
                    if _holds(table, value):
                        found.add(f"{table}.{name}")
    return found


def _holds(table: str, value: object) -> bool:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    # The bytes of pages are kept as they came.
    return table != "payloads" and isinstance(value, bytes) and WORD.encode() in value


@pytest.fixture
def crawled(hostile: Server, tmp_path: Path) -> tuple[Path, list[str]]:
    """The archive of a crawl and of what was fetched after it, and all that was said meanwhile."""
    db = tmp_path / "a.db"
    profiles = ("--sites", "amt.toml")
    refused = [hostile.url(f"/news/weg-{number}") for number in range(len(BROKEN))]
    commands: list[tuple[str, ...]] = [
        ("crawl", *profiles, "-v"),
        ("fetch", *profiles, "--explain", hostile.url("/news/9"), *refused),
        ("status",),
        ("status", "--problems"),
        ("show", "1"),
        ("latest",),
        ("sites", "show", *profiles, "amt"),
        *(("why", *profiles, url) for url in (*refused, hostile.url("/news/1"))),
    ]
    done = [scraper("--db", str(db), *command) for command in commands]
    return db, [text for one in done for text in (one.out, one.err)]


def test_no_password_of_a_host_is_kept_or_told(crawled: tuple[Path, list[str]]) -> None:
    db, said = crawled
    with closing(sqlite3.connect(db)) as archive:
        counted = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM pages WHERE reason = 'bad_redirect')"
        # All of them came, by their addresses without the user, and all of those that lead nowhere were noted.
        assert archive.execute(counted).fetchone() == (9, 2 * len(BROKEN))
    assert places(db) == set()
    files = sorted(db.parent.glob("a.db*"))
    assert [file.name for file in files if WORD.encode() in file.read_bytes()] == []
    assert [text for text in said if WORD in text] == []
    # It is the password that is missing, not what is told of the address.
    assert any("redirects to an address that is not fetched ('ftp://***@amt.example/')" in text for text in said)


TYPED = (
    f"ich:{WORD}@127.0.0.1",
    f"https://ich:{WORD}@127.0.0.1/",
    f"https:ich:{WORD}@127.0.0.1",
    f"//ich:größe-{WORD}@127.0.0.1/",
    f"ich:a@b%20{WORD}@127.0.0.1",
    f"https://ich:a/{WORD}@127.0.0.1/",
    f"ich:a/{WORD}@127.0.0.1",
    f"ftp://ich:{WORD}@127.0.0.1/",
)


@pytest.mark.parametrize("typed", TYPED)
def test_no_password_that_a_person_types_is_told(typed: str, tmp_path: Path) -> None:
    (tmp_path / "amt.toml").write_text(f'[amt]\nhome = "{typed}"\n', encoding="utf-8")
    for command in (
        ("fetch", typed),
        ("why", typed),
        ("crawl", "--sites", "amt.toml"),
        ("sites", "show", "--sites", "amt.toml", "amt"),
    ):
        done = scraper("--db", "a.db", *command)
        assert done.code == 2
        assert done.err.startswith("Error: ")
        assert WORD not in done.out + done.err
    assert places(tmp_path / "a.db") == set()
