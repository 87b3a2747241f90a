"""``scraper status``: the verdict on each site, what is wrong since when, what to do, and who was never crawled."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli_running import scraper
from empty_archive import put_empty_archive
from ports import refusing
from scraper.cli import session
from scraper.model import Problem, Reason, SiteResult, fault
from scraper.policy.selected import FEWEST_ARTICLES, NEWEST_ARTICLES, unmatched
from scraper.reading import current_reader
from scraper.sites import read_profiles
from scraper.store import Archive
from store_records import plain, save

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEED = "https://amtsblick.example/feed"
TOML = '[amtsblick]\nname = "Amtsblick"\nhome = "https://amtsblick.example/"\n'
SITE = read_profiles(TOML, "my.toml")["amtsblick"]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    put_empty_archive(tmp_path / "a.db")
    with Archive.open(tmp_path / "a.db") as archive:
        with archive.transaction():
            archive.frontier.add_site(SITE)
            archive.frontier.add(FEED, SITE.id, "feed", "waiting", "feed")
        yield archive


def run(archive: Archive, at: dt.datetime, *problems: Problem) -> None:
    """Write the end of a site's turn as a crawl does."""
    with archive.transaction():
        crawl = archive.crawls.start([SITE.id], at)
        archive.crawls.site_done(crawl, SiteResult(SITE.id, problems=problems), at)
        archive.problems.settle(SITE.id, problems, at, complete=True)
        archive.crawls.finish(crawl, at)


def status(*args: str) -> Any:
    return scraper("--db", "a.db", "status", *args)


def broken() -> Problem:
    return Problem(fault(Reason.HTTP_STATUS, status=404), FEED, "feed")


def test_a_site_that_is_well(archive: Archive) -> None:
    save(archive, plain(1, date=dt.date(2026, 11, 20)), at=NOW)
    save(archive, plain(2, date=None), b"2", at=NOW)
    run(archive, NOW)
    done = status()
    (row,) = done.lines
    assert done.code == 0
    # What is new depends on the day of the question.
    assert row.pop("new_this_week") in (0, 2)
    assert row == {
        "site": "amtsblick",
        "verdict": "ok",
        # An article without a day counts by the day on which it was first seen.
        "newest_article": "2026-11-23",
        "last_crawl": "2026-11-23T09:30:00Z",
        "last_success": "2026-11-23T09:30:00Z",
        "articles": 2,
        "failed": 0,
        "deferred": 0,
        "problem": None,
        "problems": [],
        "notices": [],
        "anomalies": [],
        "selectors": [],
    }


def test_the_newest_article_without_a_day_is_of_the_day_of_whoever_asks(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(archive, plain(1, date=None), at=NOW + dt.timedelta(hours=1))
    run(archive, NOW)
    with monkeypatch.context() as zone:
        # Fourteen hours before UTC it is the next day already.
        zone.setenv("TZ", "Pacific/Kiritimati")
        time.tzset()
        (row,) = status().lines
    time.tzset()
    assert (row["newest_article"], row["last_crawl"]) == ("2026-11-24", "2026-11-23T09:30:00Z")


def test_a_source_that_is_broken_has_since_times_and_what_to_do(archive: Archive) -> None:
    run(archive, NOW)
    for days in (1, 2, 3):
        run(archive, NOW + days * DAY, broken())
    done = status()
    (row,) = done.lines
    assert (done.code, row["verdict"], row["last_crawl"], row["last_success"]) == (
        1, "needs attention", "2026-11-26T09:30:00Z", "2026-11-23T09:30:00Z",
    )  # fmt: skip
    assert row["problem"] == f"feed {FEED}: status 404"
    assert row["problems"] == [
        {
            "url": FEED,
            "kind": "feed",
            "code": "http_status",
            "severity": "major",
            "problem": "status 404",
            "since": "2026-11-24T09:30:00Z",
            "last": "2026-11-26T09:30:00Z",
            "times": 3,
            "next": "Open it in a browser; if it has moved, change the site's profile.",
        }
    ]


def test_for_people_a_table_of_80_columns_and_lines_below_it(archive: Archive) -> None:
    bounds = (
        fault(Reason.TOO_MANY_SITEMAPS, count=300, bound=200),
        fault(Reason.FIRST_CRAWL_DEFERRED, count=1, site="x"),
    )
    run(archive, NOW, broken(), *(Problem(bound, is_notice=True) for bound in bounds))
    url = "https://amtsblick.example/1"
    with archive.transaction():
        archive.frontier.add(url, SITE.id, "article", "deferred", "1")
        page = archive.frontier.add(f"{url}0", SITE.id, "article", "waiting", "2")
        archive.frontier.update(page, {"state": "failed", "reason": "timeout"})
    done = status("--format", "table")
    assert done.code == 1
    assert all(len(line) <= 80 for line in done.out.splitlines())
    table, _, below = done.out.partition("\namtsblick: ")
    head, *_, values = (line.split() for line in table.splitlines())
    assert head == ["site", "verdict", "newest", "last", "crawl", "articles", "new", "failed"]
    assert values == ["amtsblick", "attention", "2026-11-23", "09:30", "0", "0", "1"]
    assert f"amtsblick: {below}" == (
        "amtsblick: feed https://amtsblick.example/feed: status 404 (since\n"
        "  2026-11-23 09:30 UTC). Open it in a browser; if it has moved, change the\n"
        "  site's profile.\n"
        "amtsblick: 1 failed address; 'scraper status amtsblick --problems' says why.\n"
        "amtsblick: for your information: robots.txt names 300 sitemaps; the first 200\n"
        "  are read (since 2026-11-23 09:30 UTC).\n"
        "amtsblick: 1 older article deferred; 'scraper crawl amtsblick --full' gets\n"
        "  them.\n"
    )


def test_problems_are_those_of_sites_and_sources_too(archive: Archive) -> None:
    assert (status("--problems").code, status("--problems").err) == (0, "No problems.\n")
    down = Problem(fault(Reason.SITE_UNREACHABLE, why="https://amtsblick.example/: connection refused"))
    for days in (0, 1):
        run(archive, NOW + days * DAY, down)
    done = status("--problems")
    assert (done.code, done.err) == (1, "")
    assert done.lines == [
        {
            "site": "amtsblick",
            "url": None,
            "kind": "site",
            "state": "problem",
            "status": None,
            "reason": "https://amtsblick.example/: connection refused; nothing was marked as gone",
            "failures": 2,
            "due_at": None,
            "code": "site_unreachable",
            "since": "2026-11-23T09:30:00Z",
            "times": 2,
        }
    ]
    assert status("--problems", "--format", "table").out == (
        "amtsblick: problem: site: https://amtsblick.example/: connection refused;\n"
        "  nothing was marked as gone (since 2026-11-23 09:30 UTC, 2 times).\n"
    )


def test_a_source_that_is_a_row_of_the_frontier_is_named_once(archive: Archive) -> None:
    page = archive.frontier.get(FEED, NOW)
    assert page is not None
    with archive.transaction():
        archive.frontier.update(page, {"state": "failed", "reason": "http_status", "detail": '{"status": 404}'})
    run(archive, NOW, broken())
    (row,) = status("--problems").lines
    assert (row["url"], row["state"], row["since"], row["times"]) == (FEED, "failed", "2026-11-23T09:30:00Z", 1)


def test_notices_need_nobody(archive: Archive) -> None:
    run(archive, NOW, Problem(fault(Reason.TOO_MANY_SITEMAPS, count=300, bound=200), is_notice=True))
    done = status()
    (row,) = done.lines
    assert (done.code, row["verdict"], row["problem"], row["problems"]) == (0, "ok", None, [])
    assert row["last_success"] == "2026-11-23T09:30:00Z"
    assert [one["code"] for one in row["notices"]] == ["too_many_sitemaps"]
    assert [one["state"] for one in status("--problems").lines] == ["notice"]


def test_sites_of_the_configuration_that_were_never_crawled(archive: Archive, tmp_path: Path) -> None:
    run(archive, NOW)
    save(archive, replace(plain(1), url="https://hand.example/1", site="hand.example"), at=NOW)
    (tmp_path / "my.toml").write_text('[neu]\nhome = "https://neu.example/"\n')
    assert {row["site"]: row["verdict"] for row in status("--sites", "my.toml").lines} == {
        "amtsblick": "ok", "hand.example": "by hand", "neu": "never crawled",
    }  # fmt: skip
    (tmp_path / "data").mkdir()
    (tmp_path / "my.toml").rename(tmp_path / "data" / "sites.toml")
    assert [row["verdict"] for row in status("neu").lines] == ["never crawled"]
    # A built-in profile is listed where it is asked for.
    assert [(row["site"], row["articles"]) for row in status("kommune21").lines] == [("kommune21", 0)]
    assert len(status().lines) == 3


def test_a_name_that_is_wrong_is_guessed(archive: Archive) -> None:
    done = status("amtsblik")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        "There is no site 'amtsblik' in a.db. Did you mean 'amtsblick'?\n",
    )
    assert status("komune21").err == "There is no site 'komune21' in a.db. Did you mean 'kommune21'?\n"
    for name in ("amtsblik", "komune21"):
        assert status(name, "--storage") == status(name)
    assert status("kommune21", "--storage").lines == []


def test_what_sites_cost_and_their_problems_are_asked_for_one_at_a_time(archive: Archive) -> None:
    done = status("--storage", "--problems")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("Error: --problems and --storage print different records: give one of them.\n")


def test_a_selector_that_matches_nothing_is_named(archive: Archive, tmp_path: Path) -> None:
    text = TOML + '[amtsblick.select]\ntitle = "h1.x"\nbody = "div.text"\n'
    (tmp_path / "my.toml").write_text(text)
    reader = current_reader(read_profiles(text, "my.toml")["amtsblick"])
    for number in range(FEWEST_ARTICLES):
        article = plain(number, sources={"title": "h1", "body": "the profile's selector"})
        save(archive, article, str(number).encode(), NOW, reader=reader)
        found = [row["selectors"] for row in status("--sites", "my.toml").lines]
        assert found == [[]] or number == FEWEST_ARTICLES - 1
    assert found == [[{"field": "title", "selector": "h1.x", "articles": 5}]]
    run(archive, NOW)
    done = status("--sites", "my.toml", "--format", "table")
    assert done.code == 1
    assert done.out.partition("\namtsblick: ")[2] == (
        "selectors that match nothing: title = 'h1.x'; none on 5 of 5 pages,\n"
        "  was 0 % (since 2026-11-23 09:30 UTC). 'scraper sites check' with the site's\n"
        "  name shows what is found; 'scraper reparse' applies a mended profile.\n"
    )
    (row,) = status("--sites", "my.toml", "--problems").lines
    assert (row["code"], row["kind"]) == ("selector_unmatched", "site")
    # The next reader has read none of them.
    (tmp_path / "my.toml").write_text(text.replace("h1.x", "h1.y"))
    done = status("--sites", "my.toml")
    assert (done.code, [row["selectors"] for row in done.lines]) == (0, [[]])


def test_only_the_newest_articles_say_what_a_selector_matches(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.store.health.newest.NEWEST_ARTICLES", 2)
    for number, source in enumerate(("the profile's selector", "h1", "h1", "p")):
        save(archive, plain(number, sources={"title": source}), str(number).encode(), NOW + number * DAY)
    assert archive.newest_sources(SITE.id, "1") == [{"title": "p"}, {"title": "h1"}]


def test_a_selector_counts_as_matched_by_a_single_article() -> None:
    site = replace(SITE, select=(("title", "h1.x"),))
    plain_ones = [{"title": "h1"}] * FEWEST_ARTICLES
    assert [str(one) for one in unmatched(site, plain_ones)] == ["title = 'h1.x'"]
    assert unmatched(site, [*plain_ones, {"title": "the profile's selector 'title'"}]) == []
    assert unmatched(site, plain_ones[1:]) == []


def test_a_list_that_many_articles_have_none_of_is_missed_late() -> None:
    site = replace(SITE, select=(("images", "figure img"), ("vendors", ".anbieter")))
    assert unmatched(site, [{}] * (NEWEST_ARTICLES - 1)) == []
    assert [one.field for one in unmatched(site, [{}] * NEWEST_ARTICLES)] == ["images", "vendors"]


def test_for_people_times_are_local(archive: Archive, zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    at = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
    run(archive, at, broken())
    done = status("--format", "table")
    table, _, below = done.out.partition("\namtsblick: ")
    assert "2026-11-24 00:30" in table
    assert "status 404 (since\n  2026-11-24 00:30 CET). " in below
    assert "(since\n  2026-11-24 00:30 CET).\n" in status("--problems", "--format", "table").out
    (row,) = status().lines
    assert (row["last_crawl"], row["problems"][0]["since"]) == ("2026-11-23T23:30:00Z", "2026-11-23T23:30:00Z")


def test_a_page_that_was_mistyped_by_hand_needs_nobody() -> None:
    with refusing() as base:
        assert scraper("--db", "a.db", "fetch", f"{base}/tippfehler", "--allow-private").code == 1
    done = status()
    (row,) = done.lines
    assert (done.code, row["verdict"], row["failed"]) == (0, "by hand", 1)


def test_what_is_wrong_with_a_site_that_no_crawl_comes_to_any_more_needs_nobody(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "utc_now", lambda: NOW + 37 * DAY)
    run(archive, NOW, broken())
    other = replace(SITE, id="anderswo", home="https://anderswo.example/")
    with archive.transaction():
        archive.frontier.add_site(other)

    def go_on(days: int) -> None:
        with archive.transaction():
            crawl_id = archive.crawls.start([other.id], NOW + days * DAY)
            archive.crawls.site_done(crawl_id, SiteResult(other.id), NOW + days * DAY)
            archive.crawls.finish(crawl_id, NOW + days * DAY)

    go_on(34)
    assert [row["verdict"] for row in status().lines] == ["needs attention", "ok"]
    go_on(36)
    done = status()
    assert [row["verdict"] for row in done.lines] == ["not followed", "ok"]
    assert done.code == 0
    # What stood at last is told by JSON all the same.
    assert done.lines[0]["problem"] == f"feed {FEED}: status 404"
    shown = status("--format", "table").out
    assert "left" in shown
    assert "status 404" not in shown


def test_a_turn_by_a_clock_that_was_ahead_leaves_no_other_site(archive: Archive) -> None:
    run(archive, NOW, broken())
    other = replace(SITE, id="anderswo", home="https://anderswo.example/")
    with archive.transaction():
        archive.frontier.add_site(other)
        for days in (0, 365):
            crawl_id = archive.crawls.start([other.id], NOW + days * DAY)
            archive.crawls.site_done(crawl_id, SiteResult(other.id), NOW + days * DAY)
    states = {row["site"]: row["verdict"] for row in archive.site_states(NOW + DAY)}
    assert (states["amtsblick"], states["anderswo"]) == ("needs attention", "ok")


def test_a_site_that_the_configuration_leaves_out_is_left_in_peace(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, NOW, broken())
    with archive.transaction():
        archive.frontier.add_site(replace(SITE, id="kommune21"))
        crawl_id = archive.crawls.start(["kommune21"], NOW + 3 * DAY)
        archive.crawls.site_done(crawl_id, SiteResult("kommune21"), NOW + 3 * DAY)
    own = tmp_path / "own.toml"
    own.write_text(f'[{SITE.id}]\nhome = "{SITE.home}"\n', encoding="utf-8")
    for enabled, code in ((f'"{SITE.id}", "kommune21"', 1), ('"kommune21"', 0)):
        (tmp_path / "scraper.toml").write_text(f'enabled = [{enabled}]\nsites = ["own.toml"]\n', encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        assert status().code == code
