"""The press review as a mail: short enough, readable without styles, without what mail programs leave out."""

from __future__ import annotations

import re

from review_made import article, week
from scraper.model.press_review import ReviewFacts
from scraper.report.press_review import MOST_LEADS_IN_MAIL, as_html, as_mail, as_text
from scraper.report.press_review_parts import Order

GERMAN = Order("de")
LEAD = "Der Kreistag hat den Weg freigemacht."


def of(number: int) -> ReviewFacts:
    return week(articles=tuple(article(one) for one in range(1, number + 1)), printings={}, total_now=number)


def test_a_usual_week_says_in_a_mail_what_its_page_says() -> None:
    text, page = as_mail(week(), GERMAN)
    assert text == as_text(week(), GERMAN)
    assert LEAD in page
    assert "Die Vorspänne" not in text


def test_figures_are_tables_since_mail_programs_show_no_charts() -> None:
    _, page = as_mail(week(), GERMAN)
    assert "<svg" not in page
    assert "<details" not in page
    assert page.count("<table") == as_html(week(), GERMAN).count("<svg") == 4
    assert '<th scope="row"><bdi>Ahornfurt</bdi></th><td class="number">3</td>' in page


def test_without_styles_words_do_not_run_together() -> None:
    _, page = as_mail(week(), GERMAN)
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    seen = " ".join(re.sub(r"<[^>]+>", "", bare).split())
    assert "Wohngeld: 2 Artikel in 1 Meldung" in seen
    assert "Wohngeld aus einem Portal (Amtsblick, Montag, 9. November)" in seen
    # What was taken out and what is new are told apart by elements that have a look of their own.
    assert "<del>60</del> <ins>70</ins>" in page


def test_of_many_entries_a_mail_has_the_headlines() -> None:
    for number, has_leads in ((MOST_LEADS_IN_MAIL, True), (MOST_LEADS_IN_MAIL + 1, False)):
        text, page = as_mail(of(number), GERMAN)
        assert text.count("https://amtsblick.example/meldung_") >= number
        assert page.count("<h4>") == number
        assert (LEAD in page, LEAD in text) == (has_leads, has_leads)
        assert ("fehlen die Vorspänne" in " ".join(text.split())) is not has_leads


def test_what_is_shortened_anyway_is_shortened_to_what_is_read() -> None:
    text, page = as_mail(of(10_000), GERMAN)
    assert "Sie zeigt 100 von 10.000 Meldungen" in " ".join(text.split())
    assert page.count("<h4>") == MOST_LEADS_IN_MAIL
    assert LEAD in page
    assert len(page.encode()) + len(text.encode()) < 150_000


def test_the_page_of_a_long_time_has_its_leads() -> None:
    assert LEAD in as_html(of(10_000), GERMAN)


def test_a_date_is_not_broken_between_day_and_month() -> None:
    titles = ["x" * length for length in range(1, 60)]
    facts = week(articles=tuple(article(number, paper=title) for number, title in enumerate(titles, 1)), printings={})
    text = as_text(facts, GERMAN)
    assert "\u00a0" not in text.replace("\u00a0%", "")
    assert not re.search(r"\d\.\n\s*November", text)
