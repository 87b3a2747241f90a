"""A search for a keyword finds it in any spelling, also by one that no article has."""

from __future__ import annotations

import pytest

from scraper.store import Archive
from scraper.store.search import Filter
from scraper.store.search_states import SearchedState, matching_states
from scraper.store.search_words import parse
from store_records import plain, save, sqlite


@pytest.fixture
def tagged(archive: Archive) -> Archive:
    for number, keyword in enumerate(("E-Gov", "E-Government-Gesetz", "Köln", "Künstliche Intelligenz"), 1):
        save(archive, plain(number, keywords=[keyword]))
    save(archive, plain(5))
    # Another program gives a keyword no form.
    with sqlite(archive.path) as db:
        db.execute("INSERT INTO keywords (id, name) VALUES (99, 'Von Hand')")
        db.execute("INSERT INTO article_keywords VALUES (5, 1, 99)")
    return archive


TYPED = [
    ("eGovernment", [1]),
    ("E-Government", [1]),
    ("electronic government", [1]),
    ("EGovG", [2]),
    ("KOELN", [3]),
    ("ki", [4]),
    ("AI", [4]),
    ("von hand", [5]),
    ("Kiel", []),
]


@pytest.mark.parametrize(("typed", "found"), TYPED)
def test_the_filter_and_the_field_find_a_keyword_in_any_spelling(tagged: Archive, typed: str, found: list[int]) -> None:
    assert [row["id"] for row in tagged.search("Meldung", Filter(keyword=typed))] == found
    assert [row["id"] for row in tagged.search(f'Meldung keyword:"{typed}"', Filter())] == found
    assert {row["id"] for row in tagged.search(f'Meldung -keyword:"{typed}"', Filter())} == {1, 2, 3, 4, 5} - set(found)


def test_the_beginning_of_a_keyword_finds_what_begins_so(tagged: Archive) -> None:
    assert {row["id"] for row in tagged.search("Meldung keyword:E-Gov*", Filter())} == {1, 2}


@pytest.mark.parametrize(("typed", "found"), [("eGovernment", True), ("KI", False)])
def test_an_earlier_state_is_found_alike(tagged: Archive, typed: str, found: bool) -> None:
    state = SearchedState(plain(9, keywords=["E Government"]), "2026-11-23T09:30:00Z")
    assert bool(matching_states(tagged._db, parse(f'keyword:"{typed}"'), {9: state})) is found
