"""The editor's keywords: which of a page's lists is taken, and what is left out of it."""

from __future__ import annotations

import json

import pytest

from scraper import parser

TEXT = "Der Hafen von Quellstadt bekommt neue Kräne, und die Fähre fährt wieder. " * 6
URL = "https://bote.example/hafen"


def keywords(head: str = "", after: str = "", before: str = "") -> list[str]:
    """Return the keywords of an article with something in its head, above its headline or under its text."""
    html = f"<html><head><title>Neue Kräne</title>{head}</head><body>{before}<article><h1>Neue Kräne</h1>"
    return parser.parse(f"{html}<p>{TEXT}</p><p>{TEXT}</p>{after}</article></body></html>", URL).keywords


def linked_data(**fields: object) -> str:
    """Return a block of JSON-LD for an article."""
    data = json.dumps({"@type": "NewsArticle", "headline": "Neue Kräne", **fields})
    return f'<script type="application/ld+json">{data}</script>'


def meta(name: str, content: str) -> str:
    """Return a meta element."""
    return f'<meta name="{name}" content="{content}">'


def test_links_that_say_they_are_tags_outrank_all_metadata() -> None:
    tags = '<p>Tags: <a rel="tag" href="/tag/kran">Kran</a>, <a rel="tag" href="/tag/f">Fähre</a></p>'
    head = meta("keywords", "Hafen") + meta("article:tag", "Hafen") + linked_data(keywords=["Hafen"])
    assert keywords(head, tags) == ["Kran", "Fähre"]


def test_categories_are_no_keywords() -> None:
    links = '<p><a rel="category tag" href="/x/wirtschaft">Wirtschaft</a> <a rel="tag" href="/category/a">Alles</a>'
    assert keywords(after=links + ' <a rel="tag" href="/tag/kran">Kran</a></p>') == ["Kran"]


def test_tags_in_a_sidebar_are_not_the_articles() -> None:
    cloud = '<div class="tagcloud widget"><a rel="tag" href="/tag/zirkus">Zirkus</a></div>'
    assert keywords(meta("article:tag", "Kran"), cloud) == ["Kran"]


@pytest.mark.parametrize("source", ["article:tag", "news_keywords", "parsely-tags"])
def test_tags_of_the_editor_outrank_the_list_for_search_engines(source: str) -> None:
    assert keywords(meta("keywords", "Hafen, Quellstadt") + meta(source, "Kräne, Fähre")) == ["Kräne", "Fähre"]


def test_list_that_the_article_never_speaks_of_is_the_sites() -> None:
    assert keywords(meta("keywords", "Nachrichten, Sport, Wetter, Börse, Fernsehen")) == []
    assert keywords(meta("keywords", "Hafen, Fähre, Verkehr")) == ["Hafen", "Fähre", "Verkehr"]


def test_json_ld_that_only_repeats_the_section_is_passed_over() -> None:
    head = linked_data(keywords="Hafen", articleSection="Hafen") + meta("keywords", "Kräne, Fähre")
    assert keywords(head) == ["Kräne", "Fähre"]


def test_things_that_json_ld_mentions_stand_in_for_keywords() -> None:
    assert keywords(linked_data(mentions=[{"@type": "Place", "name": "Quellstadt"}])) == ["Quellstadt"]


def test_identifiers_addresses_the_site_and_labels_are_left_out() -> None:
    words = (
        "Kräne, 100312362, 8ae9ab2d-fe1b-4230-acb8-a59b52877682, bote.example, /hafen, Der Bote, Themen, Fähre, 2024"
    )
    head = (
        '<meta property="og:site_name" content="Der Bote"><link rel="canonical" href="https://bote.example/hafen">'
        + meta("article:tag", words)
    )
    assert keywords(head) == ["Kräne", "Fähre", "2024"]


def test_facet_before_a_keyword_is_cut_and_other_facets_are_left_out() -> None:
    assert keywords(linked_data(keywords=["Subject: Hafen", "Page Type: Article", "#Fähre"])) == ["Hafen", "Fähre"]


@pytest.mark.parametrize("name", ["tags", "article-tags", "tag-links", "post__topics keywords"])
def test_box_named_after_tags_is_read(name: str) -> None:
    box = f'<div class="{name}"><ul><li><a href="/x/1">Kräne</a></li><li><a href="/x/2">Fähre</a></li></ul></div>'
    assert keywords(after=box) == ["Kräne", "Fähre"]


def test_box_of_headlines_is_no_list_of_tags() -> None:
    box = '<div class="tags"><a href="/x/1">Die Fähre fährt nach dem langen Winter endlich wieder</a></div>'
    assert keywords(after=box) == []


def test_links_to_pages_of_tags_are_read_and_those_of_the_menu_are_not() -> None:
    menu = '<nav><a href="/thema/sport">Sport</a></nav>'
    links = '<p><a href="/thema/kraene">Kräne</a> · <a href="/thema/faehre">Fähre</a></p>'
    assert keywords(after=links, before=menu) == ["Kräne", "Fähre"]


@pytest.mark.parametrize("label", ["Stichwörter", "Schlagwörter", "Schlagworte", "Themen", "Tags"])
def test_words_after_a_label_are_read(label: str) -> None:
    assert keywords(after=f"<p>{label}: Kräne, Fähre</p>") == ["Kräne", "Fähre"]


def test_each_keyword_comes_once_whatever_its_case() -> None:
    assert keywords(meta("article:tag", "Kräne, kräne, „Fähre“")) == ["Kräne", "Fähre"]


def test_a_list_is_the_articles_where_it_speaks_of_a_third_of_it() -> None:
    assert keywords(meta("keywords", "Hafen, Sport, Wetter")) == ["Hafen", "Sport", "Wetter"]
    assert keywords(meta("keywords", "Hafen, Sport, Wetter, Börse")) == []


def test_letters_that_every_text_has_do_not_speak_of_a_keyword() -> None:
    assert keywords(meta("keywords", "en, er, st")) == []


def test_a_few_words_of_the_articles_own_description_need_no_proof() -> None:
    words = ["Sport", "Wetter", "Börse", "Zirkus", "Film"]
    assert keywords(linked_data(keywords=words[:4])) == words[:4]
    assert keywords(linked_data(keywords=words)) == []


def test_tags_above_the_headline_stand_in_where_none_are_below() -> None:
    above = '<p><a rel="tag" href="/tag/kran">Kran</a></p>'
    assert keywords(before=above) == ["Kran"]
    assert keywords(before=above, after='<p><a rel="tag" href="/tag/f">Fähre</a></p>') == ["Fähre"]


def test_tags_far_below_belong_to_other_articles() -> None:
    tags = '<p><a rel="tag" href="/tag/kran">Kran</a></p>'
    other = "".join(f"<p>Zeile {number}</p>" for number in range(5))
    assert keywords(after=f'{tags}{other}<p><a rel="tag" href="/tag/f">Fähre</a></p>') == ["Kran"]


def test_a_sentence_with_a_link_to_a_tag_is_no_list_of_tags() -> None:
    line = '<p>Alles, was wir je über den <a href="/thema/hafen">Hafen</a> geschrieben haben, steht hier.</p>'
    assert keywords(after=line) == []


def test_an_index_of_all_tags_is_not_the_articles() -> None:
    links = "".join(f'<a href="/thema/{number}">Hafen {number}</a> ' for number in range(60))
    assert keywords(after=f"<p>{links}</p>") == []
    assert keywords(after=f'<div class="tags">{links}</div>') == []


def test_a_box_of_tags_with_much_text_is_something_else() -> None:
    text = "Die Fähre fährt wieder, und alle fahren mit ihr über den Fluss. " * 40
    assert keywords(after=f'<div class="tags"><p>{text}<a href="/x/1">Hafen</a></p></div>') == []


def test_keywords_are_bounded() -> None:
    words = ", ".join(f"Wort {number}" for number in range(250))
    assert len(keywords(meta("article:tag", words))) == 200


def test_the_longer_of_two_lists_that_begin_alike_is_taken() -> None:
    assert keywords(linked_data(keywords=["Hafen"]) + meta("keywords", "Hafen, Kräne, Fähre")) == [
        "Hafen",
        "Kräne",
        "Fähre",
    ]
    assert keywords(linked_data(keywords=["Hafen"]) + meta("keywords", "Kräne, Fähre")) == ["Hafen"]


def test_subjects_linked_right_under_the_text() -> None:
    links = '<div><a href="/verkehr/{}/">{}</a></div>'
    own = links.format("hafen", "Hafen") + links.format("faehre", "Fähre")
    assert keywords(after=own) == ["Hafen", "Fähre"]
    assert keywords(after=links.format("hafen", "Hafen")) == []
    assert keywords(after=links.format("hafen", "Hafen") + links.format("zirkus", "Zirkus")) == []
    assert keywords(after=own.replace("/hafen/", "/mehr-vom-hafen/")) == []


def test_blanks_part_words_that_have_none_inside() -> None:
    assert keywords(meta("article:tag", "港口 渡轮 起重机")) == ["港口", "渡轮", "起重机"]
    assert keywords(meta("article:tag", "Hafen am Fluss")) == ["Hafen am Fluss"]
