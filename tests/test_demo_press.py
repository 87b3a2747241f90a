"""The papers of the demo publish, edit and take down by the day that is played."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from string import Formatter

import pytest

from scraper.demo import DAYS, DemoPress, DemoSite
from scraper.demo.article import at
from scraper.demo.papers import PAPERS

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
        assert edit.before in "\n".join((article.title, article.lead, *article.paragraphs))
        assert edit.at > article.published


def test_the_days_go_forward_and_are_a_crawl_each() -> None:
    assert list(DAYS) == sorted(set(DAYS))
    assert all(day.utcoffset() == dt.timedelta(hours=1) for day in DAYS)
