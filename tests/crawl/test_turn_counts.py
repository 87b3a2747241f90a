"""What is counted while a site has its turn: sums of a run, failures in a row, what is named to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from crawling import Newsroom, said

from scraper.policy import schedule


def feed_of(room: Newsroom, failing: set[int], count: int) -> str:
    for number in range(1, count + 1):
        if number in failing:
            room.server.page(f"/news/{number}", "<h1>403</h1>", status=403)
        else:
            room.articles(number)
    return room.feed(*range(1, count + 1))


@pytest.mark.parametrize(
    ("failing", "asked"), [({1, 2, 4, 5, 7, 8}, 8), ({2, 3, 4}, 4), ({1, 2, 3}, 3), ({6, 7, 8}, 8)]
)
def test_only_failures_in_a_row_end_a_turn(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, failing: set[int], asked: int
) -> None:
    assert schedule.FAILURES_IN_A_ROW == 25
    monkeypatch.setattr(schedule, "FAILURES_IN_A_ROW", 3)
    result = room.crawl(room.site(feeds=(feed_of(room, failing, 8),)))
    assert len(room.numbers()) == asked
    assert bool(result.problems) is (asked < 8)
    assert all(line.startswith("3 articles in a row could not be had") for line in said(result))


def test_a_run_adds_up_what_was_done_at_each_site(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    one = room.site(feeds=(room.feed(1, 2, path="/eins"),))
    other = replace(one, id="anders", feeds=(room.feed(3, path="/zwei"),))
    results = room.crawl_all([one, other])
    assert sorted(result.new for result in results) == [1, 2]
    requests = sum(result.requests for result in results)
    assert room.ask("SELECT new, changed, unchanged, gone, failed, requests FROM crawls") == [(3, 0, 0, 0, 0, requests)]
    assert sorted(room.ask("SELECT site, new FROM crawl_sites")) == [("anders", 1), ("test", 2)]


def test_what_is_no_article_is_not_named_among_the_failures(room: Newsroom) -> None:
    room.server.page("/news/1", "%PDF-1.7", headers={"Content-Type": "application/pdf"})
    room.server.page("/news/2", "<h1>403</h1>", status=403)
    result = room.crawl(room.site(feeds=(room.feed(1, 2),), articles=()))
    assert (result.skipped, result.failed) == (1, 1)
    assert [url for url, _ in result.failures] == [room.url(2)]
