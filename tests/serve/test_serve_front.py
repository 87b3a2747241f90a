"""The front page: the newest by day and site, the week in figures, and what it costs."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from page_reading import Pages, pages_of, text_of, texts
from scraper.demo import DAYS
from scraper.serve.asked import Asked, House
from scraper.serve.pages import front
from scraper.store import Archive

_LONG = "Verwaltungsdigitalisierungsbeschleunigungsgesetz " * 40
_CHANGES = (f"UPDATE articles SET title = '{_LONG}' WHERE id = (SELECT id FROM articles ORDER BY date DESC LIMIT 1)",)
_ASKED = Asked({}, {}, "html", "/", "http://127.0.0.1")


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("front"), *_CHANGES) as found:
        yield found


def _week(pages: Pages) -> tuple[str, str]:
    last = DAYS[-1].date()
    return (last - dt.timedelta(days=6)).isoformat(), last.isoformat()


def test_the_newest_stand_by_day_and_site(pages: Pages) -> None:
    tree = pages.page("/")
    days = [str(time.attributes["datetime"]) for time in tree.css("section.day h2 time")]
    assert days == sorted(days, reverse=True)
    expected = pages.rows(
        "SELECT date, id FROM articles WHERE duplicate_of IS NULL"
        " AND date > date((SELECT max(date) FROM articles), '-7 days')"
    )
    shown = [
        (day, int(str(link.attributes["href"]).rpartition("/")[2]))
        for day, section in zip(days, tree.css("section.day"), strict=True)
        for link in section.css(".headline > a:first-child")
    ]
    assert sorted(shown) == sorted((str(day), number) for day, number in expected)


def test_edited_and_gone_articles_are_marked(pages: Pages) -> None:
    tree = pages.page("/")
    marked = {
        int(str(line.css("a")[0].attributes["href"]).rpartition("/")[2])
        for line in tree.css(".headline")
        if line.css(".badge")
    }
    shown = [int(str(link.attributes["href"]).rpartition("/")[2]) for link in tree.css(".headline > a:first-child")]
    known = pages.rows("SELECT id FROM articles WHERE changed_at > first_seen OR gone_at IS NOT NULL")
    assert marked == {number for (number,) in known if number in shown}


def test_a_site_leads_to_more_of_a_day_where_there_is_more() -> None:
    def shown(number: int) -> tuple[int, bool]:
        articles = [{"day": "2026-11-20", "site": "bote", "id": one} for one in range(number)]
        ((site,),) = [day["sites"] for day in front._by_day(articles, {})]
        return len(site["articles"]), site["has_more"]

    assert [shown(number) for number in (1, 5, 6)] == [(1, False), (5, False), (5, True)]


@pytest.mark.parametrize(
    ("missing_since", "gone_at", "marks"),
    [
        (None, None, (False, False)),
        ("2026-11-20T09:00:00Z", None, (False, True)),
        # Who is gone has been missed before, and is said to be gone alone.
        ("2026-11-20T09:00:00Z", "2026-11-22T09:00:00Z", (True, False)),
    ],
)
def test_an_article_is_gone_or_missing(
    missing_since: str | None, gone_at: str | None, marks: tuple[bool, bool]
) -> None:
    line = {"lead": None, "language": None, "is_edited": 0, "gone_at": gone_at, "missing_since": missing_since}
    found = front._article({"date": "2026-11-20"}, line)
    assert (found["is_gone"], found["is_missing"]) == marks


def test_the_week_is_counted(pages: Pages) -> None:
    first, last = _week(pages)
    numbers = dict(zip(texts(pages.page("/"), ".numbers dt"), texts(pages.page("/"), ".numbers dd"), strict=True))
    events = "SELECT count(DISTINCT article_id) FROM events WHERE kind = '{}' AND substr(at, 1, 10) BETWEEN ? AND ?"
    counted = {
        "articles": "SELECT count(*) FROM articles WHERE coalesce(date, substr(first_seen, 1, 10)) BETWEEN ? AND ?",
        "edited": events.format("changed"),
        "gone": events.format("gone"),
    }
    for name, sql in counted.items():
        assert numbers[name] == str(pages.rows(sql, first, last)[0][0]), name


def test_keywords_of_the_week_are_those_of_most_articles(pages: Pages) -> None:
    first, last = _week(pages)
    counts = pages.rows(
        "SELECT count(DISTINCT j.article_id) AS n FROM article_keywords j JOIN keywords k ON k.id = j.keyword_id"
        " JOIN articles a ON a.id = j.article_id WHERE a.date BETWEEN ? AND ? GROUP BY coalesce(k.canonical_id, k.id)"
        " ORDER BY n DESC LIMIT 8",
        first,
        last,
    )
    shown = texts(pages.page("/"), "section[aria-labelledby=week-keywords] li span")
    assert shown == [str(number) for (number,) in counts]


def test_a_headline_of_any_length_leaves_room(pages: Pages) -> None:
    longest = max(map(len, texts(pages.page("/"), ".headline")))
    assert 250 < longest < 320


def test_what_became_of_older_articles_stands_beside(pages: Pages) -> None:
    lately = pages.page("/").css_first("section[aria-labelledby=lately]")
    assert lately is not None
    first, _ = _week(pages)
    ((events,),) = pages.rows("SELECT count(*) FROM events WHERE kind <> 'new' AND substr(at, 1, 10) >= ?", first)
    assert len(lately.css("li")) == min(int(str(events)), 8)
    assert "Kommunalbote, 18 November 2026, 17:00 · text · silent edit" in text_of(lately)


def test_saved_searches_are_counted(pages: Pages, tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text('[portal]\nname = "Portale"\nwords = "Portal"\n\n[nichts]\nwords = "gibtesnicht"\n', "utf-8")
    watched = _context(pages.db, file)["watched"]
    assert [(one["name"], one["hits"] > 0) for one in watched["searches"]] == [("Portale", True), ("nichts", False)]
    file.write_text("[portal]\n", "utf-8")
    broken = _context(pages.db, file)["watched"]
    assert broken["searches"] == []
    assert "portal" in broken["error"]


def _context(db: Path, watch_file: Path | None = None) -> dict[str, object]:
    house = House(db, {}, frozenset(), lambda: DAYS[-1], watch_file)
    with Archive.read(db) as archive:
        answer = front.front(archive, house, _ASKED)
    return dict(answer.context)  # type: ignore[union-attr]


def test_no_question_of_the_front_page_reads_a_large_table_from_end_to_end(pages: Pages, tmp_path: Path) -> None:
    asked: list[str] = []
    with Archive.read(pages.db) as archive:
        archive.trace(asked.append)
        front.front(archive, House(pages.db, {}, frozenset(), lambda: DAYS[-1]), _ASKED)
        archive.trace(None)
    statements = [sql for sql in dict.fromkeys(asked) if sql.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(statements) > 8
    scanned = []
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        with closing(sqlite3.connect(pages.db)) as source:
            source.backup(db)
        # By its statistics SQLite knows that the tables of the demo are small, and reads them as they are.
        db.execute("DROP TABLE IF EXISTS sqlite_stat1")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        db.create_function("seen_day", 1, lambda text: text[:10], deterministic=True)
        for sql in statements:
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
            scanned += [(line, sql) for line in plan if _is_scan(line)]
    assert scanned == []


def _is_scan(line: str) -> bool:
    """Return whether a line of a plan goes through all rows of a table that grows with the articles."""
    large = {"articles", "a", "versions", "v", "b", "captures", "c", "links", "l", "mentions", "m", "ak"}
    # This index has the few copies alone.
    is_of_copies = line.endswith("INDEX articles_duplicate")
    verb, name, *_ = line.split()
    return verb == "SCAN" and name in large and not is_of_copies
