"""HTTP dates in all three forms of RFC 9110 §5.6.7, and that none raises."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.web import http_dates

MOMENT = dt.datetime(1994, 11, 6, 8, 49, 37, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 09:49:37 +0100",
        "Sun, 06 Nov 1994 08:49:37 -0000",
        "Sun, 06 Nov 1994 08:49:37",
    ],
)
def test_every_form_is_one_moment_in_utc(text: str) -> None:
    found = http_dates.parse(text)
    assert found == MOMENT
    assert found is not None
    assert found.tzinfo is dt.UTC


@pytest.mark.parametrize(
    "text",
    ["", "0", "120", "heute", "Sun, 99 Nov 1994 08:49:37 GMT", "\ud83d", "\x00", "Fri, 31 Dec 9999 23:59:59 -2300"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert http_dates.parse(text) is None


def test_a_date_of_mail_without_a_zone_stays_without_one() -> None:
    found = http_dates.parse_mail_date("Sun, 06 Nov 1994 08:49:37")
    assert found == MOMENT.replace(tzinfo=None)


@pytest.mark.parametrize("zone", ["-0000", "-0000 (irgendwo)", "+0000", "GMT"])
def test_minus_nothing_is_utc(zone: str) -> None:
    assert http_dates.parse_mail_date(f"Sun, 06 Nov 1994 08:49:37 {zone}") == MOMENT


@given(st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,9} [A-Z][a-z]{2} [0-9]{1,9} [0-9:]{0,12} \S{0,9}"))
def test_no_date_raises(text: str) -> None:
    found = http_dates.parse(text)
    assert found is None or found.utcoffset() == dt.timedelta()


def test_a_date_without_a_zone_is_in_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert http_dates.parse("Sun Nov  6 08:49:37 1994") == MOMENT
    finally:
        monkeypatch.undo()
        time.tzset()
