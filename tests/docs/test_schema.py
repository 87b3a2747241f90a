"""docs/schema.md tells the truth about a real archive, and its questions have answers."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from cli_running import Done
from scraper.model import LinkCheck, Reason, fault
from scraper.store import Archive
from scraper.store.backup import backup
from store_records import plain, save, sqlite

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
PAGE = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^## (\d+)\. .*?```sql\n(.*?);\n```", PAGE, re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^## (\w+)\n(.*?)(?=^#)", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def archive(demo_archive: tuple[Path, list[Done]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A copy of the demo's archive in which one reference was found gone: its hosts are invented, and are not asked."""
    db = tmp_path_factory.mktemp("schema") / "archive.db"
    backup(demo_archive[0], db)
    with Archive.open(db) as writing, writing.transaction():
        url = next(writing.link_checks.due((), {}, NOW))
        writing.link_checks.keep(LinkCheck(url, "gone", NOW, NOW, 404, fault=fault(Reason.GONE, status=404)))
    with Archive.read(db) as opened:
        yield opened


def documented() -> dict[str, dict[str, str]]:
    return {name: {column: kind for column, kind, _ in LINE.findall(text)} for name, text in TABLE.findall(PAGE)}


def real(archive: Archive) -> dict[str, dict[str, str]]:
    kinds = {
        name: row["type"]
        for row in archive.rows("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
        if not (name := row["name"]).startswith("sqlite_")
    }
    columns = "SELECT name, type FROM pragma_table_info(?)"
    return {
        table: {row["name"]: row["type"].lower() or "text" for row in archive.rows(columns, [table])}
        for table, kind in kinds.items()
        if kind != "shadow"
    }


def test_the_page_has_every_table_and_no_other(archive: Archive) -> None:
    assert sorted(documented()) == sorted(real(archive))


@pytest.mark.parametrize("table", sorted(documented()))
def test_the_page_has_every_column_in_order_and_no_other(archive: Archive, table: str) -> None:
    assert list(documented()[table].items()) == list(real(archive)[table].items())


def test_the_questions_are_numbered() -> None:
    assert len(QUESTIONS) > 10
    assert [number for number, _ in QUESTIONS] == [str(number) for number in range(1, len(QUESTIONS) + 1)]


@pytest.mark.parametrize("sql", [sql for _, sql in QUESTIONS], ids=[number for number, _ in QUESTIONS])
def test_each_question_is_answered(archive: Archive, sql: str) -> None:
    """All have rows at the demo site; that is more than the page promises."""
    assert list(archive.rows(sql))


def test_the_edited_and_the_gone_article_are_found(archive: Archive) -> None:
    edited, gone = (list(archive.rows(QUESTIONS[number][1])) for number in (2, 3))
    assert [row["title_now"] for row in edited] == ["Elterngeld in zwölf Klicks"]
    assert [row["title"] for row in gone] == ["Bürgerbüro funkt aus dem Bus"]


def test_other_programs_unpack_a_page_by_so_much_of_the_older_one_as_the_page_says(tmp_path: Path) -> None:
    most = re.search(r"the first ([\d,]+) bytes of the older page", PAGE)
    assert most is not None
    used = int(most[1].replace(",", ""))
    # Its end differs from its start, so that another part of it is another dictionary.
    older = "".join(f"<p>Zeile {number * 7919 % 100_003} der Seite</p>" for number in range(used // 20)).encode()
    with Archive.open(tmp_path / "archive.db") as archive:
        for number in (1, 2):
            save(archive, plain(number), body=older + str(number).encode())
    with sqlite(tmp_path / "archive.db") as db:
        ((data, digest),) = db.execute("SELECT data, digest FROM payloads WHERE dictionary_id IS NOT NULL").fetchall()
    start = zstandard.ZstdCompressionDict((older + b"1")[:used], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    body = zstandard.ZstdDecompressor(dict_data=start).decompress(data)
    assert len(older) > used
    assert hashlib.sha256(body).digest() == digest
