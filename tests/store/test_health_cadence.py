"""An archive says of a site that it is quiet: from rows of the archive, whatever brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from scraper.model import Alarm, Reason, Site
from scraper.store import Archive
from scraper.store.health import cadence
from scraper.store.health.cadence import quiet
from scraper.store.status import site_states

BEGIN, DIED = dt.date(2026, 3, 2), dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)
SITES = [Site(id=name, name=name, home=f"https://{name}.example/") for name in ("a", "b", "c")]
Rows = list[tuple[object, ...]]


def days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def working(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (day for day in days(first, last) if day.weekday() < 5)


def at(day: dt.date, hour: int = 6) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def text(time: dt.datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


class Made:
    """An archive whose rows are written as SQL has them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._number = 0
        for site in SITES:
            self._run("INSERT INTO sites (id, name, home) VALUES (?, ?, ?)", [(site.id, site.name, site.home)])

    def _run(self, sql: str, rows: Rows) -> None:
        with self.archive.transaction():
            self.archive._db.conn.executemany(sql, rows)

    def articles(
        self,
        site: str,
        on: Iterable[dt.date | None],
        seen: Callable[[dt.date], dt.datetime] = at,
        hour: int | None = None,
    ) -> None:
        rows: Rows = []
        for day in on:
            self._number += 1
            seen_at = text(seen(day or BEGIN))
            published = None if hour is None or day is None else text(at(day, hour))
            url = f"https://{site}.example/{self._number}"
            rows.append((url, site, day and day.isoformat(), published, seen_at, seen_at, seen_at))
        self._run(
            "INSERT INTO articles (url, site, title, date, published_at, body, words, digest, reader, first_seen,"
            " last_seen, changed_at) VALUES (?, ?, 'T', ?, ?, '', 0, '', '', ?, ?, ?)",
            rows,
        )

    def looks(self, site: str, on: Iterable[dt.date], hour: int = 6) -> None:
        self._number += 1
        run = self._number
        rows: Rows = []
        for number, day in enumerate(on):
            # Each look is of a run of its own.
            rows.append((run * 10_000 + number, site, text(at(day, hour))))
        self._run(
            "INSERT OR IGNORE INTO crawls (id, started_at, finished_at, sites) VALUES (?, ?, ?, '[]')",
            [(row[0], row[2], row[2]) for row in rows],
        )
        self._run(
            "INSERT INTO crawl_sites (crawl_id, site, finished_at, found, new, changed, unchanged, gone, failed,"
            " requests, bytes) VALUES (?, ?, ?, 0, 0, 0, 0, 0, 0, 1, 1)",
            rows,
        )

    def problem(self, site: str, code: str, since: dt.date, until: dt.date | None) -> None:
        end = None if until is None else text(at(until, 0))
        self._run(
            "INSERT INTO problems (site, code, since, last, times, until) VALUES (?, ?, ?, ?, 1, ?)",
            [(site, code, text(at(since, 0)), text(at(since, 0)), end)],
        )

    def usual(self, until: dt.date, *, died: dt.date = DIED, looked_since: dt.date = BEGIN) -> None:
        """Write three sites of two articles each working day, of which the first falls silent."""
        for site in SITES:
            last = died - DAY if site.id == "a" else until
            for _ in range(2):
                self.articles(site.id, working(BEGIN, last), seen=lambda day: at(max(day + DAY, looked_since)))
            self.looks(site.id, days(looked_since, until))

    def quiet(self, now: dt.datetime) -> dict[str, list[str]]:
        found = quiet(self.archive._db, SITES, now)
        return {site: [f"{alarm.fault} since {alarm.since:%Y-%m-%d}" for alarm in own] for site, own in found.items()}


@pytest.fixture
def made(archive: Archive) -> Made:
    return Made(archive)


def test_a_site_that_fell_silent_is_named_with_since_days_and_usual_gap(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    assert made.quiet(at(DIED + 2 * DAY)) == {}
    # The day after the last article is a Saturday, and 7 to 16 September are eight working days.
    assert made.quiet(at(until)) == {"a": ["quiet for 8 working days, usual gap 1.0 since 2026-09-05"]}
    alarm = quiet(made.archive._db, SITES, at(until))["a"][0]
    assert alarm == Alarm(alarm.fault, dt.datetime(2026, 9, 5, tzinfo=dt.UTC))
    assert (alarm.fault.reason, alarm.fault.detail) == (Reason.QUIET, (("days", 8), ("gap", "1.0")))


def test_sites_that_nobody_asks_for_are_no_alarm_but_still_count_for_the_calendar(made: Made) -> None:
    made.usual(DIED + 10 * DAY)
    assert quiet(made.archive._db, SITES[1:], at(DIED + 10 * DAY)) == {}
    assert quiet(made.archive._db, [], at(DIED + 10 * DAY)) == {}


def test_a_new_article_ends_it(made: Made) -> None:
    made.usual(DIED + 10 * DAY)
    made.articles("a", [DIED + 9 * DAY])
    assert made.quiet(at(DIED + 10 * DAY)) == {}


def test_a_site_that_was_paused_is_not_silent(made: Made) -> None:
    until = DIED + 40 * DAY
    made.usual(until)
    made._run("DELETE FROM crawl_sites WHERE site = 'a' AND finished_at >= ?", [(text(at(DIED)),)])
    assert made.quiet(at(until)) == {}
    # Back from the pause, it is looked at for a day, and nothing is expected of the weeks before.
    made.looks("a", [until])
    assert made.quiet(at(until)) == {}


@pytest.mark.parametrize("code", ["host_down", "site_unreachable", "none_fits"])
def test_a_site_whose_crawls_failed_is_not_silent(made: Made, code: str) -> None:
    made.usual(DIED + 10 * DAY)
    made.problem("a", code, DIED - DAY, None)
    assert made.quiet(at(DIED + 10 * DAY)) == {}


@pytest.mark.parametrize("code", ["read_to_bound", "quiet", "future_dates", "new_etag"])
def test_a_notice_an_alarm_and_an_anomaly_hide_nothing(made: Made, code: str) -> None:
    made.usual(DIED + 10 * DAY)
    made.problem("a", code, DIED - DAY, None)
    assert list(made.quiet(at(DIED + 10 * DAY))) == ["a"]


def test_a_trouble_that_is_over_hides_nothing(made: Made) -> None:
    made.usual(DIED + 10 * DAY)
    made.problem("a", "host_down", DIED - 20 * DAY, DIED - 10 * DAY)
    assert list(made.quiet(at(DIED + 10 * DAY))) == ["a"]


def test_old_articles_that_a_relaunch_brings_hide_nothing(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    found = at(until - 2 * DAY)
    made.articles("a", days(BEGIN - 400 * DAY, BEGIN), seen=lambda day: found)
    made.articles("a", [None] * 300, seen=lambda day: found)
    assert made.quiet(at(until)) == {"a": ["quiet for 8 working days, usual gap 1.0 since 2026-09-05"]}


def test_old_articles_make_no_site_silent(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until, died=until)
    made.articles("a", [dt.date(2012 + number % 13, 1 + number % 12, 1) for number in range(400)])
    assert made.quiet(at(until)) == {}


def test_a_first_crawl_of_a_site_that_ended_is_no_silence_and_a_week_of_looks_is(made: Made) -> None:
    made.usual(DIED + 40 * DAY, looked_since=DIED + 30 * DAY)
    assert made.quiet(at(DIED + 30 * DAY)) == {}
    assert list(made.quiet(at(DIED + 37 * DAY))) == ["a"]


def test_articles_without_a_day_count_by_the_day_on_which_they_were_first_seen(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    made._run("UPDATE articles SET date = NULL WHERE site = 'a'", [()])
    # They were first seen on the morning after, of Friday's on Saturday.
    assert made.quiet(at(until)) == {"a": ["quiet for 8 working days, usual gap 1.0 since 2026-09-06"]}
    made.articles("a", [None], seen=lambda day: at(until - DAY))
    assert made.quiet(at(until)) == {}


def test_an_article_that_is_dated_after_its_first_visit_hides_nothing(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    made.articles("a", [until - DAY, until + 300 * DAY], seen=lambda day: at(DIED - 5 * DAY))
    assert list(made.quiet(at(until))) == ["a"]


def test_what_comes_in_the_afternoon_is_not_missing_in_the_morning(made: Made) -> None:
    """Three working days are an alarm; the third counts when the hour has come at which articles come."""
    third = DIED + 2 * DAY
    for site in SITES:
        last = DIED - DAY if site.id == "a" else third
        for _ in range(2):
            made.articles(site.id, working(BEGIN, last), hour=14)
        made.looks(site.id, days(BEGIN, third - DAY), hour=20)
    for site in SITES:
        made.looks(site.id, [third], hour=9)
    assert made.quiet(at(third, 21)) == {}
    for site in SITES:
        made.looks(site.id, [third], hour=20)
    assert list(made.quiet(at(third, 21))) == ["a"]


def test_times_that_lie_ahead_are_not_believed(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    made.looks("a", [until + 3000 * DAY, dt.date(9999, 12, 31)])
    assert list(made.quiet(at(until))) == ["a"]
    # A clock that has jumped back finds the archive as it was then.
    assert made.quiet(at(DIED - 30 * DAY)) == {}
    assert made.quiet(at(BEGIN - 3000 * DAY)) == {}


def test_rows_that_hold_no_day_are_passed_over(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    made._run("UPDATE articles SET date = 'irgendwann' WHERE id = 1", [()])
    made._run("UPDATE articles SET published_at = 'mittags' WHERE id = 2", [()])
    assert list(made.quiet(at(until))) == ["a"]


def test_an_archive_without_anything_has_no_alarm(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "new.db") as archive:
        assert quiet(archive._db, SITES, at(DIED)) == {}


def test_status_says_it_with_what_to_do(made: Made) -> None:
    until = DIED + 10 * DAY
    made.usual(until)
    states = {row["site"]: row for row in site_states(made.archive._db, at(until), SITES)}
    assert [(name, row["verdict"]) for name, row in states.items()] == [
        ("a", "needs attention"),
        ("b", "ok"),
        ("c", "ok"),
    ]
    (problem,) = states["a"]["problems"]
    assert (problem["code"], problem["problem"], problem["since"], problem["next"]) == (
        "quiet",
        "quiet for 8 working days, usual gap 1.0",
        "2026-09-05T00:00:00Z",
        "Open the site; if it publishes, its source or its 'articles' pattern fits no more: 'scraper sites check' with"
        " its name says which.",
    )


def test_days_are_counted_without_reading_the_articles(made: Made) -> None:
    """A hundred thousand texts would have to be read from the disk otherwise."""
    plan = made.archive._db.execute(f"EXPLAIN QUERY PLAN {cadence._DATED}", {"earliest": "2024", "compared": "2026"})
    steps = [str(row[3]) for row in plan]
    assert any("COVERING INDEX articles_site_date" in step for step in steps)
    assert not any(step.endswith("SCAN articles") for step in steps)


def test_looks_and_failures_are_walked_side_by_side() -> None:
    looks = ["1", "2", "3", "4", "5", "6"]
    assert cadence._outside(looks, []) == looks
    assert cadence._outside(looks, [("2", "4"), ("3", "5"), ("2", "3")]) == ["1", "5", "6"]
    assert cadence._outside(looks, [("5", "9999"), ("0", "1")]) == ["1", "2", "3", "4"]


def test_what_a_first_crawl_or_a_flood_finds_without_a_day_was_not_published_then() -> None:
    began = dt.date(2026, 3, 2)
    undated = {began - DAY: 1, began: 5, began + DAY: 2, began + 2 * DAY: 20, began + 3 * DAY: 26}
    assert cadence._published(undated, {}, began) == {began + DAY: 2, began + 2 * DAY: 20}
    assert cadence._published({began + DAY: 40}, {began: 8}, began) == {began + DAY: 40}
