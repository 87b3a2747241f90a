"""An archived article is gone when that was seen twice, a day apart, by whichever answer says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from crawling import Newsroom, listing, news, rss

from cli_running import scraper
from scraper.model import Site

NOT_FOUND = "<!DOCTYPE html><title>Fehler</title><h1>Seite nicht gefunden</h1><p>Die Seite gibt es nicht mehr.</p>"
DISTURBED = "<!DOCTYPE html><title>Fehler 503</title><h1>Ein Fehler ist aufgetreten</h1><p>Bitte später wieder.</p>"
REFUSED = "<!DOCTYPE html><title>Zugriff verweigert</title><h1>Zugriff verweigert</h1><p>Nicht gefunden.</p>"

_ENDS: dict[str, Callable[[Newsroom], object]] = {
    "404": lambda room: room.server.page("/news/1", "weg", status=404),
    "410": lambda room: room.server.page("/news/1", "weg", status=410),
    "the home page": lambda room: room.server.redirect("/news/1", "/"),
    "over the home page": lambda room: (
        room.server.redirect("/news/1", "/"),
        room.server.redirect("/", "/start/"),
        room.server.page("/start/", news(99)),
    ),
    "a listing": lambda room: room.server.redirect("/news/1", "/aktuell/"),
    "the folder": lambda room: room.server.redirect("/news/1", "/news/"),
    "a soft 404": lambda room: room.server.page("/news/1", NOT_FOUND),
}
_OTHERS: dict[str, Callable[[Newsroom], object]] = {
    "403": lambda room: room.server.page("/news/1", "weg", status=403),
    "500": lambda room: room.server.page("/news/1", "weg", status=500),
    "503": lambda room: room.server.page("/news/1", "weg", status=503),
    "429": lambda room: room.server.too_many_requests("/news/1", 5),
    "no answer": lambda room: room.server.drops("/news/1"),
    "a soft 503": lambda room: room.server.page("/news/1", DISTURBED),
    "a soft 403": lambda room: room.server.page("/news/1", REFUSED),
}


@pytest.fixture
def site(room: Newsroom) -> Site:
    """One archived article; a front page and a listing that name others, and one more below the article's folder."""
    names_others = listing([room.server.url(f"/news/{number}") for number in range(2, 12)])
    for path in ("/", "/aktuell/", "/news/"):
        room.server.page(path, names_others)
    room.articles(*range(1, 12))
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    return replace(site, listings=(room.server.url("/aktuell/"),))


def marks(room: Newsroom) -> tuple[str | None, str | None]:
    (found,) = room.ask("SELECT missing_since, gone_at FROM articles WHERE id = 1")
    return found


@pytest.mark.parametrize("end", _ENDS.values(), ids=_ENDS)
def test_an_article_is_gone_when_two_answers_a_day_apart_say_so(
    room: Newsroom, site: Site, end: Callable[[Newsroom], object]
) -> None:
    room.clock.pass_(days=40)
    end(room)
    first = room.crawl(site)
    since = f"{room.clock.moment:%Y-%m-%dT%H:%M:%SZ}"
    assert (first.gone, first.failed) == (0, 0)
    assert marks(room) == (since, None)
    assert room.ask("SELECT state, reason FROM pages WHERE url = ?", room.url(1)) == [("gone", "missing")]
    # The run of the next day comes to it a little earlier than that of this day.
    room.clock.pass_(hours=23)
    second = room.crawl(site)
    assert (second.gone, second.failed) == (1, 0)
    assert marks(room) == (None, since)
    assert room.ask("SELECT title, body <> '' FROM articles WHERE id = 1") == [("Meldung 1 aus dem Rathaus", 1)]
    # It may come back.
    room.articles(1)
    room.clock.pass_(days=30)
    room.crawl(site)
    assert marks(room) == (None, None)
    assert room.ask("SELECT state, reason FROM pages WHERE url = ?", room.url(1)) == [("done", None)]
    assert room.ask("SELECT count(*) FROM versions") == [0]


@pytest.mark.parametrize("other", _OTHERS.values(), ids=_OTHERS)
def test_trouble_never_makes_an_article_gone(room: Newsroom, site: Site, other: Callable[[Newsroom], object]) -> None:
    other(room)
    for _ in range(4):
        room.clock.pass_(days=40)
        assert room.crawl(site).gone == 0
        assert marks(room) == (None, None)


def test_trouble_between_two_answers_neither_confirms_nor_clears(room: Newsroom, site: Site) -> None:
    room.clock.pass_(days=40)
    room.server.page("/news/1", "weg", status=404)
    room.crawl(site)
    since = marks(room)[0]
    room.server.page("/news/1", "kaputt", status=500)
    room.clock.pass_(days=1)
    room.crawl(site)
    assert marks(room) == (since, None)
    room.server.page("/news/1", "weg", status=404)
    room.clock.pass_(days=1)
    assert room.crawl(site).gone == 1
    assert marks(room) == (None, since)


def test_two_answers_of_one_day_are_one(room: Newsroom, site: Site) -> None:
    room.clock.pass_(days=40)
    room.server.page("/news/1", "weg", status=404)
    since = f"{room.clock.moment:%Y-%m-%d %H:%M}"
    for _ in range(3):
        (outcome,) = room.fetch(site, room.url(1))
        assert outcome.verdict == "unchanged"
        assert str(outcome.fault) == (
            f"status 404: there is no such page, since {since} UTC; it is marked as gone when that is seen again a"
            " day later"
        )
        room.clock.pass_(hours=2)
    assert marks(room)[1] is None


def test_the_first_answer_is_kept_and_later_ones_are_visits(room: Newsroom, site: Site) -> None:
    room.clock.pass_(days=40)
    for number in range(5):
        room.server.page("/news/1", f"weg, um {number} Uhr", status=404)
        room.fetch(site, room.url(1))
        room.clock.pass_(days=1)
    room.server.page("/news/1", "für immer", status=410)
    room.fetch(site, room.url(1))
    assert room.ask("SELECT status FROM captures WHERE url = ? ORDER BY id", room.url(1)) == [200, 404, 410]
    assert room.ask(
        "SELECT v.status, count(*) FROM visits v JOIN captures c ON c.id = v.capture_id WHERE c.status = 404"
    ) == [(404, 4)]
    assert room.ask("SELECT state, reason FROM pages WHERE article_id = 1") == [("gone", "gone")]


def test_of_a_redirect_to_the_front_page_the_redirect_is_visited(room: Newsroom, site: Site) -> None:
    room.clock.pass_(days=40)
    room.server.redirect("/news/1", "/")
    for _ in range(3):
        room.fetch(site, room.url(1))
        room.clock.pass_(days=1)
    assert room.ask("SELECT url, status FROM captures WHERE id > 1 ORDER BY id") == [
        (room.url(1), 302),
        (room.server.url("/"), 200),
    ]
    assert room.ask("SELECT capture_id, status FROM visits") == [(2, 302), (2, 302)]


@pytest.mark.parametrize("patterns", [(r"^/artikel/(?P<id>\d+)/",), ()])
def test_a_folder_that_is_an_article_ends_nothing(room: Newsroom, patterns: tuple[str, ...]) -> None:
    """A print version redirects to its article, in whose folder it seems to lie."""
    room.server.page("/artikel/7/", news(7))
    page = room.server.page("/artikel/7/druck", news(7))
    site = room.site(feeds=(room.server.page("/feed", rss([page])),), articles=patterns)
    room.crawl(site)
    room.server.redirect("/artikel/7/druck", "/artikel/7/")
    room.clock.pass_(days=40)
    room.crawl(site)
    assert marks(room) == (None, None)


def test_a_host_that_leads_all_articles_to_its_front_page_is_left_alone(room: Newsroom) -> None:
    numbers = range(1, 31)
    room.articles(*numbers)
    room.server.page("/", news(99))
    site = room.site(feeds=(room.feed(*numbers),))
    room.crawl(site)
    for number in numbers:
        room.server.redirect(f"/news/{number}", "/")
    room.clock.pass_(days=40)
    result = room.crawl(site)
    assert (result.unchanged, result.gone) == (25, 0)
    assert [str(problem.fault.reason) for problem in result.problems] == ["failures_in_a_row"]


def test_an_error_page_is_no_sight_and_no_proof_of_an_article_that_is_back(room: Newsroom, site: Site) -> None:
    """The error page is kept at the article's address, with status 200, as the article itself is."""
    site = replace(site, listings=())
    bytes_before = scraper("--db", room.db, "cite", 1).out.partition("SHA-256 of its bytes: ")[2][:64]
    for body in (NOT_FOUND, f"{NOT_FOUND} <!-- 2 -->"):
        room.clock.pass_(days=1)
        room.server.page("/news/1", body)
        room.fetch(site, room.url(1))
    cited = scraper("--db", room.db, "cite", 1).out
    assert f"SHA-256 of its bytes: {bytes_before}." in cited
    assert len(bytes_before) == 64
    for body in (news(1), news(1, boilerplate="Neues Menü")):
        room.clock.pass_(days=1)
        room.server.page("/news/1", body)
        room.fetch(site, room.url(1))
    told = [(event["kind"], event["status"], event["days"]) for event in scraper("--db", room.db, "history", 1).lines]
    # Nor is a day cited by the error page that came on it, between two captures of the article.
    on_day = scraper("--db", room.db, "cite", 1, "--at", "2026-11-25").out
    assert f"Archived: capture 1, fetched 2026-11-23T12:00:00Z. SHA-256 of its bytes: {bytes_before}." in on_day
    days = ["2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z"]
    assert told == [("first_seen", None, []), ("absent", 200, days), ("back", None, []), ("seen", None, [])]


def test_a_damaged_capture_keeps_no_history_from_being_told(room: Newsroom, site: Site) -> None:
    site = replace(site, listings=())
    for body in (news(1, boilerplate="Neues Menü"), news(1, boilerplate="Altes Menü")):
        room.clock.pass_(days=1)
        room.server.page("/news/1", body)
        room.fetch(site, room.url(1))
    whole = scraper("--db", room.db, "history", 1)
    for damage in ("UPDATE payloads SET data = x'00', codec = 'zstd'", "UPDATE captures SET exchange = x'00'"):
        with closing(sqlite3.connect(room.db)) as db, db:
            db.execute(damage)
        assert scraper("--db", room.db, "history", 1) == whole
    assert [event["times"] for event in whole.lines] == [1, 2]
