"""References of archived articles: there, moved, changed, missing, gone, or not to be known; by set clocks."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pytest
from checking import Checking, checking
from crawl_process import START, environment, until
from crawling import Newsroom, news

from ports import refusing
from scraper.crawl import linkcheck
from scraper.model import LinkCheck
from server import Exchange, Server

LOGIN = "<title>Anmeldung</title><h1>Bitte melden Sie sich an</h1><form><input type=password></form>"
NOT_FOUND = "<title>Seite nicht gefunden</title><h1>Fehler 404</h1><p>Die Seite wurde nicht gefunden.</p>"
DAY_0, DAY_1, DAY_2 = (f"2026-11-{day}T12:00:00Z" for day in (23, 24, 25))


@pytest.fixture
def desk(room: Newsroom) -> Iterator[Checking]:
    with checking(room) as one:
        yield one


@pytest.fixture
def third() -> Iterator[Server]:
    with Server() as running:
        yield running


def found(before: LinkCheck | None) -> str | None:
    return None if before is None else before.state


def said(report: Any) -> list[tuple[str, str | None, str]]:
    """Return the news of a run: path, state before, state now."""
    return sorted(("/" + news.after.url.split("/", 3)[3], found(news.before), news.after.state) for news in report.news)


def test_a_page_that_answers_is_there(desk: Checking) -> None:
    url = desk.other.page("/quelle", news(7), etag='"7"')
    desk.article(1, url)
    report = desk.check()
    assert (report.due, report.asked, report.left, report.news) == (1, 1, 0, [])
    assert desk.row(url, "state, since, checked_at, status, moved_to, reason, etag") == (
        "there", DAY_0, DAY_0, 200, None, None, '"7"',
    )  # fmt: skip


def test_nothing_of_the_page_is_archived_but_a_digest(desk: Checking) -> None:
    desk.article(1, desk.other.page("/quelle", news(7, "Zebrastreifen")))
    before = desk.room.ask("SELECT count(*) FROM captures UNION ALL SELECT count(*) FROM payloads")
    desk.check()
    assert desk.room.ask("SELECT count(*) FROM captures UNION ALL SELECT count(*) FROM payloads") == before
    assert b"Zebrastreifen" not in desk.room.db.read_bytes()
    assert desk.room.ask("SELECT length(digest) FROM link_checks") == [32]


def test_what_answers_404_is_missing_and_after_a_day_gone(desk: Checking) -> None:
    url = desk.other.url("/weg")
    desk.article(1, url)
    assert said(desk.check()) == [("/weg", None, "missing")]
    assert desk.row(url) == ("missing", DAY_0, 404, "gone")
    desk.room.clock.pass_(hours=19)
    assert (desk.check().due, desk.paths()) == (0, [])
    desk.room.clock.pass_(hours=5)
    assert said(desk.check()) == [("/weg", "missing", "gone")]
    assert desk.row(url, "state, since, checked_at") == ("gone", DAY_0, DAY_1)
    desk.room.clock.pass_(days=90)
    assert desk.check().due == 0
    desk.room.clock.pass_(days=1)
    assert (desk.check().news, desk.row(url)[:2]) == ([], ("gone", DAY_0))


def test_an_answer_that_lies_ahead_was_noted_by_a_wrong_clock(desk: Checking) -> None:
    url = desk.other.url("/weg")
    desk.article(1, url)
    desk.room.clock.pass_(days=700)
    desk.check()
    desk.room.clock.pass_(days=-700)
    assert said(desk.check()) == []
    assert desk.row(url, "state, since, checked_at") == ("missing", DAY_0, DAY_0)
    desk.room.clock.pass_(days=1)
    assert said(desk.check()) == [("/weg", "missing", "gone")]


@pytest.mark.parametrize("status", [404, 410])
def test_both_statuses_say_it(desk: Checking, status: int) -> None:
    url = desk.other.page("/weg", "weg", status=status)
    desk.article(1, url)
    desk.check()
    assert desk.row(url) == ("missing", DAY_0, status, "gone")
    assert desk.row(url, "detail") == f'{{"status": {status}}}'


def test_a_redirect_to_the_front_page_is_missing(desk: Checking) -> None:
    desk.other.page("/", "<title>Start</title><h1>Willkommen</h1>")
    url = desk.other.redirect("/alt", "/", status=301)
    desk.article(1, url)
    desk.check()
    assert desk.row(url) == ("missing", DAY_0, 200, "redirects_home")
    desk.room.clock.pass_(days=1)
    assert said(desk.check()) == [("/alt", "missing", "gone")]


def test_a_soft_404_is_missing(desk: Checking) -> None:
    url = desk.other.page("/weich", NOT_FOUND)
    desk.article(1, url)
    desk.check()
    assert desk.row(url) == ("missing", DAY_0, 200, "error_page")


def test_an_error_page_of_a_server_in_trouble_says_nothing(desk: Checking) -> None:
    trouble = "<title>Wartung</title><h1>Fehler</h1><p>Wegen Wartungsarbeiten derzeit nicht verfügbar.</p>"
    url = desk.other.page("/wartung", trouble)
    desk.article(1, url)
    for _ in range(2):
        assert said(desk.check()) == []
        assert desk.row(url)[0] == "unknown"
        desk.room.clock.pass_(days=8)


def test_what_comes_back_is_news(desk: Checking) -> None:
    url = desk.other.url("/pause")
    desk.article(1, url)
    desk.check()
    desk.room.clock.pass_(days=1)
    desk.check()
    desk.other.page("/pause", news(7))
    desk.room.clock.pass_(days=91)
    assert said(desk.check()) == [("/pause", "gone", "there")]
    assert desk.row(url) == ("there", "2027-02-23T12:00:00Z", 200, None)


def test_a_failure_does_not_take_back_that_a_page_is_missing(desk: Checking) -> None:
    """404 on Monday, 503 on Tuesday, 404 on Wednesday: two answers say that the page is not there."""
    url = desk.other.url("/weg")
    desk.article(1, url)
    desk.check()
    desk.other.page("/weg", "Wartung", status=503)
    desk.room.clock.pass_(days=1)
    assert said(desk.check()) == []
    assert desk.row(url) == ("missing", DAY_0, 503, "http_status")
    desk.other.remove("/weg")
    desk.room.clock.pass_(days=1)
    assert said(desk.check()) == [("/weg", "missing", "gone")]
    assert desk.row(url) == ("gone", DAY_0, 404, "gone")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_page_has_moved(desk: Checking, third: Server, status: int) -> None:
    target = third.page("/neu/seite", news(7), etag='"neu"')
    url = desk.other.redirect("/alt", target, status=status)
    desk.article(1, url)
    assert said(desk.check()) == [("/alt", None, "moved")]
    columns = "state, since, status, moved_to, etag"
    assert desk.row(url, columns) == ("moved", DAY_0, 200, target, None)
    desk.room.clock.pass_(days=30)
    assert (said(desk.check()), desk.row(url, columns)) == ([], ("moved", DAY_0, 200, target, None))
    further = desk.other.page("/noch/weiter", news(7))
    desk.other.redirect("/alt", further, status=status)
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == [("/alt", "moved", "moved")]
    assert desk.row(url, "state, since, moved_to") == ("moved", "2027-01-22T12:00:00Z", further)


def test_a_redirect_to_the_same_page_has_not_moved(desk: Checking) -> None:
    desk.other.page("/seite/", news(7), etag='"7"')
    url = desk.other.redirect("/seite", "/seite/?utm_source=x", status=301)
    desk.article(1, url)
    assert said(desk.check()) == []
    # The validator is that of another address.
    assert desk.row(url, "state, moved_to, etag") == ("there", None, None)


def test_another_session_is_no_other_target(desk: Checking) -> None:
    desk.other.page("/neu", news(7))
    url = desk.other.redirect("/alt", "/neu?PHPSESSID=0123456789abcdef0123456789abcdef")
    desk.article(1, url)
    desk.check()
    before = desk.row(url, "state, since, moved_to")
    desk.other.redirect("/alt", "/neu?PHPSESSID=fedcba9876543210fedcba9876543210")
    desk.room.clock.pass_(days=30)
    assert (said(desk.check()), desk.row(url, "state, since, moved_to")) == ([], before)


def test_a_front_page_that_sends_its_reader_on_has_not_moved(desk: Checking, third: Server) -> None:
    url = desk.other.redirect("/", "/de/start")
    desk.other.page("/de/start", news(7))
    desk.article(1, url)
    desk.check()
    assert desk.row(url, "state, moved_to") == ("there", None)
    desk.other.redirect("/", third.page("/de/start", news(7)))
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == [("/", "there", "moved")]


def test_a_redirect_to_what_is_not_there_is_missing(desk: Checking) -> None:
    url = desk.other.redirect("/alt", "/neu", status=301)
    desk.article(1, url)
    desk.check()
    assert desk.row(url) == ("missing", DAY_0, 404, "gone")


def test_one_word_of_a_german_page_has_changed(desk: Checking) -> None:
    url = desk.other.page("/quelle", news(7, "Der Antrag auf Übergangsgeld kostet fünf Euro."))
    desk.article(1, url)
    desk.check()
    desk.other.page("/quelle", news(7, "Der Antrag auf Übergangsgeld kostet zwölf Euro."))
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == [("/quelle", "there", "changed")]
    assert desk.row(url) == ("changed", "2026-12-23T12:00:00Z", 200, None)
    # The text is compared with the first one, so that it stays changed, and ceases to be so when that comes back.
    desk.room.clock.pass_(days=30)
    assert (said(desk.check()), desk.row(url)[:2]) == ([], ("changed", "2026-12-23T12:00:00Z"))
    desk.other.page("/quelle", news(7, "Der Antrag auf Übergangsgeld kostet fünf Euro."))
    desk.room.clock.pass_(days=30)
    desk.check()
    assert desk.row(url)[0] == "there"


def test_other_surroundings_are_no_change(desk: Checking) -> None:
    url = desk.other.page("/quelle", news(7, boilerplate="Heute ist Montag, 12 Besucher"))
    desk.article(1, url)
    desk.check()
    desk.other.page("/quelle", news(7, boilerplate="Heute ist Dienstag, 4711 Besucher"))
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == []
    assert desk.row(url) == ("there", DAY_0, 200, None)


def test_a_list_is_there_whatever_it_lists(desk: Checking) -> None:
    entries = '<h2><a href="/x{0}">Eine lange Überschrift mit der Nummer {0}</a></h2><a href="/x{0}">mehr...</a>'
    url = desk.other.page("/liste", "<title>Liste</title>" + "".join(entries.format(n) for n in range(8)))
    desk.article(1, url)
    desk.check()
    desk.other.page("/liste", "<title>Liste</title>" + "".join(entries.format(n) for n in range(20, 28)))
    desk.room.clock.pass_(days=30)
    assert (said(desk.check()), desk.row(url, "state, digest")) == ([], ("there", None))


def test_a_document_is_compared_by_its_bytes(desk: Checking) -> None:
    pdf = {"Content-Type": "application/pdf"}
    url = desk.other.page("/plan.pdf", b"%PDF-1.7 eins", headers=pdf)
    desk.article(1, url)
    desk.check()
    assert desk.row(url, "state, reader") == ("there", None)
    desk.other.page("/plan.pdf", b"%PDF-1.7 zwei", headers=pdf)
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == [("/plan.pdf", "there", "changed")]


def test_a_page_that_becomes_a_document_has_changed(desk: Checking) -> None:
    desk.article(1, desk.other.page("/plan", news(7)))
    desk.check()
    desk.other.page("/plan", b"%PDF-1.7 eins", headers={"Content-Type": "application/pdf"})
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == [("/plan", "there", "changed")]


def test_another_reader_makes_no_change(desk: Checking, monkeypatch: pytest.MonkeyPatch) -> None:
    """A better parser finds another text in the same page; what it finds is what later answers are compared with."""
    url = desk.other.page("/quelle", news(7))
    desk.article(1, url)
    desk.check()
    monkeypatch.setattr("scraper.parser.PARSER_VERSION", "99")
    desk.other.page("/quelle", news(7, "Ein Satz mehr."))
    desk.room.clock.pass_(days=30)
    assert (said(desk.check()), desk.row(url)[:2]) == ([], ("there", DAY_0))
    desk.other.page("/quelle", news(7, "Zwei Sätze mehr."))
    desk.room.clock.pass_(days=30)
    assert said(desk.check()) == [("/quelle", "there", "changed")]
    monkeypatch.setattr("scraper.parser.PARSER_VERSION", "100")
    desk.room.clock.pass_(days=30)
    assert (said(desk.check()), desk.row(url)[:2]) == ([], ("changed", "2027-01-22T12:00:00Z"))


def test_later_requests_are_conditional_but_for_one_in_half_a_year(desk: Checking) -> None:
    url = desk.other.page("/quelle", news(7), etag='"7"')
    desk.article(1, url)
    desk.check()
    tags = []
    for _ in range(7):
        desk.room.clock.pass_(days=30)
        desk.check()
        tags.append((desk.other.requests[-1].header("if-none-match"), desk.row(url, "state, status")))
    assert tags == [*[('"7"', ("there", 304))] * 6, (None, ("there", 200))]
    assert desk.row(url, "since") == DAY_0


def test_a_304_that_nobody_asked_for_says_nothing(desk: Checking) -> None:
    url = desk.other.page("/quelle", status=304)
    desk.article(1, url)
    desk.check()
    assert desk.row(url) == ("unknown", DAY_0, 304, "unasked_304")


@pytest.mark.parametrize("status", [401, 403, 429, 451, 500, 503, 204])
def test_other_statuses_say_nothing(desk: Checking, status: int) -> None:
    url = desk.other.page("/quelle", "nein", status=status)
    desk.article(1, url)
    assert said(desk.check()) == []
    assert desk.row(url) == ("unknown", DAY_0, status, "http_status")
    desk.room.clock.pass_(days=7)
    desk.check()
    desk.room.clock.pass_(days=7)
    desk.check()
    assert desk.row(url)[:2] == ("unknown", DAY_0)


def test_a_wall_says_nothing(desk: Checking) -> None:
    url = desk.other.page("/quelle", LOGIN)
    desk.article(1, url)
    desk.check()
    assert desk.row(url) == ("unknown", DAY_0, 200, "login_wall")


def test_what_robots_txt_forbids_is_not_asked_for(desk: Checking) -> None:
    desk.other.robots("User-agent: *\nDisallow: /geheim\n")
    url = desk.other.page("/geheim", news(7))
    desk.article(1, url, desk.other.page("/offen", news(8)))
    report = desk.check(budget=1)
    assert (report.asked, desk.paths()) == (2, ["/offen"])
    assert desk.row(url) == ("unknown", DAY_0, None, "robots_forbidden")


def test_a_redirect_to_what_robots_txt_forbids_names_the_address(desk: Checking, third: Server) -> None:
    third.robots("User-agent: *\nDisallow: /\n")
    url = desk.other.redirect("/alt", third.url("/neu"))
    desk.article(1, url)
    desk.check()
    assert desk.row(url)[0] == "unknown"
    assert third.url("/neu") in desk.row(url, "detail")


def test_hostile_answers_say_nothing_and_end(desk: Checking) -> None:
    desk.room.bounds |= {"max_wire_bytes": 200_000, "max_body_bytes": 400_000, "attempts": 1, "read_seconds": 0.3}
    urls = {
        "endless": (desk.other.endless_body("/endless"), "too_large"),
        "bomb": (desk.other.gzip_bomb("/bomb", 50_000_000), "too_large"),
        "loop": (desk.other.redirect_loop("/loop"), "too_many_redirects"),
        "chain": (desk.other.redirect_chain("/chain"), "too_many_redirects"),
        "file": (desk.other.redirect_to_file("/file"), "bad_redirect"),
        "slow": (desk.other.never_answers("/slow"), "timeout"),
        "half": (desk.other.truncated_gzip("/half"), "broken_body"),
    }
    for number, (url, _) in enumerate(urls.values()):
        desk.article(number, url)
    # Of a host that fails in a row the rest waits for a later run.
    for _ in range(4):
        desk.check()
        desk.room.clock.pass_(hours=1)
    assert {name: desk.row(url)[0::3] for name, (url, _) in urls.items()} == {
        name: ("unknown", reason) for name, (_, reason) in urls.items()
    }


def test_a_private_host_is_refused_and_not_asked(desk: Checking) -> None:
    desk.article(1, url := desk.other.page("/intern", news(7)))
    desk.room.bounds["allow_private"] = False
    desk.check()
    assert (desk.row(url), desk.other.paths()) == (("unknown", DAY_0, None, "private_address"), [])


def test_retry_after_is_kept_and_costs_only_its_host(desk: Checking, third: Server) -> None:
    desk.room.bounds["attempts"] = 1
    first, second = (desk.other.too_many_requests(path, 7200) for path in ("/eins", "/zwei"))
    desk.article(1, first, second, third.page("/drei", news(7)))
    desk.check()
    asked = len(desk.paths())
    assert (asked, third.paths(robots=False)) == (1, ["/drei"])
    assert sorted(desk.room.ask("SELECT state FROM link_checks")) == ["there", "unknown"]
    desk.room.clock.pass_(hours=1)
    assert (desk.check().asked, desk.other.paths()) == (0, [])
    desk.room.clock.pass_(hours=2)
    assert (desk.check().asked, len(desk.paths())) == (1, 1)


def test_a_host_that_is_down_is_asked_once_a_run(desk: Checking, third: Server) -> None:
    with refusing() as dead:
        desk.article(1, f"{dead}/eins", f"{dead}/zwei", third.page("/drei", news(7)))
        report = desk.check()
    assert (report.asked, report.left) == (2, 1)
    assert desk.room.ask("SELECT state, reason FROM link_checks ORDER BY state") == [
        ("there", None), ("unknown", "connection_refused")
    ]  # fmt: skip


def test_each_address_is_asked_for_once_whatever_its_fragment(desk: Checking) -> None:
    url = desk.other.page("/gesetz", news(7))
    desk.article(1, f"{url}#p1", f"{url}#p2", "mailto:amt@amt.example")
    desk.article(2, url, "javascript:void(0)")
    report = desk.check()
    assert (report.due, desk.paths()) == (1, ["/gesetz"])
    assert desk.room.ask("SELECT url, state FROM checked_links ORDER BY url") == [
        (url, "there"), (f"{url}#p1", "there"), (f"{url}#p2", "there")
    ]  # fmt: skip


def test_news_counts_the_articles_that_refer_to_it(desk: Checking) -> None:
    url = desk.other.url("/weg")
    desk.article(1, f"{url}#a", f"{url}#b")
    desk.article(2, url)
    desk.article(3, f"{url}-anders")
    assert {one.after.url: one.articles for one in desk.check().news} == {url: 2, f"{url}-anders": 1}


def test_the_budget_is_spread_over_hosts_and_the_next_run_goes_on(desk: Checking, third: Server) -> None:
    many = [desk.other.page(f"/{n}", news(n)) for n in range(5)]
    few = [third.page(f"/{n}", news(n)) for n in range(2)]
    desk.article(1, *many, *few)
    reports, asked = [], []
    for _ in range(3):
        third.clear()
        reports.append(desk.check(budget=4))
        asked.append((len(desk.paths()), len(third.paths(robots=False))))
    # Where the one host answers sooner than the other, it may get the last turn before that one is free.
    assert asked in ([(2, 2), (3, 0), (0, 0)], [(3, 1), (2, 1), (0, 0)])
    assert [(one.due, one.asked, one.left) for one in reports] == [(7, 4, 3), (3, 3, 0), (0, 0, 0)]


def test_never_asked_comes_first_then_the_longest_ago(desk: Checking) -> None:
    old = [desk.other.page(f"/alt{n}", news(n)) for n in range(2)]
    desk.article(1, old[0])
    desk.check()
    desk.room.clock.pass_(days=1)
    desk.article(2, old[1])
    desk.check()
    desk.room.clock.pass_(days=40)
    desk.article(3, desk.other.page("/neu", news(9)))
    desk.check()
    assert desk.paths() == ["/neu", "/alt0", "/alt1"]


def test_only_the_references_of_the_sites_that_are_named(desk: Checking) -> None:
    desk.article(1, desk.other.page("/eins", news(1)))
    desk.article(2, desk.other.page("/zwei", news(2)), site=replace(desk.room.site(), id="zweites"))
    desk.check("zweites")
    assert desk.states() == {"/zwei": "there"}
    desk.check()
    assert desk.states() == {"/eins": "there", "/zwei": "there"}


def test_an_archived_article_is_not_asked_for(desk: Checking) -> None:
    # When the articles came no profile said that the number alone names one; who checks the links has one that does.
    site = desk.room.site(articles=(r"^/news/(?P<id>.+)$",))
    desk.profiles = [desk.room.site(articles=(r"^/news/(?P<id>\d+)",))]
    desk.room.articles(2)
    desk.room.fetch(site, desk.room.url(2))
    desk.article(1, f"{desk.room.url(2)}_Ein+Titel.html?utm_source=x#absatz", site=site)
    assert desk.room.ask("SELECT target_id FROM links WHERE relation = 'reference'") == [None]
    report = desk.check()
    assert (report.archived, report.asked, report.left, desk.room.paths()) == (1, 0, 0, [])
    view = "SELECT target_id, state, since, checked_at, moved_to FROM checked_links"
    assert desk.room.ask(view) == [(1, "there", DAY_0, DAY_0, None)]
    assert desk.check().due == 0
    desk.room.clock.pass_(days=1)
    desk.room.server.page("/news/2", news(2, "Ein Nachtrag."))
    desk.room.fetch(desk.room.site(), desk.room.url(2))
    assert desk.room.ask(view) == [(1, "changed", DAY_1, DAY_1, None)]


def test_an_archived_article_is_gone_when_the_crawl_says_so(desk: Checking) -> None:
    desk.article(2)
    desk.article(1, desk.room.url(2))
    for column, state in (("missing_since", "missing"), ("gone_at", "gone")):
        with closing(sqlite3.connect(desk.room.db)) as db, db:
            db.execute(f"UPDATE articles SET {column} = ? WHERE id = 1", [DAY_1])
        assert desk.room.ask("SELECT state, since, checked_at FROM checked_links") == [(state, DAY_1, DAY_1)]


@pytest.mark.parametrize("added", ["", "#absatz", "?utm_source=x", "/?utm_source=x#absatz"])
def test_an_archived_article_that_moved(desk: Checking, added: str) -> None:
    desk.article(2)
    desk.article(1, desk.room.url(2) + added)
    desk.room.clock.pass_(days=1)
    new = desk.room.server.page("/neu/2", news(2, "Mehr dazu: .", boilerplate="Neu!"))
    desk.room.server.redirect("/news/2", new, status=301)
    desk.room.fetch(desk.room.site(articles=()), desk.room.url(2))
    assert desk.room.ask("SELECT state, since, checked_at, status, moved_to FROM checked_links") == [
        ("moved", DAY_1, DAY_1, 200, new)
    ]


def test_an_address_that_the_profile_ignores_is_not_asked_for(desk: Checking) -> None:
    ignoring = replace(desk.room.site(ignore=()), id="dort", home=desk.other.url("/"))
    desk.profiles = [replace(ignoring, ignore=(re.compile("^/termine/"),))]
    desk.article(1, desk.other.page("/termine/1", news(7)))
    assert (desk.check().asked, desk.other.paths()) == (0, [])


def test_hosts_that_a_crawl_asks_are_left_alone_while_one_runs(desk: Checking, third: Server) -> None:
    desk.profiles = [replace(desk.room.site(), id="dort", home=desk.other.url("/"))]
    desk.article(1, desk.other.page("/quelle", news(7)), third.page("/quelle", news(8)))
    assert (desk.check(is_crawled=lambda: True).left, desk.other.paths()) == (1, [])
    assert third.paths(robots=False) == ["/quelle"]
    assert (desk.check().left, desk.paths()) == (0, ["/quelle"])


def test_without_a_network_nothing_is_written(desk: Checking) -> None:
    # The pauses between further tries move the clock of the loop on for the other hosts, too, whose connections would
    # seem to take too long where the machine is busy.
    desk.room.bounds |= {"connect_seconds": 10_000.0, "total_seconds": 100_000.0}
    with ExitStack() as stack:
        dead = [stack.enter_context(refusing()) for _ in range(3)]
        desk.article(2)
        desk.article(1, *(f"{base}/seite" for base in dead), f"{desk.room.url(2)}#x")
        before = desk.room.ask("SELECT count(*), count(target_id) FROM links")
        report = desk.check()
    assert str(report.no_network) == (
        "no network: none of 3 hosts could be reached (connection refused); nothing was changed"
    )
    assert desk.room.ask("SELECT * FROM link_checks") == []
    assert desk.room.ask("SELECT count(*), count(target_id) FROM links") == before


def test_without_a_network_not_every_host_is_tried(desk: Checking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkcheck, "_HOSTS_AT_ONCE", 1)
    monkeypatch.setattr(linkcheck, "_HOSTS_TRIED", 2)
    with ExitStack() as stack:
        desk.article(1, *(f"{stack.enter_context(refusing())}/seite" for _ in range(4)))
        report = desk.check()
    assert (report.asked, report.left) == (2, 2)
    assert "none of 2 hosts" in str(report.no_network)


def test_an_end_that_was_asked_for_keeps_what_was_found(desk: Checking) -> None:
    desk.article(1, desk.other.page("/quelle", news(7)))
    report = desk.check(stop=True)
    assert (report.asked, report.left, desk.other.paths()) == (0, 1, [])


def test_a_forgotten_reference_leaves_no_row(desk: Checking) -> None:
    """The article goes while its reference is being asked for: its address must not stay behind."""
    url = desk.other.url("/quelle")
    desk.article(1, url)

    def forget(exchange: Exchange) -> None:
        with closing(sqlite3.connect(desk.room.db, timeout=10)) as db, db:
            db.execute("DELETE FROM links")
        exchange.answer(200, news(7))

    desk.other.handler("/quelle", forget)
    assert desk.check().asked == 1
    assert desk.room.ask("SELECT * FROM link_checks") == []


def test_a_kill_costs_no_more_than_what_is_in_flight(desk: Checking) -> None:
    pages = [desk.other.page(f"/{n}", news(n)) for n in range(3)]
    desk.article(1, *pages, desk.other.never_answers("/haengt"))
    line = [*START, "--db", str(desk.room.db), "linkcheck", "--allow-private"]
    with subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        until(lambda: "/haengt" in desk.other.paths())
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert desk.room.ask("SELECT count(*) FROM link_checks WHERE state = 'there'") == [3]
    assert desk.room.ask("PRAGMA integrity_check") == ["ok"]
    desk.other.page("/haengt", news(9))
    desk.other.clear()
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr, desk.paths()) == (0, "", "", ["/haengt"])
