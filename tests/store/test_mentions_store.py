"""Mentions in the archive: found with each write, found anew with an official list, gone with the article."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from official_list import official
from scraper.model import Vendor
from scraper.store import Archive
from store_records import LATER, NOW, one, plain, rows, save

BODY = "Die Stadt Lindental nutzt das OZG.\n\nSo sagt es das BSI, auch in Thüringen."
ALL = 'SELECT kind, name, key, start, "end" FROM mentions ORDER BY start IS NULL, start, kind'


def article(number: int = 1, **changes: Any) -> Any:
    return plain(number, **({"language": "de", "title": "Im Netz", "body": BODY} | changes))


def found(archive: Archive) -> list[tuple[Any, ...]]:
    return rows(archive, ALL)


def put(archive: Archive, day: str = "20231130") -> int:
    return archive.official_names().put(official(day), NOW, lambda done, total: None)


def test_mentions_come_with_the_article(archive: Archive) -> None:
    save(archive, article(kicker="Hessen"))
    assert found(archive) == [
        ("law", "OZG", "ozg", 30, 33),
        ("body", "BSI", "bsi", 51, 54),
        ("land", "Thüringen", "16", 64, 73),
        ("land", "Hessen", "06", None, None),
    ]


def test_positions_are_those_of_sql(archive: Archive) -> None:
    save(archive, article())
    sql = 'SELECT substr(a.body, m.start + 1, m."end" - m.start) FROM mentions m JOIN articles a ON a.id = m.article_id'
    assert sorted(rows(archive, sql)) == [("BSI",), ("OZG",), ("Thüringen",)]


def test_an_edit_finds_them_anew(archive: Archive) -> None:
    save(archive, article())
    save(archive, article(body="Nur noch die DSGVO."), b"neu", LATER)
    assert found(archive) == [("law", "DSGVO", "dsgvo", 13, 18)]


def test_the_official_list_finds_towns_in_all_articles(archive: Archive) -> None:
    save(archive, article(1))
    save(archive, article(2, body="Der Landkreis Lindental und die Stadt Neuhofen in Hessen."))
    assert put(archive) == 2
    towns = rows(archive, "SELECT article_id, name, key FROM mentions WHERE kind IN ('municipality', 'district')")
    assert sorted(towns) == [
        (1, "Lindental", "16061001"),
        (2, "Landkreis Lindental", "16061"),
        (2, "Neuhofen an der Ahorn", "06501001"),
    ]
    save(archive, article(3, body="In Hornstedt geht es weiter."))
    assert rows(archive, "SELECT name FROM mentions WHERE article_id = 3") == [("Hornstedt",)]


def test_the_same_list_again_changes_nothing(archive: Archive) -> None:
    save(archive, article())
    names = archive.official_names()
    assert names.imported() is None
    assert not names.is_whole(official())
    put(archive)
    before = found(archive)
    assert names.is_whole(official())
    imported = names.imported()
    assert imported is not None
    assert (imported.day.isoformat(), imported.counts) == (
        "2023-11-30",
        {"district": 4, "land": 3, "municipality": 15},
    )
    put(archive)
    assert found(archive) == before
    assert not names.is_whole(official("20241231"))


def test_a_refill_that_was_stopped_is_not_whole(archive: Archive) -> None:
    save(archive, article())

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    names = archive.official_names()
    with pytest.raises(KeyboardInterrupt):
        names.put(official(), NOW, stop)
    assert not names.is_whole(official())
    put(archive)
    assert names.is_whole(official())


def test_vendors_of_one_page_are_found_in_others(archive: Archive) -> None:
    save(archive, article(1, body="Ein Text.", vendors=[Vendor("Muster Software GmbH", "Lindental", None)]))
    save(archive, article(2, body="Muster Software liefert."))
    assert found(archive) == [("vendor", "Muster Software", "muster-software", 0, 15)]


def test_vendors_are_known_to_the_next_run(archive: Archive, path: Path) -> None:
    save(archive, article(1, body="Ein Text.", vendors=[Vendor("Muster Software GmbH", None, None), Vendor("A", None)]))
    with Archive.open(path) as again:
        save(again, article(2, body="Muster Software liefert."))
        assert [row[:3] for row in found(again)] == [("vendor", "Muster Software", "muster-software")]


def test_towns_of_kickers_are_known_to_the_next_run(archive: Archive, path: Path) -> None:
    save(archive, article(1, kicker="Buchental", body="Die Stadt Buchental zahlt."))
    with Archive.open(path) as again:
        save(again, article(2, body="Auch in Buchental."))
        assert rows(again, "SELECT key FROM mentions WHERE article_id = 2") == [("buchental",)]


def test_plain_sqlite_may_edit_and_delete(archive: Archive, path: Path) -> None:
    save(archive, article(1))
    save(archive, article(2, body="Das OZG."))
    other = sqlite3.connect(path)
    other.execute("UPDATE articles SET body = 'Nur die DSGVO.' WHERE id = 1")
    other.execute("DELETE FROM articles WHERE id = 2")
    other.commit()
    other.close()
    save(archive, article(3, body="Nichts."))
    assert [row[2] for row in found(archive)] == ["dsgvo"]


def test_a_text_that_has_changed_is_shown_without_mentions(archive: Archive, path: Path) -> None:
    save(archive, article(1))
    shown = archive.article(1)
    assert shown is not None
    assert shown["mentions"][0] == {"kind": "law", "name": "OZG", "key": "ozg", "times": 1}
    other = sqlite3.connect(path)
    other.execute("UPDATE articles SET body = 'Kurz.'")
    other.commit()
    other.close()
    stale = archive.article(1)
    assert stale is not None
    assert stale["mentions"] == []


def test_mentions_go_with_the_article(archive: Archive) -> None:
    save(archive, article(1))
    archive.forgetting({}, NOW).run([1], [])
    assert one(archive, "SELECT count(*) FROM mentions") == 0
