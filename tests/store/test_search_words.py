"""What a person types to search: what is found by it, and the sentence for what is not understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import SearchError
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.search import Filter, matching
from scraper.store.search_states import SearchedState, matching_states
from scraper.store.search_words import FIELDS, MOST_BEGINNINGS, MOST_CHARACTERS, MOST_WORDS, Query, Term, parse
from store_records import plain, save

TODAY = dt.date(2026, 11, 27)
ARTICLES = {
    1: plain(1, title="Wohngeld digital", body="Der Antrag kommt per E-Akte.", date=dt.date(2020, 5, 23), site="eins"),
    2: plain(2, title="Neues Register", body="Ein Mietzuschuss für Ämter in Thüringen.", date=dt.date(2024, 5, 1),
             site="zwei", authors=["Jörg Müller", "bs"], keywords=["E-Akte", "Social Media"], section="IT & Recht"),
    3: plain(3, title="Das Wohngeld", kicker="Thüringen: Bund", body="Mietzuschuss und Wohngeld", site="eins",
             date=dt.date(2024, 12, 31), authors=["Anna Meier-Müller"], keywords=["Wohngeld"], section="Soziales"),
    4: plain(4, title="Ohne Tag", body="Um 10:30 Uhr auf https://amt.example/seite und re:publica", site="drei"),
    5: plain(5, title="Bürgerinnen", body="Für Mitarbeiter:innen und bürger:innen or other", date=dt.date(2010, 1, 1),
             site="drei"),
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("words") / "archive.db"
    with Archive.open(path) as archive:
        for number, article in ARTICLES.items():
            save(archive, article, at=dt.datetime(2026, 11, 20 + number, 12, tzinfo=dt.UTC))
    return path


@pytest.fixture(scope="module")
def filled(file: Path) -> Iterator[Archive]:
    with Archive.read(file) as archive:
        yield archive


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Wohngeld", [1, 3]),
        ("Wohngeld Mietzuschuss", [3]),
        # OR binds tighter than the blank.
        ("Wohngeld OR Mietzuschuss", [1, 2, 3]),
        ("Wohngeld OR Mietzuschuss Thüringen", [2, 3]),
        ("Thüringen Wohngeld OR Mietzuschuss", [2, 3]),
        # Brackets around alternatives say what OR says anyway.
        ("(Wohngeld OR Mietzuschuss) Thüringen", [2, 3]),
        ("Wohngeld (site:eins OR site:zwei)", [1, 3]),
        ("Wohngeld [author:Meier OR since:2025]", [3]),
        ("((site:zwei))", [2]),
        ("title:(Wohngeld)", [1, 3]),
        ("digital OR Register OR publica", [1, 2, 4]),
        ("Wohngeld OR Mietzuschuss digital OR Ämter", [1, 2]),
        ("Wohngeld or Mietzuschuss", []),
        ('"or other"', [5]),
        ("🚀 OR Register", [2]),
        ("Register OR 🚀", [2]),
        # Words to leave out.
        ("Wohngeld -digital", [3]),
        ("Wohngeld -digital -Bund", []),
        ('Wohngeld -"das Wohngeld"', [1]),
        ("Wohngeld -Miet*", [1]),
        ("-Wohngeld", [2, 4, 5]),
        ("-Wohngeld -Register", [4, 5]),
        ("-Wohngeld OR digital", [1, 2, 4, 5]),
        ("E-Akte", [1, 2]),
        ("Wohngeld - digital", [1]),
        ("-🚀 Wohngeld", [1, 3]),
        ("--Wohngeld", [2, 4, 5]),
        ('"das Wohngeld"-digital', []),
        # Umlauts are letters of their own.
        ("Bürgerinnen", [5]),
        ("Burgerinnen", []),
        # Phrases.
        ('"das Wohngeld"', [3]),
        ("„das Wohngeld“", [3]),
        ("„das Wohngeld”", [3]),
        ('„das Wohngeld"', [3]),
        ("“das Wohngeld”", [3]),
        ("”das Wohngeld”", [3]),
        ("»das Wohngeld«", [3]),
        ("«das Wohngeld»", [3]),
        ("‚das Wohngeld‘", [3]),
        ("›das Wohngeld‹", [3]),
        ("‹das Wohngeld›", [3]),
        ("-„das Wohngeld“", [1, 2, 4, 5]),
        ("„Wohngeld das“", []),
        ('"das Wohng"*', [3]),
        ('"das Wohng"', []),
        ("„das Wohngeld", [3]),
        # Fields.
        ("site:eins", [1, 3]),
        ("SITE:Eins", [1, 3]),
        ("site:ein", []),
        ("site:ei*", [1, 3]),
        ("Wohngeld OR Mietzuschuss site:zwei", [2]),
        ("site:eins OR site:zwei", [1, 2, 3]),
        ("site:zwei OR digital", [1, 2]),
        ("-site:eins", [2, 4, 5]),
        ("Wohngeld -site:eins", []),
        ("keyword:E-Akte", [2]),
        ("keyword:e-akte", [2]),
        ("keyword:Akte", []),
        ('keyword:"social media"', [2]),
        ("keyword:Social", []),
        ("keyword:Social*", [2]),
        ("-keyword:E-Akte", [1, 3, 4, 5]),
        ('section:"IT & Recht"', [2]),
        ("section:soziales", [3]),
        ("-section:soziales", [1, 2, 4, 5]),
        ("title:Wohngeld", [1, 3]),
        ("title:Mietzuschuss", []),
        ('title:"das Wohngeld"', [3]),
        ("title:„das Wohngeld“", [3]),
        ("title:digi*", [1]),
        ("-title:Wohngeld", [2, 4, 5]),
        # The amt of the address in article 4 is a form of Ämter.
        ("title:Wohngeld OR Ämter", [1, 2, 3, 4]),
        ("title:Wohngeld Mietzuschuss", [3]),
        ("kicker:Bund", [3]),
        ("kicker:Wohngeld", []),
        ("author:Müller", [2, 3]),
        ("author:müller", [2, 3]),
        ('author:"Jörg Müller"', [2]),
        ("author:Mül", []),
        ("author:Mül*", [2, 3]),
        ("author:bs", [2]),
        ("author:Meier-Müller", [3]),
        ("-author:Müller", [1, 4, 5]),
        ("since:2024", [2, 3, 4]),
        ("since:2024-05-02", [3, 4]),
        ("since:1.5.2024", [2, 3, 4]),
        ("since:12.2024", [3, 4]),
        ("since:2025", [4]),
        ("until:2020", [1, 5]),
        ("until:2024", [1, 2, 3, 5]),
        ("until:5.2024", [1, 2, 5]),
        ("until:2024-05", [1, 2, 5]),
        ("since:2020 until:2020", [1]),
        ("since:2020-05-23 until:23.5.2020", [1]),
        ("since:2021 until:2020", []),
        ("-since:2024", [1, 5]),
        ("since:2024 -site:drei", [2, 3]),
        # Words with a colon.
        ("10:30", [4]),
        ("https://amt.example/seite", [4]),
        ("re:publica", [4]),
        ("Mitarbeiter:innen", [5]),
        ("bürger:innen", [5]),
        ("autor:innen", []),
        ("Thüringen:", [2, 3]),
        ("title:🚀", []),
        ('"title:Wohngeld"', []),
    ],
)
def test_what_is_found(filled: Archive, words: str, ids: list[int]) -> None:
    assert sorted(row["id"] for row in filled.search(words, Filter())) == ids
    assert filled.count_found(words, Filter()) == len(ids)
    query = parse(words)
    assert matching(filled._db, query, list(ARTICLES)) == set(ids)
    # The same texts are found where they are no articles.
    states = {
        number: SearchedState(article, f"2026-11-{20 + number}T12:00:00Z") for number, article in ARTICLES.items()
    }
    assert matching_states(filled._db, query, states) == set(ids)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("title2:Wohngeld", '"title2:" is no field; did you mean title:? As a word it is searched for in quotes.'),
        ("Titel:Wohngeld", '"Titel:" is no field; did you mean title:? As a word it is searched for in quotes.'),
        ("autor:Müller", '"autor:" is no field; did you mean author:? As a word it is searched for in quotes.'),
        ("-sites:eins", '"sites:" is no field; did you mean site:? As a word it is searched for in quotes.'),
        ("seit:2024", '"seit:" is no field; did you mean since:? As a word it is searched for in quotes.'),
        ("before:2024", '"before:" is no field; did you mean until:? As a word it is searched for in quotes.'),
        ('tag:"E-Akte"', '"tag:" is no field; did you mean keyword:? As a word it is searched for in quotes.'),
        ("title: Wohngeld", 'Nothing stands behind "title:". Write it without a blank, as in title:Wohngeld.'),
        ("Wohngeld site:", 'Nothing stands behind "site:". Write it without a blank, as in site:kommune21.'),
        ("-since:", 'Nothing stands behind "since:". Write it without a blank, as in since:2024.'),
        ("since:gestern2", "\"since:gestern2\": 'gestern2' is no day; write it like 2024-05-23, 23.5.2024, 7d (seven"
         " days ago), 2w, yesterday or today."),
        ("since:31.2.2024", "\"since:31.2.2024\": '31.2.2024' is no day; write it like 2024-05-23, 23.5.2024, 7d (seven"
         " days ago), 2w, yesterday or today."),
        ("until:13.2024", "\"until:13.2024\": '13.2024' is no day; write it like 2024-05-23, 23.5.2024, 7d (seven days"
         " ago), 2w, yesterday or today."),
        ('since:"a\n\nb"', "\"since:a b\": 'a b' is no day; write it like 2024-05-23, 23.5.2024, 7d (seven days ago),"
         " 2w, yesterday or today."),
        ("since:99999999d", "\"since:99999999d\": '99999999d' is more than a hundred years ago."),
        ("OR", "OR stands between two words, and there is none before it. The word itself is searched for as or."),
        ("OR Wohngeld", "OR stands between two words, and there is none before it. The word itself is searched for as"
         " or."),
        ("Wohngeld OR", "OR stands between two words, and there is none behind it. The word itself is searched for as"
         " or."),
        ("Wohngeld OR OR Bund", "OR stands between two words, and there is none before it. The word itself is searched"
         " for as or."),
        ("x" * 10_001, "A search has at most 10,000 characters; this one has 10,001."),
        ("a* " * 2_000, "A search has at most 50 words with a *; this one has 2,000."),
        ("wort " * 501, "A search has at most 500 words; this one has 501."),
        ('"' + "wort " * 501 + '"', "A search has at most 500 words; this one has 501."),
        ("wort " * 10_000, "A search has at most 10,000 characters; this one has 50,000."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(filled: Archive, words: str, message: str) -> None:
    for ask in (filled.search, filled.count_found):
        with pytest.raises(SearchError) as caught:
            ask(words, Filter())
        assert str(caught.value) == message
        assert caught.value.exit_code == 2


def test_what_was_typed_is_understood_without_an_archive() -> None:
    assert parse('Wohngeld OR "E-Akte" -site:eins since:7d', TODAY) == Query(
        (
            (Term("Wohngeld"), Term("E-Akte", is_phrase=True)),
            (Term("eins", "site", is_negative=True),),
            (Term("2026-11-20", "since"),),
        )
    )
    assert parse("since:yesterday until:heute", TODAY) == parse("since:2026-11-26 until:27.11.2026", TODAY)
    assert parse("title:b* -d").clauses == ((Term("b", "title", is_beginning=True),), (Term("d", is_negative=True),))
    assert parse("§ 44b §§  3 § x").clauses == ((Term("§ 44b"),), (Term("§§  3"),), (Term("§"),), (Term("x"),))
    assert parse("C++ C# + # R & D").clauses == ((Term("C++"),), (Term("C#"),), (Term("R"),), (Term("D"),))
    assert parse("site:Eins OR -site:zwei site:d*").sites == ("eins", "zwei")
    assert parse(" 🚀 _ ").is_empty


def test_the_same_day_by_any_clock(filled: Archive) -> None:
    """Article 4 states no day: it counts by the day on which it was seen, which is another one elsewhere."""
    days = Days(seen_day=lambda text: "2030-01-01")
    query = parse("since:2029")
    assert [row["id"] for row in filled.search("since:2029", Filter(days=days))] == [4]
    assert matching(filled._db, query, [3, 4], days) == {4}
    assert matching(filled._db, query, [3, 4]) == set()


def test_ranked_by_words_and_by_day_where_there_are_none(filled: Archive) -> None:
    assert [row["id"] for row in filled.search("Wohngeld site:eins", Filter())] == [3, 1]
    assert [row["id"] for row in filled.search("-Unsinn", Filter())] == [4, 3, 2, 1, 5]
    assert [row["id"] for row in filled.search("-Unsinn", Filter(limit=2, sort="date"))] == [4, 3]
    assert filled.search("site:zwei", Filter())[0]["snippet"] == "Ein Mietzuschuss für Ämter in Thüringen."
    assert filled.search("site:zwei Ämter", Filter())[0]["snippet"] == "Ein Mietzuschuss für [Ämter] in Thüringen."


def test_the_options_narrow_a_search_of_fields_too(filled: Archive) -> None:
    narrow = Filter(sites=("drei",), days=Days(since=dt.date(2020, 1, 1)))
    assert [row["id"] for row in filled.search("-Wohngeld", narrow)] == [4]
    assert filled.count_found("-Wohngeld", narrow) == 1
    assert filled.count_found("-Wohngeld", replace(narrow, keyword="E-Akte")) == 0


def test_a_long_text_gives_a_short_snippet(archive: Archive) -> None:
    save(archive, plain(1, lead=None, body="Wort und Wort. " * 100))
    (row,) = archive.search("-Unsinn", Filter())
    assert len(row["snippet"]) == 120
    assert row["snippet"].endswith("…")


def test_only_the_articles_that_are_asked_for(filled: Archive) -> None:
    assert matching(filled._db, parse("Wohngeld"), [1, 2, 99]) == {1}
    assert matching(filled._db, parse("Wohngeld"), []) == set()
    assert matching(filled._db, parse(""), [1]) == set()
    assert matching_states(filled._db, parse("Wohngeld"), {}) == set()
    assert matching_states(filled._db, parse(""), {1: SearchedState(ARTICLES[1], "")}) == set()


def test_as_many_as_are_allowed_are_searched_for(filled: Archive) -> None:
    assert len(filled.search(" OR ".join(f"wort{number}" for number in range(MOST_WORDS - 2)) + " Wohngeld OR digital",
                             Filter())) == 0  # fmt: skip
    assert len(filled.search(" OR ".join(f"w{number}*" for number in range(MOST_BEGINNINGS)), Filter())) == 0
    assert len(filled.search(" ".join(["Wohngeld"] * MOST_WORDS), Filter())) == 2
    assert len(filled.search("-x OR " * 400 + "-x", Filter())) == 5
    assert len(filled.search("-x " * 400, Filter())) == 5
    assert len(filled.search(" OR ".join(f"-x{number}" for number in range(400)), Filter())) == 5
    assert len(filled.search(" ".join(f"-x{number}" for number in range(MOST_WORDS)), Filter())) == 5
    assert len(filled.search("„" * MOST_CHARACTERS, Filter())) == 0


def test_the_beginning_of_a_word_is_looked_up_once_and_not_for_each_article(filled: Archive) -> None:
    asked: list[str] = []
    filled._db.conn.set_trace_callback(asked.append)
    assert len(filled.search("Wohngeld* OR B*", Filter())) > 1
    assert matching(filled._db, parse("Wohngeld* OR B*"), list(ARTICLES))
    filled._db.conn.set_trace_callback(None)
    statements = [statement for statement in asked if "MATCH" in statement and statement.startswith("SELECT")]
    plans = [
        row[3]
        for statement in statements
        for row in filled._db.execute(f"EXPLAIN QUERY PLAN {statement}")
        if "articles_fts" in row[3]
    ]
    # The "=" of such a plan is the number of a row, with which FTS5 is asked anew for each of them.
    assert plans
    assert not [plan for plan in plans if "=" in plan.rpartition("INDEX")[2]]
    # Whoever types a word twice asks for it once.
    assert parse("a* a* b OR b") == parse("a* b")


_PIECES = st.sampled_from(
    [
        *(f"{field}:" for field in FIELDS),
        *("OR", " OR ", "-", " -", " ", '"', "„", "“", "»", "«", "*", ":", "(", ")", "^", "+", "{", "}", "AND", "NOT"),
        *("NEAR(", "Wohngeld", "E-Akte", "10:30", "https://", "2024", "7d", "'", "\\", "ä", "\0", "\ud800", "_", "?"),
    ]
)


@settings(max_examples=300, database=None)
@given(st.one_of(st.lists(_PIECES, max_size=15).map("".join), st.text(st.characters(exclude_categories=()))))
def test_whatever_is_typed_gives_results_or_a_sentence(file: Path, words: str) -> None:
    with Archive.read(file) as archive:
        try:
            found = archive.search(words, Filter())
            assert archive.count_found(words, Filter()) == len(found)
            query = parse(words)
        except SearchError as error:
            assert str(error).endswith(".")
            return
        assert matching(archive._db, query, list(ARTICLES)) == {row["id"] for row in found}
