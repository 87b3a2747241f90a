"""The step to schema 8, and what its tables do: events in the order of the archive, problems of the archive itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from old_archive import make_older

from scraper.model import Alarm, Reason, fault
from scraper.policy.reasons import ALARMS
from scraper.policy.schedule import DAY
from scraper.store import Archive, problems
from scraper.store.migrate import migrate
from store_records import NOW, SITE, one, plain, rows, save


def events(archive: Archive) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in rows(archive, "SELECT article_id, kind FROM events ORDER BY id")]


def run(archive: Archive, sql: str) -> None:
    with archive.transaction():
        archive._db.execute(sql)


def test_news_of_articles_stand_in_the_order_in_which_they_came(archive: Archive) -> None:
    for number in (1, 2):
        save(archive, plain(number))
    run(archive, "UPDATE articles SET changed_at = '2027-01-01T00:00:00Z', body = 'anders' WHERE id = 1")
    run(archive, "UPDATE articles SET gone_at = '2027-01-02T00:00:00Z' WHERE id = 2")
    # Seen gone again, and seen there again: the first is no news.
    run(archive, "UPDATE articles SET gone_at = '2027-01-02T00:00:00Z' WHERE id = 2")
    run(archive, "UPDATE articles SET gone_at = NULL, last_seen = '2027-01-03T00:00:00Z' WHERE id = 2")
    run(archive, "UPDATE articles SET last_seen = '2027-01-04T00:00:00Z', gone_at = NULL")
    assert events(archive) == [(1, "new"), (2, "new"), (1, "changed"), (2, "gone"), (2, "back")]
    assert one(archive, "SELECT group_concat(at) FROM events WHERE id > 2") == (
        "2027-01-01T00:00:00Z,2027-01-02T00:00:00Z,2027-01-03T00:00:00Z"
    )


def test_another_reading_is_no_event(archive: Archive) -> None:
    save(archive, plain(1))
    run(archive, "UPDATE articles SET title = 'Neu gelesen', reader = 'x', changed_at = changed_at")
    assert events(archive) == [(1, "new")]


def test_a_number_is_never_used_twice(archive: Archive) -> None:
    save(archive, plain(1))
    run(archive, "DELETE FROM articles")
    assert events(archive) == []
    save(archive, plain(2))
    assert one(archive, "SELECT id FROM events") == 2


def test_what_was_before_becomes_events_in_order_of_time(path: Path) -> None:
    columns = "article_id, seen_at, until, digest, title, body, reader, record"
    values = "2, '2026-11-23T12:00:00Z', '2026-12-01T00:00:00Z', '', '', '', '', '{}'"
    with Archive.open(path) as archive:
        for number in (1, 2):
            save(archive, plain(number))
        run(archive, "UPDATE articles SET gone_at = '2027-01-02T00:00:00Z' WHERE id = 1")
        run(archive, f"INSERT INTO versions ({columns}) VALUES ({values})")
    make_older(path, 7)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE INDEX mine ON problems (last)")
        db.commit()
    done = migrate(path)
    assert done is not None
    assert done.left == ()
    with Archive.read(path) as migrated:
        assert events(migrated) == [(1, "new"), (2, "new"), (2, "changed"), (1, "gone")]
        assert one(migrated, "SELECT count(*) FROM sqlite_schema WHERE name = 'mine'") == 1


def test_an_alarm_stands_from_its_own_time_until_it_is_not_found_any_more(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Codes of other judges, so that this test asks for the table alone.
    monkeypatch.setattr(problems, "_ALARMS", '["http_status", "nothing_found"]')
    assert ALARMS.isdisjoint({Reason.HTTP_STATUS, Reason.NOTHING_FOUND})
    of_site = Alarm(fault(Reason.NOTHING_FOUND), NOW - 3 * DAY)
    of_archive = Alarm(fault(Reason.HTTP_STATUS, status=500), NOW - DAY)
    with archive.transaction():
        archive.frontier.add_site(SITE)
    for found in ({SITE.id: [of_site], None: [of_archive]}, {SITE.id: [of_site]}):
        with archive.transaction():
            archive.problems.settle_alarms(found, [SITE.id], NOW)
    # A turn of the site that meets no problem says nothing of its alarms, nor does the judgement of another site.
    with archive.transaction():
        archive.problems.settle(SITE.id, (), NOW, complete=True)
        archive.problems.settle_alarms({}, ["another"], NOW + DAY)
    assert rows(archive, "SELECT site, code, since, times, until FROM problems ORDER BY id") == [
        (SITE.id, "nothing_found", "2026-11-20T09:30:00Z", 2, None),
        (None, "http_status", "2026-11-22T09:30:00Z", 1, "2026-11-23T09:30:00Z"),
    ]
    with archive.transaction():
        archive.problems.settle_alarms({}, [SITE.id], NOW + DAY)
    assert one(archive, "SELECT until FROM problems WHERE site IS NOT NULL") == "2026-11-24T09:30:00Z"


def test_the_end_of_a_run_says_how_large_the_archive_is(archive: Archive) -> None:
    with archive.transaction():
        crawl = archive.crawls.start([SITE.id], NOW)
        archive.crawls.finish(crawl, NOW)
    pages, size = one(archive, "PRAGMA page_count"), one(archive, "PRAGMA page_size")
    assert one(archive, "SELECT size FROM crawls") == pages * size
