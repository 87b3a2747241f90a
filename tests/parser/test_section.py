"""The section: what heads a list of other articles, and the way from the front page."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.model import Article, Related

URL = "https://bote.example/organisation/personal/neue-kraene"
TEXT = "Der Hafen von Quellstadt bekommt neue Kräne, und die Fähre fährt wieder. " * 4
SITE = "<meta property='og:site_name' content='Der Bote'>"


def read(above: str = "", below: str = "", head: str = SITE) -> Article:
    """Return the record of an article with something above its headline or below its text."""
    text = f"<article><h1>Neue Kräne</h1><p>{TEXT}</p><p>{TEXT}</p></article>"
    return parser.parse(f"<head>{head}</head><body>{above}<main>{text}{below}</main></body>", URL)


def way(*links: tuple[str, str], around: str = "<nav class='breadcrumb'>{}</nav>") -> str:
    """Return the way from the front page, as paths with their words."""
    return around.format("<ol>" + "".join(f"<li><a href='{path}'>{text}</a></li>" for path, text in links) + "</ol>")


HOME = ("/", "Startseite")
STAFF = ("/organisation/personal", "Personal")


@pytest.mark.parametrize(
    "around",
    [
        "<nav class='breadcrumb'>{}</nav>",
        "<nav aria-label='Breadcrumb'>{}</nav>",
        "<nav aria-label='Sie sind hier:'>{}</nav>",
        "<div class='c-breadcrumbs'>{}</div>",
        "<div id='rootline'>{}</div>",
    ],
)
def test_the_way_from_the_front_page_names_the_section(around: str) -> None:
    assert read(way(HOME, ("/organisation/", "Organisation"), STAFF, around=around)).section == "Personal"


@pytest.mark.parametrize(
    "around",
    ["<nav class='main-menu'>{}</nav>", "<div class='menu'>{}</div>", "<nav>{}</nav>"],
)
def test_a_menu_names_none(around: str) -> None:
    assert read(way(HOME, STAFF, around=around)).section is None


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        # Subjects and services under which the article does not lie.
        ([HOME, ("/themen/haefen", "Häfen")], None),
        ([HOME, STAFF, ("/themen/haefen", "Häfen")], "Personal"),
        ([HOME, ("https://andere.example/organisation", "Organisation")], None),
        # A folder whose name only begins alike.
        ([HOME, ("/organisation/pers", "Personen")], None),
        # The article itself, the way back, the site, a kind of document.
        ([HOME, STAFF, ("/organisation/personal/neue-kraene", "Neue Kräne")], "Personal"),
        ([HOME, STAFF, ("/organisation/personal/", "‹ Zur Liste")], "Personal"),
        ([("/organisation", "Der Bote")], None),
        ([("/organisation", "Pressemitteilungen")], None),
        ([("/organisation", "Alle News")], None),
        ([("/organisation/index.html", "Organisation")], "Organisation"),
        ([("http://[", "Organisation")], None),
        ([("/organisation", "W" * 61)], None),
    ],
)
def test_only_a_folder_in_which_the_article_lies_is_its_section(
    links: list[tuple[str, str]], expected: str | None
) -> None:
    assert read(way(*links)).section == expected


BOX = "<div class='breadcrumb'>{}</div>"


def test_what_stands_below_the_headline_is_no_way_to_it() -> None:
    assert read(below=way(HOME, STAFF, around=BOX)).section is None


@pytest.mark.parametrize("around", [BOX, "<nav class='breadcrumb'>{}</nav>"])
def test_a_menu_that_is_called_so_is_no_way(around: str) -> None:
    others = [(f"/thema/{number}", f"Thema {number}") for number in range(12)]
    assert read(way(*others, STAFF, around=around)).section is None


def test_the_first_of_several_ways_counts() -> None:
    above = way(HOME, ("/organisation", "Organisation")) + way(HOME, STAFF)
    assert read(above).section == "Organisation"


def test_the_front_page_of_a_language_is_no_section() -> None:
    page = f"{way(('/de/', 'Der Hafenverband'))}<h1>Neue Kräne</h1><p>{TEXT}</p><p>{TEXT}</p>"
    assert parser.parse(page, "https://bote.example/de/neue-kraene").section is None


def test_what_the_page_states_outranks_the_way() -> None:
    head = f"{SITE}<meta property='article:section' content='Verkehr'>"
    assert read(way(HOME, STAFF), head=head).section == "Verkehr"
    assert read(way(HOME, STAFF), head=head).sources["section"] == "meta article:section"
    assert read(way(HOME, STAFF)).sources["section"] == "way from the front page"


TITLE = "<p><a href='/1'>Zeugnisse im Netz</a><br>3. Februar 2026 - Ein Pilot geht zu Ende.</p>"
HEADING = "<h3>Weitere Artikel zum Thema</h3>"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (HEADING + TITLE, None),
        (f"{HEADING}<p>Zeugnisse im Netz</p><p>3. Februar 2026</p>{TITLE}", None),
        (f"{HEADING}<p>Zeugnisse im Netz</p><p>Ein Pilot geht zu Ende.</p>{TITLE}", None),
        (f"{HEADING}<p>Zeugnisse im Netz</p><p>Ein Pilot <a href='/1'>mehr »</a></p>{TITLE}", None),
        (f"{HEADING}<p><a href='/1'>Zeugnisse im Netz</a></p><p><a href='/2'>Akten im Keller</a></p>", None),
        (f"{HEADING}<p>{'Zeugnisse ' * 7}</p><p>Ein Pilot</p>{TITLE}", None),
        (HEADING + "<p>Zeugnisse im Netz</p>", None),
        (f"{HEADING}<p>Schulen</p>{TITLE}", "Schulen"),
        (f"{HEADING}<p><a href='/schulen'>Schulen</a>:</p>{TITLE}", "Schulen"),
        ("<h3>Weitere Artikel zum Thema „Schulen“.</h3>" + TITLE, "Schulen"),
        (f"<h3>Weitere Artikel aus dem Bereich</h3><p><a href='/schulen'>Schulen</a></p>{TITLE}", "Schulen"),
    ],
)
def test_a_title_in_a_list_is_no_section(below: str, expected: str | None) -> None:
    assert read(below=below).section == expected


def test_the_first_title_below_the_heading_is_in_the_list() -> None:
    (found,) = read(below=HEADING + TITLE).related
    assert isinstance(found, Related)
    assert (found.title, found.url) == ("Zeugnisse im Netz", "https://bote.example/1")


def test_a_page_with_such_a_list_is_read_as_others_are() -> None:
    """Only a newsroom's lists name a subject, and only its headlines begin with kickers."""
    page = f"<article><h1>Hafen: Neue Kräne</h1><p>{TEXT}</p><p>{TEXT}</p></article>{HEADING}{TITLE}"
    article = parser.parse(page, URL)
    assert (article.kicker, article.title, article.lead) == (None, "Hafen: Neue Kräne", None)
