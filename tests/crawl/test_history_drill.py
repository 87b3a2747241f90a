"""The history drill: a page is edited five ways, is gone, comes back and moves; all of it is seen and said."""

from __future__ import annotations

import pytest
from crawling import WORDS, Newsroom

from cli_running import scraper
from sized_terminal import on_terminal

FIGURE, TYPO = "Das Portal kostet 3 Millionen Euro.", "Es ging am Montag an den Strat."
ADDED = "Nachtrag: Der Kreistag hat dem Vorhaben am Abend mit großer Mehrheit zugestimmt."
REWRITTEN = (
    "Hinweis der Redaktion: Hier stand zuvor eine andere Meldung über das Vorhaben. Wir haben sie vollständig ersetzt, "
    "weil mehrere Angaben darin falsch waren, und bitten unsere Leserschaft dafür um Entschuldigung."
)


def page(
    *paragraphs: str, title: str = "Landkreis stellt Portal vor", keywords: str = "Wohngeld", menu: str = "Start"
) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=de><head><title>{title}</title><meta property='og:type' content='article'>"
        f"<meta name=keywords content='{keywords}'></head><body><nav>{menu}</nav><main><article><h1>{title}</h1>"
        f"<time datetime='2026-11-20T08:00:00Z'>20. November 2026</time>{text}</article></main></body></html>"
    )


TITLE, MORE = "Portal für Wohngeld gestartet", "Wohngeld, Kreis"
FIVE = FIGURE.replace("3", "5")
STARTED = TYPO.replace("Strat", "Start")
# What the page holds at the visits of the first days, one a day.
EDITIONS = (
    page(WORDS, f"{FIGURE} {TYPO}"),
    page(WORDS, f"{FIGURE} {TYPO}"),
    page(WORDS, f"{FIGURE} {TYPO}"),
    page(WORDS, f"{FIVE} {TYPO}"),
    page(WORDS, f"{FIVE} {STARTED}"),
    page(WORDS, f"{FIVE} {STARTED}", title=TITLE),
    page(WORDS, f"{FIVE} {STARTED}", ADDED, title=TITLE, keywords=MORE),
    page(REWRITTEN, title=TITLE, keywords=MORE),
)

SILENT = "(silent edit: the page's dates stayed)"
LINES = f"""\
Portal für Wohngeld gestartet
{{canonical}} (article 1, times in CET)
2026-11-23 13:00  first seen
2026-11-24 13:00  seen unchanged 2 times, last 2026-11-25 13:00
2026-11-26 13:00  state 2, changed: figure 3 → 5 {SILENT}
2026-11-27 13:00  state 3, changed: typo Strat → Start {SILENT}
2026-11-28 13:00  state 4, changed: headline "Landkreis stellt Portal vor" → "{TITLE}" {SILENT}
2026-11-29 13:00  state 5, changed: paragraph added; keywords + Kreis {SILENT}
2026-11-30 13:00  state 6, changed: whole text (0% of the words kept) {SILENT}
2026-12-01 13:00  {{absent}}
2026-12-07 13:00  came back: its address shows it again
2026-12-08 13:00  moved to {{new}}, from {{old}}
2026-12-09 13:00  seen unchanged
"""


@pytest.fixture
def drilled(room: Newsroom) -> Newsroom:
    """The drill over several weeks of a set clock."""
    site = room.site()

    def visit(day: int, url: str) -> None:
        room.clock.moment = room.clock.moment.replace(day=23, month=11)
        room.clock.pass_(days=day)
        room.fetch(site, url)

    for day, html in enumerate(EDITIONS):
        visit(day, room.server.page("/news/1", html))
    room.server.remove("/news/1")
    visit(8, room.url(1))
    visit(10, room.url(1))
    visit(14, room.server.page("/news/1", EDITIONS[-1]))
    # The site was built anew: what stands around the text is another menu.
    moved = room.server.page("/neu/1", page(REWRITTEN, title=TITLE, keywords=MORE, menu="Start | Themen | Suche"))
    visit(15, room.server.redirect("/news/1", moved, status=301))
    visit(16, moved)
    return room


def test_the_drill_on_a_terminal(drilled: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("TERM", "dumb")
    shown = on_terminal(200, "--db", drilled.db, "history", drilled.url(1))
    assert shown == LINES.format(
        canonical=drilled.ask("SELECT url FROM articles")[0],
        absent="answered 404 on " + ("1 and 3 December 2026" if is_noted_twice(drilled) else "1 December 2026"),
        old=drilled.url(1),
        new=drilled.server.url("/neu/1"),
    )


def is_noted_twice(room: Newsroom) -> bool:
    """Whether the second 404 is noted, too."""
    return room.ask("SELECT count(*) FROM visits WHERE status = 404") == [1]


def test_the_drill_as_records(drilled: Newsroom) -> None:
    by_old, by_new, by_number = (
        scraper("--db", drilled.db, "history", which) for which in (drilled.url(1), drilled.server.url("/neu/1"), 1)
    )
    assert by_old == by_new == by_number
    events = by_old.lines
    assert [event["kind"] for event in events] == [
        "first_seen", "seen", "changed", "changed", "changed", "changed", "changed", "absent", "back", "moved", "seen",
    ]  # fmt: skip
    assert events[1] == {
        "at": "2026-11-24T12:00:00Z",
        "kind": "seen",
        "until": "2026-11-25T12:00:00Z",
        "times": 2,
        "days": [],
        "state": None,
        "status": None,
        "url": None,
        "was": None,
        "fields": [],
        "edits": [],
        "silent": False,
        "gone": False,
        "evidence": [],
    }
    changes = [(event["state"], event["fields"], event["edits"]) for event in events if event["kind"] == "changed"]
    assert changes == [
        (2, ["body"], [{"kind": "figure", "times": 1, "words": [["3", "5"]]}]),
        (3, ["body"], [{"kind": "typo", "times": 1, "words": [["Strat", "Start"]]}]),
        (4, ["title"], [{"kind": "headline", "before": "Landkreis stellt Portal vor", "after": TITLE}]),
        (
            5,
            ["body", "keywords"],
            [{"kind": "paragraph_added", "added": 1}, {"kind": "keywords", "added": ["Kreis"], "removed": []}],
        ),
        (6, ["body"], [{"kind": "whole_text", "kept": 0.0}]),
    ]
    assert (events[7]["status"], events[7]["days"][0]) == (404, "2026-12-01T12:00:00Z")


def test_what_differed_on_each_day(drilled: Newsroom) -> None:
    def diff(*args: object) -> str:
        done = scraper("--db", drilled.db, "diff", 1, *args)
        assert (done.code, done.err) == (0, "")
        return done.out.split("\n\n", 1)[1]

    assert "[-3-] {+5+} Millionen" in diff("--to", 2)
    assert diff("--from", 2, "--to", "2026-11-27") == diff("--to", 3)
    assert "[-Strat-] {+Start+}" in diff("--to", "27.11.2026")
    assert diff("--from", 3, "--to", 4) == (
        "title:\n[-Landkreis stellt Portal vor-] {+Portal für Wohngeld gestartet+}\n"
    )
    assert ADDED in diff("--to", 5)


def test_an_article_that_is_gone_counts_as_gone(drilled: Newsroom) -> None:
    drilled.server.remove("/neu/1")
    for _ in range(2):
        drilled.clock.pass_(days=1)
        drilled.fetch(drilled.site(), drilled.server.url("/neu/1"))
    last = scraper("--db", drilled.db, "history", 1).lines[-1]
    assert (last["kind"], last["status"], last["gone"]) == ("absent", 404, True)
