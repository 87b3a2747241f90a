"""What a press review asks of the archive: which articles, edits and numbers are of its days, in few statements."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import made_weeks
from scraper.model.press_review import LATE_DAYS, QUARTER_DAYS, ReviewFacts, SiteDay, TextState
from scraper.policy.signals import read
from scraper.report.local_time import local_day
from scraper.store import Archive
from scraper.store.days import utc_day
from scraper.store.press_review import MOST_EDITS
from scraper.store.press_review_asked import Asked
from scraper.store.search_words import parse
from scraper.store.watching import Search
from store_records import plain, save
from told_texts import RELEASE, printed

FIRST, LAST = dt.date(2026, 9, 21), dt.date(2026, 9, 27)
DAY = dt.timedelta(days=1)


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def asked(**changes: Any) -> Asked:
    values: dict[str, Any] = {"first": FIRST, "last": LAST, "seen_day": utc_day}
    return Asked(**(values | changes))


def facts(archive: Archive, **changes: Any) -> ReviewFacts:
    return archive.press_review(asked(**changes))


def titles(found: ReviewFacts) -> list[str]:
    return [one.title for one in found.articles]


def test_articles_of_the_first_and_the_last_day_are_in_it(archive: Archive) -> None:
    for number, day in enumerate((FIRST - DAY, FIRST, LAST, LAST + DAY), 1):
        save(archive, plain(number, date=day), at=at(day))
    found = facts(archive)
    assert titles(found) == ["Meldung 2", "Meldung 3"]
    assert (found.total_now, found.total_before) == (2, 1)
    assert found.newest_day == str(LAST + DAY)
    assert found.as_of == "2026-09-28T09:00:00Z"


def test_the_quarter_before_has_thirteen_weeks(archive: Archive) -> None:
    for number, before in enumerate((1, QUARTER_DAYS, QUARTER_DAYS + 1), 1):
        save(archive, plain(number, date=FIRST - before * DAY), at=at(FIRST))
    found = facts(archive)
    assert (found.total_now, found.total_before) == (0, 2)
    assert found.quarter == FIRST - QUARTER_DAYS * DAY
    assert found.site_days == (
        SiteDay("amtsblick", found.quarter, 1),
        SiteDay("amtsblick", FIRST - DAY, 1),
    )


def test_an_article_without_a_day_is_of_the_local_one_on_which_it_was_seen(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    # Half past eleven on Sunday in UTC is half past one on Monday in Berlin.
    save(archive, plain(1), at=dt.datetime.combine(LAST, dt.time(23, 30), dt.UTC))
    assert titles(facts(archive)) == ["Meldung 1"]
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    assert titles(facts(archive, seen_day=local_day)) == []
    assert facts(archive, first=LAST + DAY, last=LAST + DAY, seen_day=local_day).articles[0].day == "2026-09-28"
    monkeypatch.undo()
    time.tzset()


def test_sites_and_words_narrow_all_of_it(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST, body="Wohngeld für alle."), at=at(FIRST))
    save(archive, plain(2, date=FIRST, body="Anderes."), at=at(FIRST))
    other = plain(3, url="https://landbote.example/3", site="landbote", date=FIRST, body="Das Wohngeld kommt später.")
    save(archive, other, at=at(FIRST))
    save(archive, plain(2, date=FIRST, body="Ganz anderes."), b"<p>2</p>", at(FIRST + DAY))
    assert len(facts(archive).edits) == 1
    about = facts(archive, query=parse("Wohngeld"))
    assert (titles(about), about.edits, about.total_now) == (["Meldung 1", "Meldung 3"], (), 2)
    of_site = facts(archive, sites=("landbote",))
    assert (titles(of_site), of_site.edits, of_site.total_now) == (["Meldung 3"], (), 1)
    assert of_site.newest_day == str(FIRST)


def test_keywords_stand_in_the_spelling_that_stands_for_them(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST - DAY, keywords=["E-Government"]), at=at(FIRST))
    save(archive, plain(2, date=FIRST, keywords=["eGovernment", "OZG"]), at=at(FIRST))
    save(archive, plain(3, date=LAST, keywords=["E-Gov", "e-government"]), at=at(FIRST))
    found = facts(archive)
    assert [one.keywords for one in found.articles] == [("E-Government", "OZG"), ("E-Government",)]
    assert {(one.name, one.now, one.before) for one in found.keywords} == {("E-Government", 2, 1), ("OZG", 1, 0)}


def test_stories_have_their_other_papers_of_whatever_day(archive: Archive) -> None:
    for number, site in enumerate(("amtsblick", "landbote", "rathauspost"), 1):
        save(archive, printed(number, site, RELEASE, days=number - 2), at=at(LAST))
    found = facts(archive, first=dt.date(2026, 9, 22))
    assert len(found.articles) == 2
    assert {one.story_id for one in found.articles} == {1}
    assert [(one.paper, one.day, one.is_first) for one in found.printings[2]] == [
        ("amtsblick", "2026-09-21", True),
        ("rathauspost", "2026-09-23", False),
    ]


def test_edits_of_these_days_are_taken_together(archive: Archive) -> None:
    texts = ("vor der Woche", "erst so", "dann so", "nach der Woche")
    days = (FIRST - 3 * DAY, FIRST, FIRST + DAY, LAST + DAY)
    for number, (text, day) in enumerate(zip(texts, days, strict=True)):
        save(archive, plain(1, date=FIRST - 3 * DAY, body=text), f"<p>{number}</p>".encode(), at(day))
    (edit,) = facts(archive).edits
    assert (edit.before.body, edit.after.body, edit.times) == ("vor der Woche", "dann so", 2)
    assert (edit.at, edit.changed, edit.is_silent) == ("2026-09-22T09:00:00Z", ("body",), True)
    (last,) = facts(archive, first=LAST + DAY, last=LAST + DAY).edits
    assert (last.before.body, last.after.body) == ("dann so", "nach der Woche")
    assert facts(archive, first=FIRST + 3 * DAY).edits == ()


def test_an_edit_at_midnight_is_one_of_the_day_that_begins(archive: Archive) -> None:
    save(archive, plain(1, body="vor der Woche"), at=at(FIRST - 9 * DAY))
    for number, day in enumerate((FIRST, LAST + DAY)):
        save(archive, plain(1, body=f"am {day}"), f"<p>{number}</p>".encode(), at(day, hour=0))
    (edit,) = facts(archive).edits
    assert (edit.before.body, edit.after.body) == ("vor der Woche", f"am {FIRST}")


def test_an_end_at_midnight_is_one_of_the_day_that_begins(archive: Archive) -> None:
    for number, day in enumerate((FIRST - DAY, LAST), 1):
        save(archive, plain(number), at=at(FIRST - 9 * DAY))
        with archive.transaction():
            moment = f"{day}T00:00:00Z"
            archive._db.execute("UPDATE articles SET gone_at = ? WHERE id = ?", [moment, number])
            archive._db.execute("INSERT INTO events (article_id, kind, at) VALUES (?, 'gone', ?)", [number, moment])
    # What vanished on the day before the first is told, too.
    assert [one.article.id for one in facts(archive).gone] == [2, 1]


def test_an_edit_that_the_page_owns_up_to_is_not_silent(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST, body="a b", modified_at=at(FIRST)), at=at(FIRST))
    save(archive, plain(1, date=FIRST, body="a c", modified_at=at(FIRST + DAY)), b"2", at(FIRST + DAY))
    (edit,) = facts(archive).edits
    assert not edit.is_silent
    assert (edit.before, edit.after) == (
        TextState(None, "Meldung 1", None, "a b"),
        TextState(None, "Meldung 1", None, "a c"),
    )


def test_of_a_reserved_article_headline_and_address_are_there(archive: Archive) -> None:
    reserving = read("https://amtsblick.example/meldung_1", (("tdm-reservation", "1"),), ())
    save(
        archive, plain(1, date=FIRST, lead="Geheim.", kicker="Land", section="Politik"), at=at(FIRST), signals=reserving
    )
    (one,) = facts(archive).articles
    assert one.is_reserved
    assert (one.title, one.lead, one.kicker, one.section, one.keywords) == ("Meldung 1", "", None, None, ())


def test_what_is_reserved_after_it_was_archived_keeps_headline_and_address(archive: Archive) -> None:
    for number, value in enumerate(("1", "0"), 1):
        declared = read(f"https://amtsblick.example/{number}", (("tdm-reservation", value),), ())
        text = plain(number, date=FIRST, lead="Einst frei.", section="Politik")
        save(archive, text, at=at(FIRST))
        with archive.transaction():
            archive._db.execute("UPDATE articles SET signals = ? WHERE id = ?", [declared.to_json(str(FIRST)), number])
    reserved, free = facts(archive).articles
    assert (reserved.is_reserved, reserved.lead, reserved.section) == (True, "", None)
    assert (free.is_reserved, free.lead, free.section) == (False, "Einst frei.", "Politik")


def test_a_text_that_another_program_wrote_beside_a_reservation_is_not_shown(archive: Archive) -> None:
    reserving = read("https://amtsblick.example/meldung_1", (("tdm-reservation", "1"),), ())
    save(archive, plain(1, date=FIRST), at=at(FIRST), signals=reserving)
    with archive.transaction():
        archive._db.execute("UPDATE articles SET lead = 'Geheim.', body = 'Geheim.', kicker = 'G', section = 'G'")
        archive._db.execute("INSERT INTO keywords (id, name, form) VALUES (1, 'Geheim', 'geheim')")
        archive._db.execute("INSERT INTO article_keywords (article_id, position, keyword_id) VALUES (1, 1, 1)")
    (one,) = facts(archive).articles
    assert (one.is_reserved, one.lead) == (True, "")
    assert (one.kicker, one.section, one.keywords) == (None, None, ())


def test_what_a_text_named_before_it_was_edited_is_not_counted(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST, kicker="Hamburg", body="Die Stadt Hamburg baut."), at=at(FIRST))
    assert dict(facts(archive).municipalities) == {"Hamburg": 1}
    with archive.transaction():
        archive._db.execute("INSERT INTO index_queue (article_id, is_indexed) VALUES (1, 1)")
    assert facts(archive).municipalities == ()
    assert facts(archive).articles[0].places == frozenset()


def test_what_vanished_the_day_before_was_not_known_to_be_gone_then(archive: Archive) -> None:
    for number, day in enumerate((FIRST - 2 * DAY, FIRST - DAY, LAST, LAST + DAY), 1):
        save(archive, plain(number, date=FIRST - 9 * DAY), at=at(FIRST - 9 * DAY))
        with archive.transaction():
            moment = f"{day}T09:00:00Z"
            archive._db.execute("UPDATE articles SET gone_at = ? WHERE id = ?", [moment, number])
            archive._db.execute("INSERT INTO events (article_id, kind, at) VALUES (?, 'gone', ?)", [number, moment])
    assert [(one.article.id, one.since[:10]) for one in facts(archive).gone] == [(3, "2026-09-27"), (2, "2026-09-20")]
    with archive.transaction():
        archive._db.execute("UPDATE articles SET gone_at = NULL WHERE id = 3")
    assert [(one.article.id, one.article.is_gone) for one in facts(archive).gone] == [(2, True)]


def test_saved_searches_find_articles_of_these_days(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST - DAY, body="Wohngeld"), at=at(FIRST - DAY))
    save(archive, plain(2, date=FIRST, body="Wohngeld"), at=at(FIRST))
    save(archive, plain(3, url="https://b.example/3", site="b", date=FIRST, body="Wohngeld"), at=at(FIRST))
    save(archive, plain(4, date=FIRST - DAY, body="Spätes Wohngeld"), at=at(FIRST))
    searches = (
        ("Geld", "Wohngeld", Search(parse("Wohngeld"))),
        ("Dort", "Wohngeld", Search(parse("Wohngeld"), ("b",))),
        ("Nie", "Katasteramt", Search(parse("Katasteramt"))),
    )
    found = facts(archive, searches=searches).watched
    assert [(one.name, one.ids) for one in found] == [
        ("Geld", frozenset({2, 3, 4})),
        ("Dort", frozenset({3})),
        ("Nie", frozenset()),
    ]


def late(archive: Archive, **changes: Any) -> list[str]:
    return [one.article.title for one in facts(archive, **changes).late]


def test_what_was_found_late_is_told_once_up_to_four_weeks_back(archive: Archive) -> None:
    oldest = FIRST - LATE_DAYS * DAY
    dates_and_visits = (
        (FIRST - DAY, FIRST - DAY),
        (FIRST - DAY, FIRST),
        (oldest, LAST),
        (oldest - DAY, LAST),
        (FIRST - DAY, LAST + DAY),
        (FIRST, LAST),
    )
    for number, (date, visit) in enumerate(dates_and_visits, 1):
        save(archive, plain(number, date=date), at=at(visit))
    found = facts(archive)
    assert [(one.article.title, one.found_at) for one in found.late] == [
        ("Meldung 3", "2026-09-27T09:00:00Z"),
        ("Meldung 2", "2026-09-21T09:00:00Z"),
    ]
    assert found.older_total == 1
    assert titles(found) == ["Meldung 6"]
    assert late(archive, first=LAST + DAY, last=LAST + 7 * DAY) == ["Meldung 5"]


def test_sites_and_words_narrow_what_was_found_late(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST - DAY, body="Wohngeld für alle."), at=at(FIRST))
    other = plain(2, url="https://landbote.example/2", site="landbote", date=FIRST - 99 * DAY, body="Anderes.")
    save(archive, other, at=at(FIRST))
    assert late(archive, query=parse("Wohngeld")) == ["Meldung 1"]
    assert late(archive, query=parse("Anderes")) == []
    of_site = facts(archive, sites=("landbote",))
    assert (of_site.late, of_site.older_total) == ((), 1)


def test_the_local_day_says_whether_something_was_found_late(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    # Half past eleven on Sunday in UTC is half past one on Monday in Berlin.
    save(archive, plain(1, date=LAST), at=dt.datetime.combine(LAST, dt.time(23, 30), dt.UTC))
    week = {"first": LAST + DAY, "last": LAST + 7 * DAY}
    assert late(archive, **week) == []
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    assert late(archive, **week, seen_day=local_day) == ["Meldung 1"]
    monkeypatch.undo()
    time.tzset()


def test_what_came_of_the_past_by_an_import_was_not_found_late(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST - DAY), at=at(FIRST))
    with archive.transaction():
        archive._db.execute("DELETE FROM events")
    assert late(archive) == []


def test_a_site_is_followed_since_its_first_crawl(tmp_path: Path) -> None:
    path = tmp_path / "weeks.db"
    made_weeks.fill(path, 10, LAST, weeks=3)
    with Archive.read(path) as archive:
        since = facts(archive).followed_since
    assert len(since) == made_weeks.SITES
    assert set(since.values()) == {LAST - 20 * DAY}


def test_municipalities_are_counted_by_articles(archive: Archive) -> None:
    for number in (1, 2):
        save(archive, plain(number, date=FIRST, kicker="Hamburg", body="Die Stadt Hamburg und Berlin."), at=at(FIRST))
    save(archive, plain(3, date=FIRST, body="In Berlin geht es weiter, sagt das Land Berlin."), at=at(FIRST))
    found = facts(archive).municipalities
    assert found[0][1] >= found[-1][1]
    assert dict(found)["Hamburg"] == 2


def test_a_day_that_is_none_is_left_out(archive: Archive) -> None:
    save(archive, plain(1, date=FIRST), at=at(FIRST))
    with archive.transaction():
        archive._db.execute("UPDATE articles SET date = '2026-09-24x'")
    assert facts(archive).articles == ()


def test_the_newest_article_may_state_no_day(archive: Archive) -> None:
    save(archive, plain(1), at=at(LAST))
    assert facts(archive, first=LAST + DAY, last=LAST + DAY).newest_day == str(LAST)
    other = plain(2, url="https://landbote.example/2", site="landbote", date=FIRST)
    save(archive, other, at=at(FIRST))
    assert facts(archive).newest_day == str(LAST)
    assert facts(archive, sites=("landbote",)).newest_day == str(FIRST)


def test_an_empty_archive_has_nothing(archive: Archive) -> None:
    found = facts(archive)
    assert (found.articles, found.newest_day, found.as_of, found.total_before) == ((), None, None, 0)


def test_a_large_week_takes_no_more_statements_than_a_small_one(tmp_path: Path) -> None:
    counts = []
    for articles in (50, 500):
        path = tmp_path / f"{articles}.db"
        made_weeks.fill(path, articles, LAST)
        statements: list[str] = []
        with Archive.read(path) as archive:
            archive.trace(statements.append)
            found = facts(archive)
            archive.trace(None)
        assert len(found.articles) == articles
        assert found.total_before == 13 * articles
        # Of each edited article that is shown, two states are read.
        counts.append(len(statements) - 2 * len(found.edits))
    assert counts[0] == counts[1]
    assert counts[0] < 30


def test_many_edits_are_counted_and_not_all_read(tmp_path: Path) -> None:
    path = tmp_path / "edits.db"
    made_weeks.fill(path, 2600, LAST, weeks=1)
    with Archive.read(path) as archive:
        found = facts(archive)
    assert len(found.edits) == MOST_EDITS
    assert found.edits_total == 2600 // 25
