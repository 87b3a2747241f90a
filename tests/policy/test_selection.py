"""Which links are taken, which pages of listings are turned, what a link means for a known address."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scraper.model import Fault, Link, Page, Reason
from scraper.policy import selection
from scraper.policy.selection import Bound, ListingPage

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_the_newest_come_first_and_the_document_decides_among_equals() -> None:
    dates = [None, NOW, None, NOW + DAY, NOW]
    links = [Link(f"https://x.de/{n}", published=moment) for n, moment in enumerate(dates)]
    assert [link.url[-1] for link in selection.newest_first(links)] == ["3", "1", "4", "0", "2"]


def test_a_bound_takes_what_the_run_asked_for() -> None:
    old, undated = Link("https://x.de/1", published=NOW - 10 * DAY), Link("https://x.de/2")
    far = selection.FIRST_CRAWL_ARTICLES
    assert selection.takes(old, far, selection.Bound(full=True, first=True))
    assert selection.takes(old, far, selection.Bound())
    assert selection.takes(old, far - 1, selection.Bound(first=True))
    assert not selection.takes(old, far, selection.Bound(first=True))
    since = selection.Bound(since=(NOW - DAY).date(), first=True)
    assert not selection.takes(old, 0, since)
    assert selection.takes(undated, far, since)
    assert selection.takes(old, far, selection.Bound(since=(NOW - 10 * DAY).date()))


def test_only_a_new_word_of_a_later_change_wakes_a_page() -> None:
    assert not selection.wants_update(None, None, NOW)
    assert not selection.wants_update(NOW + DAY, NOW + DAY, NOW)
    assert not selection.wants_update(NOW - DAY, None, NOW)
    assert selection.wants_update(NOW + DAY, NOW, NOW)
    assert selection.wants_update(NOW - DAY, None, None)


@pytest.mark.parametrize(
    ("path", "circle"),
    [
        ("/a/b/a/b/a/b/", True),
        ("/x/a/b/c/a/b/c/a/b/c", True),
        ("/news/a/a/a/a", True),
        ("/2011/11/11/11/meldung", False),
        ("/a/b/a/b/meldung", False),
        ("/a/b?next=/a/b/a/b/a/b/", False),
        ("/", False),
    ],
)
def test_a_path_that_goes_round_in_circles_is_noticed(path: str, circle: bool) -> None:
    assert selection.repeats_itself(f"https://x.de{path}") is circle


def test_dates_in_the_future_say_nothing() -> None:
    soon, far = NOW + DAY / 2, NOW + 400 * DAY
    links = [Link("https://x.de/1", lastmod=far), Link("https://x.de/2", published=soon), Link("https://x.de/3")]
    kept, note = selection.plausible(links, NOW)
    assert [(link.published, link.lastmod) for link in kept] == [(None, None), (soon, None), (None, None)]
    assert note is None
    assert str(selection.plausible(links[:1], NOW)[1]) == "1 of 1 dates that lie in the future"


@pytest.mark.parametrize(("ahead", "of", "said"), [(1, 2, False), (2, 3, True), (2, 4, False), (3, 4, True)])
def test_half_in_the_future_is_not_most(ahead: int, of: int, said: bool) -> None:
    links = [Link(f"https://x.de/{n}", published=NOW + 9 * DAY if n < ahead else NOW) for n in range(of)]
    fault = selection.plausible(links, NOW)[1]
    assert (fault is not None) is said
    assert fault is None or fault.reason is Reason.FUTURE_DATES


LISTING = ListingPage(
    articles=10, new=10, names_new_to_this_walk=True, newest=None, all_new_in_run=True, depth=1, seen=10
)
FIRST, LATER = Bound(first=True), Bound()


@pytest.mark.parametrize(
    ("bound", "change", "turns"),
    [
        (FIRST, {}, True),
        (FIRST, {"new": 9}, False),
        (FIRST, {"articles": 0, "new": 0}, False),
        (FIRST, {"depth": selection.LISTING_PAGES - 1}, True),
        (FIRST, {"depth": selection.LISTING_PAGES}, False),
        (FIRST, {"seen": selection.FIRST_CRAWL_ARTICLES - 1}, True),
        (FIRST, {"seen": selection.FIRST_CRAWL_ARTICLES}, False),
        (LATER, {"new": 0}, True),
        (LATER, {"all_new_in_run": False}, False),
        (LATER, {"depth": selection.LISTING_PAGES}, False),
        (LATER, {"seen": 1000}, True),
        (Bound(full=True), {"depth": 1000, "new": 0, "all_new_in_run": False}, True),
        (Bound(full=True), {"names_new_to_this_walk": False}, False),
        (Bound(since=NOW.date()), {"newest": NOW.date()}, True),
        (Bound(since=NOW.date()), {"newest": (NOW - DAY).date()}, False),
        (Bound(since=NOW.date()), {"newest": None}, True),
        (Bound(since=NOW.date()), {"names_new_to_this_walk": False}, False),
    ],
)
def test_how_far_a_listing_is_turned(bound: Bound, change: dict[str, object], turns: bool) -> None:
    assert selection.turns_page(replace(LISTING, **change), bound) is turns  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rank", "lastmod", "bound", "reads"),
    [
        (selection.FIRST_CRAWL_SITEMAPS - 1, None, Bound(), True),
        (selection.FIRST_CRAWL_SITEMAPS, None, Bound(), False),
        (1000, None, Bound(full=True), True),
        (1000, NOW, Bound(since=NOW.date()), True),
        (0, NOW - DAY, Bound(since=NOW.date()), False),
        (1000, None, Bound(since=NOW.date()), True),
    ],
)
def test_which_sitemaps_of_an_index_are_read(rank: int, lastmod: dt.datetime | None, bound: Bound, reads: bool) -> None:
    link = Link("https://x.de/map", "sitemap", lastmod=lastmod)
    assert selection.reads_sitemap(link, rank, bound) is reads


def known(**values: object) -> Page:
    fields = {"state": "done", "lastmod": NOW, "visited_at": NOW} | values
    return Page(7, "https://x.de/a", "x", "article", key="k", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "lastmod", "due"),
    [
        (known(), NOW + DAY, True),
        (known(state="waiting"), NOW + DAY, False),
        (known(state="gone"), NOW + DAY, True),
        (known(state="skipped"), NOW + DAY, True),
        (known(lastmod=None), NOW - DAY, False),
        (known(lastmod=None, visited_at=None), NOW - DAY, True),
    ],
)
def test_a_newer_word_of_a_source_is_kept_and_may_make_a_page_due(page: Page, lastmod: dt.datetime, due: bool) -> None:
    offer = selection.offer_known(page, Link(page.url, lastmod=lastmod), NOW, taken=True, first=False)
    assert offer is not None
    assert (offer.lastmod, offer.due_at, offer.take_up) == (lastmod, NOW if due else None, False)


@pytest.mark.parametrize("lastmod", [None, NOW, NOW - DAY])
def test_an_old_word_of_a_source_means_nothing(lastmod: dt.datetime | None) -> None:
    assert selection.offer_known(known(), Link("https://x.de/a", lastmod=lastmod), NOW, taken=True, first=True) is None


def test_a_trap_is_never_due_whatever_its_lastmod_says() -> None:
    trap = replace(known(state="skipped"), url="https://x.de/a/a/a/a/a")
    offer = selection.offer_known(trap, Link(trap.url, lastmod=NOW + DAY), NOW, taken=True, first=False)
    assert offer is not None
    assert offer.due_at is None


@pytest.mark.parametrize(
    ("taken", "first", "takes_up"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_a_deferred_address_is_taken_up_by_a_first_crawl_alone(taken: bool, first: bool, takes_up: bool) -> None:
    offer = selection.offer_known(known(state="deferred"), Link("https://x.de/a"), NOW, taken=taken, first=first)
    assert (offer is not None and offer.take_up) is takes_up


@pytest.mark.parametrize(
    ("path", "taken", "state"), [("/a", True, "waiting"), ("/a", False, "deferred"), ("/a/a/a/a/a", True, "skipped")]
)
def test_a_new_address_waits_or_is_deferred_or_is_a_trap(path: str, taken: bool, state: str) -> None:
    page = selection.new_page(f"https://x.de{path}", "x", "k", "https://x.de/feed", Link("https://x.de/a"), taken=taken)
    assert page.state == state
    assert (page.fault == Fault(Reason.PATH_REPEATS)) is (state == "skipped")
