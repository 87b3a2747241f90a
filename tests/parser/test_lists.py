"""The lists that editors put around a text: where each begins and ends, and what belongs to which item."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper import parser
from scraper.model import Article, Related, Vendor

URL = "https://bote.example/meldung/1"
SENTENCE = "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um. "
VENDORS = "<h4>Ausgewählte Anbieter aus dem Bereich Politik:</h4>"
RELATED = "<h4>Weitere Meldungen und Beiträge aus dem Bereich Politik</h4>"


def read(below: str, text: str = SENTENCE * 4, above: str = "", head: str = "") -> Article:
    """Return the record of a dated report with lists below it."""
    return parser.parse(f"{head}{above}<h1>Offene Programme</h1><p>[23.5.2014] {text}</p>{below}", URL)


def vendors(lines: str) -> list[Vendor]:
    """Return the companies that are read under their label."""
    return read(VENDORS + lines).vendors


def test_a_company_without_a_link_gets_none_of_the_next_one() -> None:
    assert vendors(
        "<p>Musterwerk GmbH</p><p>04109 Leipzig</p><p><a href='/2'>Beispiel AG</a></p><p>99084 Erfurt</p>"
    ) == [
        Vendor("Musterwerk GmbH", "04109 Leipzig"),
        Vendor("Beispiel AG", "99084 Erfurt", "https://bote.example/2"),
    ]


def test_a_company_without_a_link_gets_none_of_the_one_before() -> None:
    assert vendors(
        "<p><a href='/1'>Musterwerk GmbH</a></p><p>04109 Leipzig</p><p>Beispiel AG</p><p>99084 Erfurt</p>"
    ) == [
        Vendor("Musterwerk GmbH", "04109 Leipzig", "https://bote.example/1"),
        Vendor("Beispiel AG", "99084 Erfurt"),
    ]


def test_the_last_company_gets_no_link_from_far_below() -> None:
    rest = "<p>Eins</p><p>Zwei</p><p>Drei</p><p><a href='/fern'>Etwas anderes</a></p>"
    assert vendors(f"<p>Musterwerk GmbH</p><p>04109 Leipzig</p>{rest}") == [Vendor("Musterwerk GmbH", "04109 Leipzig")]


def test_a_town_far_below_the_list_belongs_to_nobody() -> None:
    rest = "".join(f"<p>Zeile {number}</p>" for number in range(9))
    assert vendors(f"<p>Musterwerk GmbH</p><p>04109 Leipzig</p>{rest}<p>Verlag</p><p>10115 Berlin</p>") == [
        Vendor("Musterwerk GmbH", "04109 Leipzig")
    ]


def test_a_linked_logo_with_the_name_outranks_a_link_that_is_nearer() -> None:
    logo = "<a href='/firma'><img src='/l.png' alt='Logo Musterwerk GmbH'></a>"
    place = "<p><a href='/karte'>04109 Leipzig</a></p>"
    assert vendors(f"{logo}<p>Musterwerk GmbH</p>{place}") == [
        Vendor("Musterwerk GmbH", "04109 Leipzig", "https://bote.example/firma")
    ]


def test_related_reports_end_where_the_companies_begin() -> None:
    item = "<p>Ein Rathaus</p><p>[2.5.2014] Es steht. <a href='/2'>mehr...</a></p>"
    firms = f"{VENDORS}<p>Musterwerk GmbH</p><p>[3.5.2014] 04109 Leipzig</p>"
    assert read(RELATED + item + firms).related == [
        Related("Ein Rathaus", "https://bote.example/2", dt.date(2014, 5, 2), "Es steht.")
    ]


def test_a_title_of_two_lines_keeps_its_kicker() -> None:
    item = "<p>Thüringen:</p><p>Ein Rathaus</p><p>[2.5.2014] Es steht. <a href='/2'>mehr...</a></p>"
    assert read(RELATED + item).related[0].title == "Thüringen: Ein Rathaus"


def test_short_links_of_a_plain_list_are_no_reports() -> None:
    items = "<p><a href='/1'>Start</a></p><p><a href='/2'>Lindental öffnet sein Archiv</a></p>"
    assert [item.title for item in read(RELATED + items).related] == ["Lindental öffnet sein Archiv"]


def test_the_section_is_named_by_the_heading_or_the_line_below_it() -> None:
    item = "<p>Ein Rathaus</p><p>[2.5.2014] Es steht. <a href='/2'>mehr...</a></p>"
    assert read(RELATED + item).section == "Politik"
    broken = "<h4>Weitere Meldungen aus dem Bereich</h4><p>Soziale Medien:</p>"
    assert read(broken + item).section == "Soziale Medien"
    assert read(broken.replace("Weitere", "Mehr") + item).section == "Soziale Medien"


def test_keywords_stand_below_the_headline() -> None:
    below = "<p>Stichwörter: Programme, Amt</p>"
    assert read(below, above="<p>Themen: Sport, Wetter</p>").keywords == ["Programme", "Amt"]


def test_the_code_of_the_author_goes_though_lines_follow_it() -> None:
    article = read(f"<p>{SENTENCE * 2}(bs)</p><p>{SENTENCE}</p>")
    assert article.authors == ["bs"]
    assert "(bs)" not in article.body


def test_a_name_in_parentheses_at_the_end_is_the_author() -> None:
    assert read(f"<p>{SENTENCE * 2} (Erika Muster)</p>").authors == ["Erika Muster"]


def test_a_link_on_a_line_of_its_own_is_a_reference_and_no_text() -> None:
    article = read("<p>http://www.lindental.example/amt</p>", text=f"{SENTENCE * 2}</p><p>{SENTENCE}")
    assert [link.url for link in article.links] == ["http://www.lindental.example/amt"]
    assert "www." not in article.body


def test_a_report_of_one_paragraph_has_a_body_and_no_lead() -> None:
    article = read("")
    assert (article.lead, article.body) == (None, (SENTENCE * 4).strip())


def test_an_inline_element_parts_the_lead_from_the_text() -> None:
    article = read("", text=f"<b>{SENTENCE}</b> {SENTENCE * 3}")
    assert (article.lead, article.body) == (SENTENCE.strip(), (SENTENCE * 3).strip())


def test_the_name_of_a_picture_beside_it_is_no_text() -> None:
    picture = "<img src='/a.jpg' alt='Das neue Rathaus'><p>Das neue Rathaus</p>"
    assert "Das neue Rathaus" not in read(f"{picture}<p>{SENTENCE}</p>").body


def test_a_date_in_brackets_inside_a_line_begins_no_report() -> None:
    html = f"<h1>Offene Programme</h1><p>Wie am [23.5.2014] gemeldet: {SENTENCE * 5}</p>"
    assert "Wie am" in parser.parse(html, URL).body


def test_items_that_end_in_more_are_no_report() -> None:
    items = "".join(
        f"<h3>Titel {n}</h3><p>[{n}.5.2014] {SENTENCE * 3}</p><p><a href='/{n}'>mehr...</a></p>" for n in range(1, 6)
    )
    assert not parser.parse(f"<h1>Meldungen</h1>{items}", "https://bote.example/").is_article


def test_a_time_of_another_day_is_not_that_of_the_date_in_brackets() -> None:
    stated = '<meta property="article:published_time" content="2014-05-{}T10:00:00+02:00">'
    assert read("", head=stated.format(23)).published_at == dt.datetime(2014, 5, 23, 8, tzinfo=dt.UTC)
    assert read("", head=stated.format(24)).published_at is None


def test_a_list_of_related_reports_without_a_section_makes_no_newsroom() -> None:
    html = f"<h1>Lindental: Offene Programme</h1><p>{SENTENCE * 3}</p><p>{SENTENCE * 3}</p>"
    related = "<h4>Weitere Meldungen</h4><p><a href='/2'>Lindental öffnet sein Archiv</a></p>"
    assert parser.parse(html + related, URL).kicker is None
    assert parser.parse(html + related.replace("Meldungen", "Meldungen aus dem Bereich Amt"), URL).kicker == "Lindental"
    firms = f"{VENDORS}<p>Musterwerk GmbH</p><p>04109 Leipzig</p>".replace(" aus dem Bereich Politik", "")
    assert parser.parse(html + firms, URL).kicker == "Lindental"


def test_the_first_paragraph_of_a_newsroom_is_the_lead() -> None:
    firms = f"{VENDORS}<p>Musterwerk GmbH</p><p>04109 Leipzig</p>"
    html = f"<h1>Offene Programme</h1><p>{SENTENCE * 2}</p><p>{SENTENCE * 4}</p>"
    assert parser.parse(html + firms, URL).lead == (SENTENCE * 2).strip()
    assert parser.parse(html, URL).lead is None


def test_the_headline_far_above_is_not_that_of_a_dated_report() -> None:
    lines = "".join(f"<p>Zeile {number}</p>" for number in range(12))
    html = f"<h1>Alle Meldungen des Tages</h1>{lines}<p>Offene Programme</p><p>[23.5.2014] {SENTENCE * 4}</p>"
    assert parser.parse(html, URL).title == "Offene Programme"


def test_a_dated_report_ends_with_the_box_around_it() -> None:
    html = f"<div><h1>Offene Programme</h1><p>[23.5.2014] {SENTENCE * 2}</p><p>{SENTENCE * 4}</p></div>"
    assert "Fremdes" not in parser.parse(f"<body>{html}<div><p>Fremdes steht darunter.</p></div></body>", URL).body


def test_the_name_of_a_picture_is_left_out_only_beside_it() -> None:
    picture = f"<img src='/a.jpg' alt='Ein Rathaus'><p>Ein Rathaus</p><p>{SENTENCE}</p>"
    body = read(f"{picture}<p>Ein Rathaus</p><p>{SENTENCE}</p>").body
    assert body.count("Ein Rathaus") == 1


UNDATED = f"<article><h1>Offene Programme</h1><p>{SENTENCE * 4}</p><p>{SENTENCE * 4}</p></article>"


@pytest.mark.parametrize(
    "items",
    [
        f"<p>[2.5.2014] {SENTENCE * 2} <a href='/2'>mehr...</a></p>",
        f"<p>[2.5.2014] {SENTENCE * 2}</p><p><a href='/2'>mehr...</a></p>",
        f"<h4>Weitere Meldungen aus dem Bereich Politik</h4><p>[2.5.2014] {SENTENCE * 2}</p>",
    ],
)
def test_a_dated_item_of_a_list_begins_no_report(items: str) -> None:
    article = parser.parse(f"<body>{UNDATED}{items}</body>", URL)
    assert article.sources.get("date") != "date in brackets before the text"
    assert article.title == "Offene Programme"
    assert f"{article.lead or ''}{article.body}".count(SENTENCE.strip()) == 8


def test_the_heading_of_a_list_may_be_broken_over_two_lines() -> None:
    heading = "<p>Weitere Meldungen und Beiträge<br>aus dem Bereich Politik</p>"
    article = read(f"{heading}<p>Ein Rathaus</p><p>[2.5.2014] Es steht. <a href='/2'>mehr...</a></p>")
    assert (article.section, [item.title for item in article.related]) == ("Politik", ["Ein Rathaus"])


def test_a_word_alone_on_its_line_heads_keywords_only_above_links() -> None:
    assert read("<h4>Themen</h4><p>Brücke</p><p>Wehr</p>").keywords == []
    assert read("<h4>Themen</h4><p><a href='/x/1'>Brücke</a> <a href='/x/2'>Wehr</a></p>").keywords == [
        "Brücke",
        "Wehr",
    ]


def test_a_lead_with_nothing_below_it_but_a_code_is_the_body() -> None:
    firms = f"{VENDORS}<p>Musterwerk GmbH</p><p>04109 Leipzig</p>"
    article = parser.parse(f'<h1>Offene Programme</h1><p class="lead">{SENTENCE * 3}</p><p>(bs)</p>{firms}', URL)
    assert (article.lead, article.body, article.authors) == (None, (SENTENCE * 3).strip(), ["bs"])


def test_the_list_of_a_newsroom_outranks_links_that_say_they_are_tags() -> None:
    below = '<p>Stichwörter: Programme, Amt</p><p><a rel="tag" href="/tag/x">Hafen</a></p>'
    assert read(below).keywords == ["Programme", "Amt"]
