"""Histories beside the drill's: reserved texts, redirects elsewhere, counters, a page that was gone and stayed so."""

from __future__ import annotations

import pytest
from crawling import Newsroom, news

from cli_running import Done, scraper
from sized_terminal import on_terminal


def visit(room: Newsroom, page: str | None, **more: object) -> None:
    """Fetch the page, as it stands now, a day after the visit before."""
    if page is not None:
        room.server.page("/news/1", page, **more)  # type: ignore[arg-type]
    room.fetch(room.site(), room.url(1))
    room.clock.pass_(days=1)


def lines(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the events as a terminal shows them."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("TERM", "dumb")
    return on_terminal(200, "--db", room.db, "history", 1).splitlines()[2:]


def test_a_reserved_text(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        visit(room, news(1), headers={"tdm-reservation": "1"})
    assert lines(room, monkeypatch) == [
        "2026-11-23 12:00  first seen",
        "2026-11-25 12:00  last seen, unchanged",
        "2026-11-25 12:00  reserves, as read then: tdm-reservation: 1 (the header)",
    ]
    said = "of state 1 headline and day alone are kept, since its site reserves the text."
    nothing = f"Error: {room.url(1)}: {said}\n"
    assert scraper("--db", room.db, "diff", 1, "--from", 1, "--to", 1) == Done(1, "", nothing)


def test_a_reserved_article_that_is_gone(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    visit(room, news(1), headers={"tdm-reservation": "1"})
    room.server.remove("/news/1")
    visit(room, None)
    visit(room, None)
    # No answer of a reserved page is kept, so that the status is not known.
    assert any("its address did not show it any more" in line for line in lines(room, monkeypatch))


def test_a_counter_is_said(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        visit(room, news(1, f"Diese Meldung wurde bisher {number * 7} Mal gelesen."))
    shown = lines(room, monkeypatch)
    assert shown == [
        "2026-11-23 12:00  first seen",
        "2026-11-24 12:00  state 2, changed: figure 7 → 35 (silent edit: the page's dates stayed)",
        "2026-11-25 12:00  seen unchanged 3 times, last 2026-11-27 12:00",
        "2026-11-27 12:00  figures that change at each visit, and make no further state:"
        ' "Diese Meldung wurde bisher # Mal gelesen."',
    ]


def test_a_page_that_answers_otherwise_is_not_the_article(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    visit(room, news(1))
    room.server.page("/fort", "<p>fort</p>", status=410)
    room.server.redirect("/news/1", room.server.url("/fort"), status=301)
    visit(room, None)
    visit(room, None)
    shown = lines(room, monkeypatch)
    assert shown[0] == "2026-11-23 12:00  first seen"
    assert shown[1].startswith("2026-11-24 12:00  answered 410 on 24 ")
    assert shown[1].endswith("November 2026; it counts as gone")


def test_there_is_no_such_article(room: Newsroom) -> None:
    visit(room, news(1))
    for command in ("history", "diff"):
        said = f"7: there is no such article in {room.db}. Archive it with 'scraper fetch'.\n"
        assert scraper("--db", room.db, command, 7) == Done(1, "", said)


@pytest.mark.parametrize("form", ["--csv", "--json", "--table", "--markdown", "--html"])
def test_other_forms(room: Newsroom, form: str) -> None:
    visit(room, news(1))
    visit(room, news(1, "Neu."))
    done = scraper("--db", room.db, "history", 1, form)
    assert (done.code, done.err) == (0, "")
    assert "changed" in done.out
    assert "2026-11-24T12:00:00Z" in done.out
