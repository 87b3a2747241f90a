"""``--since DATE``: what is known to be older is deferred, whoever says so, and taken up when it is asked for."""

from __future__ import annotations

import datetime as dt

import pytest
from crawling import XML, Newsroom, listing, news, rss

from scraper.crawl.explain import explain, gather
from scraper.model import Site

STATES = "SELECT replace(url, rtrim(url, '0123456789'), ''), state FROM pages WHERE kind = 'article' ORDER BY url"
# news(n) is dated 2026-11-(n % 20 + 1); article 19 is of the 20th.
OLD, NEW = 2, 18
DAY = dt.date(2026, 11, 10)


def dated(room: Newsroom, *days: str, path: str = "/feed") -> str:
    """A feed whose entries are numbered from 1 and published on these days."""
    items = "".join(
        f"<item><link>{room.url(number)}</link><pubDate>{day}T08:00:00Z</pubDate></item>"
        for number, day in enumerate(days, 1)
    )
    return room.server.page(path, f"<rss version='2.0'><channel>{items}</channel></rss>", headers=XML)


def undated(room: Newsroom, *numbers: int) -> Site:
    room.articles(*numbers)
    return room.site(feeds=(room.server.page("/feed", rss(room.url(number) for number in numbers), headers=XML),))


def plan(room: Newsroom, site: Site, number: int) -> tuple[str, str]:
    facts = gather(room.db, room.url(number), site, site, room.clock.now())
    return next((step.answer, step.rule) for step in explain(facts) if step.question == "plan")


def test_what_a_source_says_is_older_is_deferred(room: Newsroom) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(dated(room, "2026-11-09", "2026-11-10"),))
    result = room.crawl(site, since=DAY)
    assert (result.new, result.deferred, room.numbers()) == (1, 1, {2})
    assert room.ask(STATES) == [("1", "deferred"), ("2", "done")]
    feed = room.server.url("/feed")
    assert plan(room, site, 1) == (
        "deferred: a first crawl takes the newest 50 articles of a source, and --since none that is older",
        f"--full takes it up, or --since 2026-11-09 (its day by {feed}) or earlier",
    )


def test_what_waits_already_and_is_older_is_deferred_too(room: Newsroom) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(dated(room, "2026-11-09", "2026-11-10"),))
    room.crawl(site, limit=0)
    assert room.ask(STATES) == [("1", "waiting"), ("2", "waiting")]
    result = room.crawl(site, since=DAY)
    assert (result.new, result.deferred, room.numbers()) == (1, 1, {2})
    assert room.ask(STATES) == [("1", "deferred"), ("2", "done")]


def test_what_was_deferred_and_is_younger_is_taken_up(room: Newsroom) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(dated(room, "2026-11-09", "2026-11-10"),))
    room.crawl(site, since=dt.date(2026, 11, 20))
    assert room.ask(STATES) == [("1", "deferred"), ("2", "deferred")]
    assert room.crawl(site, since=DAY).new == 1
    assert room.numbers() == {2}
    assert room.crawl(site, full=True).new == 1
    assert room.numbers() == {1}


def test_a_page_whose_day_nobody_tells_is_fetched_and_deferred_by_its_own(room: Newsroom) -> None:
    site = undated(room, OLD, NEW)
    result = room.crawl(site, since=DAY)
    assert (result.new, result.skipped, result.deferred, result.needs_person) == (1, 1, 1, False)
    assert room.numbers() == {OLD, NEW}
    assert room.ask(STATES) == [(str(NEW), "done"), (str(OLD), "deferred")]
    assert room.ask("SELECT published, due_at, reason, detail FROM pages WHERE state = 'deferred'") == [
        ("2026-11-03T00:00:00Z", None, "older_than_since", '{"day": "2026-11-03", "since": "2026-11-10"}')
    ]
    # Nothing of it is kept: it was not asked for.
    assert room.ask("SELECT count(*) FROM captures") == [1]
    assert plan(room, site, OLD) == (
        "deferred: by its own word of 2026-11-03, and so older than --since 2026-11-10",
        "--full takes it up, or --since with that day or an earlier one",
    )


@pytest.mark.parametrize("since", [DAY, dt.date(2026, 11, 4)])
def test_it_is_not_asked_for_again_by_the_same_day_or_a_later_one(room: Newsroom, since: dt.date) -> None:
    site = undated(room, OLD)
    room.crawl(site, since=DAY)
    for _ in range(2):
        room.clock.pass_(days=40)
        assert room.crawl(site, since=since).deferred == 1
        assert room.numbers() == set()
    assert room.crawl(site).deferred == 1
    assert room.numbers() == set()


def test_nor_where_another_source_names_it_without_a_day(room: Newsroom) -> None:
    site = undated(room, OLD)
    room.crawl(site, since=DAY)
    page = room.server.page("/liste", listing([room.url(OLD)]))
    room.crawl(room.site(feeds=site.feeds, listings=(page,)), since=DAY)
    assert room.numbers() == set()


@pytest.mark.parametrize("options", [{"since": dt.date(2026, 11, 3)}, {"full": True}])
def test_an_earlier_day_or_a_full_crawl_takes_it(room: Newsroom, options: dict[str, object]) -> None:
    site = undated(room, OLD)
    room.crawl(site, since=DAY)
    result = room.crawl(site, **options)
    assert (result.new, result.deferred) == (1, 0)
    assert room.ask("SELECT state, reason, detail FROM pages WHERE kind = 'article'") == [("done", None, None)]


def test_with_full_the_day_counts(room: Newsroom) -> None:
    site = undated(room, OLD)
    assert room.crawl(site, since=DAY, full=True).deferred == 1
    assert room.crawl(site, since=DAY, full=True).deferred == 1
    assert room.numbers() == set()


def test_a_page_without_any_day_is_archived(room: Newsroom) -> None:
    page = news(1)
    bare = page[: page.index("<time")] + page[page.index("</time>") + 7 :]
    room.server.page("/news/1", bare)
    site = room.site(feeds=(room.server.page("/feed", rss([room.url(1)]), headers=XML),))
    assert room.crawl(site, since=DAY).new == 1
    assert room.ask("SELECT date FROM articles") == [None]


def test_an_archived_article_is_looked_at_as_ever(room: Newsroom) -> None:
    site = undated(room, OLD)
    room.crawl(site)
    room.clock.pass_(days=40)
    result = room.crawl(site, since=DAY)
    assert (result.unchanged, result.deferred, room.numbers()) == (1, 0, {OLD})
    assert room.ask(STATES) == [(str(OLD), "done")]


def test_an_older_page_that_failed_is_left_as_it_is(room: Newsroom) -> None:
    room.server.page("/news/1", status=500)
    site = room.site(feeds=(dated(room, "2026-11-09"),))
    assert room.crawl(site).failed == 1
    room.clock.pass_(days=40)
    assert room.crawl(site, since=DAY).failed == 0
    assert room.numbers() == set()
    assert room.crawl(site).failed == 1


def test_a_page_that_failed_and_tells_an_older_day_is_deferred(room: Newsroom) -> None:
    site = undated(room, OLD)
    room.server.page(f"/news/{OLD}", status=500)
    room.crawl(site)
    room.articles(OLD)
    room.clock.pass_(days=1)
    result = room.crawl(site, since=DAY)
    assert (result.failed, result.deferred) == (0, 1)
    assert room.ask("SELECT code FROM problems WHERE until IS NULL") == ["first_crawl_deferred"]


def test_whoever_fetches_a_page_by_hand_gets_it(room: Newsroom) -> None:
    site = undated(room, OLD)
    room.crawl(site, since=DAY)
    assert room.fetch(site, room.url(OLD))[0].verdict == "new"
