"""Search finds what a person means and never trips over what they type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.errors import QueryError, SearchError
from scraper.policy.identity import identity_of
from scraper.store import Archive
from scraper.store.days import Days, utc_day
from scraper.store.search import Filter
from store_records import plain, save

TEXTS = {
    1: "Die E-Akte kommt in alle Ämter.",
    2: "Das OZG 2.0 regelt den Zugang.",
    3: "Programme in C++ und C# für das Amt.",
    4: "Das ist schön und gut.",
    5: "Das ist schon lange so.",
    6: "Digitalisierung 🚀 in der Straße der Räte.",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path: Path = tmp_path_factory.mktemp("search") / "archive.db"
    with Archive.open(path) as archive:
        for number, text in TEXTS.items():
            save(archive, plain(number, body=text, date=dt.date(2026, number, 1)))
        save(
            archive,
            plain(7, title="Register", site="anders", section="Öffentlicher Dienst", keywords=["ÄMTER", "Register"]),
        )
        save(archive, plain(8, title="Ohne Treffer", body="Das Register wird im Text genannt. " + "Wort " * 60))
    with Archive.read(path) as archive:
        yield archive


def found(archive: Archive, words: str, **narrow: object) -> list[int]:
    return sorted(row["id"] for row in archive.search(words, Filter(**narrow)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("E-Akte", [1]),
        ("e-akte", [1]),
        ("OZG 2.0", [2]),
        ('"OZG 2.0"', [2]),
        ('"2.0 OZG"', []),
        ("C++", [3]),
        # One stem, so that the other word is found, too, behind this one.
        ("schön", [4, 5]),
        ("schon", [4, 5]),
        ("SCHÖN", [4, 5]),
        ('"schön"', [4]),
        ("ämter", [1, 3, 7]),
        ("strasse", [6]),
        ("Straße", [6]),
        ("digital*", [6]),
        ("digital", []),
        ("Das ist", [4, 5]),
        ("Das NOT ist", []),
        ("AND OR NOT", []),
        ("NEAR(", []),
        ("title:Register", [7]),
        ('Räte"', [6]),
        ('"Räte', [6]),
        ("OZG _", [2]),
        ("", []),
        ('"', []),
        ('""', []),
        ("*", []),
        ("🚀", []),
        ("Digitalisierung 🚀", [6]),
        ("-", []),
        ("\0", []),
        ("\ud800", []),
        ("Räte\ud800", [6]),
        # Umlauts in two characters each (NFD), as they are pasted on a Mac.
        ("scho\u0308n", [4, 5]),
        ("A\u0308mter", [1, 3, 7]),
        ('"der Ra\u0308te"', [6]),
        ("Ra\u0308*", [6]),
        ("'; DROP TABLE articles; --", []),
    ],
)
def test_words(filled: Archive, words: str, ids: list[int]) -> None:
    assert found(filled, words) == ids


@settings(max_examples=200, database=None)
@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_no_words_are_an_error(words: str) -> None:
    _gives_results_or_a_sentence(words)


@settings(max_examples=200, database=None)
@given(st.text("\"*^+-():{}.,'AND ORTNE\\_§äß0", max_size=20))
@example("OR")
def test_no_syntax_is_an_error(words: str) -> None:
    _gives_results_or_a_sentence(words)


def _gives_results_or_a_sentence(words: str) -> None:
    """An ``OR`` beside nothing is not understood, and is said; no more than that may come of any words."""
    try:
        _open().search(words, Filter())
    except SearchError as error:
        assert str(error).endswith(".")


_OPENED: list[Archive] = []


def _open() -> Archive:
    return _OPENED[0]


@pytest.fixture(autouse=True)
def _lend(filled: Archive) -> Iterator[None]:
    """Hypothesis and fixtures of a function do not mix; this one is of the module."""
    _OPENED[:] = [filled]
    yield
    _OPENED.clear()


@pytest.mark.parametrize(
    ("narrow", "ids"),
    [
        ({"keyword": "ämter"}, [7]),
        ({"keyword": "Ämter"}, [7]),
        ({"keyword": "A\u0308mter"}, [7]),
        ({"keyword": "Amt"}, []),
        ({"section": "öffentlicher dienst"}, [7]),
        ({"section": "o\u0308ffentlicher dienst"}, [7]),
        ({"sites": ("anders",)}, [7]),
        ({"sites": ("amtsblick",)}, [8]),
        ({"sites": ("nirgends",)}, []),
        ({"sites": ("nirgends", "anders", "amtsblick")}, [7, 8]),
    ],
)
def test_filters(filled: Archive, narrow: dict[str, object], ids: list[int]) -> None:
    assert found(filled, "Register") == [7, 8]
    assert found(filled, "Register", **narrow) == ids


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        (None, None, [2, 3, 4, 5]),
        (dt.date(2026, 4, 1), None, [4, 5]),
        (dt.date(2026, 4, 2), None, [5]),
        (None, dt.date(2026, 3, 1), [2, 3]),
        (dt.date(2026, 3, 1), dt.date(2026, 4, 1), [3, 4]),
    ],
)
def test_days_are_included(filled: Archive, since: dt.date | None, until: dt.date | None, ids: list[int]) -> None:
    assert [n for n in found(filled, "das", days=Days(since, until)) if n < 7] == ids


@pytest.mark.parametrize(
    ("since", "until", "seen_day", "ids"),
    [
        # First seen on the evening of the 23rd in UTC, which is the 24th in Berlin.
        (dt.date(2026, 11, 23), dt.date(2026, 11, 23), utc_day, [1]),
        (dt.date(2026, 11, 24), None, utc_day, []),
        (None, dt.date(2026, 11, 22), utc_day, [2]),
        (dt.date(2026, 11, 24), dt.date(2026, 11, 24), lambda text: "2026-11-24", [1]),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 23), lambda text: "2026-11-24", []),
    ],
)
def test_what_states_no_day_counts_by_the_day_it_was_first_seen(
    archive: Archive, since: dt.date | None, until: dt.date | None, seen_day: Callable[[str], str], ids: list[int]
) -> None:
    save(archive, plain(1, body="Ohne Tag"), at=dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC))
    save(archive, plain(2, body="Mit Tag", date=dt.date(2020, 1, 1)))
    narrow = Filter(days=Days(since, until, seen_day))
    assert [row["id"] for row in archive.search("Tag", narrow)] == ids
    assert archive.count_found("Tag", narrow) == len(ids)


def test_sorted_by_day_or_by_how_well_it_fits(archive: Archive) -> None:
    save(archive, plain(1, title="Wasser und anderes", date=dt.date(2026, 1, 3)))
    save(archive, plain(2, title="Wasser Wasser", body="Wasser", date=dt.date(2026, 1, 1)))
    save(archive, plain(3, title="Auch Wasser wird hier genannt"))
    save(archive, plain(4, body="Im Text wird Wasser genannt. " + "Wort " * 50, date=dt.date(2026, 1, 2)))
    assert [row["id"] for row in archive.search("Wasser", Filter(sort="date"))] == [3, 1, 4, 2]
    # Of the three with the word in the headline none says it much better than another, so that the newest is first.
    assert [row["id"] for row in archive.search("Wasser", Filter(sort="best"))] == [3, 1, 2, 4]


def test_all_that_is_found_is_counted_beyond_the_limit(filled: Archive) -> None:
    assert filled.count_found("Register", Filter(limit=1)) == 2
    assert filled.count_found("Register", Filter(sites=("anders",))) == 1
    assert filled.count_found("!!!", Filter()) == 0


def test_the_marks_around_the_words_can_be_chosen(filled: Archive) -> None:
    (row,) = filled.search("OZG", Filter(marks=("<", ">")))
    assert row["snippet"] == "Das <OZG> 2.0 regelt den Zugang."


def test_the_headline_weighs_most_and_the_limit_holds(filled: Archive) -> None:
    assert [row["id"] for row in filled.search("Register", Filter())] == [7, 8]
    assert [row["id"] for row in filled.search("Register", Filter(limit=1))] == [7]


def test_the_snippet_shows_the_words(filled: Archive) -> None:
    (row,) = filled.search("OZG", Filter())
    assert row["snippet"] == "Das [OZG] 2.0 regelt den Zugang."
    assert list(row) == ["id", "date", "site", "kicker", "title", "snippet", "url", "first_seen", "match"]


def test_an_edited_article_is_found_by_its_new_words_only(archive: Archive) -> None:
    save(archive, plain(1, body="Altes Wort"), b"1")
    save(archive, plain(1, body="Neues Wort"), b"2")
    assert found(archive, "Altes") == []
    assert found(archive, "Neues") == [1]


def test_an_article_is_found_by_any_of_its_addresses(archive: Archive) -> None:
    short = "https://amtsblick.example/kurz"
    saved = save(archive, plain(1), requested_url=short)
    found = {
        url: archive.find_article(identity_of(url, None)) for url in (plain(1).url, short, f"{short}?utm_source=x")
    }
    assert set(found.values()) == {saved.article_id}
    assert archive.find_article(identity_of("https://amtsblick.example/anders", None)) is None


@pytest.mark.parametrize(
    ("sql", "params", "message"),
    [
        ("SELCT 1", (), 'SQLite says: near "SELCT": syntax error. The statement was: SELCT 1'),
        ("SELECT ?", (), "SQLite says: Incorrect number of bindings supplied. The current statement uses 1, and there"
         " are 0 supplied. The statement was: SELECT ?"),
        ("SELECT ?", ("\udcff",), "SQLite says: not all of this is Unicode text. The statement was: SELECT ?"),
        ("SELECT ?", (2**70,), "SQLite says: Python int too large to convert to SQLite INTEGER."
         " The statement was: SELECT ?"),
        ("SELECT 1\0", (), "SQLite says: the query contains a null character. The statement was: SELECT 1\0"),
    ],
)  # fmt: skip
def test_a_bad_statement_gets_sqlites_words(
    filled: Archive, sql: str, params: tuple[object, ...], message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        list(filled.rows(sql, params))
    assert str(caught.value) == message


def test_columns_of_one_name_are_numbered(filled: Archive) -> None:
    assert list(filled.rows("SELECT 1 AS a, 2 AS a, 3 AS b")) == [{"a": 1, "a_2": 2, "b": 3}]
