"""The step to schema 9: links and keywords of an archive that knew neither keys nor forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from old_archive import make_older
from test_link_targets import BLATT, LEADING, OTHERS, OWN, arrive, check, known_by_then, led_to, link

from scraper.store import Archive
from store_records import plain, rows, save, sqlite


@pytest.fixture
def old(path: Path) -> Path:
    """An archive of schema 8 in which no link that differs from the address of its target has found it."""
    with Archive.open(path) as archive:
        save(archive, plain(7, keywords=["E-Gov", "Köln"]))
        save(archive, plain(8, keywords=["E-Government", "Koeln", "Kölln"]))
        arrive(archive)
        link(archive, *LEADING, *OTHERS)
    make_older(path, 8)
    with sqlite(path) as db:
        db.execute("UPDATE links SET target_id = NULL WHERE url <> ?", [OWN])
    return path


def test_links_find_their_targets_by_the_addresses_that_the_archive_knows(old: Path) -> None:
    with Archive.open(old) as archive:
        found = led_to(archive, 4)
        # Which part of an address names the article only a profile says, and a migration knows none.
        by_pattern = {url for url in LEADING if "Titel" in url or "m.blatt" in url or "wirtschaft" in url}
        by_pattern |= {url for url in LEADING if "example/meldung" in url or url.endswith("?seite=1")}
        assert {url for url in LEADING if found[url] != 3} == by_pattern
        assert {url for url in OTHERS if found[url] is not None} == set()
        # So the next crawl, which has the profiles, finds the rest.
        archive.links.know([BLATT])
        known_by_then(archive)
        check(archive, 4, 3)


def test_keywords_are_grouped(old: Path) -> None:
    sql = "SELECT k.name, c.name FROM keywords k LEFT JOIN keywords c ON c.id = k.canonical_id ORDER BY k.id"
    with Archive.open(old) as archive:
        assert rows(archive, sql) == [
            ("E-Gov", "E-Government"),
            ("Köln", None),
            ("E-Government", None),
            ("Koeln", "Köln"),
            ("Kölln", None),
        ]
        before = rows(archive, "SELECT * FROM keywords")
        archive.link_fill(is_whole=True).run("2026-11-23T09:30:00Z", archive.transaction)
        assert rows(archive, "SELECT * FROM keywords") == before


def test_a_link_that_leads_somewhere_already_stays(old: Path) -> None:
    with sqlite(old) as db:
        db.execute("UPDATE links SET target_id = 1 WHERE url = ?", [OWN])
    with Archive.open(old) as archive:
        assert led_to(archive, 4)[OWN] == 1
