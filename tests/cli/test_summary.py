"""The table of a crawl: only what matters, numbers below each other, no wider than the terminal."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.cli.summary import notices, plain_line, size, table, troubles
from scraper.model import Fault, NotedProblem, Problem, Reason, SiteResult, fault

BROKEN = Problem(fault(Reason.HTTP_STATUS, status=404), "https://amt.example/feed", "feed")
DEFERRED = Problem(fault(Reason.FIRST_CRAWL_DEFERRED, count=1234, site="amt"))


def test_columns_that_say_nothing_are_left_out() -> None:
    results = [
        SiteResult("kommune21", found=50, new=50, failed=1, requests=64, bytes=1_234_567),
        SiteResult("stadt-und-werk", found=2, new=2, unchanged=7, requests=12, bytes=400_300),
    ]
    assert table(results, 80) == (
        "site            new  failed  requests      size\n"
        "kommune21        50       1        64    1.2 MB\n"
        "stadt-und-werk    2       0        12  400.3 kB\n"
        "total            52       1        76    1.6 MB"
    )


def test_of_one_site_there_is_no_total() -> None:
    assert table([SiteResult("amt", found=9, new=3, changed=1, gone=2, skipped=4, requests=1, bytes=512)], 80) == (
        "site  new  changed  gone  skipped  requests   size\namt     3        1     2        4         1  512 B"
    )


def test_sites_without_news_share_a_row() -> None:
    quiet = [SiteResult(f"amt-{number}", unchanged=1, requests=2, bytes=1000) for number in range(26)]
    assert table([SiteResult("amt", new=3, requests=1200, bytes=0), *quiet], 60) == (
        "site             new  requests     size\n"
        "amt                3     1,200      0 B\n"
        "26 without news    0        52  26.0 kB\n"
        "total              3     1,252  26.0 kB"
    )


def test_a_single_quiet_site_is_named() -> None:
    results = [SiteResult("amt", new=3, requests=4), SiteResult("bund", requests=1)]
    assert table(results, 80) == (
        "site   new  requests  size\namt      3         4   0 B\nbund     0         1   0 B\ntotal    3         5   0 B"
    )


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([SiteResult("amt", found=3, requests=1, bytes=512)], "amt: nothing new; 1 request, 512 B"),
        ([SiteResult("amt", requests=1), SiteResult("bund", requests=1)], "2 sites: nothing new; 2 requests, 0 B"),
    ],
)
def test_without_news_it_is_a_sentence(results: list[SiteResult], said: str) -> None:
    assert table(results, 80) == said


def test_of_a_dry_run_the_news_is_what_was_found() -> None:
    assert table([SiteResult("amt", found=1234, requests=4, bytes=9000)], 80, dry_run=True) == (
        "site  found  requests    size\namt   1,234         4  9.0 kB"
    )


def test_a_site_with_a_problem_has_its_row_and_one_with_a_notice_has_none() -> None:
    results = [
        SiteResult("amt", problems=(BROKEN,), requests=2),
        SiteResult("bund", problems=(DEFERRED,), requests=3),
        SiteResult("land", new=1, requests=2),
    ]
    assert table(results, 80) == (
        "site   new  requests  size\n"
        "amt      0         2   0 B\n"
        "land     1         2   0 B\n"
        "bund     0         3   0 B\n"
        "total    1         7   0 B"
    )


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    counts = dict.fromkeys(("new", "changed", "gone", "failed", "skipped", "requests"), 10000)
    results = [SiteResult("digitale-verwaltung-des-landes", bytes=10**9, **counts), SiteResult("amt", **counts)]
    lines = table(results, width).splitlines()
    if width >= 40:
        assert max(map(len, lines)) <= width
    assert lines[1].startswith("digitale-verwaltung-des…  10,000")


def test_the_plain_line_has_every_count_as_a_plain_number() -> None:
    assert plain_line(SiteResult("amt", found=12345, new=1, requests=1, bytes=999)) == (
        "amt: 12345 found, 1 new, 0 changed, 0 unchanged, 0 gone, 0 failed; 1 request, 999 B"
    )
    assert plain_line(SiteResult("amt", skipped=2, requests=2000)) == (
        "amt: 0 found, 0 new, 0 changed, 0 unchanged, 0 gone, 0 failed, 2 skipped; 2000 requests, 0 B"
    )


def test_troubles_name_what_needs_a_person_and_no_notice() -> None:
    failures: tuple[tuple[str, Fault], ...] = (("https://amt.example/1", fault(Reason.HTTP_STATUS, status=500)),)
    assert troubles(SiteResult("amt", failed=1235, problems=(BROKEN, DEFERRED), failures=failures)) == [
        "amt: feed https://amt.example/feed: status 404",
        "amt: not archived: https://amt.example/1: status 500",
        "amt: and 1,234 more; 'scraper status --problems' lists them",
    ]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_400_000, "1.4 MB"), (2 * 10**15, "2000.0 TB")]
)
def test_sizes(number: int, text: str) -> None:
    assert size(number) == text


def noted(site: str, problem: Problem) -> NotedProblem:
    day = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    return NotedProblem(1, site, problem, since=day, last=day, times=1)


HOW = "get them with 'scraper crawl {} --full' or '--since DAY'"


def test_a_notice_of_one_site_names_it() -> None:
    assert notices([noted("amt", DEFERRED)]) == [f"amt: older articles known but deferred: 1,234; {HOW.format('amt')}"]


def test_what_was_deferred_at_many_sites_is_one_line() -> None:
    other = Problem(fault(Reason.TOO_MANY_SITEMAPS, count=300, bound=200))
    found = [noted("amt", DEFERRED), noted("bund", other), noted("land", DEFERRED)]
    assert notices(found) == [
        "bund: robots.txt names 300 sitemaps; the first 200 are read",
        f"2 sites: older articles known but deferred: 2,468; {HOW.format('SITE')}",
    ]
