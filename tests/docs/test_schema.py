"""docs/schema.md tells the truth about a real archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from cli_running import Done
from scraper.store import Archive
from store_records import plain, save, sqlite

PAGE = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
TABLE = re.compile(r"^## (\w+)\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def archive(demo_archive: tuple[Path, list[Done]]) -> Iterator[Archive]:
    with Archive.read(demo_archive[0]) as opened:
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
