"""What differs between two readings, as the archive holds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

from scraper.batch.differences import FIELDS, MOST_EXAMPLES, Count, Difference, differing_fields
from scraper.cli.differences import differing_words
from scraper.model import Article, Reference, Related

PAGE = Article("https://bote.example/1", "bote", title="Titel", body="Text.")
# What the archive keeps in other columns, or not at all.
NOT_READ = {"url", "site", "is_article", "why_not", "directives", "other_titles", "next_page", "sources"}


def test_every_field_of_the_record_is_compared() -> None:
    assert {field.name for field in fields(Article)} == {*FIELDS} | NOT_READ


def test_each_kind_of_value_is_shown_as_json_has_it() -> None:
    after = replace(
        PAGE,
        kicker="Land",
        date=dt.date(2026, 11, 2),
        published_at=dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC),
        keywords=["OZG", "OZG"],
        links=[Reference("https://amt.example/", "Amt")],
        related=[Related("Mehr", date=dt.date(2026, 11, 1))],
        body="",
    )
    assert list(differing_fields(PAGE, after)) == [
        ("kicker", None, "Land"),
        ("date", None, "2026-11-02"),
        ("published_at", None, "2026-11-02T08:00:00Z"),
        ("body", "Text.", None),
        ("keywords", None, ["OZG"]),
        ("links", None, [{"url": "https://amt.example/", "text": "Amt"}]),
        ("related", None, [{"title": "Mehr", "url": None, "date": "2026-11-01", "teaser": None}]),
    ]


def test_what_the_archive_holds_alike_does_not_differ() -> None:
    moment = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
    before = replace(PAGE, published_at=moment, keywords=["OZG"], lead=None)
    after = replace(PAGE, published_at=moment.replace(microsecond=7), keywords=["OZG", "OZG"], lead="", next_page="/2")
    assert list(differing_fields(before, after)) == []


def test_counts_tell_filled_lost_and_changed_and_keep_a_few_examples() -> None:
    count = Count()
    for before, after in ((None, "a"), ("a", None), ("a", "b"), ("a", "c")):
        count.add(Difference(PAGE.url, "newest", 1, "kicker", before, after))
    assert (count.filled, count.lost, count.changed, len(count.examples)) == (1, 1, 2, MOST_EXAMPLES)


def test_of_long_texts_the_words_that_differ_are_shown() -> None:
    words = [f"Wort{number}" for number in range(40_000)]
    other = [*words[:20_000], "Einschub", *words[20_001:]]
    assert differing_words(" ".join(words), " ".join(other)) == (
        "… Wort19997 Wort19998 Wort19999 Wort20000 Wort20001 Wort20002 Wort20003 …",
        "… Wort19997 Wort19998 Wort19999 Einschub Wort20001 Wort20002 Wort20003 …",
    )
    assert differing_words("eins", "eins zwei") == ("eins", "eins zwei")
    assert differing_words(None, [{"name": "Ämterdienst", "place": None}]) == ("–", "Ämterdienst")
    assert differing_words("gleich", "gleich") == ("gleich", "gleich")
