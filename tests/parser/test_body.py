"""What of a page is the text of its article, and what only stands on the page with it."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.model import Article, Site

URL = "https://bote.example/lokal/wehr"
FIRST = "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut, und alle sehen zu."
SECOND = "Der Rat hatte den Bau im vergangenen Jahr mit großer Mehrheit beschlossen, wie es hieß."
THIRD = "Im Herbst soll sie fertig sein, dann fahren wieder Busse über den Fluss in die Altstadt."
STRANGE = "Dieser Satz gehört nicht zum Artikel, obwohl er lang genug ist und einen Punkt am Ende hat."


def read(between: str = "", after: str = "", before: str = "") -> Article:
    """Return the record of a page with something inside, above or below its text."""
    article = f"<article><h1>Neue Brücke</h1><p>{FIRST}</p>{between}<p>{SECOND}</p><p>{THIRD}</p></article>"
    return parser.parse(f"<title>Neue Brücke</title><body>{before}<main>{article}{after}</main></body>", URL)


def body(between: str = "", after: str = "", before: str = "") -> str:
    """Return the body of such a page."""
    return read(between, after, before).body


PLAIN = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


@pytest.mark.parametrize("attribute", ['style="display:none"', 'style="color:red; DISPLAY : none"', "hidden"])
@pytest.mark.parametrize("tag", ["p", "div", "span", "a"])
def test_what_is_not_shown_is_not_read(tag: str, attribute: str) -> None:
    assert body(f"<{tag} {attribute}>{STRANGE}</{tag}>") == PLAIN
    assert body(f"<p><{tag} {attribute}><b>{STRANGE}</b></{tag}></p>") == PLAIN


@pytest.mark.parametrize("tag", ["noscript", "svg", "style", "template", "button"])
def test_what_is_no_text_of_a_page_is_not_read(tag: str) -> None:
    assert body(f"<{tag}>{STRANGE}</{tag}>") == PLAIN


def test_an_article_in_the_article_is_no_part_of_it() -> None:
    assert body(f"<article><p>{STRANGE}</p></article>") == PLAIN


def test_articles_that_hold_the_text_are_the_entries_of_a_ticker() -> None:
    entries = "".join(f"<article><p>{number}. {STRANGE}</p></article>" for number in range(1, 9))
    found = body(entries)
    assert all(f"{number}. {STRANGE}" in found for number in range(1, 9))


def test_the_footer_of_the_page_is_not_read_and_that_of_the_article_is() -> None:
    html = f"<body><article><h1>Neue Brücke</h1><p>{FIRST}</p><p>{SECOND}</p>"
    footer = "<footer><p>Von Erika Muster</p></footer>"
    assert parser.parse(f"{html}{footer}</article></body>", URL).authors == ["Erika Muster"]
    assert parser.parse(f"{html}</article>{footer}</body>", URL).authors == []


def test_a_menu_is_not_read_though_its_links_look_like_tags() -> None:
    assert read(after='<nav><a href="/tag/1">Brücke</a></nav>').keywords == []


def test_line_breaks_of_preformatted_text_stay() -> None:
    assert f"eins\nzwei\n\n{SECOND}" in body("<pre>eins\nzwei</pre>")


def test_the_first_base_and_the_first_title_count() -> None:
    bases = '<base href="https://bote.example/eins/"><base href="https://bote.example/zwei/">'
    article = parser.parse(f"{bases}<h1>Neue Brücke</h1><p>{FIRST} <a href='x'>Hier</a></p><p>{SECOND}</p>", URL)
    assert [link.url for link in article.links] == ["https://bote.example/eins/x"]
    titles = "<title>Neue Brücke am Wehr</title><title>Ganz andere Sache</title>"
    assert parser.parse(f"{titles}<p>{FIRST}</p><p>{SECOND}</p>", URL).title == "Neue Brücke am Wehr"


@pytest.mark.parametrize(
    "strange",
    [
        f'<div class="related-articles"><p>{STRANGE}</p></div>',
        f"<aside><p>{STRANGE}</p></aside>",
        f'<div class="comments"><p>{STRANGE}</p></div>',
        f'<figure><img src="/a.jpg"><figcaption>{STRANGE}</figcaption></figure>',
        f'<p><a href="/anders">{STRANGE}</a> <a href="/noch">{STRANGE}</a></p>',
        "<p>Teilen</p>",
        "<p>Lesezeit: 3 Minuten</p>",
        "<p>Stichwörter: Brücke, Wehr</p>",
        '<div><img src="/a.jpg"><p>Die Brücke am Morgen</p></div>',
        "<p>Lesen Sie auch</p>",
        "<p>Leggi anche</p>",
        "<p>Bitte hier klicken: Jetzt abonnieren</p>".replace("Bitte hier klicken: ", ""),
        "<p>23. Mai 2024</p>",
        "<p>Foto: Stadt Musterau</p>",
        "<p>Neue Brücke</p>",
        "<p>* * *</p>",
    ],
)
def test_boilerplate_inside_the_text_is_left_out(strange: str) -> None:
    assert body(strange) == PLAIN


def test_a_box_named_after_boilerplate_is_text_where_it_holds_most_of_it() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, THIRD))
    html = f'<body><h1>Neue Brücke</h1><div class="sidebar related">{paragraphs}</div></body>'
    assert parser.parse(html, URL).body == PLAIN


def test_a_heading_of_what_follows_the_text_ends_it() -> None:
    end = f"<h3>Über den Autor</h3><p>{STRANGE}</p>"
    html = f"<body><article><h1>Neue Brücke</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{end}</article></body>"
    assert parser.parse(html, URL).body == PLAIN


def test_such_a_heading_at_the_top_ends_nothing() -> None:
    assert body("<h3>Weitere Informationen</h3>") == f"{FIRST}\n\nWeitere Informationen\n\n{SECOND}\n\n{THIRD}"


def test_a_heading_without_a_text_below_it_goes() -> None:
    html = f"<body><article><h1>Neue Brücke</h1><p>{FIRST}</p><p>{SECOND}</p><h2>Ausblick</h2></article></body>"
    assert parser.parse(html, URL).body == f"{FIRST}\n\n{SECOND}"


def test_short_lines_that_come_again_and_again_stay_unless_they_are_buttons() -> None:
    scraps = f"<p>{{0}}</p><p>{STRANGE}</p><p>{{0}}</p><p>{STRANGE[:-1]}!</p><p>{{0}}</p>"
    assert body(scraps.format("<b>Frau Muster</b>")).count("Frau Muster") == 3
    assert "Zum Artikel" not in body(scraps.format("Zum Artikel"))
    assert "Zum Laden" not in body(scraps.format('<a href="/laden">Zum Laden</a>'))


def test_a_first_paragraph_in_bold_is_the_lead() -> None:
    html = f"<body><article><h1>Neue Brücke</h1><p><b>{FIRST}</b></p><p>{SECOND}</p><p>{THIRD}</p></article></body>"
    article = parser.parse(html, URL)
    assert (article.lead, article.body) == (FIRST, f"{SECOND}\n\n{THIRD}")


def test_a_lead_above_the_box_of_the_text_is_found() -> None:
    box = f'<div class="article-body"><p>{SECOND}</p><p>{THIRD}</p></div>'
    html = f"<body><main><h1>Neue Brücke</h1><p>{FIRST}</p>{box}</main></body>"
    article = parser.parse(html, URL)
    assert FIRST in f"{article.lead or ''}{article.body}"


def test_items_of_a_list_and_cells_of_a_row_stay_together() -> None:
    found = body("<ul><li>Der Pfeiler steht.</li><li>Das Geländer fehlt.</li></ul>")
    assert "Der Pfeiler steht.\nDas Geländer fehlt." in found
    rows = "<tr><td>Länge</td><td>40 Meter</td></tr><tr><td>Breite</td><td>6 Meter</td></tr>"
    assert "Länge | 40 Meter\nBreite | 6 Meter" in body(f"<table>{rows}</table>")


def test_names_of_boxes_that_leave_no_text_are_not_believed() -> None:
    texts = "".join(f'<div class="share"><p>{text}</p></div>' for text in (FIRST, SECOND, THIRD))
    assert parser.parse(f"<body><h1>Neue Brücke</h1><div>{texts}</div></body>", URL).body == PLAIN


def test_a_box_with_the_headline_is_no_boilerplate_whatever_its_name() -> None:
    html = f'<body><div class="share"><h1>Neue Brücke</h1><p>{FIRST}</p></div><div><p>{SECOND}</p><p>{THIRD}</p></div>'
    assert parser.parse(html, URL).body == PLAIN


def test_a_box_that_holds_much_of_the_text_is_no_boilerplate_whatever_its_name() -> None:
    much = f"<p>{FIRST}</p><p>1. {SECOND}</p><p>2. {SECOND}</p><p>3. {SECOND}</p>"
    rest = f"<p>1. {THIRD}</p><p>2. {THIRD}</p><p>3. {THIRD}</p>"
    html = f'<body><h1>Neue Brücke</h1><div class="share">{much}</div><div>{rest}</div></body>'
    assert FIRST in parser.parse(html, URL).body


def test_text_in_two_columns_is_one_text() -> None:
    html = f"<body><h1>Neue Brücke</h1><div><p>{FIRST}</p><p>{SECOND}</p></div><div><p>{THIRD}</p></div></body>"
    assert parser.parse(html, URL).body == PLAIN


def test_half_linked_lines_outweigh_no_text() -> None:
    link = '<p><a href="/x">Eine Überschrift, die auf einen anderen Artikel zeigt und lang ist</a> vom Rat in Au.</p>'
    text = f"<div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    assert parser.parse(f"<body><h1>Neue Brücke</h1><div>{link * 60}</div>{text}</body>", URL).body == PLAIN


def test_remarks_of_readers_are_the_text_where_the_page_holds_hardly_more() -> None:
    remark = f'<div class="comments"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>'
    assert parser.parse(f"<body><h1>Neue Brücke</h1>{remark}</body>", URL).body == PLAIN


def test_a_box_that_says_it_is_the_text_outweighs_a_longer_one() -> None:
    named = f'<div class="article-body"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>'
    other = f"<div><p>1. {STRANGE}</p><p>2. {STRANGE}</p><p>3. {STRANGE}</p></div>"
    assert parser.parse(f"<body><h1>Neue Brücke</h1>{named}{other}</body>", URL).body == PLAIN


def test_scraps_above_the_first_sentence_go() -> None:
    scraps = "<div><div>Lokales Musterau</div></div><div><div>Redaktion Süd</div></div>"
    html = f"<body><h1>Neue Brücke</h1><div>{scraps}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body>"
    assert parser.parse(html, URL).body == PLAIN


def test_the_box_that_the_profile_selects_is_read_whatever_is_called_in_it() -> None:
    site = Site("bote", "Bote", "https://bote.example/", select=(("body", ".text"),))
    inner = f'<div class="text"><p>{FIRST}</p><div class="share"><p>{SECOND}</p></div><p>{THIRD}</p></div>'
    assert parser.parse(f"<h1>Neue Brücke</h1>{inner}", URL, site=site).body == PLAIN


def test_a_menu_near_the_headline_names_no_author() -> None:
    menu = '<nav><a rel="author" href="/team">Unser Team</a></nav>'
    html = f"<body>{menu}<h1>Neue Brücke</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></body>"
    assert parser.parse(html, URL).authors == []


@pytest.mark.parametrize("name", ["has-sidebar", "no-share", "share-enabled", "comments article-body"])
def test_words_that_speak_of_the_state_of_a_page_name_no_boilerplate(name: str) -> None:
    html = f'<body><h1>Neue Brücke</h1><div class="{name}"><p>{FIRST}</p></div><p>{SECOND}</p><p>{THIRD}</p></body>'
    assert FIRST in parser.parse(html, URL).body


def test_a_page_of_nothing_but_a_lead_has_a_body() -> None:
    article = parser.parse(f'<body><h1>Neue Brücke</h1><p class="lead">{FIRST}</p></body>', URL)
    assert (article.lead, article.body) == (None, FIRST)


def test_a_list_that_is_longer_than_the_text_does_not_replace_it() -> None:
    items = "".join(f"<li>{number}. {STRANGE}</li>" for number in range(14))
    html = (
        f"<body><h1>Neue Brücke</h1><div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div><div><ul>{items}</ul></div>"
    )
    assert FIRST in parser.parse(html, URL).body


def test_the_words_under_a_picture_above_the_text_are_no_lead() -> None:
    picture = f'<div><img src="/a.jpg"><p>{STRANGE}</p></div>'
    box = f'<div class="article-body"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>'
    assert parser.parse(f"<body><main><h1>Neue Brücke</h1>{picture}{box}</main></body>", URL).body == PLAIN


@pytest.mark.parametrize("name", ["episode-description show-notes", "field--type-text-with-summary", "intro"])
@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_box_of_several_paragraphs_that_is_the_whole_text_is_no_lead(name: str, number: int) -> None:
    paragraphs = [FIRST, SECOND, THIRD, STRANGE][:number]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    article = parser.parse(f"<body><h1>Neue Brücke</h1><time>3. Mai 2024</time><div class='{name}'>{text}</div>", URL)
    assert (article.lead, article.body) == (None, "\n\n".join(paragraphs))


def test_a_box_of_that_name_above_the_text_is_the_lead() -> None:
    lead = f"<div class='description'><p>{FIRST}</p></div>"
    article = parser.parse(f"<body><main><h1>Neue Brücke</h1>{lead}<p>{SECOND}</p><p>{THIRD}</p></main>", URL)
    assert (article.lead, article.body) == (FIRST, f"{SECOND}\n\n{THIRD}")


@pytest.mark.parametrize("number", ["(ID:50481516)", "ID: 50481516", "Artikel-Nr. 204711", "(Dokument-ID: 4711)"])
@pytest.mark.parametrize("place", ["inside", "below"])
def test_the_number_of_the_article_is_no_part_of_the_text(number: str, place: str) -> None:
    line = f"<p class='article-id'>{number}</p>"
    text = f"<p>{FIRST}</p><p>{SECOND}</p>{line if place == 'inside' else ''}<p>{THIRD}</p>"
    below = line if place == "below" else ""
    article = parser.parse(f"<body><article><h1>Neue Brücke</h1>{text}{below}</article>", URL)
    assert article.body == PLAIN


@pytest.mark.parametrize("line", ["ID 4711", "Nr. 4711", "(ID: 12)", "Die ID: 50481516", "(ID:50481516) gilt weiter"])
def test_other_numbers_are_part_of_it(line: str) -> None:
    assert line in body(f"<p>{line}</p>")
