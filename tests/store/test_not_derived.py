"""A mistake that one text brings to light: its article is kept, and that nothing was derived of it is told."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ArchiveError
from scraper.model import Reason
from scraper.store import Archive
from scraper.store.health import derived
from scraper.store.mentions import Mentions
from store_records import LATER, NOW, SITE, one, plain, rows, save


class Stumbles:
    """Mentions with a mistake that shows at one article."""

    def __init__(self, renew: Any, at: int, mistake: Exception | None = None) -> None:
        self._renew, self._at = renew, at
        self._mistake = mistake or KeyError("Ä\udc80")

    def __call__(self, mentions: Mentions, article_id: int, before: Any, after: Any) -> None:
        if article_id == self._at:
            raise self._mistake
        self._renew(mentions, article_id, before, after)


def test_an_article_is_kept_though_nothing_can_be_derived_of_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew = Mentions.renew
    stumbles = Stumbles(renew, 2)
    monkeypatch.setattr(Mentions, "renew", lambda *values: stumbles(*values))
    for number in (1, 2, 3):
        save(archive, plain(number))
    assert one(archive, "SELECT count(*) FROM articles") == 3
    assert rows(archive, "SELECT article_id FROM index_queue") == [(2,)]
    assert (archive.derived.state.waiting, archive.derived.state.failed) == (1, 1)
    (alarm,) = derived.judge(archive._db, NOW)
    assert alarm.fault.reason is Reason.NOT_DERIVED
    assert str(alarm.fault).startswith(
        "articles that search finds by their very words alone, and that have no stories and no mentions: 1; a mistake"
        " in scraper, please report it (KeyError at test_not_derived.py:"
    )


def test_a_broken_constraint_is_a_mistake_of_the_article_too(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    stumbles = Stumbles(Mentions.renew, 2, sqlite3.IntegrityError("CHECK constraint failed: mentions"))
    monkeypatch.setattr(Mentions, "renew", lambda *values: stumbles(*values))
    for number in (1, 2):
        save(archive, plain(number))
    assert one(archive, "SELECT count(*) FROM articles") == 2
    assert rows(archive, "SELECT article_id FROM index_queue") == [(2,)]


def test_a_full_disk_is_no_mistake_of_an_article(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    stumbles = Stumbles(Mentions.renew, 1, sqlite3.DatabaseError("database or disk is full"))
    monkeypatch.setattr(Mentions, "renew", lambda *values: stumbles(*values))
    with pytest.raises(ArchiveError, match="disk is full"):
        save(archive, plain(1))
    assert one(archive, "SELECT count(*) FROM articles") == 0


def test_the_next_program_tries_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stumbles = Stumbles(Mentions.renew, 1)
    monkeypatch.setattr(Mentions, "renew", lambda *values: stumbles(*values))
    with Archive.open(path) as archive:
        save(archive, plain(1))
        assert archive.derived.state.failed == 1
    monkeypatch.undo()
    with Archive.open(path) as again:
        save(again, plain(2))
        assert rows(again, "SELECT article_id FROM index_queue") == []
        assert derived.judge(again._db, NOW) == []


def test_building_anew_ends_though_an_article_fails(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        save(archive, plain(number))
    stumbles = Stumbles(Mentions.renew, 1)
    monkeypatch.setattr(Mentions, "renew", lambda *values: stumbles(*values))
    archive.indexes.rebuild(lambda text, done, total: None)
    assert rows(archive, "SELECT article_id FROM index_queue") == [(1,)]


@pytest.mark.parametrize(("stumbles_at", "is_emptied"), [(1, False), (2, True)])
def test_forgetting_empties_the_index_only_where_a_mistake_keeps_what_is_forgotten(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, stumbles_at: int, is_emptied: bool
) -> None:
    for number in (1, 2, 3):
        save(archive, plain(number))
    stumbles = Stumbles(Mentions.renew, stumbles_at)
    monkeypatch.setattr(Mentions, "renew", lambda *values: stumbles(*values))
    save(archive, plain(1, body="Ein neuer Text."), b"<p>Neu</p>", at=LATER)
    archive.forgetting({SITE.id: SITE}, LATER).run([2], [])
    assert archive.scrub()
    assert (one(archive, "SELECT count(*) FROM words") == 0) is is_emptied
    assert one(archive, "SELECT count(*) FROM index_queue WHERE body LIKE '%Meldung 2%'") == 0
