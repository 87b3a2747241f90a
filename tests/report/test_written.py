"""Numbers and days in German and English, and the filters that templates have of them."""

from __future__ import annotations

import datetime as dt
import time

import jinja2
import pytest

from scraper.report import written
from scraper.report.jinja import environment, href

DAY = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234567, "1.234.567", "1,234,567"),
        (0.5, "0,5", "0.5"),
        (1234.25, "1.234,2", "1,234.2"),
    ],
)
def test_numbers(value: float, german: str, english: str) -> None:
    assert (written.number(value, "de"), written.number(value, "en")) == (german, english)


def test_days() -> None:
    assert written.day(DAY, "de", weekday=True) == "Montag, 2. November 2026"
    assert written.day("2026-11-02T23:30:00Z", "en", weekday=True) == "Monday 2 November 2026"
    assert written.short_day(DAY, "de") == "2. Nov."
    assert written.day("no day", "de") == "no day"


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        (DAY, DAY, "2. November 2026", "2 November 2026"),
        (DAY, dt.date(2026, 11, 8), "2.–8. November 2026", "2–8 November 2026"),
        (dt.date(2026, 10, 30), DAY, "30. Oktober – 2. November 2026", "30 October – 2 November 2026"),
        (dt.date(2025, 12, 30), DAY, "30. Dezember 2025 – 2. November 2026", "30 December 2025 – 2 November 2026"),
    ],
)
def test_spans_of_days_say_once_what_both_share(first: dt.date, last: dt.date, german: str, english: str) -> None:
    assert (written.days(first, last, "de"), written.days(first, last, "en")) == (german, english)


def test_times_are_those_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    assert written.time("2026-11-02T23:30:00Z", "de") == "3. November 2026, 00:30"
    monkeypatch.undo()
    time.tzset()


def test_languages_of_pages_are_known_by_their_primary_subtag() -> None:
    assert [written.language(tag) for tag in ("de-AT", "DE", "fr", "", None)] == ["de", "de", "en", "en", "en"]


def test_an_address_is_linked_where_it_is_one_of_the_web() -> None:
    assert href("HTTPS://a.example/b c\n") == "HTTPS://a.example/b%20c"
    assert [href(url) for url in ("javascript:alert(1)", "data:text/html,x", "/a", " ", None)] == [None] * 5


def test_templates_are_escaped_and_strict() -> None:
    env = environment()
    assert env.from_string("{{ a | line }}").render(a="<b>\u202e\n x") == "&lt;b&gt; x"
    assert env.from_string("{{ 1234 | number('de') }}, {{ d | day('de') }}").render(d=DAY) == "1.234, 2. November 2026"
    with pytest.raises(jinja2.UndefinedError):
        env.from_string("{{ nothing }}").render()
