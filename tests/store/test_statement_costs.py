"""What statements cost where a site has many pages and problems: in steps of SQLite, so that no clock is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from scraper.store import Archive
from scraper.store.days import Days, utc_day
from scraper.store.health import newest
from scraper.store.latest import Selection
from scraper.store.search import Filter
from store_records import NOW, SITE, page_of, plain, rows, save

SITEMAP = "https://amtsblick.example/sitemap.xml"
MANY = 2000
# What one row that is read costs at the most, in steps of SQLite's virtual machine.
STEPS_A_ROW = 60


@pytest.fixture
def large(archive: Archive) -> Archive:
    """A site with many articles that fail, and one sitemap that names all of them."""
    with archive.transaction():
        archive.frontier.add_site(SITE)
        archive.frontier.add(SITEMAP, SITE.id, "sitemap", "waiting", "sitemap")
        archive.frontier.add(f"{SITEMAP}?page=1", SITE.id, "sitemap", "failed", "first", found_in=SITEMAP)
        # Two thousand visits would take seconds.
        connection = archive._db.conn
        many = range(MANY)
        connection.executemany(
            "INSERT INTO pages (url, site, kind, state, key, found_in)"
            " VALUES ('https://amtsblick.example/' || ?1, ?2, 'article', 'failed', ?1, ?3)",
            [(number, SITE.id, SITEMAP) for number in many],
        )
        connection.executemany(
            "INSERT INTO problems (site, url, code, since, last)"
            " VALUES (?2, 'https://amtsblick.example/' || ?1, 'timeout', ?3, ?3)",
            [(number, SITE.id, "2026-11-23T09:30:00Z") for number in many],
        )
    return archive


def steps(archive: Archive, ask: Callable[[], Any]) -> int:
    """Return about how many steps SQLite takes for a question."""
    counted = 0
    every = 10

    def count() -> None:
        nonlocal counted
        counted += every

    connection = archive._db.conn
    connection.set_progress_handler(count, every)
    try:
        ask()
    finally:
        connection.set_progress_handler(None, every)
    return counted


def test_what_is_wrong_is_read_once_and_not_once_for_each_problem(large: Archive) -> None:
    assert len(large.problems.noted()) == MANY
    assert steps(large, large.problems.noted) < STEPS_A_ROW * MANY


def test_sources_are_found_without_reading_the_articles_of_their_site(large: Archive) -> None:
    sitemap = page_of(large, SITEMAP)
    few = STEPS_A_ROW * 10
    assert [page.url for page in large.frontier.children(sitemap, "sitemap")] == [f"{SITEMAP}?page=1"]
    assert steps(large, lambda: large.frontier.children(sitemap, "sitemap")) < few
    assert [page.url for page in large.frontier.found_in(SITE.id, SITEMAP)] == [f"{SITEMAP}?page=1"]
    assert steps(large, lambda: large.frontier.found_in(SITE.id, SITEMAP)) < few


def test_how_far_one_can_be_told_is_known_without_reading_all_articles(archive: Archive) -> None:
    for number in range(50):
        save(archive, plain(number))
    newest = archive.marks.newest()
    assert newest is not None
    assert (newest.at, newest.id) == (NOW, rows(archive, "SELECT max(id) FROM articles")[0][0])
    assert steps(archive, archive.marks.newest) <= 40
    # Nothing came after it.
    assert archive.latest(Selection(after=newest)).total == 0


def plans(archive: Archive, ask: Callable[[], Any]) -> list[str]:
    """Return how SQLite goes about each statement of a question: a line for each table that it reads."""
    statements: list[str] = []
    connection = archive._db.conn
    connection.set_trace_callback(statements.append)
    try:
        ask()
    finally:
        connection.set_trace_callback(None)
    asked = [statement for statement in statements if statement.lstrip().startswith(("SELECT", "WITH"))]
    assert asked
    return [line[3] for statement in asked for line in connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]


def test_no_rows_of_all_articles_of_a_site_are_read_for_its_state(archive: Archive) -> None:
    save(archive, plain(1))
    lines = plans(archive, lambda: archive.site_states(NOW, [SITE]))
    # This index has no time and no day, so that who goes by it alone reads the long row of each article of a site.
    assert not [line for line in lines if "USING INDEX articles_site_length" in line]
    assert [line for line in lines if "USING INDEX articles_first_seen (first_seen>?)" in line]


def test_what_a_site_has_newest_is_read_once_for_all_judges(archive: Archive) -> None:
    save(archive, plain(1))
    statements: list[str] = []
    archive._db.conn.set_trace_callback(statements.append)
    archive.alarms([SITE], NOW)
    archive._db.conn.set_trace_callback(None)
    assert sum("visited_at, article_id IS NOT NULL FROM pages" in statement for statement in statements) == 1
    # Those with a day, and those without.
    assert sum("FROM authors WHERE article_id = a.id" in statement for statement in statements) == 2


def test_addresses_are_merged_and_not_sorted(large: Archive) -> None:
    assert len(newest.tried(large._db, SITE.id)) == newest.READ
    assert steps(large, lambda: newest.tried(large._db, SITE.id)) < STEPS_A_ROW * newest.READ
    assert not [line for line in plans(large, lambda: newest.tried(large._db, SITE.id)) if "TEMP B-TREE" in line]


def test_what_hosts_say_that_is_not_so_is_read_in_the_order_of_the_pages(large: Archive) -> None:
    lines = plans(large, lambda: large.site_states(NOW, [SITE]))
    assert "SCAN pages" in lines
    assert not [line for line in lines if line == "SEARCH pages USING INDEX pages_state (state=?)"]


# What pages and reports ask for. The rows of these tables have whole texts, or are the most of the archive.
_LONG = re.compile(r"SCAN (a|articles|v|versions|l|links)( USING INDEX .*)?")
_WEEK = Days(NOW.date() - dt.timedelta(days=6), NOW.date())
_ASKED: dict[str, Callable[[Archive], Any]] = {
    "states": lambda archive: archive.site_states(NOW, [SITE]),
    "latest": lambda archive: archive.latest(Selection(_WEEK)),
    "days": lambda archive: archive.lately.by_day(_WEEK),
    "sites of days": lambda archive: archive.lately.sites(_WEEK),
    "keywords of days": lambda archive: archive.lately.keywords(_WEEK, 5),
    "places of days": lambda archive: archive.lately.places(_WEEK, 5),
    "edits": lambda archive: archive.lately.edits(),
    "sites": lambda archive: archive.site_pages.all(NOW, Days()),
    "site": lambda archive: archive.site_pages.facts(SITE.id, NOW.date(), Days(), 10),
    "keywords": lambda archive: archive.subject_names.keywords(),
    "vendors": lambda archive: archive.subject_names.vendors(),
    "years": lambda archive: archive.subjects.over_years(archive.site_pages.articles(SITE.id), 2),
    "rising": lambda archive: archive.subjects.keyword_use(NOW.date(), NOW.date(), utc_day),
    "beside": lambda archive: archive.subjects.keywords_beside(archive.site_pages.articles(SITE.id), 5),
    "past": lambda archive: archive.past(1),
    "cited": lambda archive: archive.cited(1),
    "article": lambda archive: archive.article(1),
    "search": lambda archive: archive.search("neue keyword:E-Government", Filter()),
    "all by filter": lambda archive: archive.search("site:amtsblick", Filter()),
}


@pytest.mark.parametrize("name", _ASKED)
def test_no_page_reads_the_rows_of_all_articles_versions_or_links(archive: Archive, name: str) -> None:
    for number in range(3):
        save(archive, plain(number, keywords=("E-Government",)))
    assert not [line for line in plans(archive, lambda: _ASKED[name](archive)) if _LONG.fullmatch(line)]


def test_events_of_a_site_are_not_looked_for_article_by_article(archive: Archive) -> None:
    save(archive, plain(1))
    asked: list[Callable[[], Any]] = [
        lambda: archive.lately.edits(site=SITE.id),
        lambda: archive.lately.count_edits(site=SITE.id),
        lambda: archive.site_pages.facts(SITE.id, NOW.date(), Days(), 10),
    ]
    for ask in asked:
        assert not [line for line in plans(archive, ask) if "events_article" in line]


def test_the_years_of_a_site_are_counted_along_its_own_part_of_an_index(archive: Archive) -> None:
    for number in range(3):
        save(archive, plain(number))
    subject = archive.site_pages.articles(SITE.id)
    assert archive.subjects.over_years(subject, 2).total == 3
    lines = plans(archive, lambda: archive.subjects.over_years(subject, 2))
    assert [line for line in lines if "COVERING INDEX articles_site_date (site=? AND date>?)" in line]
    assert not [line for line in lines if line.startswith("SCAN a")]


def test_a_search_compares_what_was_typed_with_all_keywords_once(archive: Archive) -> None:
    for number in range(5):
        save(archive, plain(number, keywords=(f"E-Akte {number}", "E-Government")))
    statements: list[str] = []
    archive._db.conn.set_trace_callback(statements.append)
    found = archive.search("neue keyword:E-Government", Filter())
    archive._db.conn.set_trace_callback(None)
    assert found is not None
    assert sum("is_keyword" in statement for statement in statements) == 1
    assert len([statement for statement in statements if "typed_keywords" in statement]) > 1
