"""What the judges of a site's newest articles and addresses say, by rows as crawls write them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from scraper.model import Alarm, Fault, Reason, Site, fault
from scraper.policy.fields import FIELDS
from scraper.policy.reasons import ALARMS
from scraper.store import Archive
from scraper.store.health import bodies, fields, robots, walls
from scraper.store.health.newest import Newest
from store_records import SITE

FIRST = dt.datetime(2026, 1, 1, 6, 0, tzinfo=dt.UTC)
NOW = FIRST + dt.timedelta(days=200)
WELL = {
    "lead": "Vorspann",
    "body": "Ein Text mit genug Worten, damit er ein Text ist. " * 3,
    "words": 40,
    "keywords": "Wohngeld",
    "section": "Politik",
    "authors": "Änne Groß",
}
SOURCES = {
    "body": 'div "text", lines 4 to 9',
    "date": "JSON-LD datePublished",
    "lead": "first paragraph",
    "authors": "JSON-LD author",
    "keywords": "meta keywords",
    "section": "JSON-LD articleSection",
}


class Rows:
    """Articles of a site, one a day, as crawls have written them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.count = 0
        archive.frontier.add_site(SITE)
        self._insert("captures", id=1, url=SITE.home, fetched_at="2026-01-01T06:00:00Z", status=200, size=1)

    def _insert(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.archive._db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))

    def add(self, number: int = 1, /, **changes: Any) -> None:
        """Write some articles that have everything, but for what is changed; None: they lack it."""
        for _ in range(number):
            self.count += 1
            at = FIRST + dt.timedelta(days=self.count)
            sources = SOURCES | changes.get("sources", {})
            values = {**WELL, "date": str(at.date()), "capture_id": 1, "reader": "6-1", "signals": None, **changes}
            given = {name for name in SOURCES if values[name]}
            values["sources"] = json.dumps({name: sources[name] for name in sources if name in given | {"title"}})
            if values["body"] == WELL["body"]:
                values["body"] += str(self.count)
            author = values.pop("authors")
            seen = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            values["body"] = values["body"] or ""
            values |= {"url": f"{SITE.home}{self.count}", "site": SITE.id, "title": f"Meldung {self.count}"}
            values |= {"digest": str(self.count), "first_seen": seen, "last_seen": seen, "changed_at": seen}
            self._insert("articles", id=self.count, **values)
            self.page(article_id=self.count)
            if author:
                self._insert("authors", article_id=self.count, position=1, name=author)

    def page(self, state: str = "done", *, number: int = 1, **values: Any) -> None:
        """Write some rows of the frontier."""
        for _ in range(number):
            count = self.archive._db.execute("SELECT count(*) FROM pages").fetchone()[0]
            url = f"{SITE.home}{count + 1}"
            self._insert("pages", url=url, site=SITE.id, kind="article", state=state, key=url, **values)

    def newest(self, site: Site = SITE, reader: str | None = None) -> Newest:
        return Newest(self.archive._db, site, NOW, reader)

    def fields(self, site: Site = SITE) -> list[Fault]:
        return [alarm.fault for alarm in fields.judge(self.newest(site))]

    def walls(self) -> list[Alarm]:
        return walls.judge(self.newest())

    def bodies(self) -> list[Alarm]:
        return bodies.judge(self.newest())

    def robots(self) -> list[Alarm]:
        return robots.judge(self.newest())


@pytest.fixture
def made(archive: Archive) -> Rows:
    return Rows(archive)


def test_all_codes_are_alarms() -> None:
    assert {code for field in FIELDS for code in (field.lost, field.moved)} <= ALARMS


def test_a_site_that_is_well(made: Rows) -> None:
    assert (made.fields(), made.walls(), made.bodies(), made.robots()) == ([], [], [], [])
    made.add(250)
    assert (made.fields(), made.walls(), made.bodies(), made.robots()) == ([], [], [], [])


@pytest.mark.parametrize("name", ["body", "date", "lead", "section"])
def test_five_pages_without_a_field(made: Rows, name: str) -> None:
    made.add(25)
    made.add(4, **{name: None})
    assert made.fields() == []
    made.add(**{name: None})
    (alarm,) = fields.judge(made.newest())
    assert str(alarm.fault) == f"{name} empty on 5 of 5 pages, was 100 %"
    assert (alarm.fault.reason, alarm.url) == (Reason(f"{name}_lost"), None)
    assert alarm.since == FIRST + dt.timedelta(days=26)
    made.add(5)
    assert made.fields() == []


@pytest.mark.parametrize("name", ["authors", "keywords"])
def test_what_editors_forget_is_missed_later(made: Rows, name: str) -> None:
    made.add(100)
    made.add(7, **{name: None})
    assert made.fields() == []
    made.add(**{name: None})
    assert list(map(str, made.fields())) == [f"{name} empty on 8 of 8 pages, was 100 %"]


def test_two_fields_that_editors_forget_are_missed_at_once(made: Rows) -> None:
    made.add(100)
    made.add(5, authors=None, keywords=None)
    assert [one.reason for one in made.fields()] == [Reason.AUTHORS_LOST, Reason.KEYWORDS_LOST]


def test_old_articles_that_a_full_crawl_brings_are_not_the_newest(made: Rows) -> None:
    made.add(100)
    made.add(40, date="2009-05-01", keywords=None, section=None, lead=None)
    assert made.fields() == []
    # Of what has no day the source's word counts.
    made.add(40, date=None)
    assert [one.reason for one in made.fields()] == [Reason.DATE_LOST]
    made.archive._db.execute("UPDATE pages SET published = '2008-01-01T00:00:00Z' WHERE id > 140")
    assert made.fields() == []


def test_another_place_gives_a_field(made: Rows) -> None:
    made.add(60)
    weaker = {"date": "a date somewhere in the markup"}
    made.add(4, sources=weaker)
    assert made.fields() == []
    made.add(sources=weaker)
    (found,) = made.fields()
    assert str(found) == (
        "date now comes from 'a date somewhere in the markup' on 5 of 5 pages, was 'JSON-LD datePublished'"
    )
    # Another reader may call the same place by another name, and has read too few yet.
    made.add(5, sources=weaker, reader="7-1")
    assert made.fields() == []
    made.archive._db.execute("UPDATE articles SET reader = '7-1'")
    assert len(made.fields()) == 1
    # After sixty articles that is where the site has it.
    made.add(100, sources=weaker, reader="7-1")
    assert made.fields() == []


def test_a_field_that_comes_to_be_stated_is_no_loss(made: Rows) -> None:
    made.add(60, sources={"date": "date near the headline"})
    made.add(10)
    assert made.fields() == []


def test_lines_of_a_body_are_no_other_place(made: Rows) -> None:
    for lines in range(60):
        made.add(sources={"body": f'div "text", lines 4 to {lines}'})
    made.add(5, sources={"body": 'div "text", lines 80 to 90'})
    assert made.fields() == []
    made.add(5, sources={"body": "main, lines 2 to 9"})
    assert list(map(str, made.fields())) == ["body now comes from 'main' on 5 of 5 pages, was 'div \"text\"'"]


def test_selectors_that_match_nothing_any_more_are_one_alarm(made: Rows) -> None:
    site = replace(SITE, select=(("body", ".text"), ("title", "h1.x"), ("images", ".bild")))
    selected = {"body": "the profile's selector", "title": "the profile's selector 'title'"}
    made.add(60, sources=selected)
    assert made.fields(site) == []
    made.add(5, sources={"body": "main, lines 2 to 9", "title": "h1"})
    (found,) = made.fields(site)
    assert str(found) == (
        "selectors that match nothing: body = '.text', title = 'h1.x'; none on 5 of 5 pages, was 100 %"
    )


def test_selectors_that_never_matched_are_told_from_the_first_articles_on(made: Rows) -> None:
    site = replace(SITE, select=(("body", ".text"), ("title", "h1.x")))

    def selectors(reader: str = "6-1") -> list[tuple[str, str]]:
        found = fields.judge(made.newest(site, reader))
        return [(str(one.fault), f"{one.since:%d.%m.}") for one in found]

    selected = {"body": "the profile's selector"}
    made.add(4, sources=selected)
    assert selectors() == []
    made.add(sources=selected)
    assert selectors() == [("selectors that match nothing: title = 'h1.x'; none on 5 of 5 pages, was 0 %", "02.01.")]
    # Today's reader has read none of them, or nobody said who that is.
    assert (selectors("6-2"), made.fields(site)) == ([], [])
    # One that gives nothing any more stands beside it, with its own figures.
    made.add(60, sources=selected)
    made.add(5)
    assert selectors() == [
        ("selectors that match nothing: body = '.text', title = 'h1.x'; none on 5 of 5 pages, was 100 %", "08.03.")
    ]
    # That ends with articles of the next layout, the other one with the first that has it.
    made.add(5, sources={**selected, "title": "the profile's selector 'title'"})
    assert selectors() == []


def test_a_selected_field_that_is_missing_altogether_is_told_once(made: Rows) -> None:
    site = replace(SITE, select=(("body", ".text"),))
    selected = {"body": "the profile's selector"}
    made.add(60, sources=selected)
    made.add(5, body=None, words=0)
    assert [one.reason for one in made.fields(site)] == [Reason.BODY_LOST]


def test_words_fall_by_half(made: Rows) -> None:
    made.add(60, words=300)
    made.add(5, words=140)
    assert list(map(str, made.fields())) == [
        "texts are half as long: 140 words on the middle one of 5 pages, 300 before"
    ]
    made.add(5, words=160)
    assert made.fields() == []


def test_reserved_now(made: Rows) -> None:
    made.add(60)
    evidence = {"kind": "tdm-reservation", "value": "1", "source": "the header", "text": "tdm-reservation: 1"}
    signals = json.dumps({"date": "2026-03-01T00:00:00Z", "evidence": [evidence]})
    made.add(5, capture_id=None, signals=signals, body=None, lead=None, keywords=None, section=None, words=0)
    assert list(map(str, made.fields())) == [
        "kept without their text: 5 of 5 pages, 0 % before, as the site reserves it (tdm-reservation: 1 in the header)"
    ]


@pytest.mark.parametrize(
    ("reason", "what"),
    [
        ("consent_wall", "a consent wall"),
        ("login_wall", "a login wall"),
        ("block_page", "a bot check"),
        ("error_page", "an error page"),
        ("needs_javascript", "a page that needs JavaScript: its text comes by scripts"),
        ("no_text", "a page without text"),
    ],
)
@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_walls_grow(made: Rows, reason: str, what: str, state: str) -> None:
    made.add(60)
    made.page(state, number=4, reason=reason)
    assert made.walls() == []
    made.page(state, reason=reason)
    (alarm,) = made.walls()
    assert str(alarm.fault) == f"5 of the newest 5 addresses give {what} instead of an article, 0 % before"
    made.add(5)
    assert made.walls() == []


def test_a_wall_stands_since_its_first_page_was_met(made: Rows) -> None:
    made.add(60)
    made.page("failed", number=5, reason="consent_wall")
    for number in range(61, 66):
        at = f"2026-03-0{number % 10}T06:00:00Z"
        made._insert("problems", site=SITE.id, url=f"{SITE.home}{number}", code="consent_wall", since=at, last=at)
    (alarm,) = made.walls()
    assert alarm.since == dt.datetime(2026, 3, 1, 6, 0, tzinfo=dt.UTC)


def test_a_site_that_always_has_some_walls_is_left_in_peace(made: Rows) -> None:
    for number in range(300):
        if number % 30:
            made.add()
        else:
            made.page("skipped", reason="login_wall")
        if number > 200:
            assert made.walls() == []


def test_a_wall_in_front_of_all_archived_articles(made: Rows) -> None:
    made.add(40)
    made.archive._db.execute("UPDATE pages SET state = 'failed', reason = 'consent_wall' WHERE id > 8")
    (alarm,) = made.walls()
    assert str(alarm.fault) == "32 of the newest 32 addresses give a consent wall instead of an article, 0 % before"


def test_an_unknown_code_is_no_wall(made: Rows) -> None:
    made.add(60)
    made.page("failed", number=10, reason="of_a_newer_program")
    assert made.walls() == []


def test_one_text_under_many_headlines(made: Rows) -> None:
    made.add(60)
    made.add(4, body="Jetzt den Newsletter bestellen und nichts mehr verpassen. " * 3)
    assert made.bodies() == []
    made.add(1, body="Jetzt den Newsletter bestellen und nichts mehr verpassen. " * 3)
    (alarm,) = made.bodies()
    assert str(alarm.fault) == (
        f"the same text under different headlines on 5 of 5 pages, 0 % before, such as {SITE.home}65"
    )
    assert alarm.since == FIRST + dt.timedelta(days=61)
    # Later ones are not archived any more.
    made.add(5)
    assert made.bodies() == []
    made.page("skipped", number=5, reason="same_text")
    (alarm,) = made.bodies()
    assert alarm.fault.reason is Reason.SAME_BODIES


def test_short_texts_and_equal_headlines_are_no_box_of_the_template(made: Rows) -> None:
    made.add(60)
    made.add(10, body="Zum Artikel im E-Paper.")
    made.add(10, body="Der Wochenbericht des Statistischen Amtes ist erschienen und liegt aus. " * 3)
    made.archive._db.execute("UPDATE articles SET title = 'Wochenbericht' WHERE id > 70")
    assert made.bodies() == []


def test_robots_txt_takes_away(made: Rows) -> None:
    made.add(60)
    host = "amtsblick.example"
    made._insert("hosts", host=host, robots=b"", robots_at="2026-04-01T06:00:00Z")
    set_robots = "UPDATE hosts SET robots = ? WHERE host = ?"
    for file in (b"", b"User-agent: *\nDisallow: /59$\nDisallow: /60$\n", b"User-agent: other\nDisallow: /\n"):
        made.archive._db.execute(set_robots, [file, host])
        assert made.robots() == []
    made.archive._db.execute(set_robots, [b"User-agent: *\nAllow: /\nDisallow: /5\n", host])
    (alarm,) = made.robots()
    assert alarm == Alarm(
        fault(Reason.ROBOTS_TOOK_AWAY, forbidden=10, of=50, line=3, rule="Disallow: /5"),
        dt.datetime(2026, 4, 1, 6, 0, tzinfo=dt.UTC),
    )
    made.archive._db.execute("UPDATE articles SET gone_at = last_seen WHERE id BETWEEN 50 AND 59")
    assert made.robots() == []


def test_what_the_judges_read_does_not_grow_with_the_archive(made: Rows) -> None:
    made.add(450)
    made.page("failed", number=450, reason="timeout")
    before = _steps(made)
    # Most of a year of another site, and older articles of this one.
    made.add(1500, date="2001-01-01")
    assert _steps(made) < 1.3 * before


def _steps(made: Rows) -> int:
    """Return about how many steps SQLite takes for all judges of this room."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 10

    connection = made.archive._db.conn
    connection.set_progress_handler(count, 10)
    try:
        assert (made.fields(), made.walls(), made.bodies(), made.robots()) == ([], [], [], [])
        selecting = replace(SITE, select=(("body", ".text"),))
        assert len(fields.judge(made.newest(selecting, "6-1"))) == 1
    finally:
        connection.set_progress_handler(None, 10)
    return counted
