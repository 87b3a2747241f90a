"""Cookies of one fetch: to whom they go back, what is never sent, what hostile ones cost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from fetching import Time, fetching, site

from scraper.errors import FetchError
from scraper.fetch import Fetcher
from scraper.fetch.cookies import Cookies
from scraper.model import Reason, Response, Site
from server import Exchange, Server

HOME = "https://amt.example/"
PAGE = "https://amt.example/amt/news/3"


def sent_back(*lines: str, to: str = PAGE, by: str = PAGE) -> str | None:
    cookies = Cookies(site(HOME), Time().now)
    cookies.take(by, lines)
    return cookies.header(to)


def cookies_of(server: Server) -> list[tuple[str, str | None]]:
    return [(request.path, request.header("cookie")) for request in server.requests if request.path != "/robots.txt"]


def get(url: str, profile: Site | None = None) -> Response:
    return fetching(lambda fetcher: fetcher.fetch(url, profile or site(url)))


def wall(exchange: Exchange) -> None:
    """Redirect to the same address until its cookie comes back, as the Government Site Builder does."""
    if exchange.request.header("cookie") is None:
        exchange.answer(302, location=exchange.request.path, set_cookie="AL_SESS=S.kreis-1; Path=/; HttpOnly")
    else:
        exchange.answer(200, "<p>Grüße</p>")


# One cookie


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("a=1", "a=1"),
        (" a = 1 ; HttpOnly; SameSite=Lax", "a=1"),
        ('a="1 2"', 'a="1 2"'),
        ("a=", "a="),
        ("a=b=c", "a=b=c"),
        ("a=Gr\xc3\xbc\xc3\x9fe", "a=Gr\xc3\xbc\xc3\x9fe"),
        ("a", None),
        ("=1", None),
        ("", None),
        ("a=1\r\nX: y", None),
        ("a=1\x00", None),
        ("a=1; Path=/", "a=1"),
        ("a=1; Path=/amt", "a=1"),
        ("a=1; Path=/amt/news/3", "a=1"),
        ("a=1; path=/amt/", "a=1"),
        ("a=1; Path=/am", None),
        ("a=1; Path=/amt/news/3/4", None),
        # Not a path: that of the address counts, up to its last slash (RFC 6265 §5.2.4).
        ("a=1; Path=amt", "a=1"),
        ("a=1; Domain=example", "a=1"),
        ("a=1; Domain=anders.example", "a=1"),
        ("a=1; Secure", "a=1"),
        ("a=1; Max-Age=60", "a=1"),
        ("a=1; Max-Age=0", None),
        ("a=1; Max-Age=-5", None),
        ("a=1; Max-Age=" + "9" * 6000, "a=1"),
        ("a=1; Max-Age=bald", "a=1"),
        ("a=1; Expires=Mon, 23 Nov 2026 11:59:59 GMT", None),
        ("a=1; Expires=Mon, 23 Nov 2026 12:00:01 GMT", "a=1"),
        ("a=1; Expires=bald", "a=1"),
        # Max-Age outranks Expires (RFC 6265 §5.3).
        ("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1"),
        ("a=" + "1" * 4095, "a=" + "1" * 4095),
        ("a=" + "1" * 4096, None),
    ],
)
def test_a_cookie(line: str, sent: str | None) -> None:
    assert sent_back(line) == sent


@pytest.mark.parametrize(
    ("to", "is_sent"),
    [
        (PAGE, True),
        ("https://amt.example:443/amt/news/4?b=1", True),
        ("https://amt.example/presse", False),
        ("https://amt.example/amt/news-alt/3", False),
        ("http://amt.example/amt/news/3", False),
        ("https://amt.example:8443/amt/news/3", False),
        ("https://www.amt.example/amt/news/3", False),
        ("https://anders.example/amt/news/3", False),
    ],
)
def test_a_cookie_goes_back_to_its_own_origin_and_path_alone(to: str, is_sent: bool) -> None:
    assert sent_back("a=1; Domain=example", to=to) == ("a=1" if is_sent else None)


def test_a_secure_cookie_of_plain_http_is_none() -> None:
    page = PAGE.replace("https", "http")
    assert sent_back("a=1; Secure", to=page, by=page) is None
    assert sent_back("a=1", to=page, by=page) == "a=1"


def test_cookies_of_longer_paths_stand_first() -> None:
    lines = ("a=1; Path=/", "b=2; Path=/amt/news", "c=3; Path=/", "a=4; Path=/")
    assert sent_back(*lines) == "b=2; a=4; c=3"


def test_a_host_ends_a_cookie() -> None:
    assert sent_back("a=1; Path=/", "b=2; Path=/", "a=; Path=/; Max-Age=0") == "b=2"


def test_what_a_host_ended_takes_no_place_of_another() -> None:
    ended = [f"c{number}=; Max-Age=0" for number in range(50)]
    assert sent_back(*(f"c{number}=1" for number in range(50)), *ended, "a=1") == "a=1"


def test_a_cookie_that_expires_meanwhile_is_not_sent() -> None:
    time = Time()
    cookies = Cookies(site(HOME), time.now)
    cookies.take(PAGE, ["a=1; Max-Age=60"])
    time.moment += dt.timedelta(seconds=60)
    assert cookies.header(PAGE) is None


def test_hostile_cookies_are_bounded() -> None:
    assert sent_back(*(f"c{number}=1" for number in range(1000))) == "; ".join(f"c{number}=1" for number in range(50))
    # What does not fit into one header line is left out.
    assert sent_back(*(f"c{number}={'x' * 4000}" for number in range(50))) == "; ".join(
        f"c{number}={'x' * 4000}" for number in range(2)
    )
    assert sent_back("a=" + "x" * 1_000_000) is None


# On the wire


def test_a_redirect_that_waits_for_its_cookie_is_followed() -> None:
    with Server() as server:
        url = server.handler("/a", wall)
        response = get(url)
        assert cookies_of(server) == [("/a", None), ("/a", "AL_SESS=S.kreis-1")]
    assert (response.status, response.url, response.redirects) == (200, url, (302,))


def test_a_cookie_of_a_page_on_the_way_is_sent_too() -> None:
    def page(exchange: Exchange) -> None:
        if exchange.request.header("cookie") is None:
            exchange.answer(302, location="/cookie")
        else:
            exchange.answer(200, "<p>Grüße</p>")

    with Server() as server:
        url = server.handler("/a", page)
        server.handler("/cookie", lambda exchange: exchange.answer(302, location="/a", set_cookie="seen=1; Path=/"))
        assert get(url).status == 200
        assert cookies_of(server) == [("/a", None), ("/cookie", None), ("/a", "seen=1")]


def test_nothing_is_kept_for_the_next_fetch() -> None:
    async def work(fetcher: Fetcher) -> list[int]:
        return [(await fetcher.fetch(url, site(url))).status for url in (server.url("/a"), server.url("/b"))]

    with Server() as server:
        server.handler("/a", wall)
        server.page("/b", "x")
        assert fetching(work) == [200, 200]
        assert cookies_of(server) == [("/a", None), ("/a", "AL_SESS=S.kreis-1"), ("/b", None)]


def test_another_origin_gets_no_cookie() -> None:
    with Server() as server, Server() as other:
        target = other.page("/b", "x")
        url = server.page("/a", status=302, headers={"Location": target, "Set-Cookie": "a=1; Path=/; Domain=127.0.0.1"})
        assert get(url, replace(site(url), listings=(target,))).status == 200
        assert cookies_of(other) == [("/b", None)]


def test_a_further_try_sends_the_cookie_of_the_one_before() -> None:
    with Server() as server:
        url = server.fails_then("/a", 1, headers={"set_cookie": "a=1"})
        assert get(url).status == 200
        assert cookies_of(server) == [("/a", None), ("/a", "a=1")]


def test_the_validators_are_sent_with_the_cookie() -> None:
    """Without them a site behind such a wall would be asked for all its pages in full, again and again."""

    def page(exchange: Exchange) -> None:
        if exchange.request.header("cookie") is None:
            wall(exchange)
        else:
            exchange.answer(304)

    with Server() as server:
        url = server.handler("/a", page)
        response = fetching(lambda fetcher: fetcher.fetch(url, site(url), etag='"1"'))
        assert [request.header("if-none-match") for request in server.requests[1:]] == ['"1"', '"1"']
    assert response.status == 304


def test_a_wall_that_sets_a_new_cookie_each_time_has_an_end() -> None:
    numbers = iter(range(1000))
    with Server() as server:
        url = server.handler(
            "/a", lambda exchange: exchange.answer(302, location="/a", set_cookie=f"session={next(numbers)}")
        )
        with pytest.raises(FetchError) as caught:
            get(url)
        assert len(cookies_of(server)) == 11
    assert caught.value.fault.reason is Reason.COOKIE_WALL
    assert (
        str(caught.value.fault)
        == "more than 10 redirects; it sets cookies, and does not show the page to who sends them back either"
    )


def test_a_wall_of_robots_txt_is_passed_too() -> None:
    def robots(exchange: Exchange) -> None:
        if exchange.request.header("cookie") is None:
            wall(exchange)
        else:
            exchange.answer(200, "User-agent: *\nDisallow: /no\n")

    with Server() as server:
        server.handler("/robots.txt", robots)
        with pytest.raises(FetchError, match=r"forbidden by robots\.txt"):
            get(server.page("/no", "x"))


# Fixed ones of a profile


def test_the_cookies_of_a_profile_go_to_the_origin_of_its_home_alone() -> None:
    with Server() as server, Server() as other:
        target = other.page("/b", "x")
        url = server.redirect("/a", target)
        own = replace(site(url), listings=(target,), cookies=(("einwilligung", "ja"), ("abo", "geheim")))
        assert get(url, own).status == 200
        assert cookies_of(server) == [("/a", "einwilligung=ja; abo=geheim")]
        assert [request.header("cookie") for request in other.requests] == [None, None]


def test_a_host_may_replace_a_cookie_of_the_profile_within_one_fetch() -> None:
    own = replace(site(HOME), cookies=(("abo", "alt"),))
    cookies = Cookies(own, Time().now)
    cookies.take(PAGE, ["abo=neu; Path=/"])
    assert cookies.header(PAGE) == "abo=neu"


def test_the_cookies_of_a_profile_stand_in_no_text_about_it() -> None:
    assert "geheim" not in repr(replace(site(HOME), cookies=(("abo", "geheim"),)))
