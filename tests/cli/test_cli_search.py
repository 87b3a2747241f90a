"""``search``: what is said beside its results, and how they look."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cli_running import scraper
from scraper.cli.blocks import say_cut
from scraper.store import Archive
from sized_terminal import on_terminal
from store_records import plain, save, sqlite

LONG = "Viele Sätze vor dem Wort, um das es geht, stehen in diesem Text. " * 4


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        for number, (title, body) in enumerate(
            [
                ("Datenschutzbehörde prüft Kameras", "Die Aufsicht greift ein."),
                ("Behörden ziehen um", f"{LONG}Am Ende ziehen alle Behörden aus. {LONG}"),
                ("Neues vom Hafen", "Eine Behoerde zieht aus."),
            ],
            1,
        ):
            article = plain(number, title=title, body=body, language="de", date=dt.date(2026, 1, number))
            save(archive, article)
    return path


def test_the_order_and_the_marks_on_a_terminal(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert on_terminal(80, "--db", db, "search", "Behörde") == (
        "2026-01-03 · amtsblick\n"
        "Neues vom Hafen\n"
        "  Eine [Behoerde] zieht aus.\n"
        "https://amtsblick.example/meldung_3\n\n"
        "2026-01-02 · amtsblick\n"
        "Behörden ziehen um\n"
        "  … Am Ende ziehen alle [Behörden] aus. Viele Sätze vor dem Wort, um das es\n"
        "  geht, stehen in diesem Text. Viele Sätze vor dem …\n"
        "https://amtsblick.example/meldung_2\n\n"
        "2026-01-01 · amtsblick\n"
        "Datenschutzbehörde prüft Kameras\n"
        "  [Datenschutzbehörde] prüft Kameras\n"
        "https://amtsblick.example/meldung_1\n\n"
    )


def test_what_is_only_near_is_said_to_be_so(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    shown = on_terminal(80, "--db", db, "search", "Kamera")
    assert shown.startswith(
        "No article has just this; these have other forms of it, or words that it is a part of.\n"
        "2026-01-01 · amtsblick\n"
    )
    in_pipe = scraper("--db", db, "search", "Kamera")
    assert ([row["match"] for row in in_pipe.lines], in_pipe.err) == (["inflected"], "")


def test_records_say_how_near_they_are(db: Path) -> None:
    rows = scraper("--db", db, "search", "Behörde").lines
    assert [(row["id"], row["match"]) for row in rows] == [(3, "exact"), (2, "inflected"), (1, "part")]


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("UPDATE indexes SET maker = '0'", "was made by another version of the program"),
        ("DROP TABLE articles_words", "is missing"),
        ("DELETE FROM articles_words_data", "is damaged"),
    ],
)
def test_an_index_that_cannot_be_used_is_said(db: Path, statement: str, how: str) -> None:
    with sqlite(db) as other:
        other.execute(statement)
    done = scraper("--db", db, "search", "Behörden")
    assert [row["id"] for row in done.lines] == [2]
    assert (done.code, done.err) == (
        0,
        f"The index of word forms {how}, so that words were found only as they were typed. The next crawl builds it"
        " anew, and so does: scraper reparse --index.\n",
    )


def test_what_is_not_counted_to_its_end_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    say_cut(20, 10_001, 10_000)
    say_cut(20, 10_000, 10_000)
    say_cut(20, 10_001)
    say_cut(20, 20, 10_000)
    assert capsys.readouterr().err == (
        "20 of more than 10,000; --limit 10000 shows the most that can be shown, and 'scraper query' gets all.\n"
        "20 of 10,000; --limit 10000 shows all.\n"
        "20 of 10,001; --limit 10000 shows the most that can be shown, and 'scraper query' gets all.\n"
    )
