"""What becomes of an article's address: new, changed, unchanged, gone, back, not an article, not reachable."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from crawling import Newsroom, news, not_archived, rss, said

from ports import refusing
from scraper.crawl.stop import StopEvent, Stopped
from scraper.model import Site, SiteResult, stored_fault
from server import HTML, Server

K21 = (r"^/k21-meldungen/(?P<id>[^/]+)/$", r"^/meldung_(?P<id>\d+)")


def revisit(room: Newsroom, site: Site, **options: Any) -> SiteResult:
    room.clock.pass_(days=400)
    return room.crawl(site, **options)


def test_an_article_is_read_and_its_bytes_are_kept(room: Newsroom) -> None:
    room.articles(1)
    room.crawl(room.site(feeds=(room.feed(1),)))
    assert room.ask("SELECT title, site, date FROM articles") == [("Meldung 1 aus dem Rathaus", "test", "2026-11-02")]
    assert room.ask("SELECT url, status, size FROM captures") == [(room.url(1), 200, len(news(1).encode()))]
    assert room.ask("SELECT state, article_id FROM pages WHERE kind = 'article'") == [("done", 1)]


def test_a_due_article_is_asked_for_with_its_validator(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=20)
    result = room.crawl(site)
    (request,) = [one for one in room.server.requests if one.path == "/news/1"]
    assert request.header("if-none-match") == '"1"'
    assert (result.unchanged, result.new, result.changed) == (1, 0, 0)
    assert room.ask("SELECT last_seen > first_seen FROM articles") == [1]


def test_visits_grow_rare_as_a_text_grows_old(room: Newsroom) -> None:
    room.articles(19)  # of the 20th, three days before
    site = room.site(feeds=(room.feed(19),))
    room.crawl(site)
    seen = []
    for hour in range(0, 24 * 60, 12):
        room.clock.pass_(hours=12)
        if room.ask("SELECT due_at FROM pages WHERE kind = 'article'")[0] <= f"{room.clock.moment:%Y-%m-%dT%H:%M:%SZ}":
            room.crawl(site)
            seen.append(hour)
    pauses = [later - earlier for earlier, later in pairwise(seen)]
    assert 2 <= len(pauses) <= 30
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]


def test_a_changed_text_makes_a_version(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.server.page("/news/1", news(1, "Nachtrag: Das Portal wurde wieder geschlossen."), etag='"1b"')
    result = revisit(room, site)
    assert result.changed == 1
    assert room.ask("SELECT changed FROM versions") == ["body"]
    assert room.ask("SELECT count(*) FROM captures") == [2]
    assert "Nachtrag" in room.ask("SELECT body FROM articles")[0]


def test_changed_boilerplate_makes_none(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.server.page("/news/1", news(1, boilerplate="<a href='/heute'>Wetter: 7 Grad</a>"), etag='"1b"')
    result = revisit(room, site)
    assert (result.changed, result.unchanged) == (0, 1)
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_one_article_under_three_addresses_is_one(room: Newsroom) -> None:
    s = room.server
    head = f'<link rel="canonical" href="{s.url("/meldung_18917")}">'
    for path in ("/meldung_18917_Titel+der+Meldung.html", "/meldung_18917", "/meldung_18917?seite=2"):
        s.page(path, news(1, head=head))
    s.page("/druck/18917", news(1, head=head))
    feed = s.page("/feed", rss([s.url("/meldung_18917_Titel+der+Meldung.html"), s.url("/druck/18917")]))
    listed = s.page("/", "<h2><a href='/meldung_18917'>Ein langer Titel der Meldung</a></h2>")
    site = room.site(feeds=(feed,), listings=(listed,), articles=K21)
    result = room.crawl(site)
    assert (result.new, result.failed) == (1, 0)
    assert room.ask("SELECT count(*) FROM articles") == [1]
    assert room.fetch(site, s.url("/meldung_18917?seite=2"))[0].verdict == "unchanged"
    assert room.fetch(site, s.url("/druck/18917"))[0].verdict == "unchanged"
    assert room.ask("SELECT count(*) FROM articles") == [1]


def test_a_redirect_to_a_known_article_is_that_article(room: Newsroom) -> None:
    room.articles(1)
    short = room.server.redirect("/s/1", "/news/1")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    assert room.fetch(site, short)[0].article_id == 1
    assert room.ask("SELECT count(*) FROM articles") == [1]


@pytest.mark.parametrize("wrong", ["/", "/aktuell/", "/news/1"])
def test_a_template_that_calls_every_page_the_same_does_not_merge_them(room: Newsroom, wrong: str) -> None:
    head = f'<link rel="canonical" href="{room.server.url(wrong)}">'
    for number in (1, 2, 3):
        room.server.page(f"/news/{number}", news(number, head=head))
    patterns = ("^/news/",) if wrong == "/aktuell/" else (r"^/news/(?P<id>\d+)$",)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),), articles=patterns))
    assert (result.new, result.changed) == (3, 0)
    assert sorted(room.ask("SELECT url FROM articles")) == [room.url(n) for n in (1, 2, 3)]


def test_a_print_version_without_an_id_is_believed_when_it_names_its_article(room: Newsroom) -> None:
    room.server.page("/news/1", news(1))
    room.server.page("/news/1?druck=1", news(1, head=f'<link rel="canonical" href="{room.url(1)}">'))
    feed = room.server.page("/feed", rss([room.url(1), room.url(1) + "?druck=1"]))
    assert room.crawl(room.site(feeds=(feed,), articles=("^/news/",))).new == 1


# Not an article

LOGIN = (
    "<!DOCTYPE html><html><head><title>Anmelden</title></head><body><h1>Anmelden</h1><p>Bitte melden Sie sich an.</p>"
    "<form><input type=text><input type=password></form></body></html>"
)
ERROR = (
    "<!DOCTYPE html><title>404 - Seite nicht gefunden</title><h1>Seite nicht gefunden</h1><p>Leider gibt es nichts.</p>"
)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (LOGIN, HTML, "login"),
        (ERROR, HTML, "error"),
        ("%PDF-1.7 …", "application/pdf", "PDF"),
        ("{}", "application/json", "JSON"),
        ("", HTML, "without text"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_what_is_no_article_is_a_row_with_a_reason(
    room: Newsroom, body: str, kind: str, words: str, named: bool
) -> None:
    room.server.page("/news/1", body, headers={"Content-Type": kind})
    site = room.site(feeds=(room.feed(1),), articles=("^/news/",) if named else ("^/never/",))
    result = room.crawl(site)
    assert (result.new, result.failed + result.skipped) == (0, 1)
    assert result.failed == named
    assert room.ask("SELECT count(*) FROM articles") == [0]
    ((state, reason, detail),) = room.ask("SELECT state, reason, detail FROM pages WHERE kind = 'article'")
    assert state == ("failed" if named else "skipped")
    assert words in str(stored_fault(reason, detail))


def test_a_wall_does_not_overwrite_an_article(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.server.page("/news/1", LOGIN)
    assert revisit(room, site).failed == 1
    assert room.ask("SELECT title, gone_at FROM articles") == [("Meldung 1 aus dem Rathaus", None)]


def test_a_redirect_to_the_home_page_is_not_archived(room: Newsroom) -> None:
    room.server.page("/", news(99))
    room.server.redirect("/news/1", "/")
    result = room.crawl(room.site(feeds=(room.feed(1),)))
    assert (result.new, result.failed) == (0, 1)
    assert "home page" in not_archived(result)[0]


def test_what_robots_forbids_is_skipped_for_good(room: Newsroom) -> None:
    room.articles(1, 2)
    room.server.robots("User-agent: *\nDisallow: /news/1\n")
    site = room.site(feeds=(room.feed(1, 2),))
    result = room.crawl(site)
    assert (result.new, result.skipped, result.failed) == (1, 1, 0)
    assert "/news/1" not in room.server.paths()


# Trouble of one page, or of another host


def test_a_failed_article_is_tried_again_later_and_then_archived(room: Newsroom) -> None:
    room.server.truncated_gzip("/news/1")
    site = room.site(feeds=(room.feed(1),))
    assert room.crawl(site).failed == 1
    assert room.crawl(site).failed == 0
    room.articles(1)
    room.clock.pass_(hours=2)
    assert room.crawl(site).new == 1


def test_an_article_on_a_dead_host_does_not_stop_those_behind_it(room: Newsroom) -> None:
    room.articles(1)
    with refusing() as base:
        feed = room.server.page("/feed", rss([f"{base}/news/8", f"{base}/news/9", room.url(1)]))
        # What the profile names there makes the other port a part of the site.
        result = room.crawl(room.site(feeds=(feed, f"{base}/feed")))
    assert (result.new, result.failed) == (1, 0)
    assert "connection refused" in said(result)[0]
    assert room.ask("SELECT count(*) FROM pages WHERE state = 'waiting'") == [2]


def test_an_article_that_redirects_to_a_dead_host_fails_alone(room: Newsroom) -> None:
    room.articles(1)
    with refusing() as base:
        room.server.redirect("/news/2", f"{base}/")
        result = room.crawl(room.site(feeds=(room.feed(2, 1),)))
    assert (result.new, result.failed, result.problems) == (1, 1, ())


@pytest.mark.parametrize("way", ["status", "body"])
def test_rules_that_cannot_be_read_now_do_not_skip_an_article_for_good(room: Newsroom, way: str) -> None:
    with Server() as other:
        other.page("/news/5", news(5))
        if way == "status":
            other.robots("", status=500)
        else:
            other.truncated_gzip("/robots.txt")
        feed = room.server.page("/feed", rss([other.url("/news/5")]))
        site = room.site(feeds=(feed, other.page("/feed", rss([]))))
        first = room.crawl(site)
        assert (first.new, first.skipped, first.failed) == (0, 0, 1)
        other.robots("")
        room.clock.pass_(hours=2)
        assert room.crawl(site).new == 1


def test_a_pause_ends_the_turn_and_the_rest_waits(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    room.server.too_many_requests("/news/2", 7200)
    site = room.site(feeds=(room.feed(1, 2, 3),))
    result = room.crawl(site)
    assert result.new == 1
    assert len(result.problems) == 1
    assert "waits for a later run" in said(result)[0]
    assert room.ask("SELECT url FROM pages WHERE state = 'waiting'") == [room.url(3)]
    room.clock.pass_(hours=1)
    assert len(room.crawl(site).problems) == 1
    assert room.server.paths() == []
    room.clock.pass_(hours=1, minutes=1)
    room.articles(2)
    assert room.crawl(site).new >= 1
    room.clock.pass_(hours=2)
    room.crawl(site)
    assert room.ask("SELECT count(*) FROM articles") == [3]


def test_a_page_that_is_always_broken_takes_no_other_with_it(room: Newsroom) -> None:
    room.articles(1, 3)
    room.server.page("/news/2", "kaputt", status=500)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert (result.new, result.failed, result.problems) == (2, 1, ())


# The stop sign


@pytest.mark.parametrize("connections", [1, 3])
def test_the_stop_sign_finishes_the_page_in_flight_and_no_page_is_asked_twice(room: Newsroom, connections: int) -> None:
    room.articles(*range(1, 9))
    site = room.site(feeds=(room.feed(*range(8, 0, -1)),), connections=connections)
    first = room.crawl(site, stop_after=2)
    assert 2 <= first.new <= 2 + connections - 1
    asked = room.numbers()
    assert len(asked) == first.new
    second = room.crawl(site)
    assert second.new == 8 - first.new
    assert room.numbers() == set(range(1, 9)) - asked


def test_fetching_stops_quietly_while_it_waits(room: Newsroom) -> None:
    room.articles(1)
    assert room.fetch(room.site(), room.url(1), stop=True) == []


def test_fetching_stops_quietly_in_the_middle_of_a_pause(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    async def told(self: StopEvent, seconds: float) -> None:
        raise Stopped

    monkeypatch.setattr(StopEvent, "sleep", told)
    room.articles(1, 2)
    outcomes = room.fetch(replace(room.site(), delay=5.0), room.url(1), room.url(2))
    assert len(outcomes) < 2


def with_print_button(room: Newsroom, number: int, target: str) -> str:
    button = f'<a href="{target}">Druckversion</a>'
    return room.server.page(f"/news/{number}", news(number).replace("</article>", f"<p>{button}</p></article>"))


def test_a_print_version_that_its_article_names_is_that_article(room: Newsroom) -> None:
    with_print_button(room, 1, room.server.url("/news/druck-1"))
    room.server.page("/news/druck-1", news(1, "Kürzer."))
    site = room.site(feeds=(room.feed(1),), connections=1)
    room.crawl(site)
    (outcome,) = room.fetch(site, room.server.url("/news/druck-1"))
    assert (outcome.verdict, outcome.article_id) == ("unchanged", 1)
    assert room.ask("SELECT url FROM articles") == [room.url(1)]
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask("SELECT count(*) FROM captures") == [2]


def test_the_end_of_a_print_version_is_not_that_of_its_article(room: Newsroom) -> None:
    with_print_button(room, 1, room.server.url("/news/druck-1"))
    room.server.page("/news/druck-1", news(1, "Kürzer."))
    site = room.site(feeds=(room.feed(1),), connections=1)
    room.crawl(site)
    room.fetch(site, room.server.url("/news/druck-1"))
    room.server.remove("/news/druck-1")
    (outcome,) = room.fetch(site, room.server.url("/news/druck-1"))
    assert outcome.verdict == "unchanged"
    assert room.ask("SELECT gone_at FROM articles") == [None]
    room.server.remove("/news/1")
    room.fetch(site, room.url(1))
    room.clock.pass_(days=1)
    (outcome,) = room.fetch(site, room.url(1))
    assert outcome.verdict == "gone"
    assert room.ask("SELECT gone_at IS NULL FROM articles") == [0]


def test_a_page_that_names_another_canonical_address_than_before_is_followed(room: Newsroom) -> None:
    """Under the address that it was always asked for, its edits are those of the article."""
    first, second = (f'<link rel="canonical" href="{room.url(1)}?stand={name}">' for name in "ab")
    room.server.page("/news/1", news(1, head=first), etag='"1"')
    site = room.site(feeds=(room.feed(1),), articles=(r"^/news/(?P<id>\d+)",))
    room.crawl(site)
    assert room.ask("SELECT url FROM articles") == [f"{room.url(1)}?stand=a"]
    room.server.page("/news/1", news(1, "Geändert.", head=second), etag='"2"')
    room.clock.pass_(days=10)
    assert room.crawl(site).changed == 1
    assert room.ask("SELECT instr(body, 'Geändert.') > 0 FROM articles") == [1]


def test_a_print_button_that_leads_to_another_article_swallows_nothing(room: Newsroom) -> None:
    with_print_button(room, 1, room.url(2))
    room.articles(2)
    result = room.crawl(room.site(feeds=(room.feed(1, 2),), connections=1))
    assert result.new == 2
