"""Article or not: walls, error pages and listings, and what only resembles them."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.model import Article, Reason

URL = "https://bote.example/lokal/wehr"
SENTENCE = "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut, und alle sehen zu. "
PLEA = "<p>Diesen Artikel weiterlesen mit einem Abo des Boten.</p>"


def read(text: str, title: str = "Neue Brücke", head: str = "", url: str = URL) -> Article:
    """Return the record of a page with a headline and this text."""
    return parser.parse(f"<head><title>{title}</title>{head}</head><body><h1>{title}</h1>{text}</body>", url)


def paragraphs(count: int) -> str:
    """Return a text of as many paragraphs, of some 270 characters each."""
    return "".join(f"<p>{number}. {SENTENCE * 3}</p>" for number in range(count))


def test_a_plea_where_a_short_text_ends_makes_it_a_teaser() -> None:
    assert read(paragraphs(2) + PLEA).access == "teaser"
    assert read(paragraphs(2)).access == "free"


def test_a_plea_below_a_long_text_is_an_advertisement() -> None:
    assert read(paragraphs(12) + PLEA).access == "free"


@pytest.mark.parametrize(
    "sentence",
    [
        "Leser können den Artikel jetzt kostenlos testen und weiterlesen, sagt die Bücherei.",
        "Wer schon ein Abo hat, kann mit einem Abo weiterlesen, heißt es.",
        "Das Blatt ist jetzt nur für Abonnenten zu haben, teilt der Rat mit.",
    ],
)
def test_a_sentence_that_reports_of_subscriptions_is_no_plea(sentence: str) -> None:
    assert read(f"{paragraphs(2)}<p>{sentence}</p>").access == "free"


def test_a_plea_that_the_text_goes_on_behind_is_an_advertisement() -> None:
    assert read(paragraphs(1) + PLEA + paragraphs(2)).access == "free"


def test_a_long_line_that_speaks_of_subscriptions_is_no_plea() -> None:
    line = f"Das Blatt sagt seinen Lesern: diesen Artikel weiterlesen mit einem Abo, das gibt es nun. {SENTENCE * 3}"
    assert read(f"{paragraphs(2)}<p>{line}</p>").access == "free"


@pytest.mark.parametrize("value", ["false", "False", "no", "0", "http://schema.org/False"])
def test_a_page_that_says_it_is_not_free_is_a_teaser(value: str) -> None:
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","isAccessibleForFree":"{value}"}}</script>'
    assert read(paragraphs(2), head=data).access == "teaser"


def test_an_error_page_says_so_in_its_title_and_has_little_text() -> None:
    short = f"<p>{SENTENCE}</p>"
    assert read(short, "404 – Seite nicht gefunden").why_not is Reason.ERROR_PAGE
    assert read(short, "Seite nicht gefunden").access == "free"
    assert read(paragraphs(6), "Schlüssel im Rathaus nicht gefunden").why_not is None
    html = f"<title>404 Not Found</title><h1>Hoppla</h1>{short}"
    assert parser.parse(html, URL).why_not is Reason.ERROR_PAGE


def test_a_login_page_is_a_wall_and_an_article_on_logging_in_is_not() -> None:
    wall = read("<p>Bitte melden Sie sich an, um weiterzulesen.</p><form><input type=password></form>", "Der Bote")
    assert (wall.why_not, wall.access) == (Reason.LOGIN_WALL, "blocked")
    assert read(paragraphs(4), "Der Login der Stadt wird neu").why_not is None


def test_an_article_on_consent_is_not_a_wall() -> None:
    banner = "<p>Wir verwenden Cookies. Ihre Einwilligung zum Tracking.</p>"
    assert read(banner * 2, "Cookies zustimmen").why_not is Reason.CONSENT_WALL
    assert read(paragraphs(3) + banner).why_not is None
    assert read(paragraphs(10), "Was Cookies und Tracking bedeuten").why_not is None


def test_a_bot_check_is_told_from_an_article_on_captchas() -> None:
    check = read("<p>Checking your browser before accessing bote.example.</p>", "Just a moment...")
    assert (check.why_not, check.access) == (Reason.BLOCK_PAGE, "blocked")
    assert read(f"{paragraphs(8)}<p>Das Amt schafft das Captcha ab.</p>", "Ende der Rätsel").why_not is None


def teasers(count: int) -> str:
    """Return a list of linked headlines with teasers."""
    return "".join(
        f'<h3><a href="/{number}">Die {number}. Meldung aus dem Rat von Musterau</a></h3><p>Worum es geht.</p>'
        for number in range(count)
    )


def test_a_page_of_teasers_is_a_listing() -> None:
    assert read(teasers(12), "Lokales").why_not is Reason.LISTING_PAGE


def test_teasers_below_an_article_do_not_make_it_a_listing() -> None:
    assert read(paragraphs(6) + teasers(12)).why_not is None


def test_a_short_article_that_states_it_is_one_is_no_listing() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Neue Brücke"}</script>'
    short = paragraphs(2) + teasers(8)
    assert read(short, head=data).why_not is None


def test_the_front_page_is_a_listing_unless_it_holds_a_long_text() -> None:
    assert read(paragraphs(3), url="https://bote.example/").why_not is Reason.LISTING_PAGE
    assert read(paragraphs(3)).why_not is None
    assert read(paragraphs(8), url="https://bote.example/").why_not is None


def test_a_page_of_links_is_a_listing() -> None:
    links = "".join(f'<p><a href="/{number}">Amt für Brücken {number}</a></p>' for number in range(20))
    assert read(
        links + "<p>Alle Ämter der Stadt, ganz kurz vorgestellt, stehen hier beisammen.</p>", "Ämter"
    ).why_not is (Reason.LISTING_PAGE)


def test_a_page_without_text_and_one_without_a_title_say_so() -> None:
    assert read("<p>Kurz.</p>").why_not is Reason.NO_TEXT
    assert parser.parse(f"<p>{SENTENCE * 4}</p>", URL).why_not is Reason.NO_TITLE
    assert str(Reason.NO_TITLE) == "no_title"


def test_a_report_with_a_date_in_brackets_is_an_article() -> None:
    text = f"<p>[23.5.2014] {SENTENCE}</p>"
    assert read(text, "Login nicht gefunden", url="https://bote.example/").why_not is None


def test_an_article_on_cookies_beside_much_else_is_no_wall() -> None:
    links = "".join(
        f'<li><a href="/{n}">Eine andere Meldung aus dem Rat von Musterau, Nummer {n}</a></li>' for n in range(90)
    )
    text = f"<p>Das Cookie und die Cookies. {SENTENCE * 3}</p>{paragraphs(2)}"
    assert read(f"{text}<div class=related><ul>{links}</ul></div>", "Cookies im Amt").why_not is None


def test_a_login_wall_asks_its_reader_and_a_report_of_logins_does_not() -> None:
    form = "<form><input type=password></form>"
    report = "<p>Wer sich einloggen will, ruft im Rathaus an, sagt das Amt. Bürger melden sich dort auch an.</p>"
    assert read(f"<p>{SENTENCE * 3}</p>{report}{form}").why_not is None
    assert read(f"<p>Bitte loggen Sie sich ein, um alles zu lesen.</p>{form}").why_not is Reason.LOGIN_WALL
    remarks = "<p>Bitte melden Sie sich an, um zu kommentieren.</p>"
    assert read(f"<p>{SENTENCE * 3}</p>{remarks}{form}").why_not is None


def test_a_text_of_some_length_that_names_captchas_is_no_bot_check() -> None:
    assert read(f"{paragraphs(4)}<p>Das Amt schafft das Captcha ab, sagt es.</p>").why_not is None


@pytest.mark.parametrize(("kind", "reason"), [("website", Reason.LISTING_PAGE), ("article", None)])
def test_teasers_with_much_text_are_a_listing_unless_it_says_otherwise(kind: str, reason: Reason | None) -> None:
    items = "".join(
        f'<h3><a href="/{n}">Die {n}. Meldung aus dem Rat von Musterau</a></h3><p>{n}. {SENTENCE * 2}</p>'
        for n in range(12)
    )
    head = f'<meta property="og:type" content="{kind}">'
    assert read(f"<article>{items}</article>", "Lokales", head).why_not is reason
