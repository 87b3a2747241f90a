"""``scraper names``: an official list comes in, a newer one after it, and nothing else does."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from cli_running import scraper
from empty_archive import put_empty_archive
from official_list import text
from scraper.store import Archive
from store_records import plain, save
from terminal import on_terminal

PUBLISHED = (
    "The statistical offices publish it as 'Gemeindeverzeichnis GV100AD' at"
    " https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/"
)
IMPORTED = "GV100AD of 2023-11-30: 3 Länder, 4 districts, 15 municipalities"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "archive.db"
    path.parent.mkdir()
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, plain(1, language="de", body="Die Stadt Lindental nutzt das OZG."))
    return path


def listed(folder: Path, day: str = "20231130") -> Path:
    file = folder / f"GV100AD_{day}.txt.xz"
    file.write_bytes(lzma.compress(text(day).encode("latin-1")))
    return file


def test_an_import_is_silent_and_finds_towns(db: Path, tmp_path: Path) -> None:
    done = scraper("names", "import", listed(tmp_path))
    assert (done.code, done.out, done.err) == (0, "", "")
    asked = scraper("query", "SELECT name, key FROM mentions WHERE kind = 'municipality'")
    assert asked.lines == [{"name": "Lindental", "key": "16061001"}]
    assert scraper("names").out == f"{IMPORTED}.\n"


def test_on_a_terminal_it_says_what_it_did(db: Path, tmp_path: Path) -> None:
    file = listed(tmp_path)
    first = on_terminal("names", "import", file)
    assert f"{IMPORTED}; looked for in 1 article." in " ".join(first.text.split())
    again = on_terminal("names", "import", file)
    assert "the list of 2023-11-30 is imported already." in " ".join(again.text.split())


def test_without_a_list(db: Path) -> None:
    done = scraper("names")
    assert done.out == f"No official list is imported. {PUBLISHED}; 'scraper names import FILE' reads it.\n"


def test_a_newer_list_replaces_and_an_older_one_does_not(db: Path, tmp_path: Path) -> None:
    assert scraper("names", "import", listed(tmp_path)).code == 0
    newer = listed(tmp_path, "20241231")
    assert scraper("names", "import", newer).code == 0
    assert scraper("names").out == f"{IMPORTED.replace('2023-11-30', '2024-12-31')}.\n"
    older = listed(tmp_path)
    done = scraper("names", "import", older)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {older}: is of 2023-11-30, and the archive has the list of 2024-12-31. Nothing was changed.\n"
    )


def test_files_that_are_no_list(db: Path, tmp_path: Path) -> None:
    wrong, broken, cut = tmp_path / "falsch.txt", tmp_path / "kaputt.zip", tmp_path / "halb.txt"
    cut.write_text(text().rstrip()[:-100], newline="")
    wrong.write_text("Liebes Tagebuch")
    broken.write_bytes(b"PK\x03\x04 kein Archiv")
    no_list = "is not the list of municipalities GV100AD: no record of a municipality is in it."
    for file, code, message in (
        (wrong, 2, f"Error: {wrong}: {no_list} {PUBLISHED}.\n"),
        (broken, 2, f"Error: {broken}: is damaged, or larger than such a list is. Download it again.\n"),
        (cut, 2, f"Error: {cut}: ends in the middle of a record. Download it again.\n"),
        (tmp_path / "weg", 2, f"Error: {tmp_path / 'weg'}: No such file or directory. {PUBLISHED}.\n"),
        (tmp_path, 2, f"Error: {tmp_path}: Is a directory. {PUBLISHED}.\n"),
    ):
        done = scraper("names", "import", file)
        assert (done.code, done.out, done.err) == (code, "", message)
    assert scraper("names").out.startswith("No official list is imported.")


def test_a_file_that_is_too_large_is_not_read_in_part(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = listed(tmp_path)
    monkeypatch.setattr("scraper.analysis.mentions.packed.MOST_BYTES", file.stat().st_size - 1)
    done = scraper("names", "import", file)
    assert (done.code, done.err) == (
        2,
        f"Error: {file}: is damaged, or larger than such a list is. Download it again.\n",
    )


def test_a_list_whose_last_line_has_no_end(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "GV100AD.txt"
    file.write_text(text().removesuffix("\r\n"), newline="")
    assert scraper("names", "import", file).code == 0
    assert scraper("names").out == f"{IMPORTED}.\n"


def test_there_is_no_archive(tmp_path: Path) -> None:
    done = scraper("names", "import", listed(tmp_path))
    assert done.code == 2
    assert "there is no archive yet" in done.err


def test_show_says_what_an_article_names(db: Path, tmp_path: Path) -> None:
    assert scraper("names", "import", listed(tmp_path)).code == 0
    assert "mentions:     Lindental, OZG\n" in scraper("show", "1", "--format", "table").out
    (shown,) = scraper("show", "1", "--format", "jsonl").lines
    assert shown["mentions"] == [
        {"kind": "municipality", "name": "Lindental", "key": "16061001", "times": 1},
        {"kind": "law", "name": "OZG", "key": "ozg", "times": 1},
    ]
