"""The search of docs/schema.md in any SQLite program: words as they stand, inflected, as parts of compounds."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.store import Archive
from store_records import plain, save, sqlite

DOCUMENT = Path(__file__).parents[2] / "docs" / "schema.md"
SECTION = re.compile(r"^## articles_words\n.*?```sql\n(.*?)```", re.MULTILINE | re.DOTALL)
TEXTS = (
    "Die Stadt führt die E-Akte ein.",
    "In den Städten fehlt die eAkte.",
    "Die Datenschutzbehörde prüft.",
    "Behörden warten.",
    "Verwaltungsdigitalisierung kommt.",
    "Ämter in Thüringen",
    "C++ nach § 44b",
    "Kiel und die KI",
    "Cities of Bavaria",
)
# What is asked for, and which of these texts are found in which tier, the best and newest first.
ASKED: tuple[tuple[str, list[tuple[int, int]]], ...] = (
    ("Städten", [(1, 1), (2, 0)]),
    ("Stadt", [(1, 0), (2, 1)]),
    ("behörde", [(2, 3), (3, 2)]),
    ("Digitalisierung", [(3, 4)]),
    ("E-Akte", [(1, 0), (2, 1)]),
    ("eakte", [(1, 1), (2, 0)]),
    ("Thueringen", [(2, 5)]),
    ("THÜRINGEN", [(1, 5)]),
    ("Thuringen", [(2, 5)]),
    # No article has the word itself, so that it is looked for as a stem.
    ("Amt", [(2, 5)]),
    ("C++", [(1, 6)]),
    ("§ 44b", [(1, 6)]),
    ("KI", [(1, 7)]),
    ("Stadt E-Akte", [(1, 0), (2, 1)]),
    ("  Stadt  E-Akte ", [(1, 0), (2, 1)]),
    ("cities", [(1, 8)]),
    ("nirgends", []),
    ('ein "wort', []),
    ("a' OR 1 (", []),
    ("😀", []),
    ("", []),
    (" ", []),
)


def documented() -> str:
    found = SECTION.search(DOCUMENT.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        for number, text in enumerate(TEXTS):
            language = "en" if "Bavaria" in text else "de"
            save(archive, plain(number, title=f"Meldung {number}", body=text, language=language))
    return path


@pytest.mark.parametrize(("words", "wanted"), ASKED)
def test_what_it_finds(filled: Path, words: str, wanted: list[tuple[int, int]]) -> None:
    with sqlite(filled) as db:
        rows = db.execute(documented(), {"words": words}).fetchall()
    assert [(row[0], int(row[3].split()[1])) for row in rows] == wanted


def test_what_waits_for_the_index_is_found_by_its_exact_words_alone(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    shutil.copy(filled, copy)
    with sqlite(copy) as db:
        db.execute("UPDATE articles SET body = 'Der Städtetag, eine Behörde' WHERE id = 2")
        db.execute("DELETE FROM articles WHERE id = 4")
        assert db.execute(documented(), {"words": "Stadt"}).fetchall()[1:] == []
        assert [row[0] for row in db.execute(documented(), {"words": "behörde"})] == [1, 3]
    with Archive.open(copy) as archive, archive.transaction():
        pass
    with sqlite(copy) as db:
        assert [row[0] for row in db.execute(documented(), {"words": "Städtetag"})] == [1]
        assert [row[0] for row in db.execute(documented(), {"words": "behörde"})] == [1, 3]
        assert db.execute(documented(), {"words": "warten"}).fetchall() == []


def test_in_the_shell_of_sqlite(filled: Path) -> None:
    shell = shutil.which("sqlite3")
    if shell is None:
        pytest.skip("the shell of SQLite is not installed")
    typed = f".parameter set :words \"'Städten'\"\n{documented()}"
    done = subprocess.run([shell, str(filled)], input=typed, capture_output=True, text=True, check=False)
    assert (done.stderr, [line.split("|")[0] for line in done.stdout.splitlines()]) == ("", ["1", "2"])
