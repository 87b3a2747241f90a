"""Decisions of the pages at their bounds: what is marked, counted and said where little or much is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, UndefinedError

from empty_archive import put_empty_archive
from scraper.analysis.timeline import timeline
from scraper.policy.standing_words import BY_HAND, NEEDS_ATTENTION, OK, SWITCHED_OFF
from scraper.report.jinja import ShownOnlyIfThere
from scraper.serve.asked import Asked, House, Moved, WrongWordsError
from scraper.serve.pages import rhythm
from scraper.serve.pages.article_history import history
from scraper.serve.pages.front_week import week_of
from scraper.serve.pages.parameters import paging, year
from scraper.serve.pages.sites import sites, verdict
from scraper.serve.pages.stories import story
from scraper.store import Archive
from scraper.store.site_pages import SiteSummary
from store_records import NOW, plain, save
from told_texts import RELEASE, printed

DAY = dt.timedelta(days=1)
_NOTHING = dict.fromkeys(("found", "new", "changed", "unchanged", "gone", "failed", "requests", "bytes"), 0)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as archive:
        yield archive


def house(now: dt.datetime = NOW, switched_off: frozenset[str] = frozenset()) -> House:
    return House(Path("archive.db"), {}, switched_off, lambda: now)


def asked(parts: dict[str, str] | None = None, **values: str) -> Asked:
    return Asked(parts or {}, {name: (value,) for name, value in values.items()}, "html", "/", "http://127.0.0.1")


def summary(**changes: Any) -> SiteSummary:
    values: dict[str, Any] = {"id": "a", "name": "A", "articles": 3, "newest": None, "new": 0, "problems": []}
    return SiteSummary(**(values | {"last_crawl": None, "failed": 0} | changes))


def test_a_site_s_verdict_follows_from_its_crawls() -> None:
    crawled = "2026-11-23T09:30:00Z"
    assert verdict(summary(last_crawl=crawled), house()) == OK
    assert verdict(summary(last_crawl=crawled, failed=1), house()) == NEEDS_ATTENTION
    # Who fetched a page by hand was told what became of it.
    assert verdict(summary(failed=1), house()) == BY_HAND
    assert verdict(summary(last_crawl=crawled, failed=1), house(switched_off=frozenset("a"))) == SWITCHED_OFF


@pytest.mark.parametrize(("later", "is_stale"), [(1, False), (3, True)])
def test_the_list_of_sites_says_where_the_last_crawl_is_days_ago(archive: Archive, later: int, is_stale: bool) -> None:
    save(archive, plain(1), at=NOW)
    moment = f"{NOW:%FT%TZ}"
    with archive.transaction():
        archive._db.execute("INSERT INTO crawls (id, started_at, sites) VALUES (1, ?, '[]')", [moment])
        archive._db["crawl_sites"].insert({"crawl_id": 1, "site": "amtsblick", "finished_at": moment} | _NOTHING)
    answer = sites(archive, house(NOW + later * DAY), asked())
    assert (answer.page.context["stale"] is not None) is is_stale  # type: ignore[union-attr]


def test_the_week_ends_where_the_archive_knows_no_more(archive: Archive) -> None:
    save(archive, plain(1), at=NOW)
    assert week_of(archive, NOW).last == NOW.date()
    assert week_of(archive, NOW + 9 * DAY).last == NOW.date()
    # A clock that was ahead makes no week of the future.
    assert week_of(archive, NOW - 9 * DAY).last == NOW.date() - 9 * DAY


def test_the_words_of_the_newest_edits_alone_are_marked(archive: Archive) -> None:
    for number in range(13):
        save(
            archive,
            plain(1, body=f"Es gilt {'abcdefghijklm'[number] * 4}."),
            f"<p>{number}</p>".encode(),
            NOW + number * DAY,
        )
    past = archive.past(1)
    assert past is not None
    shown = history(past, timeline(past))
    told = [one for one in (*shown.first, *shown.middle, *shown.last) if one.state is not None]
    assert [one.state for one in told] == list(range(2, 14))
    assert [one.state for one in told if one.changes] == list(range(4, 14))


def test_the_number_of_another_article_of_a_story_leads_to_it(archive: Archive) -> None:
    for number, site in enumerate(("amtsblick", "landbote"), 1):
        save(archive, printed(number, site, RELEASE, days=number), at=NOW + number * DAY)
    first, second = (row["id"] for row in archive.rows("SELECT id FROM articles ORDER BY date"))
    assert story(archive, house(), asked({"id": str(second)})) == Moved(f"/story/{first}")


@pytest.mark.parametrize("text", ["²", "٣", "0", "-1", "9" * 5000, "1e2"])
def test_a_number_is_one_in_ascii(text: str) -> None:
    with pytest.raises(WrongWordsError):
        paging(asked(page=text), 20)
    with pytest.raises(WrongWordsError):
        year(asked(year=text))


def test_of_a_few_days_no_rhythm_is_said() -> None:
    today = dt.date(2026, 11, 20)
    first = rhythm.first_day(today)
    days = {str(today - place * DAY): 1 for place in range(1, 5)}
    assert rhythm.said(rhythm.learned(days, first, today)) == ["The newest article is of 19 November 2026."]
    assert len(rhythm.said(rhythm.learned(days | {str(today): 1}, first, today))) > 1


def test_a_misspelt_name_of_a_template_is_an_error_and_a_missing_one_can_be_asked_for() -> None:
    templates = {"shown": "{{ nmae }}", "walked": "{% for one in nmae %}{% endfor %}", "asked": "{{ nmae or 1 }}"}
    env = Environment(loader=DictLoader(templates), autoescape=True, undefined=ShownOnlyIfThere)
    assert env.get_template("asked").render() == "1"
    for name in ("shown", "walked"):
        with pytest.raises(UndefinedError, match="'nmae' is undefined"):
            env.get_template(name).render()
