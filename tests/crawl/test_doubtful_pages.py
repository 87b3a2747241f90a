"""Pages that look like lists: what a feed or a pattern says of them decides."""

from __future__ import annotations

from crawling import Newsroom, listing, news

LINKS = [f"/news/{number}" for number in range(10, 30)]


def looks_like_a_list(number: int, head: str = "") -> str:
    """Return a page of teasers with a few words above them."""
    short = "<p>Der Kreis stellt in dieser Woche seine neuen Dienste vor, zwölf an der Zahl.</p>"
    return f"<title>Dienste {number}</title>{head}<h1>Dienste {number}</h1>{short}{listing(LINKS)}"


def test_a_page_that_a_feed_names_is_archived_though_it_looks_like_a_list(room: Newsroom) -> None:
    room.server.page("/news/1", looks_like_a_list(1))
    room.server.page("/liste", listing([room.url(2), room.url(3)]))
    room.server.page("/news/2", looks_like_a_list(2))
    room.server.page("/news/3", news(3))
    result = room.crawl(room.site(feeds=(room.feed(1),), listings=(room.server.url("/liste"),), articles=()))
    assert (result.new, result.skipped, result.failed) == (2, 1, 0)
    assert room.ask("SELECT count(*) FROM articles WHERE url LIKE '%/news/1'") == [1]


def test_a_page_that_a_pattern_names_is_archived_though_it_looks_like_a_list(room: Newsroom) -> None:
    room.server.page("/news/1", looks_like_a_list(1))
    room.server.page("/liste", listing([room.url(1)]))
    assert room.crawl(room.site(listings=(room.server.url("/liste"),))).new == 1


def test_a_wall_that_a_feed_names_is_a_wall(room: Newsroom) -> None:
    room.server.page("/news/1", "<title>Login</title><h1>Login</h1><p>Bitte melden Sie sich an.</p>")
    assert room.crawl(room.site(feeds=(room.feed(1),), articles=())).new == 0


def test_what_a_doubtful_page_reserves_is_reserved(room: Newsroom) -> None:
    room.server.page("/news/1", looks_like_a_list(1, '<meta name="tdm-reservation" content="1">'))
    result = room.crawl(room.site(feeds=(room.feed(1),), articles=()))
    assert result.new == 1
    assert room.ask("SELECT body FROM articles") in ([None], [""])
    assert room.ask("SELECT count(*) FROM captures") == [0]


def test_a_page_that_needs_scripts_is_a_failure_where_a_feed_or_a_pattern_names_it(room: Newsroom) -> None:
    shell = "<title>Neue Brücke</title><body><div id='root'></div><script src='/app.js'></script>"
    for number in (1, 2):
        room.server.page(f"/news/{number}", shell)
    room.server.page("/liste", listing([room.url(2)]))
    named = room.crawl(room.site(feeds=(room.feed(1),), listings=(room.server.url("/liste"),), articles=()))
    assert (named.new, named.skipped, named.failed) == (0, 1, 1)
    states = "SELECT state, reason FROM pages WHERE kind = 'article' ORDER BY url"
    assert room.ask(states) == [("failed", "needs_javascript"), ("skipped", "needs_javascript")]
    room.db.unlink()
    assert room.crawl(room.site(listings=(room.server.url("/liste"),))).failed == 1
