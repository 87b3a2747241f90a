"""The day of publication: which of a page's dates is it."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper import parse

_TEXT = "<p>" + "Der Stadtrat von Musterau beriet lange über den Bau der neuen Brücke am Wehr. " * 6 + "</p>"


def _page(*, head: str = "", above: str = "", below: str = "", after: str = "", lang: str = "de") -> str:
    """Return an invented page with a headline, a text and what the test puts around them."""
    return (
        f'<html lang="{lang}"><head><title>Neue Brücke am Wehr</title>{head}</head><body>'
        f"<main><article>{above}<h1>Neue Brücke am Wehr</h1>{below}<div class='text'>{_TEXT * 3}</div>{after}"
        "</article></main></body></html>"
    )


def _day(html: str, url: str = "https://blatt.example/bruecke") -> str | None:
    """Return the day that is read from a page, in ISO form."""
    day = parse(html, url).date
    return day.isoformat() if day else None


def _ld(text: str) -> str:
    """Return a JSON-LD block."""
    return f'<script type="application/ld+json">{text}</script>'


_NEWS = _ld('{"@type":"NewsArticle","headline":"Neue Brücke am Wehr","datePublished":"%s"}')


def test_published_is_not_modified() -> None:
    head = _ld('{"@type":"NewsArticle","headline":"x","datePublished":"2019-03-04","dateModified":"2021-05-06"}')
    assert _day(_page(head=head, below="<p>Aktualisiert: 6.5.2021</p>")) == "2019-03-04"


@pytest.mark.parametrize("shown", ["<p class='date'>November 8, 2023 at 5:49 p.m.</p>", "<time>Nov. 8, 2023</time>"])
def test_a_moment_in_utc_is_of_the_day_that_readers_see(shown: str) -> None:
    article = parse(_page(head=_NEWS % "2023-11-09T01:49:09Z", below=shown, lang="en-US"), "https://a.example/x")
    assert article.date == dt.date(2023, 11, 8)
    assert article.published_at == dt.datetime(2023, 11, 9, 1, 49, 9, tzinfo=dt.UTC)


def test_a_moment_in_utc_is_of_the_day_in_the_address() -> None:
    html = _page(head=_NEWS % "2023-11-09T01:49:09Z", lang="en")
    assert _day(html, "https://blatt.example/2023/11/08/bruecke") == "2023-11-08"
    assert _day(html, "https://blatt.example/2023/nov/08/bruecke") == "2023-11-08"
    assert _day(html, "https://blatt.example/2023/11/02/bruecke") == "2023-11-09"


def test_a_moment_with_an_offset_keeps_its_day() -> None:
    html = _page(head=_NEWS % "2023-11-09T01:49:09+09:00", below="<p>8.11.2023</p>", lang="en")
    assert _day(html) == "2023-11-09"


def test_what_is_shown_outranks_a_date_that_software_wrote() -> None:
    head = '<meta name="date" content="2021-12-20T11:02:44+01:00">'
    assert _day(_page(head=head)) == "2021-12-20"
    assert _day(_page(head=head, below="<span class='date'>27.01.2022</span>")) == "2022-01-27"


def test_two_against_one() -> None:
    head = _NEWS % "2022-01-04T08:00:00+01:00" + '<meta property="article:published_time" content="2022-01-06">'
    assert _day(_page(head=head)) == "2022-01-04"
    assert _day(_page(head=head, below="<p>06.01.2022</p>")) == "2022-01-06"


def test_day_and_month_are_swapped_where_the_page_says_so() -> None:
    head = '<meta name="date" content="11/01/2023 12:43:42">'
    assert _day(_page(head=head)) == "2023-01-11"
    assert _day(_page(head=head, after="<p>Erstellt am: 01.11.2023</p>")) == "2023-11-01"


@pytest.mark.parametrize(("lang", "day"), [("en-US", "2020-04-05"), ("en-GB", "2020-05-04"), ("fr", "2020-05-04")])
def test_slashes_are_read_by_the_language(lang: str, day: str) -> None:
    assert _day(_page(below="<p>04/05/2020</p>", lang=lang)) == day


@pytest.mark.parametrize("after", ["<p>Publiziert: 3. April 2020</p>", "<p class='entry-meta'>3. April 2020</p>"])
def test_a_labelled_line_below_the_text_is_found(after: str) -> None:
    aside = "<div class='comments'><p class='date'>1.1.2021</p></div>"
    assert _day(_page(after=aside + after)) == "2020-04-03"


def test_a_post_speaks_of_itself() -> None:
    after = "<p>Dieser Beitrag wurde am 3. Dezember 2011 veröffentlicht und abgelegt unter Brücken.</p>"
    assert _day(_page(after=f"<div class='post-footer'>{after}</div>")) == "2011-12-03"


def test_the_date_of_a_comment_is_not_taken() -> None:
    after = "<ul class='commentlist'><li class='comment'><time datetime='2019-08-24'>24.8.2019</time></li></ul>"
    assert _day(_page(below="<p>Gesendet 16.08.2019</p>", after=after)) == "2019-08-16"


def test_a_member_since_is_not_taken() -> None:
    below = "<p>Registriert: 18.09.2008</p><p>Von Emil » 21.01.2009, 05:42</p>"
    assert _day(_page(below=below)) == "2009-01-21"


def test_a_changed_line_yields_to_the_line_of_publication() -> None:
    above = "<p>Par Jeanne Modèle | 30 septembre 2018</p>"
    assert _day(_page(above=above, below="<p>Article mis à jour le 7 janvier 2020.</p>", lang="fr")) == "2018-09-30"
    assert _day(_page(below="<p>Stand: 7.1.2020</p>")) == "2020-01-07"


def test_a_date_in_the_headline_is_not_the_day() -> None:
    html = _page().replace("<h1>Neue Brücke am Wehr", "<h1>Lauf am Wehr, 19.5.2007")
    assert _day(html, "https://blatt.example/2007/05/20/lauf") == "2007-05-20"


def test_a_dateline_opens_the_text() -> None:
    html = _page().replace("<p>Der", "<p>Musterau, (12.11.2021). Der", 1)
    assert _day(html.replace("</article>", "<p>13.11.2021</p></article>")) == "2021-11-12"


def test_the_words_of_a_time_element_outrank_its_zone() -> None:
    below = "<time class='entry-date published' datetime='2019-12-26T23:07:45+00:00'>26/12/2019</time>"
    assert _day(_page(below=below)) == "2019-12-26"


def test_an_address_may_have_the_day_first() -> None:
    assert _day(_page(), "https://blatt.example/meldungen/29-10-2021") == "2021-10-29"
    assert _day(_page(), "https://blatt.example/meldungen/39-10-2021") is None


def test_a_review_is_not_the_recipe() -> None:
    head = _ld(
        '{"@type":"Recipe","name":"Wehrkuchen","datePublished":"2006-10-10","author":"E. Modell",'
        '"review":[{"@type":"Review","author":"F. Muster","datePublished":"2020-04-12"}]}'
    )
    assert _day(_page(head=head)) == "2006-10-10"


def test_a_live_blog_began_before_its_last_entry() -> None:
    head = _ld(
        '{"@type":"LiveBlogPosting","headline":"Brücke live","datePublished":"2024-08-04T13:23:00Z",'
        '"liveBlogUpdate":[{"@type":"BlogPosting","headline":"Neues","author":"E. Modell","articleBody":"x",'
        '"datePublished":"2024-08-05T20:00:00Z"}]}'
    )
    assert _day(_page(head=head)) == "2024-08-04"


def test_the_node_of_the_page_may_have_the_date() -> None:
    head = _ld('[{"@type":"Article","headline":"x"},{"@type":"WebPage","datePublished":"2020-02-03"}]')
    assert _day(_page(head=head)) == "2020-02-03"


def test_other_meta_names_and_the_picture_come_last() -> None:
    assert _day(_page(head='<meta property="galerie:uploaded" content="2013-02-16T04:36:36-05:00">')) == "2013-02-16"
    assert (
        _day(_page(head='<meta property="og:image" content="https://b.example/files/2016/05/04/a.png">'))
        == "2016-05-04"
    )
    assert _day(_page(head='<meta name="event-date" content="2013-02-16">')) is None


@pytest.mark.parametrize(
    ("stated", "shown", "day"),
    [
        ("2023-11-09T01:49:09Z", "8.11.2023", "2023-11-08"),
        ("2023-11-08T20:30:00Z", "9.11.2023", "2023-11-09"),
        ("2023-11-09T01:49:09Z", "7.11.2023", "2023-11-09"),
        ("2023-11-08T20:30:00Z", "10.11.2023", "2023-11-08"),
        ("2023-11-08T20:30:00-05:00", "9.11.2023", "2023-11-08"),
    ],
)
def test_a_day_in_utc_is_corrected_to_both_sides_and_no_further(stated: str, shown: str, day: str) -> None:
    assert _day(_page(head=_NEWS % stated, below=f"<p>{shown}</p>", lang="en")) == day


def test_two_against_one_unless_the_second_is_the_day_of_a_change() -> None:
    head = _NEWS % "2022-01-04T08:00:00+01:00" + '<meta property="article:published_time" content="2022-01-06">'
    change = '<meta property="article:modified_time" content="2022-01-06">'
    assert _day(_page(head=head, below="<p>06.01.2022</p>")) == "2022-01-06"
    assert _day(_page(head=head + change, below="<p>06.01.2022</p>")) == "2022-01-04"


@pytest.mark.parametrize("change", ['class="modified"', 'itemprop="dateModified"', 'class="updated"'])
def test_a_time_element_of_a_change_is_passed_over(change: str) -> None:
    below = f"<time {change} datetime='2021-05-06'>neu</time> <time datetime='2019-03-04'>zuerst</time>"
    assert _day(_page(below=f"<p>{below}</p>")) == "2019-03-04"


def test_a_time_element_marked_as_publication_outranks_a_line() -> None:
    assert _day(_page(below="<p>1.2.2020</p><time pubdate datetime='2020-03-04'>hier</time>")) == "2020-03-04"


def test_a_date_under_a_picture_is_that_of_the_picture() -> None:
    figure = "<figure><img src='/a.jpg'><figcaption>1.1.2001</figcaption></figure>"
    assert _day(_page(below=f"{figure}<p>2.3.2020</p>")) == "2020-03-02"


@pytest.mark.parametrize("name", ["sidebar", "teaser", "archiv-widget"])
def test_a_date_far_from_the_headline_in_a_box_for_other_things_is_not_the_articles(name: str) -> None:
    after = f"{_TEXT * 8}<div class='{name}'><p class='date'>1.1.2001</p></div><p class='entry-meta'>2.3.2020</p>"
    assert _day(_page(after=after)) == "2020-03-02"


def test_a_linked_date_above_the_headline_leads_to_a_day_of_the_archive() -> None:
    html = _page(above="<p><a href='/archiv/2001/1/1'>1.1.2001</a></p>")
    assert _day(html, "https://blatt.example/2020/03/02/bruecke") == "2020-03-02"


def test_the_first_line_that_says_it_is_the_date_counts() -> None:
    assert _day(_page(after="<p>Veröffentlicht: 3.4.2020</p><p>Erstellt: 5.6.2020</p>")) == "2020-04-03"


def test_a_change_is_better_than_no_date() -> None:
    assert _day(_page(head='<meta property="article:modified_time" content="2020-03-02T10:00:00Z">')) == "2020-03-02"


@pytest.mark.parametrize(("lang", "day"), [("de", "2023-11-09"), ("en", "2023-11-08"), ("fr", "2023-11-08")])
def test_late_in_the_day_utc_is_behind_for_german_readers(lang: str, day: str) -> None:
    assert _day(_page(head=_NEWS % "2023-11-08T23:30:00Z", lang=lang)) == day


def test_a_time_of_another_day_is_not_that_of_the_publication() -> None:
    other = '<meta property="article:published_time" content="2022-01-06T10:00:00Z">'
    article = parse(_page(head=_NEWS % "2022-01-04" + other), "https://blatt.example/bruecke")
    assert (article.date, article.published_at) == (dt.date(2022, 1, 4), None)
