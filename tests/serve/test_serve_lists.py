"""The newest articles, all sites and one of them, in the browser."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_reading import Pages, pages_of, text_of, texts
from scraper.serve.pages import rhythm
from served import get

_CHANGES = (
    "INSERT INTO problems (site, url, code, detail, since, last, times) VALUES ('rathauspost', NULL, 'http_status',"
    " '{\"status\": 503}', '2026-11-19T10:00:00Z', '2026-11-20T10:00:00Z', 3)",
    "INSERT INTO problems (site, url, code, detail, since, last, until) VALUES ('rathauspost', NULL, 'http_status',"
    " '{\"status\": 500}', '2026-10-01T10:00:00Z', '2026-10-02T10:00:00Z', '2026-10-03T10:00:00Z')",
    "INSERT INTO sites (id, name, home) VALUES ('a/b?', '<i>Leer</i>', 'javascript:alert(1)')",
    "UPDATE articles SET date = NULL, published_at = NULL WHERE id = 2",
    'UPDATE articles SET signals = \'{"evidence": [{"kind": "tdm-reservation", "value": "1",'
    ' "source": "a meta element"}]}\' WHERE site = \'demo\'',
)


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("lists"), *_CHANGES) as found:
        yield found


def test_the_newest_stand_by_day_and_site(pages: Pages) -> None:
    tree = pages.page("/latest")
    days = [str(day.attributes["datetime"]) for day in tree.css(".day-list h2 time")]
    assert days == sorted(set(days), reverse=True)
    section = tree.css_first(".day-list section")
    assert section is not None
    of_day = pages.rows("SELECT site FROM articles WHERE date = ?", days[0])
    names = dict(pages.rows("SELECT id, name FROM sites"))
    assert texts(section, "li .line-meta a") == sorted(str(names[site]) for (site,) in of_day)


def test_how_many_articles_are_of_some_days_is_said_without_a_span_where_all_are_shown(pages: Pages) -> None:
    assert text_of(pages.page("/latest?site=demo").css_first("#content > p")).endswith("articles.")
    ((total,),) = pages.rows("SELECT count(*) FROM articles")
    said = text_of(pages.page("/latest").css_first("#content > p"))
    assert said.startswith(f"{total} articles. ")
    assert said.endswith(": what stands at several sites word for word is shown once.")


def test_a_day_is_said_once_however_many_sites_it_has(pages: Pages) -> None:
    tree = pages.page("/latest")
    for section in tree.css(".day-list section"):
        assert len(section.css("h2, h3, time")) == 2


def test_an_article_without_a_day_says_so(pages: Pages) -> None:
    tree = pages.page("/latest?since=2022&until=2027&page=1")
    (line,) = [item for item in tree.css(".day-list li") if item.css_first("a[href='/article/2']") is not None]
    assert "(day of the first visit)" in text_of(line)


def test_the_newest_of_a_site_and_of_some_days(pages: Pages) -> None:
    records = json.loads(get(pages.base + "/latest.json?site=demo&since=2026-10&until=2026-10")[2])
    expected = pages.rows("SELECT id FROM articles WHERE site = 'demo' AND coalesce(date, first_seen) LIKE '2026-10-%'")
    assert {record["id"] for record in records} == {number for (number,) in expected}
    assert "No article is of these days" in text_of(pages.page("/latest?until=1999").css_first("#content"))
    assert "is no day" in text_of(pages.page("/latest?since=morgen", 400).css_first("#content"))
    assert "There is no page 50" in text_of(pages.page("/latest?page=50").css_first("#content"))


def test_all_sites_with_their_figures(pages: Pages) -> None:
    tree = pages.page("/sites")
    rows = {text_of(row.css_first("th")): row for row in tree.css("#content tbody tr")}
    assert set(rows) == {name for (name,) in pages.rows("SELECT name FROM sites")}
    for name, count in pages.rows(
        "SELECT s.name, count(a.id) FROM sites s LEFT JOIN articles a ON a.site = s.id GROUP BY 1"
    ):
        assert texts(rows[str(name)], ".number")[0] == str(count)
    assert "needs attention" in text_of(rows["Rathauspost"])
    noted = pages.rows("SELECT times FROM problems WHERE site = 'rathauspost' AND until IS NULL")
    # What is wrong stands above the table, in the width of the page.
    (wrong,) = [line for line in texts(tree, ".attention li") if line.startswith("Rathauspost:")]
    assert any(f", {times} times" in wrong for (times,) in noted)
    links = [str(link.attributes["href"]) for link in tree.css("#content th a")]
    for link in links:
        pages.page(link)


def test_a_site_says_what_is_wrong_and_what_was(pages: Pages) -> None:
    tree = pages.page("/site/rathauspost")
    assert any("503" in text for text in texts(tree, "section[aria-labelledby=standing] li"))
    assert any("500" in text for text in texts(tree, "section[aria-labelledby=past] li"))
    assert not pages.page("/site/staatskanzlei").css("section[aria-labelledby=standing]")


def test_a_site_says_what_its_articles_state_and_reserve(pages: Pages) -> None:
    tree = pages.page("/site/demo")
    quarters = {text_of(row.css_first("th")): texts(row, "td") for row in tree.css(".shares tbody tr")}
    ((count, with_lead),) = pages.rows(
        "SELECT count(*), sum(lead IS NOT NULL) FROM articles WHERE site = 'demo'"
        " AND coalesce(date, first_seen) BETWEEN '2026-10' AND '2026-13'"
    )
    cells = quarters["2026 Q4"]
    assert cells[0] == str(count)
    assert cells[4] == f"{round(100 * int(str(with_lead)) / int(str(count)))} %"
    ((total,),) = pages.rows("SELECT count(*) FROM articles WHERE site = 'demo'")
    assert f"tdm-reservation: 1, by a meta element: {total} articles" in texts(
        tree, "section[aria-labelledby=reserves] li"
    )


def test_a_site_shows_no_foreign_address_as_a_link(pages: Pages) -> None:
    tree = pages.page("/site/a%2Fb%3F")
    assert texts(tree, "h1") == ["<i>Leer</i>"]
    assert not [link for link in tree.css("a") if "script" in str(link.attributes.get("href"))]
    assert "No article of the last year." in text_of(tree.css_first("#content"))
    for link in pages.page("/site/demo").css("a[href^=http]"):
        assert "noopener" in str(link.attributes["rel"])
    assert "There is no site 'nirgends'" in text_of(pages.page("/site/nirgends", 404).css_first("#content"))


_TODAY = dt.date(2026, 11, 20)


def test_a_rhythm_is_said_in_facts() -> None:
    first = rhythm.first_day(_TODAY)
    # Mondays and Thursdays, but for three weeks in summer.
    days = {}
    for place in range((_TODAY - first).days + 1):
        day = first + dt.timedelta(days=place)
        is_summer = dt.date(2026, 7, 20) <= day <= dt.date(2026, 8, 9)
        if day.weekday() in (0, 3) and not is_summer:
            days[day.isoformat()] = 2
    found = rhythm.learned(days | {"kein Tag": 5, "2027-01-01": 9}, first, _TODAY)
    assert [name for name, count in found.weekdays if count] == ["Mon", "Thu"]
    assert len(found.weeks) == 52
    assert found.weeks[-1] == (dt.date(2026, 11, 16), 4)
    assert rhythm.said(found) == [
        "The newest article is of 19 November 2026.",
        "On 1.9 days of a week there are articles, 3.8 in a week on average.",
        "The longest silence was 24 days, from 17 July 2026.",
    ]


@given(st.dictionaries(st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1)).map(str) | st.text(), st.integers(1, 50)))
def test_whatever_the_days_each_week_counts_its_own(days: dict[str, int]) -> None:
    first = rhythm.first_day(_TODAY)
    found = rhythm.learned(days, first, _TODAY)
    assert sum(count for _, count in found.weeks) == found.articles == sum(count for _, count in found.weekdays)
    assert rhythm.said(found)
