"""Politeness as the host sees it: the server's own log of a first crawl."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from crawl_process import crawl
from crawling import Newsroom, news, said

from scraper import __version__
from server import Exchange

DELAY = 0.05
# What a clock and a scheduler may take off a pause that was kept.
SLACK = 0.01
PAGES = 12


@pytest.fixture
def busy(room: Newsroom) -> list[int]:
    """Serve a site with rules; return how many requests were in flight, request by request."""
    flying, seen, lock = [0], [], threading.Lock()

    def answer(exchange: Exchange) -> None:
        with lock:
            flying[0] += 1
            seen.append(flying[0])
        exchange.wait(0.01)
        exchange.answer(200, news(int(exchange.request.path.rpartition("/")[2])))
        with lock:
            flying[0] -= 1

    room.server.robots(f"User-agent: *\nDisallow: /intern/\nDisallow: /news/3\nCrawl-delay: {DELAY}\n")
    for number in range(1, PAGES + 1):
        room.server.handler(f"/news/{number}", answer)
    return seen


def test_the_log_of_a_first_crawl(room: Newsroom, busy: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_CONTACT", "presse@bote.example")
    done = crawl(room, room.site(feeds=(room.feed(*range(1, PAGES + 1)),)))
    requests = room.server.requests
    gaps = [later.time - one.time for one, later in pairwise(requests)]
    assert f"{PAGES - 1} new" in done.out
    assert min(gaps) >= DELAY - SLACK
    assert not [one.path for one in requests if one.path == "/news/3" or one.path.startswith("/intern/")]
    assert max(busy) == 1
    agents = {one.header("user-agent") for one in requests}
    assert agents == {f"scraper/{__version__} (government-IT news archive; contact: presse@bote.example)"}


def test_a_busy_answer_holds_the_whole_host(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    room.server.too_many_requests("/news/2", 3600)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert result.problems
    again = room.crawl(room.site(feeds=(room.feed(1, 2, 3),)))
    assert room.server.requests == []
    assert "left alone until" in said(again)[0]
