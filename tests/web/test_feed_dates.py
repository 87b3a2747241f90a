"""Dates of feeds and sitemaps: every form that is met, and the impossible ones."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover import read
from scraper.model import Response
from scraper.web.feed_dates import stamp

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URL = "https://example.org/feed"


def of_a_feed(text: str) -> dt.datetime | None:
    body = f"<rss version='2.0'><channel><item><link>/n/1</link><pubDate>{text}</pubDate></item></channel></rss>"
    return read(Response(URL, URL, 200, (), body.encode(), NOW), "feed", None).links[0].published


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # RFC 3339 and the W3C's note, whole and short
        ("2024-05-03T10:00:00Z", "2024-05-03T10:00"),
        ("2024-05-03T10:00:00.123456+02:00", "2024-05-03T08:00"),
        ("2024-05-03T10:00+0530", "2024-05-03T04:30"),
        ("2024-05-03T10:00:00-03", "2024-05-03T13:00"),
        ("2024-05-03t10:00:00z", "2024-05-03T10:00"),
        ("2024-05-03 10:00:00", "2024-05-03T10:00"),
        ("2024-05-03T10:00:00 +0200", "2024-05-03T08:00"),
        ("2024-05-03T10:00:00 CEST", "2024-05-03T08:00"),
        ("2024-05-03T10:00:00+02:00[Europe/Berlin]", "2024-05-03T08:00"),
        ("20240503T100000Z", "2024-05-03T10:00"),
        ("2024-05-03", "2024-05-03T00:00"),
        ("2024-05", "2024-05-01T00:00"),
        ("2024-02-29T23:00:00-02:00", "2024-03-01T01:00"),
        # RFC 822 and what is made of it
        ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00"),
        ("Fri,  3 May 2024 10:00 +0200", "2024-05-03T08:00"),
        ("Fri, 03 May 24 10:00:00 EST", "2024-05-03T15:00"),
        ("Fri, 03 May 2024 10:00:00 CEST", "2024-05-03T08:00"),
        ("Fri, 03 May 2024 10:00:00 MESZ", "2024-05-03T08:00"),
        ("Fri, 03 May 2024 10:00:00 Etc/GMT", "2024-05-03T10:00"),
        # hours of one figure
        ("2024-05-03T8:15:00Z", "2024-05-03T08:15"),
        ("2024-05-03T9:05+02:00", "2024-05-03T07:05"),
        ("2024-5-3 9:05", "2024-05-03T09:05"),
        ("Fri, 03 May 2024 8:15:00 +0200", "2024-05-03T06:15"),
        # the end of a day
        ("2024-05-03T24:00:00+02:00", "2024-05-03T22:00"),
        ("2024-12-31T24:00Z", "2025-01-01T00:00"),
        ("Fri, 03 May 2024 24:00:00 +0200", "2024-05-03T22:00"),
        ("Fr, 3. Mai 2024, 24:00 Uhr", "2024-05-03T22:00"),
        # halves of a day
        ("Fri, 03 May 2024 01:15 PM", "2024-05-03T13:15"),
        ("Fri, 03 May 2024 12:15:00 am", "2024-05-03T00:15"),
        ("Fri, 03 May 2024 12:15 p.m.", "2024-05-03T12:15"),
        ("Fri, 03 May 2024 11:15:00 AM +0200", "2024-05-03T09:15"),
        ("Fri, 03 May 2024 13:15 PM GMT", "2024-05-03T13:15"),
        ("5/3/2024 1:15:00 PM", "2024-05-03T13:15"),
        ("May 3, 2024 at 1:15pm CEST", "2024-05-03T11:15"),
        ("2024-05-03 01:15:00 PM", "2024-05-03T13:15"),
        # zones beside names that are not English
        ("Fr, 03 Mai 2024 10:00:00 GMT", "2024-05-03T10:00"),
        ("Fr, 03 Mai 2024 10:00:00 +0000", "2024-05-03T10:00"),
        ("Fr, 03. Mai 2024 10:00 MESZ", "2024-05-03T08:00"),
        ("ven., 03 mai 2024 10:00:00 -0500", "2024-05-03T15:00"),
        ("venerdì 3 maggio 2024 10:00 UTC", "2024-05-03T10:00"),
        # zones before the year, as Java and JavaScript write them
        ("Fri May 03 10:00:00 CEST 2024", "2024-05-03T08:00"),
        ("Fri May 03 10:00:00 EDT 2024", "2024-05-03T14:00"),
        ("Fr Mai 03 10:00:00 MESZ 2024", "2024-05-03T08:00"),
        ("Fri May 03 10:00:00 GMT+02:00 2024", "2024-05-03T08:00"),
        ("Fri May 03 2024 10:00:00 GMT+0200 (Mitteleuropäische Sommerzeit)", "2024-05-03T08:00"),
        # RFC 5322 §3.3: no zone is told, but it is UTC
        ("Fri, 03 May 2024 10:00:00 -0000", "2024-05-03T10:00"),
        ("Fr, 03 Mai 2024 10:00:00 -0000", "2024-05-03T10:00"),
        # more than a W3C date
        ("2024-05-03T10:00:00+0200+02:00", "2024-05-03T08:00"),
        ("2024-05-03T10:00:00+02:00Z", "2024-05-03T08:00"),
        ("2024-05-03T10:00:00Z (geändert)", "2024-05-03T10:00"),
        ("2024-05-03T10:00:00 -0500 EST", "2024-05-03T15:00"),
        ("2024-05-03T10:00:00[Europe/Berlin]", "2024-05-03T08:00"),
        ("2024-05-03T10:00:00 UTC+2", "2024-05-03T08:00"),
        ("2024-05-03T10:00 Uhr", "2024-05-03T08:00"),
        ("2024-05-03T10:00:60Z", "2024-05-03T10:00:59"),
        ("20240503100000", "2024-05-03T10:00"),
        ("Fri, 03 May 2024 10:00:00 +2", "2024-05-03T08:00"),
        ("2024/05/03 10:00:00", "2024-05-03T08:00"),
        ("Fri, 03 May 2024", "2024-05-03T00:00"),
        ("Fri May  3 10:00:00 2024", "2024-05-03T10:00"),
        ("May 3, 2024 10:00:00 GMT", "2024-05-03T10:00"),
        # written for people
        ("Fr, 3. Mai 2024 12:00 Uhr", "2024-05-03T10:00"),
        ("3.5.2024 12:00", "2024-05-03T10:00"),
        ("2024-05-03 오후 7:00:00", "2024-05-03T10:00"),
        ("2024-05-03 오전 12:30", "2024-05-02T15:30"),
        ("2024년 5월 3일 19:00:00", "2024-05-03T10:00"),
    ],
)
def test_a_date_is_read(text: str, wanted: str) -> None:
    assert of_a_feed(text) == dt.datetime.fromisoformat(wanted).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-03T25:00:00Z",
        "2024-05-03T10:61:00Z",
        "2024-05-03T10:00:61Z",
        "2024-13-03",
        "2024-02-30T10:00:00Z",
        "2024-05-03-07",
        "2024-05-03T1x:00:00Z",
        "2024-05-03T10:00:00+99:99",
        "2024-05-03T10:00:00 XYZ",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+01:00",
        "Fri, 03 May 2024 10:00:00 +0x:00",
        "Fri, 99 May 2024 10:00:00 GMT",
        "2024년 13월 3일 19:00:00",
        "2024-05-03T24:01:00Z",
        "2024-05-03T09:xx:00Z",
        "2024-05-03T10:00:00 Mars/Phobos",
        "9999-12-31T24:00:00Z",
        "Fri, 03 May 2024 10:00:00 +9999",
        # Dates that only a reader finds in them
        "99999999999",
        "1714730400",
        "10000-05-03",
        "10000-05-03T10:00:00Z",
        "-0001-11-30T00:00:00+00:00",
        "Fri, 03 May 10000 10:00:00 GMT",
        "Fri, 03 May 20245 10:00:00 GMT",
        "Fri, 31 Feb 2024 10:00:00 GMT",
        # The zeros of Go and .NET, and of Unix
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "heute",
        "",
    ],
)
def test_an_impossible_date_is_none(text: str) -> None:
    assert of_a_feed(text) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{4}-[0-9]{2}[0-9TZ:.+\- A-Za-z\[\]]{0,30}"), st.integers(0, 2**33))
def test_no_date_raises(text: str, seconds: int) -> None:
    for found in (stamp(text), stamp(text, time.gmtime(seconds))):
        assert found is None or found.utcoffset() == dt.timedelta()


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)), st.integers(-14 * 4, 14 * 4))
def test_every_moment_survives_its_machine_form(moment: dt.datetime, quarters: int) -> None:
    zoned = moment.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=15 * quarters)))
    assert stamp(zoned.isoformat()) == zoned
    assert stamp(zoned.strftime("%Y-%m-%d %H:%M:%S%z")) == zoned


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The zero of Unix in a zone that moves it is none; two days later news may begin.
        ("1970-01-02T23:59:59Z", None),
        ("1970-01-03", "1970-01-03T00:00"),
        ("2024-05-03 오전 12:30", "2024-05-02T15:30"),
        ("2024-05-03 오후 12:30", "2024-05-03T03:30"),
        ("2024-05-03 오후 1:30", "2024-05-03T04:30"),
        ("2024-05-03 오후 13:30", "2024-05-03T04:30"),
    ],
)
def test_the_edges_of_what_is_read(text: str, wanted: str | None) -> None:
    assert stamp(text) == (dt.datetime.fromisoformat(wanted).replace(tzinfo=dt.UTC) if wanted else None)


def test_a_broken_zone_is_not_read_as_none() -> None:
    assert stamp("Fri, 03 May 2024 10:00:00 +0x:00", time.gmtime(1_714_730_400)) is None


@pytest.mark.parametrize("text", ["Freitag", "7.6.2024", "03.05.1999 15:00", "99999999999"])
def test_a_moment_that_does_not_stand_in_the_text_is_none_of_its(text: str) -> None:
    assert stamp(text, time.gmtime(1_714_748_400)) != dt.datetime(2024, 5, 3, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["031231", "03-12-31", "03365", "Wed, 31 Dec 03", "Thu, 01 Jan 2004 00:00:00 +0100"])
def test_a_year_may_have_two_figures_and_a_zone_may_move_it(text: str) -> None:
    eve = dt.datetime(2003, 12, 31, 23, tzinfo=dt.UTC)
    assert stamp(text, eve.utctimetuple()) == eve


def test_what_feedparser_knows_outranks_what_a_person_would_read() -> None:
    assert stamp("Fri, 03 May 2024 10:00:00 EST", time.gmtime(1_714_748_400)) == dt.datetime(
        2024, 5, 3, 15, tzinfo=dt.UTC
    )
    assert stamp("3.5.2024 12:00", time.gmtime(1_714_748_400)) == dt.datetime(2024, 5, 3, 15, tzinfo=dt.UTC)
