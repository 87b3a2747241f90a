"""What stands around a text makes no state of it, and a counter within it makes one at the most."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from crawling import Newsroom, news

from cli_running import scraper
from scraper import parser
from scraper.policy.figures import FIGURE_CHANGES

RELATED = (
    "<section><h2>Weitere Meldungen</h2><ul>"
    "<li><a href='/news/{0}1'>Neuer Bürgerservice {0} in Musterstadt eröffnet</a> {0}. November 2026</li>"
    "<li><a href='/news/{0}2'>Auch der Kreis {0} stellt auf die E-Akte um</a> {0}. November 2026</li></ul></section>"
)
SHARED = "<div class='share'><a href='#'>Teilen</a> <span class='count'>{0}</span></div><footer>Besucher: {0}</footer>"
HEADER = "<header><div class='datum'>Freitag, {0}. November 2026, {0}:15 Uhr</div></header>"


def visit(room: Newsroom, page: str) -> None:
    """Serve a page and fetch it, a day after the visit before."""
    room.fetch(room.site(), room.server.page("/news/1", page))
    room.clock.pass_(days=1)


def texts(room: Newsroom) -> list[str]:
    return room.ask("SELECT body FROM history ORDER BY seen_at")


@pytest.mark.parametrize("around", [RELATED, SHARED, HEADER])
def test_what_stands_around_the_text_makes_no_state(room: Newsroom, around: str) -> None:
    for number in range(1, 5):
        visit(room, news(1).replace("</article>", f"</article>{around.format(number)}", 1))
    assert room.ask("SELECT count(*) FROM captures") == [4]
    assert room.ask("SELECT count(*) FROM versions") == [0]


COUNTERS: list[Callable[[int], str]] = [
    lambda n: f"Diese Meldung wurde bisher {n * 37} Mal gelesen.",
    lambda n: f"Stand: {26 + n}. November 2026, {8 + n}:15 Uhr. Alle Angaben ohne Gewähr.",
    lambda n: f"Zuletzt geprüft vor {('3 Stunden', 'einer Stunde', '2 Tagen', '5 Minuten', '1 Woche')[n % 5]} im Amt.",
]


@pytest.mark.parametrize("counter", COUNTERS)
def test_a_counter_in_the_text_makes_one_state_of_five_visits(room: Newsroom, counter: Callable[[int], str]) -> None:
    for number in range(1, 6):
        visit(room, news(1, counter(number)))
    assert len(texts(room)) == 2
    assert counter(1) in texts(room)[0]
    # The newest state is what the last visit found, and every capture stays.
    assert counter(5) in texts(room)[1]
    assert room.ask("SELECT count(*) FROM captures") == [5]
    assert room.ask("SELECT changed_at FROM articles") == ["2026-11-24T12:00:00Z"]
    doubt = json.loads(room.ask("SELECT doubts FROM articles")[0])["body"]
    assert doubt["why"] == FIGURE_CHANGES
    assert "#" in doubt["stated"]


def test_a_real_edit_beside_a_counter_is_an_edit_and_the_counter_stays_known(room: Newsroom) -> None:
    counter = COUNTERS[0]
    for number in range(1, 4):
        visit(room, news(1, f"Es kostet 3 Mio. Euro. {counter(number)}"))
    before = room.ask("SELECT doubts FROM articles")
    visit(room, news(1, f"Es kostet 5 Mio. Euro. {counter(4)}"))
    assert room.ask("SELECT changed FROM versions") == ["body", "body"]
    assert room.ask("SELECT doubts FROM articles") == before
    visit(room, news(1, f"Es kostet 5 Mio. Euro. {counter(5)}"))
    assert len(texts(room)) == 3


def test_two_corrections_with_a_visit_between_them_that_found_none_are_two_edits(room: Newsroom) -> None:
    for number in (3, 5, 5, 6):
        visit(room, news(1, f"Es kostet {number} Mio. Euro."))
    assert len(texts(room)) == 3
    assert room.ask("SELECT doubts FROM articles") == [None]


def test_a_corrected_figure_is_an_edit(room: Newsroom) -> None:
    for number in (3, 5):
        visit(room, news(1, f"Es kostet {number} Mio. Euro."))
    assert len(texts(room)) == 2


def test_a_counter_stays_known_when_a_newer_parser_reads_the_page(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        visit(room, news(1, COUNTERS[0](number)))
    monkeypatch.setattr(parser, "PARSER_VERSION", "99")
    for number in range(4, 6):
        visit(room, news(1, COUNTERS[0](number)))
    assert len(texts(room)) == 2
    assert "#" in json.loads(room.ask("SELECT doubts FROM articles")[0])["body"]["stated"]


def test_a_counter_stays_known_when_a_page_that_did_not_change_is_read_again(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        room.server.page("/news/1", news(1, COUNTERS[0](number)), etag=f'"{number}"')
        room.fetch(room.site(), room.url(1))
        room.clock.pass_(days=1)
    known = room.ask("SELECT doubts FROM articles")
    monkeypatch.setattr(parser, "PARSER_VERSION", "99")
    room.fetch(room.site(), room.url(1))
    assert room.ask("SELECT status FROM visits") == [304]
    assert room.ask("SELECT reader FROM articles")[0].startswith("99")
    assert room.ask("SELECT doubts FROM articles") == known != [None]


def test_comments_that_are_counted_in_a_link_are_figures_too(room: Newsroom) -> None:
    for number in range(1, 5):
        visit(room, news(1, f"Dazu gibt es <a href='/news/1/meinungen'>{number + 1} Kommentare</a> von hier."))
    assert len(texts(room)) == 2


def test_a_citation_of_a_day_has_no_digest_of_another_days_text(room: Newsroom) -> None:
    for number in range(5):
        room.server.page("/news/1", news(1, f"Dieser Beitrag wurde bisher {100 + number} Mal gelesen."))
        room.fetch(room.site(), room.url(1))
        room.clock.pass_(days=1)
    (last,) = room.ask("SELECT digest FROM articles")
    on_day = scraper("--db", room.db, "cite", 1, "--at", "2026-11-25").out
    assert on_day.endswith(
        ". Figures in its text change at each visit, so that no digest of its text on that day is kept.\n"
    )
    assert scraper("--db", room.db, "cite", 1).out.endswith(f" SHA-256 of its text: {last}.\n")
