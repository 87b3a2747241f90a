"""Hosts whose validators lie: found out by a full request now and then."""

from __future__ import annotations

from crawling import Newsroom, news, not_archived, rss, said

from server import Exchange


def test_a_host_that_says_not_modified_for_ever_is_found_out(room: Newsroom) -> None:
    versions = iter(range(100))

    def answer(exchange: Exchange) -> None:
        if exchange.request.header("if-none-match"):
            exchange.head(304, etag='"ever"')
        else:
            exchange.answer(200, news(1, f"Fassung {next(versions)}."), etag='"ever"')

    room.server.handler("/news/1", answer)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=10)
    assert room.crawl(site).unchanged == 1
    room.clock.pass_(days=30)
    result = room.crawl(site)
    assert result.changed == 1
    assert said(result) == (f"the host says 'not modified' of pages that have changed, as of {room.url(1)}",)
    assert room.ask("SELECT changed FROM versions") == ["body"]


def test_an_honest_host_is_asked_in_full_now_and_then_and_nothing_is_said(room: Newsroom) -> None:
    room.server.page("/news/1", news(1), etag='"1"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=40)
    result = room.crawl(site)
    assert (result.unchanged, result.problems) == (1, ())
    (request,) = [one for one in room.server.requests if one.path == "/news/1"]
    assert request.header("if-none-match") is None
    assert room.ask("SELECT count(*) FROM captures") == [1]


def test_a_new_etag_for_the_same_text_is_no_change(room: Newsroom) -> None:
    tags = iter(range(100))
    room.server.handler("/news/1", lambda exchange: exchange.answer(200, news(1), etag=f'"{next(tags)}"'))
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=10)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT count(*) FROM versions") == [0]


def _growing_feed(room: Newsroom) -> str:
    """A feed with one ETag for ever, and a 304 for whoever knows it."""
    asked = iter(range(2, 100))

    def answer(exchange: Exchange) -> None:
        if exchange.request.header("if-none-match"):
            exchange.head(304, etag='"ever"')
        else:
            body = rss(room.url(number) for number in range(1, next(asked)))
            exchange.answer(200, body, content_type="application/rss+xml", etag='"ever"')

    return room.server.handler("/feed", answer)


def test_a_feed_that_says_not_modified_for_ever_is_found_out_and_not_believed_again(room: Newsroom) -> None:
    room.articles(*range(1, 10))
    site = room.site(feeds=(_growing_feed(room),))
    assert room.crawl(site).new == 1
    room.clock.pass_(days=10)
    assert room.crawl(site).new == 0
    room.clock.pass_(days=30)
    result = room.crawl(site)
    assert result.new == 1
    assert said(result) == (f"the host says 'not modified' of pages that have changed, as of {site.feeds[0]}",)
    # From now on it is asked in full, and nobody is told again.
    room.clock.pass_(days=1)
    result = room.crawl(site)
    assert (result.new, result.problems) == (1, ())
    assert room.ask("SELECT reason FROM pages WHERE kind = 'feed'") == ["stale_validator"]


def test_a_source_is_asked_in_full_once_in_a_while_only(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    conditional = []
    for _ in range(8):
        room.clock.pass_(days=10)
        room.crawl(site)
        (request,) = [one for one in room.server.requests if one.path == "/feed"]
        conditional.append(request.header("if-none-match") is not None)
    assert conditional == [True, True, False, True, True, False, True, True]


def test_small_anomalies_are_noted_and_cost_nobody_s_time(room: Newsroom) -> None:
    tags = iter(range(100))
    room.server.handler("/news/1", lambda exchange: exchange.answer(200, news(1), etag=f'"{next(tags)}"'))
    room.server.page("/news/2", news(2), last_modified="Fri, 01 Jan 2199 00:00:00 GMT")
    site = room.site(feeds=(room.feed(1, 2),))
    room.crawl(site)
    room.clock.pass_(days=10)
    assert room.crawl(site).problems == ()
    assert room.ask("SELECT reason FROM pages WHERE kind = 'article' ORDER BY id") == [
        "new_etag",
        "future_last_modified",
    ]


def test_dates_in_the_future_put_nothing_before_what_is_new(room: Newsroom) -> None:
    room.articles(1, 2)
    future = room.sitemap("/map", [room.url(n) for n in range(3, 30)], lastmod="2199-01-01")
    site = room.site(feeds=(room.feed(1, 2),), sitemaps=(future,))
    assert room.crawl(site, limit=2).new == 2
    assert room.ask("SELECT reason FROM pages WHERE kind = 'sitemap'") == ["future_dates"]
    assert room.ask("SELECT count(*) FROM pages WHERE lastmod IS NOT NULL") == [0]


def test_indexes_within_indexes_have_an_end(room: Newsroom) -> None:
    room.articles(1)
    for number in range(20):
        room.sitemap(f"/map/{number}", [room.server.url(f"/map/{number + 1}")], index=True)
    site = room.site(feeds=(room.feed(1),), sitemaps=(room.server.url("/map/0"),))
    (problem,) = said(room.crawl(site))
    assert problem.endswith("/map/2: indexes within indexes within indexes are not followed")
    assert [path for path in room.paths() if path.startswith("/map")] == ["/map/0", "/map/1", "/map/2"]


def test_a_profile_that_reads_more_from_the_same_bytes_makes_no_edit_and_no_anomaly(room: Newsroom) -> None:
    room.server.page("/news/1", news(1, "Der Schluss."), etag='"1"')
    room.sitemap("/map", [room.url(1), room.server.url("/presse/2")])
    room.server.page("/presse/2", news(2), etag='"2"')
    maps = (room.server.url("/map"),)
    assert room.crawl(room.site(sitemaps=maps)).new == 1
    room.clock.pass_(days=40)
    wider = room.site(sitemaps=maps, articles=("^/news/", "^/presse/"), select=(("body", "article p:last-of-type"),))
    result = room.crawl(wider)
    assert (result.new, result.changed, result.problems) == (1, 0, ())
    assert room.ask("SELECT changed_at = first_seen FROM articles WHERE id = 1") == [1]
    assert room.ask("SELECT body LIKE 'Der Landkreis%' FROM articles WHERE id = 1") == [1]


def test_old_addresses_that_lead_to_the_front_page_and_on_from_there_change_nothing(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    site = room.site(feeds=(room.feed(1, 2, 3),))
    room.crawl(site)
    for number in (1, 2, 3):
        room.server.redirect(f"/news/{number}", "/")
    room.server.redirect("/", "/start/")
    room.server.page("/start/", news(99))
    room.clock.pass_(days=40)
    result = room.crawl(site)
    assert (result.changed, result.unchanged, result.failed) == (0, 3, 0)
    assert room.ask("SELECT DISTINCT reason, detail ->> 'code' FROM pages WHERE kind = 'article'") == [
        ("missing", "redirects_home")
    ]


def test_session_ids_that_are_new_in_each_run_are_noticed(room: Newsroom) -> None:
    failed = []
    for run in range(8):
        url = room.server.page(f"/news/1?sitzung={run}", news(1))
        room.server.page("/feed", rss([url]), headers={"Content-Type": "application/rss+xml"})
        result = room.crawl(room.site(feeds=(room.server.url("/feed"),), articles=(r"^/news/",)))
        failed.append(result.failed)
    assert room.ask("SELECT count(*) FROM articles") == [5]
    assert failed[-1] == 1
    assert "the same text as 5 other addresses" in not_archived(result)[0]
