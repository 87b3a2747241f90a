"""What was given up on is asked for again, now and then: sites mend themselves, and rules change."""

from __future__ import annotations

from crawling import Newsroom, news, not_archived, said


def test_a_page_that_was_no_article_is_looked_at_again_after_a_quarter(room: Newsroom) -> None:
    room.server.page("/news/1", "%PDF-1.7", headers={"Content-Type": "application/pdf"})
    site = room.site(feeds=(room.feed(1),), articles=())
    assert room.crawl(site).skipped == 1
    room.articles(1)
    room.clock.pass_(days=30)
    assert room.crawl(site).new == 0
    assert room.numbers() == set()
    room.clock.pass_(days=70)
    assert room.crawl(site).new == 1


def test_what_robots_forbade_is_thought_of_again_without_a_request(room: Newsroom) -> None:
    room.articles(1)
    room.server.robots("User-agent: *\nDisallow: /news/\n")
    site = room.site(feeds=(room.feed(1),))
    assert room.crawl(site).skipped == 1
    room.clock.pass_(days=8)
    assert room.crawl(site).skipped == 1
    assert room.numbers() == set()
    room.server.robots("User-agent: *\nDisallow:\n")
    room.clock.pass_(days=8)
    assert room.crawl(site).new == 1


def test_an_article_that_is_announced_before_it_is_there_is_had_the_next_day(room: Newsroom) -> None:
    site = room.site(feeds=(room.feed(1),))
    assert room.crawl(site).failed == 1
    room.articles(1)
    room.clock.pass_(days=1, hours=1)
    assert room.crawl(site).new == 1


def test_a_dead_address_is_reported_once_and_asked_for_seldom(room: Newsroom) -> None:
    site = room.site(feeds=(room.feed(1),))
    assert room.crawl(site).failed == 1
    room.clock.pass_(days=2)
    assert room.crawl(site).failed == 0
    assert room.numbers() == {1}
    room.clock.pass_(days=30)
    room.crawl(site)
    assert room.numbers() == set()


def test_a_page_that_failed_to_its_last_retry_is_had_when_it_works_again(room: Newsroom) -> None:
    room.server.page("/news/1", "<h1>403</h1>", status=403)
    site = room.site(feeds=(room.feed(1),))
    for _ in range(6):
        assert room.crawl(site).failed == 1
        room.clock.pass_(days=8)
    assert room.crawl(site).failed == 0
    room.articles(1)
    room.clock.pass_(days=92)
    assert room.crawl(site).new == 1


def test_a_wall_on_a_site_without_patterns_is_a_failure_and_not_the_end_of_the_article(room: Newsroom) -> None:
    room.server.page("/news/1", "<title>Just a moment...</title><p>Checking your browser</p>")
    site = room.site(feeds=(room.feed(1),), articles=())
    result = room.crawl(site)
    assert (result.failed, result.skipped) == (1, 0)
    room.articles(1)
    room.clock.pass_(hours=2)
    assert room.crawl(site).new == 1


def test_one_text_under_many_addresses_is_kept_a_few_times_and_said(room: Newsroom) -> None:
    for number in range(1, 40):
        room.server.page(f"/news/{number}", news(0))
    result = room.crawl(room.site(feeds=(room.feed(*range(1, 40)),)))
    assert result.new == 5
    assert not_archived(result)[0] == (
        f"{room.url(6)}: the same text as 5 other addresses of this site, such as {room.url(1)}"
    )
    (problem,) = said(result)
    assert problem.startswith("25 articles in a row could not be had, the last one: ")
    assert problem.endswith("; 9 more wait for a later run")
    assert len(room.numbers()) == 30


def test_dead_addresses_end_no_turn(room: Newsroom) -> None:
    room.articles(50)
    result = room.crawl(room.site(feeds=(room.feed(*range(1, 51)),)))
    assert (result.new, result.failed, result.problems) == (1, 49, ())


def test_a_path_that_repeats_itself_is_never_asked_for(room: Newsroom) -> None:
    room.articles(1)
    trap = room.server.page("/news/a/b/a/b/a/b/", news(2))
    site = room.site(feeds=(room.server.page("/feed", _feed(room.url(1), trap)),), articles=("^/news/",))
    result = room.crawl(site)
    assert (result.new, result.skipped) == (1, 1)
    assert room.ask("SELECT reason FROM pages WHERE state = 'skipped'") == ["path_repeats"]


def test_a_listing_that_asks_not_to_be_followed_is_not(room: Newsroom) -> None:
    room.articles(1)
    page = f'<meta name="robots" content="nofollow"><h2><a href="{room.url(1)}">Eine Meldung aus dem Rathaus</a></h2>'
    listing = room.server.page("/liste", page)
    result = room.crawl(room.site(listings=(listing,)))
    assert said(result) == (
        f"listing {listing}: its links are not followed, as it asks (nofollow in meta robots);"
        " a feed or a sitemap does as well",
        "no article was ever found here",
    )
    assert room.numbers() == set()


def test_a_feed_that_leads_to_other_hosts_only_is_said(room: Newsroom) -> None:
    feed = room.server.page("/feed", _feed("http://andere.example/1", "http://andere.example/2"))
    assert said(room.crawl(room.site(feeds=(feed,)))) == (
        f"feed {feed}: all 2 of its links lead to other hosts (andere.example), which are not this site's",
        "no article was ever found here",
    )


def _feed(*urls: str) -> str:
    items = "".join(f"<item><title>Meldung</title><link>{url}</link></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def test_none_on_a_listing_is_obeyed_as_nofollow(room: Newsroom) -> None:
    page = f'<meta name="robots" content="none"><h2><a href="{room.url(1)}">Eine Meldung aus dem Rathaus</a></h2>'
    listing = room.server.page("/liste", page)
    room.articles(1)
    result = room.crawl(room.site(listings=(listing,)))
    assert result.new == 0
    assert "not followed, as it asks (none in meta robots)" in said(result)[0]


def test_a_trap_is_not_asked_for_either_when_its_sitemap_says_that_it_changed(room: Newsroom) -> None:
    trap = room.server.page("/news/a/a/a/a/a/a/a/a", news(1))
    site = room.site(sitemaps=(room.sitemap("/map", [trap], lastmod="2026-11-20"),), articles=("^/news/",))
    room.crawl(site)
    room.clock.pass_(days=3)
    room.sitemap("/map", [trap], lastmod="2026-11-25")
    assert room.crawl(site).new == 0
    assert "/news/a/a/a/a/a/a/a/a" not in room.paths()


def test_what_was_fetched_by_hand_and_given_up_on_is_planned_again(room: Newsroom) -> None:
    room.server.page("/news/1", status=500)
    for _ in range(7):
        room.clock.pass_(days=30)
        room.fetch(room.site(), room.url(1))
    assert room.ask("SELECT due_at IS NOT NULL FROM pages WHERE kind = 'article'") == [1]
