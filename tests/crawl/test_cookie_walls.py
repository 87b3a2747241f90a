"""Hosts that show a page only to who sends a cookie back, as those of the Government Site Builder do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Newsroom, news, not_archived, rss

from server import Exchange, Server

COOKIE = "AL_SESS=S.kreis-1"


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with Server() as server:
        yield Newsroom(server, tmp_path)


def to_itself(exchange: Exchange) -> None:
    """Redirect to the same address until the cookie comes back."""
    if exchange.request.header("cookie") == COOKIE:
        exchange.answer(200, news(_number(exchange)))
    else:
        exchange.answer(302, location=exchange.request.path, set_cookie=f"{COOKIE}; Path=/; HttpOnly")


def by_servlet(exchange: Exchange) -> None:
    """Redirect to a page that sets the cookie, and leads back."""
    if exchange.request.header("cookie") == COOKIE:
        exchange.answer(200, news(_number(exchange)))
    else:
        exchange.answer(302, location=f"/servlet/session?back={exchange.request.path}")


def servlet(exchange: Exchange) -> None:
    back = exchange.request.path.partition("back=")[2]
    exchange.answer(302, location=back, set_cookie=f"{COOKIE}; Path=/; Domain=127.0.0.1")


def endless(exchange: Exchange) -> None:
    """Set the same cookie for ever, whoever sends it back."""
    exchange.answer(302, location=exchange.request.path, set_cookie=f"{COOKIE}; Path=/")


def _number(exchange: Exchange) -> int:
    return int(exchange.request.path.rpartition("/")[2])


def cookies(server: Server) -> list[tuple[str, str | None]]:
    return [(one.path, one.header("cookie")) for one in server.requests if one.path.startswith(("/news", "/servlet"))]


def test_the_articles_of_a_site_behind_a_cookie_are_archived(newsroom: Newsroom) -> None:
    newsroom.server.prefix("/news/", to_itself)
    result = newsroom.crawl(newsroom.site(feeds=(newsroom.feed(1, 2),)))
    assert (result.new, result.failed, result.problems) == (2, 0, ())
    # Each page is fetched as if none had been before.
    assert sorted(cookies(newsroom.server), key=str) == [
        ("/news/1", COOKIE), ("/news/1", None), ("/news/2", COOKIE), ("/news/2", None),
    ]  # fmt: skip
    assert newsroom.ask("SELECT url FROM articles ORDER BY url") == [newsroom.url(1), newsroom.url(2)]
    assert not any(COOKIE.encode() in file.read_bytes() for file in newsroom.folder.glob("archive.db*"))


def test_the_way_by_a_page_that_sets_the_cookie(newsroom: Newsroom) -> None:
    newsroom.server.prefix("/news/", by_servlet)
    newsroom.server.prefix("/servlet/", servlet)
    for _ in range(2):
        (outcome,) = newsroom.fetch(newsroom.site(), newsroom.url(3))
        assert outcome.article is not None
        assert outcome.article.url == newsroom.url(3)
        # The second fetch starts without cookies, too.
        assert cookies(newsroom.server) == [
            ("/news/3", None), ("/servlet/session?back=/news/3", None), ("/news/3", COOKIE),
        ]  # fmt: skip


def test_sources_behind_a_cookie_are_read(newsroom: Newsroom) -> None:
    def feed(exchange: Exchange) -> None:
        if exchange.request.header("cookie") == COOKIE:
            exchange.answer(200, rss([newsroom.url(1)]), content_type="application/rss+xml")
        else:
            exchange.answer(302, location=exchange.request.path, set_cookie=f"{COOKIE}; Path=/")

    newsroom.articles(1)
    result = newsroom.crawl(newsroom.site(feeds=(newsroom.server.handler("/feed", feed),)))
    assert (result.new, result.problems) == (1, ())


def test_a_cookie_for_all_ports_goes_to_its_own_alone(newsroom: Newsroom) -> None:
    with Server() as other:
        target = other.page("/news/9", news(9))
        newsroom.server.handler(
            "/news/1", lambda exchange: exchange.answer(302, location="/news/1b", set_cookie=COOKIE)
        )
        newsroom.server.page(
            "/news/1b", status=302, headers={"Location": target, "Set-Cookie": "b=2; Domain=127.0.0.1; Path=/"}
        )
        newsroom.fetch(newsroom.site(listings=(other.url("/"),)), newsroom.url(1))
        assert cookies(newsroom.server) == [("/news/1", None), ("/news/1b", COOKIE)]
        assert ("/news/9", None) in cookies(other)
        assert {one.header("cookie") for one in other.requests} == {None}


def test_what_no_cookie_opens_is_named_with_what_to_do(newsroom: Newsroom) -> None:
    newsroom.server.prefix("/news/", endless)
    result = newsroom.crawl(newsroom.site(feeds=(newsroom.feed(1),)))
    assert not_archived(result) == (
        f"{newsroom.url(1)}: redirects to itself; it sets cookies, and does not show the page to who sends them back"
        " either. If a browser gets in, name its cookies under [SITE.cookies] in the site's profile.",
    )
    assert cookies(newsroom.server) == [("/news/1", None), ("/news/1", COOKIE)]
    assert newsroom.ask("SELECT reason FROM pages WHERE kind = 'article'") == ["cookie_wall"]


def test_the_cookies_of_the_profile_open_it(newsroom: Newsroom) -> None:
    newsroom.server.prefix("/news/", to_itself)
    (outcome,) = newsroom.fetch(newsroom.site(cookies=(("AL_SESS", "S.kreis-1"),)), newsroom.url(1))
    assert outcome.article is not None
    assert cookies(newsroom.server) == [("/news/1", COOKIE)]
