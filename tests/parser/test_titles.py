"""Which of the texts that a page calls its title is the headline, and what of it is the site's name or a kicker."""

from __future__ import annotations

import json

import pytest

from scraper import parser
from scraper.model import Article, Site

URL = "https://www.bote.example/lokal/muehle"
TEXT = "<p>" + "Am Bach steht eine Mühle, die seit Jahren niemand mehr betreibt. " * 8 + "</p>"


def page(
    body: str, element: str = "", graph: str = "", headline: str = "", site: str = "", kind: str = "NewsArticle"
) -> Article:
    """Return the record of an invented page; the title element, og:title and JSON-LD only where given."""
    head = f"<title>{element}</title>" if element else ""
    head += f'<meta property="og:title" content="{graph}">' if graph else ""
    head += f'<meta property="og:site_name" content="{site}">' if site else ""
    if headline:
        data = json.dumps({"@type": kind, "headline": headline, "datePublished": "2021-03-04"})
        head += f'<script type="application/ld+json">{data}</script>'
    return parser.parse(f"<html><head>{head}</head><body>{body}{TEXT}</body></html>", URL)


def test_headline_of_json_ld_outranks_another_heading() -> None:
    article = page("<h1>Mühle: So schön ist der Bach</h1>", "Mühle heute", "Ein Bach", "Die Mühle steht still")
    assert article.title == "Die Mühle steht still"


@pytest.mark.parametrize("graph", ["Mühle am Bach steht still", "Alte Mühle dreht sich nicht mehr"])
def test_json_ld_that_repeats_the_title_element_is_for_search(graph: str) -> None:
    article = page(
        "<h1>Alte Mühle dreht sich nicht mehr</h1>", "Mühle am Bach steht still", graph, "Mühle am Bach steht still"
    )
    assert article.title == "Alte Mühle dreht sich nicht mehr"


def test_json_ld_beside_three_versions_is_deliberate() -> None:
    article = page("<h1>Alte Mühle steht</h1>", "Mühle am Bach", "Was mit der Mühle wird", "Mühle am Bach")
    assert article.title == "Mühle am Bach"


def test_heading_keeps_its_typography_where_the_words_are_the_same() -> None:
    article = page("<h1>Müller: „Die Mühle bleibt“</h1>", headline="Müller: 'Die Mühle bleibt'")
    assert article.title == "Müller: „Die Mühle bleibt“"


def test_heading_whose_parts_run_into_each_other_gives_way() -> None:
    article = page("<h1><b>Mühle am Bach:</b><i>Das Rad steht</i></h1>", headline="Mühle am Bach: Das Rad steht")
    assert article.title == "Mühle am Bach: Das Rad steht"


def test_shortened_headline_of_json_ld_gives_way() -> None:
    article = page("<h1>Die Mühle steht still und bleibt es</h1>", headline="Die Mühle steht still…")
    assert article.title == "Die Mühle steht still und bleibt es"


def test_updates_of_a_live_blog_do_not_name_the_page() -> None:
    update = {"@type": "BlogPosting", "headline": "Ein Boot kentert", "author": "x", "articleBody": "y"}
    data = {"@type": "LiveBlogPosting", "headline": "Hochwasser am Bach", "liveBlogUpdate": [update]}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert page(f"{script}<h1>Hochwasser am Bach</h1>").title == "Hochwasser am Bach"


def test_quotation_marks_are_no_separators() -> None:
    for title in ("Müller nennt es « ein Ende mit Ansage »", "»Wir mahlen nie wieder Mehl«"):
        assert page(f"<h1>{title}</h1>", title).title == title


def test_logo_that_is_a_heading_is_no_headline_and_names_the_site() -> None:
    logo = '<h1><a href="/">Die Mühle der Woche</a></h1>'
    shown = page(f"{logo}<h1>Das Rad steht</h1>", "Die Mühle der Woche")
    cut = page(logo, "Das Rad am Bach steht | Die Mühle der Woche")
    assert (shown.title, cut.title) == ("Das Rad steht", "Das Rad am Bach steht")


def test_heading_below_that_is_a_part_of_the_title_is_found_though_it_is_a_link() -> None:
    body = '<h2><a href="/lokal/muehle">Das Rad am Bach steht</a></h2>'
    assert page(body, "Bachtal Forum - Das Rad am Bach steht").title == "Das Rad am Bach steht"


def test_only_heading_outranks_a_title_for_search() -> None:
    article = page("<h1>Warum das Rad nun steht</h1>", "Mühlen: Preise, Termine", "Mühlen: Preise, Termine")
    assert article.title == "Warum das Rad nun steht"


def test_heading_in_the_footer_is_no_headline() -> None:
    assert page("<footer><h1>Newsletter bestellen</h1></footer>", "Das Rad steht").title == "Das Rad steht"


def test_beginning_of_a_heading_that_the_metadata_leaves_out_is_a_kicker() -> None:
    article = page("<h1>Mitteilung der Gemeinde :Das Rad am Bach steht</h1>", graph="Das Rad am Bach steht")
    assert (article.kicker, article.title) == ("Mitteilung der Gemeinde", "Das Rad am Bach steht")


def test_end_of_a_heading_that_the_metadata_leaves_out_goes() -> None:
    for end in (" | Talblatt", "<div>Besuch bei einem Müller</div>"):
        assert page(f"<h1>Das Rad am Bach steht{end}</h1>", graph="Das Rad am Bach steht").title == (
            "Das Rad am Bach steht"
        )


def test_marked_kicker_leaves_no_dash_behind() -> None:
    article = page('<h1><span class="kicker">Bachtal</span> - „Das Rad steht“</h1>', "Bachtal - „Das Rad steht“")
    assert (article.kicker, article.title) == ("Bachtal", "„Das Rad steht“")


def test_kicker_that_the_title_element_writes_into_the_headline_stays() -> None:
    title = "Ende am Bach: Das Rad steht"
    article = page('<h1><span class="kicker">Ende am Bach: </span>Das Rad steht</h1>', f"{title} | Bote", title)
    assert article.title == title


def test_site_that_is_called_like_the_article_keeps_the_headline() -> None:
    title = "Das Rad am Bach steht"
    assert page(f"<h1>{title}</h1>", title, title, site=title).title == title


@pytest.mark.parametrize(
    "title",
    [
        "Das Rad steht | Der Talbote",
        "Der Talbote | Das Rad steht",
        "Der Talbote - Das Rad steht",
        "Das Rad steht - bote.example",
        "Der Talbote | Das Rad steht | Der Talbote",
    ],
)
def test_the_name_of_the_site_is_cut_at_either_end(title: str) -> None:
    assert page("", title, site="Der Talbote").title == "Das Rad steht"


def test_a_part_of_the_name_of_the_site_is_cut_unless_it_is_a_word() -> None:
    assert page("", "Das Rad steht | Der Talbote", site="Der Talbote aus Bachtal").title == "Das Rad steht"
    assert page("", "Das Rad steht - Der", site="Der Talbote").title == "Das Rad steht - Der"


def test_a_name_in_quotation_marks_is_no_name_of_the_site() -> None:
    title = "Zeitung « Der Talbote »"
    assert page("", title, site="Der Talbote").title == title


def test_endings_that_the_profile_names_are_cut() -> None:
    site = Site("bote", "Bote", "https://www.bote.example/", title_suffixes=(" - Nachrichten aus dem Tal",))
    html = f"<title>Das Rad steht - Nachrichten aus dem Tal</title><body>{TEXT}</body>"
    assert parser.parse(html, URL, site=site).title == "Das Rad steht"


def test_headline_of_a_live_blog_is_not_believed() -> None:
    data = {"@type": "LiveBlogPosting", "headline": "Alles im Ticker", "liveBlogUpdate": [{"headline": "Neu"}]}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert page(f"{script}<h1>Hochwasser am Bach</h1>").title == "Hochwasser am Bach"


def test_a_heading_that_holds_a_whole_text_is_no_headline() -> None:
    text = "Am Bach steht eine Mühle. " * 20
    assert page(f"<h1>{text}</h1>", "Das Rad steht").title == "Das Rad steht"


def test_a_link_that_repeats_the_title_is_no_headline() -> None:
    article = page('<p><a href="/x">Das Rad am Bach steht</a></p>', "Das Rad am Bach steht")
    assert article.sources["title"] == "title element"


FIRMS = "<h4>Ausgewählte Anbieter:</h4><p>Musterwerk GmbH</p><p>04109 Leipzig</p>"


@pytest.mark.parametrize(
    ("body", "graph", "kicker"),
    [
        ("<h1>Bachtal: Das Rad steht</h1>", "", "Bachtal"),
        ("<h1>Bachtal:<br>Das Rad steht</h1>", "", "Bachtal"),
        ("<p>Bachtal:</p><h1>Das Rad steht</h1>", "", "Bachtal"),
        ('<p class="dachzeile">Bachtal</p><h1>Das Rad steht</h1>', "", "Bachtal"),
        ("<h1>Das Rad steht</h1>", "Bachtal: Das Rad steht", "Bachtal"),
        ("<h1>Bachtal<br>Das Rad steht</h1>", "Das Rad steht", "Bachtal"),
    ],
)
def test_a_newsroom_sets_a_kicker_in_many_ways(body: str, graph: str, kicker: str) -> None:
    html = f'<meta property="og:title" content="{graph}">{body}{TEXT}{TEXT}{FIRMS}'
    article = parser.parse(html, URL)
    assert (article.kicker, article.title) == (kicker, "Das Rad steht")


@pytest.mark.parametrize(
    ("above", "kicker", "title"),
    [
        ('<p class="kicker">Energie</p>', "Energie", "Bachtal: Das Rad steht"),
        ('<p class="kicker">Bachtal</p>', "Bachtal", "Das Rad steht"),
        ('<p class="kicker">Energie</p><h2>Ein anderer Bericht</h2>', "Bachtal", "Das Rad steht"),
        ("<p>Energie</p>", "Bachtal", "Das Rad steht"),
    ],
)
@pytest.mark.parametrize("day", ["", "<p>[23.5.2014] Am Bach steht nun wieder das Rad der alten Mühle.</p>"])
def test_beside_a_marked_kicker_the_words_before_a_colon_are_the_headline_s_own(
    above: str, kicker: str, title: str, day: str
) -> None:
    head = "<title>Bachtal: Das Rad steht - Der Bote</title>"
    article = parser.parse(f"{head}<main>{above}<h1>Bachtal: Das Rad steht</h1>{day}{TEXT}{TEXT}{FIRMS}</main>", URL)
    assert (article.kicker, article.title) == (kicker, title)


def test_a_sentence_before_a_colon_is_no_kicker() -> None:
    title = "Was alle nun im Tal wissen wollen: Das Rad steht"
    article = parser.parse(f"<h1>{title}</h1>{TEXT}{TEXT}{FIRMS}", URL)
    assert (article.kicker, article.title) == (None, title)


def test_a_heading_of_another_level_that_is_the_title_outranks_one_that_shares_words() -> None:
    body = "<h1>Das Rad der Woche</h1><h2>Das Rad am Bach steht</h2>"
    assert page(body, "Das Rad am Bach steht").title == "Das Rad am Bach steht"


def test_a_first_line_that_the_metadata_leaves_out_is_a_kicker() -> None:
    article = page("<h1>Bachtal<br>Das Rad steht nun</h1>", graph="Das Rad steht nun")
    assert (article.kicker, article.title) == ("Bachtal", "Das Rad steht nun")


def test_a_first_line_above_a_short_title_that_the_metadata_states_is_a_kicker() -> None:
    article = page("<h1>Bachtal<br>Rad steht</h1>", graph="Rad steht")
    assert (article.kicker, article.title) == ("Bachtal", "Rad steht")
