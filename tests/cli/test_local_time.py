"""Times in the local zone, days that are counted from today, and bounds of what is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from cli_running import Done, scraper
from scraper.cli.options import day
from scraper.report import local_time
from sized_terminal import on_terminal

# Half past midnight in Berlin, and still the day before in UTC.
NOW = dt.datetime(2026, 11, 26, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "text", "shown", "on_day"),
    [
        ("Europe/Berlin", "2026-11-27T10:15:59Z", "2026-11-27 11:15", "2026-11-27"),
        ("Europe/Berlin", "2026-07-01T10:15:00Z", "2026-07-01 12:15", "2026-07-01"),
        # The hour that there is twice in the night in which summer ends.
        ("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25 02:30", "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25 02:30", "2026-10-25"),
        ("Europe/Berlin", "2026-11-26T23:30:00Z", "2026-11-27 00:30", "2026-11-27"),
        ("America/New_York", "2026-11-27T03:00:00Z", "2026-11-26 22:00", "2026-11-26"),
        ("UTC", "2026-11-27T10:15:00Z", "2026-11-27 10:15", "2026-11-27"),
        ("Europe/Berlin", "2026-11-27", "2026-11-27", "2026-11-27"),
        ("Europe/Berlin", "gestern", "gestern", "gestern"),
        ("Europe/Berlin", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "9999-12-31"),
    ],
)
def test_a_time_in_the_local_zone(zone: Callable[[str], None], name: str, text: str, shown: str, on_day: str) -> None:
    zone(name)
    assert (local_time.local(text), local_time.local_day(text)) == (shown, on_day)


@pytest.mark.parametrize(
    ("name", "sentence", "shown"),
    [
        (
            "Europe/Berlin",
            "left alone until 2026-11-27 23:30 UTC, since 2026-07-01 10:15 UTC",
            "left alone until 2026-11-28 00:30 CET, since 2026-07-01 12:15 CEST",
        ),
        ("UTC", "until 2026-11-27 10:15 UTC.", "until 2026-11-27 10:15 UTC."),
        ("Europe/Berlin", "2026-13-27 10:15 UTC, 2026-11-27 10:15, 9999-12-31 23:59 UTC", None),
    ],
)
def test_the_times_of_a_sentence_name_their_zone(
    zone: Callable[[str], None], name: str, sentence: str, shown: str | None
) -> None:
    zone(name)
    assert local_time.with_local_stamps(sentence) == (shown or sentence)


def test_a_record_names_the_zone_of_its_times_once(zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    row = {
        "id": 1,
        "published_at": "2026-07-01T10:00:00Z",
        "first_seen": "2026-11-27T10:00:00Z",
        "gone_at": None,
        "x": "y",
    }
    (shown,) = local_time.readable([row])
    assert list(shown.items()) == [
        ("id", 1),
        ("published_at", "2026-07-01 12:00"),
        ("first_seen", "2026-11-27 11:00"),
        ("time_zone", "CEST, CET"),
        ("gone_at", None),
        ("x", "y"),
    ]
    assert local_time.readable([{"id": 1}]) == [{"id": 1}]
    assert local_time.readable([]) == []


def test_records_of_one_table_keep_the_same_fields(zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    time = "2026-11-27T10:00:00Z"
    rows = local_time.readable(
        [
            {"seen_at": time, "x": "y", "told_at": None},
            {"seen_at": time, "x": "y", "told_at": time},
            {"seen_at": None, "x": "y", "told_at": None},
        ]
    )
    assert [list(row) for row in rows] == [["seen_at", "x", "told_at", "time_zone"]] * 3
    assert [row["time_zone"] for row in rows] == ["CET", "CET", None]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Europe/Berlin", "today", "2026-11-27"),
        ("UTC", "today", "2026-11-26"),
        ("Europe/Berlin", "Heute", "2026-11-27"),
        ("Europe/Berlin", "yesterday", "2026-11-26"),
        ("Europe/Berlin", "gestern", "2026-11-26"),
        ("Europe/Berlin", "7d", "2026-11-20"),
        ("Europe/Berlin", " 2W ", "2026-11-13"),
        ("Europe/Berlin", "36525d", "1926-11-27"),
        ("Europe/Berlin", "2024-05-23", "2024-05-23"),
        ("Europe/Berlin", "20.11.2026", "2026-11-20"),
    ],
)
def test_days_as_people_type_them(
    zone: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, name: str, text: str, found: str
) -> None:
    zone(name)
    monkeypatch.setattr(local_time, "local_now", NOW.astimezone)
    assert day.convert(text, None, None) == dt.date.fromisoformat(found)


@pytest.mark.parametrize("text", ["36526d", "5218w", "99999999d", "9" * 5000 + "d"])
def test_days_of_more_than_a_hundred_years_ago(text: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        day.convert(text, None, None)
    assert caught.value.message == f"'{text}' is more than a hundred years ago."


@pytest.mark.parametrize("command", [("search", "x"), ("latest",)])
def test_days_that_exclude_each_other(demo_archive: tuple[Path, list[Done]], command: tuple[str, ...]) -> None:
    done = scraper("--db", demo_archive[0], *command, "--since", "20.11.2026", "--until", "2026-11-01")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("\nError: No day is both: --since 2026-11-20 is later than --until 2026-11-01.\n")


def test_a_single_day_may_be_asked_for(demo_archive: tuple[Path, list[Done]]) -> None:
    db = demo_archive[0]
    (day_of_newest,) = (row["date"] for row in scraper("--db", db, "latest", "--limit", "1", "--nl").lines)
    of_the_day = scraper("--db", db, "latest", "--since", day_of_newest, "--until", day_of_newest, "--nl").lines
    assert {row["date"] for row in of_the_day} == {day_of_newest}


@pytest.mark.parametrize("command", [("search", "x"), ("latest",)])
@pytest.mark.parametrize("number", ["0", "-1", "10001", "1e3", "²", "9" * 5000])
def test_a_limit_that_is_none(demo_archive: tuple[Path, list[Done]], command: tuple[str, ...], number: str) -> None:
    done = scraper("--db", demo_archive[0], *command, "--limit", number)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(
        f"\nError: Invalid value for '--limit': '{number}' must be a number from 1 to 10000;"
        " 'scraper query' gets more.\n"
    )


@pytest.mark.parametrize("command", [("search", "x"), ("latest",)])
def test_a_site_that_is_none(demo_archive: tuple[Path, list[Done]], command: tuple[str, ...]) -> None:
    done = scraper("--db", demo_archive[0], *command, "--site", "demo", "--site", "dmeo")
    assert (done.code, done.out, done.err) == (2, "", "Error: There is no site 'dmeo'. Did you mean 'demo'?\n")
    done = scraper("--db", demo_archive[0], *command, "--site", "komune21")
    assert (done.code, done.err) == (2, "Error: There is no site 'komune21'. Did you mean 'kommune21'?\n")
    # A site that has a profile and no article yet is no mistake.
    done = scraper("--db", demo_archive[0], *command, "--site", "kommune21")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_show_has_local_times_on_a_terminal_alone(
    demo_archive: tuple[Path, list[Done]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    (row,) = scraper("--db", demo_archive[0], "show", "1").lines
    moment = dt.datetime.fromisoformat(row["published_at"])
    shown = on_terminal(80, "--db", demo_archive[0], "show", "1")
    assert row["published_at"].endswith("Z")
    assert f"published_at: {moment.astimezone(dt.timezone(dt.timedelta(hours=1))):%Y-%m-%d %H:%M}\n" in shown
    assert "\ntime_zone:    CET\n" in shown


def test_times_within_a_list_are_local_too(zone: Callable[[str], None]) -> None:
    zone("Europe/Berlin")
    link = {"url": "https://a.example/", "since": "2026-11-27T10:15:00Z", "checked_at": "2026-11-27T10:15:00Z"}
    row = {"links": [link], "keywords": ["seit 2026"], "first_seen": "2026-11-27T10:15:00Z"}
    assert local_time.readable([row]) == [
        {
            "links": [{"url": "https://a.example/", "since": "2026-11-27 11:15", "checked_at": "2026-11-27 11:15"}],
            "keywords": ["seit 2026"],
            "first_seen": "2026-11-27 11:15",
            "time_zone": "CET",
        }
    ]
