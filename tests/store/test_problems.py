"""What is or was wrong: since when, how often, until when, and whether somebody was told; over several runs."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from scraper.crawl.keep import keep_unanswered
from scraper.model import Decision, Fault, Problem, Reason, SiteResult, fault
from scraper.policy.telling import to_tell
from scraper.store import Archive
from store_records import NOW, SITE, page_of, plain, rows, save

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FEED = "https://amtsblick.example/feed"
PAGE = "https://amtsblick.example/meldung_1"
TIMEOUT = fault(Reason.TIMEOUT)
EMPTY = fault(Reason.FEED_EMPTY)


@pytest.fixture(autouse=True)
def _sources(archive: Archive) -> None:
    with archive.transaction():
        archive.frontier.add_site(SITE)
        archive.frontier.add(FEED, SITE.id, "feed", "waiting", "feed")
        archive.frontier.add(PAGE, SITE.id, "article", "waiting", "1")


def status(code: int) -> Fault:
    return fault(Reason.HTTP_STATUS, status=code)


def run(archive: Archive, at: dt.datetime, *problems: Problem, complete: bool = True) -> None:
    """Write the end of a site's turn as a crawl does."""
    with archive.transaction():
        crawl = archive.crawls.start([SITE.id], at)
        archive.crawls.site_done(crawl, SiteResult(SITE.id, problems=problems, complete=complete), at)
        archive.problems.settle(SITE.id, problems, at, complete=complete)
        archive.crawls.finish(crawl, at)


def fails(archive: Archive, at: dt.datetime, why: Fault) -> None:
    """Write that the page failed."""
    with archive.transaction():
        keep_unanswered(archive, page_of(archive, PAGE), Decision("failed", "failed", at + HOUR, fault=why), at)


def problems(archive: Archive) -> list[tuple[str | None, str, str, str, int, str | None]]:
    sql = "SELECT url, code, since, last, times, until FROM problems ORDER BY id"
    return [
        (url, code, since[5:16], last[5:16], times, None if until is None else until[5:16])
        for url, code, since, last, times, until in rows(archive, sql)
    ]


def test_a_problem_of_a_source_has_a_beginning_a_count_and_an_end(archive: Archive) -> None:
    broken = Problem(EMPTY, FEED, "feed")
    for days in range(3):
        run(archive, NOW + days * DAY, broken)
    assert problems(archive) == [(FEED, "feed_empty", "11-23T09:30", "11-25T09:30", 3, None)]
    run(archive, NOW + 3 * DAY)
    run(archive, NOW + 4 * DAY)
    assert problems(archive) == [(FEED, "feed_empty", "11-23T09:30", "11-25T09:30", 3, "11-26T09:30")]
    run(archive, NOW + 5 * DAY, broken)
    assert problems(archive)[1:] == [(FEED, "feed_empty", "11-28T09:30", "11-28T09:30", 1, None)]


def test_a_turn_that_was_broken_off_ends_no_problem(archive: Archive) -> None:
    run(archive, NOW, Problem(EMPTY, FEED, "feed"))
    run(archive, NOW + DAY, complete=False)
    assert problems(archive)[0][-1] is None


def test_problems_of_other_sites_are_left_alone(archive: Archive) -> None:
    run(archive, NOW, Problem(EMPTY, FEED, "feed"))
    with archive.transaction():
        archive.problems.settle("another", (), NOW + DAY, complete=True)
    assert problems(archive)[0][-1] is None


def test_a_site_and_its_sources_have_a_problem_each(archive: Archive) -> None:
    found = (Problem(status(500), FEED, "feed"), Problem(status(500)), Problem(EMPTY, FEED, "feed"))
    run(archive, NOW, *found)
    run(archive, NOW + DAY, *found[:1])
    assert [(url, code, times, until) for url, code, _, _, times, until in problems(archive)] == [
        (FEED, "http_status", 2, None),
        (None, "http_status", 1, "11-24T09:30"),
        (FEED, "feed_empty", 1, "11-24T09:30"),
    ]


def test_the_details_are_those_of_the_last_time(archive: Archive) -> None:
    run(archive, NOW, Problem(status(500), FEED, "feed"))
    run(archive, NOW + DAY, Problem(status(503), FEED, "feed"))
    assert rows(archive, "SELECT detail, times FROM problems") == [('{"status": 503}', 2)]


def test_a_page_that_fails_of_another_reason_has_another_problem(archive: Archive) -> None:
    fails(archive, NOW, TIMEOUT)
    fails(archive, NOW + HOUR, TIMEOUT)
    fails(archive, NOW + DAY, status(500))
    assert problems(archive) == [
        (PAGE, "timeout", "11-23T09:30", "11-23T10:30", 2, "11-24T09:30"),
        (PAGE, "http_status", "11-24T09:30", "11-24T09:30", 1, None),
    ]


def test_the_problem_of_a_page_ends_when_the_page_is_well(archive: Archive) -> None:
    fails(archive, NOW, TIMEOUT)
    save(archive, plain(1), at=NOW + DAY)
    assert problems(archive) == [(PAGE, "timeout", "11-23T09:30", "11-23T09:30", 1, "11-24T09:30")]
    save(archive, plain(1), b"2", at=NOW + 2 * DAY)
    assert problems(archive)[0][-1] == "11-24T09:30"


def test_the_end_of_a_turn_says_nothing_of_its_pages(archive: Archive) -> None:
    """Most pages are not asked for in a turn, so that none of them is found to be well by its end."""
    fails(archive, NOW, TIMEOUT)
    run(archive, NOW + DAY)
    assert problems(archive)[0][-1] is None


def test_a_problem_is_noted_with_what_was_told_of_it(archive: Archive) -> None:
    def told(at: dt.datetime) -> list[tuple[Any, ...]]:
        noted = archive.problems.noted([SITE.id])
        with archive.transaction():
            archive.problems.mark_told([one.id for one in noted], at)
        return [(one.problem.kind, one.times, one.until, one.told_at, one.was_told_before) for one in noted]

    run(archive, NOW, Problem(EMPTY, FEED, "feed"))
    assert told(NOW) == [("feed", 1, None, None, False)]
    run(archive, NOW + DAY, Problem(EMPTY, FEED, "feed"))
    assert told(NOW + DAY) == [("feed", 2, None, NOW, False)]
    run(archive, NOW + 2 * DAY)
    assert told(NOW + 2 * DAY) == [("feed", 2, NOW + 2 * DAY, NOW + DAY, False)]
    # Its end was told as well, so that there is nothing left to tell.
    assert told(NOW + 3 * DAY) == []
    # Of a notice it is of interest whether it was told at any time.
    notice = Problem(fault(Reason.TOO_MANY_SITEMAPS, count=300, bound=200), is_notice=True)
    for days in (4, 6):
        run(archive, NOW + days * DAY, notice)
        assert [one.was_told_before for one in archive.problems.noted()] == [days == 6]
        told(NOW + days * DAY)
        run(archive, NOW + (days + 1) * DAY)
        told(NOW + (days + 1) * DAY)
    assert archive.problems.noted(["another"]) == []


def test_a_network_that_is_not_there_is_noted_with_since_when(archive: Archive) -> None:
    assert archive.problems.without_network() == (None, None)
    with archive.transaction():
        archive.problems.mark_without_network(NOW, NOW)
        archive.problems.mark_without_network(NOW, NOW + DAY)
    assert archive.problems.without_network() == (NOW, NOW + DAY)
    with archive.transaction():
        archive.problems.mark_with_network()
    assert archive.problems.without_network() == (None, None)


def state(archive: Archive) -> tuple[str | None, str | None]:
    # Five runs on five days are a plan, of which nothing has come since: that is of the archive as a whole.
    (row,) = (row for row in archive.site_states(NOW + 9 * DAY) if row["site"] is not None)
    return row["last_success"], row["problem"]


def test_the_status_of_a_site_is_that_of_its_last_turn(archive: Archive) -> None:
    assert state(archive) == (None, None)
    run(archive, NOW)
    assert state(archive) == ("2026-11-23T09:30:00Z", None)
    broken = Problem(status(500), FEED, "feed")
    for days in (1, 2):
        run(archive, NOW + days * DAY, broken, Problem(TIMEOUT))
        said = f"feed {FEED}: status 500; no answer in time"
        assert state(archive) == ("2026-11-23T09:30:00Z", said)
    run(archive, NOW + 3 * DAY, Problem(TIMEOUT))
    assert state(archive) == ("2026-11-23T09:30:00Z", "no answer in time")
    run(archive, NOW + 4 * DAY)
    assert state(archive) == ("2026-11-27T09:30:00Z", None)


def test_a_page_that_fails_is_no_problem_of_its_site(archive: Archive) -> None:
    fails(archive, NOW, TIMEOUT)
    run(archive, NOW)
    assert state(archive) == ("2026-11-23T09:30:00Z", None)
    assert [(row["url"], row["code"], row["reason"]) for row in archive.page_problems(NOW)] == [
        (PAGE, "timeout", "no answer in time")
    ]
    assert archive.page_problems(NOW, site="another") == []


@pytest.mark.parametrize(("age", "found"), [(DAY, True), (100 * DAY, False)])
def test_whether_a_crawl_since_then_found_it(archive: Archive, age: dt.timedelta, found: bool) -> None:
    run(archive, NOW - age, Problem(fault(Reason.STALE_VALIDATOR, url=PAGE)))
    assert archive.problems.was_found(SITE.id, Reason.STALE_VALIDATOR, NOW - 91 * DAY) is found
    assert page_of(archive, PAGE).is_distrusted is found
    assert not archive.problems.was_found(SITE.id, Reason.TIMEOUT, NOW - 91 * DAY)


def test_the_end_of_what_has_no_well_again_is_not_read_for_ever(archive: Archive) -> None:
    # Neither a page nor a notice is told of as over, so that their ends would stay to be told with every run.
    notice = Problem(fault(Reason.READ_TO_BOUND, taken=1, total=2, unit="links"), FEED, "feed")
    run(archive, NOW, notice)
    fails(archive, NOW, TIMEOUT)
    assert len(archive.problems.noted()) == 2
    with archive.transaction():
        archive.problems.mark_told([one.id for one in archive.problems.noted()], NOW)
    run(archive, NOW + DAY)
    with archive.transaction():
        archive.problems.page_recovered(page_of(archive, PAGE), NOW + DAY)
    assert archive.problems.noted() == []


def deferred(count: int) -> Problem:
    return Problem(fault(Reason.FIRST_CRAWL_DEFERRED, count=count, site=SITE.id))


def told_once(archive: Archive, at: dt.datetime) -> list[tuple[str, str]]:
    """Return what is to be told, as sentences, and note that it was."""
    telling = to_tell(archive.problems.noted([SITE.id]), at)
    with archive.transaction():
        archive.problems.mark_told(telling.told, at)
    return [(notice.site, notice.problem.advice) for notice in telling.notices]


def test_what_was_deferred_is_told_once_and_again_when_it_grew(archive: Archive) -> None:
    sentence = "older articles known but deferred: {}; get them with 'scraper crawl {} --full' or '--since DAY'"
    expected = []
    # The first time, as before, more, less, none, and anew.
    for day, count in enumerate([1234, 1234, 1300, 1200, 0, 7]):
        found = [deferred(count)] if count else []
        run(archive, NOW + day * DAY, *found)
        expected.append(told_once(archive, NOW + day * DAY))
    assert expected == [
        [(SITE.id, sentence.format("1,234", SITE.id))],
        [],
        [(SITE.id, sentence.format("1,300", SITE.id))],
        [],
        [],
        # It was told before.
        [],
    ]


def test_a_notice_makes_no_site_need_a_person(archive: Archive) -> None:
    run(archive, NOW, deferred(3))
    (state,) = archive.site_states(NOW)
    assert (state["problem"], state["last_success"]) == (None, "2026-11-23T09:30:00Z")


def test_a_detail_that_a_person_wrote_is_no_error(archive: Archive) -> None:
    run(archive, NOW, deferred(3))
    told_once(archive, NOW)
    with closing(sqlite3.connect(archive.path)) as db:
        db.execute("UPDATE problems SET detail = 'three'")
        db.commit()
    run(archive, NOW + DAY, deferred(3))
    assert told_once(archive, NOW + DAY)


def test_what_is_not_found_any_more_in_the_same_second_is_over(archive: Archive) -> None:
    run(archive, NOW, Problem(EMPTY, FEED, "feed"), deferred(3))
    run(archive, NOW, deferred(3))
    assert [(row[1], row[5] is None) for row in problems(archive)] == [
        ("feed_empty", False), ("first_crawl_deferred", True)
    ]  # fmt: skip


def test_a_failed_page_stands_until_it_is_had_and_a_failed_source_is_asked_for_anyway(archive: Archive) -> None:
    assert not archive.problems.has_failed_pages([SITE.id])
    fails(archive, NOW, TIMEOUT)
    assert archive.problems.has_failed_pages(["other", SITE.id])
    assert not archive.problems.has_failed_pages(["other"])
    with archive.transaction():
        archive.frontier.update(page_of(archive, PAGE), {"state": "done"})
        archive.frontier.update(page_of(archive, FEED), {"state": "failed"})
    assert not archive.problems.has_failed_pages([SITE.id])
