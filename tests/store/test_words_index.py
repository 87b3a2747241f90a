"""The second search index follows the texts, whoever changes them, and is mended where it does not fit."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from empty_archive import put_empty_archive
from index_contents import ask, fits, held, wanted
from scraper.analysis import fingerprints, search_words
from scraper.store import Archive, words
from scraper.store.index_state import VERSION, IndexState, Standing, index_state
from scraper.store.indexes import Mended
from store_records import LATER, full_article, plain, response, save, sqlite
from store_records import write as archive_write

WORDS = (
    "Stadt Städte Städten Behörde Behörden E-Akte eAkte Straße Strasse Thüringen Thueringen Verwaltungsdigitalisierung"
    " Bürger:innen OZG 2.0 § 44b C++ the cities Müller Antrag Anträge 😀 Ｆｕｌｌ ǅ ﬁn"
).split()
COLUMNS = "url, site, title, body, words, digest, first_seen, last_seen, changed_at, reader"


def insert(db: Any, number: int | None, text: str, how: str = "INSERT", name: str = "x", language: str = "de") -> None:
    """Insert an article as another program would."""
    db.execute(
        f"{how} INTO articles (id, language, {COLUMNS}) VALUES (?, ?, ?, 'amt', ?, ?, 3, 'x', 't', 't', 't', '1')",
        [number, language, f"https://amt.example/{name}", text[:20], text],
    )


@pytest.fixture
def filled(path: Path) -> Path:
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(archive, plain(2, body="Die Städte und die E-Akte in der Königstraße.", language="de"))
        save(archive, plain(3, body="Cities in Bavaria: München.", language="en"))
    with sqlite(path) as db:
        db.execute("INSERT INTO sites (id, name, home) VALUES ('amt', 'Amt', 'https://amt.example/')")
    return path


def write(path: Path) -> None:
    """Let our program write something."""
    with Archive.open(path) as archive, archive.transaction():
        pass


def test_what_is_archived_is_indexed_by_the_same_transaction(filled: Path) -> None:
    assert fits(filled)
    assert held(filled)[0]
    assert ask(filled, "SELECT count(*) FROM index_queue") == [(0,)]
    sql = (
        "SELECT rowid FROM articles_words WHERE articles_words MATCH"
        " coalesce((SELECT group_concat('\"' || stem || '\"', ' OR ') FROM words WHERE word = 'städte'), '\"\"')"
    )
    assert ask(filled, sql) == [(2,)]
    with Archive.open(filled) as archive:
        save(archive, plain(2, body="Nichts von alledem.", language="de"), b"neu", LATER)
    assert ask(filled, sql) == []
    assert fits(filled)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_other_programs_do_is_mended_by_the_next_write(filled: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  (the same in each run)

    def text() -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(1, 9)))

    def numbers(db: Any) -> list[int]:
        return [row[0] for row in db.execute("SELECT id FROM articles")] or [0]

    def change(db: Any, at: int) -> None:
        some = draw.choice(numbers(db))
        match draw.randrange(8):
            case 0:
                insert(db, None, text(), name=f"{seed}-{at}", language=draw.choice(["de", "en", "fr"]))
            case 1:
                # A number that is given again.
                insert(db, some, text(), "INSERT OR REPLACE", name=f"{seed}-{at}")
            case 2:
                insert(db, None, text(), "INSERT OR IGNORE", name=f"{seed}-{at // 2}")
            case 3:
                db.execute("UPDATE articles SET body = ? WHERE id = ?", [text(), some])
            case 4:
                db.execute("UPDATE articles SET title = ?, language = 'en' WHERE id = ?", [text(), some])
            case 5:
                with suppress(sqlite3.IntegrityError):
                    db.execute("UPDATE articles SET id = id + 1 WHERE id = ?", [some])
            case 6:
                db.execute("DELETE FROM articles WHERE id = ?", [some])
            case _:
                db.execute("UPDATE articles SET last_seen = 'u', title = title WHERE id = ?", [some])

    for round_ in range(4):
        with sqlite(filled) as db:
            db.execute(f"PRAGMA foreign_keys = {draw.choice(['ON', 'OFF'])}")
            for at in range(draw.randint(1, 12)):
                change(db, round_ * 100 + at)
            found = "SELECT rowid FROM articles_words WHERE articles_words MATCH 'stadt'"
            current = f"{found} AND rowid NOT IN (SELECT article_id FROM index_queue)"
            stems, _ = wanted(filled)
            assert {(number,) for stem, number in stems if stem == "stadt"} >= set(db.execute(current))
        write(filled)
        # INSERT OR REPLACE leaves the words of the old row in the exact index.
        assert fits(filled, is_exact=False)
        assert ask(filled, "SELECT count(*) FROM index_queue") == [(0,)]


def test_a_change_of_what_is_not_indexed_makes_no_work(filled: Path) -> None:
    with sqlite(filled) as db:
        db.execute("UPDATE articles SET title = title, body = body, last_seen = 'x'")
        assert db.execute("SELECT count(*) FROM index_queue").fetchone() == (0,)


def test_replace_leaves_the_old_text_in_the_queue(filled: Path) -> None:
    with sqlite(filled) as db:
        url = db.execute("SELECT url FROM articles WHERE id = 2").fetchone()[0]
        insert(db, None, "Ganz neu", "REPLACE", name="../amtsblick")
        db.execute("UPDATE articles SET url = ? WHERE id = 4", [url + "x"])
        db.execute(
            f"REPLACE INTO articles (id, {COLUMNS}) SELECT 9, ?, {COLUMNS[5:]} FROM articles WHERE id = 4", [url]
        )
        assert db.execute("SELECT article_id, is_indexed FROM index_queue").fetchall() == [(2, 1), (4, 0), (9, 0)]
    write(filled)
    assert fits(filled, is_exact=False)


@pytest.mark.parametrize(
    "change",
    [
        "id = 3 WHERE id = 2",
        "url = (SELECT url FROM articles WHERE id = 3) WHERE id = 2",
        "id = 3, url = 'x' WHERE id = 2",
    ],
)
def test_an_update_that_replaces_another_article_leaves_none_of_its_stems(filled: Path, change: str) -> None:
    with sqlite(filled) as db:
        db.execute(f"UPDATE OR REPLACE articles SET {change}")
        assert db.execute("SELECT is_indexed FROM index_queue WHERE article_id = 3").fetchone() == (1,)
    write(filled)
    assert fits(filled, is_exact=False)


def test_words_that_no_article_has_any_more_go(filled: Path) -> None:
    left = "SELECT word FROM words WHERE word IN ('königstraße', 'städte', 'der', 'die') ORDER BY word"
    assert ask(filled, left) == [("der",), ("die",), ("königstraße",), ("städte",)]
    with sqlite(filled) as db:
        db.execute("UPDATE articles SET body = 'die der' WHERE id = 2")
    write(filled)
    assert ask(filled, left) == [("der",), ("die",)]
    assert fits(filled)


def test_german_spellings_go_with_the_last_text_that_has_the_word(filled: Path) -> None:
    spelled = "SELECT word FROM words WHERE word IN ('geheimstrasse', 'geheimstraße')"
    with Archive.open(filled) as archive:
        save(archive, plain(7, body="Die Geheimstraße.", language="de"))
        # The reader takes the same text for an English one.
        save(archive, plain(7, body="Die Geheimstraße. And so on.", language="en"), b"2", LATER)
        assert ask(filled, spelled) != []
        archive.forgetting({}, LATER).run([4], [])
    assert ask(filled, spelled) == []
    assert fits(filled)


def test_spellings_of_a_word_go_where_it_is_a_part_of_a_compound_alone(filled: Path) -> None:
    spelled = "SELECT word FROM words WHERE word IN ('anhörung', 'anhorung', 'anhoerung') ORDER BY word"
    with Archive.open(filled) as archive:
        save(archive, plain(7, body="Die Anhörung zur Bürgeranhörung.", language="de"))
        assert len(ask(filled, spelled)) == 3
        save(archive, plain(7, body="Die Bürgeranhörung.", language="de"), b"2", LATER)
    assert ask(filled, spelled) == [("anhörung",)]
    assert fits(filled)


def test_words_that_have_no_entry_are_not_looked_for(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    is_found = words._Remains._is_found
    monkeypatch.setattr(words._Remains, "_is_found", lambda self, word: (asked.append(word), is_found(self, word))[1])
    with Archive.open(filled) as archive:
        save(archive, plain(7, body=" ".join(f"{number}x" for number in range(500)) + " Lindwurm", language="de"))
        archive.forgetting({}, LATER).run([4], [])
    assert "lindwurm" in asked
    assert not {"1x", "499x"} & set(asked)


def test_words_that_another_program_took_out_meanwhile_come_again(filled: Path) -> None:
    with Archive.open(filled) as archive:
        save(archive, plain(7, body="Lindwurm", language="de"))
        with sqlite(filled) as db:
            db.execute("DELETE FROM words WHERE word = 'lindwurm'")
        save(archive, plain(8, body="Lindwurm", language="de"))
    assert fits(filled)


def test_what_is_rolled_back_is_not_taken_for_known(filled: Path) -> None:
    with Archive.open(filled) as archive:
        with pytest.raises(RuntimeError), archive.transaction():
            save_article(archive, 6, "Lindwurm")
            archive.derived.settle()
            raise RuntimeError
        save(archive, plain(7, body="Lindwurm", language="de"))
    assert fits(filled)


def test_what_is_emptied_is_not_taken_for_known(filled: Path) -> None:
    with Archive.open(filled) as archive:
        save(archive, plain(7, body="Lindwurm", language="de"))
        assert archive.indexes.rebuild(lambda text, done, total: None) == 4
    assert fits(filled)


def test_a_word_that_stands_as_a_part_of_a_compound_alone_stays(filled: Path) -> None:
    with Archive.open(filled) as archive:
        save(archive, plain(7, body="Verwaltungsdigitalisierung", language="de"))
        save(archive, plain(8, body="Digitalisierung", language="de"))
        with archive.transaction():
            archive._db.execute("DELETE FROM articles WHERE body = 'Digitalisierung'")
    sql = "SELECT stem FROM words WHERE word = 'digitalisierung'"
    assert ask(filled, sql) == [("digitalisier",)]
    with Archive.open(filled) as archive, archive.transaction():
        archive._db.execute("DELETE FROM articles WHERE body = 'Verwaltungsdigitalisierung'")
    assert ask(filled, sql) == []


def test_more_words_than_are_remembered(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_REMEMBERED", 3)
    with Archive.open(filled) as archive:
        for number in range(5, 9):
            save(archive, plain(number, body=" ".join(WORDS), language="de"))
    assert fits(filled)


def opened(path: Path) -> list[str]:
    """Open an archive for writing, and return what is said of it."""
    said: list[str] = []
    Archive.open(path, migrated=lambda done: said.append(done.said)).close()
    return said


BREAKS: dict[str, tuple[str, ...]] = {
    "was made by another version of the program": ("UPDATE indexes SET maker = 'of old'",),
    "was missing": ("DELETE FROM indexes",),
}


@pytest.mark.parametrize("sentence", BREAKS)
def test_an_index_that_today_s_program_cannot_use_is_built_anew(filled: Path, sentence: str) -> None:
    with sqlite(filled) as db:
        for statement in BREAKS[sentence]:
            db.execute(statement)
        db.execute("DELETE FROM words WHERE word > 'k'")
        db.execute("INSERT INTO words VALUES ('niemand', 'niemand')")
        db.execute("UPDATE articles SET body = 'Lindwurm' WHERE id = 2")
    assert opened(filled) == [f"archive.db: the index of word forms {sentence} and was built anew (articles: 3)"]
    assert fits(filled)
    assert opened(filled) == []


@pytest.mark.parametrize("table", ["articles_words", "words", "indexes", "index_queue"])
def test_a_table_that_was_dropped_comes_again(filled: Path, table: str) -> None:
    with sqlite(filled) as db:
        db.execute(f"DROP TABLE {table}")
        assert standing(filled).standing is Standing.MISSING
    assert opened(filled) == ["archive.db: the index of word forms was missing and was built anew (articles: 3)"]
    assert fits(filled)
    with Archive.open(filled) as archive:
        save(archive, plain(7, body="Lindwurm", language="de"))
    assert fits(filled)


OTHERS = (
    *("stories", "story_articles", "story_pairs", "fingerprints", "fingerprinted"),
    *("mentions", "places"),
)


@pytest.mark.parametrize("table", OTHERS)
def test_a_table_of_stories_or_names_that_was_dropped_hinders_no_write(filled: Path, table: str) -> None:
    schema = ask(filled, "SELECT name, sql FROM sqlite_schema ORDER BY name")
    with Archive.open(filled) as archive:
        with sqlite(filled) as db:
            db.execute(f"DROP TABLE {table}")
        save(archive, plain(7, body="Lindwurm", language="de"))
    assert opened(filled) == ["archive.db: the index of word forms was missing and was built anew (articles: 4)"]
    assert fits(filled)
    assert ask(filled, "SELECT name, sql FROM sqlite_schema ORDER BY name") == schema
    assert ask(filled, "SELECT count(*) FROM fingerprinted") == [(3,)]
    assert ask(filled, "SELECT count(*) > 0 FROM mentions") == [(1,)]


def test_indexes_that_are_built_anew_leave_what_was_made_by_other_rules(filled: Path) -> None:
    with sqlite(filled) as db:
        db.execute("INSERT INTO indexes VALUES ('places', 'GV100AD 2023-11-30', 'then')")
    with Archive.open(filled) as archive:
        archive.indexes.rebuild(lambda text, done, total: None)
    assert ask(filled, "SELECT maker FROM indexes WHERE name = 'places'") == [("GV100AD 2023-11-30",)]


def standing(path: Path) -> IndexState:
    with Archive.read(path) as archive:
        return index_state(archive._db)


DAMAGED = "archive.db: the index of word forms was damaged and was built anew (articles: {})"


@pytest.mark.parametrize("how", ["DELETE FROM", "DROP TABLE"])
@pytest.mark.parametrize("table", ["data", "config"])
def test_an_index_that_cannot_be_opened_is_built_anew(filled: Path, how: str, table: str) -> None:
    with sqlite(filled) as db:
        db.execute(f"{how} articles_words_{table}")
    assert standing(filled) == IndexState(Standing.DAMAGED, 0)
    assert opened(filled) == [DAMAGED.format(3)]
    assert fits(filled)
    assert standing(filled) == IndexState(Standing.FINE, 0)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles_words_data SET block = x'00' WHERE id = 10",
        "UPDATE articles_words_data SET block = x'' WHERE id = 1",
        "DROP TABLE articles_words_idx",
    ],
)
def test_damage_that_shows_by_a_write_stops_none(filled: Path, damage: str) -> None:
    with sqlite(filled) as db:
        db.execute(damage)
    with Archive.open(filled) as archive:
        with archive.transaction():
            archive._db.execute("UPDATE articles SET body = 'Wurm' WHERE id = 2")
            save_article(archive, 7, "Lindwurm")
        assert archive.indexes.state == IndexState(Standing.DAMAGED, 2)
        # This program tries it no more.
        save(archive, plain(8, body="Wurm", language="de"))
        assert archive.indexes.settle() == 0
    assert ask(filled, "SELECT body FROM articles WHERE id > 3") == [("Lindwurm",), ("Wurm",)]
    assert ask(filled, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'wurm'") == [(2,), (5,)]
    assert standing(filled) == IndexState(Standing.DAMAGED, 3)
    assert opened(filled) == [DAMAGED.format(5)]
    assert fits(filled)


def save_article(archive: Archive, number: int, body: str) -> None:
    """Write an article within a transaction of the caller."""
    url = f"https://amtsblick.example/meldung_{number}"
    archive_write(archive, plain(number, body=body, language="de"), response(url=url))


def test_a_page_of_the_file_that_is_damaged_is_no_matter_of_the_index(filled: Path) -> None:
    with Archive.open(filled) as archive:

        def broken(*_: object) -> None:
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorname = "SQLITE_CORRUPT"
            raise error

        archive.derived._words.renew = broken  # type: ignore[method-assign]
        with pytest.raises(Exception, match="is damaged or not an SQLite file"), archive.transaction():
            archive._db.execute("UPDATE articles SET body = 'Lindwurm' WHERE id = 2")
        assert archive.indexes.state == IndexState(Standing.FINE, 0)


def many(path: Path, number: int) -> None:
    with sqlite(path) as db:
        db.execute("BEGIN")
        db.execute("INSERT INTO sites (id, name, home) VALUES ('amt', 'Amt', 'https://amt.example/')")
        for at in range(number):
            insert(db, None, f"Meldung der Städte {at}", name=str(at))
        db.execute("COMMIT")


def test_a_kill_costs_nothing_and_the_next_program_goes_on(path: Path) -> None:
    put_empty_archive(path)
    many(path, 900)
    told: list[tuple[str, int, int]] = []

    def kill(text: str, done: int, total: int) -> None:
        told.append((text, done, total))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Archive.open(path, progress=kill)
    waits = ask(path, "SELECT count(*) FROM index_queue")[0][0]
    assert 0 < waits < 900
    assert told == [("search index", 0, 900), ("search index", 900 - waits, 900)]
    told.clear()
    # What other programs have written in one go, or a kill has left, is worked off without a word.
    said: list[Any] = []
    Archive.open(path, progress=lambda *how: told.append(how), migrated=said.append).close()
    assert told[0] == ("search index", 0, waits)
    assert told[-1] == ("search index", waits, waits)
    assert said == []
    assert fits(path)


def test_both_are_built_anew_while_another_program_writes(path: Path) -> None:
    put_empty_archive(path)
    many(path, 700)
    with Archive.open(path) as archive, Archive.open(path) as crawl:
        written = []

        def beside(text: str, done: int, total: int) -> None:
            number = 10_000 + len(written)
            # Into a damaged index nothing can be written.
            if done and len(written) < 3:
                written.append(number)
                save(crawl, plain(number, body="Lindwurm", language="de"))

        with sqlite(path) as db:
            db.execute("DELETE FROM articles_fts_data")
        assert archive.indexes.rebuild(beside) == 700 + len(written)
        assert archive.indexes.state == IndexState(Standing.FINE, 0)
    assert fits(path)
    assert len(written) > 1
    assert ask(path, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'lindwurm OR städte'") == [
        (700 + len(written),)
    ]
    with sqlite(path) as db:
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    # Merged: one segment each, beside the averages and the structure.
    for index in ("articles_fts", "articles_words"):
        assert ask(path, f"SELECT count(DISTINCT segid) FROM {index}_idx") == [(1,)]


def test_an_article_of_many_words_and_one_of_none(filled: Path) -> None:
    draw = random.Random(1)  # noqa: S311  (the same in each run)
    body = " ".join(f"wort{draw.randrange(50_000)}ig" for _ in range(100_000))
    with sqlite(filled) as db:
        db.execute("UPDATE articles SET body = ? WHERE id = 2", [body])
        db.execute("UPDATE articles SET body = '', title = '', kicker = NULL, lead = NULL WHERE id = 3")
    write(filled)
    assert fits(filled)
    with sqlite(filled) as db:
        db.execute("DELETE FROM articles WHERE id = 2")
    write(filled)
    assert fits(filled)


def test_other_rules_of_stories_make_all_anew(filled: Path) -> None:
    with sqlite(filled) as db:
        db.execute("DELETE FROM fingerprints")
        db.execute("UPDATE indexes SET maker = ?", [VERSION.replace(f"stories{fingerprints.RULES}", "stories1")])
    with Archive.read(filled) as archive:
        assert index_state(archive._db).standing is Standing.OTHER_VERSION
    with Archive.open(filled) as archive:
        assert index_state(archive._db).is_fine
    assert ask(filled, "SELECT count(*) > 0 FROM fingerprints") == [(1,)]


def test_the_version_is_that_of_the_words(filled: Path) -> None:
    assert VERSION.startswith(search_words.VERSION)
    assert ask(filled, "SELECT name, maker FROM indexes") == [("articles_words", VERSION)]
    assert isinstance(Mended(filled, Standing.DAMAGED, 1200).said, str)


def test_a_dump_of_the_archive_can_be_made(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        assert any("articles_words" in line for line in db.iterdump())
