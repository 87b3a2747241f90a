"""Keywords in several spellings: which one stands for them, and who finds their articles."""

from __future__ import annotations

from typing import Any

from scraper.analysis.keyword_forms import version
from scraper.store import Archive
from scraper.store.keywords import Keywords
from store_records import LATER, NOW, one, plain, rows, save, sqlite


def spellings(archive: Archive) -> dict[str, str]:
    """Return the name that stands for each keyword."""
    sql = "SELECT k.name, c.name FROM keywords k JOIN keywords c ON c.id = coalesce(k.canonical_id, k.id) ORDER BY k.id"
    return dict(rows(archive, sql))


def tagged(archive: Archive, number: int, *keywords: str, **more: Any) -> int | None:
    return save(archive, plain(number, keywords=list(keywords)), **more).article_id


def test_the_first_spelling_stands_for_the_later_ones(archive: Archive) -> None:
    tagged(archive, 1, "Smart-City", "Köln")
    tagged(archive, 2, "SmartCity", "Kölln", "smart city")
    tagged(archive, 3, "Koeln", "Smart Cities")
    assert spellings(archive) == {
        "Smart-City": "Smart-City",
        "Köln": "Köln",
        "SmartCity": "Smart-City",
        "Kölln": "Kölln",
        "smart city": "Smart-City",
        "Koeln": "Köln",
        "Smart Cities": "Smart Cities",
    }
    assert one(archive, "SELECT form FROM keywords WHERE name = 'Koeln'") == "koeln"
    # What the article itself has is as its editor wrote it.
    assert one(archive, "SELECT keywords FROM articles WHERE id = 3") == "Koeln; Smart Cities"


def test_the_usual_name_stands_for_all_as_soon_as_the_archive_has_it(archive: Archive) -> None:
    tagged(archive, 1, "E-Gov", "AI")
    tagged(archive, 2, "eGovernment", "KI")
    assert set(spellings(archive).values()) == {"E-Gov", "AI"}
    tagged(archive, 3, "E-Government", "Künstliche Intelligenz")
    assert spellings(archive) == dict.fromkeys(
        ("E-Gov", "eGovernment", "E-Government"), "E-Government"
    ) | dict.fromkeys(("AI", "KI", "Künstliche Intelligenz"), "Künstliche Intelligenz")
    assert (
        one(
            archive,
            "SELECT count(*) FROM keywords k JOIN keywords c ON c.id = k.canonical_id"
            " WHERE c.canonical_id IS NOT NULL OR c.id = k.id",
        )
        == 0
    )


def test_spellings_that_come_with_one_article_are_grouped(archive: Archive) -> None:
    tagged(archive, 1, "IT-Sicherheit", "ITSicherheit", "it sicherheit")
    assert set(spellings(archive).values()) == {"IT-Sicherheit"}


def test_a_later_edit_groups_what_it_brings(archive: Archive) -> None:
    tagged(archive, 1, "Open Data")
    tagged(archive, 1, "OpenData", body=b"<p>2", at=LATER)
    assert spellings(archive) == {"Open Data": "Open Data", "OpenData": "Open Data"}


def test_forgetting_the_spelling_that_stands_for_others_leaves_one_of_them_to_do_so(archive: Archive) -> None:
    first = tagged(archive, 1, "E-Government", "Köln")
    tagged(archive, 2, "E-Gov")
    tagged(archive, 3, "eGovernment", "Koeln")
    assert first is not None
    archive.forgetting({}, NOW).run([first], [])
    assert spellings(archive) == {"E-Gov": "E-Gov", "eGovernment": "E-Gov", "Koeln": "Koeln"}


def test_what_an_older_table_or_another_program_wrote_is_made_anew(archive: Archive) -> None:
    tagged(archive, 1, "E-Gov", "Köln")
    tagged(archive, 2, "E-Government")
    with sqlite(archive.path) as db:
        db.execute("INSERT INTO keywords (name) VALUES ('Koeln')")
        db.execute("UPDATE keywords SET form = 'alt', canonical_id = 1 WHERE name <> 'Koeln'")
    assert archive.link_fill().is_needed
    archive.link_fill().run("2026-11-23T09:30:00Z", archive.transaction)
    assert not archive.link_fill().is_needed
    assert spellings(archive) == {
        "E-Gov": "E-Government",
        "Köln": "Köln",
        "E-Government": "E-Government",
        "Koeln": "Köln",
    }
    made = rows(archive, "SELECT maker, made_at FROM indexes WHERE name = 'keywords'")
    assert made == [(version(), "2026-11-23T09:30:00Z")]


def test_a_page_whose_keywords_are_known_costs_no_statement_more(archive: Archive) -> None:
    tagged(archive, 1, "Köln", "E-Gov")
    heard: list[str] = []
    archive.trace(heard.append)
    with archive.transaction():
        Keywords(archive._db).add(["Köln", "E-Gov"])
    archive.trace(None)
    assert sum("keywords" in sql and "index_queue" not in sql for sql in heard) == 1
