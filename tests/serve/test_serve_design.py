"""Pages are of one cut: how a time is written, that tables have names, that a list leads to all that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from page_reading import Pages, pages_of, text_of
from scraper.demo import DAYS
from scraper.store import Archive
from served import get, served

_STYLES = Path(__file__).parents[2] / "scraper" / "serve" / "static"
_ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")
_WITH_TIMES = ("/", "/status", "/sites", "/site/kommunalbote", "/site/rathauspost", "/edits", "/latest")


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("design")) as found:
        yield found


def _body(tree: LexborHTMLParser) -> str:
    return text_of(tree.css_first("main"))


@pytest.mark.parametrize("path", _WITH_TIMES)
def test_a_time_is_written_in_one_way(pages: Pages, path: str) -> None:
    said = _body(pages.page(path))
    assert re.search(r"[0-9]{1,2} November 2026", said)
    assert _ISO_TIME.findall(said) == []


def test_a_time_within_a_history_is_written_as_the_one_before_it(pages: Pages) -> None:
    [(number,)] = pages.rows("SELECT id FROM articles WHERE url LIKE '%/ein-portal-fuer-das-wohngeld/%'")
    history = text_of(pages.page(f"/article/{number}").css_first("ol.timeline"))
    assert "last 16 November 2026, 17:00" in history


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/status", "/sites", "/site/kommunalbote", "/keyword/E-Government"),
        *("/archive/articles?_size=5", "/archive?sql=select+1+as+one"),
    ],
)
def test_each_table_says_what_it_is(pages: Pages, path: str) -> None:
    tables = pages.page(path).css("table")
    assert tables
    assert [
        table.html for table in tables if not (table.css_first("caption") or table.attributes.get("aria-label"))
    ] == []


def test_a_story_leads_to_each_of_its_articles(pages: Pages) -> None:
    linked = {link.attributes["href"] for link in pages.page("/stories").css("ul.papers a")}
    assert linked == {f"/article/{number}" for (number,) in pages.rows("SELECT article_id FROM story_articles")}


def test_a_story_of_the_list_says_its_headline_once(pages: Pages) -> None:
    for story in pages.page("/stories").css("article.story"):
        headline = text_of(story.css_first("h2 bdi:last-child"))
        assert text_of(story).count(headline) == 1


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=Wohngeld", "/edits", "/archive"])
def test_each_page_has_one_field_for_the_words_of_a_search(pages: Pages, path: str) -> None:
    tree = pages.page(path)
    assert len(tree.css("input[name=q]")) == 1
    assert len(tree.css("form[role=search]")) == 1


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        *(("/edits", "Edits", "page"), ("/status", "Status", "page"), ("/latest", "Newest", "page")),
        *(("/site/kommunalbote", "Sites", "true"), ("/keyword/E-Government", "Keywords", "true")),
    ],
)
def test_the_navigation_says_where_the_reader_is(pages: Pages, path: str, name: str, kind: str) -> None:
    (here,) = pages.page(path).css("nav[aria-label=Main] [aria-current]")
    assert (text_of(here), here.attributes["aria-current"]) == (name, kind)


def test_no_class_of_a_state_is_one_of_a_list() -> None:
    # A cell of the class of lists without marks loses its padding.
    styles = "".join(path.read_text("utf-8") for path in _STYLES.glob("*.css"))
    assert ".neutral" not in styles


def test_what_was_not_seen_of_a_site_is_one_sentence(pages: Pages) -> None:
    said = _body(pages.page("/site/kommunalbote"))
    assert "Not seen at this site so far: a reservation of its texts." in said
    assert "What it reserves" not in said


def test_a_headline_that_fills_pages_is_a_few_lines_of_a_list(press_archive: Path, tmp_path: Path) -> None:
    longest = "Verwaltungsreform " * 10_000
    with pages_of(press_archive, tmp_path, f"UPDATE articles SET title = '{longest}', kicker = '{longest}'") as found:
        for path in ("/", "/latest", "/edits", "/stories", "/search", "/site/kommunalbote"):
            # Beside the headline there is a kicker.
            assert max(len(text_of(link)) for link in found.page(path).css("main a, h1")) < 700


def test_that_nothing_was_found_is_said_once(pages: Pages) -> None:
    assert _body(pages.page("/search?q=gibtesnicht")).count("Nothing found") == 1


def test_an_empty_archive_says_what_to_do_and_draws_nothing(tmp_path: Path) -> None:
    db = tmp_path / "new.db"
    Archive.open(db).close()
    with served(db, DAYS[-1]) as up:
        _, _, page = get(f"{up.base}/")
    tree = LexborHTMLParser(page)
    assert "scraper crawl" in _body(tree)
    assert "It noted" not in _body(tree)
    assert tree.css("svg") == []


def test_no_border_is_hidden_by_its_colour() -> None:
    # A reader who forces colours sees each border, and so each link would look like that of the page.
    assert [
        path.name for path in _STYLES.glob("*.css") if re.search(r"border[^;]*transparent", path.read_text("utf-8"))
    ] == []
