"""Whatever is typed, and whatever became of the indexes, gives results or a sentence, and soon."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import QueryError, SearchError
from scraper.store import Archive
from scraper.store.index_state import Standing
from scraper.store.search import Filter, matching
from scraper.store.search_bounds import LONGEST_SECONDS, bounded
from scraper.store.search_words import parse
from store_records import one, plain, save, sqlite

# A statement that never ends.
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS number FROM n"
TEXTS = [
    "Die Stadt und die Behörde.",
    "In Städten steht ein Rathaus, und der Rat tagt dort.",
    "مدينة بلا اسم",
    "Ein 🚀 und noch ein Wort.",
    "Une ville, des données.",
]


@pytest.fixture(autouse=True, scope="module")
def _patient() -> Iterator[None]:
    """Work is measured here, not time, so that a busy machine fails no test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scraper.store.search.bounded", lambda db, seconds: bounded(db, 100 * seconds))
        patch.setattr("scraper.store.search_bounds._LONGEST_LOOK_UP", 100)
        yield


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("bounds") / "archive.db"
    with Archive.open(path) as archive:
        for number, text in enumerate(TEXTS, 1):
            save(archive, plain(number, title="Ohne", body=text, language="de", date=dt.date(2026, 1, number)))
    return path


@pytest.fixture(scope="module")
def filled(file: Path) -> Iterator[Archive]:
    with Archive.read(file) as archive:
        yield archive


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("e", []),
        ("die", [1]),
        ("und", [4, 1, 2]),
        ("und der die das in", []),
        ("und -die", [4, 2]),
        ("مدينة", [3]),
        ("\u200fمدينة\u200f", [3]),
        ("\u202eStadt", [1, 2]),
        ("Sta\u0308dten", [2, 1]),
        ("Stadt\0", [1, 2]),
        ("\0Stadt", [1, 2]),
        ("🚀 Wort", [4]),
        ("👩\u200d💻 OR Stadt", [1, 2]),
        ("„Stadt und", [1, 2]),
        ("Stadt« »", [1, 2]),
        ("Stadt) OR (Rathaus", [1, 2]),
        ("Stadt NEAR/3 Behörde", []),
        ("{Stadt}", [1, 2]),
        ("^Stadt", [1, 2]),
        ("Stadt:", [1, 2]),
        ("-- Stadt", [1, 2]),
        ("Stadt; DROP TABLE articles", []),
        ("%Stadt%", [1, 2]),
        ("Sta*dt", [1, 2]),
        ("*Stadt*", [1]),
        ("ſtadt", [1, 2]),
        ("x" * 9000, []),
    ],
)
def test_odd_words(filled: Archive, words: str, ids: list[int]) -> None:
    assert [row["id"] for row in filled.search(words, Filter())] == ids
    assert filled.count_found(words, Filter()) == len(ids)
    assert matching(filled._db, parse(words), range(1, len(TEXTS) + 1)) == set(ids)


_NONSENSE = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text("\"„“»«'*^+-–():{}[].,;/\\%&|!?<>~`$@#=_§äßÄ0eE \t\n", max_size=40),
    st.lists(st.sampled_from([*'OR -a* title: kicker: " „ » E-Akte die C++ § 44b 2.0 Städte'.split(), " "])).map(
        "".join
    ),
)


@settings(max_examples=300, database=None, deadline=None)
@given(_NONSENSE, st.sampled_from(["best", "date"]))
def test_any_nonsense_gives_results_or_a_sentence_soon(file: Path, words: str, sort: str) -> None:
    begin = time.process_time()
    with Archive.read(file) as archive:
        try:
            found = archive.found(words, Filter(sort=sort))
            assert found.standing is Standing.FINE
            assert archive.count_found(words, Filter()) == len(found.rows)
        except SearchError as error:
            assert str(error).endswith(".")
    assert time.process_time() - begin < LONGEST_SECONDS


def test_as_many_words_as_may_be_typed(filled: Archive) -> None:
    begin = time.process_time()
    words = ["Stadtverwaltungen", "Mueller-Strasse", "NIS2-Umsetzung", "Ämter", "eakte"]
    typed = " ".join(f"{words[number % 5]}{number:x}x" for number in range(240))
    for text in (typed, typed.replace(" ", " OR "), "-" + typed.replace(" ", " -"), f"Stadt OR {typed} OR Rathaus*"):
        filled.search(text, Filter())
        filled.count_found(text, Filter())
    assert time.process_time() - begin < 4 * LONGEST_SECONDS


def test_a_search_that_takes_too_long_is_stopped(filled: Archive) -> None:
    with bounded(filled._db, 0.05) as bounds:
        with pytest.raises(SearchError) as caught:
            bounds.ask(ENDLESS)
        with pytest.raises(SearchError):
            bounds.ask("SELECT 1")
    assert str(caught.value) == (
        "This search was stopped after 0.05 seconds. Ask for fewer or rarer words, or name more letters before a *."
    )
    # What is asked of the archive after that has its time again.
    assert one(filled, "SELECT count(*) FROM articles") == len(TEXTS)
    assert [row["id"] for row in filled.search("Rathaus", Filter())] == [2]


def test_ctrl_c_is_none_of_the_bounds(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("scraper.store.search_bounds.rows", interrupted)
    with bounded(filled._db, 1) as bounds, pytest.raises(KeyboardInterrupt):
        bounds.ask("SELECT 1")


def test_beginnings_of_too_many_words_are_refused(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.store.search_bounds._LONGEST_LOOK_UP", -1)
    with pytest.raises(SearchError) as caught:
        filled.search("Sta*", Filter())
    assert str(caught.value) == (
        "The words with a * stand for too many words of this archive. Ask for fewer or rarer words, or name more"
        " letters before a *."
    )


def test_an_article_of_a_million_words(archive: Archive) -> None:
    save(archive, plain(1, body="Wort und Satz. " * 333_000 + "Ganz am Ende die Städte.", language="de"))
    save(archive, plain(2, body="Die Stadt und noch ein Satz.", language="de"))
    begin = time.process_time()
    rows = archive.search("Stadt", Filter())
    assert [row["id"] for row in rows] == [2, 1]
    assert max(len(row["snippet"]) for row in rows) < 200
    assert [row["id"] for row in archive.search("Satz", Filter())] == [1, 2]
    assert time.process_time() - begin < LONGEST_SECONDS


_SPOILT = {
    "another version": (["UPDATE indexes SET maker = 'older'"], Standing.OTHER_VERSION),
    "no version": (["DELETE FROM indexes"], Standing.MISSING),
    "no index": (["DROP TABLE articles_words"], Standing.MISSING),
    "no words": (["DROP TABLE words"], Standing.MISSING),
    "emptied": (["DELETE FROM articles_words_data", "DELETE FROM articles_words_idx"], Standing.DAMAGED),
    "overwritten": ([f"UPDATE articles_words_data SET block = x'{'ff' * 40}'"], Standing.DAMAGED),
    "one table less": (["DROP TABLE articles_words_idx"], Standing.DAMAGED),
}


@pytest.mark.parametrize("how", _SPOILT)
def test_what_an_index_lacks_is_said_and_exact_words_are_found(archive: Archive, how: str) -> None:
    for number, text in enumerate(TEXTS, 1):
        save(archive, plain(number, title="Ohne", body=text, language="de"))
    statements, standing = _SPOILT[how]
    with sqlite(archive.path) as other:
        for statement in statements:
            other.execute("PRAGMA writable_schema = ON")
            other.execute(statement)
    with Archive.read(archive.path) as reading:
        found = reading.found("Stadt", Filter())
        assert (found.standing, [row["id"] for row in found.rows]) == (standing, [1])
        assert [row["id"] for row in reading.search("Stadt -Rathaus", Filter())] == [1]
        assert reading.count_found("Städten", Filter()) == 1
        assert matching(reading._db, parse("Stadt OR site:amtsblick"), [1, 2]) == {1, 2}
        assert matching(reading._db, parse("Stadt"), [1, 2]) == {1}


def test_a_damaged_index_of_texts_is_a_sentence(archive: Archive) -> None:
    save(archive, plain(1, body="Die Stadt."))
    with sqlite(archive.path) as other:
        other.execute(f"UPDATE articles_fts_data SET block = x'{'ff' * 40}'")
    with Archive.read(archive.path) as reading, pytest.raises(SearchError) as caught:
        reading.search("Stadt", Filter())
    assert str(caught.value) == "The search index is damaged. Build it anew: scraper reparse --index."


def test_what_waits_for_the_second_index_is_found_by_exact_words(archive: Archive) -> None:
    save(archive, plain(1, title="Ohne", body="Die Stadt."))
    save(archive, plain(2, title="Ohne", body="Die Städte."))
    with sqlite(archive.path) as other:
        other.execute("UPDATE articles SET body = 'Das Rathaus der Stadt.' WHERE id = 2")
        other.execute("DELETE FROM articles WHERE id = 1")
    with Archive.read(archive.path) as reading:
        assert [row["id"] for row in reading.search("Stadt", Filter())] == [2]
        assert [row["id"] for row in reading.search("Städten", Filter())] == []
        assert [row["id"] for row in reading.search("Rathaus Stadt", Filter())] == [2]
        assert matching(reading._db, parse("Stadt"), [1, 2]) == {2}
        assert reading.count_found("Stadt", Filter()) == 1
    with archive.transaction():
        pass
    with Archive.read(archive.path) as reading:
        assert [row["id"] for row in reading.search("Städten", Filter())] == [2]


def test_a_lack_of_memory_is_not_taken_for_a_damaged_index(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def lacking(db: object, sql: str, params: object) -> Iterator[None]:
        calls.append(sql)
        raise QueryError("SQLite says: out of memory.", hint="Ask for less.") from MemoryError()

    monkeypatch.setattr("scraper.store.search_bounds.rows", lacking)
    with pytest.raises(QueryError) as error:
        filled.found("Stadt", Filter())
    assert str(error.value) == "SQLite says: out of memory. Ask for less."
    assert len(calls) == 1
