"""What the pages ask of the archive: what stands around an article, what a site has, pages of a search."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scraper.model import Vendor
from scraper.policy.reasons import NOTICES
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.lately import EDIT_KINDS
from scraper.store.search import Filter
from scraper.store.search_pages import Asking
from store_records import NOW, SITE, plain, save

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def write(archive: Archive, sql: str, *params: Any) -> None:
    with archive.transaction():
        archive._db.execute(sql, params)


def fill(archive: Archive, number: int, **changes: Any) -> None:
    for one in range(1, number + 1):
        save(archive, plain(one, date=TODAY, **changes), at=NOW)


def test_the_newest_day_is_none_of_the_future(archive: Archive) -> None:
    save(archive, plain(1, date=TODAY), at=NOW)
    write(archive, "UPDATE articles SET date = ? WHERE id = 1", str(TODAY + DAY))
    assert archive.lately.newest_day(TODAY) is None
    assert archive.lately.newest_day(TODAY + DAY) == str(TODAY + DAY)


def test_an_edit_names_the_fields_of_that_edit(archive: Archive) -> None:
    save(archive, plain(1, date=TODAY, body="a"), at=NOW)
    save(archive, plain(1, date=TODAY, body="b"), b"2", NOW + DAY)
    save(archive, plain(1, date=TODAY, body="b", title="Anders"), b"3", NOW + 2 * DAY)
    edits = archive.lately.edits()
    assert [(row["state"], row["changed"]) for row in edits] == [(3, "title"), (2, "body")]
    assert archive.lately.count_edits() == 2
    assert archive.lately.count_edits(EDIT_KINDS[1:]) == 0


def test_of_two_states_of_one_moment_the_later_one_names_the_fields(archive: Archive) -> None:
    save(archive, plain(1, date=TODAY, body="a"), at=NOW)
    save(archive, plain(1, date=TODAY, body="b"), b"2", NOW + DAY)
    write(
        archive,
        "INSERT INTO versions (article_id, seen_at, until, digest, title, body, reader, changed, record)"
        " SELECT article_id, until, until, digest, title, body, reader, 'section', record FROM versions",
    )
    assert {row["changed"] for row in archive.lately.edits()} == {"section"}


def test_an_article_that_links_itself_neither_cites_nor_is_cited(archive: Archive) -> None:
    fill(archive, 2)
    for position, target in enumerate((1, 2)):
        write(archive, "INSERT INTO links VALUES (1, ?, 'reference', 'https://a.example/', '', NULL, NULL, ?, NULL)",
              position, target)  # fmt: skip
    around = archive.neighbours
    assert [[row["id"] for row in around.cites(1).rows], around.cites(1).total] == [[2], 1]
    assert [[row["id"] for row in around.cited_by(2).rows], around.cited_by(2).total] == [[1], 1]
    assert around.cited_by(1).rows == []


def test_the_copies_of_one_original_name_it_and_each_other(archive: Archive) -> None:
    fill(archive, 4)
    write(archive, "UPDATE articles SET duplicate_of = NULL")
    write(archive, "UPDATE articles SET duplicate_of = 1 WHERE id IN (2, 3)")
    copies = {number: [row["id"] for row in archive.neighbours.copies(number)] for number in (1, 2, 4)}
    assert copies == {1: [2, 3], 2: [1, 3], 4: []}


@pytest.mark.parametrize(("kind", "failed"), [("article", 1), ("feed", 0)])
def test_pages_of_articles_that_failed_are_counted_and_no_others(archive: Archive, kind: str, failed: int) -> None:
    fill(archive, 1)
    write(archive, "INSERT INTO pages (url, site, kind, state, key) VALUES ('https://a.example/', ?, ?, 'failed', '')",
          SITE.id, kind)  # fmt: skip
    assert archive.site_pages.standing(SITE.id) == ([], failed)


def test_a_notice_is_no_problem_of_a_site(archive: Archive) -> None:
    fill(archive, 1)
    notice = min(reason.value for reason in NOTICES)
    for code in (notice, "http_status"):
        write(archive, "INSERT INTO problems (site, code, detail, since, last) VALUES (?, ?, '{}', ?, ?)",
              SITE.id, code, "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z")  # fmt: skip
    problems, _ = archive.site_pages.standing(SITE.id)
    assert len(problems) == 1


def test_a_slip_in_a_year_draws_no_thousand_columns(archive: Archive) -> None:
    fill(archive, 2)
    write(archive, "UPDATE articles SET date = '0202-11-01' WHERE id = 1")
    over = archive.subjects.over_years(archive.site_pages.articles(SITE.id), 10)
    assert over.total == 2
    assert len(over.years) == 40
    assert over.years[-1] == (str(TODAY.year), 1)


def test_a_keyword_does_not_stand_beside_itself_in_any_spelling(archive: Archive) -> None:
    fill(archive, 2, keywords=["E-Government", "OZG"])
    save(archive, plain(3, date=TODAY, keywords=["eGovernment", "OZG"]), at=NOW)
    found = archive.subject_names.keyword("E-Government")
    assert found is not None
    assert archive.subjects.keywords_beside(found.subject, 5, found.id) == [("OZG", 3)]


def test_an_article_that_names_a_vendor_beside_and_in_its_text_counts_once(archive: Archive) -> None:
    fill(archive, 1, vendors=[Vendor("Ämterdienst GmbH")])
    save(archive, plain(2, date=TODAY), at=NOW)
    (named,) = archive.subject_names.vendors()
    vendor = archive.subject_names.vendor(named.name)
    assert vendor is not None
    write(archive, "DELETE FROM mentions")
    key = vendor.subject.params["key"]
    for number in (1, 2):
        write(archive, "INSERT INTO mentions VALUES (?, 'vendor', 'Ämterdienst', ?, NULL, NULL)", number, key)
    assert [(one.name, one.articles) for one in archive.subject_names.vendors()] == [("Ämterdienst GmbH", 2)]


def test_a_search_says_how_much_there_is_at_other_sites_and_in_other_years(archive: Archive) -> None:
    fill(archive, 2)
    save(archive, plain(3, url="https://landbote.example/3", site="landbote", date=dt.date(2025, 1, 2)), at=NOW)
    page = archive.search_pages.page(Asking("", Filter(sites=("landbote",), days=Days(), limit=5)))
    assert page.sites == [(SITE.id, 2), ("landbote", 1)]
    assert page.years == [("2025", 1)]
    assert page.total == 1


@pytest.mark.parametrize(("limit", "has_more"), [(2, True), (3, False), (4, False)])
def test_the_last_page_of_a_search_leads_to_none(archive: Archive, limit: int, has_more: bool) -> None:
    for one in range(1, 4):
        save(archive, plain(one, date=TODAY, body=f"Die Verwaltung hat Antrag {one} geprüft."), at=NOW)
    page = archive.search_pages.page(Asking("Verwaltung", Filter(limit=limit)))
    assert (len(page.rows), page.has_more) == (min(limit, 3), has_more)


def test_without_an_article_there_is_nothing(archive: Archive) -> None:
    assert archive.lately.newest_day(TODAY) is None
    assert archive.lately.known_until() is None
    assert archive.neighbours.site(1) is None
    assert archive.site_pages.all(NOW, Days()) == []
