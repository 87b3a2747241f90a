"""Which articles can be read again, and by whom what is kept of them was read."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.model import Reading
from scraper.policy.identity import text_digest
from scraper.store import Archive, rereading
from scraper.store.days import Days
from store_records import NOW, plain, rows, save


@pytest.mark.parametrize("many", [1, 2, 4, 5])
def test_all_articles_come_once_however_many_are_asked_for_at_a_time(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(rereading, "_ROWS_AT_A_TIME", many)
    for number in range(4):
        save(archive, plain(number))
    assert [kept.id for kept in archive.rereadings.articles((), Days())] == [1, 2, 3, 4]


def test_who_read_a_state_counts_only_where_its_bytes_are_kept(archive: Archive) -> None:
    save(archive, plain(1, title="Alt"), b"1", reader="alt")
    save(archive, plain(1, title="Neu"), b"2", NOW + dt.timedelta(days=1), reader="alt")
    with archive.transaction():
        archive._db.execute("UPDATE articles SET reader = 'neu'")
    captures = [row[0] for row in rows(archive, "SELECT capture_id FROM history ORDER BY seen_at")]
    seen = []
    for capture_id in (None, *captures):
        with archive.transaction():
            archive._db.execute("UPDATE captures SET payload_id = NULL WHERE id = ?", [capture_id])
        (kept,) = archive.rereadings.articles((), Days())
        seen.append((sorted(kept.readers), [archive.rereadings.kept_digest(one) is None for one in captures]))
    assert seen == [(["alt", "neu"], [False, False]), (["neu"], [True, False]), ([], [True, True])]


def test_what_an_edit_changed_is_found_anew_only_where_the_states_on_both_sides_are_read(archive: Archive) -> None:
    for day, (title, body) in enumerate((("Alt", "Ein Text."), ("Neu", "Ein Text."), ("Neu", "Ein anderer Text."))):
        save(archive, plain(1, title=title, body=body), str(day).encode(), NOW + dt.timedelta(days=day))
    with archive.transaction():
        archive._db.execute("UPDATE versions SET capture_id = NULL WHERE id = 2")
        readings = [
            (state, Reading(state.article, None, text_digest(state.article), b"", "neu"))
            for state in archive.versions.states(1)
        ]
        assert archive.versions.renew(1, readings)
    assert rows(archive, "SELECT reader, changed FROM versions ORDER BY id") == [("neu", "title"), ("1", "body")]


def test_what_todays_reader_cannot_read_any_more_stays_as_an_older_one_read_it(archive: Archive) -> None:
    for day, title in enumerate(("Alt", "Neu")):
        save(archive, plain(1, title=title), title.encode(), NOW + dt.timedelta(days=day))
    with archive.transaction():
        older, newest = archive.versions.states(1)
        readings = [(older, Reading(older.article, None, text_digest(older.article), b"", "neu"))]
        assert archive.versions.renew(1, [*readings, (newest, Reading(None, None, reader="neu"))])
    assert rows(archive, "SELECT reader, title, changed FROM history ORDER BY seen_at") == [
        ("neu", "Alt", "title"),
        ("1", "Neu", None),
    ]
