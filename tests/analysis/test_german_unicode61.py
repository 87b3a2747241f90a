"""Words as SQLite's own tokenizer has them, asked of the SQLite that runs the test."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.analysis import unicode61


@pytest.fixture(scope="module")
def exact() -> Iterator[sqlite3.Connection]:
    """An FTS5 index with the tokenizer of the exact one."""
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE texts USING fts5 (text, tokenize = \"unicode61 remove_diacritics 0 tokenchars '+#§'\")"
    )
    db.execute("CREATE VIRTUAL TABLE found USING fts5vocab (texts, instance)")
    yield db
    db.close()


def of_sqlite(db: sqlite3.Connection, text: str) -> list[str]:
    db.execute("DELETE FROM texts")
    db.execute("INSERT INTO texts (text) VALUES (?)", [text])
    return [term for (term,) in db.execute("SELECT term FROM found ORDER BY offset")]


@pytest.mark.parametrize(
    "text",
    [
        "Die Bürger der Städte, C++ und § 44b: OZG 2.0!",
        "E-Akte E‑Akte Bürger:innen Bürger_innen",
        "Verwal\u00adtung und Fu\u0308rderung",
        "\u0308 allein, a\u0308b, a\u20ddb",
        "İstanbul ISTANBUL ſtadt ΣΊΣΥΦΟΣ ẞ Straße µ",
        "مرحبا بالعالم สวัสดีชาวโลก שלום 中文字 नमस्ते",
        "🙂🏛️ 👩‍💻 🫠",
        "eins\x00zwei\x00 drei",
        "½ ² Ⅷ ① ٣",
        "\ue000 \U000e0001a \U0010fffd",
    ],
)
def test_hostile_texts_are_split_as_sqlite_splits_them(exact: sqlite3.Connection, text: str) -> None:
    assert list(unicode61.words(text)) == of_sqlite(exact, text)


@pytest.mark.parametrize("first", range(0, 0x30000, 0x8000))
def test_every_code_point_begins_ends_and_folds_as_for_sqlite(exact: sqlite3.Connection, first: int) -> None:
    points = [chr(point) for point in range(first, first + 0x8000) if not 0xD800 <= point < 0xE000]
    text = " ".join(f"{point}Q x{point}Y" for point in points)
    assert list(unicode61.words(text)) == of_sqlite(exact, text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=200)
def test_any_text_is_split_as_sqlite_splits_it(exact: sqlite3.Connection, text: str) -> None:
    assert list(unicode61.words(text)) == of_sqlite(exact, text)


@pytest.mark.parametrize("letter", ["a", "ä", "中", "𐐨"])
def test_a_longest_word_is_cut_where_sqlite_cuts_it(exact: sqlite3.Connection, letter: str) -> None:
    text = f"vor {letter * 40_000} nach"
    exact.execute("DELETE FROM texts")
    exact.execute("INSERT INTO texts (text) VALUES (?)", [text])
    cut = exact.execute("SELECT CAST(term AS BLOB) FROM found ORDER BY offset LIMIT 1 OFFSET 1").fetchone()[0]
    # SQLite may end the word within a letter; here it ends with a whole one.
    assert list(unicode61.words(text))[1] == cut.decode("utf-8", "ignore")


def test_half_a_surrogate_pair_ends_a_word() -> None:
    assert list(unicode61.words("a\ud800b")) == ["a", "b"]


def test_a_long_text_is_read_word_by_word() -> None:
    assert next(unicode61.words("wort " * 1_000_000)) == "wort"
