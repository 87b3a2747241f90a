"""What was found late in a press review, and what is said to be usual of a source."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from review_made import FIRST, LAST, article, nothing, printing, week
from scraper.model.press_review import LateArticle, ReviewFacts, SiteDay, Watched
from scraper.report.press_review import as_html, as_text
from scraper.report.press_review_charts import usual
from scraper.report.press_review_parts import Order

GERMAN, ENGLISH = Order("de"), Order("en")


def found_late(*numbers: int, **changes: Any) -> tuple[LateArticle, ...]:
    """Return articles of the days before the week, which were found on its second day."""
    return tuple(
        LateArticle(article(number, **({"day": f"2026-11-0{number % 8 + 1}"} | changes)), "2026-11-10T08:00:00Z")
        for number in numbers
    )


def lines_of(facts: ReviewFacts, order: Order = GERMAN) -> str:
    return " ".join(as_text(facts, order).split())


def section(facts: ReviewFacts, order: Order = GERMAN) -> str:
    """Return the section of the text."""
    text = as_text(facts, order)
    heading = {"de": "\nNachgetragen\n", "en": "\nFound late\n"}[order.lang]
    return text.partition(heading)[2].partition("\n\n\n")[0]


def test_what_was_found_late_has_a_section_with_its_day_and_that_on_which_it_was_found() -> None:
    facts = week(late=found_late(20, 21))
    text = section(facts)
    assert text.index("Meldung 21") < text.index("Meldung 20")
    assert "Amtsblick, Donnerstag, 5. November; gefunden am Dienstag, 10. November" in " ".join(text.split())
    assert "2 ältere Artikel wurden nachgetragen; 1 Artikel wurde geändert" in lines_of(facts)
    assert "1 older article was found late" in lines_of(week(late=found_late(20)), ENGLISH)
    page = as_html(facts, GERMAN)
    assert '<h2 id="late">Nachgetragen</h2>' in page
    assert '<a href="#late"><bdi>Nachgetragen</bdi></a>' in page


def test_a_week_in_which_all_was_found_in_time_does_not_speak_of_it() -> None:
    for text in (as_text(week(), GERMAN), as_html(week(), GERMAN)):
        assert "achgetragen" not in text


def test_what_is_older_is_counted_and_not_listed() -> None:
    text = " ".join(section(week(older_total=1234)).split())
    assert "1.234 Artikel, in diesen Tagen gefunden und mehr als 4 Wochen vor ihnen erschienen" in text
    assert "wurde nachgetragen" not in lines_of(week(older_total=1))


def test_a_week_without_articles_tells_what_was_found_late() -> None:
    text = as_text(nothing(late=found_late(20), newest_day="2026-11-05"), GERMAN)
    assert "Aus diesen Tagen steht kein Artikel im Archiv." in text
    assert "Meldung 20" in text


def test_a_paper_that_is_late_with_a_story_stands_with_it() -> None:
    late = found_late(9, story_id=1, site="landbote", title="Wohngeld aus einem Portal")
    facts = week(late=late, watched=(Watched("Land", "Land", frozenset({9})),))
    assert "Nachgetragen" not in as_text(facts, GERMAN)
    assert "nachgetragen" not in as_text(facts, GERMAN)
    assert "Land: 1 Artikel\n- Wohngeld aus einem Portal (Amtsblick" in as_text(facts, GERMAN)


def test_a_story_that_was_found_late_is_one_entry() -> None:
    late = found_late(20, 21, story_id=20)
    others = {20: (printing(21, "Landbote"),), 21: (printing(20, "Amtsblick"),)}
    assert section(week(late=late, printings=others)).count("Dienstag, 10. November; ") == 0
    assert section(week(late=late, printings=others)).count("gefunden am") == 1


def test_saved_searches_find_what_was_found_late() -> None:
    facts = week(late=found_late(20), watched=(Watched("Name", "Name", frozenset({20})),))
    assert "Name: 1 Artikel\n- Meldung 20" in as_text(facts, GERMAN)


def test_a_new_source_does_not_fill_the_page() -> None:
    text = section(week(late=found_late(*range(100, 400))))
    assert text.count("gefunden am") == 30
    assert "Gezeigt sind 30 von 300." in text


WEEK = dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        # Seventy articles in thirteen weeks, in ten, and in three; the quarter before has no more.
        (FIRST - 99 * WEEK, {"amtsblick": 70 / 13}),
        (FIRST - 10 * WEEK, {"amtsblick": 7}),
        (FIRST - 3 * WEEK, {"amtsblick": 70 / 3}),
        (FIRST - 3 * WEEK + dt.timedelta(days=1), {}),
        (LAST + WEEK, {}),
        (None, {}),
    ],
)
def test_what_is_usual_is_known_of_the_weeks_in_which_a_source_was_followed(
    since: dt.date | None, expected: dict[str, float]
) -> None:
    followed = {} if since is None else {"amtsblick": since}
    site_days = (SiteDay("amtsblick", FIRST - WEEK, 70), SiteDay("amtsblick", FIRST, 3))
    facts = week(site_days=site_days, followed_since=followed)
    assert usual(facts) == pytest.approx(expected)
    assert ("sonst" in as_text(facts, GERMAN)) == bool(expected)
    assert ("Artikel je Woche" in as_text(facts, GERMAN)) == bool(expected)


def test_what_is_of_the_days_before_a_source_was_followed_does_not_count() -> None:
    site_days = (SiteDay("amtsblick", FIRST - 5 * WEEK, 100), SiteDay("amtsblick", FIRST - WEEK, 8))
    facts = week(site_days=site_days, followed_since={"amtsblick": FIRST - 4 * WEEK})
    assert usual(facts) == {"amtsblick": 2}
    text = as_text(facts, GERMAN)
    assert "Woche ab 12. Okt.: 0\n" in text
    assert "Woche ab 5. Okt." not in text
