"""Written and machine dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.web import dates, written_days
from scraper.web.dates import find_day, parse_day, parse_moment, parse_stamp


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("[23.5.2014]", "2014-05-23"),
        ("23. Mai 2014", "2014-05-23"),
        ("Mi, 21.04.2026 - 15:26", "2026-04-21"),
        ("Freitag, 10. April 2026", "2026-04-10"),
        ("Stand: 3.4.2020", "2020-04-03"),
        ("4. Jänner 2019", "2019-01-04"),
        ("1. März 2021, 10:15 Uhr", "2021-03-01"),
        ("3.4.20", "2020-04-03"),
        ("3.4.98", "1998-04-03"),
        ("2014-05-23", "2014-05-23"),
        ("2014-05-23T23:30:00-05:00", "2014-05-23"),
        ("20140523", "2014-05-23"),
        ("Fri, 23 May 2014 10:00:00 +0200", "2014-05-23"),
        ("May 3rd, 2021", "2021-05-03"),
        ("12 août 2020", "2020-08-12"),
        ("5 de enero de 2022", "2022-01-05"),
        ("23/5/2014", "2014-05-23"),
        ("21/04/16", "2016-04-21"),
        ("26 | 01 | 2022", "2022-01-26"),
        ("Apr 21st, 2016", "2016-04-21"),
        ("Jan 04 09:34 2021", "2021-01-04"),
        ("24/Dec/2019", "2019-12-24"),
        ("2020年7月12日", "2020-07-12"),
        ("2023.11.02. 8:06", "2023-11-02"),
        ("20 septembrie 2020 16:20", "2020-09-20"),
        ("3 января 2020", "2020-01-03"),
        ("12 Eylül 2020", "2020-09-12"),
        ("2. října 2019", "2019-10-02"),
        ("5 stycznia 2021", "2021-01-05"),
        ("3 de março de 2020", "2020-03-03"),
        ("07 أكتوبر 2020", "2020-10-07"),
    ],
)
def test_a_date_is_read(text: str, day: str) -> None:
    assert parse_day(text) == find_day(text) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["", "31.2.2014", "99.99.2020", "Version 1.2.3.4", "Tel. 0711/12345", "2014", "23.5.0014"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_day(text) is None
    assert find_day(text) is None


def test_slashes_are_american_where_the_caller_says_so() -> None:
    assert parse_day("4/5/2020") == find_day("4/5/2020") == dt.date(2020, 5, 4)
    assert parse_day("4/5/2020", american=True) == find_day("4/5/2020", american=True) == dt.date(2020, 4, 5)
    assert parse_day("23/5/2020", american=True) == dt.date(2020, 5, 23)
    moment = dt.datetime(2020, 4, 5, 10, 15, tzinfo=dt.UTC)
    assert parse_stamp("4/5/2020 12:15", american=True) == (dt.date(2020, 4, 5), moment)


def test_a_sentence_holds_a_date_but_is_none() -> None:
    text = "Seit dem 3. April 2020 gilt in allen Ämtern des Landes eine neue Regel."
    assert parse_day(text) is None
    assert find_day(text) == dt.date(2020, 4, 3)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-05-23T10:11:12Z", "2014-05-23T10:11:12+00:00"),
        ("2014-05-23T10:11:12.345+02:00", "2014-05-23T10:11:12+02:00"),
        ("2014-05-23 10:11", "2014-05-23T10:11:00+02:00"),
        ("2014-01-23T10:11:12+0100", "2014-01-23T10:11:12+01:00"),
        ("Fri, 23 May 2014 10:00:00 GMT", "2014-05-23T10:00:00+00:00"),
        ("Mi, 21.04.2026 - 15:26", "2026-04-21T15:26:00+02:00"),
        ("12.1.2021 um 9.05 Uhr", "2021-01-12T09:05:00+01:00"),
        ("May 3, 2021 3:15 pm", "2021-05-03T15:15:00+02:00"),
    ],
)
def test_a_moment_is_read(text: str, moment: str) -> None:
    found = parse_moment(text)
    assert found is not None
    assert found.isoformat() == moment


@pytest.mark.parametrize(
    "text", ["", "2014-05-23", "2014-05-23T00:00:00+02:00", "23. Mai 2014", "2014-05-23T25:61:00Z"]
)
def test_what_has_no_time_of_day_is_no_moment(text: str) -> None:
    assert parse_moment(text) is None


def test_midnight_in_berlin_written_in_utc_is_a_day() -> None:
    assert parse_stamp("2014-05-22T22:00:00+00:00") == (dt.date(2014, 5, 23), None)


@given(st.text(max_size=60) | st.from_regex(r"[0-9T:.+\-/ ,Za-z]{0,40}"))
def test_no_text_raises(text: str) -> None:
    moment = parse_moment(text)
    assert moment is None or moment.tzinfo is not None
    assert parse_day(text) is None or isinstance(find_day(text), dt.date) or moment is not None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2069, 12, 31)))
def test_every_day_survives_its_german_form(day: dt.date) -> None:
    assert parse_day(f"[{day.day}.{day.month}.{day.year}]") == day
    assert find_day(f"am {day:%d.%m.%Y} in Bonn") == day


@pytest.mark.parametrize(
    ("text", "year"),
    [("1.2.69", 2069), ("1.2.70", None), ("1.2.84", None), ("1.2.85", 1985), ("1.2.1984", None), ("1.2.2100", 2100)],
)
def test_two_digits_of_a_year_mean_the_nearest_past(text: str, year: int | None) -> None:
    found = find_day(text)
    assert (found.year if found else None) == year


@pytest.mark.parametrize("text", ["1.2.2101", "2101-02-01T10:00:00Z", "1984-02-01T10:00:00Z"])
def test_news_are_of_no_other_years(text: str) -> None:
    assert find_day(text) is None
    assert parse_moment(text) is None


def test_a_date_has_five_words_beside_it_and_no_more() -> None:
    assert parse_day("am Montag den 3.5.2024 um elf") == dt.date(2024, 5, 3)
    assert parse_day("am Montag den 3.5.2024 um elf Uhr") is None


def test_a_date_has_eighty_characters_and_no_more() -> None:
    assert parse_day("3.5.2024".ljust(79) + ".") == dt.date(2024, 5, 3)
    assert parse_day("3.5.2024".ljust(80) + ".") is None


def test_a_date_is_looked_for_in_four_hundred_characters() -> None:
    assert find_day("x " * 196 + "3.5.2024") == dt.date(2024, 5, 3)
    assert find_day("x " * 198 + "3.5.2024") is None


def test_a_moment_has_a_hundred_and_twenty_characters_and_no_more() -> None:
    assert parse_moment("3.5.2024 10:30".ljust(119) + ".") is not None
    assert parse_moment("3.5.2024 10:30".ljust(120) + ".") is None


def test_a_clock_time_stands_within_forty_characters_of_its_day() -> None:
    assert parse_moment("3.5.2024" + " " * 35 + "10:30") is not None
    assert parse_moment("3.5.2024" + " " * 36 + "10:30") is None


@pytest.mark.parametrize(
    ("clock", "hour"), [("12:15 am", 0), ("12:15 pm", 12), ("1:15 pm", 13), ("11:15 a.m.", 11), ("15:15 pm", 15)]
)
def test_hours_of_half_a_day(clock: str, hour: int) -> None:
    found = parse_moment(f"May 3, 2021 {clock}")
    assert found is not None
    assert found.hour == hour


@pytest.mark.parametrize(("offset", "minutes"), [("+23:59", 23 * 60 + 59), ("+24:00", 120), ("-0330", -210)])
def test_an_offset_of_a_day_is_none(offset: str, minutes: int) -> None:
    found = parse_moment(f"2024-05-03T10:00:00{offset}")
    assert found is not None
    assert found.utcoffset() == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize("form", written_days._IN_FIGURES + written_days._IN_WORDS, ids=lambda form: form.example)
def test_every_form_is_read_as_its_example(form: written_days._Form) -> None:
    assert form.applies(form.example)
    assert form.pattern.search(form.example)
    assert find_day(form.example) == dt.date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("3 Σεπτεμβρίου 2024", "el", "2024-09-03"),
        ("3 ΣΕΠΤΕΜΒΡΙΟΥ 2024", "el", "2024-09-03"),
        ("3 wrz 2024", "pl", "2024-09-03"),
        ("3 sie 2024", "pl", "2024-08-03"),
        ("14 listopada 2024", "pl", "2024-11-14"),
        ("14. listopada 2024.", "hr", "2024-10-14"),
        ("14. listopadu 2024", "cs", "2024-11-14"),
        ("14. srp 2024", "hr", "2024-07-14"),
        ("14. srp 2024", "cs", "2024-08-14"),
        ("14 Listopad 2024", "de", "2024-11-14"),
        ("3. syyskuuta 2024", "fi", "2024-09-03"),
        ("2024 m. rugsėjo 3 d.", "lt", "2024-09-03"),
        ("2024ko irailaren 3a", "eu", "2024-09-03"),
        ("2024. gada 3. septembrī", "lv", "2024-09-03"),
        ("3 ta’ Settembru 2024", "mt", "2024-09-03"),
        ("3 d’abril de 2024", "ca", "2024-04-03"),
        ("3 Meán Fómhair 2024", "ga", "2024-09-03"),
        ("3 Medi 2024", "cy", "2024-09-03"),
        ("3. septembra 2024", "sl", "2024-09-03"),
        ("3. септембра 2024.", "sr", "2024-09-03"),
        ("4stycznia 2024", "pl", "2024-01-04"),
        ("12.XI.2019", "de", "2019-11-12"),
        ("12 XI 2019 r.", "pl", "2019-11-12"),
        ("3 decembre 2024", "fr", "2024-12-03"),
    ],
)
def test_months_are_those_of_the_page_s_language(text: str, language: str, day: str) -> None:
    assert parse_day(text, language=language) == find_day(text, language=language) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("text", ["um 3 sie 15 Leute sahen", "zu 3 pro 20 Euro", "Artikel 3 XIII 2024"])
def test_words_of_one_language_are_no_months_of_another(text: str) -> None:
    assert find_day(text, language="de") is None


def test_days_of_one_line_do_not_overlap() -> None:
    found = [
        written.day.isoformat() for written in written_days.days_in("July 4, 2025February 9, 2026, 3 am 15 Mai 2024")
    ]
    assert found == ["2025-07-04", "2026-02-09", "2024-05-15"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3.9.2024, 18 Uhr", "2024-09-03T18:00:00+02:00"),
        ("3.9.2024, 18h", "2024-09-03T18:00:00+02:00"),
        ("3.9.2024 à 18h30", "2024-09-03T18:30:00+02:00"),
        ("3.9.2024, 18 Uhr 30", "2024-09-03T18:30:00+02:00"),
        ("May 3, 2021 at 6 p.m.", "2021-05-03T18:00:00+02:00"),
        ("3 May 2021 - 2:15 a. m.", "2021-05-03T02:15:00+02:00"),
        ("3.9.2024, 22:11 GMT+10", "2024-09-03T22:11:00+10:00"),
        ("3.9.2024, 18.15 Uhr MESZ", "2024-09-03T18:15:00+02:00"),
    ],
)
def test_a_clock_time_needs_no_minutes_where_it_has_a_unit(text: str, moment: str) -> None:
    found = parse_moment(text)
    assert found is not None
    assert found.isoformat() == moment


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("3. Mai 2024, 14:30 +0200", "+02:00"),
        ("3. Mai 2024 um 14.30 Uhr -0500", "-05:00"),
        ("3 mai 2024 à 14h30 EDT", "-04:00"),
        ("3. Mai 2024 14:30 (UTC)", "+00:00"),
        # These are the hours of an event, a number of remarks and a word.
        ("3. Mai 2024, 10:00-11:30 Uhr", "+02:00"),
        ("3. Mai 2024, 10:00 -16:00 Uhr", "+02:00"),
        ("3. Mai 2024, 14:30 +3 weitere", "+02:00"),
        ("3 mai 2024, 14:30 Est en vue", "+02:00"),
    ],
)
def test_a_written_zone_counts_beside_the_name_of_a_month(text: str, zone: str) -> None:
    found = parse_moment(text)
    assert found is not None
    assert found.isoformat().endswith(zone)


@pytest.mark.parametrize(
    ("text", "day"),
    [("3 May 20245", None), ("3. Mai 202414:30 Uhr", dt.date(2024, 5, 3)), ("3. Mai 2024Rathaus", dt.date(2024, 5, 3))],
)
def test_a_year_has_four_figures(text: str, day: dt.date | None) -> None:
    assert dates.find_day(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1725350400", "2024-09-03T08:00:00+00:00"),
        ("1725350400000", "2024-09-03T08:00:00+00:00"),
        ("1725350400.0", "2024-09-03T08:00:00+00:00"),
        ("172535040", None),
        ("17253504000", None),
        ("9999999999", None),
    ],
)
def test_seconds_since_1970_are_a_moment(text: str, moment: str | None) -> None:
    found = dates.parse_epoch(text)
    assert (found.isoformat() if found else None) == moment


@pytest.mark.parametrize(("offset", "minutes"), [("+23:59", 1439), ("+24:00", None), ("-24", None), ("GMT-01", -60)])
def test_a_zone_is_less_than_a_day_away(offset: str, minutes: int | None) -> None:
    found = dates.utc_offset(offset)
    assert (found.utcoffset(None) if found else None) == (None if minutes is None else dt.timedelta(minutes=minutes))
