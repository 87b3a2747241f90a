"""What cron mails: new trouble with since when, the same again once a week, and once more when it is well again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.cli.mail import mail, note_told, paragraph
from scraper.model import Fault, NotedProblem, Page, Problem, Reason, Site, SiteResult, fault
from scraper.policy.reasons import NOTICES
from scraper.policy.telling import AGAIN_AFTER, Telling, is_due
from scraper.store import Archive

START = dt.datetime(2026, 11, 20, 6, 17, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SITE = Site("amtsblick", "Amtsblick", "https://amtsblick.example/")
FEED = "https://amtsblick.example/feed"
STATUS = fault(Reason.HTTP_STATUS, status=404)


class Diary:
    """Runs of cron, one a day, and what each has mailed."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        with archive.transaction():
            archive.frontier.add_site(SITE)
            archive.frontier.add(FEED, SITE.id, "feed", "waiting", "feed")

    def page(self, number: int) -> Page:
        url = f"https://amtsblick.example/{number}"
        known = self.archive.frontier.get(url, START)
        if known is not None:
            return known
        with self.archive.transaction():
            return self.archive.frontier.add(url, SITE.id, "article", "waiting", url)

    def run(self, day: float, *problems: Problem, complete: bool = True, kill: bool = False) -> str:
        now = START + day * DAY
        result = SiteResult(SITE.id, problems=problems, complete=complete)
        with self.archive.transaction():
            if not any(problem.fault.reason is Reason.NO_NETWORK for problem in problems):
                self.archive.problems.settle(SITE.id, problems, now, complete=complete)
        text = mail(self.archive, [result], now)
        if not kill:
            note_told(self.archive, [result], now)
        assert all(len(line) <= 78 for line in text.splitlines()), text
        return text.replace("\n  ", " ")

    def fails(self, day: float, number: int, why: Fault) -> None:
        page = self.page(number)
        with self.archive.transaction():
            self.archive.problems.page_failed(page, why, START + day * DAY)


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as archive:
        yield Diary(archive)


def broken(why: Fault = STATUS) -> Problem:
    return Problem(why, FEED, "feed")


def test_again_is_from_the_very_end_of_the_time_on() -> None:
    assert not is_due(START, START + AGAIN_AFTER - dt.timedelta(seconds=1))
    assert is_due(START, START + AGAIN_AFTER)
    # Two machines with copies of one archive differ by minutes.
    assert not is_due(START, START - dt.timedelta(minutes=9))
    assert is_due(START, START - DAY)


def test_trouble_is_told_at_once_once_a_week_and_when_it_is_over(diary: Diary) -> None:
    assert diary.run(0) == ""
    assert diary.run(1, broken()) == (
        "scraper crawl: something needs a person.\n"
        f"amtsblick: feed {FEED}: status 404 (since "
        "2026-11-21 06:17 UTC). Open it in a browser; if it has moved, change the "
        "site's profile."
    )
    assert [diary.run(day, broken()) for day in range(2, 8)] == [""] * 6
    # Cron's runs are not on the second.
    assert diary.run(7.99, broken()) == (
        "scraper crawl: something needs a person.\n"
        f"amtsblick: still: feed {FEED}: status 404 "
        "(since 2026-11-21 06:17 UTC, 8 runs). Open it in a browser; if it has moved, "
        "change the site's profile."
    )
    assert diary.run(9, broken()) == ""
    assert diary.run(10) == (
        "scraper crawl: something is well again.\n"
        f"amtsblick: well again: feed {FEED} (had failed "
        "since 2026-11-21 06:17 UTC)."
    )
    assert diary.run(11) == ""
    assert "amtsblick: feed" in diary.run(12, broken())


def test_what_a_kill_has_kept_from_being_noted_is_told_twice(diary: Diary) -> None:
    first = diary.run(1, broken(), kill=True)
    assert "(since 2026-11-21 06:17 UTC)" in first
    assert "(since 2026-11-21 06:17 UTC, 2 runs)" in diary.run(2, broken())
    assert diary.run(3, broken()) == ""
    ended = diary.run(4, kill=True)
    assert diary.run(5) == ended != ""


def test_what_was_told_by_a_clock_that_was_ahead_is_told_again_and_ends(diary: Diary) -> None:
    assert "(since 2027-11-20 06:17 UTC)" in diary.run(365, broken())
    # It was told a moment ago, by a clock that is right now.
    assert [diary.run(day, broken()) for day in (1, 2)] == ["", ""]
    again = diary.run(8, broken())
    assert f"amtsblick: still: feed {FEED}: status 404 (since 2026-11-21 06:17 UTC, 4 runs)." in again
    over = f"amtsblick: well again: feed {FEED} (had failed since 2026-11-21 06:17 UTC)."
    assert diary.run(9) == f"scraper crawl: something is well again.\n{over}"
    assert diary.run(10) == ""


def test_pages_that_a_clock_ahead_has_told_are_told_again(diary: Diary) -> None:
    diary.fails(365, 1, STATUS)
    assert "not archived" in diary.run(365)
    # Nobody asks for the page before that time has come.
    assert "amtsblick: still not archived: 1 page" in diary.run(1)
    assert diary.run(2) == ""


def test_what_stood_only_by_a_clock_that_was_ahead_ends_and_hides_nothing(diary: Diary) -> None:
    assert diary.run(365, broken()) != ""
    well = f"scraper crawl: something is well again.\namtsblick: well again: feed {FEED} (had failed since "
    assert diary.run(1).startswith(well)
    assert diary.run(2) == ""
    assert diary.archive._db.execute("SELECT since <= until FROM problems").fetchall() == [(1,)]
    assert f"{FEED}: status 404 (since 2026-11-23 06:17 UTC)." in diary.run(3, broken())
    assert diary.run(4).startswith(well)


def test_an_end_that_a_clock_ahead_has_noted_is_told_once(diary: Diary) -> None:
    assert diary.run(0, broken()) != ""
    over = diary.run(365, kill=True)
    assert "well again" in over
    assert [diary.run(day) for day in (1, 2)] == [over, ""]


def test_what_nobody_was_told_of_ends_without_a_word(diary: Diary) -> None:
    diary.run(1, broken(), kill=True)
    assert diary.run(2) == ""


def test_a_feed_that_fails_for_another_reason_is_not_well_again(diary: Diary) -> None:
    diary.run(1, broken())
    text = diary.run(2, broken(fault(Reason.FEED_EMPTY)))
    assert "the feed is empty" in text and "well again" not in text
    assert diary.run(3) == (
        "scraper crawl: something is well again.\n"
        f"amtsblick: well again: feed {FEED} (had failed "
        "since 2026-11-21 06:17 UTC)."
    )


def test_a_host_that_is_left_alone_since_it_failed_is_no_news(diary: Diary) -> None:
    down = Problem(fault(Reason.SITE_UNREACHABLE, why="https://amtsblick.example/: connection refused"))
    paused = Problem(fault(Reason.SITE_PAUSED, why="the host failed"))
    assert diary.run(1, down, complete=False) == (
        "scraper crawl: something needs a person.\n"
        "amtsblick: https://amtsblick.example/: connection refused; nothing was marked "
        "as gone (since 2026-11-21 06:17 UTC). Each crawl tries again; if it stays so, "
        "open the site in a browser."
    )
    assert diary.run(2, paused, complete=False) == ""
    assert diary.run(3, down, complete=False) == ""
    assert diary.run(4) == (
        "scraper crawl: something is well again.\namtsblick: well again (had failed since 2026-11-21 06:17 UTC)."
    )
    assert diary.run(5) == ""
    # Several forms of the same trouble have one end.
    diary.run(5.1, down, complete=False)
    diary.run(5.2, Problem(fault(Reason.SITE_FAILED, why="robots.txt cannot be read")), complete=False)
    assert diary.run(5.3).splitlines()[1:] == ["amtsblick: well again (had failed since 2026-11-25 08:41 UTC)."]
    assert "the host failed" in diary.run(6, paused, complete=False)


def test_an_anomaly_is_told_once_and_its_end_is_not(diary: Diary) -> None:
    stale = Problem(fault(Reason.STALE_VALIDATOR, url="https://amtsblick.example/1"))
    assert "There is nothing to do" in diary.run(1, stale)
    assert [diary.run(2), diary.run(3)] == ["", ""]


def test_failed_pages_are_told_once_each_and_counted_once_a_week(diary: Diary) -> None:
    for number in range(7):
        diary.fails(1, number, fault(Reason.NO_HOST) if number == 0 else fault(Reason.LOGIN_WALL))
    assert diary.run(1.01) == "\n".join(
        [
            "scraper crawl: something needs a person.",
            "amtsblick: not archived: https://amtsblick.example/0: no such host, or no"
            " network. Check the spelling and your connection.",
            *(f"amtsblick: not archived: https://amtsblick.example/{n}: a login wall." for n in range(1, 5)),
            "amtsblick: and 2 more; 'scraper status amtsblick --problems' lists them.",
        ]
    )
    diary.fails(2, 1, fault(Reason.LOGIN_WALL))
    assert diary.run(2.01) == ""
    diary.fails(3, 8, fault(Reason.LOGIN_WALL))
    assert diary.run(3.01).splitlines()[1:] == ["amtsblick: not archived: https://amtsblick.example/8: a login wall."]
    assert diary.run(8.1) == (
        "scraper crawl: something needs a person.\n"
        "amtsblick: still not archived: 8 pages, the first since 2026-11-21 06:17 UTC; "
        "'scraper status amtsblick --problems' lists them."
    )
    page = diary.page(1)
    with diary.archive.transaction():
        diary.archive.problems.page_recovered(page, START + 9 * DAY)
    assert [diary.run(9.01), diary.run(10.1)] == ["", ""]


def test_a_notice_is_told_once_and_needs_nobody(diary: Diary) -> None:
    why = fault(Reason.TOO_MANY_SITEMAPS, count=300, bound=200)
    assert why.reason in NOTICES
    notice = Problem(why, is_notice=True)
    assert diary.run(1, notice) == (
        "scraper crawl: for your information.\n"
        "amtsblick: for your information: robots.txt names 300 sitemaps; the first 200 "
        "are read."
    )
    assert [diary.run(2, notice), diary.run(3), diary.run(20, notice)] == [""] * 3
    assert not SiteResult(SITE.id, problems=(notice,)).needs_person
    assert SiteResult(SITE.id, problems=(notice, broken())).needs_person


def test_no_network_is_one_line_told_once_a_week_and_when_it_is_over(diary: Diary) -> None:
    why = fault(Reason.NO_NETWORK, count=27, why="no such host, or no network")
    none = Problem(why)
    assert diary.run(1, none, complete=False) == (
        "scraper crawl: no network: none of 27 hosts could be reached (no such host, or "
        "no network); nothing was changed. Check your connection."
    )
    assert [diary.run(day, none, complete=False) for day in range(2, 8)] == [""] * 6
    assert diary.run(8, none, complete=False) == (
        "scraper crawl: no network: none of 27 hosts could be reached (no such host, or "
        "no network); nothing was changed (since 2026-11-21 06:17 UTC). Check your "
        "connection."
    )
    # A run that asks nobody, as all hosts are left alone, shows nothing.
    assert diary.run(9, complete=False) == ""
    assert diary.run(10) == (
        "scraper crawl: something is well again.\n"
        "well again: the network (no host could be reached since 2026-11-21 06:17 UTC)."
    )
    assert diary.run(11) == ""


def test_lines_are_folded_and_addresses_and_times_stay_whole() -> None:
    long = f"https://amtsblick.example/{'sehr-lange-adresse-' * 8}feed"
    one = NotedProblem(1, SITE.id, Problem(STATUS, long, "feed"), START, START, 3)
    assert paragraph(Telling(new=(one,))) == (
        "scraper crawl: something needs a person.\n"
        "amtsblick: feed\n"
        f"  {long}:\n"
        "  status 404 (since 2026-11-20 06:17 UTC, 3 runs). Open it in a browser; if it\n"
        "  has moved, change the site's profile."
    )
    assert paragraph(Telling()) == ""


def test_times_are_local_and_name_their_zone(diary: Diary, zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    pause = fault(Reason.SITE_PAUSED, code="back_off", why=str(fault(Reason.BACK_OFF, until="2026-11-21 23:30")))
    assert diary.run(1, Problem(pause)) == (
        "scraper crawl: something needs a person.\n"
        "amtsblick: the host failed or asked for a pause; it is left alone until "
        "2026-11-22 00:30 CET; what is left waits for a later run (since 2026-11-21 07:17 CET). Each crawl tries again;"
        " if it stays so, open the site in a browser."
    )
