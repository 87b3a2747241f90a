"""Tables leave the archive in their order without sorting all of it, and as of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.errors import QueryError
from scraper.store import Archive
from scraper.store.outgoing_tables import statement
from scraper.store.table_columns import OUTGOING
from store_records import LATER, full_article, plain, save, sqlite


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    return path


@pytest.fixture
def archive(db: Path) -> Iterator[Archive]:
    with Archive.read(db) as opened:
        yield opened


@pytest.mark.parametrize("condition", [None, "site = 'amtsblick'", "date > '2020'"])
@pytest.mark.parametrize("table", OUTGOING)
def test_no_table_is_sorted_as_a_whole(archive: Archive, table: str, condition: str | None) -> None:
    plan = [row["detail"] for row in archive.rows(f"EXPLAIN QUERY PLAN {statement(table, condition)}")]
    sorts = [step for step in plan if "TEMP B-TREE" in step]
    # The mentions of one article are few, and sorted by their place.
    allowed = ["USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"] if table == "mentions" else []
    assert sorts == allowed


def test_what_is_written_meanwhile_is_not_in_it(db: Path) -> None:
    with Archive.open(db) as writing:
        save(writing, full_article())
    with Archive.read(db) as archive, Archive.open(db) as writing:
        tables = archive.outgoing_tables()
        with tables.one_moment():
            assert len(list(tables.rows("articles"))) == 1
            save(writing, plain(2))
            assert [len(list(tables.rows(name))) for name in ("articles", "authors")] == [1, 2]
            assert tables.last_number() == 1
        with tables.one_moment():
            assert len(list(tables.rows("articles"))) == 2
        # The connection asks as before, and refuses bytes that are no UTF-8.
        with pytest.raises(QueryError, match="Could not decode to UTF-8"):
            list(archive.rows("SELECT CAST(x'ff' AS TEXT)"))


def test_an_earlier_state_has_the_fields_of_its_time(db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, full_article(keywords=["OZG", "E-Akte"]))
        later = full_article(title="Ministerium bei Facebook", keywords=["OZG"])
        save(archive, later, b"<p>later</p>", LATER)
    with Archive.read(db) as archive:
        names = [column.name for column in OUTGOING["versions"].columns]
        ((*values,),) = archive.outgoing_tables().rows("versions")
        row = dict(zip(names, values, strict=True))
        ((*values,),) = archive.outgoing_tables().rows("articles")
    assert {name: row[name] for name in ("title", "date", "authors", "keywords", "section", "changed")} == {
        "title": "Innenministerium bei Facebook",
        "date": "2014-05-23",
        "authors": "bs; Änne Groß",
        "keywords": "OZG; E-Akte",
        "section": "Social Media",
        "changed": "title; keywords",
    }
    article = dict(zip([column.name for column in OUTGOING["articles"].columns], values, strict=True))
    assert (article["title"], article["keywords"], article["earlier_states"]) == ("Ministerium bei Facebook", "OZG", 1)


def test_a_reservation_is_a_flag(db: Path) -> None:
    evidence = '{"evidence": [{"kind": "tdm-reservation", "value": "%s", "source": "header", "text": ""}]}'
    with Archive.open(db) as archive:
        for number in range(1, 5):
            save(archive, plain(number))
    with sqlite(db) as connection:
        for number, signals in enumerate((evidence % 1, evidence % 0, "no json"), 1):
            connection.execute("UPDATE articles SET signals = ? WHERE id = ?", [signals, number])
    with Archive.read(db) as archive:
        names = [column.name for column in OUTGOING["articles"].columns]
        found = list(archive.outgoing_tables().rows("articles"))
    assert [row[names.index("reserved")] for row in found] == [1, 0, 0, 0]


def test_what_linkcheck_found_stands_beside_the_link(db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, full_article())
    with sqlite(db) as connection:
        connection.execute("UPDATE links SET url = url || '#top' WHERE relation = 'reference'")
        columns = "(url, state, since, checked_at)"
        connection.execute(
            f"INSERT INTO link_checks {columns} VALUES ('https://thueringen.example/tim', 'gone',"
            " '2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z')"
        )
    with Archive.read(db) as archive:
        names = [column.name for column in OUTGOING["links"].columns]
        found = [dict(zip(names, row, strict=True)) for row in archive.outgoing_tables().rows("links")]
    assert [(row["relation"], row["state"], row["since"]) for row in found] == [
        ("alternate", None, None),
        ("reference", "gone", "2026-11-01T00:00:00Z"),
        ("related", None, None),
        ("related", None, None),
    ]
