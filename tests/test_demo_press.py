"""The papers of the demo publish, edit and take down by the day that is played."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from scraper.demo import DAYS, DemoPress, DemoSite, watch_toml
from scraper.demo.article import Paper, at
from scraper.demo.papers import papers
from scraper.demo.places import NAMES
from scraper.notify.watch_file import load_watch_file

PAPERS = papers()
ARTICLES = [(paper, article) for paper in PAPERS for article in paper.articles]


@pytest.fixture
def press() -> Iterator[DemoPress]:
    with DemoPress() as running:
        yield running


def site(press: DemoPress, name: str) -> DemoSite:
    return next(one for one in press.sites if one.paper.id == name)


def text(press: DemoPress, name: str, path: str) -> str:
    with urllib.request.urlopen(site(press, name).base + path, timeout=5) as answer:  # noqa: S310
        return str(answer.read().decode())


def status(press: DemoPress, name: str, path: str) -> int:
    try:
        text(press, name, path)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    return 200


def test_an_article_is_there_from_the_minute_of_its_publication(press: DemoPress) -> None:
    path = "/demo-meldungen/wohngeld-aus-einem-portal/"
    press.moment = at(2026, 11, 9, 8, 59)
    assert status(press, "staatskanzlei", path) == 404
    assert path not in text(press, "staatskanzlei", "/feed/")
    press.moment = at(2026, 11, 9, 9, 0)
    assert status(press, "staatskanzlei", path) == 200
    assert path in text(press, "staatskanzlei", "/feed/")


def test_an_edit_is_dated_or_silent_as_its_paper_plans_it(press: DemoPress) -> None:
    press.moment = at(2026, 11, 10, 18)
    dated, silent = "/demo-meldungen/terminvergabe-im-takt/", "/demo-meldungen/wohngeld-ohne-papier/"
    before = text(press, "kommunalbote", dated), text(press, "demo", silent)
    press.moment = at(2026, 11, 12, 18)
    after = text(press, "kommunalbote", dated), text(press, "demo", silent)
    assert "blieben 120 Termine" in before[0]
    assert "blieben 12 Termine" in after[0]
    assert '"dateModified": "2026-11-10T20:00:00+01:00"' in after[0]
    assert "<title>Wohngeld fast ohne Papier" in after[1]
    for page in (before[1], after[1]):
        assert '"dateModified": "2026-11-10T09:00:00+01:00"' in page


def test_an_article_is_taken_down(press: DemoPress) -> None:
    path = "/demo-meldungen/rechenzentrum-sucht-standort/"
    press.moment = at(2026, 11, 9, 11)
    assert status(press, "rathauspost", path) == 200
    press.moment = at(2026, 11, 9, 12)
    assert status(press, "rathauspost", path) == 404


def test_a_feed_is_down_for_two_days(press: DemoPress) -> None:
    found = []
    for moment in (at(2026, 11, 10, 11), at(2026, 11, 10, 12), at(2026, 11, 12, 11), at(2026, 11, 12, 12)):
        press.moment = moment
        found.append(status(press, "kommunalbote", "/feed/"))
    assert found == [200, 404, 404, 200]


def test_papers_refer_to_each_other_by_addresses_that_answer(press: DemoPress) -> None:
    press.moment = DAYS[-1]
    page = text(press, "demo", "/demo-meldungen/e-akte-foerderung-ausgeschoepft/")
    (url,) = re.findall(r'href="([^"]+)">Mitteilung der Staatskanzlei', page)
    assert url == f"{site(press, 'staatskanzlei').base}/demo-meldungen/foerderung-der-e-akte/"
    assert status(press, "staatskanzlei", "/demo-meldungen/foerderung-der-e-akte/") == 200


def test_language_and_reservation_stand_on_the_page(press: DemoPress) -> None:
    press.moment = DAYS[-1]
    english = text(press, "rathauspost", "/demo-meldungen/muehlbrueck-opens-its-data/")
    assert '<html lang="en">' in english
    assert '"inLanguage": "en"' in english
    reserved = text(press, "rathauspost", "/demo-meldungen/hinter-den-kulissen-der-leitstelle/")
    assert '<meta name="tdm-reservation" content="1">' in reserved
    assert "tdm-reservation" not in english


def test_a_small_site_has_no_second_page_in_its_menu(press: DemoPress) -> None:
    press.moment = at(2026, 6, 1)
    assert "/aktuell/seite/2/" not in text(press, "staatskanzlei", "/")
    assert "/aktuell/seite/2/" in text(press, "demo", "/")


def test_each_paper_has_a_profile_of_its_own(press: DemoPress) -> None:
    profiles = tomllib.loads(press.profiles_toml())
    assert {name: profile["name"] for name, profile in profiles.items()} == {paper.id: paper.name for paper in PAPERS}
    assert [profile["home"] for profile in profiles.values()] == [one.url for one in press.sites]


def test_numbers_and_addresses_are_used_once() -> None:
    for paper in PAPERS:
        assert len({article.path for article in paper.articles}) == len(paper.articles)
        assert [article.published for article in paper.articles] == sorted(one.published for one in paper.articles)
    assert len({article.id for _, article in ARTICLES}) == len(ARTICLES)


@pytest.mark.parametrize(("paper", "article"), ARTICLES, ids=lambda one: str(one.id))
def test_what_an_article_names_is_there(paper: object, article: object) -> None:
    assert isinstance(article, type(ARTICLES[0][1]))
    names = {name for _, name, _, _ in Formatter().parse(article.reference) if name}
    assert names <= {one.id for one in PAPERS}
    for edit in article.edits:
        before = article.as_of(edit.at - dt.timedelta(seconds=1))
        assert edit.before in "\n".join((before.title, before.lead, *before.paragraphs))
        assert edit.at > article.published
    assert (article.moved_at is None) == (article.moved_to == "")


def test_the_days_go_forward_and_are_a_crawl_each() -> None:
    assert list(DAYS) == sorted(set(DAYS))
    assert all(day.utcoffset() == dt.timedelta(hours=1) for day in DAYS)


def test_by_default_the_days_are_played_as_they_are_written_down(press: DemoPress) -> None:
    assert press.days == DAYS
    assert [site.paper for site in press.sites] == list(PAPERS)


@pytest.mark.parametrize("weekday", range(7))
def test_the_last_crawl_is_of_today_or_of_the_working_day_before(weekday: int) -> None:
    # A Monday; noon is before the crawl of the day.
    noon = dt.datetime(2031, 3, 3, 12, tzinfo=dt.UTC) + dt.timedelta(days=weekday)
    evening = noon + dt.timedelta(hours=6)
    before, after = DemoPress(noon).days, DemoPress(evening).days
    assert before[-1].date() == (noon - dt.timedelta(days={0: 3, 6: 2}.get(weekday, 1))).date()
    assert after[-1].date() == (noon - dt.timedelta(days=max(0, weekday - 4))).date()
    assert [day.strftime("%a %H") for day in after] == [day.strftime("%a %H") for day in DAYS[: len(after)]]
    # The crawls that the demo shows are there on each day.
    assert len(before) >= 8


def test_all_that_happens_is_moved_by_the_same_weeks() -> None:
    moved = DemoPress(dt.datetime(2031, 3, 7, 20, tzinfo=dt.UTC))
    weeks = moved.days[-1] - DAYS[-1]
    assert weeks.days % 7 == 0
    for one, paper in zip(moved.sites, PAPERS, strict=True):
        assert one.paper.later(-weeks) == paper
        assert moments(one.paper) == [moment + weeks for moment in moments(paper)]


def moments(paper: Paper) -> list[dt.datetime]:
    """Return when something happens to a paper."""
    found = [*(paper.feed_down or ())]
    for article in paper.articles:
        found += [article.published, article.removed_at, article.walled_at, article.moved_at]
        found += [edit.at for edit in article.edits]
    return [moment for moment in found if moment is not None]


def test_a_moved_article_is_found_by_its_old_address(press: DemoPress) -> None:
    old, new = "/demo-meldungen/umzug-der-kfz-zulassung-ins-netz/", "/demo-meldungen/kennzeichen-mit-der-post/"
    press.moment = at(2026, 11, 11, 5)
    assert (status(press, "rathauspost", old), status(press, "rathauspost", new)) == (200, 404)
    press.moment = at(2026, 11, 11, 6)
    with urllib.request.urlopen(site(press, "rathauspost").base + old, timeout=5) as answer:  # noqa: S310
        assert (answer.url, answer.status) == (site(press, "rathauspost").base + new, 200)
    feed = text(press, "rathauspost", "/feed/")
    assert new in feed
    assert old not in feed


def test_an_article_comes_to_stand_behind_a_wall(press: DemoPress) -> None:
    path = "/demo-meldungen/was-der-landrat-ins-netz-stellt/"
    press.moment = at(2026, 11, 13, 5)
    assert "31 Gläser Honig" in text(press, "rathauspost", path)
    press.moment = at(2026, 11, 13, 6)
    page = text(press, "rathauspost", path)
    assert "<h1>Nur für Abonnenten</h1>" in page
    assert "Honig" not in page
    # Its headline is still announced, as papers do that sell what is behind it.
    assert path in text(press, "rathauspost", "/sitemap.xml")


def test_one_paper_answers_200_where_there_is_no_page(press: DemoPress) -> None:
    path = "/demo-meldungen/fremde-rechnungen-im-kundenportal/"
    press.moment = at(2026, 11, 11, 12)
    assert "<h1>Seite nicht gefunden</h1>" in text(press, "demo", path)
    assert status(press, "kommunalbote", path) == 404


def test_one_paper_names_no_section_from_a_day_on(press: DemoPress) -> None:
    press.moment = DAYS[-1]
    before = text(press, "demo", "/demo-meldungen/elterngeld-in-zwoelf-klicks/")
    after = text(press, "demo", "/demo-meldungen/wohngeld-ohne-papier/")
    assert ("articleSection" in before, "aus dem Bereich" in before) == (True, True)
    assert ("articleSection" in after, "aus dem Bereich" in after) == (False, False)
    assert "<b>Ausgewählte Anbieter:</b>" in after


def test_a_feed_that_is_lost_stays_so(press: DemoPress) -> None:
    press.moment = at(2026, 11, 13, 5)
    assert status(press, "rathauspost", "/feed/") == 200
    press.moment = DAYS[-1] + dt.timedelta(days=300)
    assert status(press, "rathauspost", "/feed/") == 404


def test_the_saved_searches_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(watch_toml(), "utf-8")
    assert [one.name for one in load_watch_file(file, list).searches] == [
        "Künstliche Intelligenz",
        "Wohngeld",
        "Kreis Öderland",
        "Ministerin Böhnisch",
    ]


def test_the_towns_of_the_demo_are_none_of_the_real_ones() -> None:
    # The keys of the sixteen Länder are 01 to 16.
    assert {place.key[:2] for place in NAMES.places} == {"17"}
    assert {article.kicker for _, article in ARTICLES} <= {place.name for place in NAMES.places} | {"Land Nordmark"}
